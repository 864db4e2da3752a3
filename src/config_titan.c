/* config_titan.c - the keys below "titan:": who may publish what. */
#include <string.h>

#include "base/fs.h"
#include "config_value.h"

#define TOKEN_FILE_MAX ((size_t)4096)	/* [bytes] */
#define TOKEN_WORD "token"	/* among people: the token is enough */

static const struct str default_types[] = {
	{ "text/*", 6 }, { "image/*", 7 }, { "audio/*", 7 }, { "application/pdf", 15 },
};

/* People and the word for the token; false after a diagnostic. */
static bool
take_who(struct config *c, const struct front_value *v, struct titan_grant *grant, struct diag_list *diags)
{
	struct people all;
	struct str *people;

	if (!config_take_people(c, v, "titan: paths", &all, diags))
		return false;
	people = arena_calloc(&c->arena, all.n, sizeof *people);
	grant->people = (struct people){ .v = people };
	for (size_t i = 0; i < all.n; i++) {
		if (str_is(all.v[i], TOKEN_WORD))
			grant->token = true;
		else
			people[grant->people.n++] = all.v[i];
	}
	return true;
}

static void
add_grant(struct config *c, const struct front_value *v, const struct titan_grant *grant, struct diag_list *diags)
{
	for (size_t i = 0; i < c->titan.ngrants; i++) {
		if (str_eq(c->titan.grants[i].path, grant->path)) {
			WRONG(v, "titan: paths: \"/%.*s\" is named twice", STR_ARG(grant->path));
			return;
		}
	}
	if (c->titan.ngrants == TITAN_GRANTS_MAX)
		WRONG(v, "titan: paths: more than %d of them", TITAN_GRANTS_MAX);
	else
		c->titan.grants[c->titan.ngrants++] = *grant;
}

void
take_grants(struct config *c, const struct key *key, void *target, const struct front_value *v,
    struct diag_list *diags)
{
	(void)key;
	(void)target;
	if (v->kind != FRONT_MAP) {
		WRONG(v, "titan: paths: needs a line for each, as in \"notes/: [ada, token]\"");
		return;
	}
	for (const struct front_value *item = v->items; item != NULL; item = item->next) {
		struct titan_grant grant = { .token = false };

		if (take_who(c, item, &grant, diags) &&
		    config_take_path(c, item, item->key, "titan: paths", &grant.path, diags))
			add_grant(c, item, &grant, diags);
	}
}

/* "token:" and "token_file:" would leave it to their order which one counts. */
static bool
has_token(struct config *c, const struct front_value *v, struct diag_list *diags)
{
	if (c->titan.token.len > 0)
		WRONG(v, "titan: there is a token already: keep one of token: and token_file:");
	return c->titan.token.len > 0;
}

static bool
set_token(struct config *c, struct str token)
{
	if (token.len < TITAN_TOKEN_MIN || token.len > TITAN_TOKEN_MAX)
		return false;
	c->titan.token = arena_str(&c->arena, token);
	return true;
}

void
take_token(struct config *c, const struct key *key, void *target, const struct front_value *v,
    struct diag_list *diags)
{
	(void)key;
	(void)target;
	if (has_token(c, v, diags))
		return;
	if (v->kind != FRONT_SCALAR || !set_token(c, v->text))
		WRONG(v, "titan: token: needs %d to %d bytes", TITAN_TOKEN_MIN, TITAN_TOKEN_MAX);
}

void
take_token_file(struct config *c, const struct key *key, void *target, const struct front_value *v,
    struct diag_list *diags)
{
	struct strbuf text = STRBUF_INIT;
	const char *path = NULL;
	int r;

	(void)target;
	take_folder(c, key, &path, v, diags);
	if (path == NULL || has_token(c, v, diags))
		return;
	r = fs_read_path(path, TOKEN_FILE_MAX, &text);
	if (r < 0)
		WRONG(v, "titan: token_file: %s: %s", path, fs_why(r));
	else if (!set_token(c, str_trim(strbuf_str(&text))))
		WRONG(v, "titan: token_file: %s holds no token of %d to %d bytes", path, TITAN_TOKEN_MIN,
		    TITAN_TOKEN_MAX);
	strbuf_done(&text);
}

static bool
is_type(struct str s)
{
	size_t slash = str_find(s, '/');

	return slash > 0 && slash + 1 < s.len && s.len <= TITAN_MIME_MAX &&
	    str_find(str_from(s, slash + 1), '/') == s.len - slash - 1;
}

void
take_types(struct config *c, const struct key *key, void *target, const struct front_value *v,
    struct diag_list *diags)
{
	struct str *kept = arena_calloc(&c->arena, TITAN_TYPES_MAX, sizeof *kept);
	const struct front_value *item = v->kind == FRONT_LIST ? v->items : v;
	size_t n = 0;

	(void)key;
	(void)target;
	for (; item != NULL; item = v->kind == FRONT_LIST ? item->next : NULL) {
		if (item->kind != FRONT_SCALAR || !is_type(item->text)) {
			WRONG(item, "titan: types: needs media types, as in \"[text/*, image/png]\"");
			return;
		}
		if (n == TITAN_TYPES_MAX) {
			WRONG(item, "titan: types: more than %d of them", TITAN_TYPES_MAX);
			return;
		}
		kept[n++] = arena_str(&c->arena, item->text);
	}
	/* Nothing would mean the usual ones. */
	if (n == 0)
		WRONG(v, "titan: types: the list is empty: name what may be published, or take the line out");
	c->titan.types = kept;
	c->titan.ntypes = n;
}

void
config_judge_titan(struct config *c, const struct front_value *v, struct diag_list *diags)
{
	struct titan *titan = &c->titan;

	if (titan->ngrants == 0 && (c->authors.n > 0 || titan->token.len > 0))
		titan->grants[titan->ngrants++] = (struct titan_grant){ .path = STR(""), .people = c->authors,
		    .token = titan->token.len > 0 };
	if (titan->ngrants == 0)
		WRONG(v, "titan: nobody may publish: name paths with people, a token, or authors");
	for (size_t i = 0; i < titan->ngrants; i++) {
		if (titan->grants[i].token && titan->token.len == 0) {
			WRONG(v, "titan: paths: /%.*s is for the token, and there is none: set token_file",
			    STR_ARG(titan->grants[i].path));
			return;
		}
	}
}

void
config_finish_titan(struct config *c)
{
	struct titan *titan = &c->titan;

	if (titan->ntypes == 0) {
		titan->types = default_types;
		titan->ntypes = sizeof default_types / sizeof default_types[0];
	}
	titan->publish.versions_dir = arena_strf(&c->arena, "%s/versions", c->state_dir).p;
}
