/* tls.c - the pipe through TLS 1.2 and 1.3, on OpenSSL. */
#include "net/tls.h"

#include <assert.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/ssl.h>

#include "base/ascii.h"
#include "base/log.h"
#include "base/mem.h"
#include "net/tls_context.h"

#define RECORD_SIZE_MAX ((size_t)16 * 1024)	/* [bytes] of text (RFC 8446, 5.1) */

struct tls {
	struct pipe *pipe;
	SSL *ssl;
	struct strbuf *gather;	/* the thread's */
	struct str early;	/* read before there was an SSL object, still to be taken */
	struct strbuf pending;	/* what the socket refused */
	size_t pending_at;	/* [bytes] of pending that are sent */
	size_t taken;		/* [bytes] read in all */
	size_t step_taken;	/* [bytes] read since the last flush */
	unsigned key_updates;	/* of the other side */
	bool drained;		/* the last read was short: the next would only say EAGAIN */
	bool ended;
	bool broken;
};

/* --- between libssl and the socket --------------------------------------- */

static BIO_METHOD *bio_method;		/* by the mutex until it is there, which is for good */
static pthread_mutex_t bio_method_mutex = PTHREAD_MUTEX_INITIALIZER;

static int
bio_read(BIO *bio, char *buf, size_t size, size_t *ret_n)
{
	struct tls *t = BIO_get_data(bio);

	BIO_clear_retry_flags(bio);
	if (t->early.len > 0) {
		*ret_n = t->early.len < size ? t->early.len : size;
		memcpy(buf, t->early.p, *ret_n);
		t->early = str_from(t->early, *ret_n);
		t->taken += *ret_n;
		/* The client now waits for our flight: asking the kernel again at once
		 * would be a call for nothing. */
		t->drained = t->early.len == 0;
		return 1;
	}
	if (!t->pipe->has_body && (t->taken > TLS_INPUT_MAX || t->key_updates > TLS_KEY_UPDATES_MAX)) {
		t->pipe->why = "too much sent before a request";
		return 0;
	}
	/* Key updates and the like are eaten inside libssl: without a pause one
	 * client could hold the thread. */
	if (t->drained || t->step_taken >= RECORD_SIZE_MAX) {
		BIO_set_retry_read(bio);
		return 0;
	}
	if (!t->pipe->has_body && size > TLS_INPUT_PIECE)
		size = TLS_INPUT_PIECE;
	switch (pipe_recv_fd(t->pipe, buf, size, ret_n)) {
	case PIPE_OK:
		t->drained = *ret_n < size;
		t->taken += *ret_n;
		t->step_taken += *ret_n;
		return 1;
	case PIPE_WANT_READ:
		t->drained = true;
		BIO_set_retry_read(bio);
		return 0;
	case PIPE_ENDED:
		t->ended = true;
		return 0;
	case PIPE_WANT_WRITE:
	case PIPE_BROKEN:
		break;
	}
	return 0;
}

static int
bio_write(BIO *bio, const char *bytes, size_t n, size_t *ret_n)
{
	struct tls *t = BIO_get_data(bio);

	BIO_clear_retry_flags(bio);
	strbuf_add(t->pending.len > 0 ? &t->pending : t->gather, bytes, n);
	*ret_n = n;
	return 1;
}

static long
bio_ctrl(BIO *bio, int command, long number, void *pointer)
{
	struct tls *t = BIO_get_data(bio);

	(void)number;
	(void)pointer;
	switch (command) {
	case BIO_CTRL_FLUSH:
		return 1;
	case BIO_CTRL_EOF:
		return t != NULL && t->ended;
	default:
		return 0;
	}
}

static int
bio_create(BIO *bio)
{
	BIO_set_init(bio, 1);
	return 1;
}

static BIO_METHOD *
bio_method_make(void)
{
	int index = BIO_get_new_index();
	BIO_METHOD *m = index > 0 ? BIO_meth_new(index | BIO_TYPE_SOURCE_SINK, "pipe") : NULL;

	if (m != NULL && BIO_meth_set_read_ex(m, bio_read) == 1 && BIO_meth_set_write_ex(m, bio_write) == 1 &&
	    BIO_meth_set_ctrl(m, bio_ctrl) == 1 && BIO_meth_set_create(m, bio_create) == 1)
		return m;
	BIO_meth_free(m);
	return NULL;
}

