#include "base/uri.h"
#include "base/utf8.h"
#include "content/links.h"
#include "content/markdown.h"
#include "page/excerpt.h"
#include "page/listing.h"
#include "page/pages.h"
#include "page/placing.h"
#include "page/reading.h"
#include "page/related.h"
#include "render/document.h"

const struct article *
reading_article(const struct catalogue *c, const struct place *place)
{
	const struct section *section;

	switch (place->kind) {
	case PLACE_ARTICLE:
	case PLACE_SECTION:
	case PLACE_TEXT:
	case PLACE_SOURCE:
		break;
	case PLACE_DRAFT:
	case PLACE_DRAFT_TEXT:
	case PLACE_DRAFT_SOURCE:
		return catalogue_find_draft(c, place->path);
	default:
		return NULL;
	}
	if (place->path.len > 0 && place->path.p[place->path.len - 1] != '/')
		return catalogue_find_article(c, place->path);
	section = catalogue_find_section(c, place->path);
	return section != NULL ? section->text : NULL;
}

static bool
begins_with_excerpt(const struct doc_node *root, struct str excerpt)
{
	struct strbuf first = STRBUF_INIT, body = STRBUF_INIT, wanted = STRBUF_INIT;
	bool r;

	document_first_paragraph(root, &first);
	utf8_letters(&body, strbuf_str(&first));
	utf8_letters(&wanted, excerpt);
	/* An excerpt may hold more than the first paragraph. */
	r = str_starts(strbuf_str(&body), strbuf_str(&wanted)) ||
	    (body.len > 0 && str_starts(strbuf_str(&wanted), strbuf_str(&body)));
	strbuf_done(&wanted);
	strbuf_done(&body);
	strbuf_done(&first);
	return r;
}

/* "ai/hardware" is shown by its last part. */
static struct str
category_name(const struct article *article)
{
	struct str name = article->category;
	size_t slash = str_rfind(name, '/');

	if (article->category_group != NULL)
		return article->category_group->name;
	return slash < name.len ? str_from(name, slash + 1) : name;
}

/* "2024-03-09 · Category · by Author"; owner is the author who goes without saying. */
static void
write_date_line(struct sheet *s, struct str owner, const struct article *article)
{
	const char *dot = s->form == SHEET_GEMTEXT ? " \xC2\xB7 " : " - ";
	struct strbuf line = STRBUF_INIT, day = STRBUF_INIT;

	if (article->date.known)
		date_add_day(&line, article->date);
	if (article->updated.known) {
		date_add_day(&day, article->updated);
		if (!str_eq(strbuf_str(&day), strbuf_str(&line)))
			strbuf_addf(&line, "%s%s %s", line.len > 0 ? dot : "",
			    word_of(&s->words, WORD_UPDATED), day.buf);
	}
	if (article->category.len > 0)
		strbuf_addf(&line, "%s%.*s", line.len > 0 ? dot : "", STR_ARG(category_name(article)));
	if (article->author.len > 0 && !str_eq(article->author, owner))
		strbuf_addf(&line, "%s%s %.*s", line.len > 0 ? dot : "",
		    word_of(&s->words, WORD_BY), STR_ARG(article->author));
	if (line.len > 0) {
		sheet_text(s, strbuf_str(&line));
		sheet_blank(s);
	}
	strbuf_done(&day);
	strbuf_done(&line);
}

/* A front matter's link; false when it is to be left out.  c NULL: as written. */
static bool
resolve(const struct catalogue *c, const struct article *article, struct str target,
    struct arena *scratch, struct place *ret)
{
	struct strbuf tidy = STRBUF_INIT;
	enum link_verdict verdict;

	if (c != NULL) {
		verdict = links_resolve(c, article, target, scratch, ret);
		return verdict == LINK_LOCAL || verdict == LINK_REMOTE;
	}
	uri_tidy(&tidy, target);
	*ret = (struct place){ .kind = PLACE_REMOTE, .path = arena_str(scratch, strbuf_str(&tidy)) };
	strbuf_done(&tidy);
	return true;
}

/* The front matter's image, unless the body's first image is the same. */
static void
write_image(struct sheet *s, const struct catalogue *c, const struct article *article,
    const struct doc_node *root, struct arena *scratch)
{
	struct strbuf label = STRBUF_INIT;
	struct place place;
	struct str alt = article->image_alt;

	if (article->image.len == 0 ||
	    look_merge(&article->look, &s->capsule->look).images == LOOK_SECOND)
		return;
	for (const struct doc_node *n = root; n != NULL; n = doc_walk(n, root))
		if (n->kind == DOC_IMAGE && str_eq(n->url, article->image))
			return;
	if (!resolve(c, article, article->image, scratch, &place))
		return;
	if (alt.len == 0)
		alt = str_from(article->image, str_rfind(article->image, '/') == article->image.len ? 0 :
		    str_rfind(article->image, '/') + 1);
	listing_label(&label, s, WORD_IMAGE, alt);
	sheet_link(s, &(struct sheet_link){ .place = place, .label = strbuf_str(&label) });
	sheet_blank(s);
	strbuf_done(&label);
}

