/* drafts.c - what is hidden, for the eyes of authors. */
#include "page/listing.h"
#include "page/pages.h"
#include "page/route.h"

static const struct {
	const char *suffix;
	enum route_kind kind;
	enum place_kind place;
} views[] = {
	{ ".gmi", ROUTE_PAGE, PLACE_DRAFT },
	{ ".txt", ROUTE_PAGE, PLACE_DRAFT_TEXT },
	{ ".md", ROUTE_SOURCE, PLACE_DRAFT_SOURCE },
};

static void
set(struct route *ret, const struct article *article, struct str path, enum route_kind kind,
    enum place_kind place, bool other)
{
	ret->kind = kind;
	ret->article = article;
	ret->place = (struct place){ .kind = place, .path = path };
	ret->other_spelling = other;
}

void
drafts_route(const struct catalogue *c, struct str path, struct route *ret)
{
	const struct article *article;
	struct strbuf number = STRBUF_INIT;
	unsigned long page;

	if (path.len == 0) {
		ret->kind = ROUTE_PAGE;
		ret->place = listing_place(PLACE_DRAFTS, STR(""));
		return;
	}
	if (str_starts(path, STR("page/")) && str_ends(path, STR(".gmi")) &&
	    str_number(str_slice(path, 5, path.len - 4), 1000000, &page) && page > 1) {
		ret->kind = ROUTE_PAGE;
		ret->place = (struct place){ .kind = PLACE_DRAFTS, .page = (unsigned)page, .path = STR("") };
		strbuf_addf(&number, "page/%lu.gmi", page);
		ret->other_spelling = !str_eq(strbuf_str(&number), path);
		strbuf_done(&number);
		return;
	}
	for (size_t i = 0; i < sizeof views / sizeof views[0]; i++) {
		struct str suffix = str_of(views[i].suffix), stem = str_slice(path, 0, path.len - suffix.len);

		if (!str_ends(path, suffix) || (article = catalogue_find_draft(c, stem)) == NULL)
			continue;
		set(ret, article, stem, views[i].kind, views[i].place, false);
		return;
	}
	article = catalogue_find_draft(c, path);
	if (article != NULL)
		set(ret, article, path, ROUTE_PAGE, PLACE_DRAFT, true);
}

enum page_verdict
drafts_write(const struct catalogue *c, const struct place *place, struct sheet *s,
    struct arena *scratch)
{
	struct listing_span span;

	if (c->hidden == NULL || !listing_span(c->capsule, c->nhidden, place->page, &span))
		return PAGE_MISSING;
	page_begin(c, sheet_word(s, WORD_DRAFTS), s, scratch);
	if (c->nhidden == 0)
		sheet_text(s, sheet_word(s, WORD_NOTHING_YET));
	for (size_t i = span.first; i < span.end; i++) {
		const struct article *article = c->hidden[i];

		sheet_link(s, &(struct sheet_link){ .label = article->title, .date = article->date, .listing = true,
		    .place = listing_place(PLACE_DRAFT, catalogue_draft_path(c, article)) });
	}
	listing_pager(s, *place, span);
	listing_way_back(s, c, listing_place(PLACE_NONE, STR("")), STR(""));
	return PAGE_WRITTEN;
}
