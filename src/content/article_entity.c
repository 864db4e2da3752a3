/* article_entity.c - HTML's entities, as far as titles hold them. */
#include "content/article_entity.h"

#include <stdint.h>

#include "base/utf8.h"

#define NAME_MAX_LEN 8		/* of the names below, and of a number's digits */

/* HTML 4's Latin-1 letters and the signs of typography. */
static const struct entity {
	const char *name;
	uint32_t c;
} entities[] = {
	{ "amp", '&' }, { "lt", '<' }, { "gt", '>' }, { "quot", '"' }, { "apos", '\'' },
	{ "nbsp", 0xa0 }, { "ndash", 0x2013 }, { "mdash", 0x2014 }, { "hellip", 0x2026 },
	{ "lsquo", 0x2018 }, { "rsquo", 0x2019 }, { "sbquo", 0x201a }, { "ldquo", 0x201c },
	{ "rdquo", 0x201d }, { "bdquo", 0x201e }, { "lsaquo", 0x2039 }, { "rsaquo", 0x203a },
	{ "laquo", 0xab }, { "raquo", 0xbb }, { "bull", 0x2022 }, { "middot", 0xb7 },
	{ "copy", 0xa9 }, { "reg", 0xae }, { "trade", 0x2122 }, { "sect", 0xa7 }, { "para", 0xb6 },
	{ "deg", 0xb0 }, { "plusmn", 0xb1 }, { "times", 0xd7 }, { "divide", 0xf7 },
	{ "frac12", 0xbd }, { "frac14", 0xbc }, { "frac34", 0xbe }, { "sup2", 0xb2 },
	{ "sup3", 0xb3 }, { "micro", 0xb5 }, { "euro", 0x20ac }, { "pound", 0xa3 }, { "cent", 0xa2 },
	{ "yen", 0xa5 }, { "iexcl", 0xa1 }, { "iquest", 0xbf }, { "larr", 0x2190 },
	{ "uarr", 0x2191 }, { "rarr", 0x2192 }, { "darr", 0x2193 }, { "rArr", 0x21d2 },
	{ "ne", 0x2260 }, { "le", 0x2264 }, { "ge", 0x2265 }, { "infin", 0x221e },
	{ "minus", 0x2212 }, { "hearts", 0x2665 }, { "pi", 0x3c0 }, { "lambda", 0x3bb },
	{ "zwj", 0x200d }, { "zwnj", 0x200c }, { "shy", 0xad }, { "ensp", 0x2002 },
	{ "emsp", 0x2003 }, { "thinsp", 0x2009 },
	{ "lbrack", '[' }, { "lsqb", '[' }, { "rbrack", ']' }, { "rsqb", ']' }, { "lcub", '{' },
	{ "rcub", '}' }, { "lpar", '(' }, { "rpar", ')' }, { "num", '#' }, { "ast", '*' },
	{ "colon", ':' }, { "comma", ',' }, { "excl", '!' }, { "percnt", '%' }, { "vert", '|' },
	{ "Agrave", 0xc0 }, { "Aacute", 0xc1 }, { "Acirc", 0xc2 }, { "Atilde", 0xc3 },
	{ "Auml", 0xc4 }, { "Aring", 0xc5 }, { "AElig", 0xc6 }, { "Ccedil", 0xc7 },
	{ "Egrave", 0xc8 }, { "Eacute", 0xc9 }, { "Ecirc", 0xca }, { "Euml", 0xcb },
	{ "Igrave", 0xcc }, { "Iacute", 0xcd }, { "Icirc", 0xce }, { "Iuml", 0xcf },
	{ "Ntilde", 0xd1 }, { "Ograve", 0xd2 }, { "Oacute", 0xd3 }, { "Ocirc", 0xd4 },
	{ "Otilde", 0xd5 }, { "Ouml", 0xd6 }, { "Oslash", 0xd8 }, { "Ugrave", 0xd9 },
	{ "Uacute", 0xda }, { "Ucirc", 0xdb }, { "Uuml", 0xdc }, { "szlig", 0xdf },
	{ "agrave", 0xe0 }, { "aacute", 0xe1 }, { "acirc", 0xe2 }, { "atilde", 0xe3 },
	{ "auml", 0xe4 }, { "aring", 0xe5 }, { "aelig", 0xe6 }, { "ccedil", 0xe7 },
	{ "egrave", 0xe8 }, { "eacute", 0xe9 }, { "ecirc", 0xea }, { "euml", 0xeb },
	{ "igrave", 0xec }, { "iacute", 0xed }, { "icirc", 0xee }, { "iuml", 0xef },
	{ "ntilde", 0xf1 }, { "ograve", 0xf2 }, { "oacute", 0xf3 }, { "ocirc", 0xf4 },
	{ "otilde", 0xf5 }, { "ouml", 0xf6 }, { "oslash", 0xf8 }, { "ugrave", 0xf9 },
	{ "uacute", 0xfa }, { "ucirc", 0xfb }, { "uuml", 0xfc }, { "yuml", 0xff },
	{ "OElig", 0x152 }, { "oelig", 0x153 }, { "Scaron", 0x160 }, { "scaron", 0x161 },
};

static bool
number(struct str digits, uint32_t *ret)
{
	bool hex = digits.len > 0 && (digits.p[0] == 'x' || digits.p[0] == 'X');
	uint32_t n = 0;

	if (digits.len == (hex ? 1u : 0u))
		return false;
	for (size_t i = hex; i < digits.len; i++) {
		char c = digits.p[i];

		if (c >= '0' && c <= '9')
			n = n * (hex ? 16 : 10) + (uint32_t)(c - '0');
		else if (hex && c >= 'a' && c <= 'f')
			n = n * 16 + (uint32_t)(c - 'a') + 10;
		else if (hex && c >= 'A' && c <= 'F')
			n = n * 16 + (uint32_t)(c - 'A') + 10;
		else
			return false;
	}
	*ret = n;
	return true;
}

size_t
entity_add(struct strbuf *out, struct str s)
{
	struct str name = str_slice(s, 1, 1 + NAME_MAX_LEN + 1);
	size_t end = str_find(name, ';');
	uint32_t c;

	if (end == name.len)
		return 0;
	name.len = end;
	if (end > 0 && name.p[0] == '#') {
		if (!number(str_from(name, 1), &c))
			return 0;
		/* CommonMark 0.31, 6.2: NUL is replaced; other control characters have no place. */
		if (c == 0)
			c = UTF8_REPLACEMENT;
		if (c >= ' ' && (c < 0x7f || c >= 0xa0) && c != 0x2028 && c != 0x2029 && c != 0xfeff)
			utf8_add(out, c);
		return end + 2;
	}
	for (size_t i = 0; i < sizeof entities / sizeof *entities; i++)
		if (str_is(name, entities[i].name)) {
			utf8_add(out, entities[i].c);
			return end + 2;
		}
	return 0;
}
