/* edition_test.c - the languages of a folder: found where there is no doubt, and what is in each. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "content/catalogue.h"
#include "site.h"

/* The editions of the site as "en+ de pt-BR": "+" is one at the root, "/" one with a folder. */
static const char *
editions_of(const struct capsule *capsule)
{
	static char text[256];
	struct strbuf out = STRBUF_INIT;
	struct catalogue *c;
	const char *why;
	int error;

	c = catalogue_build(capsule, NULL, 1700000000, &error, &why);
	assert_non_null(c);
	for (size_t i = 0; i < c->neditions; i++)
		strbuf_addf(&out, "%s%.*s%s", i > 0 ? " " : "", STR_ARG(c->editions[i].tag),
		    c->editions[i].at_root ? "+" : c->editions[i].is_folder ? "/" : "");
	assert_true(out.len < sizeof text);
	memcpy(text, out.len > 0 ? out.buf : "", out.len + 1);
	strbuf_done(&out);
	catalogue_release(c);
	return text;
}

static void
test_nothing_is_found_without_a_counterpart(void **state)
{
	struct capsule capsule = site;

	(void)state;
	capsule.lang = STR("en");
	site_put("it/hardware.md", "text\n");
	site_put("de/_index.md", "text\n");
	site_put("_index.md", "text\n");
	site_put("no/index.md", "text\n");
	site_put("notes/v1.2.md", "text\n");
	site_put("only.fr.md", "text\n");
	site_put("node.js.md", "text\n");
	assert_string_equal(editions_of(&capsule), "");
	site_put("de/a.md", "text\n");
	assert_string_equal(editions_of(&capsule), "");
	site_put("a.md", "text\n");
	assert_string_equal(editions_of(&capsule), "en+ de/");
}

static void
test_names_and_folders_are_found(void **state)
{
	struct capsule capsule = site;

	(void)state;
	site_put("a.md", "text\n");
	site_put("a.pt-br.md", "text\n");
	/* Nothing says which language a.md is in. */
	assert_string_equal(editions_of(&capsule), "");
	site_put("index.md", "---\nlang: sv\n---\n");
	assert_string_equal(editions_of(&capsule), "sv+ pt-br");
	capsule.lang = STR("nl");
	assert_string_equal(editions_of(&capsule), "nl+ pt-br");
	site_put("fr/deep/b.md", "text\n");
	site_put("ja/deep/b.md", "text\n");
	assert_string_equal(editions_of(&capsule), "nl+ fr/ ja/ pt-br");
}

static void
test_the_default_one_is_first(void **state)
{
	struct capsule capsule = site;

	(void)state;
	site_put("de/a.md", "text\n");
	site_put("en/a.md", "text\n");
	site_put("en/b.md", "text\n");
	site_put("pt_br/a.md", "text\n");
	/* The folder that holds most, then what the owner says. */
	assert_string_equal(editions_of(&capsule), "en/ de/ pt-br/");
	capsule.lang = STR("pt-BR");
	assert_string_equal(editions_of(&capsule), "pt-br/ de/ en/");
}

static void
test_said_languages(void **state)
{
	const struct capsule_language said[] = {
		{ STR("en"), STR("english/") }, { STR("de"), { NULL, 0 } }, { STR("eo"), STR("nowhere/") },
	};
	struct capsule capsule = site;

	(void)state;
	site_put("english/a.md", "text\n");
	site_put("a.de.md", "text\n");
	site_put("fr/a.md", "text\n");
	capsule.languages = said;
	capsule.nlanguages = 3;
	capsule.languages_said = true;
	assert_string_equal(editions_of(&capsule), "en/ de eo");
	capsule.nlanguages = 0;
	assert_string_equal(editions_of(&capsule), "");
}

/* A bundle stays one when its text is translated. */
static void
test_a_translated_bundle_stays_a_bundle(void **state)
{
	struct capsule capsule = site;
	const struct section *section;
	struct catalogue *c;
	const char *why;
	int error;

	(void)state;
	capsule.lang = STR("en");
	site_put("posts/trip/index.md", "text\n");
	site_put("posts/trip/index.de.md", "text\n");
	site_put("posts/a.md", "text\n");
	site_put("posts/a.de.md", "text\n");
	c = catalogue_build(&capsule, NULL, 1700000000, &error, &why);
	assert_non_null(c);
	section = catalogue_find_section(c, STR("posts/trip/"));
	assert_true(section != NULL && section->is_bundle);
	assert_int_equal(section->parent->narticles, 4);
	assert_int_equal(c->narticles, 4);
	assert_int_equal(c->neditions, 2);
	assert_int_equal(c->editions[0].narticles, 2);
	assert_int_equal(c->editions[1].narticles, 2);
	assert_int_equal(section->text->ntranslations, 1);
	assert_true(str_is(section->text->translations[0]->path, "posts/trip/index.de"));
	catalogue_release(c);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_nothing_is_found_without_a_counterpart, site_setup, site_teardown),
		cmocka_unit_test_setup_teardown(test_names_and_folders_are_found, site_setup, site_teardown),
		cmocka_unit_test_setup_teardown(test_the_default_one_is_first, site_setup, site_teardown),
		cmocka_unit_test_setup_teardown(test_said_languages, site_setup, site_teardown),
		cmocka_unit_test_setup_teardown(test_a_translated_bundle_stays_a_bundle, site_setup, site_teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
