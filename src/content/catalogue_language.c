/* catalogue_language.c - building: the folder of the site's own language. */
#include "content/catalogue_build.h"
#include "content/language.h"

void
language_find(struct build *b)
{
	struct catalogue *c = b->c;
	struct str lang = c->capsule->lang;
	const struct section *best = NULL;
	unsigned highest = 1;

	if (lang.len == 0 && c->root->text != NULL)
		lang = c->root->text->lang;
	for (size_t i = 0; i < c->root->nsections; i++) {
		const struct section *section = c->root->sections[i];
		struct str name = str_slice(section->path, 0, section->path.len - 1);
		unsigned likeness = 1;

		if (!language_is_folder(name))
			continue;
		if (lang.len > 0)
			likeness = language_likeness(name, lang);
		/* Translations are seldom complete: the whole is what they are made from. */
		if (likeness > highest ||
		    (likeness == highest && (best == NULL || section->total > best->total))) {
			best = section;
			highest = likeness;
		}
	}
	c->language = best != NULL ? best->path : STR_NONE;
}
