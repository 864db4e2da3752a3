/* errand_tls.c - TLS with a server behind a path, and whether it is the right one. */
#include <string.h>

#include "base/known.h"
#include "base/log.h"
#include "net/errand_parts.h"
#include "net/tls.h"

/* An address is no name to ask for (RFC 6066, 3). */
static const char *
sni_of(const struct upstream *u)
{
	struct peer_range range;

	return u->host.p[0] == '[' || peer_range_parse(u->host, &range) ? NULL : u->host.p;
}

enum errand_verdict
errand_begin_tls(struct errand *e)
{
	struct worker *worker = e->worker;

	if (worker->tls_client == NULL)
		worker->tls_client = tls_context_client();
	if (worker->tls_client == NULL ||
	    tls_start_client(&e->pipe, worker->tls_client, sni_of(e->upstream), &e->gather) != PIPE_OK)
		return errand_fail(e, "TLS cannot begin", NULL);
	e->stage = ERRAND_HANDSHAKE;
	return ERRAND_PIECE;
}

/* For the log, so that the owner can say that it is right. */
static enum errand_verdict
fail_trust(struct errand *e, const char *why, const struct fingerprint *key)
{
	struct strbuf text = STRBUF_INIT;

	e->apology = "The server behind this path is not the one that is expected";
	fingerprint_add(&text, key);
	(void)errand_fail(e, why, text.buf);
	strbuf_done(&text);
	return ERRAND_FAILED;
}

static enum errand_verdict
judge_first(struct errand *e, const struct fingerprint *key)
{
	const struct upstream *u = e->upstream;
	struct strbuf name = STRBUF_INIT;
	enum errand_verdict v = ERRAND_PIECE;
	int error;

	strbuf_addf(&name, "%.*s:%u", STR_ARG(u->host), u->port);
	switch (known_judge(u->known, strbuf_str(&name), key, &error)) {
	case KNOWN_SAME:
		break;
	case KNOWN_NEW:
		log_info("%s is seen for the first time: its key is kept in " KNOWN_FILE, name.buf);
		if (error != 0)
			log_warning("the key of %s is known until the server ends, for " KNOWN_FILE " cannot be written: %s",
			    name.buf, strerror(-error));
		break;
	case KNOWN_OTHER:
		v = fail_trust(e, "its key is not the one seen first (if that is right, remove its line from "
		    KNOWN_FILE " in the state folder and reload); the key now", key);
		break;
	}
	strbuf_done(&name);
	return v;
}

static enum errand_verdict
judge(struct errand *e)
{
	const struct upstream *u = e->upstream;
	struct request_identity identity;

	tls_identity(&e->pipe, &identity);
	if (!identity.given)
		return errand_fail(e, "it shows no certificate", NULL);
	switch (u->trust) {
	case UPSTREAM_TRUST_ANY:
		break;
	case UPSTREAM_TRUST_PIN:
		if (!fingerprint_eq(&identity.certificate, &u->pin) && !fingerprint_eq(&identity.key, &u->pin))
			return fail_trust(e, "its certificate is not the one of fingerprint:, but", &identity.certificate);
		break;
	case UPSTREAM_TRUST_FIRST:
		return judge_first(e, &identity.key);
	}
	return ERRAND_PIECE;
}

enum errand_verdict
errand_handshake(struct errand *e, struct reply *ret)
{
	enum pipe_verdict status = pipe_handshake(&e->pipe);
	enum errand_verdict v;

	(void)ret;
	if (status != PIPE_OK)
		return errand_held_up(e, status);
	v = judge(e);
	if (v == ERRAND_PIECE)
		e->stage = ERRAND_ASK;
	return v;
}
