/*
 * access.h - who may enter a private area, or publish.
 *
 * People are named in the configuration, by their certificate's fingerprint (of
 * the certificate or of its key) or by a name that "marmot cert allow" has
 * registered in a file; "all" is everyone in that file.  The file is read anew
 * while the server runs.  From any thread.
 */
#ifndef PROTO_ACCESS_H
#define PROTO_ACCESS_H

#include "base/fs.h"
#include "content/area.h"
#include "proto/request.h"

#define ACCESS_FILE "allowed"				/* below the state folder */
#define ACCESS_FILE_SIZE_MAX ((size_t)1024 * 1024)	/* [bytes] */
#define ACCESS_REGISTERED_MAX 10000			/* certificates in it */
#define ACCESS_NAME_MAX 64				/* [bytes] of a person's name there */

struct access;

/* Who was registered: a certificate, or its key, and a name that may be empty. */
struct access_entry {
	struct fingerprint fingerprint;
	char name[ACCESS_NAME_MAX + 1];
};

enum access_verdict {
	ACCESS_GRANTED,
	ACCESS_NOBODY,		/* no certificate was shown: 60 */
	ACCESS_EXPIRED,		/* 62 */
	ACCESS_NOT_YET,		/* 62 */
	ACCESS_STRANGER,	/* 61 */
};

/* path: of the file, which need not be there; NULL: nobody is registered. */
struct access *access_new(const char *path);
void access_free(struct access *access);

/* Reads the file again if it has changed; *ret_read tells.  0, or -errno with
 * what was read before still in use. */
int access_reload(struct access *access, bool *ret_read);

/* Whether identity is one of people.  access may be NULL: then only
 * fingerprints of the configuration count. */
enum access_verdict access_judge(struct access *access, struct people people,
    const struct request_identity *identity);

/* Writes why not, as a reader and the owner want to know it: fit for a Gemini
 * header.  The status that goes with it: 60, 61 or 62. */
int access_refuse(enum access_verdict verdict, const struct request_identity *identity, struct strbuf *why);

/*
 * The lines of such a file: a fingerprint, a blank, a name; "#" begins a
 * comment.  Reads at most max entries; lines that make no sense are passed over
 * and counted in *ret_bad.  Returns how many were read.
 */
size_t access_read(struct str text, struct access_entry *v, size_t max, size_t *ret_bad);
void access_write(struct strbuf *out, const struct access_entry *v, size_t n);

/* A name people may have: printable, no blank at either end, none of "all",
 * fingerprints and words that begin with "#". */
bool access_name_is_good(struct str name);

#endif
