/*
 * certificate_fuzz.c - any bytes as the certificate of a client, or of a server
 * that is visited.
 *
 * OpenSSL takes the bytes apart; what is read from its answer is clean text, is
 * the same the second time, and is of this certificate and no other.
 */
#include <assert.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <openssl/x509.h>

#include "base/utf8.h"
#include "net/cert.h"
#include "net/tls_context.h"
#include "net/tls_key.h"
#include "proto/request.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

/* It goes into logs, pages and the environment of programs. */
static void
check_text(struct str s)
{
	assert(utf8_valid(s));
	for (size_t at = 0; at < s.len;) {
		uint32_t c = utf8_next(s, &at);

		assert(c >= ' ' && (c < 0x7F || c >= 0xA0));
	}
}

static void
check_client(const X509 *x)
{
	struct request_identity once = { .given = true }, again = { .given = true };

	tls_client_read(x, &once);
	tls_client_read(x, &again);
	assert(memchr(once.name, '\0', sizeof once.name) != NULL);
	check_text(str_of(once.name));
	assert(strcmp(once.name, again.name) == 0);
	assert(memcmp(&once.certificate, &again.certificate, sizeof once.certificate) == 0);
	assert(memcmp(&once.key, &again.key, sizeof once.key) == 0);
	assert(once.given && once.not_before_s == again.not_before_s && once.not_after_s == again.not_after_s);
}

static void
check_hash(const char *hash)
{
	size_t len = strlen(hash);

	assert(len == 0 || len == 32 * 3 - 1);
	for (size_t i = 0; i < len; i++)
		assert(i % 3 == 2 ? hash[i] == ':' : strchr("0123456789ABCDEF", hash[i]) != NULL);
}

static void
check_facts(X509 *x)
{
	struct cert_facts facts;

	cert_facts_read(x, &facts);
	check_hash(facts.fingerprint);
	check_hash(facts.spki);
	check_text(strbuf_str(&facts.names));
	cert_facts_done(&facts);
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	struct str s = { size > 0 ? (const char *)bytes : "", size };
	X509 *x = tls_certificate(s);

	if (x != NULL) {
		check_client(x);
		check_facts(x);
	}
	X509_free(x);
	return 0;
}
