/*
 * log.h - what the owner reads on standard error.
 *
 * One line a call, written in one write(2), from any thread.  Bytes that are
 * control characters or not UTF-8 are written as \xNN, so that nothing a
 * stranger sends can colour a terminal or forge a line.  Below journald
 * ($JOURNAL_STREAM is set) a line begins with its priority, "<4>", else with
 * the UTC time.
 */
#ifndef BASE_LOG_H
#define BASE_LOG_H

#include "base/strbuf.h"

enum log_level { LOG_LEVEL_ERROR, LOG_LEVEL_WARNING, LOG_LEVEL_INFO, LOG_LEVEL_DEBUG };

/* Lines above level are not written.  Default: LOG_LEVEL_INFO. */
void log_set_level(enum log_level level);
enum log_level log_get_level(void);

void log_error(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
void log_warning(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
void log_info(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
void log_debug(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/* Appends s with control bytes, invalid UTF-8 and backslashes escaped. */
void log_escape(struct strbuf *out, struct str s);

/* An error and the end: status 70 and no return; for our own impossible cases
 * and for a machine out of memory. */
_Noreturn void log_fatal(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

#endif
