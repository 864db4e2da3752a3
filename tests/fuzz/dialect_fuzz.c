/*
 * dialect_fuzz.c - any bytes as an article's body, through the translation.
 *
 * The first byte chooses the options, the rest is the text.
 */
#include <assert.h>
#include <stdint.h>
#include <string.h>

#include "base/utf8.h"
#include "content/dialect.h"

#include "../lib/line_mutator.h"

LINE_MUTATOR_DEFINE

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static bool
holds_any(struct str s, const char *signs)
{
	for (size_t i = 0; i < s.len; i++)
		if (s.p[i] != '\0' && strchr(signs, s.p[i]) != NULL)
			return true;
	return false;
}

static void
check(struct str text, const struct dialect_options *options)
{
	struct strbuf out = STRBUF_INIT, again = STRBUF_INIT;
	bool made;

	strbuf_adds(&out, "before");
	made = dialect_translate(&out, text, options);
	assert(str_starts(strbuf_str(&out), STR("before")));
	if (made) {
		struct str all = str_from(strbuf_str(&out), 6);

		assert(utf8_valid(all));
		assert(all.len <= text.len * DIALECT_GROWTH + DIALECT_GROWTH_BASE);
		assert(str_count(all, '\n') >= str_count(text, '\n'));
		/* Only definitions of notes may follow. */
		assert(str_count(all, '\n') == str_count(text, '\n') ||
		    str_search(all, STR("[^inline-note-1]: ")) < all.len);
		assert(!str_eq(all, text));
		assert(holds_any(text, options->mdx ? "{[:%=^*@$\\<i!?/-(#e \t" : "{[:%=^*@$\\<i!?/-(#"));
	} else {
		assert(out.len == 6);
	}
	assert(dialect_translate(&again, text, options) == made);
	assert(!made || str_eq(strbuf_str(&again), str_from(strbuf_str(&out), 6)));
	strbuf_done(&again);
	strbuf_done(&out);
}

/* As code, text is left alone whatever it holds. */
static void
check_code(struct str text, const struct dialect_options *options)
{
	struct strbuf code = STRBUF_INIT, out = STRBUF_INIT;
	struct str rest = text, line;
	size_t ticks = 3, n = 0;

	for (size_t i = 0; i < text.len; i++) {
		n = text.p[i] == '`' ? n + 1 : 0;
		ticks = n >= ticks ? n + 1 : ticks;
	}
	strbuf_fill(&code, '`', ticks);
	strbuf_addc(&code, '\n');
	strbuf_addstr(&code, text);
	strbuf_addc(&code, '\n');
	strbuf_fill(&code, '`', ticks);
	assert(!dialect_translate(&out, strbuf_str(&code), options));

	strbuf_reset(&code);
	while (str_line(&rest, &line)) {
		strbuf_adds(&code, "    ");
		strbuf_addstr(&code, line);
		strbuf_addc(&code, '\n');
	}
	if (!options->mdx)
		assert(!dialect_translate(&out, strbuf_str(&code), options));
	strbuf_done(&out);
	strbuf_done(&code);
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	unsigned choice = size > 0 ? bytes[0] : 0;
	struct dialect_options options = { .mdx = (choice & 1) != 0,
	    .code_escapes = (choice & 2) != 0 };
	struct strbuf clean = STRBUF_INIT;
	struct str text = { (const char *)bytes + (size > 0), size - (size > 0) };

	utf8_clean(&clean, text);
	check(strbuf_str(&clean), &options);
	options.code_escapes = false;
	check_code(strbuf_str(&clean), &options);
	strbuf_done(&clean);
	return 0;
}
