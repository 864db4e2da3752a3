/* loop_memory.c - small pieces side by side. */
#include "net/loop_memory.h"

#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* What lies before every piece. */
union head {
	size_t size;			/* [bytes] */
	max_align_t align;
};

struct piece {
	union head head;
	union {
		struct piece *next;	/* while it is free */
		char bytes[LOOP_MEMORY_SMALL];
	};
};

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static struct piece *pieces;		/* free */

static struct piece *
piece_take(void)
{
	struct piece *p;

	pthread_mutex_lock(&mutex);
	if (pieces == NULL) {
		struct piece *slab = malloc(LOOP_MEMORY_SLAB * sizeof *slab);

		for (size_t i = 0; slab != NULL && i < LOOP_MEMORY_SLAB; i++) {
			slab[i].next = pieces;
			pieces = &slab[i];
		}
	}
	p = pieces;
	if (p != NULL)
		pieces = p->next;
	pthread_mutex_unlock(&mutex);
	return p;
}

void *
loop_memory_alloc(size_t size)
{
	union head *head;

	if (size <= LOOP_MEMORY_SMALL) {
		struct piece *p = piece_take();

		head = p != NULL ? &p->head : NULL;
	} else {
		head = size <= SIZE_MAX - sizeof *head ? malloc(sizeof *head + size) : NULL;
	}
	if (head == NULL)
		return NULL;
	head->size = size;
	return head + 1;
}

void
loop_memory_free(void *p)
{
	union head *head;
	struct piece *piece;

	if (p == NULL)
		return;
	head = (union head *)p - 1;
	if (head->size > LOOP_MEMORY_SMALL) {
		free(head);
		return;
	}
	piece = (struct piece *)(void *)head;
	pthread_mutex_lock(&mutex);
	piece->next = pieces;
	pieces = piece;
	pthread_mutex_unlock(&mutex);
}

void *
loop_memory_resize(void *p, size_t size)
{
	union head *head;
	void *fresh;

	if (p == NULL)
		return loop_memory_alloc(size);
	head = (union head *)p - 1;
	if (head->size > LOOP_MEMORY_SMALL && size > LOOP_MEMORY_SMALL) {
		head = size <= SIZE_MAX - sizeof *head ? realloc(head, sizeof *head + size) : NULL;
		if (head == NULL)
			return NULL;
		head->size = size;
		return head + 1;
	}
	fresh = loop_memory_alloc(size);
	if (fresh != NULL) {
		memcpy(fresh, p, size < head->size ? size : head->size);
		loop_memory_free(p);
	}
	return fresh;
}
