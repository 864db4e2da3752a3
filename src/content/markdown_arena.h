/*
 * markdown_arena.h - the memory cmark works in.
 *
 * cmark's allocator interface has no place for a context, so the arena in use
 * is a matter of the thread: between enter and leave, what cmark asks for comes
 * from there.  Nothing is given back but the latest piece; all of it goes with
 * the arena, which is why strings of cmark's may be borrowed as long as the
 * arena lives.  For markdown.c alone.
 */
#ifndef CONTENT_MARKDOWN_ARENA_H
#define CONTENT_MARKDOWN_ARENA_H

#include "base/arena.h"

void markdown_arena_enter(struct arena *a);
void markdown_arena_leave(void);

/* The three functions of a cmark_mem, as calloc(3), realloc(3) and free(3);
 * calloc's memory is zeroed.  Only between enter and leave. */
void *markdown_arena_calloc(size_t n, size_t size);
void *markdown_arena_realloc(void *p, size_t size);
void markdown_arena_free(void *p);

#endif
