#include "page/feed.h"

#include "base/utf8.h"
#include "content/word.h"
#include "page/excerpt.h"

/* Appends s as XML text or attribute value: escaped, and without the
 * characters that XML 1.0 cannot hold. */
static void
add_xml(struct strbuf *out, struct str s)
{
	size_t at = 0;

	while (at < s.len) {
		uint32_t ch = utf8_next(s, &at);

		switch (ch) {
		case '&': strbuf_adds(out, "&amp;"); break;
		case '<': strbuf_adds(out, "&lt;"); break;
		case '>': strbuf_adds(out, "&gt;"); break;
		case '"': strbuf_adds(out, "&quot;"); break;
		case '\t': case '\n': case '\r': strbuf_addc(out, ' '); break;
		default:
			if (ch >= 0x20 && ch != 0xFFFE && ch != 0xFFFF)
				utf8_add(out, ch);
		}
	}
}

static void
add_element(struct strbuf *out, const char *indent, const char *name, struct str text)
{
	strbuf_addf(out, "%s<%s>", indent, name);
	add_xml(out, text);
	strbuf_addf(out, "</%s>\n", name);
}

static void
add_url(struct strbuf *out, const struct catalogue *c, enum scheme scheme, struct place place)
{
	struct strbuf url = STRBUF_INIT;

	address_url(&url, c->capsule, scheme, &place);
	add_xml(out, strbuf_str(&url));
	strbuf_done(&url);
}

static void
add_link(struct strbuf *out, const struct catalogue *c, const char *indent, const char *rel,
    const char *type, enum scheme scheme, struct place place)
{
	strbuf_addf(out, "%s<link rel=\"%s\" type=\"%s\" href=\"", indent, rel, type);
	add_url(out, c, scheme, place);
	strbuf_adds(out, "\"/>\n");
}

static void
add_id(struct strbuf *out, const struct catalogue *c, const char *indent, struct place place)
{
	strbuf_addf(out, "%s<id>", indent);
	add_url(out, c, SCHEME_GEMINI, place);
	strbuf_adds(out, "</id>\n");
}

static void
add_date(struct strbuf *out, const char *indent, const char *name, struct date date)
{
	strbuf_addf(out, "%s<%s>", indent, name);
	date_add_rfc3339(out, date);
	strbuf_addf(out, "</%s>\n", name);
}

static void
add_entry(struct strbuf *out, const struct catalogue *c, const struct article *article,
    enum scheme scheme, struct arena *trees)
{
	struct strbuf excerpt = STRBUF_INIT;
	struct place place = article_place(article);
	struct place text = { .kind = PLACE_TEXT, .path = article->path };
	bool gemini = scheme != SCHEME_GOPHER;

	strbuf_adds(out, "  <entry>\n");
	add_element(out, "    ", "title", article->title);
	add_id(out, c, "    ", place);
	add_link(out, c, "    ", "alternate", gemini ? "text/gemini" : "text/plain", scheme,
	    gemini ? place : text);
	add_date(out, "    ", "published", article->date);
	add_date(out, "    ", "updated", article->updated.known ? article->updated : article->date);
	if (article->author.len > 0) {
		strbuf_adds(out, "    <author>\n");
		add_element(out, "      ", "name", article->author);
		strbuf_adds(out, "    </author>\n");
	}
	for (size_t i = 0; i < article->ntags; i++) {
		strbuf_adds(out, "    <category term=\"");
		add_xml(out, article->tags[i]);
		strbuf_adds(out, "\"/>\n");
	}
	excerpt_add(&excerpt, c, article, trees);
	if (excerpt.len > 0)
		add_element(out, "    ", "summary", strbuf_str(&excerpt));
	strbuf_adds(out, "  </entry>\n");
	strbuf_done(&excerpt);
}

/* What one feed is about. */
struct subject {
	const struct article *const *articles;
	size_t narticles;
	struct place page;		/* the page it is the feed of */
	enum word word;			/* WORD_COUNT for the whole capsule */
	struct str name;
};

