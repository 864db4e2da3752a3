/* moved.c - where an article leads that says redirect_to. */
#include "content/moved.h"

#include "content/links.h"

static const struct article *
article_at(const struct catalogue *c, const struct place *place)
{
	switch (place->kind) {
	case PLACE_HOME:
	case PLACE_SECTION:
	case PLACE_ARTICLE:
	case PLACE_TEXT:
	case PLACE_SOURCE:
		return catalogue_find_article(c, place->path);
	default:
		return NULL;
	}
}

enum moved
moved_find(const struct catalogue *c, const struct article *from, struct arena *a, struct place *ret)
{
	for (int i = 0; i < MOVED_STEPS_MAX; i++) {
		switch (links_resolve(c, from, from->moved_to, a, ret)) {
		case LINK_LOCAL:
			break;
		case LINK_REMOTE:
			return MOVED_AWAY;
		default:
			return MOVED_NOWHERE;
		}
		from = article_at(c, ret);
		if (from == NULL || from->moved_to.len == 0)
			return MOVED_HERE;
	}
	return MOVED_NOWHERE;
}
