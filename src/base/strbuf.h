/*
 * strbuf.h - bytes that grow.
 *
 * Invariants: buf is never NULL and buf[len] is always NUL, so that buf serves
 * as a C string at any time; len < cap unless cap is 0 (nothing allocated yet).
 * A strbuf owns its bytes.  Out of memory aborts (mem.h), so nothing fails.
 * It is a low-level part: it knows bytes, and nothing of URLs, dates or text.
 */
#ifndef BASE_STRBUF_H
#define BASE_STRBUF_H

#include <stdarg.h>

#include "base/str.h"

struct strbuf {
	char *buf;
	size_t len;		/* [bytes] in use, without the final NUL */
	size_t cap;		/* [bytes] allocated; 0: buf is shared and const */
};

extern char strbuf_empty[1];
#define STRBUF_INIT { strbuf_empty, 0, 0 }

void strbuf_init(struct strbuf *sb);
void strbuf_done(struct strbuf *sb);	/* frees; sb is usable and empty again */
void strbuf_reset(struct strbuf *sb);	/* empties, keeps the memory */
void strbuf_truncate(struct strbuf *sb, size_t len);	/* len <= sb->len */
/* Room for extra bytes and the NUL beyond len; the caller may write there and
 * then raise len with strbuf_advance. */
void strbuf_grow(struct strbuf *sb, size_t extra);
void strbuf_advance(struct strbuf *sb, size_t n);

void strbuf_add(struct strbuf *sb, const void *bytes, size_t n);
void strbuf_addstr(struct strbuf *sb, struct str s);
void strbuf_adds(struct strbuf *sb, const char *cstring);
void strbuf_addc(struct strbuf *sb, char c);
void strbuf_fill(struct strbuf *sb, char c, size_t n);	/* n times c */
void strbuf_addu(struct strbuf *sb, unsigned long long n);	/* in decimal */
void strbuf_addf(struct strbuf *sb, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));
void strbuf_vaddf(struct strbuf *sb, const char *fmt, va_list ap)
    __attribute__((format(printf, 2, 0)));
void strbuf_insert(struct strbuf *sb, size_t at, struct str s);

/* A look at the bytes, good until sb changes. */
static inline struct str
strbuf_str(const struct strbuf *sb)
{
	return (struct str){ sb->buf, sb->len };
}

#endif
