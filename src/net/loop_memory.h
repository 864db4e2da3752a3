/*
 * loop_memory.h - where libevent's memory comes from.
 *
 * libevent keeps a few dozen bytes for each descriptor that it has ever waited
 * for.  Among what the connections of a crowd use, each of them would hold a
 * page that could otherwise be given back to the system once the crowd has
 * left: 16 MB after 5,000 idle handshakes.  So small pieces lie together.
 */
#ifndef NET_LOOP_MEMORY_H
#define NET_LOOP_MEMORY_H

#include <stddef.h>

#define LOOP_MEMORY_SMALL 64		/* [bytes]; larger pieces are malloc's */
#define LOOP_MEMORY_SLAB 512		/* small ones in a slab, which is never given back */

/* As malloc, realloc and free; from any thread. */
void *loop_memory_alloc(size_t size);
void *loop_memory_resize(void *p, size_t size);
void loop_memory_free(void *p);

#endif
