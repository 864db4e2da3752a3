/*
 * rule.h - where addresses lead that nothing in the folder answers to, as the
 * owner says it in the configuration.
 *
 * A rule is a pattern (rule_pattern.h) and a target in which \1 to \9 stand for
 * what the pattern's groups matched.
 */
#ifndef CONTENT_RULE_H
#define CONTENT_RULE_H

#include "base/arena.h"
#include "content/rule_pattern.h"

#define RULES_MAX 256			/* that an owner may give */
#define RULE_TARGET_MAX 1024		/* [bytes], before and after groups are put in */
#define RULE_PATH_MAX 1024		/* [bytes] of a path worth a look */

enum rule_kind {
	RULE_MOVED,		/* for good */
	RULE_LENT,		/* for now */
	RULE_GONE,
};

struct rule {
	struct rule_pattern *pattern;
	enum rule_kind kind;
	struct str target;		/* "/path", or a URL; of RULE_GONE nothing */
};

/*
 * Makes a rule.  False with a message in why for a pattern or target that makes
 * no sense; nothing is then to be freed.  The target is borrowed.
 */
bool rule_init(struct rule *rule, enum rule_kind kind, struct str pattern, struct str target,
    char *why, size_t why_size);
void rule_done(struct rule *rule);

/*
 * The first of n rules that path matches (decoded, without leading "/"), or
 * NULL; *ret_target is its target with the groups put in, percent-encoded where
 * the target is a URL, in arena a.  From any thread.
 */
const struct rule *rule_find(const struct rule *rules, size_t n, struct str path, struct arena *a,
    struct str *ret_target);

#endif
