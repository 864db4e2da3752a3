/* marmot.yaml: every key, and what is said of wrong ones. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/stat.h>

#include <cmocka.h>

#include "base/fs.h"
#include "config.h"
#include "config_keys.h"
#include "content/edition.h"
#include "content/word.h"
#include "scratch.h"

static char path[512];

static bool
load(struct config *c, struct diag_list *diags, const char *text)
{
	snprintf(path, sizeof path, "%s/marmot.yaml", scratch_path);
	assert_int_equal(fs_write_path(path, str_of(text), 0600), 0);
	config_init(c);
	diag_list_init(diags);
	return config_load(c, path, diags);
}

static void
test_everything(void **state)
{
	struct config c;
	struct diag_list diags;
	struct strbuf why = STRBUF_INIT;

	(void)state;
	if (!load(&c, &diags,
	    "title: My capsule\ndescription: \"About: this\"\nauthor: Ann\nlang: de\nbase_url: https://example.org/\n"
	    "host: [Example.org, www.example.org.]\ncontent: posts\ncerts: /etc/marmot/certs\nstate: ../state\n"
	    "gemini: [\"127.0.0.1:1965\", \"[::1]:1966\"]\ngopher: off\ngemini_public_port: 1965\n"
	    "assets:\n- ../static\n- ../public\nignore: ['*.tmp', 'old/*']\nignore_tags: [post]\ntags_split: space\n"
	    "keywords_are_tags: true\nshow_future: yes\nfollow_links: false\naccept_fragments: on\n"
	    "gopher_text_dot: true\ngopher_ascii: true\nlinks: end\nemphasis: Keep\nimages: hide\npage_entries: 50\nlatest: 5\nfeed_entries: 20\nmenu_width: 60\ntext_width: 66\n"
	    "user: marmot\nsandbox: no\nsandbox_read: [/srv, shared]\nwatch: no\nrescan_seconds: 0\nlog_requests: false\nlog_addresses: true\n"
	    "limits:\n  workers: 3\n  cache_size: 2M\n  article_size: 512k\n  request_seconds: 7\n  connections: 99\n"
	    "  requests_per_second: 0\n  requests_burst: 5\n  loopback: true\n  allow: [192.0.2.7, \"2001:db8::/32\"]\n"))
		fail_msg("refused: %.*s", STR_ARG(diags.v[0].text));
	assert_true(config_finish(&c, &why));
	assert_true(str_is(c.capsule.title, "My capsule"));
	assert_true(str_is(c.capsule.description, "About: this"));
	assert_true(str_is(c.capsule.lang, "de"));
	assert_true(str_is(c.capsule.host, "example.org"));
	assert_int_equal(c.nhosts, 2);
	assert_true(str_is(c.hosts[1], "www.example.org"));
	assert_string_equal(c.certs_dir, "/etc/marmot/certs");
	assert_string_equal(c.user, "marmot");
	assert_false(c.sandbox);
	assert_int_equal(c.nsandbox_read, 2);
	assert_string_equal(c.sandbox_read[0], "/srv");
	assert_string_equal(strrchr(c.sandbox_read[1], '/'), "/shared");
	/* Relative folders start from the file's own. */
	assert_int_equal(strncmp(c.capsule.content_dir, scratch_path, strlen(scratch_path)), 0);
	assert_string_equal(c.capsule.content_dir + strlen(scratch_path), "/posts");
	assert_int_equal(c.server.nlisteners, 2);
	assert_string_equal(c.server.listeners[1].address, "::1");
	assert_int_equal(c.server.listeners[1].port, 1966);
	assert_int_equal(c.capsule.gopher_port, 0);
	assert_int_equal(c.capsule.gemini_port, 1965);
	assert_int_equal(c.capsule.nasset_dirs, 2);
	assert_string_equal(c.capsule.asset_dirs[1], "../public");
	assert_int_equal(c.capsule.nignore, 2);
	assert_int_equal(c.capsule.nignore_tags, 1);
	assert_int_equal(c.capsule.tags_split, TAGS_SPLIT_SPACE);
	assert_true(c.capsule.keywords_are_tags && c.capsule.show_future && !c.capsule.follow_links &&
	    c.capsule.accept_fragments && c.capsule.gopher_text_dot);
	assert_true(c.capsule.look.gopher_ascii == LOOK_FIRST);
	assert_int_equal(c.capsule.look.links, LOOK_SECOND);
	assert_int_equal(c.capsule.look.emphasis, LOOK_FIRST);
	assert_int_equal(c.capsule.look.images, LOOK_SECOND);
	assert_int_equal(c.capsule.page_entries, 50);
	assert_int_equal(c.capsule.latest, 5);
	assert_int_equal(c.capsule.feed_entries, 20);
	assert_int_equal(c.capsule.look.menu_width, 60);
	assert_int_equal(c.capsule.look.text_width, 66);
	assert_int_equal(c.rescan_s, 0);
	assert_false(c.watch);
	assert_true(!c.server.log_requests && c.server.log_addresses == RECORD_CLIENT_FULL);
	assert_int_equal(c.server.workers, 3);
	assert_int_equal(c.cache_size, 2 << 20);
	assert_int_equal(c.capsule.article_size_max, 512 << 10);
	assert_int_equal(c.server.request_ms, 7000);
	assert_int_equal(c.server.connections_max, 99);
	assert_int_equal(c.server.requests_per_second, 0);
	assert_int_equal(c.server.requests_burst, 5);
	assert_true(c.server.limit_loopback);
	assert_int_equal(c.server.nallow, 2);
	assert_int_equal(c.server.allow[0].bits, 128);
	assert_int_equal(c.server.allow[1].bits, 32);
	diag_list_done(&diags);
	config_done(&c);
	strbuf_done(&why);
}

