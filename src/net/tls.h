/*
 * tls.h - the pipe through TLS 1.2 and 1.3, on OpenSSL.
 *
 * libssl never touches the socket by itself: what it writes in a step is
 * gathered in a buffer that all connections of a thread share, and leaves in
 * one send(2) at pipe_flush; only what the socket refuses is kept with the
 * connection.  An SSL object (10 kB) exists only once the whole ClientHello
 * is here, so that half a greeting costs no more than its bytes.
 *
 * Gemini's rules (0.24.1, "TLS"): 1.2 is the minimum; SNI is recorded and
 * never a reason to fail; ALPN is ignored; a client certificate is asked for
 * only when something here needs one, and no reason to fail either, unless it
 * would hold up others.
 */
#ifndef NET_TLS_H
#define NET_TLS_H

#include "base/strbuf.h"
#include "net/pipe.h"
#include "proto/request.h"

#define TLS_HELLO_MAX ((size_t)16 * 1024)	/* [bytes] of ClientHello in its records; those of clients have 2 KB */
#define TLS_INPUT_MAX ((size_t)64 * 1024)	/* [bytes] taken from a client who sends no body, in all */
#define TLS_INPUT_PIECE ((size_t)2 * 1024)	/* [bytes] of it at once: what libssl eats of them is eaten in one go */
#define TLS_KEY_UPDATES_MAX 32			/* from such a client, who has hardly anything to say */
#define TLS_SEND_SIZE ((size_t)16 * 1024)	/* [bytes] gathered before they are sent anyway */
#define TLS_CLIENT_CHAIN_MAX ((size_t)16 * 1024)	/* [bytes] of a client's certificates; more end the handshake */
#define TLS_CLIENT_RSA_MAX 8192			/* [bits] of a client's RSA key, and of its public exponent; */
#define TLS_CLIENT_EXPONENT_MAX 32		/*   larger ones end the handshake, and so does DSA */
#define TLS_NAME_MAX 255			/* [bytes] of an SNI host name (RFC 6066, 3) */

struct tls_context;

/*
 * A certificate (PEM, followed by its chain if any, or DER) and its key with all
 * settings.  ask_identity: clients are asked for a certificate, which they may
 * refuse.  Used by one thread, so that threads do not contend for it.
 * Connections that began with it outlive it.  NULL with static words in
 * *ret_why.
 */
struct tls_context *tls_context_new(struct str crt, struct str key, bool ask_identity,
    const char **ret_why);
/* For connections that we make: any certificate is taken, to be judged by who asked
 * for the connection (tls_identity); an end without close_notify is none.  NULL when
 * OpenSSL refuses. */
struct tls_context *tls_context_client(void);
void tls_context_free(struct tls_context *context);
/*
 * Has connections that began with all, and ask for one of the n hosts by SNI
 * (proto/host.h says how names compare), go on with the certificate of one,
 * which may be all itself.  The strings are copied.  False when OpenSSL got no
 * memory: the pair is then of no use.
 */
bool tls_context_name(struct tls_context *all, struct tls_context *one, const struct str *hosts, size_t n);

enum tls_hello {
	TLS_HELLO_MORE,
	TLS_HELLO_WHOLE,
	TLS_HELLO_NOT,		/* no TLS at all, or larger than is taken */
};

/* Judges the first bytes of a connection. */
enum tls_hello tls_hello_judge(struct str bytes);
/* What came instead of it, in static words: "it sent plain text". */
const char *tls_hello_words(struct str bytes);

/*
 * Turns the plain pipe p into one with TLS.  hello: what was read so far,
 * borrowed until the first pipe_handshake returns.  gather: the thread's,
 * empty between two connections.  PIPE_OK, or PIPE_BROKEN when OpenSSL refuses.
 */
enum pipe_verdict tls_start(struct pipe *p, struct tls_context *context, struct str hello,
    struct strbuf *gather);

/*
 * The same where we are the client: name goes along as SNI unless it is NULL,
 * context is one of tls_context_client.  No certificate of ours is shown.
 */
enum pipe_verdict tls_start_client(struct pipe *p, struct tls_context *context, const char *name,
    struct strbuf *gather);

/* The name the client asked for in lower case, "" when it named none; buf
 * takes TLS_NAME_MAX bytes and a NUL. */
void tls_name(const struct pipe *p, char buf[static TLS_NAME_MAX + 1]);

/* The certificate the other side showed, judged by the clock; all zero for none. */
void tls_identity(const struct pipe *p, struct request_identity *ret);

#endif
