/* readings.c - the ways in which a path in a link may be meant. */
#include "content/readings.h"

#include <assert.h>

#include "base/uri.h"
#include "content/language.h"
#include "content/spelling.h"

struct str
readings_below_base(const struct capsule *capsule, struct str path)
{
	struct str prefix, rest;
	struct uri uri;

	uri_split(capsule->base_url, &uri);
	prefix = uri.path;
	prefix = str_chop(prefix, '/');
	rest = str_from(path, prefix.len);
	return str_starts(path, prefix) && (rest.len == 0 || rest.p[0] == '/') ? rest : STR_NONE;
}

static void
keep(struct readings *r, struct arena *a, struct str reading)
{
	for (size_t i = 0; i < r->n; i++)
		if (str_eq(r->v[i], reading))
			return;
	assert(r->n < READINGS_MAX);
	r->v[r->n++] = arena_str(a, reading);
}

static void
add(struct readings *r, struct arena *a, struct str base, struct str path)
{
	struct strbuf joined = STRBUF_INIT;
	struct str reading;

	/* What climbs above the root is taken as if it had not: Hugo's and
	 * Jekyll's articles speak of "../images" so. */
	(void)uri_join(&joined, base, path);
	reading = strbuf_str(&joined);
	reading = str_skip(reading, '/');
	keep(r, a, reading);
	strbuf_done(&joined);
}

static struct str
first_folder(const struct article *from)
{
	size_t slash = from != NULL ? str_find(from->file, '/') : 0;

	return from != NULL && slash < from->file.len ? str_slice(from->file, 0, slash + 1) :
	    STR_NONE;
}

void
readings_find(struct readings *r, const struct catalogue *c, const struct article *from,
    struct str path, struct arena *a)
{
	struct str first = first_folder(from);

	r->n = 0;
	/* Zola's way to say "from the content folder". */
	if (str_starts(path, STR("@/")))
		path = str_from(path, 1);
	if (path.p[0] == '/') {
		struct str inner = readings_below_base(c->capsule, path);

		add(r, a, STR(""), path);
		if (inner.len > 0)
			add(r, a, STR(""), inner);
		path = str_skip(path, '/');
	} else {
		add(r, a, from != NULL ? from->file : STR(""), path);
		/* Engines that give each article a folder of its own: "../x"
		 * is then its neighbour. */
		if (from != NULL && !from->is_folder_text)
			add(r, a, arena_strf(a, "%.*s/", STR_ARG(spelling_stem(from->file))), path);
		add(r, a, STR(""), path);
	}
	if (first.len > 0)
		add(r, a, first, path);
}

void
readings_untranslated(struct readings *r, const struct readings *of, const struct catalogue *c,
    const struct article *from, struct arena *a)
{
	struct str first = first_folder(from);

	r->n = 0;
	if (first.len == 0 || !language_is_folder(str_slice(first, 0, first.len - 1)))
		return;
	for (size_t i = 0; i < of->n; i++) {
		struct str rest = str_from(of->v[i], first.len);

		if (!str_starts_case(of->v[i], first) || rest.len == 0)
			continue;
		keep(r, a, rest);
		if (c->language.len > 0)
			keep(r, a, arena_strf(a, "%.*s%.*s", STR_ARG(c->language), STR_ARG(rest)));
	}
}

void
readings_single(struct readings *r, struct str path, struct arena *a)
{
	r->n = 0;
	add(r, a, STR(""), path);
}
