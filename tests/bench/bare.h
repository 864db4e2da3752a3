/*
 * bare.h - what the two yardsticks share.
 *
 * A yardstick is the least a server can do: whatever line comes in, the same
 * bytes go out.  It knows no deadline, no log, no limit, and serves loopback
 * only, from one thread.  Linux (epoll).
 */
#ifndef BENCH_BARE_H
#define BENCH_BARE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define BARE_REPLY_MAX ((size_t)64 * 1024)	/* [bytes] */
#define BARE_LINE_MAX 1026			/* [bytes] of a request with its CRLF */
#define BARE_EVENTS_MAX 256

/* The bytes of the file at path; exits when there are none or too many. */
const uint8_t *bare_reply(const char *path, size_t *ret_len);
/* Listens on 127.0.0.1, on a port of the system's choice, which is printed as
 * "port=N".  TCP_NODELAY is set and inherited by what is accepted. */
int bare_listen(void);
/* An epoll that waits for the listener under data.ptr NULL. */
int bare_epoll(int listener);
void bare_watch(int epoll, int fd, void *data);
_Noreturn void bare_die(const char *what);

#endif
