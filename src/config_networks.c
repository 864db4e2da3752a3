/* config_networks.c - addresses and networks in the configuration. */
#include "config_value.h"

void
take_networks(struct config *c, const struct key *key, void *target, const struct front_value *v,
    struct diag_list *diags)
{
	struct peer_range *kept = arena_calloc(&c->arena, CONFIG_LIST_MAX, sizeof *kept);
	const struct front_value *item = v->kind == FRONT_LIST ? v->items : v;
	size_t n = 0;

	(void)target;
	for (; item != NULL; item = v->kind == FRONT_LIST ? item->next : NULL) {
		if (item->kind != FRONT_SCALAR) {
			WRONG(item, "%s%s: needs an address or a list of them, as in \"[192.0.2.7, 192.0.2.0/24]\"",
			    key->below != NULL ? key->below : "", key->name);
			return;
		}
		if (n == CONFIG_LIST_MAX) {
			WRONG(item, "%s%s: more than %d of them", key->below != NULL ? key->below : "", key->name, CONFIG_LIST_MAX);
			return;
		}
		if (!peer_range_parse(item->text, &kept[n])) {
			WRONG(item, "%s%s: \"%.*s\" is neither an address nor a network, as 192.0.2.7, 192.0.2.0/24 "
			    "and 2001:db8::/32 are", key->below != NULL ? key->below : "", key->name, STR_ARG(item->text));
			return;
		}
		n++;
	}
	if (str_is(str_of(key->name), "allow")) {
		c->server.allow = kept;
		c->server.nallow = n;
	} else {
		c->server.proxies = kept;
		c->server.nproxies = n;
	}
}
