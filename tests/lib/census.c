/* census.c - is all that an article holds in its page? */
#include "census.h"

#include <stdlib.h>

#include "base/uri.h"
#include "base/utf8.h"
#include "census_around.h"
#include "census_page.h"
#include "content/links.h"
#include "render/html.h"

#define SHOWN_MAX 80	/* [bytes] of a target that a diagnostic quotes */

struct target {
	struct str address;
	const struct doc_node *block;
	unsigned line;
};

struct taker {
	struct census *census;
	const struct document *document;
	struct census_page page;
	struct arena *arena;
	struct target *targets;
	size_t ntargets, cap;
	const struct doc_node *block;	/* the outermost: a target is linked once in it */
	struct around around;		/* HTML that goes around blocks */
	bool within, in_table, hidden;	/* the block stands in it */
	bool title_met;
	struct str mute;		/* name of the element that inline HTML hides */
	struct str media;		/* name of the element whose source is to come */
};

void
census_init(struct census *c)
{
	*c = (struct census){ .complaints = STRBUF_INIT };
}

void
census_done(struct census *c)
{
	strbuf_done(&c->complaints);
}

static void
complain(struct taker *t, unsigned line, const char *what, struct str which)
{
	const struct document *d = t->document;

	t->census->missing++;
	strbuf_addf(&t->census->complaints, "%.*s:%u: %s: %.*s\n", STR_ARG(d->path), line, what,
	    STR_ARG(str_slice(which, 0, 200)));
}

/* --- links ----------------------------------------------------------- */

static const char *const unsafe[] = { "javascript:", "data:", "vbscript:", "file:" };

static enum link_verdict
as_written(struct taker *t, struct str target, struct place *ret)
{
	struct strbuf tidy = STRBUF_INIT;

	target = str_trim(target);
	if (target.len == 0)
		return LINK_EMPTY;
	if (target.p[0] == '#')
		return LINK_FRAGMENT;
	for (size_t i = 0; i < sizeof unsafe / sizeof unsafe[0]; i++)
		if (str_starts_case(target, str_of(unsafe[i])))
			return LINK_UNSAFE;
	uri_tidy(&tidy, target);
	*ret = (struct place){ .kind = PLACE_REMOTE, .path = arena_str(t->arena, strbuf_str(&tidy)) };
	strbuf_done(&tidy);
	return ret->path.len > LINK_URL_MAX ? LINK_TOO_LONG : LINK_REMOTE;
}

static bool
is_reported(const struct document *d, struct str target, unsigned line)
{
	if (d->diags->n == DIAG_MAX)
		return true;
	for (size_t i = 0; i < d->diags->n; i++) {
		const struct diag *diag = &d->diags->v[i];

		if (diag->line == line && str_eq(diag->path, d->path) &&
		    str_search(diag->text, str_slice(target, 0, SHOWN_MAX)) < diag->text.len)
			return true;
	}
	return false;
}

static void
take_target(struct taker *t, struct str target, unsigned line)
{
	const struct document *d = t->document;
	struct strbuf address = STRBUF_INIT;
	struct place place;
	enum link_verdict verdict;

	if (t->page.form != SHEET_GEMTEXT)
		goto out;
	verdict = d->catalogue == NULL ? as_written(t, target, &place) :
	    links_resolve(d->catalogue, d->article, target, t->arena, &place);
	if (verdict == LINK_FRAGMENT) {
		t->census->fragments++;
	} else if (verdict != LINK_LOCAL && verdict != LINK_REMOTE) {
		t->census->refused++;
		if (!is_reported(d, target, line))
			complain(t, line, "a target is left out and nobody says so", target);
	} else {
		address_path(&address, SCHEME_GEMINI, &place);
		t->targets = arena_grow(t->arena, t->targets, &t->cap, t->ntargets + 1, sizeof *t->targets);
		t->targets[t->ntargets++] = (struct target){
			.address = arena_str(t->arena, strbuf_str(&address)), .block = t->block, .line = line };
	}
out:
	strbuf_done(&address);
}

static int
compare(const void *a, const void *b)
{
	const struct target *s = a, *t = b;
	int order = str_cmp(s->address, t->address);

	if (order == 0 && s->block != t->block)
		order = (uintptr_t)s->block < (uintptr_t)t->block ? -1 : 1;
	return order != 0 ? order : s->line < t->line ? -1 : s->line > t->line;
}

