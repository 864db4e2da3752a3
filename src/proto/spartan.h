/*
 * spartan.h - Spartan (2021-03-24): "HOST /PATH LENGTH" CRLF and that much data;
 * "2 TYPE", "3 /PATH", "4 WHY" or "5 WHY" CRLF come back.
 *
 * The data, where there is any, is what a reader typed (search words).
 */
#ifndef PROTO_SPARTAN_H
#define PROTO_SPARTAN_H

#include "proto/protocol.h"

#define SPARTAN_LINE_MAX 2048	/* [bytes] of the request line without CRLF */
#define SPARTAN_DATA_MAX 1024	/* [bytes] behind it that are taken */

#endif
