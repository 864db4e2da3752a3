/*
 * proxy_fuzz.c - what must hold for the header of a proxy, whatever comes: it
 * ends within its limit, says the same however it is cut into pieces, and what
 * is told is an address.
 */
#include <assert.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "net/proxy_header.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	struct str in = { (const char *)bytes, size };
	struct proxy_header whole, part;
	enum proxy_verdict v = proxy_header_parse(in, &whole);
	char text[PEER_TEXT_SIZE];

	assert(v != PROXY_MORE || size < PROXY_HEADER_MAX);
	if (v != PROXY_WHOLE)
		return 0;
	assert(whole.len > 0 && whole.len <= size && whole.len <= PROXY_HEADER_MAX);
	for (size_t len = 0; len < whole.len; len++)
		assert(proxy_header_parse(str_slice(in, 0, len), &part) == PROXY_MORE);
	assert(proxy_header_parse(str_slice(in, 0, whole.len), &part) == PROXY_WHOLE);
	assert(part.len == whole.len && part.told == whole.told && part.local_port == whole.local_port);
	assert(memcmp(&part.client, &whole.client, sizeof part.client) == 0);
	if (whole.told) {
		peer_text(&whole.client, text);
		assert(text[0] != '\0');
	}
	return 0;
}
