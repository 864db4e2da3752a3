#include "report.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

#include "base/log.h"
#include "base/utf8.h"

#define QUIET_S 2.0	/* shorter work says nothing */
#define EVERY_S 1.0
#define BAR_COLUMNS ((size_t)30)

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

static void
add_json_string(struct strbuf *out, struct str s)
{
	struct strbuf clean = STRBUF_INIT;

	utf8_clean(&clean, s);
	strbuf_addc(out, '"');
	for (size_t i = 0; i < clean.len; i++) {
		unsigned char c = (unsigned char)clean.buf[i];

		if (c == '"' || c == '\\')
			strbuf_addf(out, "\\%c", c);
		else if (c < ' ' || c == 0x7F)
			strbuf_addf(out, "\\u%04x", c);
		else
			strbuf_addc(out, (char)c);
	}
	strbuf_addc(out, '"');
	strbuf_done(&clean);
}

void
report_json(struct diag_list *diags, const char *capsule, size_t narticles, size_t nhidden, size_t nfiles,
    FILE *out)
{
	static const char *const severities[] = {
		[DIAG_ERROR] = "error", [DIAG_WARNING] = "warning", [DIAG_NOTE] = "note",
	};
	struct strbuf json = STRBUF_INIT;

	diag_sort(diags);
	strbuf_addc(&json, '{');
	if (capsule != NULL) {
		strbuf_adds(&json, "\"capsule\":");
		add_json_string(&json, str_of(capsule));
		strbuf_addc(&json, ',');
	}
	strbuf_addf(&json, "\"articles\":%zu,\"hidden\":%zu,\"files\":%zu,\"errors\":%zu,\"warnings\":%zu,"
	    "\"notes\":%zu,\"problems\":[", narticles, nhidden, nfiles, diags->nerrors, diags->nwarnings,
	    diags->nnotes);
	for (size_t i = 0; i < diags->n; i++) {
		const struct diag *d = &diags->v[i];

		strbuf_adds(&json, i > 0 ? ",{\"path\":" : "{\"path\":");
		add_json_string(&json, d->path);
		strbuf_addf(&json, ",\"line\":%u,\"col\":%u,\"severity\":\"%s\",\"text\":", d->line, d->col,
		    severities[d->severity]);
		add_json_string(&json, d->text);
		strbuf_addc(&json, '}');
	}
	strbuf_adds(&json, "]}\n");
	fwrite(json.buf, 1, json.len, out);
	strbuf_done(&json);
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

void
report_found(const struct catalogue *c, struct strbuf *out)
{
	report_plural(out, c->narticles, "article", "articles");
	strbuf_addf(out, " (%zu hidden", c->nhidden);
	if (c->nprivate > 0)
		strbuf_addf(out, ", %zu private besides", c->nprivate);
	strbuf_adds(out, "), ");
	report_plural(out, c->ntags, "tag", "tags");
	strbuf_adds(out, ", ");
	report_plural(out, c->nassets, "other file", "other files");
	strbuf_adds(out, "; problems: ");
	report_counts(&c->diags, out);
}

const char *
report_folder_remedy(const char *folder, int error)
{
	static const char *const homes[] = { "/home/", "/root/", "/run/user/" };

	if (error == -EACCES)
		return "let the user that Marmot runs as read it, and enter each folder above it";
	/* systemd sets it for services, whose unit hides these (ProtectHome=). */
	for (size_t i = 0; getenv("INVOCATION_ID") != NULL && i < sizeof homes / sizeof homes[0]; i++)
		if (strncmp(folder, homes[i], strlen(homes[i])) == 0)
			return "a service of systemd sees no home folders: name it with BindReadOnlyPaths= "
			    "(systemctl edit marmot)";
	return "name the folder of articles with --content DIR, or content: in the configuration";
}

void
report_unread(const char *folder, int error, const char *why, bool asked)
{
	const char *though = asked ? ", although a reload was asked for" : "";

	if (error == -ENODATA)
		log_error("%s %s; what was read before stays%s", folder, why, though);
	else
		log_error("%s: %s (%s); what was read before stays%s (%s)", folder, why, strerror(-error), though,
		    error == -EACCES || error == -EPERM ? "see its owner and mode" : "it is looked for each second");
}

/* The log cuts long lines at their end, where the remedy stands. */
static struct str
short_path(struct strbuf *out, struct str path)
{
	struct str cut = utf8_cut(path, REPORT_PATH_MAX);

	if (cut.len == path.len)
		return path;
	strbuf_addf(out, "%.*s...", STR_ARG(cut));
	return strbuf_str(out);
}

static void
log_diag(const struct diag *d)
{
	struct strbuf line = STRBUF_INIT, path = STRBUF_INIT;
	struct diag shown = *d;

	shown.path = short_path(&path, d->path);
	diag_write(&line, &shown);
	strbuf_done(&path);
	strbuf_truncate(&line, line.len - 1);
	log_warning("%s", line.buf);
	strbuf_done(&line);
}

void
report_log(const struct diag_list *now, const struct diag_list *before)
{
	size_t nbefore = before != NULL ? before->n : 0, nnew = 0;

	for (size_t i = 0, j = 0; i < now->n; i++) {
		const struct diag *d = &now->v[i];

		while (j < nbefore && diag_cmp(&before->v[j], d) < 0)
			j++;
		if (d->severity == DIAG_NOTE || (j < nbefore && diag_cmp(&before->v[j], d) == 0))
			continue;
		if (nnew++ < REPORT_LOGGED_MAX)
			log_diag(d);
	}
	/* A list that is full counts what it does not keep. */
	if (before == NULL)
		nnew = now->nerrors + now->nwarnings;
	if (nnew > REPORT_LOGGED_MAX)
		log_warning("and %zu more: \"marmot check\" names them all", nnew - REPORT_LOGGED_MAX);
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

/* What the words beside it leave of a terminal's line, whose last column is left empty: some wrap behind it. */
static size_t
bar_columns(size_t words)
{
	struct winsize size;
	size_t columns = ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : 80;

	return columns <= words + 1 ? 0 : columns - words - 1 < BAR_COLUMNS ? columns - words - 1 : BAR_COLUMNS;
}

void
report_progress(struct report_progress *p, size_t done, size_t all)
{
	double now = now_s();
	struct strbuf line = STRBUF_INIT, numbers = STRBUF_INIT;
	size_t bar, full;

	if (now - p->begun_s < QUIET_S || now - p->said_s < EVERY_S)
		return;
	p->said_s = now;
	p->said = true;
	if (!isatty(STDERR_FILENO)) {
		fprintf(stderr, "%s: %zu of %zu\n", p->doing, done, all);
		return;
	}
	strbuf_addf(&numbers, "] %zu of %zu", done, all);
	strbuf_addf(&line, "\r%s [", p->doing);
	bar = bar_columns(line.len - 1 + numbers.len);
	full = all > 0 ? done * bar / all : 0;
	for (size_t i = 0; i < bar; i++)
		strbuf_addc(&line, i < full ? '#' : '.');
	strbuf_addstr(&line, strbuf_str(&numbers));
	fputs(line.buf, stderr);
	strbuf_done(&line);
	strbuf_done(&numbers);
}

void
report_progress_end(struct report_progress *p)
{
	if (p->said && isatty(STDERR_FILENO))
		fprintf(stderr, "\r\033[K");
}
