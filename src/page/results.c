/* results.c - what was found. */
#include "page/results.h"

#include "content/doc_text.h"
#include "content/markdown.h"
#include "content/search_snippet.h"
#include "page/listing.h"
#include "page/nearest.h"

/* What can be written beside plain words, alike in every language. */
#define HOW "\"two words\", wint*, -rain, tag:winter, category:notes, year:2024, year:2020-2023"

static size_t
entries_of(const struct capsule *capsule)
{
	size_t n = capsule->page_entries;

	return n > 0 && n < RESULTS_ENTRIES ? n : RESULTS_ENTRIES;
}

static void
write_title(struct sheet *s, struct str words)
{
	struct strbuf title = STRBUF_INIT;

	if (words.len > 0)
		listing_label(&title, s, WORD_SEARCH, words);
	else
		strbuf_addstr(&title, sheet_word(s, WORD_SEARCH));
	sheet_heading(s, 1, strbuf_str(&title));
	sheet_blank(s);
	strbuf_done(&title);
}

static void
write_numbers(struct sheet *s, enum word word, size_t first, size_t second)
{
	struct strbuf line = STRBUF_INIT;

	listing_add_numbers(&line, sheet_word(s, word), first, second);
	sheet_text(s, strbuf_str(&line));
	strbuf_done(&line);
}

/* How many, and whether that is all. */
static void
write_count(struct sheet *s, const struct search_query *q, const struct search_result *result)
{
	const struct search_progress *progress = &result->progress;

	if (q->cut) {
		sheet_text(s, sheet_word(s, WORD_SEARCH_CUT));
		sheet_blank(s);
	}
	if (result->verdict == SEARCH_TOO_LONG)
		sheet_text(s, sheet_word(s, WORD_SEARCH_TOO_LONG));
	else if (result->verdict == SEARCH_TROUBLE)
		sheet_text(s, sheet_word(s, WORD_SEARCH_TROUBLE));
	else if (result->found == 0)
		sheet_text(s, sheet_word(s, WORD_FOUND_NONE));
	else if (result->more)
		write_numbers(s, WORD_FOUND_MORE, result->found, 0);
	else
		write_numbers(s, WORD_FOUND, result->found, 0);
	if (!progress->complete)
		write_numbers(s, WORD_STILL_INDEXING, progress->done, progress->total);
	sheet_blank(s);
}

/* An article with the piece of its text that was found, else with its excerpt. */
static void
write_hit(struct sheet *s, const struct catalogue *c, const struct article *article,
    const struct search_query *q, struct arena *trees)
{
	struct strbuf body = STRBUF_INIT, text = STRBUF_INIT, snippet = STRBUF_INIT;
	const struct doc_node *root;
	unsigned line;

	if (catalogue_read_body(c, article, &body, &line) == 0) {
		root = markdown_parse(trees, str_slice(strbuf_str(&body), 0, RESULTS_SOURCE_MAX), article->file, line,
		    NULL);
		doc_text_add(&text, root, RESULTS_SOURCE_MAX);
	}
	/* One at a time: a tree may be a hundred times as large as its text. */
	arena_reset(trees);
	if (search_snippet_add(&snippet, strbuf_str(&text), q)) {
		listing_entry(s, c, article, NULL);
		sheet_line(s, strbuf_str(&snippet));
		sheet_blank(s);
	} else {
		listing_entry(s, c, article, trees);
	}
	strbuf_done(&snippet);
	strbuf_done(&text);
	strbuf_done(&body);
}

static void
write_foot(struct sheet *s, const struct catalogue *c)
{
	sheet_blank(s);
	listing_link(s, listing_place(PLACE_SEARCH, STR_NONE), sheet_word(s, WORD_SEARCH));
	if (c->ntags > 0)
		listing_link(s, listing_place(PLACE_TAGS, STR("")), sheet_word(s, WORD_ALL_TAGS));
	listing_link(s, listing_place(PLACE_ARCHIVE, STR("")), sheet_word(s, WORD_ALL_ARTICLES));
	listing_way_back(s, c, listing_place(PLACE_NONE, STR("")), STR(""));
}

enum page_verdict
results_write(const struct catalogue *c, struct search *search, const struct place *place, struct sheet *s,
    struct arena *scratch)
{
	struct search_query q;
	struct search_result result;
	struct listing_span span;
	struct arena trees;
	size_t per = entries_of(c->capsule), page = place->page > 0 ? place->page : 1;

	s->words = words_for(c->capsule, STR_NONE);
	search_query_read(&q, place->path, scratch);
	write_title(s, q.text);
	if (q.nterms == 0) {
		sheet_text(s, sheet_word(s, WORD_SEARCH_HOW));
		sheet_text(s, STR(HOW));
		write_foot(s, c);
		sheet_end(s);
		return PAGE_WRITTEN;
	}
	if (page > SEARCH_RANKED_MAX)
		return PAGE_MISSING;
	search_find(search, c, &q, (page - 1) * per, per, scratch, &result);
	if (result.progress.total == 0)
		result.progress.total = c->narticles;
	if (page > 1 && result.narticles == 0 && result.verdict == SEARCH_FOUND)
		return PAGE_MISSING;
	write_count(s, &q, &result);
	arena_init(&trees, MARKDOWN_TREE_SIZE);
	for (size_t i = 0; i < result.narticles; i++)
		write_hit(s, c, result.articles[i], &q, &trees);
	arena_done(&trees);
	if (result.verdict == SEARCH_FOUND && result.found == 0)
		nearest_write(s, c, &q);
	span = (struct listing_span){ .page = page, .pages = (result.found + per - 1) / per };
	listing_pager(s, (struct place){ .kind = PLACE_SEARCH, .path = q.text }, span);
	write_foot(s, c);
	sheet_end(s);
	return PAGE_WRITTEN;
}
