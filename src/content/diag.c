/* diag.c - what is wrong with an author's files, in words that help. */
#include "content/diag.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"

static const char *const severity_names[] = {
	[DIAG_ERROR] = "error",
	[DIAG_WARNING] = "warning",
	[DIAG_NOTE] = "note",
};

void
diag_list_init(struct diag_list *l)
{
	*l = (struct diag_list){ 0 };
	arena_init(&l->arena, 4096);
}

void
diag_list_done(struct diag_list *l)
{
	arena_done(&l->arena);
	diag_list_init(l);
}

static size_t *
counter(struct diag_list *l, enum diag_severity severity)
{
	switch (severity) {
	case DIAG_ERROR:
		return &l->nerrors;
	case DIAG_WARNING:
		return &l->nwarnings;
	default:
		return &l->nnotes;
	}
}

/* Diagnostics come file by file, so one copy of the path serves them all. */
static struct str
keep_path(struct diag_list *l, struct str path)
{
	if (l->n > 0 && str_eq(l->v[l->n - 1].path, path))
		return l->v[l->n - 1].path;
	return arena_str(&l->arena, path);
}

/* The next free place, or NULL when the list is full. */
static struct diag *
next(struct diag_list *l)
{
	if (l->n >= DIAG_MAX)
		return NULL;
	l->v = arena_grow(&l->arena, l->v, &l->cap, l->n + 1, sizeof *l->v);
	return &l->v[l->n];
}

void
diag_add(struct diag_list *l, enum diag_severity severity, struct str path,
    unsigned line, unsigned col, const char *fmt, ...)
{
	struct strbuf text = STRBUF_INIT;
	struct diag *d;
	va_list ap;

	if (l == NULL)
		return;
	++*counter(l, severity);
	d = next(l);
	if (d == NULL)
		return;
	*d = (struct diag){ .severity = severity, .line = line, .col = col };
	d->path = keep_path(l, path);
	va_start(ap, fmt);
	strbuf_vaddf(&text, fmt, ap);
	va_end(ap);
	d->text = arena_str(&l->arena, strbuf_str(&text));
	strbuf_done(&text);
	l->n++;
}

void
diag_drop(struct diag_list *l, size_t i)
{
	assert(i < l->n);
	--*counter(l, l->v[i].severity);
	l->n--;
	memmove(&l->v[i], &l->v[i + 1], (l->n - i) * sizeof *l->v);
}

void
diag_append(struct diag_list *l, const struct diag_list *from)
{
	if (l == NULL)
		return;
	assert(l != from);
	for (size_t i = 0; i < from->n; i++) {
		struct diag *d = next(l);

		if (d == NULL)
			break;
		*d = from->v[i];
		d->path = keep_path(l, from->v[i].path);
		d->text = arena_str(&l->arena, from->v[i].text);
		l->n++;
	}
	l->nerrors += from->nerrors;
	l->nwarnings += from->nwarnings;
	l->nnotes += from->nnotes;
}

/* qsort is not stable, so nothing is left undecided: the same folder must give
 * the same list each time. */
int
diag_cmp(const struct diag *a, const struct diag *b)
{
	int d = str_cmp(a->path, b->path);

	if (d != 0)
		return d;
	if (a->line != b->line)
		return a->line < b->line ? -1 : 1;
	if (a->col != b->col)
		return a->col < b->col ? -1 : 1;
	if (a->severity != b->severity)
		return a->severity < b->severity ? -1 : 1;
	return str_cmp(a->text, b->text);
}

static int
cmp(const void *a, const void *b)
{
	return diag_cmp(a, b);
}

void
diag_sort(struct diag_list *l)
{
	if (l->n > 1)
		qsort(l->v, l->n, sizeof *l->v, cmp);
}

void
diag_write(struct strbuf *out, const struct diag *d)
{
	log_escape(out, d->path);
	if (d->line > 0)
		strbuf_addf(out, ":%u", d->line);
	if (d->line > 0 && d->col > 0)
		strbuf_addf(out, ":%u", d->col);
	strbuf_addf(out, ": %s: ", severity_names[d->severity]);
	log_escape(out, d->text);
	strbuf_addc(out, '\n');
}
