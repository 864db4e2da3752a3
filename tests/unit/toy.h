/*
 * toy.h - a server with a tiny protocol on loopback, and clients for it.
 *
 * Requests are one line: "echo WORDS", "big BYTES", "file", "cut" (a file that
 * is shorter than it was), "gone" (one that cannot be read), "origin", "identity",
 * "job WORDS" (on a helper thread), "stuck" (a job that waits for toy_release).
 * Answers begin with a header, "20 toy" CRLF, in both kinds.
 */
#ifndef TOY_H
#define TOY_H

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <semaphore.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/time.h>

#include <openssl/err.h>
#include <openssl/ssl.h>

#include "base/log.h"
#include "net/cert.h"
#include "net/server.h"
#include "scratch.h"

#define TOY_LINE_MAX 64
#define TOY_PATIENCE_S 20	/* after so long a test has failed */
#define TOY_NEVER_MS 1000000000	/* a deadline no test lives to see */
#define TOY_FILE_SIZE ((size_t)100 * 1000)

static sem_t toy_release;
static atomic_int toy_jobs_begun;

/* --- the protocol -------------------------------------------------------- */

static inline char
toy_byte(size_t i)
{
	return (char)('a' + i * 7 % 26);
}

static inline enum parse
toy_judge(const struct request_origin *origin, struct str in, bool ended, bool tls, struct request *ret)
{
	size_t end = str_find(in, '\n');

	if (end == in.len && !ended && in.len < TOY_LINE_MAX)
		return PARSE_MORE;
	ret->line = str_trim(str_slice(in, 0, end));
	if (end == in.len && (tls || !ended)) {
		ret->status = 59;
		ret->why = ended ? "cut" : "too long";
		return PARSE_BAD;
	}
	strbuf_addf(&ret->store, "%s|%s|%u|%s", origin->client, origin->local, origin->local_port,
	    origin->sni);
	ret->query = strbuf_str(&ret->store);
	return PARSE_OK;
}

static inline enum parse
toy_parse_plain(const struct service *service, const struct request_origin *origin, struct str in,
    bool ended, struct request *ret)
{
	(void)service;
	return toy_judge(origin, in, ended, false, ret);
}

static inline enum parse
toy_parse_tls(const struct service *service, const struct request_origin *origin, struct str in,
    bool ended, struct request *ret)
{
	(void)service;
	return toy_judge(origin, in, ended, true, ret);
}

static inline void
toy_refuse(int status, const char *why, struct reply *ret)
{
	ret->status = status;
	strbuf_addf(&ret->bytes, "%d %s\r\n", status, why);
}

static inline enum respond
toy_respond(const struct service *service, const struct request *request, struct arena *scratch,
    bool in_job, struct reply *ret)
{
	struct str line = request->line, word = line, rest;
	unsigned long n;

	(void)service;
	(void)arena_str(scratch, line);
	str_cut(&word, ' ', &rest);
	rest = str_from(line, rest.len + 1);
	if ((str_starts(line, STR("job ")) || str_is(line, "stuck")) && !in_job)
		return RESPOND_JOB;
	if (str_is(line, "stuck")) {
		atomic_fetch_add(&toy_jobs_begun, 1);
		while (sem_wait(&toy_release) != 0)
			;
	}
	ret->status = 20;
	strbuf_adds(&ret->bytes, "20 toy\r\n");
	if (str_is(line, "identity")) {
		strbuf_addf(&ret->bytes, "%d%d%d|", request->identity.given, request->identity.expired,
		    request->identity.not_yet);
		fingerprint_add(&ret->bytes, &request->identity.certificate);
		strbuf_addc(&ret->bytes, '|');
		fingerprint_add(&ret->bytes, &request->identity.key);
		strbuf_addf(&ret->bytes, "|%s", request->identity.name);
	} else if (str_is(line, "origin")) {
		strbuf_addstr(&ret->bytes, request->query);
	} else if (str_starts(line, STR("big ")) && str_number(rest, 100000000, &n)) {
		strbuf_grow(&ret->bytes, n);
		for (size_t i = 0; i < n; i++)
			strbuf_addc(&ret->bytes, toy_byte(i));
	} else if (str_is(line, "file") || str_is(line, "cut")) {
		ret->fd = open(scratch_name("file"), O_RDONLY | O_CLOEXEC);
		ret->file_left = TOY_FILE_SIZE + (str_is(line, "cut") ? 1 : 0);
	} else if (str_is(line, "gone")) {
		ret->fd = open(scratch_path, O_RDONLY | O_CLOEXEC);
		ret->file_left = 1;
	} else {
		strbuf_addstr(&ret->bytes, rest);
	}
	return RESPOND_DONE;
}

