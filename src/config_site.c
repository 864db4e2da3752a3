/* config_site.c - "base_url:": the web site made from the same articles. */
#include "base/uri.h"
#include "config_value.h"

void
take_site(struct config *c, const struct key *key, void *target, const struct front_value *v,
    struct diag_list *diags)
{
	struct uri uri;

	if (v->kind == FRONT_SCALAR && uri_parse(v->text, &uri) == URI_OK && uri.scheme.len > 0 && uri.host.len > 0)
		*(struct str *)target = arena_str(&c->arena, v->text);
	else
		WRONG(v, "%s: needs a whole address, as in \"%s: https://example.org\"", key->name, key->name);
}
