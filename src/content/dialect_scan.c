/* dialect_scan.c - whether a text holds anything to translate. */
#include <string.h>

#include "content/dialect_parts.h"

/* What may make a sign, with the byte before it and those behind. */
static const struct sign {
	char first;
	char before;		/* '\n': only at a line's start; '\0': anything */
	const char *next;	/* one of these follows; NULL: a capital letter */
	bool mdx;		/* only there */
} signs[] = {
	{ '{', '\0', "{%:#.", false },
	{ '{', '\0', "", true },
	{ '{', ')', "", false },
	{ '{', ']', "", false },
	{ '{', '\n', "", false },
	{ '[', '\0', "[!", false },
	{ '[', '\0', "tT", false },
	{ ':', '\0', ":", false },
	{ ':', '\n', " \t", false },
	{ ':', ' ', " \t", false },
	{ '%', '\0', "%", false },
	{ '=', '\0', "=", false },
	{ '^', '\0', "[", false },
	{ '^', ' ', "", false },
	{ '^', '\n', "", false },
	{ '*', '\0', "[", false },
	{ '@', '\0', "/", false },
	{ '$', '\0', "$", false },
	{ '\\', '\0', "([", false },
	{ '<', '\0', NULL, false },
	{ '<', '\0', "/abcdefghijklmnopqrstuvwxyz>", true },
	{ 'i', '\n', "m", false },
	{ 'e', '\n', "x", true },
	{ ' ', ' ', " ", true },
	{ '\t', '\n', "", true },
};

#define COUNT(v) (sizeof(v) / sizeof(v)[0])

static bool
is_next(const struct sign *sign, char c)
{
	if (sign->next == NULL)
		return c >= 'A' && c <= 'Z';
	return sign->next[0] == '\0' || strchr(sign->next, c) != NULL;
}

bool
dialect_may_hold(struct str text, const struct dialect_options *options)
{
	bool first[256] = { false };

	for (size_t i = 0; i < COUNT(signs); i++)
		if (!signs[i].mdx || options->mdx)
			first[(unsigned char)signs[i].first] = true;
	for (size_t at = 0; at < text.len; at++) {
		char before = at > 0 ? text.p[at - 1] : '\n';
		char next = at + 1 < text.len ? text.p[at + 1] : '\n';

		if (!first[(unsigned char)text.p[at]])
			continue;
		for (size_t i = 0; i < COUNT(signs); i++)
			if (signs[i].first == text.p[at] && (!signs[i].mdx || options->mdx) &&
			    (signs[i].before == '\0' || signs[i].before == before) &&
			    is_next(&signs[i], next))
				return true;
	}
	return false;
}
