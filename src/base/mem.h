/*
 * mem.h - memory from the heap, or no program.
 *
 * Every size a stranger or a careless author can push has a named limit that
 * is checked before it reaches these functions; so running out of memory is
 * the machine's trouble, not an outcome to handle: it is logged and the
 * process ends (log_fatal).  From any thread.
 */
#ifndef BASE_MEM_H
#define BASE_MEM_H

#include <stddef.h>

/* size bytes, zeroed.  size 0 gives a unique pointer. */
void *mem_alloc(size_t size);

/* n * size bytes, zeroed; aborts when the product overflows. */
void *mem_calloc(size_t n, size_t size);

/* Like realloc(3); what is new is not zeroed. */
void *mem_realloc(void *p, size_t size);

/* A copy of the C string s; the caller frees it with free(3). */
char *mem_strdup(const char *s);

/*
 * Makes room for at least want elements of size bytes in the growing array at
 * p, which has room for *cap; doubles, so that adding one at a time is linear.
 * Returns the (moved) array and updates *cap.  Use:
 *	a->v = mem_grow(a->v, &a->cap, a->n + 1, sizeof *a->v);
 */
void *mem_grow(void *p, size_t *cap, size_t want, size_t size);

/* The capacity of at least want elements that mem_grow goes to from cap; for
 * those who keep their arrays elsewhere.  size * it never overflows. */
size_t mem_double(size_t cap, size_t want, size_t size);

/* Gives back to the system what is free: glibc keeps what was used once for ever unless
 * it is told.  Takes about a millisecond. */
void mem_give_back(void);

/*
 * Lets go of the pages of the program and its libraries that were read so far:
 * tables for binding and code that only a start needs are a good part of a small
 * server.  What is needed comes back from the files, without a copy.
 */
void mem_forget_code(void);

#endif
