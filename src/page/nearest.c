/* nearest.c - what a reader may have meant whose words nothing answers to. */
#include "page/nearest.h"

#include "base/nearest.h"
#include "content/search_words.h"
#include "page/listing.h"

/* The best few of many, in the order they were offered. */
struct choice {
	const void *thing;
	size_t distance;
};

static void
offer(struct choice *best, size_t n, const void *thing, size_t distance)
{
	size_t at = n;

	while (at > 0 && (best[at - 1].thing == NULL || best[at - 1].distance > distance)) {
		if (at < n)
			best[at] = best[at - 1];
		at--;
	}
	if (at < n)
		best[at] = (struct choice){ thing, distance };
}

/* The distance of the word of name that resembles one of q's most. */
static bool
compare(struct str name, const struct search_query *q, size_t *ret)
{
	struct search_words words;
	struct search_word word;
	bool any = false;

	search_words_init(&words, name, SEARCH_WANTED);
	while (search_words_next(&words, &word)) {
		for (size_t i = 0; i < q->nterms; i++) {
			const struct search_term *term = &q->terms[i];

			for (size_t j = 0; !term->exclude && j < term->nwords; j++) {
				size_t d;

				if (!nearest_resembles(term->words[j], word.folded))
					continue;
				d = nearest_distance(term->words[j], word.folded);
				*ret = any && *ret < d ? *ret : d;
				any = true;
			}
		}
	}
	return any;
}

void
nearest_write(struct sheet *s, const struct catalogue *c, const struct search_query *q)
{
	struct choice tags[NEAREST_TAGS] = { { 0 } }, titles[NEAREST_TITLES] = { { 0 } };
	size_t d;

	for (size_t i = 0; i < c->ntags && i < NEAREST_LOOKED_AT; i++)
		if (compare(c->tags[i]->name, q, &d))
			offer(tags, NEAREST_TAGS, c->tags[i], d);
	for (size_t i = 0; i < c->narticles && i < NEAREST_LOOKED_AT; i++)
		if (compare(c->articles[i]->title, q, &d))
			offer(titles, NEAREST_TITLES, c->articles[i], d);
	if (tags[0].thing == NULL && titles[0].thing == NULL)
		return;
	listing_heading(s, 2, WORD_NEAREST);
	for (size_t i = 0; i < NEAREST_TAGS && tags[i].thing != NULL; i++) {
		const struct group *tag = tags[i].thing;

		listing_count(s, listing_place(PLACE_TAG, tag->path), tag->name, tag->narticles);
	}
	for (size_t i = 0; i < NEAREST_TITLES && titles[i].thing != NULL; i++)
		listing_entry(s, c, titles[i].thing, NULL);
}
