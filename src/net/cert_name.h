/*
 * cert_name.h - the names a certificate may hold.
 */
#ifndef NET_CERT_NAME_H
#define NET_CERT_NAME_H

#include "base/str.h"

#define CERT_NAME_SIZE_MAX 253	/* [bytes] of a DNS name (RFC 1035, 2.3.4) */

/* The bytes of an IP address written as text: 4 or 16 of them; 0 for a name. */
size_t cert_name_address(struct str name, unsigned char ret[static 16]);

/* An address, or a host name in ASCII that is safe in a certificate and, with
 * an ending, as a file's name. */
bool cert_name_is_good(struct str name);

#endif
