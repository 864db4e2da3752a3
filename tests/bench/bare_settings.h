/* bare_settings.h - what bare_tls can do otherwise than it does, one thing at a time. */
#ifndef BENCH_BARE_SETTINGS_H
#define BENCH_BARE_SETTINGS_H

#include <openssl/ssl.h>
#include <stdbool.h>

struct bare_settings {
	const char *name;
	unsigned tickets;	/* sent after a handshake */
	bool socket_bio;	/* OpenSSL's own instead of ours */
	bool apart;		/* the answer and close_notify in two sends */
	bool no_read_ahead, chain, keep_buffers, cache;
	bool own_memory;	/* marmot's allocator (net/tls_memory.h) */
	bool defaults;		/* nothing is set at all */
	const char *ciphersuites;
};

/* NULL for an unknown name; "base" is what bare_tls does when it is not told. */
const struct bare_settings *bare_settings_find(const char *name);
/* False when OpenSSL refuses. */
bool bare_settings_apply(const struct bare_settings *settings, SSL_CTX *ctx);

#endif
