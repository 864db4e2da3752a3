/*
 * request.h - what a client asked for, once its bytes are understood.
 */
#ifndef PROTO_REQUEST_H
#define PROTO_REQUEST_H

#include "base/fingerprint.h"
#include "base/strbuf.h"
#include "render/address.h"

#define GEMINI_URL_MAX 1024		/* [bytes] without CRLF (Gemini 0.24.1, "Requests") */
#define GOPHER_SELECTOR_MAX 1024	/* [bytes] of a selector that is answered properly */
#define GOPHER_LINE_MAX 4096		/* [bytes] of a request line; then it is cut off */

/* Three outcomes, and the bytes were either enough, too few or wrong. */
enum parse {
	PARSE_MORE,
	PARSE_OK,
	PARSE_BAD,		/* request.status and .why say how to refuse */
};

#define IDENTITY_NAME_MAX 64		/* [bytes] of a certificate's common name that are kept */

/*
 * The certificate a client showed.  It proves that the client has its key, and
 * nothing else: who made it up is not asked (Gemini 0.24.1, "Client
 * certificates").
 */
struct request_identity {
	bool given;
	bool expired, not_yet;
	int64_t not_before_s, not_after_s;	/* since 1970 */
	struct fingerprint certificate;	/* of the DER */
	struct fingerprint key;		/* of the public key (SubjectPublicKeyInfo): outlives a renewal */
	char name[IDENTITY_NAME_MAX + 1];	/* its common name in UTF-8, perhaps cut; may be empty */
};

/* The connection a request came over. */
struct request_origin {
	char client[64];	/* address as text, no port, no brackets */
	char local[64];		/* the address connected to, as text */
	unsigned local_port;
	char sni[256];		/* host name of the handshake, lower case; "" for none */
};

enum upload_kind {
	UPLOAD_NONE,
	UPLOAD_STORE,		/* a body follows, or none to delete what is there */
	UPLOAD_EDIT,		/* the source is wanted, to be changed and sent back */
};

/* What a titan:// request brings along. */
struct request_upload {
	enum upload_kind kind;
	uint64_t size;		/* [bytes] of the body; 0: delete */
	struct str mime;	/* lower case, without parameters; absent when not said; in store */
	struct str token;	/* decoded; absent when not said; in store */
	struct strbuf body;	/* as much of it as is here */
};

struct service;

struct request {
	const struct service *service;	/* whose capsule it is for: of those at the address, by its host */
	enum scheme scheme;
	size_t head_len;	/* [bytes] of the input before a body */
	struct str line;	/* as received, without its end: for the log (a token is hidden); borrowed from
				 * the input, or in store */
	struct str path;	/* decoded, safe, no leading "/"; in store */
	struct str query;	/* decoded; absent when there was none; in store */
	struct str raw_query;	/* Gemini: as received, to go along with a redirect; borrowed from the input */
	bool has_query;
	bool is_http;		/* Gopher: a web client has come to the wrong door */
	bool wants_url_page;	/* Gopher "URL:…": query holds the URL */
	bool wants_attributes;	/* Gopher+ "$" of the root: gopher_add_attributes */
	int status;		/* of PARSE_BAD: 53, 59 … */
	const char *why;	/* of PARSE_BAD: static words for the reader */
	struct request_upload upload;
	struct request_identity identity;	/* of who asks, by the net floor once parsed; without TLS nobody is known */
	struct strbuf store;
};

void request_init(struct request *r);
void request_done(struct request *r);

/* PARSE_BAD, with what the reader is told; why is static. */
enum parse request_refuse(struct request *r, int status, const char *why);

/* The path of a URL, decoded and safe, behind what is in store; or it is refused. */
enum parse request_add_path(struct request *r, struct str encoded);

#endif