/* NULL: no memory for it yet, which the next connection may find. */
static BIO_METHOD *
bio_method_get(void)
{
	BIO_METHOD *m;

	pthread_mutex_lock(&bio_method_mutex);
	if (bio_method == NULL)
		bio_method = bio_method_make();
	m = bio_method;
	pthread_mutex_unlock(&bio_method_mutex);
	return m;
}

/* A key update of 27 bytes costs as much as 5 KB of text, twice that when it wants one in return. */
static void
count_message(int written, int version, int type, const void *bytes, size_t n, SSL *ssl, void *arg)
{
	struct tls *t = arg;

	(void)version;
	(void)ssl;
	if (!written && type == SSL3_RT_HANDSHAKE && n > 0 && *(const unsigned char *)bytes == SSL3_MT_KEY_UPDATE)
		t->key_updates++;
}

/* --- the pipe ---------------------------------------------------------------- */

/* The one place where OpenSSL's answers become ours. */
static enum pipe_verdict
verdict(struct pipe *p, int result)
{
	struct tls *t = p->tls;
	const char *reason;

	switch (SSL_get_error(t->ssl, result)) {
	case SSL_ERROR_NONE:
		return PIPE_OK;
	case SSL_ERROR_WANT_READ:
		return PIPE_WANT_READ;
	case SSL_ERROR_WANT_WRITE:
		return PIPE_WANT_WRITE;
	case SSL_ERROR_ZERO_RETURN:
		p->why = "ended by the client";
		return PIPE_ENDED;
	default:
		reason = tls_reason(t->ssl, ERR_peek_error());
		if (reason != NULL)
			p->why = reason;
		else if (p->why == NULL)
			p->why = "connection lost";
		t->broken = true;
		ERR_clear_error();
		return PIPE_BROKEN;
	}
}

static enum pipe_verdict
tls_handshake(struct pipe *p)
{
	struct tls *t = p->tls;
	enum pipe_verdict v;

	ERR_clear_error();
	v = verdict(p, SSL_do_handshake(t->ssl));
	if (v == PIPE_ENDED)
		p->why = "closed by the client";
	/* It ends the first time only when it has taken all of them, or failed. */
	t->early = STR_NONE;
	return v;
}

static enum pipe_verdict
tls_read(struct pipe *p, char *buf, size_t size, size_t *ret_n)
{
	ERR_clear_error();
	return verdict(p, SSL_read_ex(p->tls->ssl, buf, size, ret_n));
}

static enum pipe_verdict
tls_flush(struct pipe *p)
{
	struct tls *t = p->tls;
	bool kept = t->pending.len > 0;
	struct str out = kept ? str_from(strbuf_str(&t->pending), t->pending_at) : strbuf_str(t->gather);
	enum pipe_verdict v = PIPE_OK;
	size_t n = 0;

	t->drained = false;
	t->step_taken = 0;
	if (out.len == 0)
		return PIPE_OK;
	v = pipe_send_fd(p, out, &n);
	if (v == PIPE_BROKEN)
		t->broken = true;
	if (kept)
		t->pending_at += n;
	else if (v != PIPE_BROKEN && n < out.len)
		strbuf_addstr(&t->pending, str_from(out, n));
	if (!kept)
		strbuf_reset(t->gather);
	if (v == PIPE_OK && n < out.len)
		v = PIPE_WANT_WRITE;
	if (v == PIPE_OK && kept) {
		strbuf_done(&t->pending);
		t->pending_at = 0;
	}
	return v;
}

