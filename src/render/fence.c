#include "render/fence.h"

/* Where the language ends; what goes on behind it may be a title. */
static size_t
language_end(struct str info)
{
	size_t at = 0;

	while (at < info.len && info.p[at] != ' ' && info.p[at] != ',' && info.p[at] != '{' &&
	    info.p[at] != '}' && info.p[at] != '[' && info.p[at] != ':')
		at++;
	return at;
}

static struct str
skip_marks(struct str info)
{
	while (info.len > 0 && (info.p[0] == '{' || info.p[0] == '.' || info.p[0] == ' '))
		info = str_from(info, 1);
	return info;
}

/* "title=a.js", where language and title would stand. */
static bool
is_attribute(struct str word)
{
	return str_find(word, '=') < word.len;
}

struct str
fence_language(struct str info)
{
	struct str word;

	info = skip_marks(info);
	word = str_slice(info, 0, language_end(info));
	return is_attribute(word) ? STR("") : word;
}

/* The value at the beginning of s: quoted, or up to a blank or brace. */
static struct str
value(struct str s)
{
	char quote = s.len > 0 && (s.p[0] == '"' || s.p[0] == '\'') ? s.p[0] : '\0';
	size_t end = 0;

	if (quote != '\0') {
		s = str_from(s, 1);
		end = str_find(s, quote);
		return end < s.len ? str_slice(s, 0, end) : STR("");
	}
	while (end < s.len && s.p[end] != ' ' && s.p[end] != ',' && s.p[end] != '}')
		end++;
	return str_slice(s, 0, end);
}

static struct str
attribute_title(struct str info)
{
	static const char *const names[] = { "title=", "filename=", "file=", "caption=" };
	char quote = '\0';

	for (size_t at = 0; at < info.len; at++) {
		char c = info.p[at];

		if (quote != '\0') {
			quote = c == quote ? '\0' : quote;
			continue;
		}
		if (c == '"' || c == '\'')
			quote = c;
		if (at > 0 && info.p[at - 1] != ' ' && info.p[at - 1] != '{' && info.p[at - 1] != ',' &&
		    info.p[at - 1] != ':')
			continue;
		for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
			if (str_starts(str_from(info, at), str_of(names[i])))
				return str_trim(value(str_from(info, at + str_of(names[i]).len)));
	}
	return STR("");
}

/* "[a.js]" at the end, behind a blank or the language. */
static struct str
bracket_title(struct str info)
{
	size_t at = str_rfind(info, '[');

	if (info.len == 0 || info.p[info.len - 1] != ']' || at == info.len)
		return STR("");
	if (at > 0 && info.p[at - 1] != ' ' && at != language_end(info))
		return STR("");
	return str_trim(str_slice(info, at + 1, info.len - 1));
}

/* "js:a.js".  Without a dot or slash it is a switch, such as ":line-numbers". */
static struct str
colon_title(struct str info)
{
	size_t at = language_end(info), end = at;
	struct str title;

	if (at == info.len || info.p[at] != ':')
		return STR("");
	while (end < info.len && info.p[end] != ' ' && info.p[end] != '{')
		end++;
	title = str_slice(info, at + 1, end);
	if (is_attribute(title) || (str_find(title, '.') == title.len && str_find(title, '/') == title.len))
		return STR("");
	return title;
}

struct str
fence_title(struct str info)
{
	struct str title;

	info = str_trim(skip_marks(info));
	title = attribute_title(info);
	if (title.len == 0)
		title = bracket_title(info);
	return title.len > 0 ? title : colon_title(info);
}
