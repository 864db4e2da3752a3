/* strbuf.c - bytes that grow. */
#include "base/strbuf.h"

#include <assert.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/mem.h"

/* Shared by every strbuf that owns nothing yet; never written. */
char strbuf_empty[1];

/* Below this many bytes doubling is more work than memory. */
#define FIRST_SIZE ((size_t)64)

/* Two threads may hold empty buffers, so the shared NUL is not written. */
static void
terminate(struct strbuf *sb)
{
	if (sb->cap > 0)
		sb->buf[sb->len] = '\0';
}

void
strbuf_init(struct strbuf *sb)
{
	*sb = (struct strbuf)STRBUF_INIT;
}

void
strbuf_done(struct strbuf *sb)
{
	if (sb->cap > 0)
		free(sb->buf);
	strbuf_init(sb);
}

void
strbuf_reset(struct strbuf *sb)
{
	strbuf_truncate(sb, 0);
}

void
strbuf_truncate(struct strbuf *sb, size_t len)
{
	assert(len <= sb->len);
	sb->len = len;
	terminate(sb);
}

void
strbuf_grow(struct strbuf *sb, size_t extra)
{
	char *old = sb->cap > 0 ? sb->buf : NULL;
	size_t want;

	if (extra >= SIZE_MAX - sb->len)
		log_fatal("out of memory: a buffer of %zu bytes and %zu more", sb->len, extra);
	if (sb->cap > sb->len + extra)
		return;
	want = sb->len + extra + 1;
	sb->buf = mem_grow(old, &sb->cap, want > FIRST_SIZE ? want : FIRST_SIZE, 1);
	terminate(sb);
}

void
strbuf_advance(struct strbuf *sb, size_t n)
{
	assert(n == 0 || n < sb->cap - sb->len);
	sb->len += n;
	terminate(sb);
}

void
strbuf_add(struct strbuf *sb, const void *bytes, size_t n)
{
	if (n == 0)
		return;
	/* Most of what is added fits. */
	if (n >= sb->cap - sb->len)
		strbuf_grow(sb, n);
	memcpy(sb->buf + sb->len, bytes, n);
	sb->len += n;
	sb->buf[sb->len] = '\0';
}

void
strbuf_addstr(struct strbuf *sb, struct str s)
{
	strbuf_add(sb, s.p, s.len);
}

void
strbuf_adds(struct strbuf *sb, const char *cstring)
{
	strbuf_add(sb, cstring, strlen(cstring));
}

void
strbuf_addc(struct strbuf *sb, char c)
{
	if (sb->cap - sb->len < 2)
		strbuf_grow(sb, 1);
	sb->buf[sb->len++] = c;
	sb->buf[sb->len] = '\0';
}

void
strbuf_fill(struct strbuf *sb, char c, size_t n)
{
	if (n == 0)
		return;
	strbuf_grow(sb, n);
	memset(sb->buf + sb->len, c, n);
	strbuf_advance(sb, n);
}

void
strbuf_addu(struct strbuf *sb, unsigned long long n)
{
	char digits[3 * sizeof n];
	size_t at = sizeof digits;

	do
		digits[--at] = (char)('0' + n % 10);
	while ((n /= 10) > 0);
	strbuf_add(sb, digits + at, sizeof digits - at);
}

void
strbuf_addf(struct strbuf *sb, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	strbuf_vaddf(sb, fmt, ap);
	va_end(ap);
}

void
strbuf_vaddf(struct strbuf *sb, const char *fmt, va_list ap)
{
	va_list again;
	size_t room = sb->cap - sb->len;
	int n;

	va_copy(again, ap);
	n = vsnprintf(room > 0 ? sb->buf + sb->len : NULL, room, fmt, ap);
	assert(n >= 0);
	if ((size_t)n >= room) {
		strbuf_grow(sb, (size_t)n);
		n = vsnprintf(sb->buf + sb->len, (size_t)n + 1, fmt, again);
		assert(n >= 0);
	}
	va_end(again);
	sb->len += (size_t)n;
}

void
strbuf_insert(struct strbuf *sb, size_t at, struct str s)
{
	assert(at <= sb->len);
	if (s.len == 0)
		return;
	strbuf_grow(sb, s.len);
	memmove(sb->buf + at + s.len, sb->buf + at, sb->len - at);
	memcpy(sb->buf + at, s.p, s.len);
	strbuf_advance(sb, s.len);
}
