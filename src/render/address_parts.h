/*
 * address_parts.h - what spelling a place and leading there have in common,
 * for the address*.c files.
 */
#ifndef RENDER_ADDRESS_PARTS_H
#define RENDER_ADDRESS_PARTS_H

#include "base/uri.h"
#include "render/address.h"

#define GOPHER_PORT 70

/* The address of a local place, decoded; without search words but in Gopher. */
void address_spell(struct strbuf *out, enum scheme scheme, const struct place *place);
struct str address_own_host(const struct capsule *capsule);
unsigned address_own_port(const struct capsule *capsule, enum scheme scheme);
/* A gopher: URL: /T and the selector.  False when it names none of the types
 * that lead somewhere; "i" and "3" would be taken for text and a failure. */
bool address_gopher_type(const struct uri *uri, char *ret);

#endif
