/* rule.c - where addresses lead that nothing in the folder answers to. */
#include "content/rule.h"

#include <stdio.h>
#include <string.h>

#include "base/strbuf.h"
#include "base/uri.h"

/* The group that "\N" at s[at] asks for, or -1. */
static int
group_at(struct str s, size_t at)
{
	if (s.p[at] != '\\' || at + 1 >= s.len || s.p[at + 1] < '0' || s.p[at + 1] > '9')
		return -1;
	return s.p[at + 1] - '0';
}

static const char *
judge_target(struct str target, size_t groups)
{
	struct uri uri;

	if (target.len > RULE_TARGET_MAX || str_has_control(target))
		return "its target is too long, or holds control characters";
	uri_split(target, &uri);
	if ((target.len == 0 || target.p[0] != '/') && (uri.scheme.p == NULL || uri.host.p == NULL))
		return "its target is neither a path, as in \"/posts/\", nor a URL";
	for (size_t i = 0; i < target.len; i++)
		if (group_at(target, i) > (int)groups)
			return "its target asks for a group that the pattern does not have";
	return NULL;
}

bool
rule_init(struct rule *rule, enum rule_kind kind, struct str pattern, struct str target, char *why,
    size_t why_size)
{
	const char *wrong;

	rule->pattern = rule_pattern_new(pattern, why, why_size);
	if (rule->pattern == NULL)
		return false;
	rule->kind = kind;
	rule->target = target;
	wrong = kind == RULE_GONE ? NULL : judge_target(target, rule_pattern_groups(rule->pattern));
	if (wrong != NULL) {
		(void)snprintf(why, why_size, "%s", wrong);
		rule_done(rule);
		return false;
	}
	return true;
}

void
rule_done(struct rule *rule)
{
	rule_pattern_free(rule->pattern);
}

static struct str
put_in(const struct rule *rule, const char *path, const regmatch_t *groups, struct arena *a)
{
	struct strbuf out = STRBUF_INIT;
	bool local = rule->target.p[0] == '/';
	struct str kept;

	for (size_t i = 0; i < rule->target.len && out.len <= RULE_TARGET_MAX; i++) {
		int group = group_at(rule->target, i);

		if (group < 0) {
			strbuf_addc(&out, rule->target.p[i]);
			continue;
		}
		i++;
		if (groups[group].rm_so >= 0) {
			struct str text = { path + groups[group].rm_so,
			    (size_t)(groups[group].rm_eo - groups[group].rm_so) };

			if (local)
				strbuf_addstr(&out, text);
			else
				uri_encode(&out, text, "/");
		}
	}
	kept = out.len <= RULE_TARGET_MAX ? arena_str(a, strbuf_str(&out)) : STR_NONE;
	strbuf_done(&out);
	return kept;
}

const struct rule *
rule_find(const struct rule *rules, size_t n, struct str path, struct arena *a, struct str *ret_target)
{
	regmatch_t groups[RULE_GROUPS];
	char text[RULE_PATH_MAX + 2];

	*ret_target = STR_NONE;
	if (n == 0 || path.len > RULE_PATH_MAX || str_find(path, '\0') < path.len)
		return NULL;
	(void)snprintf(text, sizeof text, "/%.*s", STR_ARG(path));
	for (size_t i = 0; i < n; i++) {
		if (!rule_pattern_match(rules[i].pattern, text, n, groups, RULE_GROUPS))
			continue;
		if (rules[i].kind != RULE_GONE) {
			*ret_target = put_in(&rules[i], text, groups, a);
			if (ret_target->p == NULL)
				return NULL;
		}
		return &rules[i];
	}
	return NULL;
}