static enum page_verdict
parse_body(const struct catalogue *c, const struct article *article, struct arena *scratch,
    struct doc_node **ret)
{
	struct strbuf body = STRBUF_INIT;
	unsigned line;
	int r = catalogue_read_body(c, article, &body, &line);

	if (r == 0)
		/* The tree borrows from its text. */
		*ret = markdown_parse(scratch, arena_str(scratch, strbuf_str(&body)), article->file, line, NULL);
	strbuf_done(&body);
	return r == 0 ? PAGE_WRITTEN : PAGE_UNREADABLE;
}

static void
write_tree(struct placing *placing, const struct doc_node *root, struct str title, struct sheet *s)
{
	const struct article *article = placing->article;
	struct document d = { .root = root, .catalogue = placing->catalogue, .article = article,
	    .path = article->file, .title = title, .look = look_merge(&article->look, &s->capsule->look),
	    .place = placing_write, .place_arg = placing, .diags = placing->diags };

	document_write(&d, s, placing->scratch);
	sheet_blank(s);
}

/* What stands above a text unless the text begins with it. */
static void
write_lead(struct sheet *s, const struct doc_node *root, struct str lead)
{
	if (lead.len == 0 || begins_with_excerpt(root, lead))
		return;
	sheet_text(s, lead);
	sheet_blank(s);
}

enum page_verdict
reading_write_text(struct placing *placing, struct str title, struct str lead, struct sheet *sheet)
{
	const struct catalogue *c = placing->catalogue;
	const struct article *article = placing->article;
	struct arena *scratch = placing->scratch;
	struct doc_node *root;
	enum page_verdict verdict = parse_body(c, article, scratch, &root);

	if (verdict != PAGE_WRITTEN)
		return verdict;
	write_image(sheet, c, article, root, scratch);
	write_lead(sheet, root, lead);
	write_tree(placing, root, title, sheet);
	return verdict;
}

void
reading_write_snippet(const struct catalogue *c, const struct article *snippet, struct str title,
    struct sheet *sheet, struct arena *scratch)
{
	struct placing placing = { .catalogue = c, .article = snippet, .scratch = scratch };
	struct doc_node *root;

	if (snippet == NULL || parse_body(c, snippet, scratch, &root) != PAGE_WRITTEN)
		return;
	sheet_blank(sheet);
	write_tree(&placing, root, title, sheet);
}

static void
write_source(struct sheet *s, const struct catalogue *c, const struct article *article,
    struct arena *scratch)
{
	struct place place;
	struct str name = article->source.len > 0 ? article->source : article->source_url;

	if (name.len == 0)
		return;
	if (article->source_url.len > 0 && resolve(c, article, article->source_url, scratch, &place)) {
		listing_named(s, place, WORD_SOURCE, name);
	} else {
		struct strbuf line = STRBUF_INIT;

		listing_label(&line, s, WORD_SOURCE, name);
		sheet_text(s, strbuf_str(&line));
		sheet_blank(s);
		strbuf_done(&line);
	}
}

/* In a text there is nothing to follow: names are enough. */
static void
write_foot_as_text(struct sheet *s, const struct article *article)
{
	struct strbuf line = STRBUF_INIT;

	if (article->category.len > 0) {
		listing_label(&line, s, WORD_CATEGORY, category_name(article));
		sheet_line(s, strbuf_str(&line));
	}
	for (size_t i = 0; i < article->ntags; i++) {
		if (i == 0) {
			strbuf_reset(&line);
			listing_label(&line, s, WORD_TAGS, STR(""));
		} else {
			strbuf_adds(&line, ", ");
		}
		strbuf_addstr(&line, article->tags[i]);
	}
	if (article->ntags > 0)
		sheet_line(s, strbuf_str(&line));
	strbuf_done(&line);
}

void
reading_write_translations(struct sheet *s, const struct article *article)
{
	for (size_t i = 0; i < article->ntranslations; i++)
		listing_link(s, article_place(article->translations[i]), article->translations[i]->edition->name);
	if (article->ntranslations > 0)
		sheet_blank(s);
}

