/* census_around.c - HTML that goes around blocks of Markdown. */
#include "census_around.h"

#include "render/html.h"

static int
kind_of(const struct html_token *t)
{
	if (t->role == HTML_QUOTE)
		return AROUND_QUOTE;
	if (t->role == HTML_TABLE)
		return AROUND_TABLE;
	if (str_is_case(t->name, "svg") || str_is_case(t->name, "math") || str_is_case(t->name, "template"))
		return AROUND_HIDDEN;
	return t->role == HTML_LIST || t->role == HTML_ORDERED || str_is_case(t->name, "dl") ? AROUND_LIST : -1;
}

static void
count(struct around *a, struct str text)
{
	struct html html = { .rest = text };
	struct html_token t;

	while (html_next(&html, &t)) {
		int kind = t.kind == HTML_TEXT ? -1 : kind_of(&t);

		if (t.kind == HTML_START && t.role == HTML_HIDDEN &&
		    (html_is_closed(&t) || html_skip(&html, t.name).p != NULL))
			continue;
		if (kind >= 0 && t.kind == HTML_START)
			a->open[kind]++;
		else if (kind >= 0 && a->open[kind] > 0)
			a->open[kind]--;
	}
}

bool
around_is_html(const struct doc_node *n)
{
	struct html html = { .rest = n->text };
	struct html_token t;

	while (n->kind == DOC_CODE_BLOCK && !n->fenced && html_next(&html, &t))
		if (t.kind != HTML_TEXT && t.role != HTML_INLINE)
			return true;
	return false;
}

static bool
is_open(const struct around *a)
{
	return a->open[AROUND_QUOTE] + a->open[AROUND_LIST] + a->open[AROUND_TABLE] + a->open[AROUND_HIDDEN] > 0;
}

/* Only a block of HTML begins something that goes on behind it. */
static void
pass(struct around *a, const struct doc_node *n)
{
	if (n->kind == DOC_HTML_BLOCK || (is_open(a) && around_is_html(n)))
		count(a, n->text);
	for (const struct doc_node *c = n->kind == DOC_PARAGRAPH && is_open(a) ? n->first : NULL; c != NULL; c = c->next)
		if (c->kind == DOC_HTML)
			count(a, c->text);
}

bool
around_next(struct around *a, const struct doc_node *n)
{
	struct around ahead = *a;
	bool around = false;

	for (const struct doc_node *c = n; is_open(a) && c != NULL && !around; c = c->next) {
		pass(&ahead, c);
		for (int kind = 0; kind < AROUND_KINDS; kind++)
			around = around || ahead.open[kind] < a->open[kind];
	}
	if (!around)
		*a = (struct around){ .open = { 0 } };
	pass(a, n);
	return around;
}

bool
around_hides(const struct doc_node *n)
{
	struct around a = { .open = { 0 } };
	unsigned hidden;

	pass(&a, n);
	hidden = a.open[AROUND_HIDDEN];
	while (hidden > 0 && (n = n->next) != NULL) {
		pass(&a, n);
		if (a.open[AROUND_HIDDEN] < hidden)
			return true;
	}
	return false;
}
