/*
 * titan_fuzz.c - any bytes as a titan request, whole and in pieces.
 *
 * Whatever comes in: a verdict that more bytes do not take back, parameters that
 * are what they claim, a log line without the token, and a file that lies below
 * the content folder.
 */

#include <assert.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/utf8.h"
#include "proto/titan.h"
#include "proto/titan_target.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const struct str hosts[] = { { "h", 1 } };
static const struct request_origin origin = { .local = "127.0.0.1", .local_port = 1965 };
static const struct titan titan = {
	.grants = { { .path = { "notes/", 6 }, .token = true }, { .path = { "", 0 } } }, .ngrants = 2,
	.token = { "open-sesame", 11 }, .size_max = 1000,
};

/* Of an empty folder: what is there is not what this is about. */
static struct catalogue *
catalogue_of_nothing(const struct capsule *capsule)
{
	static struct catalogue *c;
	const char *why;
	int error;

	if (c == NULL) {
		c = catalogue_build(capsule, NULL, 0, &error, &why);
		assert(c != NULL);
	}
	return c;
}

/* No token is in the line that is logged. */
static void
check_line(struct str line)
{
	static const struct str mark = { ";token=", 7 };

	if (!str_starts_case(line, STR("titan:")))
		return;
	for (size_t i = 0; i + mark.len <= line.len; i++) {
		struct str rest = str_from(line, i + mark.len);

		if (!str_eq_case(str_slice(line, i, i + mark.len), mark))
			continue;
		assert(str_starts(rest, STR("***")));
		assert(rest.len == 3 || rest.p[3] == ';' || rest.p[3] == '?');
	}
}

static void
check_target(const struct catalogue *c, const struct request *r)
{
	struct titan_target target;
	struct arena scratch;
	struct str rest, segment;

	arena_init(&scratch, 0);
	if (titan_find_target(c, r, &scratch, &target) == NULL) {
		assert(target.file.len > 0 && target.file.p[0] != '/' && strlen(target.file.p) == target.file.len);
		assert(utf8_valid(target.file) && target.file.p[target.file.len - 1] != '/');
		rest = target.file;
		while (str_cut(&rest, '/', &segment))
			assert(segment.len > 0 && !str_is(segment, "..") && !str_is(segment, "."));
		assert(titan_grant(&titan, target.file) != NULL);
		(void)publish_judge_name(c, target.file);
	}
	arena_done(&scratch);
}

static void
check(const struct catalogue *c, const struct request *r, enum parse verdict)
{
	const struct request_upload *up = &r->upload;

	if (verdict != PARSE_MORE)
		check_line(r->line);
	if (verdict == PARSE_BAD) {
		assert(r->status == 53 || r->status == 59);
		assert(r->why != NULL && r->why[0] != '\0');
	}
	if (verdict != PARSE_OK)
		return;
	assert(r->head_len <= GEMINI_URL_MAX + 2);
	if (up->kind == UPLOAD_NONE) {
		assert(up->size == 0 && up->token.p == NULL && up->mime.p == NULL);
		return;
	}
	assert(up->kind == UPLOAD_STORE || up->size == 0);
	assert(up->mime.p == NULL || (up->mime.len >= 3 && up->mime.len <= TITAN_MIME_MAX &&
	    str_find(up->mime, '/') < up->mime.len));
	assert(titan_grant(&titan, r->path) != NULL);
	check_target(c, r);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static char folder[] = "/tmp/marmot-fuzz-XXXXXX";
	static struct capsule capsule = { .gemini_port = 1965, .host = { "h", 1 } };
	struct service service = { .capsule = &capsule, .hosts = hosts, .nhosts = 1, .titan = &titan };
	struct str in = { (const char *)data, size };
	enum parse settled = PARSE_MORE;
	const struct catalogue *c;

	if (capsule.content_dir == NULL) {
		assert(mkdtemp(folder) != NULL);
		capsule.content_dir = folder;
		(void)catalogue_of_nothing(&capsule);
		rmdir(folder);
	}
	c = catalogue_of_nothing(&capsule);
	for (size_t n = 0; n <= size; n = n < size && n + 7 > size ? size : n + 7) {
		struct request r;
		enum parse verdict;

		request_init(&r);
		verdict = protocol_gemini.parse(&service, &origin, str_slice(in, 0, n), false, &r);
		check(c, &r, verdict);
		if (n >= protocol_gemini.line_max)
			assert(verdict != PARSE_MORE);
		if (settled != PARSE_MORE)
			assert(verdict == settled);
		settled = verdict;
		request_done(&r);
		if (n == size)
			break;
	}
	return 0;
}
