/*
 * rule_pattern.h - a POSIX extended regular expression that strangers' paths are held against.
 *
 * An implementation may remember what it worked out for a path as long as the pattern lives: glibc
 * keeps up to 6 KB for each byte it ever read, and takes the longer the more it has.  So a pattern
 * is compiled anew once it has read so much, and no pattern may be long when its counts are written
 * out, since what is kept for each byte grows with that.
 */
#ifndef CONTENT_RULE_PATTERN_H
#define CONTENT_RULE_PATTERN_H

#include <regex.h>
#include <stdbool.h>

#include "base/str.h"

#define RULE_PATTERN_MAX 512		/* [bytes], and [characters] with its counts written out */
#define RULE_GROUPS 10			/* \0, the whole, to \9 */
#define RULE_READ_MAX 4096		/* [bytes] that all patterns of a capsule read before they are compiled anew */

struct rule_pattern;

/*
 * A pattern that the whole of a path has to match, its leading "/" included.  NULL with a message
 * in why when it makes no sense or is too long.  References back (\1) are refused: they are what
 * makes matching slow.
 */
struct rule_pattern *rule_pattern_new(struct str text, char *why, size_t why_size);
void rule_pattern_free(struct rule_pattern *pattern);

/* Of its groups, "\0" not counted. */
size_t rule_pattern_groups(const struct rule_pattern *pattern);

/*
 * Whether path, a C string, matches; then groups[0] is where "\0" is in it, and so on up to ngroups (at most
 * RULE_GROUPS).  npatterns: that the capsule has.  From any thread.
 */
bool rule_pattern_match(struct rule_pattern *pattern, const char *path, size_t npatterns, regmatch_t *groups,
    size_t ngroups);

#endif
