/*
 * cert.h - the server's certificate: made, loaded, judged, shown.
 *
 * ECDSA P-256, self-signed, CN and subjectAltName = the host names (an IP
 * address as both IP and CN), from yesterday until 9999-12-31: Gemini clients
 * trust on first use and pin what they saw, so it is made once and never
 * renewed by itself.  PEM files "HOST.crt" and "HOST.key" (mode 0600) in the
 * certificate folder; the owner's own are taken as they are, PEM or DER.
 */
#ifndef NET_CERT_H
#define NET_CERT_H

#include "base/date.h"
#include "base/strbuf.h"
#include "content/diag.h"

#define CERT_NAMES_SIZE_MAX ((size_t)16 * 1024)	/* [bytes] of a certificate's names that are told */

struct cert_facts {
	char fingerprint[96];	/* SHA-256 of the DER, "AB:CD:…" */
	char spki[96];		/* SHA-256 of the public key, the same form */
	struct date from, until;
	struct strbuf names;	/* subjectAltName and CN, ", " between, in clean UTF-8; the first that fit */
	bool expired, not_yet;
	bool has_alternatives;	/* names in subjectAltName, and not in the CN alone */
	bool self_signed;
	const char *key_trouble;	/* what clients have against its key (static words); NULL: nothing */
};

/*
 * Makes DIR/NAME.crt and DIR/NAME.key for the n names, the first of which is
 * NAME; refuses (-EEXIST) when either is there.  0 or -errno; ret_why says in
 * words what went wrong (static text).
 */
int cert_make(const char *dir, const struct str *names, size_t n, const char **ret_why);
/*
 * Makes a certificate for the n names in the place of the one at crt_path, for
 * the same key, or with new_key for a new one in the place of key_path.  What
 * was there is kept beside it, with the day behind its name.  The files keep
 * their owner and form (".der" is DER).  0 or -errno; ret_why as above.
 */
int cert_renew(const char *crt_path, const char *key_path, const struct str *names, size_t n, bool new_key,
    const char **ret_why);
/*
 * Both write a new key under another name, then the certificate, and give the key
 * its name last: whoever is killed in between leaves the old pair, or a new
 * certificate whose key waits beside it.  cert_finish gives such a key its name; 1
 * when it did, 0 when there was nothing to do, or -errno.
 */
int cert_finish(const char *crt_path, const char *key_path);
/* Appends that other name: ".new" for ".key", ".pem", ".der" or ".rsa", so that it is
 * no longer, else behind it. */
void cert_waiting_path(const char *key_path, struct strbuf *out);
/* Reads the first certificate of the file, PEM or DER.  0 or -errno with ret_why. */
int cert_read(const char *crt_path, struct cert_facts *ret, const char **ret_why);
void cert_facts_done(struct cert_facts *f);
/* Whether the certificate's names cover host (case ignored, "*." wildcards). */
bool cert_covers(const char *crt_path, struct str host);
/*
 * The files for a host: DIR/HOST.crt/.key, or under the names that other
 * programs use, in a folder DIR/HOST or in DIR itself.  False when there is no
 * pair: the paths are then those of half a pair, or empty.
 */
bool cert_find(const char *dir, struct str host, struct strbuf *ret_crt, struct strbuf *ret_key);

#define CERT_SOON_DAYS 14	/* so long before the end it is warned about */

/* Appends to why what clients have against its dates, or soon will, and what to
 * do; false when that is nothing. */
bool cert_judge_dates(const struct cert_facts *facts, struct strbuf *why);

/*
 * Judges the pair as the server and its clients would: errors for what cannot
 * be served, warnings for what some clients refuse and for a key that others
 * may read.  hosts: the n names it should have.
 */
void cert_judge(const char *crt_path, const char *key_path, const struct str *hosts, size_t n,
    struct diag_list *diags);

#endif
