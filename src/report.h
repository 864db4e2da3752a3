/*
 * report.h - what the commands say to their owner: diagnostics, what was found,
 * progress.
 */
#ifndef REPORT_H
#define REPORT_H

#include <stdbool.h>
#include <stdio.h>

#include "content/catalogue.h"

/* All of them, sorted, one a line. */
void report_diags(struct diag_list *diags, FILE *out);

/*
 * The same as one JSON object on a line (RFC 8259): "capsule", its host (NULL: left
 * out); "articles", "hidden" and "files" found; "errors", "warnings" and "notes" counted; "problems", a list of
 * {"path", "line", "col", "severity", "text"}, line and col 0 where they are not
 * known.  Bytes that are not UTF-8 become U+FFFD.
 */
void report_json(struct diag_list *diags, const char *capsule, size_t narticles, size_t nhidden, size_t nfiles, FILE *out);

/* "3 errors, 1 warning" (notes only when asked for) into out. */
void report_counts(const struct diag_list *diags, struct strbuf *out);

/* "1 article", "2 articles". */
void report_plural(struct strbuf *out, size_t n, const char *one, const char *many);

#define REPORT_PATH_MAX ((size_t)512)	/* [bytes] of a path in the log; "marmot check" writes all of it */
#define REPORT_LOGGED_MAX 20	/* problems named in the log at once; "marmot check" names all */

/* What a catalogue holds, for the log: "3 articles (1 hidden), …; problems: 1 error, …". */
void report_found(const struct catalogue *c, struct strbuf *out);
/* Logs the errors and warnings of now that before (may be NULL) has not; both are sorted. */
void report_log(const struct diag_list *now, const struct diag_list *before);
/* What an owner does when the folder of articles cannot be opened. */
const char *report_folder_remedy(const char *folder, int error);
/* Logs why folder was not read again, as catalogue_build gives it, and what to do. */
void report_unread(const char *folder, int error, const char *why, bool asked);

/*
 * Progress of work longer than two seconds, once a second: a bar that is
 * overwritten on a terminal, lines of their own elsewhere.
 */
struct report_progress {
	const char *doing;		/* "reading articles" */
	double begun_s, said_s;
	bool said;
};
void report_progress_begin(struct report_progress *p, const char *doing);
void report_progress(struct report_progress *p, size_t done, size_t all);
void report_progress_end(struct report_progress *p);

#endif
