/*
 * diag.h - what is wrong with an author's files, in words that help.
 *
 * A diagnostic names the file, the place in it and the remedy; work goes on.
 * It is written as "path:line:col: severity: text".  A list owns its texts.
 */
#ifndef CONTENT_DIAG_H
#define CONTENT_DIAG_H

#include "base/arena.h"
#include "base/strbuf.h"

#define DIAG_MAX 10000		/* kept in one list; the rest is only counted */

enum diag_severity { DIAG_ERROR, DIAG_WARNING, DIAG_NOTE };

struct diag {
	enum diag_severity severity;
	struct str path;	/* relative to the content folder, or as the owner named it */
	unsigned line;		/* from 1; 0: the file as a whole */
	unsigned col;		/* from 1, in bytes; 0: the line as a whole */
	struct str text;	/* one line, no final stop: "tags: … (remedy)" */
};

struct diag_list {
	struct arena arena;
	struct diag *v;
	size_t n, cap;
	size_t nerrors, nwarnings, nnotes;	/* counted beyond DIAG_MAX too */
};

void diag_list_init(struct diag_list *l);
void diag_list_done(struct diag_list *l);
/* l may be NULL: then nobody wants to know. */
void diag_add(struct diag_list *l, enum diag_severity severity, struct str path,
    unsigned line, unsigned col, const char *fmt, ...)
    __attribute__((format(printf, 6, 7)));
/* Takes the i-th back. */
void diag_drop(struct diag_list *l, size_t i);
/* Appends all of from to l. */
void diag_append(struct diag_list *l, const struct diag_list *from);
/* By path, then line, then column; 0 only for what is the same in all. */
int diag_cmp(const struct diag *a, const struct diag *b);
void diag_sort(struct diag_list *l);
/* Appends one line with its LF; control bytes escaped. */
void diag_write(struct strbuf *out, const struct diag *d);

#endif
