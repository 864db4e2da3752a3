/*
 * log.h - what the owner reads on standard error.
 *
 * One line a call, written in one write(2), from any thread (but log_put).  Bytes that are
 * control characters or not UTF-8 are written as \xNN, and so are the
 * characters that break or turn round a line (U+2028, bidirectional controls),
 * so that nothing a stranger sends can colour a terminal or forge a line.
 * Below journald ($JOURNAL_STREAM names standard error, systemd.exec(5)) a
 * line begins with its priority, "<4>", else with the UTC time.  Nothing here
 * allocates but what appends, so that "out of memory" can still be said; errno
 * is left as it was.
 */
#ifndef BASE_LOG_H
#define BASE_LOG_H

#include <time.h>

#include "base/strbuf.h"

/* [bytes] of a whole line with its LF; a longer one is cut and ends in "...".
 * A pipe takes that much from many writers without mixing it (PIPE_BUF). */
#define LOG_LINE_SIZE_MAX 4096

/* How long a program that keeps going waits for whoever reads its lines, in all, until
 * he reads again and so much time has passed. */
#define LOG_PATIENCE_MS 500
#define LOG_PATIENCE_SPAN_MS 10000

enum log_level { LOG_LEVEL_ERROR, LOG_LEVEL_WARNING, LOG_LEVEL_INFO, LOG_LEVEL_DEBUG };

/* Lines above level are not written.  Default: LOG_LEVEL_INFO. */
void log_set_level(enum log_level level);
enum log_level log_get_level(void);

/*
 * From now on a full pipe, or a terminal that is held, does not stop the program: when
 * the patience is used up, lines are dropped, and how many is said once there is room
 * again.  Without it, as in commands that end by themselves, whoever logs waits.
 */
void log_keep_going(bool keep);

void log_error(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
void log_warning(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
void log_info(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
void log_debug(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/*
 * For many lines at LOG_LEVEL_INFO in one write(2): log_begin appends what a
 * line begins with (dated: it brings its own date and gets no time), whoever
 * calls adds the rest and an LF, in which no byte must be escaped, and log_put
 * writes them.  More than LOG_LINE_SIZE_MAX at once may mix with others' lines.
 */
void log_begin(struct strbuf *out, bool dated);
/* The UTC time as lines begin with it, and a blank. */
void log_add_time(struct strbuf *out, time_t at);
void log_put(struct str lines);

/*
 * Appends s as a line would hold it, and each backslash doubled, so that what
 * is quoted can be read back without doubt.  For a stranger's words in a line.
 */
void log_escape(struct strbuf *out, struct str s);

/* An error and the end: status 70 and no return; for our own impossible cases
 * and for a machine out of memory.  One line, of whichever thread is first. */
_Noreturn void log_fatal(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

#endif
