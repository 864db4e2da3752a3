/*
 * tls_memory.h - where OpenSSL's memory comes from while a server runs.
 *
 * A handshake takes and gives back some thousand small pieces.  Each thread
 * keeps those that it has freed, by size, and takes them again without a lock
 * or a search; what is freed by another thread than took it stays with the one
 * that freed it.  A piece is malloc's, so that it can go back to the system at
 * any time: it does so when a thread has kept enough, when it ends, and when a
 * crowd has left (tls_memory_release).
 *
 * Nothing is erased here: OpenSSL itself cleanses what is secret before it
 * frees it (OPENSSL_cleanse(3), OPENSSL_clear_free(3)), whoever gives the
 * memory.  A piece that is freed twice ends the process.
 */
#ifndef NET_TLS_MEMORY_H
#define NET_TLS_MEMORY_H

#include <stdbool.h>
#include <stddef.h>

#define TLS_MEMORY_SMALL ((size_t)1024)			/* [bytes]; up to here sizes of pieces differ by */
#define TLS_MEMORY_SMALL_STEP ((size_t)16)
#define TLS_MEMORY_BIG ((size_t)24 * 1024)		/* [bytes]; up to here, which libssl's buffers do not pass, by */
#define TLS_MEMORY_BIG_STEP ((size_t)512)		/*   this; larger pieces are malloc's alone */
#define TLS_MEMORY_KEPT_MAX ((size_t)256 * 1024)	/* [bytes] that a thread keeps */

/*
 * Has OpenSSL take its memory here; before anything else is asked of it.
 * False, and nothing changes, where OpenSSL has begun without, where the
 * environment has MARMOT_PLAIN_MALLOC, as Valgrind wants it, and in builds
 * with AddressSanitizer or ThreadSanitizer, which are to see each piece.
 */
bool tls_memory_use(void);

/* As malloc, realloc and free, in the form that OpenSSL wants; from any thread.
 * Size 0 gives NULL; NULL is also the answer when the system has no more. */
void *tls_memory_alloc(size_t size, const char *file, int line);
void *tls_memory_resize(void *p, size_t size, const char *file, int line);
void tls_memory_free(void *p, const char *file, int line);

/* Gives back what the calling thread keeps. */
void tls_memory_release(void);
/* [bytes] that the calling thread keeps. */
size_t tls_memory_kept(void);

#endif
