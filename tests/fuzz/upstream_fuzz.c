/*
 * upstream_fuzz.c - any bytes as what an upstream answers.
 *
 * The first byte says which kind of upstream, over what protocol, and into how
 * small pieces the rest is cut.  Whatever comes: no more is kept than the limits
 * say, a reply begins with a header that a client can read, no reply depends on
 * where the pieces were cut, and what is refused has words for the owner.
 */

#include <assert.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "proto/relay.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define SIZE_MAX_HERE 2000

static struct upstream upstreams[] = {
	{ .kind = UPSTREAM_PROXY, .path = { "games/", 6 }, .host = { "h", 1 }, .port = 1966, .to = { "/to/", 4 },
	    .size_max = SIZE_MAX_HERE },
	{ .kind = UPSTREAM_SCGI, .path = { "x", 1 }, .size_max = SIZE_MAX_HERE },
	{ .kind = UPSTREAM_FASTCGI, .path = { "x", 1 }, .size_max = SIZE_MAX_HERE },
};

static void
check_gemini(const struct reply *reply)
{
	struct str bytes = strbuf_str(&reply->bytes);
	size_t end = str_find(bytes, '\n');
	struct relay_header header;
	const char *why;

	if (reply->status == 0) {
		assert(bytes.len == 0);
		return;
	}
	assert(end < RELAY_HEADER_MAX && end > 0);
	assert(relay_judge_header(str_slice(bytes, 0, end + 1), &header, &why));
	assert(header.status == reply->status && header.meta.len > 0);
	assert(bytes.len - end - 1 <= SIZE_MAX_HERE);
	assert(header.status / 10 == 2 || bytes.len == end + 1);
}

static void
check_gopher(const struct reply *reply, enum relay_verdict v)
{
	struct str bytes = strbuf_str(&reply->bytes);

	if (v == RELAY_END && reply->status != 20)
		assert(str_ends(bytes, STR("\r\n.\r\n")) && reply->status > 0);
	/* At most doubled dots, and CRs. */
	if (reply->status == 20)
		assert(bytes.len <= 40 * SIZE_MAX_HERE);
}

/* The whole of it in pieces of n bytes. */
static enum relay_verdict
run(struct upstream *u, const struct request *request, struct str bytes, size_t n, struct reply *reply)
{
	struct relay relay;
	enum relay_verdict v = RELAY_MORE;

	relay_init(&relay, u, request);
	while (v == RELAY_MORE && bytes.len > 0) {
		/* Flush against the end of what may be read. */
		struct str piece = str_slice(bytes, 0, n);
		char *copy = malloc(piece.len);

		assert(copy != NULL);
		memcpy(copy, piece.p, piece.len);
		v = relay_take(&relay, (struct str){ copy, piece.len }, reply);
		free(copy);
		bytes = str_from(bytes, piece.len);
		assert(relay.head.len <= RELAY_HEADER_MAX);
		assert(relay.page.len <= 40 * SIZE_MAX_HERE && relay.taken <= SIZE_MAX_HERE);
		assert(relay.fcgi.complaint.len <= FCGI_COMPLAINT_MAX);
	}
	if (v == RELAY_MORE)
		v = relay_end(&relay, reply);
	assert(v != RELAY_MORE);
	assert((v == RELAY_BAD) == (relay.why != NULL) && relay_apology(&relay) != NULL);
	assert(relay_status(&relay) == (u->kind == UPSTREAM_PROXY ? 43 : 42));
	relay_done(&relay);
	return v;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct capsule capsule = { .host = { "h", 1 }, .gemini_port = 1965, .gopher_port = 70 };
	const struct service service = { .capsule = &capsule };
	struct request request;
	struct reply whole, pieces;
	enum relay_verdict a, b;
	struct upstream *u;
	struct str bytes;

	if (size == 0)
		return 0;
	u = &upstreams[data[0] % 3];
	capsule.gopher_text_dot = data[0] & 0x10;
	request_init(&request);
	request.service = &service;
	request.scheme = u->kind != UPSTREAM_PROXY && (data[0] & 0x20) ? SCHEME_GOPHER : SCHEME_GEMINI;
	request.path = STR("x/y");
	bytes = (struct str){ (const char *)data + 1, size - 1 };
	reply_init(&whole);
	reply_init(&pieces);
	a = run(u, &request, bytes, bytes.len > 0 ? bytes.len : 1, &whole);
	b = run(u, &request, bytes, 1 + data[0] / 64, &pieces);
	assert(a == b && whole.status == pieces.status);
	assert(str_eq(strbuf_str(&whole.bytes), strbuf_str(&pieces.bytes)));
	if (request.scheme == SCHEME_GEMINI)
		check_gemini(&whole);
	else
		check_gopher(&whole, a);
	reply_done(&whole);
	reply_done(&pieces);
	request_done(&request);
	return 0;
}
