#include "people.h"

#include <errno.h>
#include <stdlib.h>

#include "base/fs.h"
#include "base/log.h"
#include "base/mem.h"
#include "proto/access.h"

#define NAMES_MAX ((size_t)32)	/* that are told of */

struct absent {
	struct access_entry *v;		/* who is let in */
	size_t n;
	struct str names[NAMES_MAX];	/* who is not */
	size_t nnames;
};

static bool
is_let_in(const struct absent *a, struct str name)
{
	struct fingerprint f;

	if (fingerprint_read(name, &f))
		return true;
	if (str_is_case(name, "all"))
		return a->n > 0;
	for (size_t i = 0; i < a->n; i++)
		if (str_is(name, a->v[i].name))
			return true;
	return false;
}

static void
look(struct absent *a, struct people people)
{
	for (size_t i = 0; i < people.n; i++) {
		bool seen = is_let_in(a, people.v[i]);

		for (size_t j = 0; j < a->nnames && !seen; j++)
			seen = str_eq(a->names[j], people.v[i]);
		if (!seen && a->nnames < NAMES_MAX)
			a->names[a->nnames++] = people.v[i];
	}
}

static bool
find(const struct config *c, struct absent *a)
{
	struct strbuf path = STRBUF_INIT, text = STRBUF_INIT;
	size_t bad;
	int r;

	if (c->capsule.nareas == 0 && c->titan.ngrants == 0)
		return false;
	strbuf_addf(&path, "%s/" ACCESS_FILE, c->state_dir);
	r = fs_read_path(path.buf, ACCESS_FILE_SIZE_MAX, &text);
	a->v = mem_calloc(ACCESS_REGISTERED_MAX, sizeof *a->v);
	if (r == 0)
		a->n = access_read(strbuf_str(&text), a->v, ACCESS_REGISTERED_MAX, &bad);
	if (r == 0 || r == -ENOENT) {
		for (size_t i = 0; i < c->capsule.nareas; i++)
			look(a, c->capsule.areas[i].people);
		for (size_t i = 0; i < c->titan.ngrants; i++)
			look(a, c->titan.grants[i].people);
	}
	strbuf_done(&text);
	strbuf_done(&path);
	free(a->v);
	return a->nnames > 0;
}

static void
tell(struct strbuf *out, struct str name)
{
	strbuf_reset(out);
	if (str_is_case(name, "all"))
		strbuf_adds(out, "nobody is let in yet: marmot cert allow FINGERPRINT --name NAME");
	else
		strbuf_addf(out, "nobody is let in as \"%.*s\" yet: marmot cert allow FINGERPRINT --name \"%.*s\"", STR_ARG(name),
		    STR_ARG(name));
}

void
people_check(const struct config *c, struct diag_list *diags)
{
	struct strbuf text = STRBUF_INIT;
	struct absent a = { .n = 0 };

	if (find(c, &a))
		for (size_t i = 0; i < a.nnames; i++) {
			tell(&text, a.names[i]);
			diag_add(diags, DIAG_NOTE, str_of(c->file != NULL ? c->file : "marmot"), 0, 0, "%s", text.buf);
		}
	strbuf_done(&text);
}

void
people_say(const struct config *c)
{
	struct strbuf text = STRBUF_INIT;
	struct absent a = { .n = 0 };

	if (find(c, &a))
		for (size_t i = 0; i < a.nnames; i++) {
			tell(&text, a.names[i]);
			log_info("note         %s", text.buf);
		}
	strbuf_done(&text);
}
