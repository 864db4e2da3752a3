/*
 * placing.h - the lists that an author's directives (content/directive.h) place
 * in a text.
 */
#ifndef PAGE_PLACING_H
#define PAGE_PLACING_H

#include "content/diag.h"
#include "content/directive.h"
#include "content/doc.h"
#include "page/page.h"

#define PLACING_EXCERPTS_MAX 100	/* excerpts of all lists in one text; entries after them have none */

/* Writes what a page lists of itself, with its headings: for "auto". */
typedef void placing_auto(void *arg, struct sheet *sheet);

/* One text and its directives, from its beginning to its end. */
struct placing {
	const struct catalogue *catalogue;	/* NULL: nothing is placed, mistakes are named */
	const struct article *article;		/* whose text it is: not listed in itself */
	struct arena *scratch;
	struct diag_list *diags;		/* may be NULL */
	placing_auto *automatic;		/* NULL: the page lists nothing of itself */
	void *automatic_arg;
	/* what has become of it */
	bool lists;				/* a list stands in it: no other is wanted */
	/* private */
	const struct edition *edition;		/* whose articles are listed */
	size_t n;				/* directives met */
	size_t nexcerpts;
	bool featured;				/* the featured articles are listed already */
};

/* A document_placer; arg is the struct placing. */
void placing_write(void *arg, struct sheet *sheet, struct str words, unsigned line);

/* Names directives within a paragraph's text, where none is seen. */
void placing_check(const struct doc_node *root, struct str path, struct diag_list *diags);

/* placing_list.c, for placing.c: each writes one kind of list; how many entries
 * it has, or PLACING_WRONG for a name the catalogue does not know, which is said
 * in diags. */
#define PLACING_WRONG ((size_t)-1)
size_t placing_articles(struct placing *p, const struct directive *d, struct sheet *s, unsigned line);
size_t placing_groups(struct placing *p, const struct directive *d, struct sheet *s);
size_t placing_sections(struct placing *p, const struct directive *d, struct sheet *s, unsigned line);

/* The group of that name, or NULL after saying so. */
const struct group *placing_group(struct placing *p, enum group_kind kind, struct str name, unsigned line);
/* A warning at the directive. */
#define PLACING_SAY(p, line, ...) diag_add((p)->diags, DIAG_WARNING, (p)->article->file, line, 0, __VA_ARGS__)

#endif
