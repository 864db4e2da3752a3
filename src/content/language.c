/* language.c - folders that hold the translations of a site. */
#include "content/language.h"

#include "base/ascii.h"
#include "content/article.h"

#define CODE_LEN 2

/* ISO 639-1 codes that folders of translations are commonly named by; rarer ones ("os", "ss") are
 * more often subjects. */
static const char *const codes[] = {
	"ar", "bg", "bn", "cs", "da", "de", "el", "en", "es", "et", "fa", "fi", "fr", "he", "hi",
	"hr", "hu", "id", "it", "ja", "ko", "lt", "lv", "nb", "nl", "no", "pl", "pt", "ro", "ru",
	"sk", "sl", "sr", "sv", "th", "tr", "uk", "vi", "zh",
};

static bool
is_code(struct str s)
{
	for (size_t i = 0; i < sizeof codes / sizeof *codes; i++)
		if (str_is_case(s, codes[i]))
			return true;
	return false;
}

bool
language_is_folder(struct str name)
{
	if (!is_code(str_slice(name, 0, CODE_LEN)))
		return false;
	/* "en", "pt-br", "zh_Hans". */
	return name.len == CODE_LEN ||
	    ((name.len == 5 || name.len == 7) && (name.p[CODE_LEN] == '-' || name.p[CODE_LEN] == '_'));
}

/* Up to the first "-" or "_". */
static struct str
main_part(struct str tag)
{
	size_t dash = str_find(tag, '-'), line = str_find(tag, '_');

	return str_slice(tag, 0, dash < line ? dash : line);
}

unsigned
language_likeness(struct str a, struct str b)
{
	struct str main = main_part(a);

	if (!str_eq_case(main, main_part(b)))
		return 0;
	a = str_from(a, main.len);
	b = str_from(b, main.len);
	return (a.len == 0 && b.len == 0) ||
	    (a.len > 0 && b.len > 0 && str_eq_case(str_from(a, 1), str_from(b, 1))) ? 2 : 1;
}

/* A language that is too rare to be looked for everywhere, but has a name. */
static bool
is_rare(struct str tag)
{
	return tag.len == CODE_LEN && language_name(tag).p != tag.p;
}

struct str
language_suffix(struct str stem)
{
	size_t dot = str_rfind(stem, '.'), slash = str_rfind(stem, '/');
	struct str tag = str_from(stem, dot + 1);

	/* ".de" and "dir/.de" have no name of their own. */
	if (dot == stem.len || dot == 0 || (slash < stem.len && dot <= slash + 1))
		return STR_NONE;
	if (language_is_folder(tag))
		return tag;
	/* "api.ca" may be certificates, but "index.ca" is Catalan. */
	stem = str_slice(stem, slash < stem.len ? slash + 1 : 0, dot);
	return (str_is(stem, "index") || str_is(stem, "_index")) && is_rare(tag) ? tag : STR_NONE;
}

struct str
language_tag(struct arena *a, struct str s)
{
	char tag[ARTICLE_LANG_MAX];
	bool first = true;
	size_t part = 0;

	s = str_trim(s);
	s = str_slice(s, 0, str_find(s, '.'));
	if (s.len < 2 || s.len > sizeof tag)
		return STR_NONE;
	for (size_t i = 0; i < s.len; i++) {
		char c = s.p[i];
		bool letter = ascii_is_letter(c);

		if ((c == '_' || c == '-') && part > 0) {
			c = '-';
			part = 0;
			first = false;
		} else if ((!letter && (first || !ascii_is_digit(c))) || ++part > 8) {
			return STR_NONE;
		}
		tag[i] = c;
	}
	return part > 0 ? arena_str(a, (struct str){ tag, s.len }) : STR_NONE;
}