static void
test_mistakes(void **state)
{
	static const struct {
		const char *text;
		unsigned line;
		const char *says;
	} vectors[] = {
		{ "title: x\nautor: y\n", 2, "did you mean \"author\"" },
		{ "zzzzz: y\n", 1, "there is no such key" },
		/* What says nothing must not be taken for nothing said. */
		{ "title: &x y\nprivate: *x\n", 2, "private: an alias (*) stands for a value that is elsewhere" },
		{ "title: x\n? [private]\n: y\n", 2, "settings: a key that is a list" },
		{ "title: x\n\ncache_size: 4M\n", 3, "belongs below \"limits:\"" },
		{ "token_file: x\n", 1, "token_file: belongs below \"titan:\", indented" },
		{ "limits:\n  search: false\n", 2, "limits: search: belongs beside \"limits:\", and not below it" },
		{ "titan:\n  jobs: 3\n", 2, "jobs: belongs below \"limits:\"" },
		{ "titan:\n  authors: ada\n", 2, "titan: authors: belongs beside \"titan:\", and not below it" },
		{ "limits:\n  cache_sise: 4M\n", 2, "did you mean \"cache_size\"" },
		{ "show_future: perhaps\n", 1, "neither true nor false" },
		{ "latest: many\n", 1, "whole number from 1 to 1000" },
		{ "latest: 0\n", 1, "whole number" }, { "latest: 1001\n", 1, "whole number" },
		{ "menu_width: 39\n", 1, "from 40 to 200" },
		{ "gemini: 127.0.0.1\n", 1, "no address to listen on" },
		{ "gopher: [\"::1:70\"]\n", 1, "no address to listen on" },
		{ "gopher: \"*:70000\"\n", 1, "no address to listen on" },
		{ "host: gemini://example.org/\n", 1, "no host name" },
		/* They served at all addresses, and as localhost. */
		{ "gemini: []\n", 1, "gemini: the list is empty: write an address, or off" },
		{ "title: x\ngopher: []\n", 2, "the list is empty" }, { "host: []\n", 1, "host: the list is empty" },
		{ "proxy_protocol: haproxy.example.org\n", 1, "neither an address nor a network" },
		{ "proxy_protocol: [192.0.2.7, 192.0.2.0/33]\n", 1, "neither an address nor a network" },
		{ "proxy_protocol: {a: b}\n", 1, "needs an address or a list" },
		{ "log_format: apache\n", 1, "needs one of plain, common, combined, json" },
		{ "log_format: [plain]\n", 1, "needs one of plain" },
		{ "log_addresses: some\n", 1, "needs one of off, short, hashed, full" },
		{ "log_file: \"\"\n", 1, "needs a path" },
		{ "tags_split: never\n", 1, "none of auto, comma, space" },
		{ "links: below\n", 1, "neither after nor end" },
		{ "title: [a, b]\n", 1, "needs one value" },
		{ "assets: {a: b}\n", 1, "needs a value or a list" },
		{ "limits: 5\n", 1, "needs indented lines" },
		{ "languages: [en, english]\n", 1, "no language tag" },
		{ "languages: [en, e]\n", 1, "no language tag" },
		{ "languages: [en, en-]\n", 1, "no language tag" },
		{ "languages: [en, EN]\n", 1, "said twice" },
		{ "languages: [[en], de]\n", 1, "needs tags" },
		{ "languages: {en: a/b}\n", 1, "no folder of the content folder itself" },
		{ "words: 5\n", 1, "needs indented lines" },
		{ "words:\n  oldr: x\n", 2, "did you mean \"older\"" },
		{ "words:\n  zzzzzz: x\n", 2, "there is no such word" },
		{ "words:\n  de:\n    oldr: x\n", 3, "did you mean \"older\"" },
		{ "words:\n  older: \"a\\nb\"\n", 2, "needs one line" },
		{ "words:\n  older: \"a\\tb\"\n", 2, "needs one line" },
		{ "words:\n  older: \"  \"\n", 2, "needs one line" },
		{ "words:\n  older: [a, b]\n", 2, "needs one line" },
		{ "words:\n  older: {a: b}\n", 2, "below its tag" },
		{ "limits:\n  cache_size: 1T\n", 2, "limits: cache_size: \"1T\" is not a whole number" },
		{ "limits:\n  requests_per_second: 1000001\n", 2, "whole number from 0 to 1000000" },
		{ "limits:\n  requests_per_second: -1\n", 2, "whole number from 0 to 1000000" },
		{ "limits:\n  jobs_per_address: 0\n", 2, "whole number from 1 to 10000" },
		{ "limits:\n  requests_burst: 1000001\n", 2, "whole number from 0 to 1000000" },
		{ "limits:\n  loopback: perhaps\n", 2, "neither true nor false" },
		{ "limits:\n  allow: example.org\n", 2, "neither an address nor a network" },
		{ "limits:\n  allow:\n    - 192.0.2.1\n    - 192.0.2.0/33\n", 4, "neither an address nor a network" },
		{ "limits:\n  allow: {a: b}\n", 2, "needs an address" },
		{ "limits:\n  allow: [[192.0.2.1]]\n", 2, "needs an address" },
		{ "allow: 192.0.2.1\n", 1, "belongs below \"limits:\"" },
		{ "content:\ntitle: \"unclosed\nlang: de\n", 2, "" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof vectors / sizeof vectors[0]; i++) {
		struct config c;
		struct diag_list diags;

		if (load(&c, &diags, vectors[i].text))
			fail_msg("taken: %s", vectors[i].text);
		assert_true(diags.n > 0);
		if (diags.v[0].line != vectors[i].line ||
		    str_search(diags.v[0].text, str_of(vectors[i].says)) == diags.v[0].text.len)
			fail_msg("\"%s\": line %u, \"%.*s\"", vectors[i].text, diags.v[0].line, STR_ARG(diags.v[0].text));
		diag_list_done(&diags);
		config_done(&c);
	}
}

static void
test_languages(void **state)
{
	struct strbuf text = STRBUF_INIT;
	struct diag_list diags;
	struct config c;

	(void)state;
	assert_true(load(&c, &diags, "languages: {en: /english/, pt-BR: , de: deutsch}\n"));
	assert_int_equal(c.capsule.nlanguages, 3);
	assert_true(str_is(c.capsule.languages[0].folder, "english/"));
	assert_true(str_is(c.capsule.languages[1].tag, "pt-BR"));
	assert_int_equal(c.capsule.languages[1].folder.len, 0);
	diag_list_done(&diags);
	config_done(&c);
	assert_true(load(&c, &diags, "languages: off\n"));
	assert_true(c.capsule.languages_said && c.capsule.nlanguages == 0);
	diag_list_done(&diags);
	config_done(&c);

	/* At the edge. */
	for (size_t n = EDITIONS_MAX; n <= EDITIONS_MAX + 1; n++) {
		strbuf_reset(&text);
		strbuf_adds(&text, "languages:\n");
		for (size_t i = 0; i < n; i++)
			strbuf_addf(&text, "  - en-x%zu\n", i);
		assert_int_equal(load(&c, &diags, text.buf), n == EDITIONS_MAX);
		diag_list_done(&diags);
		config_done(&c);
	}
	strbuf_done(&text);
}

static void
test_words(void **state)
{
	struct strbuf text = STRBUF_INIT;
	struct diag_list diags;
	struct words words;
	struct config c;

	(void)state;
	if (!load(&c, &diags, "lang: en\nwords:\n  older: Before\n  colon: \" - \"\n  home:\n  de:\n    older: Davor\n"
	    "  eo:\n    older: Anta\xC5\xAD" "e\n"))
		fail_msg("refused: %.*s", STR_ARG(diags.v[0].text));
	words = words_for(&c.capsule, STR_NONE);
	assert_string_equal(word_of(&words, WORD_OLDER), "Before");
	assert_string_equal(word_of(&words, WORD_COLON), " - ");
	assert_string_equal(word_of(&words, WORD_HOME), "Home");
	words = words_for(&c.capsule, STR("de-AT"));
	assert_string_equal(word_of(&words, WORD_OLDER), "Davor");
	words = words_for(&c.capsule, STR("eo"));
	assert_string_equal(word_of(&words, WORD_OLDER), "Anta\xC5\xAD" "e");
	diag_list_done(&diags);
	config_done(&c);

	/* At the edge. */
	for (size_t n = WORD_TEXT_MAX; n <= WORD_TEXT_MAX + 1; n++) {
		strbuf_reset(&text);
		strbuf_adds(&text, "words:\n  older: ");
		strbuf_fill(&text, 'x', n);
		strbuf_adds(&text, "\n");
		assert_int_equal(load(&c, &diags, text.buf), n == WORD_TEXT_MAX);
		diag_list_done(&diags);
		config_done(&c);
	}
	strbuf_done(&text);
}

static void
test_defaults(void **state)
{
	struct config c;
	struct diag_list diags;
	struct strbuf why = STRBUF_INIT;

	(void)state;
	assert_true(load(&c, &diags, "---\n# nothing but a comment\n"));
	assert_true(config_finish(&c, &why));
	assert_true(c.host_is_guess);
	assert_true(str_is(c.capsule.host, "localhost"));
	assert_int_equal(c.server.nlisteners, 2);
	assert_string_equal(c.server.listeners[0].address, "*");
	assert_int_equal(c.server.listeners[0].port, 1965);
	assert_int_equal(c.server.listeners[1].port, 70);
	assert_int_equal(c.rescan_s, 60);
	assert_true(c.watch);
	diag_list_done(&diags);
	config_done(&c);
	assert_true(load(&c, &diags, "gemini: off\ngopher: off\n"));
	assert_false(config_finish(&c, &why));
	assert_non_null(strstr(why.buf, "nothing to serve"));
	diag_list_done(&diags);
	config_done(&c);
	config_init(&c);
	diag_list_init(&diags);
	assert_false(config_load(&c, "/nonexistent/marmot.yaml", &diags));
	assert_int_equal(diags.nerrors, 1);
	diag_list_done(&diags);
	config_done(&c);
	strbuf_done(&why);
}

static void
test_listen(void **state)
{
	static const struct {
		const char *text, *address;
		unsigned port;
	} vectors[] = {
		{ "127.0.0.1:1965", "127.0.0.1", 1965 }, { "[::1]:70", "::1", 70 }, { "*:70", "*", 70 },
		{ ":70", "*", 70 }, { "70", "*", 70 }, { "localhost:0", "localhost", 0 },
		{ "::1:70", NULL, 0 }, { "::1", NULL, 0 }, { "a:b", NULL, 0 }, { "", NULL, 0 }, { "h:65536", NULL, 0 },
		{ "h:", NULL, 0 }, { "h:-1", NULL, 0 },
		{ "unix:/run/x:1.sock", "unix:/run/x:1.sock", 0 }, { "unix:", NULL, 0 },
	};
	struct arena arena;
	const char *address;
	unsigned port;

	(void)state;
	arena_init(&arena, 0);
	for (size_t i = 0; i < sizeof vectors / sizeof vectors[0]; i++) {
		bool taken = config_parse_listen(&arena, vectors[i].text, &address, &port);

		assert_int_equal(taken, vectors[i].address != NULL);
		if (taken) {
			assert_string_equal(address, vectors[i].address);
			assert_int_equal(port, vectors[i].port);
		}
	}
	arena_done(&arena);
}

/* The example shows every key, and every line of it is taken. */
static void
test_example(void **state)
{
	struct strbuf file = STRBUF_INIT, plain = STRBUF_INIT, why = STRBUF_INIT;
	struct diag_list diags;
	struct config c;
	struct str rest, line;

	(void)state;
	assert_int_equal(fs_read_path("src/dist/marmot.yaml", CONFIG_FILE_MAX, &file), 0);
	rest = strbuf_str(&file);
	while (str_line(&rest, &line)) {
		/* "#key: value" is a setting, "# Words" are not. */
		if (line.len > 1 && line.p[0] == '#' && (line.p[1] != ' ' || (line.len > 3 && line.p[2] == ' ')))
			line = str_from(line, 1);
		strbuf_addstr(&plain, line);
		strbuf_addc(&plain, '\n');
	}
	if (!load(&c, &diags, plain.buf))
		fail_msg("line %u: %.*s", diags.v[0].line, STR_ARG(diags.v[0].text));
	assert_true(config_finish(&c, &why));
	for (const char *const *name = config_key_names(); *name != NULL; name++) {
		strbuf_reset(&why);
		strbuf_addf(&why, "%s:", *name);
		if (strstr(plain.buf, why.buf) == NULL)
			fail_msg("the example does not show %s", *name);
	}
	diag_list_done(&diags);
	config_done(&c);
	strbuf_done(&why);
	strbuf_done(&plain);
	strbuf_done(&file);
}

/* What a capsule says of its own comes out of the whole; the others share the rest. */
static void
test_limits_of_capsules(void **state)
{
	static const char text[] = "host: a.example\ncontent: a\nlimits:\n  cache_size: 10M\n  jobs: 30\n  articles: 7\n"
	    "capsules:\n"
	    "  - {host: b.example, content: b, limits: {cache_size: 4M, jobs: 2, search_seconds: 9}}\n"
	    "  - {host: c.example, content: c, limits: {articles: 3, article_size: 2k}}\n"
	    "  - {host: d.example, content: d, limits: {cache_size: 0}}\n";
	const size_t mega = 1024 * 1024;
	struct strbuf why = STRBUF_INIT;
	struct diag_list diags;
	struct config c;

	(void)state;
	if (!load(&c, &diags, text))
		fail_msg("%.*s", STR_ARG(diags.v[0].text));
	assert_true(config_finish(&c, &why));
	assert_int_equal(config_ncapsules(&c), 4);
	assert_int_equal(config_cache_size(&c, 0), 3 * mega);
	assert_int_equal(config_cache_size(&c, 1), 4 * mega);
	assert_int_equal(config_cache_size(&c, 2), 3 * mega);
	assert_int_equal(config_cache_size(&c, 3), 0);
	assert_int_equal(config_capsule(&c, 1)->server.jobs_max, 2);
	assert_int_equal(config_capsule(&c, 1)->search_s, 9);
	assert_int_equal(config_capsule(&c, 1)->capsule.articles_max, 7);
	assert_int_equal(config_capsule(&c, 2)->capsule.articles_max, 3);
	assert_int_equal(config_capsule(&c, 2)->capsule.article_size_max, 2048);
	assert_int_equal(config_capsule(&c, 2)->server.jobs_max, 30);
	assert_int_equal(c.server.jobs_max, 30);
	diag_list_done(&diags);
	config_done(&c);
	/* More than there is leaves the others nothing. */
	assert_true(load(&c, &diags, "host: a.example\nlimits: {cache_size: 1M}\n"
	    "capsules: [{host: b.example, content: b, limits: {cache_size: 2M}}]\n"));
	assert_true(config_finish(&c, &why));
	assert_int_equal(config_cache_size(&c, 0), 0);
	assert_int_equal(config_cache_size(&c, 1), 2 * mega);
	diag_list_done(&diags);
	config_done(&c);
	strbuf_done(&why);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_everything), cmocka_unit_test(test_mistakes), cmocka_unit_test(test_defaults),
		cmocka_unit_test(test_languages), cmocka_unit_test(test_words), cmocka_unit_test(test_listen), cmocka_unit_test(test_example),
		cmocka_unit_test(test_limits_of_capsules),
	};

	return cmocka_run_group_tests(tests, scratch_setup, scratch_teardown);
}
