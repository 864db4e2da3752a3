/* log.c - what the owner reads on standard error. */
#include "base/log.h"
#include "base/log_jam.h"

#include <assert.h>
#include <errno.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define EXIT_INTERNAL 70	/* EX_SOFTWARE of sysexits(3) */
#define PREFIX_SIZE_MAX 64
#define ESCAPE_SIZE_MAX 16	/* a character of four bytes, each \xNN */

static const struct {
	char priority;		/* sd-daemon(3) */
	const char *word;
} levels[] = {
	[LOG_LEVEL_ERROR] = { '3', "error: " },
	[LOG_LEVEL_WARNING] = { '4', "warning: " },
	[LOG_LEVEL_INFO] = { '6', "" },
	[LOG_LEVEL_DEBUG] = { '7', "debug: " },
};

/* What no line may hold, besides invalid bytes: first and last of each range. */
static const struct {
	uint32_t first, last;
} unfit[] = {
	{ 0x00, 0x1F }, { 0x7F, 0x9F },
	{ 0x061C, 0x061C }, { 0x200E, 0x200F },		/* marks of direction */
	{ 0x2028, 0x202E },				/* line ends, overrides */
	{ 0x2066, 0x2069 },				/* isolates */
};

static _Atomic enum log_level level_shown = LOG_LEVEL_INFO;
static pthread_once_t journal_once = PTHREAD_ONCE_INIT;
static bool journal;

/* A program started by a desktop inherits $JOURNAL_STREAM while its standard
 * error is a terminal: only device and inode together tell. */
static void
journal_ask(void)
{
	const char *stream = getenv("JOURNAL_STREAM");
	char own[64];
	struct stat st;

	if (stream == NULL || fstat(STDERR_FILENO, &st) != 0)
		return;
	snprintf(own, sizeof own, "%ju:%ju", (uintmax_t)st.st_dev, (uintmax_t)st.st_ino);
	journal = strcmp(own, stream) == 0;
}

void
log_set_level(enum log_level level)
{
	atomic_store(&level_shown, level);
}

enum log_level
log_get_level(void)
{
	return atomic_load(&level_shown);
}

/*
 * The length of the well-formed UTF-8 character at s[at] (Unicode, table 3-7),
 * its code point in *ret; 0 for none.  Not base/utf8, which would bring its
 * library into the one room that must work when nothing else does.
 */
static size_t
character(struct str s, size_t at, uint32_t *ret)
{
	static const uint32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };
	unsigned char lead = (unsigned char)s.p[at];
	size_t n = lead < 0x80 ? 1 : lead < 0xC0 ? 0 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
	uint32_t c = n == 1 ? lead : n == 2 ? lead & 0x1Fu : n == 3 ? lead & 0x0Fu : lead & 0x07u;

	if (n == 0 || lead > 0xF4 || n > s.len - at)
		return 0;
	for (size_t i = 1; i < n; i++) {
		unsigned char next = (unsigned char)s.p[at + i];

		if ((next & 0xC0) != 0x80)
			return 0;
		c = c << 6 | (next & 0x3Fu);
	}
	if (c < least[n] || c > 0x10FFFF || (c >= 0xD800 && c <= 0xDFFF))
		return 0;
	*ret = c;
	return n;
}

static bool
is_fit(uint32_t c)
{
	for (size_t i = 0; i < sizeof unfit / sizeof unfit[0]; i++)
		if (c >= unfit[i].first && c <= unfit[i].last)
			return false;
	return true;
}

/* Writes the next character, plain or escaped, to out; gives the bytes written
 * and moves *at behind it. */
static size_t
escape_next(struct str s, size_t *at, char out[static ESCAPE_SIZE_MAX])
{
	static const char hex[] = "0123456789abcdef";
	uint32_t c;
	size_t n = character(s, *at, &c), len = 0;

	if (n > 0 && is_fit(c)) {
		memcpy(out, s.p + *at, n);
		*at += n;
		return n;
	}
	for (size_t end = *at + (n > 0 ? n : 1); *at < end; ++*at) {
		unsigned char byte = (unsigned char)s.p[*at];

		out[len++] = '\\';
		out[len++] = 'x';
		out[len++] = hex[byte >> 4];
		out[len++] = hex[byte & 15];
	}
	return len;
}

void
log_escape(struct strbuf *out, struct str s)
{
	for (size_t at = 0; at < s.len; ) {
		char piece[ESCAPE_SIZE_MAX];
		size_t plain = at;

		while (plain < s.len && s.p[plain] >= ' ' && s.p[plain] <= '~' && s.p[plain] != '\\')
			plain++;
		strbuf_add(out, s.p + at, plain - at);
		at = plain;
		if (at == s.len)
			break;
		if (s.p[at] == '\\')
			strbuf_addc(out, '\\');
		strbuf_add(out, piece, escape_next(s, &at, piece));
	}
}

