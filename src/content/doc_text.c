/* doc_text.c - all that an article says, as text to be searched. */
#include "content/doc_text.h"

#include "base/ascii.h"
#include "base/utf8.h"
#include "content/entity.h"

/* Elements whose content nobody reads. */
static const char *const unseen[] = { "script", "style", "template", "svg", "math" };

/* Ends a word between two pieces that stand apart. */
static void
part(struct strbuf *out, char with)
{
	if (out->len == 0 || out->buf[out->len - 1] == '\n')
		return;
	if (out->buf[out->len - 1] == ' ')
		strbuf_truncate(out, out->len - 1);
	strbuf_addc(out, with);
}

/* Behind the end tag of the element whose start tag ends at at; the end when
 * there is none. */
static size_t
skip_element(struct str html, size_t at, const char *name)
{
	struct str wanted = str_of(name);

	for (; at < html.len; at++) {
		at += str_find(str_from(html, at), '<');
		if (at + 1 < html.len && html.p[at + 1] == '/' &&
		    str_starts_case(str_from(html, at + 2), wanted))
			break;
	}
	return at;
}

/* Behind the tag, comment or declaration that begins at html.p[at]. */
static size_t
skip_tag(struct str html, size_t at)
{
	struct str rest = str_from(html, at);
	size_t end;

	if (str_starts(rest, STR("<!--"))) {
		end = str_search(rest, STR("-->"));
		return end < rest.len ? at + end + 3 : html.len;
	}
	end = str_find(rest, '>');
	if (end == rest.len)
		return html.len;
	for (size_t i = 0; i < sizeof unseen / sizeof unseen[0]; i++)
		if (str_starts_case(str_from(rest, 1), str_of(unseen[i])))
			return skip_element(html, at + end + 1, unseen[i]);
	return at + end + 1;
}

static bool
begins_tag(struct str html, size_t at)
{
	char c = at + 1 < html.len ? html.p[at + 1] : ' ';

	return html.p[at] == '<' && (ascii_is_letter(c) || c == '/' || c == '!' || c == '?');
}

static void
add_html(struct strbuf *out, struct str html)
{
	size_t at = 0, n;

	while (at < html.len) {
		if (begins_tag(html, at)) {
			part(out, ' ');
			at = skip_tag(html, at);
		} else if (html.p[at] == '&' && (n = entity_add(out, str_from(html, at), ENTITY_TEXT)) > 0) {
			at += n;
		} else if (html.p[at] == '\n' || html.p[at] == ' ') {
			part(out, ' ');
			at++;
		} else {
			strbuf_addc(out, html.p[at++]);
		}
	}
}

/* A line end between characters of scripts without blanks is none. */
static bool
joins(const struct strbuf *out, struct str next)
{
	struct str s = strbuf_str(out);
	size_t at, start = 0;

	if (s.len == 0 || next.len == 0)
		return false;
	at = utf8_before(s, s.len);
	return utf8_is_cjk(utf8_next(s, &at)) && utf8_is_cjk(utf8_next(next, &start));
}

static void
add_node(struct strbuf *out, const struct doc_node *n, bool *line_ended)
{
	bool ended = *line_ended;

	*line_ended = n->kind == DOC_SOFT_BREAK || (ended && n->text.len == 0);
	if (doc_is_block(n->kind))
		part(out, '\n');
	switch (n->kind) {
	case DOC_TEXT:
	case DOC_CODE:
	case DOC_CODE_BLOCK:
		if (ended && !joins(out, n->text))
			part(out, ' ');
		strbuf_addstr(out, n->text);
		break;
	case DOC_HTML_BLOCK:
		add_html(out, n->text);
		break;
	case DOC_HARD_BREAK:
	case DOC_IMAGE:
		part(out, ' ');
		break;
	default:
		break;
	}
}

void
doc_text_add(struct strbuf *out, const struct doc_node *root, size_t max)
{
	size_t start = out->len;
	bool line_ended = false;

	for (const struct doc_node *n = root; n != NULL; n = doc_walk(n, root)) {
		if (doc_is_block(n->kind) && out->len - start >= max)
			break;
		add_node(out, n, &line_ended);
	}
	part(out, '\n');
}
