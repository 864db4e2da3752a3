/*
 * cert.h - the server's certificate: made, loaded, judged, shown.
 *
 * ECDSA P-256, self-signed, CN and subjectAltName = the host names (an IP
 * address as both IP and CN), from yesterday until 9999-12-31: Gemini clients
 * trust on first use and pin what they saw, so it is made once and never
 * renewed by itself.  PEM files "HOST.crt" and "HOST.key" (mode 0600) in the
 * certificate folder; the owner's own are taken as they are.
 */
#ifndef NET_CERT_H
#define NET_CERT_H

#include "base/date.h"
#include "base/strbuf.h"

struct cert_facts {
	char fingerprint[96];	/* SHA-256 of the DER, "AB:CD:…" */
	char spki[96];		/* SHA-256 of the public key, the same form */
	struct date from, until;
	struct strbuf names;	/* subjectAltName and CN, ", " between */
	bool expired, not_yet;
};

/*
 * Makes DIR/NAME.crt and DIR/NAME.key for the n names, the first of which is
 * NAME; refuses (-EEXIST) when either is there.  0 or -errno; ret_why says in
 * words what went wrong (static text).
 */
int cert_make(const char *dir, const struct str *names, size_t n, const char **ret_why);
/* Reads the first certificate of the PEM file.  0 or -errno with ret_why. */
int cert_read(const char *crt_path, struct cert_facts *ret, const char **ret_why);
void cert_facts_done(struct cert_facts *f);
/* Whether the certificate's names cover host (case ignored, "*." wildcards). */
bool cert_covers(const char *crt_path, struct str host);
/* The files for a host: DIR/HOST.crt/.key, else DIR/cert.pem/key.pem; false when there are none. */
bool cert_find(const char *dir, struct str host, struct strbuf *ret_crt, struct strbuf *ret_key);

#endif