/* Thousands of lines have the same second. */
static size_t
time_text(char out[static PREFIX_SIZE_MAX], time_t at)
{
	static _Thread_local struct {
		time_t at;
		size_t len;		/* 0: none yet */
		char text[PREFIX_SIZE_MAX];
	} last;
	struct tm tm = { 0 };

	if (last.len == 0 || last.at != at) {
		gmtime_r(&at, &tm);
		last.len = strftime(last.text, sizeof last.text, "%Y-%m-%dT%H:%M:%SZ ", &tm);
		last.at = at;
	}
	memcpy(out, last.text, last.len);
	return last.len;
}

void
log_add_time(struct strbuf *out, time_t at)
{
	char text[PREFIX_SIZE_MAX];

	strbuf_add(out, text, time_text(text, at));
}

static size_t
prefix(char line[static PREFIX_SIZE_MAX], enum log_level level)
{
	size_t len;

	pthread_once(&journal_once, journal_ask);
	if (journal) {
		line[0] = '<';
		line[1] = levels[level].priority;
		line[2] = '>';
		len = 3;
	} else {
		len = time_text(line, time(NULL));
	}
	memcpy(line + len, levels[level].word, strlen(levels[level].word));
	return len + strlen(levels[level].word);
}

/* One call, so that lines of several threads and processes do not mix. */
static void
put_all(const char *line, size_t len)
{
	while (len > 0) {
		ssize_t n = write(STDERR_FILENO, line, len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return;
		line += n;
		len -= (size_t)n;
	}
}

static unsigned long long dropped;	/* pieces of the log, by log_jam's lock */

static void
put_dropped(void)
{
	char line[LOG_LINE_SIZE_MAX];
	size_t len = prefix(line, LOG_LEVEL_WARNING);

	len += (size_t)snprintf(line + len, sizeof line - len,
	    "the log was not read: %llu pieces of it are lost\n", dropped);
	dropped = 0;
	put_all(line, len);
}

/* A pipe with any room at all has room for one piece of that size (pipe(7)). */
static void
put(const char *line, size_t len)
{
	if (!log_jam_lock()) {
		put_all(line, len);
		return;
	}
	for (size_t n; len > 0; line += n, len -= n) {
		n = len < LOG_LINE_SIZE_MAX ? len : LOG_LINE_SIZE_MAX;
		if (dropped > 0 && log_jam_is_ready())
			put_dropped();
		if (log_jam_is_ready())
			put_all(line, n);
		else
			dropped++;
	}
	log_jam_unlock();
}

static void write_line(enum log_level level, const char *fmt, va_list ap)
    __attribute__((format(printf, 2, 0)));

static void
write_line(enum log_level level, const char *fmt, va_list ap)
{
	static const char cut[] = "...";
	char text[LOG_LINE_SIZE_MAX], line[LOG_LINE_SIZE_MAX];
	char piece[ESCAPE_SIZE_MAX];
	struct str s = { text, 0 };
	size_t len, cut_at, at = 0;
	int saved = errno, n;

	if (level > log_get_level())
		return;
	n = vsnprintf(text, sizeof text, fmt, ap);
	assert(n >= 0);
	/* With its prefix a text that did not fit is cut below in any case. */
	s.len = (size_t)n < sizeof text ? (size_t)n : sizeof text - 1;

	len = cut_at = prefix(line, level);
	while (at < s.len) {
		size_t size = escape_next(s, &at, piece);

		if (len + size > sizeof line - 1) {
			memcpy(line + cut_at, cut, sizeof cut - 1);
			len = cut_at + sizeof cut - 1;
			break;
		}
		memcpy(line + len, piece, size);
		len += size;
		if (len <= sizeof line - sizeof cut)
			cut_at = len;
	}
	line[len++] = '\n';
	put(line, len);
	errno = saved;
}

void
log_begin(struct strbuf *out, bool dated)
{
	char begin[PREFIX_SIZE_MAX];
	size_t n = prefix(begin, LOG_LEVEL_INFO);

	if (journal || !dated)
		strbuf_add(out, begin, n);
}

void
log_put(struct str lines)
{
	int saved = errno;

	if (log_get_level() >= LOG_LEVEL_INFO)
		put(lines.p, lines.len);
	errno = saved;
}

void
log_error(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	write_line(LOG_LEVEL_ERROR, fmt, ap);
	va_end(ap);
}

void
log_warning(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	write_line(LOG_LEVEL_WARNING, fmt, ap);
	va_end(ap);
}

void
log_info(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	write_line(LOG_LEVEL_INFO, fmt, ap);
	va_end(ap);
}

void
log_debug(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	write_line(LOG_LEVEL_DEBUG, fmt, ap);
	va_end(ap);
}

void
log_fatal(const char *fmt, ...)
{
	static atomic_flag ending = ATOMIC_FLAG_INIT;
	va_list ap;

	/* Memory is refused to all threads alike: the first says it, and the others end with it. */
	while (atomic_flag_test_and_set(&ending))
		(void)pause();
	va_start(ap, fmt);
	write_line(LOG_LEVEL_ERROR, fmt, ap);
	va_end(ap);
	/* Not exit(3): its handlers may want what another thread holds. */
	_exit(EXIT_INTERNAL);
}
