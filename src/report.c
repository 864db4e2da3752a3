#include "report.h"

#include <time.h>
#include <unistd.h>

#define QUIET_S 2.0	/* shorter work says nothing */
#define EVERY_S 1.0

void
report_diags(struct diag_list *diags, FILE *out)
{
	struct strbuf line = STRBUF_INIT;

	diag_sort(diags);
	for (size_t i = 0; i < diags->n; i++) {
		strbuf_reset(&line);
		diag_write(&line, &diags->v[i]);
		fwrite(line.buf, 1, line.len, out);
	}
	if (diags->nerrors + diags->nwarnings + diags->nnotes > diags->n)
		fprintf(out, "(%zu more are not shown)\n",
		    diags->nerrors + diags->nwarnings + diags->nnotes - diags->n);
	strbuf_done(&line);
}

void
report_plural(struct strbuf *out, size_t n, const char *one, const char *many)
{
	strbuf_addf(out, "%zu %s", n, n == 1 ? one : many);
}

void
report_counts(const struct diag_list *diags, struct strbuf *out)
{
	report_plural(out, diags->nerrors, "error", "errors");
	strbuf_adds(out, ", ");
	report_plural(out, diags->nwarnings, "warning", "warnings");
	if (diags->nnotes > 0) {
		strbuf_adds(out, ", ");
		report_plural(out, diags->nnotes, "note", "notes");
	}
}

static double
now_s(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

void
report_progress_begin(struct report_progress *p, const char *doing)
{
	*p = (struct report_progress){ .doing = doing, .begun_s = now_s() };
}

void
report_progress(struct report_progress *p, size_t done, size_t all)
{
	double now = now_s();

	if (now - p->begun_s < QUIET_S || now - p->said_s < EVERY_S)
		return;
	p->said_s = now;
	p->said = true;
	fprintf(stderr, "%s%s: %zu of %zu%s", isatty(STDERR_FILENO) ? "\r" : "", p->doing, done, all,
	    isatty(STDERR_FILENO) ? "" : "\n");
}

void
report_progress_end(struct report_progress *p)
{
	if (p->said && isatty(STDERR_FILENO))
		fprintf(stderr, "\r\033[K");
}
