/* texts.c - the texts of articles, shared by the catalogues that show them. */
#include "content/texts.h"

#include <stdlib.h>

#include "base/mem.h"

#define CHUNK_FIRST ((size_t)4 * 1024)	/* [bytes]: mostly there is one article that was changed */
#define CHUNK_LAST ((size_t)4 * 1024 * 1024)

struct texts *
texts_new(void)
{
	struct texts *t = mem_alloc(sizeof *t);

	arena_init(&t->arena, CHUNK_FIRST);
	arena_let_grow(&t->arena, CHUNK_LAST);
	strbuf_init(&t->bytes);
	atomic_init(&t->references, 1);
	return t;
}

void
texts_hold(struct texts *t)
{
	atomic_fetch_add_explicit(&t->references, 1, memory_order_relaxed);
}

void
texts_release(struct texts *t)
{
	/* What others did with it comes before its end. */
	if (atomic_fetch_sub_explicit(&t->references, 1, memory_order_acq_rel) != 1)
		return;
	arena_done(&t->arena);
	strbuf_done(&t->bytes);
	free(t);
}
