/* rules.c - routes by the owner's rules. */
#include "page/rules.h"

#include "base/uri.h"
#include "content/capsule.h"
#include "content/rule.h"

static void
route_away(enum scheme scheme, struct str url, struct arena *scratch, struct route *ret)
{
	struct strbuf tidy = STRBUF_INIT;
	struct uri uri;

	uri_tidy(&tidy, url);
	uri_split(url, &uri);
	*ret = (struct route){ .kind = ROUTE_PAGE, .is_whole = true,
	    .place = { .kind = PLACE_REMOTE, .path = arena_str(scratch, strbuf_str(&tidy)) } };
	/* Gemini can redirect to its own kind alone (0.24.1, "Redirection"); others see a page with a link. */
	ret->other_spelling = scheme == SCHEME_GEMINI && str_is_case(uri.scheme, "gemini");
	strbuf_done(&tidy);
}

void
rules_route(const struct catalogue *c, enum scheme scheme, struct str path, struct arena *scratch,
    rules_finder *find, struct route *ret)
{
	struct str target;
	const struct rule *rule = rule_find(c->capsule->rules, c->capsule->nrules, path, scratch, &target);

	if (rule == NULL)
		return;
	if (rule->kind == RULE_GONE) {
		ret->kind = ROUTE_GONE;
		return;
	}
	if (target.p[0] == '/') {
		find(c, scheme, str_from(target, 1), scratch, ret);
		if (ret->kind == ROUTE_MISSING)
			return;
		ret->other_spelling = ret->kind != ROUTE_GONE;
	} else {
		route_away(scheme, target, scratch, ret);
	}
	ret->is_lent = rule->kind == RULE_LENT;
}
