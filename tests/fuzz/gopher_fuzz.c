/*
 * gopher_fuzz.c - any bytes as a Gopher request, a gophermap and a "URL:" page.
 *
 * A path that stays inside; a map whose every line is a menu line; a page in
 * which nothing of the URL is markup.
 */

#include <assert.h>
#include <stdint.h>
#include <string.h>

#include "base/utf8.h"
#include "proto/gopher.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const struct capsule capsule = { .host = { "h", 1 }, .gopher_port = 70 };
static const struct service service = { .capsule = &capsule };
static const struct request_origin origin = { .local_port = 70 };

static void
check_path(struct str path)
{
	struct str rest = path, segment;

	assert(utf8_valid(path) && (path.len == 0 || path.p[0] != '/'));
	while (str_cut(&rest, '/', &segment)) {
		assert(!str_is(segment, ".."));
		for (size_t i = 0; i < segment.len; i++)
			assert((unsigned char)segment.p[i] >= 0x20 && segment.p[i] != '\\' && segment.p[i] != 0x7F);
	}
}

static void
check_map(struct str map)
{
	struct str rest = map, line;
	bool ended = false;

	while (str_line(&rest, &line)) {
		size_t tabs = 0;

		assert(!ended);
		if (str_is(line, ".")) {
			ended = true;
			continue;
		}
		for (size_t i = 0; i < line.len; i++)
			tabs += line.p[i] == '\t';
		assert(tabs == 3);
	}
	assert(ended);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str in = { (const char *)data, size };
	struct strbuf out = STRBUF_INIT;
	struct request r;
	enum parse verdict, ended;

	request_init(&r);
	verdict = protocol_gopher.parse(&service, &origin, in, false, &r);
	if (verdict == PARSE_OK)
		check_path(r.path);
	if (size >= protocol_gopher.line_max)
		assert(verdict != PARSE_MORE);
	request_done(&r);
	request_init(&r);
	ended = protocol_gopher.parse(&service, &origin, in, true, &r);
	assert(ended != PARSE_MORE && (verdict == PARSE_MORE || verdict == ended));
	if (ended == PARSE_OK)
		check_path(r.path);
	request_done(&r);

	gopher_add_map(&out, &capsule, STR("dir/"), in);
	check_map(strbuf_str(&out));
	strbuf_reset(&out);
	strbuf_adds(&out, "http://");
	strbuf_addstr(&out, in);
	r.store = out;
	strbuf_init(&out);
	assert(gopher_add_url_page(&out, strbuf_str(&r.store)));
	/* html, head, title x2, meta, /head, body, p, a, /a, /p, /body, /html and the doctype */
	{
		size_t open = 0;

		for (size_t i = 0; i < out.len; i++)
			open += out.buf[i] == '<';
		assert(open == 14);
	}
	strbuf_done(&r.store);
	strbuf_done(&out);
	return 0;
}