/* Each address must stand in the page once for each block that leads to it. */
static void
count_targets(struct taker *t)
{
	size_t from = 0, to, nblocks;

	if (t->ntargets > 0)
		qsort(t->targets, t->ntargets, sizeof *t->targets, compare);
	for (; from < t->ntargets; from = to) {
		struct str address = t->targets[from].address;
		size_t shown = census_page_links(&t->page, address);

		nblocks = 0;
		for (to = from; to < t->ntargets && str_eq(t->targets[to].address, address); to++) {
			if (to > from && t->targets[to].block == t->targets[to - 1].block)
				t->census->repeated++;
			else if (++nblocks > shown)
				complain(t, t->targets[to].line, "a link is missing", address);
		}
	}
}

/* --- text and code --------------------------------------------------- */

static void
take_code(struct taker *t, struct str code, unsigned line)
{
	size_t nlines;

	if (t->page.form != SHEET_GEMTEXT)
		return;
	if (!census_page_code(&t->page, code, &nlines))
		complain(t, line, "code is missing", str_slice(code, 0, str_find(code, '\n')));
	t->census->code += nlines;
}

/* Signs alone may part links from each other, and go with the paragraph. */
static bool
says_something(struct str text)
{
	for (size_t at = 0; at < text.len;)
		if (utf8_is_letter(utf8_next(text, &at)))
			return true;
	return false;
}

static void
take_text(struct taker *t, struct str text, unsigned line)
{
	if (!says_something(text))
		return;
	t->census->texts++;
	if (!census_page_text(&t->page, text))
		complain(t, line, "text is missing", text);
}

/* In a table text may be cut into lines at any word, and between the letters
 * of scripts that are written without blanks. */
static void
take_words(struct taker *t, struct str text, unsigned line)
{
	struct str part, word;

	while (str_cut(&text, '\n', &part))
		while (str_cut(&part, ' ', &word)) {
			bool ascii = true;

			for (size_t i = 0; i < word.len; i++)
				ascii = ascii && (unsigned char)word.p[i] < 0x80;
			if (ascii)
				take_text(t, word, line);
		}
}

/* --- HTML ------------------------------------------------------------ */

/* The link or image of a start tag. */
static void
take_tag(struct taker *t, const struct html_token *tag, unsigned line)
{
	struct str target = STR_NONE;

	if (tag->role == HTML_LINK) {
		target = html_attribute(tag, "href", t->arena);
		t->census->links += target.len > 0;
	} else if (tag->role == HTML_IMAGE) {
		target = html_source(tag, t->arena);
		t->census->images += target.len > 0;
	} else if (tag->role == HTML_MEDIA) {
		target = html_source(tag, t->arena);
		t->census->links += target.len > 0;
		t->media = target.len > 0 ? STR_NONE : tag->name;
	} else if (tag->role == HTML_SOURCE && t->media.len > 0) {
		target = html_source(tag, t->arena);
		t->census->links += target.len > 0;
		t->media = STR_NONE;
	}
	if (target.len > 0)
		take_target(t, target, line);
}

/* Whether a tag behind n in its paragraph ends the element. */
static bool
is_ended(const struct doc_node *n, struct str name)
{
	const struct doc_node *top = n;

	while (!doc_is_block(top->kind))
		top = top->parent;
	while ((n = doc_walk(n, top)) != NULL) {
		struct html html = { .rest = n->text };
		struct html_token tag;

		while (n->kind == DOC_HTML && html_next(&html, &tag))
			if (tag.kind == HTML_END && str_eq_case(tag.name, name))
				return true;
	}
	return false;
}

/* Inline HTML: a piece of it is one tag, and the text is in other nodes.  What
 * HTML hides, and what media say to those who cannot show them, is left out. */
static void
take_inline_html(struct taker *t, const struct doc_node *n)
{
	struct html html = { .rest = n->text };
	struct html_token tag;

	while (html_next(&html, &tag)) {
		if (tag.kind == HTML_END) {
			if (str_eq_case(tag.name, t->mute))
				t->mute = STR_NONE;
			if (str_eq_case(tag.name, t->media))
				t->media = STR_NONE;
		} else if (tag.kind == HTML_START && (t->mute.len == 0 || tag.role == HTML_SOURCE)) {
			take_tag(t, &tag, n->line);
			if ((tag.role == HTML_HIDDEN || tag.role == HTML_MEDIA) && !html_is_closed(&tag) &&
			    is_ended(n, tag.name))
				t->mute = tag.name;
		}
	}
}

