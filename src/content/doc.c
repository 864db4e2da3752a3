/* doc.c - an article's text as a tree. */
#include "content/doc.h"

#include <assert.h>

static const char *const kind_names[] = {
	[DOC_ROOT] = "root",
	[DOC_PARAGRAPH] = "paragraph",
	[DOC_HEADING] = "heading",
	[DOC_QUOTE] = "quote",
	[DOC_LIST] = "list",
	[DOC_ITEM] = "item",
	[DOC_CODE_BLOCK] = "code block",
	[DOC_HTML_BLOCK] = "html block",
	[DOC_TABLE] = "table",
	[DOC_ROW] = "row",
	[DOC_CELL] = "cell",
	[DOC_RULE] = "rule",
	[DOC_FOOTNOTE] = "footnote",
	[DOC_TEXT] = "text",
	[DOC_SOFT_BREAK] = "soft break",
	[DOC_HARD_BREAK] = "hard break",
	[DOC_CODE] = "code",
	[DOC_EMPH] = "emph",
	[DOC_STRONG] = "strong",
	[DOC_STRIKE] = "strike",
	[DOC_LINK] = "link",
	[DOC_IMAGE] = "image",
	[DOC_HTML] = "html",
	[DOC_FOOTNOTE_REF] = "footnote ref",
};

struct doc_node *
doc_new(struct arena *a, enum doc_kind kind)
{
	struct doc_node *n = ARENA_NEW(a, struct doc_node);

	n->kind = kind;
	return n;
}

void
doc_append(struct doc_node *parent, struct doc_node *child)
{
	assert(child->parent == NULL && child->next == NULL);
	child->parent = parent;
	if (parent->last != NULL)
		parent->last->next = child;
	else
		parent->first = child;
	parent->last = child;
}

bool
doc_is_block(enum doc_kind kind)
{
	return kind < DOC_TEXT;
}

const char *
doc_kind_name(enum doc_kind kind)
{
	return kind_names[kind];
}

const struct doc_node *
doc_walk(const struct doc_node *n, const struct doc_node *top)
{
	return n->first != NULL ? n->first : doc_skip(n, top);
}

const struct doc_node *
doc_skip(const struct doc_node *n, const struct doc_node *top)
{
	for (; n != top; n = n->parent)
		if (n->next != NULL)
			return n->next;
	return NULL;
}
