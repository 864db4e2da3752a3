/*
 * log_file.h - a file that lines are added to, while the owner may move it away.
 *
 * From any thread; lines that are added together are one write(2) to the end of
 * the file, so that those of several processes do not mix either.  Trouble never reaches the
 * caller: what cannot be written is lost, and standard error gets one line
 * about it, and not another before LOG_FILE_COMPLAIN_S have gone.  A line of
 * which only a part could be written gets its LF before the next one.
 */
#ifndef BASE_LOG_FILE_H
#define BASE_LOG_FILE_H

#include "base/strbuf.h"

#define LOG_FILE_COMPLAIN_S 600
#define LOG_FILE_MODE 0640

struct log_file;

/*
 * Opens path for adding, or makes it.  Never NULL: a path that cannot be
 * opened is complained of, and lines are lost until log_file_look or _reopen can.
 */
struct log_file *log_file_new(const char *path);
/* Opens the path anew, as after it was renamed; the old file stays in use when
 * that fails, which is complained of.  From one thread at a time. */
void log_file_reopen(struct log_file *file);
/* To be called each second or so: a file that was deleted, not renamed, is made
 * anew.  Says once that it cannot be, and when it can.  From the same thread. */
void log_file_look(struct log_file *file);
/* Adds whole lines, each with its LF, in one write(2). */
void log_file_add(struct log_file *file, struct str lines);
void log_file_free(struct log_file *file);

#endif
