/*
 * directive_fuzz.c - any bytes as HTML in which lists may be placed.
 */
#include <assert.h>
#include <stdint.h>
#include <stdlib.h>

#include "content/directive.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static bool
lies_in(struct str part, struct str whole)
{
	return part.p == NULL || (part.p >= whole.p && part.p + part.len <= whole.p + whole.len);
}

static void
check(struct str words)
{
	struct diag_list diags;
	struct directive d, again;
	bool taken;

	diag_list_init(&diags);
	taken = directive_read(words, STR("a.md"), 1, &diags, &d);
	/* A mistake is said once, and what is right is said nothing of. */
	assert(diags.n == (taken ? 0 : 1));
	assert(directive_read(words, STR("a.md"), 1, NULL, &again) == taken);
	if (taken) {
		assert(words.len <= DIRECTIVE_SIZE_MAX);
		assert(d.kind < DIRECTIVE_KINDS && d.limit <= DIRECTIVE_LIMIT_MAX);
		for (size_t i = 0; i < sizeof d.values / sizeof d.values[0]; i++) {
			assert(lies_in(d.values[i], words));
			assert(d.values[i].p == NULL || d.values[i].len > 0);
		}
	}
	diag_list_done(&diags);
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	struct str rest = { (const char *)bytes, size }, words;
	size_t from, to;

	check(rest);
	while (directive_find(rest, &from, &to, &words)) {
		assert(from < to && to <= rest.len);
		assert(lies_in(words, str_slice(rest, from, to)));
		check(words);
		rest = str_from(rest, to);
	}
	return 0;
}
