/* config_people.c - the keys that say who may enter and who writes. */
#include <string.h>

#include "config_value.h"
#include "proto/access.h"

#define AREA_PATH_MAX 1024	/* [bytes] */

/* Takes names and fingerprints; one value counts as a list of one.  False after
 * a diagnostic. */
bool
config_take_people(struct config *c, const struct front_value *v, const char *what, struct people *ret,
    struct diag_list *diags)
{
	const struct front_value *item = v->kind == FRONT_LIST ? v->items : v;
	struct str *kept = arena_calloc(&c->arena, AREA_PEOPLE_MAX, sizeof *kept);
	struct fingerprint f;
	size_t n = 0;

	if (v->kind != FRONT_LIST && v->kind != FRONT_SCALAR) {
		WRONG(v, "%s: needs names, fingerprints or \"all\", as in \"[ada, bob]\"", what);
		return false;
	}
	for (; item != NULL; item = v->kind == FRONT_LIST ? item->next : NULL) {
		if (item->kind != FRONT_SCALAR || (!access_name_is_good(item->text) &&
		    !str_is_case(item->text, "all") && !fingerprint_read(item->text, &f))) {
			WRONG(item, "%s: an entry is neither a name, nor a SHA-256 fingerprint, nor \"all\"", what);
			return false;
		}
		if (n == AREA_PEOPLE_MAX) {
			WRONG(item, "%s: more than %d people", what, AREA_PEOPLE_MAX);
			return false;
		}
		kept[n++] = arena_str(&c->arena, item->text);
	}
	if (n == 0) {
		WRONG(v, "%s: names nobody (\"all\" is everyone of \"marmot cert allow\")", what);
		return false;
	}
	*ret = (struct people){ .v = kept, .n = n };
	return true;
}

/* A path below the capsule, as an owner writes it; false after a diagnostic. */
bool
config_take_path(struct config *c, const struct front_value *v, struct str text, const char *what,
    struct str *ret, struct diag_list *diags)
{
	struct str path = str_trim(text), rest, segment;

	path = str_skip(path, '/');
	rest = path;
	while (str_cut(&rest, '/', &segment)) {
		if (str_is(segment, ".") || str_is(segment, "..") || (segment.len == 0 && rest.p != NULL)) {
			WRONG(v, "%s: \"%.*s\" is no path below the capsule, as in \"members/\"", what, STR_ARG(text));
			return false;
		}
	}
	if (path.len > AREA_PATH_MAX || memchr(path.p != NULL ? path.p : "", '\\', path.len) != NULL) {
		WRONG(v, "%s: \"%.*s\" is no path below the capsule, as in \"members/\"", what,
		    STR_ARG(str_slice(text, 0, 60)));
		return false;
	}
	*ret = arena_str(&c->arena, path);
	return true;
}

static void
add_area(struct config *c, const struct front_value *v, struct area area, const char *what,
    struct diag_list *diags)
{
	if (c->areas == NULL) {
		c->areas = arena_calloc(&c->arena, AREAS_MAX, sizeof *c->areas);
		c->capsule.areas = c->areas;
	}
	for (size_t i = 0; i < c->capsule.nareas; i++) {
		if (str_eq(c->areas[i].path, area.path)) {
			WRONG(v, "%s: \"%.*s\" is named twice", what, STR_ARG(area.path));
			return;
		}
	}
	if (c->capsule.nareas == AREAS_MAX)
		WRONG(v, "%s: more than %d of them", what, AREAS_MAX);
	else
		c->areas[c->capsule.nareas++] = area;
}

static void
take_area(struct config *c, const struct key *key, const struct front_value *v, struct str path,
    struct people people, struct diag_list *diags)
{
	struct area area = { .people = people };

	if (!config_take_path(c, v, path, key->name, &area.path, diags))
		return;
	if (area.path.len == 0)
		WRONG(v, "%s: a whole capsule cannot be private: name its folders", key->name);
	else
		add_area(c, v, area, key->name, diags);
}

void
take_private(struct config *c, const struct key *key, void *target, const struct front_value *v,
    struct diag_list *diags)
{
	static const struct str all = { "all", 3 };
	const struct front_value *item = v->kind == FRONT_SCALAR ? v : v->items;
	struct people people;

	(void)target;
	for (; item != NULL; item = v->kind == FRONT_SCALAR ? NULL : item->next) {
		if (v->kind == FRONT_MAP) {
			if (config_take_people(c, item, key->name, &people, diags))
				take_area(c, key, item, item->key, people, diags);
		} else if (item->kind == FRONT_SCALAR) {
			take_area(c, key, item, item->text, (struct people){ &all, 1 }, diags);
		} else {
			WRONG(item, "%s: needs paths, each with its people, as in \"members/: [ada, bob]\"", key->name);
		}
	}
}

void
take_authors(struct config *c, const struct key *key, void *target, const struct front_value *v,
    struct diag_list *diags)
{
	struct area drafts = { .path = STR(AREA_DRAFTS), .is_drafts = true };

	(void)target;
	if (!config_take_people(c, v, key->name, &c->authors, diags))
		return;
	drafts.people = c->authors;
	add_area(c, v, drafts, key->name, diags);
}

/* One path and who sees it: an area with nothing in it. */
void
take_counters(struct config *c, const struct key *key, void *target, const struct front_value *v,
    struct diag_list *diags)
{
	const struct front_value *item = v->kind == FRONT_MAP ? v->items : NULL;
	struct area area = { .is_counters = true };

	(void)target;
	if (item == NULL || item->next != NULL) {
		WRONG(v, "%s: needs one path and who sees it, as in \"/counters: [ada]\" on an indented line", key->name);
		return;
	}
	if (!config_take_people(c, item, key->name, &area.people, diags) ||
	    !config_take_path(c, item, item->key, key->name, &area.path, diags))
		return;
	area.path = str_chop(area.path, '/');
	if (area.path.len == 0)
		WRONG(item, "%s: needs a path of its own, as in \"/counters\"", key->name);
	else
		add_area(c, item, area, key->name, diags);
}