/* What media say to those who cannot show them is left out. */
static void
skip_media(struct taker *t, struct html *html, struct str name, unsigned line)
{
	struct html before = *html;
	struct html_token tag;
	bool media = t->media.len > 0;

	if (str_is_case(name, "embed"))
		return;
	while (html_next(html, &tag))
		if (tag.kind == HTML_END && str_eq_case(tag.name, name))
			break;
	if (html->rest.len == 0 && (tag.kind != HTML_END || !str_eq_case(tag.name, name))) {
		*html = before;
		return;
	}
	while (media && html_next(&before, &tag) && before.rest.len > html->rest.len)
		if (tag.kind == HTML_START && (tag.role == HTML_SOURCE || tag.role == HTML_MEDIA) &&
		    t->media.len > 0)
			take_tag(t, &tag, line);
	t->media = STR_NONE;
}

static void
add_letters(struct strbuf *out, struct str s)
{
	struct strbuf folded = STRBUF_INIT;

	utf8_fold(&folded, s);
	s = strbuf_str(&folded);
	for (size_t at = 0, from; at < s.len;) {
		from = at;
		if (utf8_is_letter(utf8_next(s, &at)))
			strbuf_add(out, s.p + from, at - from);
	}
	strbuf_done(&folded);
}

/* Whether text, letters alone, is the title. */
static bool
is_title(const struct document *d, struct str text)
{
	struct strbuf a = STRBUF_INIT, b = STRBUF_INIT;
	bool r;

	add_letters(&a, text);
	add_letters(&b, d->title);
	r = d->title.len > 0 && (str_eq(strbuf_str(&a), strbuf_str(&b)) || str_eq(text, d->title));
	strbuf_done(&b);
	strbuf_done(&a);
	return r;
}

/* Lines of code may be elements. */
static void
end_code_line(struct strbuf *code, enum html_role role)
{
	if (role == HTML_BREAK || (html_ends_line(role) && code->len > 0 &&
	    code->buf[code->len - 1] != '\n'))
		strbuf_addc(code, '\n');
}

/* In a table it is text like any other. */
static void
take_pre(struct taker *t, struct strbuf *code, bool in_table, unsigned line)
{
	if (in_table)
		take_words(t, strbuf_str(code), line);
	else
		take_code(t, strbuf_str(code), line);
	strbuf_reset(code);
}

static void
take_html(struct taker *t, const struct doc_node *n)
{
	struct html html = { .rest = n->text };
	struct html_token tag;
	struct strbuf text = STRBUF_INIT, code = STRBUF_INIT;
	struct str pre = STR_NONE, raw;
	unsigned ntables = t->in_table, nheaders = 0;
	bool headed = false;

	t->media = STR_NONE;
	while (html_next(&html, &tag)) {
		if (tag.kind == HTML_TEXT && pre.len > 0) {
			html_decode(&code, tag.text);
		} else if (tag.kind == HTML_TEXT) {
			strbuf_reset(&text);
			html_decode(&text, tag.text);
			for (size_t i = 0; i < text.len; i++)
				if (text.buf[i] == '\n' || text.buf[i] == '\t' || text.buf[i] == '\r')
					text.buf[i] = ' ';
			if (ntables > 0 && nheaders != 1)
				take_words(t, strbuf_str(&text), n->line);
			else if (ntables == 0 && (!headed || !is_title(t->document, strbuf_str(&text))))
				take_text(t, strbuf_str(&text), n->line);
		} else if (tag.kind == HTML_START) {
			headed = tag.role == HTML_HEADING;
			take_tag(t, &tag, n->line);
			if (tag.role == HTML_HIDDEN && !html_is_closed(&tag) &&
			    html_skip(&html, tag.name).p == NULL && around_hides(n))
				break;
			if (tag.role == HTML_HIDDEN)
				continue;
			if (tag.role == HTML_MEDIA)
				skip_media(t, &html, tag.name, n->line);
			else if (tag.role == HTML_PRE && pre.len == 0)
				pre = tag.name;
			else if (pre.len > 0)
				end_code_line(&code, tag.role);
			/* Tags in there are text. */
			if (str_is_case(tag.name, "textarea") && str_eq(pre, tag.name) &&
			    (raw = html_skip(&html, pre)).p != NULL) {
				html_decode(&code, raw);
				take_pre(t, &code, ntables > 0, n->line);
				pre = STR_NONE;
			}
			ntables += tag.role == HTML_TABLE;
			/* What the first column is called goes without saying. */
			if (tag.role == HTML_TABLE)
				nheaders = 0;
			else if (tag.role == HTML_HEADER || tag.role == HTML_CELL)
				nheaders += tag.role == HTML_HEADER || nheaders == 1;
		} else {
			if (pre.len > 0 && str_eq_case(tag.name, pre)) {
				take_pre(t, &code, ntables > 0, n->line);
				pre = STR_NONE;
			} else if (pre.len > 0) {
				end_code_line(&code, tag.role);
			}
			ntables -= tag.role == HTML_TABLE && ntables > 0;
		}
	}
	if (code.len > 0)
		take_code(t, strbuf_str(&code), n->line);
	strbuf_done(&text);
	strbuf_done(&code);
}

