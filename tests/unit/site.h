/*
 * site.h - a small content folder for a unit test, and the catalogue of it.
 *
 * site_begin makes an empty folder and a capsule for it with nothing set;
 * site_put writes files and the folders above them; site_build reads it all.
 */
#ifndef SITE_H
#define SITE_H

#include "base/date.h"
#include "base/fs.h"
#include "content/catalogue.h"
#include "scratch.h"

#define SITE_NOW "2026-06-15T12:00:00Z"

static struct capsule site;

static inline void
site_begin(void)
{
	scratch_begin();
	site = (struct capsule){
		.search = true,
		.content_dir = scratch_path,
		.host = STR("example.org"),
		.gemini_port = 1965,
		.gopher_port = 70,
	};
}

static inline void
site_end(void)
{
	scratch_end();
}

/* The two as a fixture of cmocka's. */
static inline int
site_setup(void **state)
{
	(void)state;
	site_begin();
	return 0;
}

static inline int
site_teardown(void **state)
{
	(void)state;
	site_end();
	return 0;
}

static inline void
site_put(const char *path, const char *text)
{
	const char *slash = strrchr(path, '/');
	char folder[512];

	if (slash != NULL) {
		snprintf(folder, sizeof folder, "%s/%.*s", scratch_path, (int)(slash - path), path);
		scratch_must(fs_make_dirs(folder, 0755) == 0, folder);
	}
	scratch_file(path, text);
}

static inline int64_t
site_moment(const char *when)
{
	struct date date = { .at_s = 0 };

	scratch_must(date_parse(str_of(when), &date) == DATE_OK, when);
	return date.at_s;
}

static inline struct catalogue *
site_build_at(const struct catalogue *previous, const char *when)
{
	const char *why = NULL;
	int error = 0;
	struct catalogue *c = catalogue_build(&site, previous, site_moment(when), &error, &why);

	scratch_must(c != NULL, why);
	return c;
}

static inline struct catalogue *
site_build(const struct catalogue *previous)
{
	return site_build_at(previous, SITE_NOW);
}

#endif
