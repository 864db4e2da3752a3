/* document_plain.c - what an article says, without its marks. */
#include "base/utf8.h"
#include "render/document.h"
#include "render/html.h"
#include "render/wrap.h"

#define ELLIPSIS "\xE2\x80\xA6"

struct plain {
	struct strbuf *out;
	size_t start;		/* of ours in out */
	bool blank;		/* waits for what follows */
};

static void
add_text(struct plain *p, struct str s)
{
	if (s.len == 0)
		return;
	if (p->blank && p->out->len > p->start && p->out->buf[p->out->len - 1] != ' ')
		strbuf_addc(p->out, ' ');
	p->blank = false;
	strbuf_addstr(p->out, s);
}

/* A line end between characters of scripts without blanks is none. */
static bool
is_cjk_break(const struct plain *p, const struct doc_node *next)
{
	struct str s = strbuf_str(p->out);
	size_t at, start = 0;

	while (next != NULL && next->first != NULL)
		next = next->first;
	if (next == NULL || next->text.len == 0 || s.len <= p->start)
		return false;
	at = utf8_before(s, s.len);
	return utf8_is_cjk(utf8_next(s, &at)) && utf8_is_cjk(utf8_next(next->text, &start));
}

static void
add_node(struct plain *p, const struct doc_node *n)
{
	struct html html = { .rest = n->text };
	struct html_token t;

	switch (n->kind) {
	case DOC_TEXT:
	case DOC_CODE:
		add_text(p, n->text);
		break;
	case DOC_SOFT_BREAK:
		if (!is_cjk_break(p, n->next))
			p->blank = true;
		break;
	case DOC_HARD_BREAK:
		p->blank = true;
		break;
	case DOC_HTML:
		while (html_next(&html, &t))
			p->blank = p->blank || t.role == HTML_BREAK;
		break;
	default:
		break;
	}
}

void
document_plain(const struct doc_node *n, struct strbuf *out)
{
	struct plain p = { .out = out, .start = out->len };
	const struct doc_node *c = n;

	while (c != NULL) {
		if (c->kind == DOC_IMAGE) {
			c = doc_skip(c, n);
			continue;
		}
		add_node(&p, c);
		/* Blocks within n stand beside each other. */
		if (c != n && doc_is_block(c->kind))
			p.blank = true;
		c = doc_walk(c, n);
	}
}

/* Whether n is nothing but HTML, mostly a comment or an anchor. */
static bool
is_html(const struct doc_node *n)
{
	const struct doc_node *c = n->first;

	while (n->kind == DOC_PARAGRAPH && c != NULL && c->kind == DOC_HTML)
		c = c->next;
	return n->kind == DOC_HTML_BLOCK || (n->kind == DOC_PARAGRAPH && c == NULL);
}

const struct doc_node *
document_beginning(const struct doc_node *root)
{
	const struct doc_node *n = root->first;

	while (n != NULL && is_html(n))
		n = n->next;
	return n;
}

void
document_first_paragraph(const struct doc_node *root, struct strbuf *out)
{
	size_t start = out->len;

	for (const struct doc_node *n = root->first; n != NULL; n = n->next) {
		if (n->kind != DOC_PARAGRAPH)
			continue;
		document_plain(n, out);
		if (str_trim(str_from(strbuf_str(out), start)).len > 0)
			return;
		strbuf_truncate(out, start);
	}
}

void
document_cut(struct strbuf *out, struct str s, size_t width)
{
	struct str line, rest = s;

	s = str_trim(s);
	if (width == 0)
		return;
	if (utf8_width(s) <= width) {
		strbuf_addstr(out, s);
		return;
	}
	/* One column is for the sign that something was left out. */
	if (width > 1 && wrap_line(&rest, width - 1, true, &line))
		strbuf_addstr(out, line);
	strbuf_adds(out, ELLIPSIS);
}

bool
document_same_title(struct str a, struct str b)
{
	struct strbuf left = STRBUF_INIT, right = STRBUF_INIT;
	bool r;

	utf8_letters(&left, a);
	utf8_letters(&right, b);
	r = left.len > 0 ? str_eq(strbuf_str(&left), strbuf_str(&right)) : str_eq(a, b);
	strbuf_done(&left);
	strbuf_done(&right);
	return r;
}
