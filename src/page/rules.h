/*
 * rules.h - routes by the owner's rules (content/rule.h), for paths that nothing
 * else answers to.
 */
#ifndef PAGE_RULES_H
#define PAGE_RULES_H

#include "page/route.h"

/*
 * Finds a target in the capsule; like route_find, but never follows another
 * rule, so that rules cannot go in circles.
 */
typedef void rules_finder(const struct catalogue *c, enum scheme scheme, struct str path,
    struct arena *scratch, struct route *ret);

/* Makes the route, which is missing, what a rule says; find looks for targets in the capsule. */
void rules_route(const struct catalogue *c, enum scheme scheme, struct str path, struct arena *scratch,
    rules_finder *find, struct route *ret);

#endif
