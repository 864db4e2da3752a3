/* The file of the configuration: all of it is settings, and a mistake in it stops the start. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/fs.h"
#include "config.h"
#include "config_write.h"
#include "scratch.h"

static char path[512];

/* What is said of text, as "line: words" each; and title as it was read. */
static bool
load(const char *text, size_t len, struct strbuf *said, struct strbuf *title)
{
	struct diag_list diags;
	struct config c;
	bool good;

	snprintf(path, sizeof path, "%s/marmot.yaml", scratch_path);
	assert_int_equal(fs_write_path(path, (struct str){ text, len }, 0600), 0);
	config_init(&c);
	diag_list_init(&diags);
	good = config_load(&c, path, &diags);
	strbuf_reset(said);
	for (size_t i = 0; i < diags.n; i++) {
		assert_int_equal(diags.v[i].severity, DIAG_ERROR);
		strbuf_addf(said, "%u: %.*s\n", diags.v[i].line, STR_ARG(diags.v[i].text));
	}
	strbuf_reset(title);
	strbuf_addstr(title, c.capsule.title);
	diag_list_done(&diags);
	config_done(&c);
	return good;
}

static void
test_taken(void **state)
{
	static const char *const texts[] = {
		"title: Snow\n", "\xef\xbb\xbftitle: Snow\n", "---\ntitle: Snow\n", "---\r\ntitle: Snow\r\nauthor: Ann\r\n",
		"# words\n\n---\ntitle: Snow\n...\n# more words\n", "\xef\xbb\xbf---\ntitle: Snow\n---\n",
		"{\"title\": \"Snow\"}\n", "author: Ann\ntitle: Snow", " title: Snow\n author: Ann\n",
	};
	struct strbuf said = STRBUF_INIT, title = STRBUF_INIT;

	(void)state;
	for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
		if (!load(texts[i], strlen(texts[i]), &said, &title))
			fail_msg("%zu: %s", i, said.buf);
		assert_string_equal(title.buf, "Snow");
	}
	strbuf_done(&title);
	strbuf_done(&said);
}

#define ROW(text, says) { text, sizeof text - 1, says }

/* Bug: a file without any "key: value", with a second document or with CRLF behind "---" was taken for an empty one. */
static void
test_refused(void **state)
{
	static const struct {
		const char *text;
		size_t len;
		const char *says;
	} rows[] = {
		ROW("just words\n", "1: settings: the line is no \"key: value\""),
		ROW("- a\n- b\n", "1: settings: the line is no \"key: value\""),
		ROW("title:Snow\nauthor: Ann\n", "1: settings: no blank follows the colon"),
		ROW("title=Snow\n", "1: settings: the line is no \"key: value\""),
		ROW("<html>\n", "1: settings: "),
		ROW("title: Snow\n---\nauthor: Ann\n", "3: settings: a line \"---\" or \"...\" ends them"),
		ROW("title: Snow\n...\nauthor: Ann\n", "3: settings: a line \"---\" or \"...\" ends them"),
		ROW("%YAML 1.2\n---\ntitle: Snow\n", "1: settings: a line begins with \"%\""),
		ROW("\ntitle: caf\xe9\n", "2: is no text in UTF-8"),
		ROW("\xff\xfet\0i\0t\0", "1: is no text in UTF-8"),
		ROW("title: a\n\0\n", "2: is no text in UTF-8"),
		/* Bug: the line named was one too far. */
		ROW("# one\ntitle: a\n\ntitle: b\n", "4: title: stands in line 2 too (remove one of them)"),
		ROW("limits:\n\tcache_size: 1M\n", "2: settings: indented with a tab"),
		ROW("gopher: *:70\n", "1: gopher: a value begins with *"),
		ROW("title: a: b\n", "1: title: the value holds \": \""),
		ROW("limits:\n  cache_size: 16MB\n", "2: limits: cache_size: \"16MB\" is not a whole number from 0 to "
		    "1099511627776 (bytes; k, M or G may stand behind it, as in 16M)"),
		ROW("latest: 9M\n", "1: latest: \"9M\" is not a whole number from 1 to 1000"),
		ROW("titan:\n", "1: titan: has nothing below it"),
		ROW("lang: english\n", "1: lang: needs the tag of a language"),
		ROW("lang: [de]\n", "1: lang: needs the tag of a language"),
		ROW("base_url: example.org\n", "1: base_url: needs a whole address"),
		ROW("base_url: https://example.org/a b\n", "1: base_url: needs a whole address"),
		ROW("types: [a]\n", "1: types: needs an indented line for each, as in \"/de/*.gmi: text/gemini; lang=de\""),
	};
	struct strbuf said = STRBUF_INIT, title = STRBUF_INIT;

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		assert_false(load(rows[i].text, rows[i].len, &said, &title));
		if (strstr(said.buf, rows[i].says) == NULL)
			fail_msg("%s: %s", rows[i].says, said.buf);
	}
	strbuf_done(&title);
	strbuf_done(&said);
}

