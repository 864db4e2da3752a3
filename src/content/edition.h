/*
 * edition.h - a capsule in one of its languages: what is written in it, and the
 * pages that list it.
 *
 * Which languages there are is said by the owner ("languages:"), else found
 * where it is beyond doubt.  An article is in one edition: that of its own
 * language, else that of its name ("name.de.md") or folder ("de/"), else the
 * default one.
 */
#ifndef CONTENT_EDITION_H
#define CONTENT_EDITION_H

#include "base/map.h"
#include "base/str.h"

#define EDITIONS_MAX 64

struct article;
struct group;

struct edition {
	struct str tag;			/* BCP 47 */
	struct str name;		/* of the language, in itself: "Deutsch" */
	struct str folder;		/* "de/": what its own pages' addresses begin with */
	bool is_folder;			/* its articles lie in there */
	bool at_root;			/* they lie in no folder of their own: it is the default one */

	/* As the lists of the catalogue, of what is in this language. */
	struct str title;		/* of its home's text, else the capsule's */
	const struct article *text;	/* of its home; may be NULL */
	const struct article **articles;
	size_t narticles, ndated;
	const struct article **featured;
	size_t nfeatured;
	const struct group **tags;
	size_t ntags;
	const struct group **categories;
	size_t ncategories;
	const struct group **years;
	size_t nyears;
	struct map by_tag, by_category, by_year;
};

#endif
