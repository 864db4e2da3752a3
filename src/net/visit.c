/* visit.c - one visit to a server as a client makes it. */
#include "net/visit.h"

#include <errno.h>
#include <netdb.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include "base/log.h"
#include "net/loop.h"
#include "net/tls_key.h"

#define PATIENCES 10

struct call {
	const struct visit *how;
	struct visit_result *r;
	int fd;
	SSL_CTX *ctx;
	SSL *ssl;
	uint64_t until_ms;
};

void
visit_result_init(struct visit_result *r)
{
	*r = (struct visit_result){ .reply = STRBUF_INIT, .certificate.names = STRBUF_INIT };
}

void
visit_result_done(struct visit_result *r)
{
	strbuf_done(&r->reply);
	cert_facts_done(&r->certificate);
}

static bool
fail(struct call *c, enum visit_end end, const char *why)
{
	c->r->end = end;
	(void)snprintf(c->r->why, sizeof c->r->why, "%s", why);
	return false;
}

static bool
call_connect(struct call *c)
{
	struct timeval patience = { .tv_sec = (time_t)c->how->patience_s };
	struct addrinfo hints = { .ai_socktype = SOCK_STREAM }, *list, *a;
	char port[8];
	int r, error = 0;

	(void)snprintf(port, sizeof port, "%u", c->how->port);
	r = getaddrinfo(c->how->host, port, &hints, &list);
	if (r != 0)
		return fail(c, VISIT_NO_NAME, gai_strerror(r));
	for (a = list; a != NULL && c->fd < 0; a = a->ai_next) {
		int fd = socket(a->ai_family, a->ai_socktype, a->ai_protocol);

		if (fd >= 0) {
			/* On Linux and the BSDs the second one bounds connect(2) too. */
			(void)setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
			(void)setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
			if (connect(fd, a->ai_addr, a->ai_addrlen) == 0)
				c->fd = fd;
		}
		error = errno;
		if (fd >= 0 && c->fd < 0)
			close(fd);
	}
	freeaddrinfo(list);
	return c->fd >= 0 || fail(c, VISIT_NO_CONNECTION, strerror(error));
}

static void
read_certificate(struct call *c)
{
	X509 *x = SSL_get1_peer_certificate(c->ssl);

	if (x == NULL)
		return;
	c->r->has_certificate = true;
	c->r->covers_host = X509_check_host(x, c->how->host, 0, 0, NULL) == 1 ||
	    X509_check_ip_asc(x, c->how->host, 0) == 1;
	cert_facts_read(x, &c->r->certificate);
	X509_free(x);
}

static bool
call_handshake(struct call *c)
{
	char why[120];

	c->ctx = SSL_CTX_new(TLS_client_method());
	c->ssl = c->ctx != NULL ? SSL_new(c->ctx) : NULL;
	if (c->ssl == NULL)
		log_fatal("no memory for TLS");
	SSL_set_verify(c->ssl, SSL_VERIFY_NONE, NULL);
	/* Old versions ask for signatures that level 1 forbids. */
	if (c->how->old_tls) {
		SSL_set_security_level(c->ssl, 0);
		(void)SSL_set_min_proto_version(c->ssl, TLS1_VERSION);
		(void)SSL_set_max_proto_version(c->ssl, TLS1_1_VERSION);
	} else {
		(void)SSL_set_min_proto_version(c->ssl, TLS1_2_VERSION);
		(void)SSL_set_max_proto_version(c->ssl, c->how->tls12 ? TLS1_2_VERSION : 0);
	}
	if (c->how->sni != NULL)
		(void)SSL_set_tlsext_host_name(c->ssl, c->how->sni);
	SSL_set_fd(c->ssl, c->fd);
	ERR_clear_error();
	if (SSL_connect(c->ssl) != 1) {
		unsigned long code = ERR_peek_error();

		ERR_error_string_n(code, why, sizeof why);
		return fail(c, VISIT_NO_HANDSHAKE, code != 0 ? ERR_reason_error_string(code) != NULL ?
		    ERR_reason_error_string(code) : why : "the connection ended");
	}
	(void)snprintf(c->r->version, sizeof c->r->version, "%s", SSL_get_version(c->ssl));
	read_certificate(c);
	return true;
}

/* A server that has heard enough may be gone; its reply is what counts. */
static void
call_send(struct call *c, struct str bytes)
{
	size_t piece = c->how->bytewise ? 1 : bytes.len;

	for (size_t at = 0; at < bytes.len; at += piece) {
		size_t n = bytes.len - at < piece ? bytes.len - at : piece;

		ERR_clear_error();
		if (c->ssl != NULL ? SSL_write(c->ssl, bytes.p + at, (int)n) <= 0 :
		    send(c->fd, bytes.p + at, n, MSG_NOSIGNAL) < 0)
			break;
	}
	/* TLS 1.3 has it that close_notify ends one direction alone (RFC 8446, 6.1). */
	if (c->how->half_close && c->ssl == NULL)
		(void)shutdown(c->fd, SHUT_WR);
}

static enum visit_end
end_of(int error)
{
	if (error == EAGAIN || error == EWOULDBLOCK)
		return VISIT_LATE;
	return VISIT_RESET;
}

/* Some bytes, or 0 with *end. */
static size_t
call_recv(struct call *c, char *to, size_t room, enum visit_end *end)
{
	ssize_t n;

	errno = 0;
	if (c->ssl == NULL) {
		n = recv(c->fd, to, room, 0);
		*end = n == 0 ? VISIT_CLEAN : end_of(errno);
		return n > 0 ? (size_t)n : 0;
	}
	ERR_clear_error();
	n = SSL_read(c->ssl, to, (int)room);
	if (n > 0)
		return (size_t)n;
	switch (SSL_get_error(c->ssl, (int)n)) {
	case SSL_ERROR_ZERO_RETURN:
		*end = VISIT_CLEAN;
		break;
	case SSL_ERROR_SSL:
		*end = ERR_GET_REASON(ERR_peek_error()) == SSL_R_UNEXPECTED_EOF_WHILE_READING ? VISIT_CUT : VISIT_RESET;
		break;
	case SSL_ERROR_WANT_READ:
		*end = VISIT_LATE;
		break;
	default:
		*end = end_of(errno);
		break;
	}
	return 0;
}

static void
call_read(struct call *c)
{
	char piece[16 * 1024];
	size_t n;

	while ((n = call_recv(c, piece, sizeof piece, &c->r->end)) > 0) {
		strbuf_add(&c->r->reply, piece, n);
		c->r->end = c->r->reply.len >= VISIT_REPLY_MAX ? VISIT_ENOUGH : VISIT_LATE;
		if (c->r->end == VISIT_ENOUGH || loop_now_ms() > c->until_ms)
			break;
	}
}

void
visit(const struct visit *how, struct str bytes, struct visit_result *r)
{
	struct call c = { .how = how, .r = r, .fd = -1,
	    .until_ms = loop_now_ms() + (uint64_t)1000 * PATIENCES * how->patience_s };

	visit_result_done(r);
	visit_result_init(r);
	if (call_connect(&c) && (!how->tls || call_handshake(&c))) {
		call_send(&c, bytes);
		call_read(&c);
	}
	if (c.ssl != NULL && r->end == VISIT_CLEAN)
		(void)SSL_shutdown(c.ssl);
	SSL_free(c.ssl);
	SSL_CTX_free(c.ctx);
	if (c.fd >= 0)
		close(c.fd);
}
