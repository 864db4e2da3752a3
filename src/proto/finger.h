/*
 * finger.h - Finger (RFC 1288): a name, and its article as text; no name, and
 * the home page as text.
 *
 * "/W" before the name changes nothing: there is no longer form.  "NAME@HOST"
 * asks for forwarding, which is refused (RFC 1288, 3.2.1).
 */
#ifndef PROTO_FINGER_H
#define PROTO_FINGER_H

#include "proto/protocol.h"

#define FINGER_LINE_MAX 512	/* [bytes] of a query */

#endif
