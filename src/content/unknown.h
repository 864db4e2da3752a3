/*
 * unknown.h - keys of front matter that mean nothing here.
 *
 * Every site has some: its theme's, its plugins'.  So what many articles have
 * is only counted; what a few have and looks like a slip for a key that means
 * something is named where it stands.  For "marmot check".
 */
#ifndef CONTENT_UNKNOWN_H
#define CONTENT_UNKNOWN_H

#include "base/map.h"
#include "content/article.h"
#include "content/diag.h"

#define UNKNOWN_NAMES_MAX 500	/* different keys that are counted */
#define UNKNOWN_SLIPS_MAX 3	/* articles; a key that more of them have is no slip */

struct unknown {
	struct arena arena;	/* owns what follows */
	struct map names;	/* key => struct unknown_name */
	size_t nothers;		/* times a key was met beyond UNKNOWN_NAMES_MAX */
};

void unknown_init(struct unknown *u);
void unknown_done(struct unknown *u);
/* Counts the keys of one article, whose file holds source; 0 or -ENOMEM. */
int unknown_read(struct unknown *u, const struct article *article, struct str source, struct arena *scratch);
/* A warning for each slip, with the key it probably meant; a note for each
 * other key, with how many articles have it. */
void unknown_report(const struct unknown *u, struct diag_list *diags);

#endif