static void
test_language(void **state)
{
	struct diag_list diags;
	struct config c;

	(void)state;
	snprintf(path, sizeof path, "%s/marmot.yaml", scratch_path);
	assert_int_equal(fs_write_path(path, STR("lang: pt_BR\nbase_url: https://b\xc3\xbc" "cher.example/blog/\n"), 0600), 0);
	config_init(&c);
	diag_list_init(&diags);
	assert_true(config_load(&c, path, &diags));
	assert_true(str_is(c.capsule.lang, "pt-BR"));
	assert_true(str_is(c.capsule.base_url, "https://b\xc3\xbc" "cher.example/blog/"));
	diag_list_done(&diags);
	config_done(&c);
	config_init(&c);
	diag_list_init(&diags);
	assert_false(config_load(&c, scratch_path, &diags));
	assert_true(str_is(diags.v[0].text, "cannot be read: it is a folder or a device, and no plain file"));
	diag_list_done(&diags);
	config_done(&c);
}

/* What the owner wrote, and then what was written of it, are read and name that user; NULL: none.  text is then
 * what was written last. */
static void
check_twice(struct strbuf *text, const char *user)
{
	snprintf(path, sizeof path, "%s/marmot.yaml", scratch_path);
	for (int time = 0; time < 2; time++) {
		struct diag_list diags;
		struct config c;

		assert_int_equal(fs_write_path(path, strbuf_str(text), 0600), 0);
		config_init(&c);
		diag_list_init(&diags);
		if (!config_load(&c, path, &diags))
			fail_msg("%s: %.*s", text->buf, STR_ARG(diags.v[0].text));
		if (user == NULL)
			assert_null(c.user);
		else
			assert_string_equal(c.user, user);
		strbuf_reset(text);
		config_write(&c, text);
		diag_list_done(&diags);
		config_done(&c);
	}
}

/* "!er" was written as it is, which YAML takes for a kind of value, and "null" as if there was nobody. */
static void
test_users_are_written(void **state)
{
	static const char *const users[] = {
		"www-data", "!er", "null", "Null", "~", "#a", "a#b", "[a]", "{a}", "*x", "&x", "'q'", "\"q\"", "%x", "@x", "`x`",
		"a\\b", "|", ">", "-", "?", "true", "0", "\xC3\xBC",
	};
	struct strbuf text = STRBUF_INIT;

	(void)state;
	for (size_t i = 0; i < sizeof users / sizeof users[0]; i++) {
		strbuf_reset(&text);
		strbuf_adds(&text, "user: \"");
		for (const char *s = users[i]; *s != '\0'; s++)
			strbuf_addf(&text, "%s%c", *s == '"' || *s == '\\' ? "\\" : "", *s);
		strbuf_adds(&text, "\"\n");
		check_twice(&text, users[i]);
	}
	strbuf_done(&text);
}

/* Bug: check-config wrote signs that end a line in YAML, and those it refuses, as they are. */
static void
test_signs_are_written(void **state)
{
	static const struct {
		const char *escape, *bytes;
	} rows[] = {
		{ "\\L", "\xE2\x80\xA8" }, { "\\P", "\xE2\x80\xA9" }, { "\\N", "\xC2\x85" }, { "\\x80", "\xC2\x80" },
		{ "\\x9F", "\xC2\x9F" }, { "\\x7F", "\x7F" }, { "\\uFEFF", "\xEF\xBB\xBF" }, { "\\uFFFE", "\xEF\xBF\xBE" },
		{ "\\uFFFF", "\xEF\xBF\xBF" }, { "\\_", "\xC2\xA0" },
		{ "\\U0010FFFF", "\xF4\x8F\xBF\xBF" }, { "\\uD7FF", "\xED\x9F\xBF" },
	};
	struct strbuf text = STRBUF_INIT, want = STRBUF_INIT;

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		strbuf_reset(&text);
		strbuf_addf(&text, "user: \"a%sA0b\"\n", rows[i].escape);
		strbuf_reset(&want);
		strbuf_addf(&want, "a%sA0b", rows[i].bytes);
		check_twice(&text, want.buf);
	}
	strbuf_done(&text);
	strbuf_done(&want);
}

/* Bug: check-config wrote a key that is longer than YAML allows without "?" as if it were not. */
static void
test_long_keys_are_written(void **state)
{
	static const size_t lens[] = { 1022, 1023, 1024, 1025, 3000 };
	struct strbuf text = STRBUF_INIT;

	(void)state;
	for (size_t i = 0; i < 2 * (sizeof lens / sizeof lens[0]); i++) {
		size_t len = lens[i / 2];

		strbuf_reset(&text);
		/* In a table and in one within it, in quotes and not. */
		strbuf_adds(&text, i % 2 == 0 ? "words:\n  ? " : "words:\n  de:\n    ? ä");
		strbuf_fill(&text, 'p', len);
		strbuf_adds(&text, "\ntitle: Snow\n");
		check_twice(&text, NULL);
	}
	strbuf_done(&text);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_taken), cmocka_unit_test(test_refused), cmocka_unit_test(test_language),
		cmocka_unit_test(test_users_are_written),
		cmocka_unit_test(test_long_keys_are_written), cmocka_unit_test(test_signs_are_written),
	};

	return cmocka_run_group_tests(tests, scratch_setup, scratch_teardown);
}
