/*
 * neighbours_fuzz.c - any bytes as a Spartan, Nex or Finger request, and as what
 * a web browser says.
 *
 * A path that stays inside; a verdict that more bytes do not change; an end to
 * asking for more; nothing of a browser's request in the answer.
 */

#include <assert.h>
#include <stdint.h>
#include <string.h>

#include "base/utf8.h"
#include "proto/finger.h"
#include "proto/gopher.h"
#include "proto/nex.h"
#include "proto/spartan.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const struct str hosts[] = { { "h", 1 } };
static const struct capsule capsule = { .host = { "h", 1 }, .gemini_port = 1965, .gopher_port = 70 };
static const struct service service = { .capsule = &capsule, .hosts = hosts, .nhosts = 1 };
static const struct request_origin origin = { .local_port = 300 };

static void
check_request(const struct request *r)
{
	struct str rest = r->path, segment;

	assert(utf8_valid(r->path) && utf8_valid(r->query));
	assert(r->path.len == 0 || r->path.p[0] != '/');
	while (str_cut(&rest, '/', &segment)) {
		assert(!str_is(segment, ".."));
		for (size_t i = 0; i < segment.len; i++)
			assert((unsigned char)segment.p[i] >= 0x20 && segment.p[i] != '\\' && segment.p[i] != 0x7F);
	}
}

static enum parse
judge(const struct protocol *protocol, struct str in, bool ended)
{
	struct request r;
	enum parse verdict;

	request_init(&r);
	verdict = protocol->parse(&service, &origin, in, ended, &r);
	if (verdict == PARSE_OK)
		check_request(&r);
	if (verdict == PARSE_BAD)
		assert(r.why != NULL && r.status >= 40);
	request_done(&r);
	return verdict;
}

static void
check_protocol(const struct protocol *protocol, struct str in)
{
	enum parse whole = judge(protocol, in, false), ended = judge(protocol, in, true);
	enum parse half = judge(protocol, str_slice(in, 0, in.len / 2), false);

	assert(ended != PARSE_MORE);
	assert(whole == PARSE_MORE || whole == ended);
	assert(half == PARSE_MORE || half == whole);
	if (in.len >= protocol->line_max)
		assert(whole != PARSE_MORE);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str in = { (const char *)data, size };
	struct strbuf out = STRBUF_INIT;

	check_protocol(&protocol_spartan, in);
	check_protocol(&protocol_nex, in);
	check_protocol(&protocol_finger, in);
	if (gopher_is_http(in)) {
		size_t once;

		gopher_add_http(&out, &capsule, false);
		once = out.len;
		gopher_add_http(&out, &capsule, true);
		assert(once > 0 && out.len < 2 * once);
	}
	strbuf_done(&out);
	return 0;
}
