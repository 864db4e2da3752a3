/*
 * host.h - names of hosts, compared.
 *
 * A configured name is in lower case and ASCII ("xn--…" for an international
 * one), without a final dot; "*.example.org" stands for each name with one more
 * label, as in a certificate (RFC 6125, 6.4.3).
 */
#ifndef PROTO_HOST_H
#define PROTO_HOST_H

#include "base/strbuf.h"

#define HOST_NAME_MAX_SIZE 253	/* [bytes] of a name (RFC 1035, 2.3.4) */
#define HOST_LABEL_MAX 63	/* [bytes] of one label */

enum host_match { HOST_OTHER, HOST_WILD, HOST_SAME };

/* How name, plain ASCII in any case, perhaps with a final dot, fits the configured one. */
enum host_match host_match(struct str configured, struct str name);
/* The best of n. */
enum host_match host_match_any(const struct str *configured, size_t n, struct str name);

/*
 * Appends the ASCII form of a name as a reader or an owner writes it: escapes
 * (%XX) decoded, case folded, NFC, labels that are not ASCII as "xn--" and
 * Punycode (RFC 3492, RFC 5891), no final dot.  An address stays, without
 * brackets.  False, with nothing appended, for what no name can be: not UTF-8,
 * an empty label, one that is too long.
 */
bool host_ascii(struct strbuf *out, struct str name);
/* Appends the international form of an ASCII name, for people to read; labels
 * that cannot be decoded stay. */
void host_unicode(struct strbuf *out, struct str name);

#endif
