/*
 * nex.h - Nex (nightfall.city): a path and a line end; the page or file comes
 * back, and the connection ends.  There are no types and no errors: a path that
 * leads nowhere gets a line that says so.
 */
#ifndef PROTO_NEX_H
#define PROTO_NEX_H

#include "proto/protocol.h"

#define NEX_LINE_MAX 1024	/* [bytes] of a path */

#endif
