/*
 * bare_tls.c - the leanest server on OpenSSL.
 *
 * A BIO of its own: reads go straight into libssl, a read that came up short
 * is remembered (no second one only to hear EAGAIN), what a step writes is
 * gathered and sent once.  No tickets, no session cache, no chain building;
 * X25519 and AES-128-GCM first; close_notify with the reply; lingering close.
 *
 * usage: bare_tls CERTIFICATE KEY REPLY-FILE [SETTING]
 * A setting of bare_settings.c is one thing done otherwise.
 */

#include <errno.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "bare.h"
#include "bare_settings.h"
#include "net/tls_memory.h"

#define OUT_MAX (BARE_REPLY_MAX + 16 * 1024)	/* [bytes] that one step may write */

enum state { HANDSHAKE, REQUEST, LINGER };

struct conn {
	int fd;
	enum state state;
	bool drained;		/* the last recv came up short */
	SSL *ssl;
	size_t line_len;
	char line[BARE_LINE_MAX];
};

static const uint8_t *reply;
static size_t reply_len;
static const struct bare_settings *settings;
static int epoll;
static BIO_METHOD *method;
/* What the step under way has written; a step ends by sending all of it. */
static uint8_t out[OUT_MAX];
static size_t out_len;

static int
bio_write(BIO *bio, const char *bytes, size_t n, size_t *ret_n)
{
	(void)bio;
	if (n > sizeof out - out_len)
		return 0;
	memcpy(out + out_len, bytes, n);
	out_len += n;
	*ret_n = n;
	return 1;
}

static int
bio_read(BIO *bio, char *bytes, size_t n, size_t *ret_n)
{
	struct conn *c = BIO_get_data(bio);
	ssize_t got = -1;

	BIO_clear_retry_flags(bio);
	if (!c->drained)
		got = recv(c->fd, bytes, n, 0);
	if (got < 0 && (c->drained || errno == EAGAIN)) {
		BIO_set_retry_read(bio);
		return 0;
	}
	c->drained = got > 0 && (size_t)got < n;
	*ret_n = got > 0 ? (size_t)got : 0;
	return got > 0;
}

static long
bio_ctrl(BIO *bio, int command, long number, void *p)
{
	(void)bio, (void)number, (void)p;
	return command == BIO_CTRL_FLUSH;
}

static void
conn_close(struct conn *c)
{
	SSL_free(c->ssl);
	close(c->fd);
	free(c);
}

static bool
flush(struct conn *c)
{
	size_t n = out_len;

	out_len = 0;
	return n == 0 || send(c->fd, out, n, MSG_NOSIGNAL) == (ssize_t)n;
}

/* True when there is more to come. */
static bool
conn_handshake(struct conn *c)
{
	int r = SSL_do_handshake(c->ssl);

	if (r == 1) {
		c->state = REQUEST;
		return true;
	}
	return SSL_get_error(c->ssl, r) == SSL_ERROR_WANT_READ && flush(c);
}

static bool
conn_request(struct conn *c)
{
	size_t n;

	for (;;) {
		if (!SSL_read_ex(c->ssl, c->line + c->line_len, sizeof c->line - c->line_len, &n))
			return SSL_get_error(c->ssl, 0) == SSL_ERROR_WANT_READ && flush(c);
		c->line_len += n;
		if (memchr(c->line, '\n', c->line_len) != NULL)
			break;
		if (c->line_len == sizeof c->line)
			return false;
	}
	if (!SSL_write_ex(c->ssl, reply, reply_len, &n) || (settings->apart && !flush(c)) ||
	    SSL_shutdown(c->ssl) < 0 || !flush(c))
		return false;
	shutdown(c->fd, SHUT_WR);
	c->state = LINGER;
	return true;
}

static bool
conn_linger(struct conn *c)
{
	char rest[1024];
	ssize_t n;

	while ((n = recv(c->fd, rest, sizeof rest, 0)) > 0)
		continue;
	return n < 0 && errno == EAGAIN;
}

static void
conn_advance(struct conn *c)
{
	static bool (*const steps[])(struct conn *) = {
		[HANDSHAKE] = conn_handshake, [REQUEST] = conn_request, [LINGER] = conn_linger,
	};
	enum state before;
	bool more;

	c->drained = false;
	out_len = 0;
	ERR_clear_error();
	do {
		before = c->state;
		more = steps[before](c);
	} while (more && c->state != before);
	if (!more)
		conn_close(c);
}

static void
accept_all(int listener, SSL_CTX *ctx)
{
	struct conn *c;
	BIO *bio = NULL;
	int fd;

	while ((fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC)) >= 0) {
		c = calloc(1, sizeof *c);
		if (c == NULL || (c->ssl = SSL_new(ctx)) == NULL)
			bare_die("SSL_new");
		c->fd = fd;
		if (settings->socket_bio ? SSL_set_fd(c->ssl, fd) != 1 : (bio = BIO_new(method)) == NULL)
			bare_die("BIO_new");
		if (!settings->socket_bio) {
			BIO_set_data(bio, c);
			BIO_set_init(bio, 1);
			SSL_set_bio(c->ssl, bio, bio);
		}
		SSL_set_accept_state(c->ssl);
		bare_watch(epoll, fd, c);
	}
	if (errno != EAGAIN && errno != ECONNABORTED && errno != EINTR)
		bare_die("accept4");
}

static SSL_CTX *
ctx_new(const char *crt, const char *key)
{
	SSL_CTX *ctx;

	OPENSSL_init_ssl(OPENSSL_INIT_NO_LOAD_CONFIG, NULL);
	ctx = SSL_CTX_new(TLS_server_method());
	if (ctx == NULL || SSL_CTX_use_certificate_chain_file(ctx, crt) != 1 ||
	    SSL_CTX_use_PrivateKey_file(ctx, key, SSL_FILETYPE_PEM) != 1 || !bare_settings_apply(settings, ctx)) {
		ERR_print_errors_fp(stderr);
		exit(2);
	}
	return ctx;
}

static BIO_METHOD *
method_new(void)
{
	BIO_METHOD *m = BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "bare");

	if (m == NULL || BIO_meth_set_write_ex(m, bio_write) != 1 || BIO_meth_set_read_ex(m, bio_read) != 1 ||
	    BIO_meth_set_ctrl(m, bio_ctrl) != 1)
		bare_die("BIO_meth_new");
	return m;
}

int
main(int argc, char **argv)
{
	struct epoll_event events[BARE_EVENTS_MAX];
	SSL_CTX *ctx;
	int listener, n;

	settings = bare_settings_find(argc == 5 ? argv[4] : "base");
	if (argc < 4 || argc > 5 || settings == NULL) {
		fprintf(stderr, "usage: %s CERTIFICATE KEY REPLY-FILE [SETTING]\n", argv[0]);
		return 2;
	}
	if (settings->own_memory && !tls_memory_use())
		bare_die("tls_memory_use");
	ctx = ctx_new(argv[1], argv[2]);
	method = method_new();
	reply = bare_reply(argv[3], &reply_len);
	listener = bare_listen();
	epoll = bare_epoll(listener);
	while ((n = epoll_wait(epoll, events, BARE_EVENTS_MAX, -1)) >= 0 || errno == EINTR) {
		for (int i = 0; i < n; i++) {
			if (events[i].data.ptr == NULL)
				accept_all(listener, ctx);
			else
				conn_advance(events[i].data.ptr);
		}
	}
	bare_die("epoll_wait");
}
