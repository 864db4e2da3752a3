/*
 * search_fuzz.c - what must hold of a reader's words, whatever they are: they
 * are no syntax, neither of FTS5 nor of SQL; what is cut out of a text for them
 * is valid; and the address of their results leads back to them.
 */
#include <assert.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>

#include "../unit/site.h"
#include "base/log.h"
#include "base/uri.h"
#include "base/utf8.h"
#include "content/search.h"
#include "content/search_snippet.h"
#include "page/route.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static struct shelf shelf;
static struct search *search;
static struct survey *survey;
static struct arena arena;

static void
end(void)
{
	survey_free(survey);
	search_free(search);
	shelf_done(&shelf);
	arena_done(&arena);
	site_end();
}

static void
ask(struct str words, struct search_query *q, struct search_result *ret)
{
	struct catalogue *c = shelf_borrow(&shelf);

	search_query_read(q, words, &arena);
	search_find(search, c, q, 0, 5, &arena, ret);
	assert(ret->narticles <= 5 && ret->found >= ret->narticles);
	for (size_t i = 0; i < ret->narticles; i++)
		assert(ret->articles[i] != NULL && !ret->articles[i]->hidden);
	catalogue_release(c);
}

static void
begin(void)
{
	struct survey_consumer consumer;
	struct search_query q;
	struct search_result result;
	int error;

	log_set_level(LOG_LEVEL_ERROR);
	site_begin();
	site_put("snow.md", "---\ntitle: Snow\ndate: 2024-01-01\ntags: [winter, C++]\ncategory: notes/wet\n---\n"
	    "The *first* snow. Node.js and \xC3\x89vian.\n");
	site_put("ja.md", "---\ntitle: \xE9\x9B\xAA\ndate: 2020-01-01\n---\n\xE6\x9D\xB1\xE4\xBA\xAC\xE3\x81\xA7\xE9\x9B\xAA\n");
	site_put("draft.md", "---\ntitle: Secret snow\ndraft: true\n---\nsnow\n");
	shelf_init(&shelf, site_build(NULL));
	arena_init(&arena, 0);
	search = search_new(&(struct search_options){ .content_dir = scratch_path, .shelf = &shelf,
	    .deadline_ms = 600000 });
	consumer = search_consumer(search);
	survey = survey_new(&shelf, &consumer, 1, &error);
	assert(survey != NULL);
	for (int i = 0; i < 30000; i++) {
		ask(STR("snow"), &q, &result);
		if (result.progress.complete)
			break;
		nanosleep(&(struct timespec){ .tv_nsec = 1000000 }, NULL);
	}
	ask(STR("snow"), &q, &result);
	assert(result.found == 1);
	atexit(end);
}

static void
check_query(const struct search_query *q)
{
	assert(q->text.len <= SEARCH_QUERY_SIZE_MAX && utf8_valid(q->text));
	assert(q->nterms <= SEARCH_TERMS_MAX);
	for (size_t i = 0; i < q->nterms; i++) {
		assert(q->terms[i].nwords <= SEARCH_PHRASE_MAX);
		assert(q->terms[i].field != SEARCH_WORDS || q->terms[i].nwords > 0);
	}
}

static void
check_snippet(struct str text, const struct search_query *q)
{
	struct strbuf clean = STRBUF_INIT, out = STRBUF_INIT;

	utf8_clean(&clean, text);
	if (search_snippet_add(&out, strbuf_str(&clean), q)) {
		assert(utf8_valid(strbuf_str(&out)));
		assert(str_find(strbuf_str(&out), '\n') == out.len);
	}
	strbuf_done(&clean);
	strbuf_done(&out);
}

/* From the results' selector to the same words. */
static void
check_selector(struct str words, unsigned page)
{
	struct place place = { .kind = PLACE_SEARCH, .path = words, .page = page };
	struct strbuf selector = STRBUF_INIT, path = STRBUF_INIT;
	struct catalogue *c = shelf_borrow(&shelf);
	struct address_target target;
	struct route route;

	if (words.len > 0 && address_target(&selector, &site, &place, &target)) {
		assert(target.type == '1');
		assert(uri_literal_path(&path, strbuf_str(&selector)) == URI_PATH_OK);
		route_find(c, SCHEME_GOPHER, strbuf_str(&path), &arena, &route);
		assert(route.kind == ROUTE_SEARCH && str_eq(route.place.path, words));
		assert(route.place.page == (page > 1 ? page : 1));
	}
	catalogue_release(c);
	strbuf_done(&selector);
	strbuf_done(&path);
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	struct str s = { (const char *)bytes, size };
	struct search_query q;
	struct search_result result;

	if (size == 0)
		s = STR("");
	if (search == NULL)
		begin();
	ask(s, &q, &result);
	assert(result.verdict == SEARCH_FOUND && result.progress.complete);
	check_query(&q);
	check_snippet(s, &q);
	check_selector(q.text, 0);
	check_selector(q.text, 7);
	arena_reset(&arena);
	return 0;
}
