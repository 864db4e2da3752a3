/* tree.h - trees of documents as one line: kind#number'text'<url>(children). */
#ifndef TESTS_TREE_H
#define TESTS_TREE_H

#include "base/strbuf.h"
#include "content/doc.h"

static void
tree_dump(struct strbuf *out, const struct doc_node *n)
{
	strbuf_adds(out, doc_kind_name(n->kind));
	if (n->number > 0)
		strbuf_addf(out, "#%u", n->number);
	if (n->text.p != NULL)
		strbuf_addf(out, "'%.*s'", STR_ARG(n->text));
	if (n->url.p != NULL)
		strbuf_addf(out, "<%.*s>", STR_ARG(n->url));
	if (n->kind == DOC_ROW && n->header)
		strbuf_adds(out, " header");
	if (n->first == NULL)
		return;
	strbuf_addc(out, '(');
	for (const struct doc_node *c = n->first; c != NULL; c = c->next) {
		if (c != n->first)
			strbuf_addc(out, ' ');
		tree_dump(out, c);
	}
	strbuf_addc(out, ')');
}

#endif
