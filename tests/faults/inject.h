/*
 * inject.h - faults of the system, made to order (Linux; glibc or musl).
 *
 * A library that stands between a server and its C library (LD_PRELOAD).  The file
 * that INJECT names is mapped and shared with whoever made it: there one writes
 * which calls fail, how and how often, while the server runs, and reads how often
 * they were made.  All numbers in it are of 64 bits; zeroes everywhere mean that
 * nothing happens.  tests/lib/inject.py is the other side.
 */
#ifndef INJECT_H
#define INJECT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#define INJECT_SHORT (-1)	/* a kind: some bytes instead of all */
#define INJECT_KILL (-2)	/* a kind: the process is killed instead */
#define INJECT_HOLD (-3)	/* a kind: the call does not begin as long as the slot has faults */
#define INJECT_SHORT_SIZE 7	/* [bytes], at most */

/* Whose code calls. */
enum inject_caller {
	INJECT_OWN,		/* the server's, but for libevent's memory */
	INJECT_OPENSSL,
	INJECT_YAML,
	INJECT_SQLITE,
	INJECT_EVENT,
	INJECT_CMARK,
	INJECT_OTHER,
};

enum inject_call {
	INJECT_READ, INJECT_RECV, INJECT_WRITE, INJECT_SEND, INJECT_OPEN, INJECT_SYNC, INJECT_ACCEPT, INJECT_POLL,
	INJECT_NAME,		/* making, moving, linking, removing names */
	INJECT_MEMORY,		/* and one more for each caller before INJECT_OTHER */
	INJECT_CALLS = INJECT_MEMORY + INJECT_OTHER,
};

struct inject_slot {
	int64_t every;		/* each so manieth call is a fault; 0: none */
	int64_t kind;		/* an errno, or INJECT_SHORT */
	int64_t most;		/* faults in all; 0: no end */
	int64_t calls, faults;	/* so far */
};

#define INJECT_RANGES 4

struct inject_page {
	int64_t loaded;		/* the library says so with 1 */
	int64_t clock_s;	/* how far the clock of the day is ahead */
	int64_t folder_error;	/* what is written below the folder fails with this errno */
	char folder[256];	/* as the kernel spells it */
	int64_t ranges[INJECT_RANGES][2];	/* from, to: the server's code that asks for libevent's memory */
	struct inject_slot slots[INJECT_CALLS];
};

extern struct inject_page *inject_page;	/* NULL: nothing happens */

enum inject_caller inject_caller(const void *address);
/* Whether this call is a fault: its kind, or 0.  Never two in a row on one thread,
 * so that who tries again gets on. */
int64_t inject_fault(unsigned slot);
/* Whether the open file fd, or path below dir, lies in the folder that fails. */
bool inject_in_folder_fd(int fd);
bool inject_in_folder(int dir, const char *path);
/* The function of that name that would have been called. */
void *inject_real(const char *name);

#define INJECT_REAL(name) \
	static __typeof__(name) *real; \
	if (real == NULL) \
		*(void **)(void *)&real = inject_real(#name)
#define INJECT_CALLER() inject_caller(__builtin_return_address(0))

#endif
