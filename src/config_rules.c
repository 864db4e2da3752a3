/* config_rules.c - the keys "redirects", "temporary_redirects" and "gone". */
#include "config_value.h"

static void
add_rule(struct config *c, const struct key *key, const struct front_value *v, enum rule_kind kind,
    struct str pattern, struct str target, struct diag_list *diags)
{
	struct rule *rules = c->rules;
	char why[256];

	if (c->capsule.nrules == RULES_MAX) {
		WRONG(v, "%s: more than %d rules", key->name, RULES_MAX);
		return;
	}
	if (rules == NULL)
		c->rules = rules = arena_calloc(&c->arena, RULES_MAX, sizeof *rules);
	c->capsule.rules = rules;
	if (rule_init(&rules[c->capsule.nrules], kind, pattern, arena_str(&c->arena, target), why, sizeof why))
		c->capsule.nrules++;
	else
		WRONG(v, "%s: \"%.*s\": %s", key->name, STR_ARG(pattern), why);
}

void
take_redirects(struct config *c, const struct key *key, void *target, const struct front_value *v,
    struct diag_list *diags)
{
	enum rule_kind kind = str_is(str_of(key->name), "redirects") ? RULE_MOVED : RULE_LENT;

	(void)target;
	if (v->kind != FRONT_MAP) {
		WRONG(v, "%s: needs an indented line for each, as in \"/old/: /new/\"", key->name);
		return;
	}
	for (const struct front_value *item = v->items; item != NULL; item = item->next) {
		if (item->kind == FRONT_SCALAR)
			add_rule(c, key, item, kind, item->key, item->text, diags);
		else
			WRONG(item, "%s: \"%.*s\" leads nowhere: needs one path or URL", key->name, STR_ARG(item->key));
	}
}

void
take_gone(struct config *c, const struct key *key, void *target, const struct front_value *v,
    struct diag_list *diags)
{
	const struct front_value *item = v->kind == FRONT_LIST ? v->items : v;

	(void)target;
	for (; item != NULL; item = v->kind == FRONT_LIST ? item->next : NULL) {
		if (item->kind == FRONT_SCALAR)
			add_rule(c, key, item, RULE_GONE, item->text, STR_NONE, diags);
		else
			WRONG(item, "%s: needs patterns of paths, as in \"[/shop/.*]\"", key->name);
	}
}
