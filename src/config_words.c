/* config_words.c - "words:": the owner's own for what the server writes. */
#include <string.h>

#include "base/ascii.h"
#include "base/nearest.h"
#include "base/utf8.h"
#include "config_value.h"
#include "content/word.h"

#define LANGUAGES_MAX 64	/* sets of words; far more than a capsule has languages */

struct reading {
	struct config *c;
	struct diag_list *diags;
	struct own_words *sets;
	size_t n;
};

static void
say_unknown(struct config *c, const struct front_value *v, struct diag_list *diags)
{
	struct nearest nearest = nearest_begin(v->key);
	struct str meant;

	for (enum word w = 0; w < WORD_COUNT; w++)
		nearest_offer(&nearest, str_of(word_key(w)));
	meant = nearest_end(&nearest);
	if (meant.p != NULL)
		WRONG(v, "words: %.*s: there is no such word; did you mean \"%.*s\"?", STR_ARG(v->key),
		    STR_ARG(meant));
	else
		WRONG(v, "words: %.*s: there is no such word (man marmot.yaml lists them)", STR_ARG(v->key));
}

/* Whether the text can stand in a header and in a menu's field. */
static bool
is_fit(struct str text)
{
	return !str_has_control(text) && utf8_valid(text) && text.len <= WORD_TEXT_MAX && str_trim(text).len > 0;
}

static void
take_word(struct reading *r, struct own_words *set, const struct front_value *v)
{
	struct config *c = r->c;
	struct diag_list *diags = r->diags;
	enum word w = word_find(v->key);

	if (w == WORD_COUNT)
		say_unknown(c, v, diags);
	else if (v->kind != FRONT_SCALAR || !is_fit(v->text))
		WRONG(v, "words: %.*s: needs one line of text of at most %d bytes, as in \"%s: Älter\"",
		    STR_ARG(v->key), WORD_TEXT_MAX, word_key(WORD_OLDER));
	else
		set->texts[w] = arena_str(&c->arena, v->text).p;
}

static struct own_words *
set_for(struct reading *r, struct str lang)
{
	for (size_t i = 0; i < r->n; i++)
		if (str_eq(r->sets[i].lang, lang))
			return &r->sets[i];
	if (r->n == LANGUAGES_MAX)
		return NULL;
	r->sets[r->n].lang = lang.len > 0 ? arena_str(&r->c->arena, lang) : STR_NONE;
	return &r->sets[r->n++];
}

static bool
is_tag(struct str s)
{
	size_t letters = 0;

	for (size_t i = 0; i < s.len; i++) {
		bool letter = ascii_is_letter(s.p[i]);

		if (!letter && s.p[i] != '-' && s.p[i] != '_' && !ascii_is_digit(s.p[i]))
			return false;
		if (letter && letters == i)
			letters++;
	}
	return letters == 2 || letters == 3;
}

static void
take_language(struct reading *r, const struct front_value *v)
{
	struct config *c = r->c;
	struct diag_list *diags = r->diags;
	struct own_words *set = NULL;

	if (!is_tag(v->key))
		WRONG(v, "words: %.*s: words of one language stand below its tag, as in \"  de:\"", STR_ARG(v->key));
	else if ((set = set_for(r, v->key)) == NULL)
		WRONG(v, "words: more than %d languages", LANGUAGES_MAX - 1);
	for (const struct front_value *w = v->items; set != NULL && w != NULL; w = w->next)
		if (w->kind != FRONT_NULL)
			take_word(r, set, w);
}

void
take_words(struct config *c, const struct key *key, void *target, const struct front_value *map,
    struct diag_list *diags)
{
	struct reading r = { .c = c, .diags = diags };

	(void)target;
	if (map->kind != FRONT_MAP) {
		WRONG(map, "%s: needs indented lines below it, as in \"  older: Älter\"", key->name);
		return;
	}
	r.sets = arena_calloc(&c->arena, LANGUAGES_MAX, sizeof *r.sets);
	(void)set_for(&r, STR_NONE);
	for (const struct front_value *v = map->items; v != NULL; v = v->next) {
		if (v->kind == FRONT_MAP)
			take_language(&r, v);
		else if (v->kind != FRONT_NULL)
			take_word(&r, &r.sets[0], v);
	}
	c->capsule.words = r.sets;
	c->capsule.nwords = r.n;
}
