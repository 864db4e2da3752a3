/* config_log.c - what the log looks like. */
#include "config_value.h"

struct choice {
	const char *name;
	int value;
};

/* The choice that v names, or NULL. */
static const struct choice *
choice_of(const struct front_value *v, const struct choice *choices, size_t n)
{
	if (v->kind != FRONT_SCALAR)
		return NULL;
	for (size_t i = 0; i < n; i++)
		if (str_is_case(v->text, choices[i].name))
			return &choices[i];
	return NULL;
}

void
take_log_format(struct config *c, const struct key *key, void *target, const struct front_value *v,
    struct diag_list *diags)
{
	static const struct choice choices[] = {
		{ "plain", RECORD_PLAIN }, { "common", RECORD_COMMON }, { "combined", RECORD_COMBINED },
		{ "json", RECORD_JSON },
	};
	const struct choice *choice = choice_of(v, choices, sizeof choices / sizeof choices[0]);

	(void)target;
	if (choice != NULL)
		c->server.log_format = (enum record_format)choice->value;
	else
		WRONG(v, "%s: needs one of plain, common, combined, json", key->name);
}

void
take_log_addresses(struct config *c, const struct key *key, void *target, const struct front_value *v,
    struct diag_list *diags)
{
	static const struct choice choices[] = {
		{ "off", RECORD_CLIENT_OFF }, { "short", RECORD_CLIENT_SHORT }, { "hashed", RECORD_CLIENT_HASHED },
		{ "full", RECORD_CLIENT_FULL },
	};
	const struct choice *choice = choice_of(v, choices, sizeof choices / sizeof choices[0]);
	bool on;

	(void)target;
	if (choice != NULL)
		c->server.log_addresses = (enum record_client)choice->value;
	else if (v->kind == FRONT_SCALAR && front_bool(v, &on))
		c->server.log_addresses = on ? RECORD_CLIENT_FULL : RECORD_CLIENT_OFF;
	else
		WRONG(v, "%s: needs one of off, short, hashed, full", key->name);
}