/* --- nodes ----------------------------------------------------------- */

static bool
is_within(const struct doc_node *n, enum doc_kind kind)
{
	for (; n != NULL; n = n->parent)
		if (n->kind == kind)
			return true;
	return false;
}

/* GitHub's marks become words. */
static bool
is_alert_mark(const struct doc_node *n)
{
	return n->parent->first == n && n->parent->kind == DOC_PARAGRAPH &&
	    n->parent->parent->kind == DOC_QUOTE && str_starts(str_trim(n->text), STR("[!"));
}

/* Where a table becomes records, what its first column is called goes without
 * saying, and so does a column with nothing in it. */
static bool
is_idle_header(const struct doc_node *n)
{
	while (n != NULL && n->kind != DOC_CELL)
		n = n->parent;
	if (n == NULL || !n->parent->header)
		return false;
	for (const struct doc_node *row = n->parent->next; n->number > 0 && row != NULL; row = row->next)
		for (const struct doc_node *cell = row->first; cell != NULL; cell = cell->next)
			if (cell->number == n->number && cell->first != NULL)
				return false;
	return true;
}

static void
take_node(struct taker *t, const struct doc_node *n)
{
	bool in_table = is_within(n, DOC_TABLE) || t->in_table;

	switch (n->kind) {
	case DOC_CODE_BLOCK:
		if (t->within && n->parent == t->document->root && around_is_html(n))
			take_html(t, n);
		else if (in_table)
			take_words(t, n->text, n->line);
		else
			take_code(t, n->text, n->line);
		break;
	case DOC_HTML_BLOCK:
		take_html(t, n);
		break;
	case DOC_HTML:
		if (!is_within(n->parent, DOC_IMAGE))
			take_inline_html(t, n);
		break;
	case DOC_LINK:
	case DOC_IMAGE:
		if (is_within(n->parent, DOC_IMAGE))
			break;
		t->census->links += n->kind == DOC_LINK;
		t->census->images += n->kind == DOC_IMAGE;
		take_target(t, n->url, n->line);
		break;
	case DOC_TEXT:
	case DOC_CODE:
		if (is_idle_header(n))
			break;
		if (in_table)
			take_words(t, n->text, n->line);
		else if (!is_alert_mark(n))
			take_text(t, n->text, n->line);
		break;
	default:
		break;
	}
}

/* What a link line belongs to: the outermost block, in lists the item. */
static const struct doc_node *
block_of(const struct doc_node *n, const struct doc_node *root)
{
	while (n->parent != root && (n->parent->kind != DOC_LIST || n->parent->parent != root))
		n = n->parent;
	return n;
}

void
census_take(struct census *c, const struct document *d, enum sheet_form form, struct str page,
    struct arena *scratch)
{
	struct taker t = { .census = c, .document = d, .arena = scratch };
	const struct doc_node *n = doc_walk(d->root, d->root);
	struct strbuf text = STRBUF_INIT;

	census_page_init(&t.page, form, page, scratch);
	while (n != NULL) {
		bool title = false;

		if (doc_is_block(n->kind)) {
			t.mute = t.media = STR_NONE;
			if (n->parent == d->root) {
				t.in_table = t.around.open[AROUND_TABLE] > 0;
				t.hidden = t.around.open[AROUND_HIDDEN] > 0;
				t.within = around_next(&t.around, n);
				t.in_table = t.in_table && t.within;
				t.hidden = t.hidden && t.within;
			}
			/* What HTML goes around is one block. */
			if (!t.within)
				t.block = block_of(n, d->root);
		}
		if (n->kind == DOC_HEADING && !t.title_met) {
			strbuf_reset(&text);
			document_plain(n, &text);
			t.title_met = true;
			title = (n->number == 1 || n == document_beginning(d->root)) &&
			    n->parent == d->root && is_title(d, strbuf_str(&text));
		}
		/* Of a title that stands above already only the links are wanted. */
		if (!t.hidden && (t.mute.len == 0 || n->kind == DOC_HTML))
			take_node(&t, n);
		if (title) {
			for (const struct doc_node *l = n; (l = doc_walk(l, n)) != NULL;)
				if (l->kind == DOC_LINK || l->kind == DOC_IMAGE || l->kind == DOC_HTML)
					take_node(&t, l);
			n = doc_skip(n, d->root);
		} else {
			n = doc_walk(n, d->root);
		}
	}
	count_targets(&t);
	census_page_done(&t.page);
	strbuf_done(&text);
}
