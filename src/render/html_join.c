/* html_join.c - HTML that goes around Markdown. */
#include "render/html_build.h"

/* What goes around; from SHELL_SVG on it hides what is in it. */
enum shell { SHELL_QUOTE, SHELL_LIST, SHELL_TABLE, SHELL_SVG, SHELL_MATH, SHELL_TEMPLATE, NSHELLS };

static const char *const hidden_names[NSHELLS] = {
	[SHELL_SVG] = "svg", [SHELL_MATH] = "math", [SHELL_TEMPLATE] = "template",
};

/* For each of them the last of some siblings, counted from 1, with an end tag of it; 0: none. */
struct ends {
	size_t last[NSHELLS];
};

static enum shell
shell_of(const struct html_token *t)
{
	switch (t->role) {
	case HTML_QUOTE:
		return SHELL_QUOTE;
	case HTML_LIST:
	case HTML_ORDERED:
		return SHELL_LIST;
	case HTML_TABLE:
		return SHELL_TABLE;
	case HTML_HIDDEN:
		for (enum shell shell = SHELL_SVG; shell < NSHELLS; shell++)
			if (str_is_case(t->name, hidden_names[shell]))
				return shell;
		return NSHELLS;
	default:
		return str_is_case(t->name, "dl") ? SHELL_LIST : NSHELLS;
	}
}

/* The next tag that begins or ends a shell, but for what is hidden whole; *ret_at is the rest of
 * html from that tag on. */
static bool
next_shell(struct html *html, struct html_token *t, enum shell *ret, struct str *ret_at)
{
	for (*ret_at = html->rest; html_next(html, t); *ret_at = html->rest) {
		if (t->kind == HTML_TEXT || (t->kind == HTML_START && t->role == HTML_HIDDEN &&
		    (html_is_closed(t) || html_skip(html, t->name).p != NULL)))
			continue;
		*ret = shell_of(t);
		if (*ret < NSHELLS)
			return true;
	}
	return false;
}

static bool
leaves_open(const struct doc_node *n)
{
	struct html html = { .rest = n->text };
	size_t open[NSHELLS] = { 0 };
	struct html_token t;
	enum shell shell;
	struct str at;

	while (next_shell(&html, &t, &shell, &at))
		if (t.kind == HTML_START)
			open[shell]++;
		else if (open[shell] > 0)
			open[shell]--;
	for (shell = 0; shell < NSHELLS; shell++)
		if (open[shell] > 0)
			return true;
	return false;
}

static void
find_ends_in(struct ends *ends, const struct doc_node *n, size_t number)
{
	struct html html = { .rest = n->text };
	struct html_token t;
	enum shell shell;
	struct str at;

	while (next_shell(&html, &t, &shell, &at))
		if (t.kind == HTML_END)
			ends->last[shell] = number;
}

/* Whether all of n is HTML, or may be: what is indented is code to CommonMark alone. */
static bool
is_html(const struct doc_node *n)
{
	return n->kind == DOC_HTML_BLOCK || (n->kind == DOC_CODE_BLOCK && !n->fenced);
}

/* They may also end a line of a paragraph. */
static void
find_ends(struct ends *ends, const struct doc_node *first)
{
	size_t number = 1;

	*ends = (struct ends){ { 0 } };
	for (const struct doc_node *n = first; n != NULL; n = n->next, number++) {
		if (is_html(n))
			find_ends_in(ends, n, number);
		for (const struct doc_node *c = n->kind == DOC_PARAGRAPH ? n->first : NULL; c != NULL; c = c->next)
			if (c->kind == DOC_HTML)
				find_ends_in(ends, c, number);
	}
}

/* --- joining --------------------------------------------------------- */

static void
adopt(struct doc_node *into, struct doc_node *first)
{
	for (struct doc_node *n = first, *next; n != NULL; n = next) {
		next = n->next;
		n->parent = n->next = NULL;
		doc_append(into, n);
	}
}

struct join {
	struct builder b;
	struct ends ends;
	size_t number;			/* of the sibling that was taken in last */
	enum shell hidden;		/* what hides the next one; NSHELLS: nothing */
};

