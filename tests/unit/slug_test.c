/* slug_test.c - names as parts of an address. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/slug.h"
#include "base/utf8.h"

#define COUNT(table) (sizeof(table) / sizeof(table)[0])

/* Addresses are for good: these hashes never change. */
static void
test_names(void **state)
{
	static const struct { const char *name, *want; } rows[] = {
		{ "linux", "linux" }, { "Linux", "linux" }, { "AI hardware", "ai-hardware" },
		{ "DGX Spark", "dgx-spark" }, { "  padded\t", "padded" }, { "a \t b", "a-b" },
		{ "snake_case", "snake-case" }, { "a--b __ c", "a-b-c" }, { "2025", "2025" },
		{ "Node.js", "node.js" }, { "v1.2.3", "v1.2.3" }, { "a\u00A0b\u3000c", "a-b-c" },
		/* every script */
		{ "Ünïcode", "ünïcode" }, { "U\u0308ni\u0308code", "ünïcode" }, { "ÉCOLE", "école" },
		{ "Straße", "strasse" }, { "日本語", "日本語" }, { "ブログ", "ブログ" },
		{ "フ\u3099ロク\u3099", "ブログ" }, { "Новости", "новости" }, { "한국어", "한국어" },
		{ "می\u200Cشود", "می\u200Cشود" }, { "हिन्दी", "हिन्दी" }, { "क्\u200Dष", "क्\u200Dष" },
		{ "ภาษาไทย", "ภาษาไทย" }, { "שָׁלוֹם", "שָׁלוֹם" },
		/* something lost: a hash tells them apart */
		{ "C", "c" }, { "C++", "c-efd1" }, { "C#", "c-63ca" }, { "c++", "c-efd1" },
		{ ".NET", "net-a981" }, { "NET", "net" }, { "a/b", "a-b-4f4f" }, { "a b", "a-b" },
		{ "R&D", "r-d-678a" }, { "what?", "what-0823" }, { "-x", "x-2b0d" }, { "x-", "x-fffc" },
		{ "_x", "x-2aa9" }, { "50%", "50-b1c7" }, { "it's", "it-s-588c" }, { "日本(語)", "日本-語-a775" },
		{ "a\\b", "a-b-062a" }, { "..", "04d9" }, { ".", "b3fd" }, { "...a", "a-b9cd" },
		{ "", "1cd9" }, { " ", "1cd9" }, { "+", "b3a6" }, { "🎉", "0dde" }, { "❤️", "0c77" }, { "a 🎉", "a-1b25" },
		{ "1️⃣", "1-fdf3" }, { "\u0301", "dc3b" }, { "a\u200C", "a-986d" }, { "\u200Ca", "a-60f8" },
		{ "so\u00ADft", "so-ft-f0b6" }, { "a\xFFz", "a-z-0c14" }, { "a\nb", "a-b" }, { "a\x01z", "a-z-39a1" },
		/* words that stand for something else */
		{ "page", "page-7b2b" }, { "Page", "page-7b2b" }, { "pages", "pages" }, { "page 2", "page-2" },
		{ "robots.txt", "robots.txt-d56e" }, { "sitemap.XML", "sitemap.xml-cec5" },
		{ "README.md", "readme.md-6036" }, { "index.gmi", "index.gmi-ef2e" }, { "a.gemini", "a.gemini-1c54" },
		{ "md", "md" }, { "x.mdx", "x.mdx" },
	};
	(void)state;

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct strbuf out = STRBUF_INIT;

		strbuf_adds(&out, "/tags/");
		slug_add(&out, str_of(rows[i].name));
		assert_memory_equal(out.buf, "/tags/", 6);
		if (strcmp(out.buf + 6, rows[i].want) != 0)
			fail_msg("\"%s\": got \"%s\", want \"%s\"", rows[i].name, out.buf + 6,
			    rows[i].want);
		strbuf_done(&out);
	}
}

