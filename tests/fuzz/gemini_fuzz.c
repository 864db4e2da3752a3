/*
 * gemini_fuzz.c - any bytes as a Gemini request, whole and in pieces.
 *
 * Whatever comes in: a verdict that more bytes do not take back, a path that
 * stays inside, a refusal with a status of the protocol and words to go with it.
 */

#include <assert.h>
#include <stdint.h>
#include <string.h>

#include "base/utf8.h"
#include "proto/protocol.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const struct str hosts[] = { { "h", 1 } };
static const struct request_origin origin = { .local = "127.0.0.1", .local_port = 1965 };

static void
check(const struct request *r, enum parse verdict)
{
	struct str rest = r->path, segment;

	if (verdict == PARSE_BAD) {
		assert(r->status == 53 || r->status == 59);
		assert(r->why != NULL && r->why[0] != '\0');
		return;
	}
	if (verdict != PARSE_OK)
		return;
	assert(r->line.len <= GEMINI_URL_MAX);
	assert(utf8_valid(r->path));
	assert(r->path.len == 0 || r->path.p[0] != '/');
	while (str_cut(&rest, '/', &segment)) {
		assert(!str_is(segment, "..") && !str_is(segment, "."));
		for (size_t i = 0; i < segment.len; i++)
			assert((unsigned char)segment.p[i] >= 0x20 && segment.p[i] != '\\' && segment.p[i] != 0x7F);
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct capsule capsule = { .gemini_port = 1965, .accept_fragments = size > 0 && data[0] % 2 == 0 };
	struct service service = { .capsule = &capsule, .hosts = hosts, .nhosts = 1, .any_local_address = true };
	struct str in = { (const char *)data, size };
	enum parse settled = PARSE_MORE;

	for (size_t n = 0; n <= size; n = n < size && n + 7 > size ? size : n + 7) {
		struct request r;
		enum parse verdict;

		request_init(&r);
		verdict = protocol_gemini.parse(&service, &origin, str_slice(in, 0, n), false, &r);
		check(&r, verdict);
		if (n >= protocol_gemini.line_max)
			assert(verdict != PARSE_MORE);
		if (settled != PARSE_MORE)
			assert(verdict == settled);
		settled = verdict;
		request_done(&r);
		request_init(&r);
		verdict = protocol_gemini.parse(&service, &origin, str_slice(in, 0, n), true, &r);
		assert(verdict != PARSE_MORE);
		check(&r, verdict);
		request_done(&r);
		if (n == size)
			break;
	}
	return 0;
}