/* Adds HTML up to something that hides what follows, if its end is to come. */
static void
add_html(struct join *j, struct str text, unsigned line)
{
	struct html html = { .rest = text };
	struct html_token t;
	enum shell shell;
	struct str at;

	while (next_shell(&html, &t, &shell, &at)) {
		if (shell < SHELL_SVG || t.kind == HTML_END || j->ends.last[shell] <= j->number)
			continue;
		j->hidden = shell;
		text.len -= at.len;
		break;
	}
	build_html(&j->b, text, line);
}

/* Whether what hides the next sibling ends in that piece of HTML; *ret is what stands behind. */
static bool
ends_hidden(const struct join *j, const struct doc_node *n, struct str *ret)
{
	struct html html = { .rest = n->text };
	struct html_token t;
	enum shell shell;
	struct str at;

	while (next_shell(&html, &t, &shell, &at))
		if (t.kind == HTML_END && shell == j->hidden) {
			*ret = html.rest;
			return true;
		}
	return false;
}

/* Adds what of a sibling stands behind the end of what hides it. */
static void
add_behind_hidden(struct join *j, const struct doc_node *n)
{
	struct str rest;

	if (is_html(n) && ends_hidden(j, n, &rest)) {
		j->hidden = NSHELLS;
		add_html(j, rest, n->line);
	}
	for (const struct doc_node *c = n->kind == DOC_PARAGRAPH ? n->first : NULL; c != NULL; c = c->next)
		if (c->kind == DOC_HTML && ends_hidden(j, c, &rest)) {
			j->hidden = NSHELLS;
			build_end_line(&j->b);
			build_html(&j->b, rest, n->line);
			build_inlines(&j->b, c->next);
			build_end_line(&j->b);
			return;
		}
}

static void
add_sibling(struct join *j, const struct doc_node *n)
{
	if (j->hidden < NSHELLS)
		add_behind_hidden(j, n);
	else if (n->kind == DOC_HTML_BLOCK && !build_is_directive(n))
		add_html(j, n->text, n->line);
	else
		build_markdown(&j->b, n);
}

/* Whether something is open that ends behind the siblings taken in. */
static bool
is_open(const struct join *j)
{
	const size_t *last = j->ends.last;

	if (j->hidden < NSHELLS)
		return true;
	for (const struct doc_node *n = j->b.at; n != NULL; n = n->parent)
		if ((n->kind == DOC_QUOTE && last[SHELL_QUOTE] > j->number) ||
		    (n->kind == DOC_LIST && last[SHELL_LIST] > j->number) ||
		    (n->kind == DOC_TABLE && last[SHELL_TABLE] > j->number))
			return true;
	return false;
}

/* Appends the tree that begins with the HTML block n and takes in those behind it while something
 * is open; returns the last of them. */
static const struct doc_node *
join(struct join *j, const struct builder *around, const struct doc_node *n, struct doc_node *into)
{
	struct doc_node *root = doc_new(around->arena, DOC_ROOT);

	j->hidden = NSHELLS;
	build_init(&j->b, around->arena, around->whole, root, around->depth);
	add_html(j, n->text, n->line);
	/* Footnotes stand behind everything. */
	while (n->next != NULL && n->next->kind != DOC_FOOTNOTE && is_open(j)) {
		n = n->next;
		j->number++;
		add_sibling(j, n);
	}
	build_done(&j->b);
	adopt(into, root->first);
	return n;
}

void
build_joined(const struct builder *b, const struct doc_node *first, struct doc_node *into)
{
	struct join j = { .number = 0 };

	find_ends(&j.ends, first);
	for (const struct doc_node *n = first; n != NULL; n = n->next) {
		j.number++;
		if (n->kind == DOC_HTML_BLOCK && leaves_open(n))
			n = join(&j, b, n, into);
		else
			build_copy(b, n, into);
	}
}

const struct doc_node *
html_join(struct arena *a, const struct doc_node *root, struct html_whole *whole)
{
	struct doc_node *joined;
	struct builder b;

	for (const struct doc_node *n = root; n != NULL; n = doc_walk(n, root)) {
		if (n->kind != DOC_HTML_BLOCK || n->next == NULL || !leaves_open(n))
			continue;
		joined = doc_new(a, DOC_ROOT);
		joined->line = root->line;
		build_init(&b, a, whole, joined, 0);
		build_joined(&b, root->first, joined);
		return joined;
	}
	return root;
}
