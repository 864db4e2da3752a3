/*
 * setting.h - all that holds at one moment: options, certificates, which
 * address speaks what, and whose pages are there.
 *
 * Immutable once in force, counted, replaced whole.  Workers follow the newest;
 * a connection keeps the one its request began in until it is closed, so that
 * no answer is a mixture.  The main thread makes settings, puts them in force
 * and frees them.
 */
#ifndef NET_SETTING_H
#define NET_SETTING_H

#include <stdatomic.h>

#include "base/log_file.h"
#include "net/keys.h"
#include "net/limiter.h"
#include "net/listener.h"
#include "net/loop.h"
#include "net/server.h"

#define SETTING_DOORS_MAX (SERVER_LISTENERS_MAX * LISTENER_SOCKETS_MAX)

/* What is behind a listening socket. */
struct setting_door {
	struct listener *listener;	/* not to be looked into once the setting was replaced; its: */
	unsigned id, port;
	bool any;
	char address[PEER_TEXT_SIZE];
	const struct protocol *protocol;
	const struct service *service;
	bool tls_too;
};

struct setting {
	struct server_options options;	/* defaults filled in */
	const struct service *service;
	struct keys *keys;		/* NULL: no certificates are needed */
	struct log_file *log_file;	/* of requests; NULL: standard error */
	struct setting_door doors[SETTING_DOORS_MAX];
	size_t ndoors;
	size_t first_doors[SERVER_LISTENERS_MAX];	/* of each of the options' listeners */

	unsigned number;		/* each is another */
	bool open;			/* the doors' listeners are held */
	atomic_uint references;
	struct loop *main_loop;		/* woken when the last reference is gone */
	struct setting *next;		/* for whoever waits for that */
};

/*
 * Loads the certificates and opens what is not open yet: sockets of before
 * (NULL: none) are taken over where an address is the same.  service and all
 * that options point to must live until setting_free.  NULL with a message in
 * why, and then nothing has changed.
 */
struct setting *setting_new(const struct server_options *options, const struct service *service,
    const struct setting *before, struct loop *main_loop, struct strbuf *why);
/* Gives up its hold on the listeners: each is closed with its last holder. */
void setting_close(struct setting *s);
/* Without references, or never in force.  NULL is fine. */
void setting_free(struct setting *s);

struct setting *setting_hold(struct setting *s);
/* From any thread.  NULL is fine. */
void setting_release(struct setting *s);

/* What the limiter is to keep to; borrowed as long as it is in force. */
struct limiter_options setting_limits(const struct setting *s);
/* What is behind the listener of that id; NULL: it has been closed. */
const struct setting_door *setting_door(const struct setting *s, unsigned id);

#endif
