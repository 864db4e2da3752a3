/*
 * texts.h - the texts of articles, shared by the catalogues that show them.
 *
 * What article_read makes of an article is mostly text, and mostly the same in
 * one catalogue and the next.  So texts lie outside of the catalogues, in stores
 * that go when the last catalogue that shows anything of them does.  A store is
 * filled by the one build that makes it; after that it is only read, from any
 * thread.
 */
#ifndef CONTENT_TEXTS_H
#define CONTENT_TEXTS_H

#include <stdatomic.h>

#include "base/arena.h"
#include "base/strbuf.h"

#define TEXTS_MAX 64	/* stores of one catalogue; then the texts are gathered in one */

struct texts {
	struct arena arena;
	struct strbuf bytes;	/* or the file of a saved catalogue, of which they are parts */
	size_t narticles;	/* whose texts lie here, shown still or not */
	atomic_int references;
};

/* One that holds nothing, with one reference. */
struct texts *texts_new(void);
void texts_hold(struct texts *t);
/* The last reference frees it. */
void texts_release(struct texts *t);

#endif