static const struct protocol toy_plain = {
	.name = "toy", .scheme = SCHEME_GEMINI, .tls = false, .line_max = TOY_LINE_MAX,
	.parse = toy_parse_plain, .respond = toy_respond, .refuse = toy_refuse,
};
static const struct protocol toy_tls = {
	.name = "toys", .scheme = SCHEME_GEMINI, .tls = true, .line_max = TOY_LINE_MAX,
	.parse = toy_parse_tls, .respond = toy_respond, .refuse = toy_refuse,
};

/* --- the server ------------------------------------------------------------ */

static struct server *toy_server;
static unsigned toy_plain_port, toy_tls_port;
static int toy_result;
static pthread_t toy_thread;
static struct strbuf toy_crt = STRBUF_INIT, toy_key = STRBUF_INIT;
static struct keys_pair toy_pair;
static const struct service toy_service;

static inline void
toy_begin(void)
{
	struct str name = STR("localhost");
	struct strbuf bytes = STRBUF_INIT;
	const char *why;

	signal(SIGPIPE, SIG_IGN);
	log_set_level(LOG_LEVEL_ERROR);
	scratch_begin();
	scratch_must(cert_make(scratch_path, &name, 1, &why) == 0, "cert_make");
	scratch_must(cert_find(scratch_path, name, &toy_crt, &toy_key), "cert_find");
	toy_pair = (struct keys_pair){ .crt_path = toy_crt.buf, .key_path = toy_key.buf };
	for (size_t i = 0; i < TOY_FILE_SIZE; i++)
		strbuf_addc(&bytes, toy_byte(i));
	scratch_bytes("file", bytes.buf, bytes.len);
	strbuf_done(&bytes);
	sem_init(&toy_release, 0, 0);
}

static inline void
toy_end(void)
{
	strbuf_done(&toy_crt);
	strbuf_done(&toy_key);
	sem_destroy(&toy_release);
	scratch_end();
}

/* Two listeners on 127.0.0.1, plain and TLS, and quick deadlines for none. */
static inline struct server_options
toy_options(void)
{
	return (struct server_options){
		.listeners = {
			{ "127.0.0.1", 0, &toy_plain, "toy_listen" },
			{ "127.0.0.1", 0, &toy_tls, "toys_listen" },
		},
		.nlisteners = 2,
		.workers = 2,
		.pairs = &toy_pair,
		.npairs = 1,
	};
}

static inline void *
toy_run(void *arg)
{
	toy_result = server_run(toy_server, arg);
	return NULL;
}

static inline void
toy_start_with_hooks(const struct server_options *options, struct server_hooks *hooks)
{
	struct strbuf why = STRBUF_INIT;

	/* A job that was given up before it began has left what was meant for it. */
	while (sem_trywait(&toy_release) == 0)
		;
	toy_server = server_new(options, &toy_service, &why);
	if (toy_server == NULL)
		fprintf(stderr, "%s\n", why.buf);
	scratch_must(toy_server != NULL, "server_new");
	strbuf_done(&why);
	toy_plain_port = server_port(toy_server, 0);
	toy_tls_port = options->nlisteners > 1 ? server_port(toy_server, 1) : 0;
	scratch_must(pthread_create(&toy_thread, NULL, toy_run, hooks) == 0, "pthread_create");
}

static inline void
toy_start(const struct server_options *options)
{
	toy_start_with_hooks(options, NULL);
}

/* Waits for the end of server_run and gives its result. */
static inline int
toy_join(void)
{
	pthread_join(toy_thread, NULL);
	server_free(toy_server);
	toy_server = NULL;
	return toy_result;
}

static inline int
toy_stop(void)
{
	server_stop(toy_server);
	return toy_join();
}

/* --- clients ----------------------------------------------------------------- */

enum toy_end { TOY_CLOSE_NOTIFY, TOY_FIN, TOY_RESET, TOY_NEVER };

