/* look.c - how an article is shown where tastes differ. */
#include "content/look.h"

const struct look_key look_keys[LOOK_KEYS] = {
	{ "links", "after", "end", offsetof(struct look, links) },
	{ "emphasis", "keep", "drop", offsetof(struct look, emphasis) },
	{ "images", "show", "hide", offsetof(struct look, images) },
};

enum look_choice
look_read(const struct look_key *key, struct str word)
{
	if (str_is_case(word, key->first))
		return LOOK_FIRST;
	return str_is_case(word, key->second) ? LOOK_SECOND : LOOK_UNSAID;
}

struct look
look_merge(const struct look *of, const struct look *otherwise)
{
	return (struct look){
		.links = of->links != LOOK_UNSAID ? of->links : otherwise->links,
		.emphasis = of->emphasis != LOOK_UNSAID ? of->emphasis : otherwise->emphasis,
		.images = of->images != LOOK_UNSAID ? of->images : otherwise->images,
	};
}
