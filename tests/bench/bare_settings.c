/* bare_settings.c - see bare_settings.h. */

#include <string.h>

#include "bare_settings.h"

static const struct bare_settings table[] = {
	{ .name = "base" },
	{ .name = "tickets-1", .tickets = 1 },
	{ .name = "tickets-2", .tickets = 2 },
	{ .name = "socket-bio", .socket_bio = true },
	{ .name = "no-read-ahead", .no_read_ahead = true },
	{ .name = "apart", .apart = true },
	{ .name = "chain", .chain = true },
	{ .name = "keep-buffers", .keep_buffers = true },
	{ .name = "session-cache", .cache = true },
	{ .name = "aes-256", .ciphersuites = "TLS_AES_256_GCM_SHA384" },
	{ .name = "chacha20", .ciphersuites = "TLS_CHACHA20_POLY1305_SHA256" },
	{ .name = "own-memory", .own_memory = true },
	{ .name = "defaults", .socket_bio = true, .apart = true, .defaults = true },
};

const struct bare_settings *
bare_settings_find(const char *name)
{
	for (size_t i = 0; i < sizeof table / sizeof table[0]; i++)
		if (strcmp(table[i].name, name) == 0)
			return &table[i];
	return NULL;
}

bool
bare_settings_apply(const struct bare_settings *s, SSL_CTX *ctx)
{
	if (s->defaults)
		return true;
	SSL_CTX_set_options(ctx, (s->tickets == 0 ? SSL_OP_NO_TICKET : 0) | SSL_OP_NO_RENEGOTIATION |
	    SSL_OP_CIPHER_SERVER_PREFERENCE);
	SSL_CTX_set_session_cache_mode(ctx, s->cache ? SSL_SESS_CACHE_SERVER : SSL_SESS_CACHE_OFF);
	SSL_CTX_set_mode(ctx, (s->keep_buffers ? 0 : SSL_MODE_RELEASE_BUFFERS) | (s->chain ? 0 : SSL_MODE_NO_AUTO_CHAIN));
	SSL_CTX_set_read_ahead(ctx, !s->no_read_ahead);
	return SSL_CTX_set_min_proto_version(ctx, TLS1_2_VERSION) == 1 &&
	    SSL_CTX_set1_groups_list(ctx, "X25519:P-256:P-384") == 1 &&
	    SSL_CTX_set_ciphersuites(ctx, s->ciphersuites != NULL ? s->ciphersuites :
	    "TLS_AES_128_GCM_SHA256:TLS_CHACHA20_POLY1305_SHA256:TLS_AES_256_GCM_SHA384") == 1 &&
	    SSL_CTX_set_num_tickets(ctx, s->tickets) == 1;
}