static bool
find_subject(const struct edition *e, const struct place *place, struct subject *ret)
{
	const struct group *group;

	if (place->kind == PLACE_FEED) {
		*ret = (struct subject){ .articles = e->articles, .narticles = e->narticles,
		    .page = edition_home(e), .word = WORD_COUNT };
		return true;
	}
	if (place->kind != PLACE_TAG_FEED && place->kind != PLACE_CATEGORY_FEED)
		return false;
	group = edition_find_group(e, place->kind == PLACE_TAG_FEED ? GROUP_TAG : GROUP_CATEGORY, place->path);
	if (group == NULL)
		return false;
	*ret = (struct subject){ .articles = group->articles, .narticles = group->narticles,
	    .page = { .kind = place->kind == PLACE_TAG_FEED ? PLACE_TAG : PLACE_CATEGORY, .path = group->path,
	    .edition = e->folder },
	    .word = place->kind == PLACE_TAG_FEED ? WORD_TAG : WORD_CATEGORY,
	    .name = group->name };
	return true;
}

/* A category lists by `order`; a feed wants the newest. */
static size_t
choose_newest(const struct subject *subject, const struct article **chosen, size_t max)
{
	size_t n = 0;

	for (size_t i = 0; i < subject->narticles; i++) {
		const struct article *article = subject->articles[i];
		size_t at = n;

		if (!article->date.known)
			continue;
		if (n == max && date_cmp(article->date, chosen[n - 1]->date) <= 0)
			continue;
		if (n < max)
			n++;
		else
			at = n - 1;
		while (at > 0 && date_cmp(chosen[at - 1]->date, article->date) < 0) {
			chosen[at] = chosen[at - 1];
			at--;
		}
		chosen[at] = article;
	}
	return n;
}

enum page_verdict
feed_write(const struct catalogue *c, const struct place *place, enum scheme scheme,
    struct strbuf *out, struct arena *scratch)
{
	const struct article **chosen;
	const struct edition *e = catalogue_find_edition(c, place->edition);
	struct words words = words_for(c->capsule, e != NULL ? e->tag : STR_NONE);
	struct subject subject;
	struct strbuf title = STRBUF_INIT;
	struct date updated = { .known = true };
	struct arena trees;
	size_t max = c->capsule->feed_entries > 0 ? c->capsule->feed_entries : CAPSULE_FEED_ENTRIES;
	size_t n;

	if (e == NULL || !find_subject(e, place, &subject))
		return PAGE_MISSING;
	chosen = arena_calloc(scratch, max, sizeof *chosen);
	n = choose_newest(&subject, chosen, max);
	for (size_t i = 0; i < n; i++) {
		struct date d = chosen[i]->updated.known ? chosen[i]->updated : chosen[i]->date;

		if (i == 0 || date_cmp(d, updated) > 0)
			updated = d;
	}
	strbuf_addstr(&title, e->title);
	if (subject.word != WORD_COUNT)
		strbuf_addf(&title, " \xE2\x80\x93 %s%s%.*s", word_of(&words, subject.word),
		    word_of(&words, WORD_COLON), STR_ARG(subject.name));
	strbuf_adds(out, "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n"
	    "<feed xmlns=\"http://www.w3.org/2005/Atom\"");
	if (e->tag.len > 0) {
		strbuf_adds(out, " xml:lang=\"");
		add_xml(out, e->tag);
		strbuf_addc(out, '"');
	}
	strbuf_adds(out, ">\n");
	add_element(out, "  ", "title", strbuf_str(&title));
	if (subject.word == WORD_COUNT && c->description.len > 0)
		add_element(out, "  ", "subtitle", c->description);
	add_id(out, c, "  ", subject.page);
	add_link(out, c, "  ", "self", "application/atom+xml", scheme, *place);
	/* Amfora takes the first link, Lagrange the first that begins with gemini: */
	add_link(out, c, "  ", "alternate", scheme != SCHEME_GOPHER ? "text/gemini" : "text/plain", scheme,
	    subject.page);
	add_date(out, "  ", "updated", updated);
	strbuf_adds(out, "  <author>\n");
	add_element(out, "    ", "name", c->author);
	strbuf_adds(out, "  </author>\n");
	arena_init(&trees, MARKDOWN_TREE_SIZE);
	for (size_t i = 0; i < n; i++)
		add_entry(out, c, chosen[i], scheme, &trees);
	arena_done(&trees);
	strbuf_adds(out, "</feed>\n");
	strbuf_done(&title);
	return PAGE_WRITTEN;
}
