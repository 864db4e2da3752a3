/* look.c - how an article is shown where tastes differ. */
#include "content/look.h"

#include <stddef.h>

const struct look_key look_keys[LOOK_KEYS] = {
	{ "links", "after", "end", offsetof(struct look, links) },
	{ "emphasis", "keep", "drop", offsetof(struct look, emphasis) },
	{ "images", "show", "hide", offsetof(struct look, images) },
	{ "gopher_ascii", "true", "false", offsetof(struct look, gopher_ascii) },
	{ "menu_width", NULL, NULL, offsetof(struct look, menu_width) },
	{ "text_width", NULL, NULL, offsetof(struct look, text_width) },
};

const struct look_key *
look_key(struct str name)
{
	for (size_t i = 0; i < LOOK_KEYS; i++)
		if (str_is_case(name, look_keys[i].name))
			return &look_keys[i];
	return NULL;
}

static enum look_choice
choose(const struct look_key *key, const struct front_value *v)
{
	struct str word = str_trim(v->text);
	bool yes;

	if (str_is_case(word, key->first))
		return LOOK_FIRST;
	if (str_is_case(word, key->second))
		return LOOK_SECOND;
	/* The other words for true and false. */
	if (str_is(str_of(key->first), "true") && front_bool(v, &yes))
		return yes ? LOOK_FIRST : LOOK_SECOND;
	return LOOK_UNSAID;
}

bool
look_read(struct look *look, const struct look_key *key, const struct front_value *v)
{
	unsigned long n = 0;

	if (v->kind != FRONT_SCALAR)
		return false;
	if (key->first != NULL)
		n = choose(key, v);
	else if (!str_number(str_trim(v->text), LOOK_WIDTH_MAX, &n) || n < LOOK_WIDTH_MIN)
		return false;
	if (n == LOOK_UNSAID)
		return false;
	*((uint8_t *)look + key->offset) = (uint8_t)n;
	return true;
}

struct look
look_merge(const struct look *of, const struct look *otherwise)
{
	struct look merged = *of;

	for (size_t i = 0; i < LOOK_KEYS; i++) {
		size_t at = look_keys[i].offset;

		if (((const uint8_t *)of)[at] == LOOK_UNSAID)
			((uint8_t *)&merged)[at] = ((const uint8_t *)otherwise)[at];
	}
	return merged;
}
