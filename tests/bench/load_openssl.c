/* load_openssl.c - Gemini load by libssl: what an ordinary client costs, and
 * a second opinion on the client made by hand. */

#include <errno.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "load.h"

enum state { HANDSHAKE, REPLY, CLOSED };

struct session {
	const struct load_options *options;
	SSL_CTX *ctx;
	SSL *ssl;
	int fd;
	enum state state;
};

static void *
session_new(const struct load_options *options)
{
	struct session *s = calloc(1, sizeof *s);

	if (s == NULL || (s->ctx = SSL_CTX_new(TLS_client_method())) == NULL ||
	    SSL_CTX_set_min_proto_version(s->ctx, TLS1_3_VERSION) != 1 ||
	    SSL_CTX_set1_groups_list(s->ctx, "X25519") != 1 ||
	    SSL_CTX_set_ciphersuites(s->ctx,
	    "TLS_AES_128_GCM_SHA256:TLS_CHACHA20_POLY1305_SHA256:TLS_AES_256_GCM_SHA384") != 1)
		load_die("SSL_CTX_new");
	SSL_CTX_set_verify(s->ctx, SSL_VERIFY_NONE, NULL);
	s->options = options;
	return s;
}

static void
session_free(void *session)
{
	struct session *s = session;

	SSL_free(s->ssl);
	SSL_CTX_free(s->ctx);
	free(s);
}

static void
begin(void *session, int fd)
{
	struct session *s = session;

	SSL_free(s->ssl);
	s->ssl = SSL_new(s->ctx);
	if (s->ssl == NULL || SSL_set_fd(s->ssl, fd) != 1 ||
	    SSL_set_tlsext_host_name(s->ssl, s->options->name) != 1)
		load_die("SSL_new");
	SSL_set_connect_state(s->ssl);
	s->fd = fd;
	s->state = HANDSHAKE;
}

static enum load_step
verdict(const struct session *s, int r)
{
	int saved = errno;

	switch (SSL_get_error(s->ssl, r)) {
	case SSL_ERROR_WANT_READ:
		return LOAD_WANT_READ;
	case SSL_ERROR_WANT_WRITE:
		return LOAD_WANT_WRITE;
	case SSL_ERROR_SYSCALL:
		errno = saved;
		/* Before connect is through, Linux says so. */
		return errno == ENOTCONN ? LOAD_WANT_WRITE : load_step_of_errno(LOAD_WANT_READ);
	default:
		return ERR_GET_REASON(ERR_peek_error()) == SSL_R_UNEXPECTED_EOF_WHILE_READING ?
		    LOAD_TRUNCATED : LOAD_BROKEN;
	}
}

static enum load_step
shake(struct session *s)
{
	size_t n;
	int r = SSL_do_handshake(s->ssl);

	if (r != 1)
		return verdict(s, r);
	if (s->options->hold != LOAD_HOLD_NOT)
		return LOAD_HELD;
	r = SSL_write_ex(s->ssl, s->options->request, strlen(s->options->request), &n);
	if (r != 1)
		return LOAD_BROKEN;
	s->state = REPLY;
	return LOAD_WANT_READ;
}

static enum load_step
step(void *session, struct load_reply *reply)
{
	struct session *s = session;
	enum load_step r;
	ssize_t n;
	size_t got;
	char c;

	ERR_clear_error();
	errno = 0;
	if (s->state == HANDSHAKE && ((r = shake(s)) != LOAD_WANT_READ || s->state == HANDSHAKE))
		return r;
	while (s->state == REPLY) {
		if (reply->len == LOAD_REPLY_MAX)
			return LOAD_CHANGED;
		if (SSL_read_ex(s->ssl, reply->bytes + reply->len, LOAD_REPLY_MAX - reply->len, &got)) {
			reply->len += got;
			continue;
		}
		if (SSL_get_error(s->ssl, 0) != SSL_ERROR_ZERO_RETURN)
			return verdict(s, 0);
		s->state = CLOSED;
	}
	/* Some servers wait for us to close first, as clients do. */
	n = recv(s->fd, &c, 1, 0);
	if (n < 0)
		return load_step_of_errno(reply->len > 0 ? LOAD_DONE : LOAD_TRUNCATED);
	return n > 0 ? LOAD_BROKEN : reply->len > 0 ? LOAD_DONE : LOAD_TRUNCATED;
}

const struct load_kind load_openssl = {
	.session_new = session_new, .session_free = session_free, .begin = begin, .step = step,
};
