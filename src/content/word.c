/* word.c - which language's words a page gets. */
#include "content/word.h"

#include <assert.h>

static const struct {
	const char *tag;
	enum word_language language;
} tags[] = {
	{ "en", WORD_EN }, { "de", WORD_DE }, { "fr", WORD_FR }, { "es", WORD_ES }, { "it", WORD_IT },
	{ "pt", WORD_PT }, { "nl", WORD_NL }, { "pl", WORD_PL }, { "sv", WORD_SV }, { "tr", WORD_TR },
	{ "ru", WORD_RU }, { "uk", WORD_UK }, { "ja", WORD_JA }, { "zh", WORD_ZH_HANS }, { "ko", WORD_KO },
	{ "ar", WORD_AR }, { "he", WORD_HE }, { "iw", WORD_HE }, { "fa", WORD_FA },
};

#define COUNT(table) (sizeof (table) / sizeof (table)[0])

/* The first subtag: "pt" of "pt-BR". */
static struct str
primary(struct str tag)
{
	size_t n = 0;

	while (n < tag.len && tag.p[n] != '-' && tag.p[n] != '_')
		n++;
	return str_slice(tag, 0, n);
}

/* Whether Chinese is written in traditional characters. */
static bool
is_traditional(struct str tag)
{
	static const char *const subtags[] = { "Hant", "TW", "HK", "MO" };
	struct str rest = str_from(tag, primary(tag).len + 1), subtag;

	for (; rest.len > 0; rest = str_from(rest, subtag.len + 1)) {
		subtag = primary(rest);
		if (str_is_case(subtag, "Hans"))
			return false;
		for (size_t i = 0; i < COUNT(subtags); i++)
			if (str_is_case(subtag, subtags[i]))
				return true;
	}
	return false;
}

enum word_language
word_language(struct str tag)
{
	for (size_t i = 0; i < COUNT(tags); i++)
		if (str_is_case(primary(tag), tags[i].tag))
			return tags[i].language == WORD_ZH_HANS && is_traditional(tag) ? WORD_ZH_HANT :
			    tags[i].language;
	return WORD_LANGUAGES;
}

static bool
same_tag(struct str a, struct str b)
{
	if (a.len != b.len)
		return false;
	for (struct str x, y; a.len > 0; a = str_from(a, x.len + 1), b = str_from(b, y.len + 1)) {
		x = primary(a);
		y = primary(b);
		if (!str_eq_case(x, y))
			return false;
	}
	return true;
}

/* Both kinds of Chinese are a language each. */
static bool
same_language(struct str a, struct str b)
{
	return str_eq_case(primary(a), primary(b)) && word_language(a) == word_language(b);
}

/* Whether wide names the whole language that tag is a kind of: "pt" for "pt-BR", "zh-Hant" for
 * "zh-TW". */
static bool
covers(struct str wide, struct str tag)
{
	struct str rest = str_from(wide, primary(wide).len + 1);

	return same_language(wide, tag) &&
	    (rest.len == 0 || str_is_case(rest, "Hant") || str_is_case(rest, "Hans"));
}

struct words
words_for(const struct capsule *capsule, struct str lang)
{
	struct words ret = { .language = word_language(lang) };
	struct str home = capsule != NULL && capsule->lang.len > 0 ? capsule->lang : STR("en");
	const struct own_words *exact = NULL, *near = NULL, *plain = NULL;
	size_t n = 0;

	if (lang.len == 0)
		lang = home;
	for (size_t i = 0; capsule != NULL && i < capsule->nwords; i++) {
		const struct own_words *own = &capsule->words[i];

		if (own->lang.len == 0)
			plain = own;
		else if (same_tag(own->lang, lang))
			exact = own;
		else if (covers(own->lang, lang))
			near = own;
	}
	/* Where we know no word in the page's language, the capsule's stands there. */
	if (!same_language(lang, home) && word_language(lang) != WORD_LANGUAGES)
		plain = NULL;
	if (exact != NULL)
		ret.own[n++] = exact;
	if (near != NULL)
		ret.own[n++] = near;
	if (plain != NULL)
		ret.own[n++] = plain;
	if (ret.language == WORD_LANGUAGES)
		ret.language = word_language(home);
	if (ret.language == WORD_LANGUAGES)
		ret.language = WORD_EN;
	return ret;
}

static const struct word_row *
row(enum word w)
{
	assert(w < WORD_COUNT);
	if (word_labels[w].key != NULL)
		return &word_labels[w];
	return word_texts[w].key != NULL ? &word_texts[w] : &word_searches[w];
}

const char *
word_of(const struct words *words, enum word w)
{
	const char *text;

	for (size_t i = 0; i < COUNT(words->own) && words->own[i] != NULL; i++)
		if (words->own[i]->texts[w] != NULL)
			return words->own[i]->texts[w];
	text = row(w)->in[words->language];
	assert(text != NULL);
	return text;
}

const char *
word_key(enum word w)
{
	return row(w)->key;
}

enum word
word_find(struct str key)
{
	enum word w = 0;

	while (w < WORD_COUNT && !str_is(key, word_key(w)))
		w++;
	return w;
}
