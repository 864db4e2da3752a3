/* marmot cert allow, list, forget: the certificates that are let in. */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/fs.h"
#include "base/mem.h"
#include "cli.h"
#include "command_cert.h"
#include "net/cert.h"
#include "proto/access.h"

/* The file of registered certificates, as it was read. */
struct roll {
	struct strbuf path;
	struct access_entry *v;		/* room for one more */
	size_t n;
};

static void
say_no_access(const struct roll *roll, int error)
{
	fprintf(stderr, "marmot cert: %s: %s%s\n", roll->path.buf, fs_why(error),
	    error == -EACCES ? ": ask as the user that Marmot runs as, or as root" : "");
}

static bool
roll_read(struct roll *roll, const struct config *config)
{
	struct strbuf text = STRBUF_INIT;
	size_t bad = 0;
	int r;

	*roll = (struct roll){ .path = STRBUF_INIT };
	roll->v = mem_calloc(ACCESS_REGISTERED_MAX + 1, sizeof *roll->v);
	strbuf_addf(&roll->path, "%s/" ACCESS_FILE, config->state_dir);
	r = fs_read_path(roll->path.buf, ACCESS_FILE_SIZE_MAX, &text);
	if (r == 0)
		roll->n = access_read(strbuf_str(&text), roll->v, ACCESS_REGISTERED_MAX, &bad);
	strbuf_done(&text);
	if (r < 0 && r != -ENOENT)
		say_no_access(roll, r);
	if (bad > 0)
		fprintf(stderr, "marmot cert: %s: lines that name no certificate: %zu; mend or remove them first\n",
		    roll->path.buf, bad);
	return (r == 0 || r == -ENOENT) && bad == 0;
}

static void
roll_done(struct roll *roll)
{
	strbuf_done(&roll->path);
	free(roll->v);
}

static bool
roll_write(const struct roll *roll, const struct config *config)
{
	struct strbuf text = STRBUF_INIT;
	int r = fs_make_dirs(config->state_dir, 0755);

	access_write(&text, roll->v, roll->n);
	/* Not secret, and the server may be another user. */
	if (r == 0)
		r = fs_write_path(roll->path.buf, strbuf_str(&text), 0644);
	strbuf_done(&text);
	if (r < 0)
		say_no_access(roll, r);
	return r == 0;
}

static void
print_entry(const struct access_entry *entry)
{
	struct strbuf line = STRBUF_INIT;

	fingerprint_add(&line, &entry->fingerprint);
	strbuf_addf(&line, "%s%s", entry->name[0] != '\0' ? "  " : "", entry->name);
	printf("%s\n", line.buf);
	strbuf_done(&line);
}

/* A fingerprint, or the file of a certificate, whose common name is a fair guess. */
static bool
read_who(const char *who, struct access_entry *ret)
{
	struct cert_facts facts;
	const char *why;

	*ret = (struct access_entry){ .name = "" };
	if (fingerprint_read(str_of(who), &ret->fingerprint))
		return true;
	if (cert_read(who, &facts, &why) < 0) {
		fprintf(stderr, "marmot cert: %s: %s; give a SHA-256 fingerprint (64 hex digits) or the file of a "
		    "certificate\n", who, why);
		return false;
	}
	if (access_name_is_good(strbuf_str(&facts.names)))
		memcpy(ret->name, facts.names.buf, facts.names.len + 1);
	(void)fingerprint_read(str_of(facts.fingerprint), &ret->fingerprint);
	cert_facts_done(&facts);
	return true;
}

int
cert_people_allow(const struct config *config, const char *who, const char *name)
{
	struct access_entry entry;
	struct roll roll;
	size_t at = 0;
	int status = CLI_TROUBLE;

	if (name != NULL && !access_name_is_good(str_of(name))) {
		fprintf(stderr, "marmot cert: \"%s\" is no name for a person: up to %d bytes, and not \"all\"\n", name,
		    ACCESS_NAME_MAX);
		return CLI_TROUBLE;
	}
	if (!read_who(who, &entry))
		return CLI_TROUBLE;
	if (name != NULL)
		memcpy(entry.name, name, strlen(name) + 1);
	if (roll_read(&roll, config)) {
		while (at < roll.n && !fingerprint_eq(&roll.v[at].fingerprint, &entry.fingerprint))
			at++;
		if (at == ACCESS_REGISTERED_MAX) {
			fprintf(stderr, "marmot cert: %s: more than %d certificates\n", roll.path.buf,
			    ACCESS_REGISTERED_MAX);
		} else {
			roll.n += at == roll.n;
			roll.v[at] = entry;
			if (roll_write(&roll, config)) {
				print_entry(&entry);
				printf("is let in by %s; a running server takes notice by itself\n", roll.path.buf);
				status = CLI_OK;
			}
		}
	}
	roll_done(&roll);
	return status;
}

int
cert_people_forget(const struct config *config, const char *who)
{
	struct fingerprint f;
	bool is_fingerprint = fingerprint_read(str_of(who), &f);
	struct roll roll;
	size_t kept = 0;
	int status = CLI_TROUBLE;

	if (roll_read(&roll, config)) {
		for (size_t i = 0; i < roll.n; i++) {
			if (is_fingerprint ? fingerprint_eq(&roll.v[i].fingerprint, &f) :
			    strcmp(roll.v[i].name, who) == 0)
				print_entry(&roll.v[i]);
			else
				roll.v[kept++] = roll.v[i];
		}
		if (kept == roll.n) {
			fprintf(stderr, "marmot cert: nobody is called \"%s\" in %s\n", who, roll.path.buf);
			status = CLI_FOUND;
		} else {
			roll.n = kept;
			if (roll_write(&roll, config)) {
				printf("is not let in any more\n");
				status = CLI_OK;
			}
		}
	}
	roll_done(&roll);
	return status;
}

int
cert_people_list(const struct config *config)
{
	struct roll roll;
	int status = CLI_TROUBLE;

	if (roll_read(&roll, config)) {
		for (size_t i = 0; i < roll.n; i++)
			print_entry(&roll.v[i]);
		if (roll.n == 0)
			printf("nobody is registered in %s\n", roll.path.buf);
		status = CLI_OK;
	}
	roll_done(&roll);
	return status;
}
