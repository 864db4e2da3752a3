/*
 * notify.h - telling the service manager how the server is (sd_notify(3)).
 *
 * systemd's protocol without its library: datagrams of "KEY=value" lines to the
 * Unix socket that $NOTIFY_SOCKET names.  Without one nothing is sent.  What
 * cannot be sent is lost: nobody waits for the manager.
 */
#ifndef BASE_NOTIFY_H
#define BASE_NOTIFY_H

#include <stdint.h>

#define NOTIFY_SIZE_MAX 1024	/* [bytes] of a message; a longer one is cut */

/*
 * Connects, and takes the variables out of the environment, so that no child
 * speaks in our name.  Before a sandbox that knows no sockets.  Once.
 */
void notify_begin(void);
void notify_end(void);

/* "READY=1", "STATUS=…" and others, with "\n" between several. */
void notify_say(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
/* "RELOADING=1" with the time that systemd wants beside it; "READY=1" must follow. */
void notify_reloading(void);

/* How often the manager wants to hear from us [ms], at least; 0: it does not. */
uint64_t notify_watchdog_ms(void);

#endif
