#include "page/listing.h"

#include <assert.h>

#include "page/excerpt.h"

struct place
listing_place(enum place_kind kind, struct str path)
{
	return (struct place){ .kind = kind, .path = path };
}

bool
listing_span(const struct capsule *capsule, size_t n, unsigned page, struct listing_span *ret)
{
	size_t per = capsule->page_entries > 0 ? capsule->page_entries : CAPSULE_PAGE_ENTRIES;
	size_t pages = n > 0 ? (n - 1) / per + 1 : 1;
	size_t at = page > 0 ? page : 1;

	if (at > pages)
		return false;
	ret->page = at;
	ret->pages = pages;
	ret->first = (at - 1) * per;
	ret->end = at == pages ? n : at * per;
	return true;
}

void
listing_heading(struct sheet *s, unsigned level, enum word word)
{
	sheet_blank(s);
	sheet_heading(s, level, sheet_word(s, word));
	sheet_blank(s);
}

/* Pages that are made are the reader's language's. */
static struct place
in_edition(const struct sheet *s, struct place place)
{
	if (s->edition == NULL || place.edition.len > 0)
		return place;
	switch (place.kind) {
	case PLACE_HOME:
		return edition_home(s->edition);
	case PLACE_TAGS:
	case PLACE_TAG:
	case PLACE_CATEGORIES:
	case PLACE_CATEGORY:
	case PLACE_ARCHIVE:
	case PLACE_YEAR:
	case PLACE_FEED:
	case PLACE_TAG_FEED:
	case PLACE_CATEGORY_FEED:
		place.edition = s->edition->folder;
		return place;
	default:
		return place;
	}
}

void
listing_link(struct sheet *s, struct place place, struct str label)
{
	sheet_link(s, &(struct sheet_link){ .place = in_edition(s, place), .label = label,
	    .listing = true });
}

void
listing_count(struct sheet *s, struct place place, struct str name, size_t n)
{
	struct strbuf label = STRBUF_INIT;

	strbuf_addstr(&label, name);
	strbuf_addf(&label, " (%zu)", n);
	listing_link(s, place, strbuf_str(&label));
	strbuf_done(&label);
}

void
listing_group(struct sheet *s, const struct group *group)
{
	static const enum place_kind places[] = {
		[GROUP_TAG] = PLACE_TAG, [GROUP_CATEGORY] = PLACE_CATEGORY, [GROUP_YEAR] = PLACE_YEAR,
	};

	listing_count(s, listing_place(places[group->kind], group->path), listing_group_name(s, group),
	    group->narticles);
}

struct str
listing_group_name(const struct sheet *s, const struct group *group)
{
	if (group->kind == GROUP_YEAR && str_is(group->path, "undated"))
		return sheet_word(s, WORD_UNDATED);
	return group->name;
}

void
listing_label(struct strbuf *out, const struct sheet *s, enum word word, struct str name)
{
	strbuf_addstr(out, sheet_word(s, word));
	strbuf_addstr(out, sheet_word(s, WORD_COLON));
	strbuf_addstr(out, name);
}

void
listing_named(struct sheet *s, struct place place, enum word word, struct str name)
{
	struct strbuf label = STRBUF_INIT;

	listing_label(&label, s, word, name);
	listing_link(s, place, strbuf_str(&label));
	strbuf_done(&label);
}

void
listing_entry(struct sheet *s, const struct catalogue *c, const struct article *article,
    struct arena *trees)
{
	struct strbuf excerpt = STRBUF_INIT;

	sheet_link(s, &(struct sheet_link){ .place = article_place(article), .label = article->title,
	    .date = article->date, .listing = true });
	if (trees != NULL) {
		excerpt_add(&excerpt, c, article, trees);
		if (excerpt.len > 0) {
			sheet_line(s, strbuf_str(&excerpt));
			sheet_blank(s);
		}
	}
	strbuf_done(&excerpt);
}

void
listing_entries(struct sheet *s, const struct catalogue *c, const struct article *const *articles,
    struct listing_span span, bool with_excerpts)
{
	struct arena trees;

	arena_init(&trees, MARKDOWN_TREE_SIZE);
	for (size_t i = span.first; i < span.end; i++)
		listing_entry(s, c, articles[i], with_excerpts ? &trees : NULL);
	arena_done(&trees);
}

void
listing_add_numbers(struct strbuf *out, struct str text, size_t first, size_t second)
{
	for (size_t i = 0; i < text.len; i++) {
		if (text.p[i] != '#') {
			strbuf_addc(out, text.p[i]);
		} else if (i + 1 < text.len && text.p[i + 1] == '#') {
			strbuf_addf(out, "%zu", second);
			i++;
		} else {
			strbuf_addf(out, "%zu", first);
		}
	}
}

void
listing_pager(struct sheet *s, struct place place, struct listing_span span)
{
	struct strbuf line = STRBUF_INIT;

	if (span.pages <= 1)
		return;
	sheet_blank(s);
	listing_add_numbers(&line, sheet_word(s, WORD_PAGE_NUMBER), span.page, span.pages);
	sheet_text(s, strbuf_str(&line));
	if (span.page < span.pages) {
		place.page = (unsigned)span.page + 1;
		listing_link(s, place, sheet_word(s, WORD_NEXT_PAGE));
	}
	if (span.page > 1) {
		/* Page 1 has one address only: the listing's own. */
		place.page = span.page == 2 ? 0 : (unsigned)span.page - 1;
		listing_link(s, place, sheet_word(s, WORD_PREVIOUS_PAGE));
	}
	strbuf_done(&line);
}

void
listing_search(struct sheet *s, const struct catalogue *c)
{
	/* Nothing can be typed there. */
	bool mute = s->scheme == SCHEME_NEX || s->scheme == SCHEME_FINGER;

	if (c->capsule->search && !mute)
		listing_link(s, listing_place(PLACE_SEARCH, STR_NONE), sheet_word(s, WORD_SEARCH));
}

void
listing_way_back(struct sheet *s, const struct catalogue *c, struct place up, struct str up_name)
{
	sheet_blank(s);
	if (up.kind != PLACE_NONE && up.kind != PLACE_HOME)
		listing_link(s, up, up_name);
	listing_named(s, listing_place(PLACE_HOME, STR("")), WORD_HOME,
	    s->edition != NULL ? s->edition->title : c->title);
}
