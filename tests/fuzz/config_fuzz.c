/*
 * config_fuzz.c - any bytes as marmot.yaml.
 *
 * What is refused is refused with a line of the file; what is taken can be
 * written out, and what was written says the same when it is read.
 */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <assert.h>
#include <netdb.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/utf8.h"
#include "config.h"
#include "config_write.h"

#include "../lib/line_mutator.h"

LINE_MUTATOR_DEFINE

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

/*
 * In place of the system's, which would ask the network for each name that a
 * fuzzer makes up: addresses and "localhost" alone.
 */
int
getaddrinfo(const char *restrict node, const char *restrict service, const struct addrinfo *restrict hints,
    struct addrinfo **restrict ret)
{
	struct found {
		struct addrinfo info;
		union {
			struct sockaddr any;
			struct sockaddr_in v4;
			struct sockaddr_in6 v6;
		} address;
	} *f = calloc(1, sizeof *f);

	(void)service;
	(void)hints;
	if (f == NULL)
		return EAI_MEMORY;
	if (inet_pton(AF_INET, strcmp(node, "localhost") == 0 ? "127.0.0.1" : node, &f->address.v4.sin_addr) == 1) {
		f->address.v4.sin_family = AF_INET;
		f->info.ai_addrlen = sizeof f->address.v4;
	} else if (inet_pton(AF_INET6, node, &f->address.v6.sin6_addr) == 1) {
		f->address.v6.sin6_family = AF_INET6;
		f->info.ai_addrlen = sizeof f->address.v6;
	} else {
		free(f);
		return EAI_NONAME;
	}
	f->info.ai_family = f->address.any.sa_family;
	f->info.ai_addr = &f->address.any;
	*ret = &f->info;
	return 0;
}

void
freeaddrinfo(struct addrinfo *info)
{
	/* The first member of what was allocated. */
	free(info);
}

static char path[4096];

static void
remove_file(void)
{
	(void)unlink(path);
}

/* A name of this process's own: fuzzers run side by side. */
static void
choose_path(void)
{
	const char *folder = getenv("TMPDIR");

	if (path[0] != '\0')
		return;
	snprintf(path, sizeof path, "%s/marmot-fuzz-%ld.yaml", folder != NULL ? folder : "/tmp", (long)getpid());
	if (atexit(remove_file) != 0)
		abort();
}

static void
write_file(struct str text)
{
	FILE *f = fopen(path, "wb");

	if (f == NULL || (text.len > 0 && fwrite(text.p, 1, text.len, f) != text.len) || fclose(f) != 0) {
		perror(path);
		abort();
	}
}

static void
check_diags(const struct diag_list *diags, bool good, unsigned lines)
{
	struct strbuf shown = STRBUF_INIT;
	bool wrong = false;

	for (size_t i = 0; i < diags->n; i++) {
		const struct diag *d = &diags->v[i];

		wrong = wrong || d->severity == DIAG_ERROR;
		assert(d->line <= lines);
		assert(d->text.len > 0);
		/* A value that it quotes may have gone over several lines: what is shown is one. */
		strbuf_reset(&shown);
		diag_write(&shown, d);
		assert(utf8_valid(strbuf_str(&shown)));
		assert(!str_has_control(str_slice(strbuf_str(&shown), 0, shown.len - 1)));
	}
	strbuf_done(&shown);
	assert(good != wrong);
}

/* The configuration of text as config_write has it; false when it is none. */
static bool
write_again(struct str text, struct strbuf *out)
{
	struct strbuf why = STRBUF_INIT;
	struct diag_list diags;
	struct config config;
	bool good;

	write_file(text);
	config_init(&config);
	diag_list_init(&diags);
	good = config_load(&config, path, &diags);
	check_diags(&diags, good, (unsigned)str_count(text, '\n') + 1);
	if (good) {
		good = config_finish(&config, &why);
		assert(good == (why.len == 0));
	}
	if (good)
		config_write(&config, out);
	diag_list_done(&diags);
	config_done(&config);
	strbuf_done(&why);
	return good;
}

/* What a default is called, which the second time somebody has said. */
static void
drop_remarks(struct strbuf *text)
{
	static const char remark[] = "  # default\n";
	struct strbuf out = STRBUF_INIT;
	struct str rest = strbuf_str(text);

	while (rest.len > 0) {
		size_t at = str_search(rest, str_of(remark));

		strbuf_addstr(&out, str_slice(rest, 0, at));
		if (at < rest.len)
			strbuf_addc(&out, '\n');
		rest = str_from(rest, at + (at < rest.len ? strlen(remark) : 0));
	}
	strbuf_done(text);
	*text = out;
}

/*
 * The guard before libyaml counts brackets within quotes too.  What is written
 * has quotes where what was read may have had none and needed no libyaml.
 */
static bool
holds_many_brackets(struct str text)
{
	return str_count(text, '[') + str_count(text, '{') > 256;
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	struct str text = { size > 0 ? (const char *)bytes : "", size };
	struct strbuf once = STRBUF_INIT, again = STRBUF_INIT;

	choose_path();
	if (write_again(text, &once) && !holds_many_brackets(strbuf_str(&once))) {
		assert(write_again(strbuf_str(&once), &again));
		drop_remarks(&once);
		drop_remarks(&again);
		if (!str_eq(strbuf_str(&once), strbuf_str(&again))) {
			fprintf(stderr, "%s\n--- and then:\n%s\n", once.buf, again.buf);
			abort();
		}
	}
	strbuf_done(&once);
	strbuf_done(&again);
	return 0;
}
