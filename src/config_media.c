/* config_media.c - the key "types": what files are, where the owner knows better. */
#include "config_value.h"
#include "content/media.h"

void
take_media(struct config *c, const struct key *key, void *target, const struct front_value *v,
    struct diag_list *diags)
{
	struct media_rule *rules;
	const char *why;

	(void)target;
	if (v->kind != FRONT_MAP) {
		WRONG(v, "%s: needs an indented line for each, as in \"/de/*.gmi: text/gemini; lang=de\"", key->name);
		return;
	}
	c->capsule.media = rules = arena_calloc(&c->arena, MEDIA_RULES_MAX, sizeof *rules);
	c->capsule.nmedia = 0;
	for (const struct front_value *item = v->items; item != NULL; item = item->next) {
		if (c->capsule.nmedia == MEDIA_RULES_MAX) {
			WRONG(item, "%s: more than %d of them", key->name, MEDIA_RULES_MAX);
			return;
		}
		if (item->kind != FRONT_SCALAR)
			WRONG(item, "%s: \"%.*s\": needs one media type", key->name, STR_ARG(item->key));
		else if (media_rule_init(&rules[c->capsule.nmedia], item->key, item->text, &c->arena, &why))
			c->capsule.nmedia++;
		else
			WRONG(item, "%s: \"%.*s\": %s", key->name, STR_ARG(item->key), why);
	}
}
