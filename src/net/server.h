/*
 * server.h - the running server: listeners, workers, connections.
 *
 * One event loop per worker thread; all accept from the same non-blocking
 * listening sockets (not SO_REUSEPORT: a second Marmot would bind the same
 * port in silence).  The thread that calls server_run handles signals and
 * timers.
 */
#ifndef NET_SERVER_H
#define NET_SERVER_H

#include "base/unix_socket.h"
#include "net/keys.h"
#include "net/peer.h"
#include "net/record.h"
#include "proto/protocol.h"

#define SERVER_LISTENERS_MAX 32
#define SERVER_WORKERS_MAX 64

struct server_listener {
	const char *address;		/* "*", "::1", "127.0.0.1", "0.0.0.0" */
	unsigned port;			/* 0: the system's choice, found in server_port */
	const struct protocol *protocol;
	const char *option;		/* what the owner changes to move it: for "address in use" */
	bool tls_too;			/* of a protocol without TLS: a client may begin with it */
	const struct service *service;	/* whose; NULL: the server's first, and those behind it by host */
};

/* Times in milliseconds; 0: the default, named beside it. */
struct server_options {
	struct server_listener listeners[SERVER_LISTENERS_MAX];
	size_t nlisteners;
	unsigned workers;		/* 0: one per processor */
	unsigned helpers;		/* job threads; 0: 2 */
	unsigned jobs_max;		/* queued and running; full: 41.  0: 64 */

	unsigned handshake_ms;		/* 10,000 */
	unsigned request_ms;		/* 10,000: the whole line */
	unsigned reply_ms;		/* 30,000 without the minimum progress below */
	unsigned reply_bytes;		/* 7,680: must be taken in each reply_ms (256 bytes/s) */
	unsigned finish_ms;		/* 5,000 for the end of a reply, without any progress */
	unsigned linger_ms;		/* 2,000 of draining before close */
	unsigned upload_ms;		/* 30,000: in each such span reply_bytes of a body must come */
	unsigned uploads_max;		/* bodies on their way or being stored at once; more: 41.  0: 4 */
	unsigned file_pause_ms;		/* 250: for whoever writes to a file that is being sent (REPLY_DOUBTS_MAX) */
	unsigned upstream_look_ms;	/* 5,000: how often one who waits for an upstream is looked after */
	unsigned job_ms;		/* 30,000: then 42 */
	unsigned stop_ms;		/* 5,000 for replies under way at the end */
	unsigned connections_max;	/* 0: what RLIMIT_NOFILE leaves, at most 65,536; never more */
	/* For one address, an IPv6 /64 being one; loopback is exempt unless limit_loopback
	 * is set, and so is whoever is in allow (borrowed). */
	unsigned connections_per_address;	/* 0: 512 */
	unsigned jobs_per_address;	/* long answers queued and under way; more: 44.  0: 8 */
	unsigned requests_per_second, requests_burst;	/* more: 44.  0: no limit */
	bool limit_loopback;
	const struct peer_range *allow;
	size_t nallow;
	const struct peer_range *proxies;	/* that send a PROXY header, and must (borrowed) */
	size_t nproxies;

	const struct keys_pair *pairs;	/* certificates for listeners with TLS; borrowed for server_new, */
	size_t npairs;			/*   their hosts for as long as the server lives */
	bool ask_identity;		/* clients are asked for a certificate, which they may refuse */
	bool log_requests;
	enum record_client log_addresses;
	enum record_format log_format;
	struct unix_socket_access listen_access;	/* of Unix sockets; mode 0: LISTENER_UNIX_MODE */
	struct unix_socket_access stats_access;		/* of stats_path; mode 0: STATS_SOCKET_MODE */
	const char *stats_path;		/* where "marmot stats" asks; NULL: nowhere */
	const char *log_file;		/* of requests; NULL: standard error */
};

struct server;
struct setting;

/* Puts the defaults where there is 0; connections_max becomes what descriptors allow. */
void server_options_fill(struct server_options *options);

/* Called in server_run's thread. */
struct server_hooks {
	void *arg;
	void (*reload)(void *arg);	/* SIGHUP; tells the service manager itself */
	void (*woken)(void *arg);	/* after server_wake, and at other times */
	/* The setting that came with service is out of use, and so is all behind it. */
	void (*unused)(void *arg, const struct service *service);
	void (*tick)(void *arg);	/* about every second */
};

/*
 * Binds and loads; nothing is served yet.  NULL with a message for the owner
 * in why (names the address and the option to change for "address in use").
 * service and what it points to must outlive the server.
 */
struct server *server_new(const struct server_options *options, const struct service *service,
    struct strbuf *why);
/* The port a listener really has; i as in options. */
unsigned server_port(const struct server *server, size_t i);
/* Has SIGHUP and SIGUSR1, which would end the process, wait for server_run; all: the two that
 * are to end it as well. */
void server_hold_signals(bool hold, bool all);
/*
 * Serves until SIGTERM or SIGINT (or server_stop from any thread); then stops
 * accepting, finishes what runs within stop_ms, and returns 0.  A second
 * signal ends at once.  -ETIMEDOUT: a job never came back; the process must
 * end (_exit(2)) without freeing anything that job may reach, service and all
 * behind it included.  Any other -errno: the threads could not be started.
 * Signals that come later are held: the process is about to end by itself.
 */
int server_run(struct server *server, const struct server_hooks *hooks);
void server_stop(struct server *server);
/* Loads the certificate files anew; what is in use stays on any error.  0 or
 * -errno with a message in why.  Files that were replaced are also found without
 * it, within seconds. */
int server_reload_certificate(struct server *server, struct strbuf *why);
/*
 * Other options and services, in two steps, on server_run's thread.  The first
 * loads the certificates and opens listeners that are new: NULL with a message
 * in why, and then nothing has changed.  workers and stats_path stay what they
 * are.  The second puts it in force, at once for all requests to come: those
 * that have begun keep what was; listeners that are no more are closed.
 */
struct setting *server_prepare(struct server *server, const struct server_options *options,
    const struct service *service, struct strbuf *why);
void server_adopt(struct server *server, struct setting *takes);
/* As server_port, before it is in force. */
unsigned server_setting_port(const struct setting *setting, size_t i);
/* Has the hook woken called.  From any thread. */
void server_wake(struct server *server);
/* The page of what was counted, as gemtext; for struct counters.  From any thread, while the server lives. */
void server_add_counters(void *server, struct strbuf *out);
void server_free(struct server *server);

#endif