/* A connection to 127.0.0.1 that fails rather than waits for ever. */
static inline int
toy_dial_slow(unsigned port, int receive_buffer)
{
	struct sockaddr_in in = {
		.sin_family = AF_INET,
		.sin_port = htons((uint16_t)port),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK),
	};
	struct timeval patience = { .tv_sec = TOY_PATIENCE_S };
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), on = 1;

	scratch_must(fd >= 0, "socket");
	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
	setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
	if (receive_buffer > 0)
		setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &receive_buffer, sizeof receive_buffer);
	scratch_must(connect(fd, (struct sockaddr *)&in, sizeof in) == 0, "connect");
	return fd;
}

static inline int
toy_dial(unsigned port)
{
	return toy_dial_slow(port, 0);
}

static inline void
toy_say(int fd, const char *words)
{
	scratch_must(send(fd, words, strlen(words), MSG_NOSIGNAL) == (ssize_t)strlen(words), "send");
}

/* Reads to the end. */
static inline enum toy_end
toy_hear(int fd, struct strbuf *out)
{
	char buf[16384];

	for (;;) {
		ssize_t n = recv(fd, buf, sizeof buf, 0);

		if (n == 0)
			return TOY_FIN;
		if (n < 0)
			return errno == ECONNRESET ? TOY_RESET : TOY_NEVER;
		strbuf_add(out, buf, (size_t)n);
	}
}

struct toy_client {
	int fd;
	SSL_CTX *ctx;
	SSL *ssl;
};

/* name: for SNI, or NULL.  version: the only one offered, or 0. */
static inline bool
toy_greet(struct toy_client *c, int fd, const char *name, int version)
{
	*c = (struct toy_client){ .fd = fd, .ctx = SSL_CTX_new(TLS_client_method()) };
	scratch_must(c->ctx != NULL, "SSL_CTX_new");
	if (version != 0) {
		SSL_CTX_set_security_level(c->ctx, 0);
		SSL_CTX_set_min_proto_version(c->ctx, version);
		SSL_CTX_set_max_proto_version(c->ctx, version);
	}
	c->ssl = SSL_new(c->ctx);
	SSL_set_fd(c->ssl, fd);
	if (name != NULL)
		SSL_set_tlsext_host_name(c->ssl, name);
	ERR_clear_error();
	return SSL_connect(c->ssl) == 1;
}

static inline void
toy_hang_up(struct toy_client *c)
{
	SSL_free(c->ssl);
	SSL_CTX_free(c->ctx);
	close(c->fd);
}

static inline enum toy_end
toy_hear_tls(struct toy_client *c, struct strbuf *out)
{
	char buf[16384];
	size_t n;

	ERR_clear_error();
	while (SSL_read_ex(c->ssl, buf, sizeof buf, &n) == 1)
		strbuf_add(out, buf, n);
	switch (SSL_get_error(c->ssl, 0)) {
	case SSL_ERROR_ZERO_RETURN:
		return TOY_CLOSE_NOTIFY;
	case SSL_ERROR_SSL:
		return TOY_FIN;
	default:
		return errno == ECONNRESET ? TOY_RESET : TOY_NEVER;
	}
}

/* One whole visit with TLS. */
static inline enum toy_end
toy_visit(const char *request, struct strbuf *out)
{
	struct toy_client c;
	enum toy_end end = TOY_NEVER;

	if (toy_greet(&c, toy_dial(toy_tls_port), "localhost", 0) &&
	    SSL_write(c.ssl, request, (int)strlen(request)) > 0)
		end = toy_hear_tls(&c, out);
	toy_hang_up(&c);
	return end;
}

static inline enum toy_end
toy_visit_plain(const char *request, struct strbuf *out)
{
	int fd = toy_dial(toy_plain_port);
	enum toy_end end;

	toy_say(fd, request);
	end = toy_hear(fd, out);
	close(fd);
	return end;
}

/* Whether body is the header and the first n bytes of the pattern. */
static inline bool
toy_is_pattern(const struct strbuf *out, size_t n)
{
	if (out->len != n + 8 || memcmp(out->buf, "20 toy\r\n", 8) != 0)
		return false;
	for (size_t i = 0; i < n; i++)
		if (out->buf[8 + i] != toy_byte(i))
			return false;
	return true;
}

#endif
