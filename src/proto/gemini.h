/*
 * gemini.h - Gemini 0.24.1: request lines and response headers.
 *
 * A request is judged in this order, which satisfies every test suite known:
 * length, characters, absolute URI, fragment, user name, host and port as such
 * (all 59), scheme, host and port served here (53), path.
 */
#ifndef PROTO_GEMINI_H
#define PROTO_GEMINI_H

#include "proto/protocol.h"

/* [bytes] with CRLF; a longer one fails in Telescope and Offpunk, which read 1,024 bytes of it. */
#define GEMINI_HEADER_MAX ((size_t)1000)

/* Whether a redirect to url fits into a header. */
bool gemini_leads_to(struct str url);
/* Appends "20 TYPE…CRLF": text types say their charset, gemtext its language. */
void gemini_add_success(struct strbuf *out, const char *type, struct str lang);

#endif
