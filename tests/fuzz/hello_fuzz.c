/*
 * hello_fuzz.c - what must hold for the first bytes of a connection: a verdict
 * that is not "more" stays whatever follows, and no byte beyond the input is
 * read (each length gets memory of its own).
 */
#include <assert.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "net/tls.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	enum tls_hello before = TLS_HELLO_MORE;

	if (size > 4096)
		return 0;
	for (size_t n = 0; n <= size; n++) {
		char *exact = malloc(n > 0 ? n : 1);
		enum tls_hello now;

		assert(exact != NULL);
		memcpy(exact, bytes, n);
		now = tls_hello_judge((struct str){ exact, n });
		free(exact);
		assert(before == TLS_HELLO_MORE || now == before);
		/* Nothing shorter than a record with a message in it is a whole one. */
		assert(now != TLS_HELLO_WHOLE || n >= 9);
		before = now;
	}
	return 0;
}