static void
test_size(void **state)
{
	static const char *const fills[] = { "a", "é", "語", "𠮷" };
	struct strbuf name = STRBUF_INIT, out = STRBUF_INIT, other = STRBUF_INIT;
	(void)state;

	for (size_t i = 0; i < COUNT(fills); i++) {
		size_t each = strlen(fills[i]);

		strbuf_reset(&name);
		strbuf_reset(&out);
		while (name.len + each <= SLUG_SIZE_MAX)
			strbuf_adds(&name, fills[i]);
		slug_add(&out, strbuf_str(&name));
		assert_string_equal(out.buf, name.buf);
		/* One more, and a hash stands for what was cut off. */
		strbuf_adds(&name, fills[i]);
		strbuf_reset(&out);
		slug_add(&out, strbuf_str(&name));
		assert_int_equal(out.len, name.len - each + 5);
		assert_memory_equal(out.buf, name.buf, name.len - each);
		assert_true(utf8_valid(strbuf_str(&out)));
		strbuf_adds(&name, "b");
		strbuf_reset(&other);
		slug_add(&other, strbuf_str(&name));
		assert_string_not_equal(out.buf, other.buf);
	}
	/* The dash before a word that does not fit goes with it. */
	strbuf_reset(&name);
	strbuf_reset(&out);
	strbuf_fill(&name, 'a', SLUG_SIZE_MAX);
	strbuf_adds(&name, " b");
	slug_add(&out, strbuf_str(&name));
	assert_int_equal(out.len, SLUG_SIZE_MAX + 5);
	assert_int_equal(out.buf[SLUG_SIZE_MAX - 1], 'a');
	assert_int_equal(out.buf[SLUG_SIZE_MAX], '-');
	strbuf_done(&name);
	strbuf_done(&out);
	strbuf_done(&other);
}

/* Whatever character a name holds, alone or between letters, the slug is fit
 * for an address. */
static void
test_every_character(void **state)
{
	static const char *const shapes[] = { "", "a", "a " };
	struct strbuf name = STRBUF_INIT, out = STRBUF_INIT;
	(void)state;

	for (uint32_t c = 0; c <= 0x10FFFF; c++)
		for (size_t i = 0; i < COUNT(shapes); i++) {
			strbuf_reset(&name);
			strbuf_reset(&out);
			strbuf_adds(&name, shapes[i]);
			utf8_add(&name, c);
			strbuf_adds(&name, shapes[i]);
			slug_add(&out, strbuf_str(&name));
			struct str s = strbuf_str(&out);

			if (s.len == 0 || s.p[0] == '.' || s.p[0] == '-' || s.len > SLUG_SIZE_MAX + 5 ||
			    !utf8_valid(s) || s.p[s.len - 1] == '-')
				fail_msg("U+%04X: \"%s\"", (unsigned)c, out.buf);
			for (size_t at = 0; at < s.len;) {
				uint32_t d = utf8_next(s, &at);

				if (d < ' ' || (d >= 0x7F && d < 0xA0) || utf8_is_space(d) ||
				    (d < 0x80 && strchr("/\\%?#<>\"'`_", (int)d) != NULL))
					fail_msg("U+%04X: \"%s\"", (unsigned)c, out.buf);
			}
		}
	strbuf_done(&name);
	strbuf_done(&out);
}

/* A slug made from a slug that lost nothing is itself. */
static void
test_stable(void **state)
{
	static const char *const names[] = {
		"linux", "AI hardware", "ブログ", "می\u200Cشود", "Node.js", "Straße", "हिन्दी", "x_y z",
	};
	(void)state;

	for (size_t i = 0; i < COUNT(names); i++) {
		struct strbuf once = STRBUF_INIT, twice = STRBUF_INIT;

		slug_add(&once, str_of(names[i]));
		slug_add(&twice, strbuf_str(&once));
		assert_string_equal(once.buf, twice.buf);
		strbuf_done(&once);
		strbuf_done(&twice);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_names),
		cmocka_unit_test(test_size),
		cmocka_unit_test(test_every_character),
		cmocka_unit_test(test_stable),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
