/* tls_memory.c - pieces that a thread keeps for the next handshake. */
#include "net/tls_memory.h"

#include <assert.h>
#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <openssl/crypto.h>

#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer) || __has_feature(memory_sanitizer)
#define SANITIZED 1
#endif
#endif
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define SANITIZED 1
#endif

#define SMALL_CLASSES (TLS_MEMORY_SMALL / TLS_MEMORY_SMALL_STEP)
#define CLASSES (SMALL_CLASSES + (TLS_MEMORY_BIG - TLS_MEMORY_SMALL) / TLS_MEMORY_BIG_STEP)
#define HUGE CLASSES			/* the class of what is malloc's alone */

/* What lies before OpenSSL's bytes. */
struct piece {
	_Alignas(max_align_t) uint32_t size;	/* [bytes] of its class; UINT32_MAX for HUGE */
	uint16_t class;
	bool taken;
};

static _Thread_local struct {
	struct piece *pieces[CLASSES];
	size_t kept;			/* [bytes] */
	size_t most;			/* [bytes]; 0 before the first was freed, and at the thread's end */
	bool ended;			/* nobody would give back what it kept now */
} own;

static pthread_once_t once = PTHREAD_ONCE_INIT;
static pthread_key_t at_end;

static size_t
class_size(size_t class)
{
	if (class < SMALL_CLASSES)
		return (class + 1) * TLS_MEMORY_SMALL_STEP;
	return TLS_MEMORY_SMALL + (class + 1 - SMALL_CLASSES) * TLS_MEMORY_BIG_STEP;
}

static size_t
class_of(size_t size)
{
	if (size <= TLS_MEMORY_SMALL)
		return (size - 1) / TLS_MEMORY_SMALL_STEP;
	if (size <= TLS_MEMORY_BIG)
		return SMALL_CLASSES + (size - TLS_MEMORY_SMALL - 1) / TLS_MEMORY_BIG_STEP;
	return HUGE;
}

/* Where a piece that is kept says which is the next. */
static struct piece **
next_of(struct piece *piece)
{
	return (struct piece **)(void *)(piece + 1);
}

static struct piece *
piece_of(void *p)
{
	struct piece *piece = (struct piece *)p - 1;

	assert(piece->taken);
	return piece;
}

static void
thread_ended(void *arg)
{
	(void)arg;
	tls_memory_release();
	own.most = 0;
	own.ended = true;
}

static void
make_key(void)
{
	int r = pthread_key_create(&at_end, thread_ended);

	assert(r == 0);
}

/* When a thread frees for the first time: what it keeps has to be given back at its end. */
static void
begin_to_keep(void)
{
	pthread_once(&once, make_key);
	/* Any value but NULL has thread_ended called. */
	own.ended = pthread_setspecific(at_end, &own) != 0;
	own.most = own.ended ? 0 : TLS_MEMORY_KEPT_MAX;
}

static struct piece *
piece_new(size_t class, size_t size)
{
	size_t whole = class != HUGE ? class_size(class) : size;
	struct piece *piece = malloc(sizeof *piece + whole);

	if (piece != NULL) {
		piece->class = (uint16_t)class;
		piece->size = class != HUGE ? (uint32_t)whole : UINT32_MAX;
	}
	return piece;
}

void *
tls_memory_alloc(size_t size, const char *file, int line)
{
	size_t class;
	struct piece *piece;

	(void)file;
	(void)line;
	if (size == 0 || size > PTRDIFF_MAX - sizeof *piece)
		return NULL;
	class = class_of(size);
	piece = class != HUGE ? own.pieces[class] : NULL;
	if (piece != NULL) {
		own.pieces[class] = *next_of(piece);
		own.kept -= piece->size;
	} else {
		piece = piece_new(class, size);
		if (piece == NULL)
			return NULL;
	}
	piece->taken = true;
	return piece + 1;
}

void
tls_memory_free(void *p, const char *file, int line)
{
	struct piece *piece;

	(void)file;
	(void)line;
	if (p == NULL)
		return;
	piece = piece_of(p);
	piece->taken = false;
	if (own.most == 0 && !own.ended)
		begin_to_keep();
	if (own.kept + piece->size > own.most) {
		free(piece);
		return;
	}
	*next_of(piece) = own.pieces[piece->class];
	own.pieces[piece->class] = piece;
	own.kept += piece->size;
}

void *
tls_memory_resize(void *p, size_t size, const char *file, int line)
{
	struct piece *piece;
	void *fresh;

	if (p == NULL || size == 0) {
		tls_memory_free(p, file, line);
		return tls_memory_alloc(size, file, line);
	}
	piece = piece_of(p);
	if (piece->class == HUGE && size > TLS_MEMORY_BIG) {
		piece = size <= PTRDIFF_MAX - sizeof *piece ? realloc(piece, sizeof *piece + size) : NULL;
		if (piece == NULL)
			return NULL;
		return piece + 1;
	}
	if (class_of(size) == piece->class)
		return p;
	fresh = tls_memory_alloc(size, file, line);
	if (fresh != NULL) {
		/* A huge piece becomes a smaller one here, or was smaller. */
		memcpy(fresh, p, piece->size < size ? piece->size : size);
		tls_memory_free(p, file, line);
	}
	return fresh;
}

void
tls_memory_release(void)
{
	for (size_t i = 0; i < CLASSES; i++)
		while (own.pieces[i] != NULL) {
			struct piece *piece = own.pieces[i];

			own.pieces[i] = *next_of(piece);
			free(piece);
		}
	own.kept = 0;
}

size_t
tls_memory_kept(void)
{
	return own.kept;
}

bool
tls_memory_use(void)
{
#ifdef SANITIZED
	return false;
#else
	return getenv("MARMOT_PLAIN_MALLOC") == NULL &&
	    CRYPTO_set_mem_functions(tls_memory_alloc, tls_memory_resize, tls_memory_free) == 1;
#endif
}