static enum pipe_verdict
tls_write(struct pipe *p, struct str bytes, size_t *ret_n)
{
	struct tls *t = p->tls;
	enum pipe_verdict v;

	if (t->pending.len > 0)
		return PIPE_WANT_WRITE;
	ERR_clear_error();
	v = verdict(p, SSL_write_ex(t->ssl, bytes.p, str_slice(bytes, 0, RECORD_SIZE_MAX).len, ret_n));
	if (v == PIPE_OK && t->gather->len >= TLS_SEND_SIZE && tls_flush(p) == PIPE_BROKEN)
		v = PIPE_BROKEN;
	return v;
}

static enum pipe_verdict
tls_finish(struct pipe *p)
{
	struct tls *t = p->tls;
	int result;

	/* After an error libssl must not be asked again (SSL_shutdown(3)). */
	if (t->broken || SSL_in_init(t->ssl))
		return PIPE_BROKEN;
	ERR_clear_error();
	result = SSL_shutdown(t->ssl);
	/* 0: ours is written and the client's has not come, which is not waited for. */
	return result >= 0 ? PIPE_OK : verdict(p, result);
}

static void
tls_done(struct pipe *p)
{
	struct tls *t = p->tls;

	/* Whoever holds the thread now is this connection. */
	strbuf_reset(t->gather);
	SSL_free(t->ssl);
	ERR_clear_error();
	strbuf_done(&t->pending);
	free(t);
	p->tls = NULL;
}

static const struct pipe_kind tls_kind = {
	.name = "TLS",
	.handshake = tls_handshake,
	.read = tls_read,
	.write = tls_write,
	.finish = tls_finish,
	.flush = tls_flush,
	.done = tls_done,
};

static enum pipe_verdict
start(struct pipe *p, struct tls_context *context, struct str hello, struct strbuf *gather)
{
	BIO_METHOD *method = bio_method_get();
	struct tls *t;
	BIO *bio;

	assert(p->tls == NULL && gather->len == 0);
	t = mem_alloc(sizeof *t);
	t->pipe = p;
	t->gather = gather;
	t->early = hello;
	strbuf_init(&t->pending);
	ERR_clear_error();
	t->ssl = SSL_new(context->ssl);
	bio = method != NULL ? BIO_new(method) : NULL;
	if (t->ssl == NULL || bio == NULL) {
		SSL_free(t->ssl);
		BIO_free(bio);
		free(t);
		ERR_clear_error();
		p->why = "out of memory";
		return PIPE_BROKEN;
	}
	BIO_set_data(bio, t);
	SSL_set_bio(t->ssl, bio, bio);
	SSL_set_msg_callback(t->ssl, count_message);
	SSL_set_msg_callback_arg(t->ssl, t);
	p->tls = t;
	p->kind = &tls_kind;
	return PIPE_OK;
}

enum pipe_verdict
tls_start(struct pipe *p, struct tls_context *context, struct str hello, struct strbuf *gather)
{
	enum pipe_verdict v = start(p, context, hello, gather);

	if (v == PIPE_OK)
		SSL_set_accept_state(p->tls->ssl);
	return v;
}

enum pipe_verdict
tls_start_client(struct pipe *p, struct tls_context *context, const char *name, struct strbuf *gather)
{
	enum pipe_verdict v = start(p, context, STR_NONE, gather);

	if (v == PIPE_OK && name != NULL && SSL_set_tlsext_host_name(p->tls->ssl, name) != 1)
		v = PIPE_BROKEN;
	if (v == PIPE_OK)
		SSL_set_connect_state(p->tls->ssl);
	return v;
}

void
tls_name(const struct pipe *p, char buf[static TLS_NAME_MAX + 1])
{
	const char *name = p->tls != NULL ? SSL_get_servername(p->tls->ssl, TLSEXT_NAMETYPE_host_name) : NULL;
	size_t n = 0;

	for (; name != NULL && name[n] != '\0' && n < TLS_NAME_MAX; n++)
		buf[n] = ascii_small(name[n]);
	buf[n] = '\0';
}

void
tls_identity(const struct pipe *p, struct request_identity *ret)
{
	const X509 *x = p->tls != NULL ? SSL_get0_peer_certificate(p->tls->ssl) : NULL;

	*ret = (struct request_identity){ .given = x != NULL };
	if (x != NULL)
		tls_client_read(x, ret);
}
