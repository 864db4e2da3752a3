/* config_languages.c - "lang:" and "languages:": what the articles are written in. */
#include "base/ascii.h"
#include "config_value.h"
#include "content/article.h"
#include "content/edition.h"
#include "content/language.h"

static bool
is_tag(struct str s)
{
	size_t letters = 0;

	for (size_t i = 0; i < s.len; i++) {
		bool letter = ascii_is_letter(s.p[i]);

		if (!letter && s.p[i] != '-' && !ascii_is_digit(s.p[i]))
			return false;
		if (letter && letters == i)
			letters++;
	}
	return (letters == 2 || letters == 3) && s.len <= ARTICLE_LANG_MAX && s.p[s.len - 1] != '-';
}

static void
add(struct config *c, struct capsule_language *v, const struct front_value *at, struct str tag,
    struct str folder, struct diag_list *diags)
{
	folder = str_skip(str_chop(folder, '/'), '/');
	if (!is_tag(tag)) {
		WRONG(at, "languages: \"%.*s\" is no language tag: write it as en or pt-BR", STR_ARG(tag));
		return;
	}
	if (str_find(folder, '/') < folder.len) {
		WRONG(at, "languages: %.*s: \"%.*s\" is no folder of the content folder itself", STR_ARG(tag),
		    STR_ARG(folder));
		return;
	}
	for (size_t i = 0; i < c->capsule.nlanguages; i++)
		if (str_eq_case(v[i].tag, tag)) {
			WRONG(at, "languages: %.*s: is said twice", STR_ARG(tag));
			return;
		}
	if (c->capsule.nlanguages == EDITIONS_MAX) {
		WRONG(at, "languages: more than %d", EDITIONS_MAX);
		return;
	}
	v[c->capsule.nlanguages++] = (struct capsule_language){
		.tag = arena_str(&c->arena, tag),
		.folder = folder.len > 0 ? arena_strf(&c->arena, "%.*s/", STR_ARG(folder)) : STR_NONE,
	};
}

void
take_lang(struct config *c, const struct key *key, void *target, const struct front_value *v,
    struct diag_list *diags)
{
	struct str tag = v->kind == FRONT_SCALAR ? language_tag(&c->arena, v->text) : STR_NONE;

	if (is_tag(tag))
		*(struct str *)target = tag;
	else
		WRONG(v, "%s: needs the tag of a language, as in \"%s: en\" or \"%s: pt-BR\"", key->name, key->name,
		    key->name);
}

void
take_languages(struct config *c, const struct key *key, void *target, const struct front_value *v,
    struct diag_list *diags)
{
	struct capsule_language *list = arena_calloc(&c->arena, EDITIONS_MAX, sizeof *list);
	bool on;

	(void)target;
	c->capsule.languages = list;
	c->capsule.nlanguages = 0;
	c->capsule.languages_said = true;
	if (v->kind == FRONT_SCALAR && front_bool(v, &on) && !on)
		return;
	if (v->kind == FRONT_SCALAR)
		add(c, list, v, v->text, STR_NONE, diags);
	for (const struct front_value *item = v->items; item != NULL; item = item->next) {
		if (item->kind == FRONT_LIST || item->kind == FRONT_MAP)
			WRONG(item, "%s: needs tags, as in \"[en, de]\", or tags and folders, as in \"{en: english}\"", key->name);
		else if (v->kind == FRONT_MAP)
			add(c, list, item, item->key, item->text, diags);
		else
			add(c, list, item, item->text, STR_NONE, diags);
	}
}