static void
write_foot(struct sheet *s, const struct catalogue *c, const struct article *article, struct arena *scratch)
{
	const struct section *section = article->section;
	struct place up = listing_place(PLACE_NONE, STR(""));

	if (article->category_group != NULL)
		listing_named(s, listing_place(PLACE_CATEGORY, article->category_group->path),
		    WORD_CATEGORY, article->category_group->name);
	for (size_t i = 0; i < article->ntags; i++)
		if (article->tag_groups[i] != NULL)
			listing_named(s, listing_place(PLACE_TAG, article->tag_groups[i]->path),
			    WORD_TAG, article->tag_groups[i]->name);
	sheet_blank(s);
	reading_write_translations(s, article);
	related_write(s, c, article, scratch);
	if (article->newer != NULL || article->older != NULL)
		sheet_blank(s);
	if (article->newer != NULL)
		listing_named(s, article_place(article->newer), WORD_NEWER, article->newer->title);
	if (article->older != NULL)
		listing_named(s, article_place(article->older), WORD_OLDER, article->older->title);
	sheet_blank(s);
	if (s->form == SHEET_MENU)
		listing_link(s, listing_place(PLACE_TEXT, article->path), sheet_word(s, WORD_PLAIN_TEXT));
	if (section == NULL)
		up = listing_place(PLACE_DRAFTS, STR(""));
	else if (section->parent != NULL)
		up = listing_place(PLACE_SECTION, section->path);
	listing_way_back(s, c, up, section != NULL ? section->title : sheet_word(s, WORD_DRAFTS));
}

/* The whole page; c is NULL for an article in no catalogue. */
static void
write_article(const struct catalogue *c, const struct article *article, const struct doc_node *root,
    struct sheet *s, struct arena *scratch, struct diag_list *diags)
{
	struct placing placing = { .catalogue = c, .article = article, .scratch = scratch, .diags = diags };

	page_begin(c, article->title, s, scratch);
	write_date_line(s, c != NULL ? c->author : s->capsule->author, article);
	write_image(s, c, article, root, scratch);
	write_lead(s, root, article->excerpt);
	write_tree(&placing, root, article->title, s);
	write_source(s, c, article, scratch);
	sheet_blank(s);
	if (s->form == SHEET_PLAIN || c == NULL)
		write_foot_as_text(s, article);
	else
		write_foot(s, c, article, scratch);
}

enum page_verdict
reading_write(const struct catalogue *c, const struct place *place, struct sheet *s,
    struct arena *scratch)
{
	const struct article *article = reading_article(c, place);
	struct doc_node *root;
	enum page_verdict verdict;

	if (article == NULL || place->page > 1)
		return PAGE_MISSING;
	if (article->moved_to.len > 0)
		return elsewhere_write(c, article, s, scratch);
	verdict = parse_body(c, article, scratch, &root);
	if (verdict != PAGE_WRITTEN)
		return verdict;
	write_article(c, article, root, s, scratch, NULL);
	return verdict;
}

void
reading_render(const struct article *article, struct str body, unsigned line, struct sheet *s,
    struct arena *scratch, struct diag_list *diags)
{
	const struct doc_node *root = markdown_parse(scratch, body, article->file, line, diags);
	struct look look = look_merge(&article->look, &s->capsule->look);

	s->words = words_for(s->capsule, article->lang);
	sheet_set_look(s, &look);
	write_article(NULL, article, root, s, scratch, diags);
	placing_check(root, article->file, diags);
	sheet_end(s);
}

static void
find_strays(const struct catalogue *c, const struct article *article, const struct doc_node *root,
    struct arena *scratch, reading_stray *stray, void *arg)
{
	struct place place;

	for (const struct doc_node *n = root; n != NULL; n = doc_walk(n, root))
		if ((n->kind == DOC_LINK || n->kind == DOC_IMAGE) &&
		    links_resolve(c, article, n->url, scratch, &place) == LINK_UNRESOLVED)
			stray(arg, article, n->url);
	if (article->image.len > 0 && links_resolve(c, article, article->image, scratch, &place) == LINK_UNRESOLVED)
		stray(arg, article, article->image);
}

/* What a folder's page lists of itself is no concern of its text's. */
static void
nothing(void *arg, struct sheet *sheet)
{
	(void)arg;
	(void)sheet;
}

int
reading_check(const struct catalogue *c, const struct article *article, struct arena *scratch,
    struct diag_list *diags, reading_stray *stray, void *arg)
{
	struct placing placing = { .catalogue = c, .article = article, .scratch = scratch, .diags = diags,
	    .automatic = article->is_folder_text ? nothing : NULL };
	struct strbuf body = STRBUF_INIT, out = STRBUF_INIT;
	const struct doc_node *root;
	struct sheet sheet;
	unsigned line;
	int r = catalogue_read_body(c, article, &body, &line);

	if (r == 0) {
		root = markdown_parse(scratch, strbuf_str(&body), article->file, line, diags);
		sheet_init(&sheet, SHEET_GEMTEXT, SCHEME_GEMINI, c->capsule, &out, 0);
		write_tree(&placing, root, article->title, &sheet);
		placing_check(root, article->file, diags);
		sheet_done(&sheet);
		if (out.len > READING_SIZE_MAX)
			diag_add(diags, DIAG_WARNING, article->file, 0, 0,
			    "its page has %zu bytes, and some clients show none over %zu (split it)", out.len,
			    READING_SIZE_MAX);
		if (stray != NULL)
			find_strays(c, article, root, scratch, stray, arg);
	}
	strbuf_done(&out);
	strbuf_done(&body);
	return r;
}
