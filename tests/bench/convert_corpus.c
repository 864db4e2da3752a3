/*
 * convert_corpus.c - Markdown that is always the same.
 *
 * Words, marks and blocks in about the shares of real articles: mostly
 * paragraphs with a link here and there, some code, lists and quotes, a table
 * in every third document.
 */

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "convert.h"

#define DOCUMENT_SIZE ((size_t)8 * 1024)	/* [bytes] it grows past */
#define DOCUMENT_ROOM (2 * DOCUMENT_SIZE)

struct text {
	uint64_t seed;
	char *p;
	size_t len;
};

static unsigned
draw(struct text *t, unsigned below)
{
	t->seed ^= t->seed << 13;
	t->seed ^= t->seed >> 7;
	t->seed ^= t->seed << 17;
	return (unsigned)((t->seed >> 33) % below);
}

__attribute__((format(printf, 2, 3)))
static void
add(struct text *t, const char *fmt, ...)
{
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vsnprintf(t->p + t->len, DOCUMENT_ROOM - t->len, fmt, ap);
	va_end(ap);
	if (n < 0 || (size_t)n >= DOCUMENT_ROOM - t->len)
		abort();
	t->len += (size_t)n;
}

static void
word(struct text *t)
{
	static const char *const syllables[] = { "ma", "ro", "ten", "li", "so", "gra", "ne", "pul", "da",
	    "is", "er", "con", "vi", "al", "po", "thu" };
	static const char *const small[] = { "the", "of", "and", "a", "to", "in", "is", "it", "that", "for" };

	if (draw(t, 5) < 2) {
		add(t, "%s", small[draw(t, 10)]);
		return;
	}
	if (draw(t, 60) == 0)
		add(t, "%s", draw(t, 2) == 0 ? "naïve" : "Zürich");
	for (unsigned n = 1 + draw(t, 4); n > 0; n--)
		add(t, "%s", syllables[draw(t, 16)]);
}

static void
words(struct text *t, unsigned n)
{
	for (unsigned i = 0; i < n; i++) {
		if (i > 0)
			add(t, " ");
		word(t);
	}
}

static void
inlines(struct text *t, unsigned n)
{
	for (unsigned i = 0; i < n; i++) {
		if (i > 0)
			add(t, "%s", i % 14 == 0 ? "\n" : " ");
		switch (draw(t, 50)) {
		case 0:
			add(t, "[");
			words(t, 1 + draw(t, 4));
			add(t, "](https://example.org/%u/%u.html)", draw(t, 100), draw(t, 1000));
			break;
		case 1:
			add(t, "**");
			words(t, 1 + draw(t, 3));
			add(t, "**");
			break;
		case 2:
			add(t, "*");
			word(t);
			add(t, "*");
			break;
		case 3:
			add(t, "`");
			word(t);
			add(t, "()`");
			break;
		case 4:
			word(t);
			add(t, draw(t, 2) == 0 ? ". And" : " &amp; so");
			break;
		default:
			word(t);
			if (draw(t, 10) == 0)
				add(t, ",");
		}
	}
	add(t, ".");
}

static void
list(struct text *t, const char *marker)
{
	for (unsigned i = 0, n = 3 + draw(t, 4); i < n; i++) {
		add(t, "%s ", marker);
		inlines(t, 5 + draw(t, 8));
		add(t, "\n");
		if (draw(t, 4) == 0) {
			add(t, "%*s- ", *marker == '1' ? 3 : 2, "");
			words(t, 4);
			add(t, "\n");
		}
	}
}

static void
code(struct text *t)
{
	add(t, "```c\n");
	for (unsigned i = 0, n = 4 + draw(t, 9); i < n; i++) {
		add(t, "\tif (");
		word(t);
		add(t, " < %u) return ", draw(t, 100));
		word(t);
		add(t, "(&x[%u]);\n", i);
	}
	add(t, "```\n");
}

static void
table(struct text *t)
{
	add(t, "| name | value | remark |\n|---|---:|---|\n");
	for (unsigned i = 0, n = 3 + draw(t, 5); i < n; i++) {
		add(t, "| ");
		words(t, 1);
		add(t, " | %u | ", draw(t, 10000));
		words(t, 4);
		add(t, " |\n");
	}
}

static void
block(struct text *t)
{
	switch (draw(t, 24)) {
	case 0:
	case 1:
		add(t, "## ");
		words(t, 2 + draw(t, 4));
		add(t, "\n");
		break;
	case 2:
	case 3:
		list(t, "-");
		break;
	case 4:
		list(t, "1.");
		break;
	case 5:
	case 6:
		code(t);
		break;
	case 7:
		add(t, "> ");
		inlines(t, 12);
		add(t, "\n");
		break;
	case 8:
		add(t, "![");
		words(t, 4);
		add(t, "](images/%u.png)\n", draw(t, 100));
		break;
	default:
		inlines(t, 25 + draw(t, 60));
		add(t, "\n");
	}
	add(t, "\n");
}

char *
corpus_document(unsigned i, size_t *ret_len)
{
	struct text t = { .seed = 0x9E3779B97F4A7C15u * (i + 1), .p = malloc(DOCUMENT_ROOM) };

	if (t.p == NULL)
		abort();
	add(&t, "# ");
	words(&t, 4);
	add(&t, "\n\n");
	if (i % 3 == 0) {
		table(&t);
		add(&t, "\n");
	}
	while (t.len < DOCUMENT_SIZE)
		block(&t);
	*ret_len = t.len;
	return t.p;
}
