/*
 * excludes.h - what in a content folder is never read and never served.
 *
 * Always out: names that begin with a dot (but .well-known), node_modules,
 * _site, _layouts, _includes, _data, _sass; what editors leave behind; the
 * configuration files of engines (Jekyll, Hugo, Zola, Astro, Eleventy, npm,
 * Logseq) and our own; what the owner's globs name.  Beside an engine's configuration
 * file also its folders of templates.  What is out takes along all below it.
 */
#ifndef CONTENT_EXCLUDES_H
#define CONTENT_EXCLUDES_H

#include "base/arena.h"
#include "content/capsule.h"

/* [bytes] of a file whose name alone does not tell; larger ones are content. */
#define EXCLUDES_SNIFF_MAX ((size_t)256 * 1024)

/* Bits: the engines whose configuration lies in a folder. */
enum excludes_engine {
	EXCLUDES_JEKYLL = 1 << 0,
	EXCLUDES_HUGO = 1 << 1,
	EXCLUDES_ZOLA = 1 << 2,
	EXCLUDES_NODE = 1 << 3,		/* npm, and with it Astro and Eleventy */
	EXCLUDES_LOGSEQ = 1 << 4,
};

struct excludes {
	const char **globs;	/* the owner's; NUL-terminated */
	size_t nglobs;
};

/* The rules of a capsule; its globs are copied into arena a. */
void excludes_init(struct excludes *x, const struct capsule *capsule, struct arena *a);

/* The engine whose configuration the file name in the open folder dir is; 0 for
 * any other.  A config.toml is looked into: many programs have one.  So are its kin. */
unsigned excludes_engine_of(int dir, const char *name);

/*
 * Whether the entry at path (below the content folder, without a final "/") is
 * out by its own name; engines are the bits of all files beside it.  Does not
 * judge the folders above it.
 */
bool excludes_entry(const struct excludes *x, struct str path, bool is_folder, unsigned engines);

/*
 * The same for one path and all folders above it, which are listed for it:
 * root is the open content folder.  A path that is not there is judged by its
 * name.
 */
bool excludes_path(const struct excludes *x, int root, struct str path);

/*
 * Whether an entry is out by its name alone, wherever it lies, and its coming
 * and going means nothing to what is beside it: dot names, what editors leave
 * behind.  No engine's configuration is such.
 */
bool excludes_leaving(struct str name, bool is_folder);

/*
 * Whether the file holds a private key in PEM form.  Such a file is no content,
 * wherever it lies; only names that keys go by (.pem .key) are looked into.
 */
bool excludes_private_key(int dir, const char *path);

#endif
