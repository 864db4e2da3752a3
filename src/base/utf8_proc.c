/*
 * utf8_proc.c - what the Unicode tables say: clusters, widths, kinds, normal
 * forms.
 *
 * utf8proc is met in this file alone.  Its whole-string functions are not
 * used: they put marks into canonical order by neighbouring swaps, which takes
 * quadratic time for a few thousand marks on one letter.
 */
#include "base/utf8.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include <utf8proc.h>

#include "base/mem.h"

/* Marks of one letter that are sorted in place; more are counted. */
#define MARKS_FEW 32

#define VS15 0xFE0Eu	/* asks for the text form of an emoji */
#define VS16 0xFE0Fu	/* asks for the coloured form of a sign */

struct points {
	utf8proc_int32_t *v;
	size_t n, cap;
};

static const utf8proc_property_t *
property(uint32_t c)
{
	return utf8proc_get_property((utf8proc_int32_t)c);
}

/* --- width ----------------------------------------------------------- */

/* Columns of a character of the commonest texts that joins nothing but marks:
 * Latin, Greek, Cyrillic, kana, Han; 0 for all others.  Spares them three
 * look-ups each. */
static size_t
plain_width(uint32_t c)
{
	if (c < 0x530)
		return (c >= 0x20 && c < 0x7F) || (c >= 0xC0 && c < 0x300) ||
		    (c >= 0x400 && c < 0x483) || (c >= 0x3A3 && c < 0x400) ? 1 : 0;
	return (c >= 0x4E00 && c < 0xA000) || (c >= 0x3041 && c < 0x3097) ||
	    (c >= 0x30A1 && c < 0x3100) ? 2 : 0;
}

/* Columns of c by itself. */
static size_t
char_width(uint32_t c)
{
	size_t plain = plain_width(c);

	if (plain > 0 || c == '\t')
		return plain > 0 ? plain : 1;
	const utf8proc_property_t *p = property(c);

	switch (p->category) {
	case UTF8PROC_CATEGORY_MC:
		/* utf8proc says 0; terminals give a vowel sign of Devanagari
		 * or Thai its own column, and so does wcwidth(3). */
		return 1;
	case UTF8PROC_CATEGORY_CF:
		/* The Arabic number sign and kin are seen. */
		if (p->boundclass == UTF8PROC_BOUNDCLASS_PREPEND)
			return 1;
		break;
	case UTF8PROC_CATEGORY_CN:
		/* Emoji and Han younger than the table. */
		return (c >= 0x1F300 && c <= 0x1FAFF) || (c >= 0x20000 && c <= 0x3FFFD) ? 2 : 1;
	default:
		break;
	}
	return (size_t)utf8proc_charwidth((utf8proc_int32_t)c);
}

static bool
is_modifier(uint32_t c)
{
	return c >= 0x1F3FB && c <= 0x1F3FF;
}

static bool
is_keycap_base(uint32_t c)
{
	return (c >= '0' && c <= '9') || c == '#' || c == '*';
}

/* Columns of a cluster that begins with base and was width wide, with c added;
 * second: c is the one after base. */
static size_t
joined_width(uint32_t base, size_t width, uint32_t c, bool second)
{
	int base_class = property(base)->boundclass;
	int c_class = property(c)->boundclass;

	if (base_class == UTF8PROC_BOUNDCLASS_REGIONAL_INDICATOR &&
	    c_class == UTF8PROC_BOUNDCLASS_REGIONAL_INDICATOR)
		return 2;
	if (base_class == UTF8PROC_BOUNDCLASS_EXTENDED_PICTOGRAPHIC || is_keycap_base(base)) {
		if (c == VS16 || is_modifier(c) ||
		    c_class == UTF8PROC_BOUNDCLASS_EXTENDED_PICTOGRAPHIC)
			return 2;
		/* The CJK signs among the emoji are wide as text too. */
		if (c == VS15 && second && !utf8_is_cjk(base))
			return 1;
	}
	/* Vowels and finals stand inside the block of their first letter. */
	if (c_class == UTF8PROC_BOUNDCLASS_V || c_class == UTF8PROC_BOUNDCLASS_T)
		return width;
	return width + char_width(c);
}

static size_t
cluster(struct str s, size_t at, size_t *ret_width)
{
	size_t end = at;
	uint32_t base = utf8_next(s, &end);
	uint32_t last = base;
	size_t width = char_width(base);
	utf8proc_int32_t state = 0;

	for (unsigned n = 1; end < s.len && n < UTF8_CLUSTER_MAX; n++) {
		size_t next = end;
		uint32_t c = utf8_next(s, &next);

		if (n == 1 && plain_width(base) > 0 && plain_width(c) > 0)
			break;
		if (utf8proc_grapheme_break_stateful((utf8proc_int32_t)last,
		    (utf8proc_int32_t)c, &state))
			break;
		width = joined_width(base, width, c, n == 1);
		last = c;
		end = next;
	}
	if (ret_width != NULL)
		*ret_width = width;
	return end - at;
}

static bool
is_printable(char b)
{
	return b >= 0x20 && b < 0x7F;
}

size_t
utf8_grapheme(struct str s, size_t at, size_t *ret_width)
{
	assert(at < s.len);
	/* Nothing in ASCII joins a printable character. */
	if (is_printable(s.p[at]) && (at + 1 == s.len || (unsigned char)s.p[at + 1] < 0x80)) {
		if (ret_width != NULL)
			*ret_width = 1;
		return 1;
	}
	return cluster(s, at, ret_width);
}

size_t
utf8_width(struct str s)
{
	size_t at = 0, width = 0;

	while (at < s.len) {
		size_t from = at;

		while (at < s.len && is_printable(s.p[at]))
			at++;
		/* A mark may follow the last one. */
		if (at < s.len && at > from)
			at--;
		width += at - from;
		if (at < s.len) {
			size_t w;

			at += cluster(s, at, &w);
			width += w;
		}
	}
	return width;
}

/* --- kinds ----------------------------------------------------------- */

bool
utf8_is_letter(uint32_t c)
{
	if (c < 0x80)
		return (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z');
	int category = property(c)->category;
	return category >= UTF8PROC_CATEGORY_LU && category <= UTF8PROC_CATEGORY_NO;
}

bool
utf8_is_mark(uint32_t c)
{
	int category = property(c)->category;

	return category >= UTF8PROC_CATEGORY_MN && category <= UTF8PROC_CATEGORY_ME;
}

bool
utf8_is_ignorable(uint32_t c)
{
	return property(c)->ignorable;
}

bool
utf8_is_space(uint32_t c)
{
	if (c < 0x80)
		return c == ' ' || (c >= '\t' && c <= '\r');
	return c == 0x85 || c == 0x2028 || c == 0x2029 ||
	    property(c)->category == UTF8PROC_CATEGORY_ZS;
}

/* --- normal forms ---------------------------------------------------- */

size_t
utf8_decompose(uint32_t c, uint32_t ret[UTF8_DECOMPOSED_MAX])
{
	utf8proc_int32_t v[UTF8_DECOMPOSED_MAX];
	utf8proc_ssize_t n;

	n = utf8proc_decompose_char((utf8proc_int32_t)c, v, UTF8_DECOMPOSED_MAX,
	    (utf8proc_option_t)(UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT), NULL);
	assert(n >= 0 && n <= UTF8_DECOMPOSED_MAX);
	for (utf8proc_ssize_t i = 0; i < n; i++)
		ret[i] = (uint32_t)v[i];
	return (size_t)n;
}

static void
points_add(struct points *p, utf8proc_int32_t c, int how)
{
	utf8proc_ssize_t n;

	p->v = mem_grow(p->v, &p->cap, p->n + UTF8_DECOMPOSED_MAX, sizeof *p->v);
	n = utf8proc_decompose_char(c, p->v + p->n, UTF8_DECOMPOSED_MAX,
	    (utf8proc_option_t)how, NULL);
	assert(n >= 0 && n <= UTF8_DECOMPOSED_MAX);
	p->n += (size_t)n;
}

static unsigned
mark_class(utf8proc_int32_t c)
{
	return (unsigned char)utf8proc_get_property(c)->combining_class;
}

static void
sort_few(utf8proc_int32_t *v, size_t n)
{
	for (size_t i = 1; i < n; i++) {
		utf8proc_int32_t c = v[i];
		unsigned class = mark_class(c);
		size_t to = i;

		for (; to > 0 && mark_class(v[to - 1]) > class; to--)
			v[to] = v[to - 1];
		v[to] = c;
	}
}

static void
sort_many(utf8proc_int32_t *v, size_t n)
{
	utf8proc_int32_t *sorted = mem_calloc(n, sizeof *sorted);
	size_t start[257] = { 0 };

	for (size_t i = 0; i < n; i++)
		start[mark_class(v[i]) + 1]++;
	for (size_t i = 1; i < 257; i++)
		start[i] += start[i - 1];
	for (size_t i = 0; i < n; i++)
		sorted[start[mark_class(v[i])]++] = v[i];
	memcpy(v, sorted, n * sizeof *v);
	free(sorted);
}

/* Canonical order (Unicode, 3.11, D109): marks by class, stable. */
static void
points_order(struct points *p)
{
	for (size_t i = 0; i < p->n; i++) {
		size_t from = i;

		while (i < p->n && mark_class(p->v[i]) != 0)
			i++;
		if (i - from > MARKS_FEW)
			sort_many(p->v + from, i - from);
		else if (i - from > 1)
			sort_few(p->v + from, i - from);
	}
}

static void
points_compose(struct points *p, struct strbuf *out)
{
	utf8proc_ssize_t n;

	n = utf8proc_normalize_utf32(p->v, (utf8proc_ssize_t)p->n,
	    (utf8proc_option_t)(UTF8PROC_COMPOSE | UTF8PROC_STABLE));
	assert(n >= 0 && (n == 0 || p->v != NULL));
	for (utf8proc_ssize_t i = 0; i < n; i++)
		utf8_add(out, (uint32_t)p->v[i]);
}

/* By canonical combining class: the fixed ones of Hebrew, Arabic and Syriac, and
 * what stands around a letter.  Nuktas, viramas, kana's marks and the vowels and
 * tones of Thai and Lao have others, or none (Unicode, 4.3). */
static bool
is_colouring(unsigned class)
{
	return (class >= 10 && class <= 36) || class >= 200;
}

size_t
utf8_seek(uint32_t c, uint32_t ret[UTF8_DECOMPOSED_MAX])
{
	utf8proc_int32_t v[UTF8_DECOMPOSED_MAX];
	utf8proc_ssize_t n;
	size_t kept = 0;

	n = utf8proc_decompose_char((utf8proc_int32_t)c, v, UTF8_DECOMPOSED_MAX,
	    (utf8proc_option_t)(UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT | UTF8PROC_CASEFOLD), NULL);
	assert(n >= 0 && n <= UTF8_DECOMPOSED_MAX);
	for (utf8proc_ssize_t i = 0; i < n; i++)
		if (!is_colouring(mark_class(v[i])))
			ret[kept++] = (uint32_t)v[i];
	return kept;
}

static void
add_ascii(struct strbuf *out, struct str s)
{
	strbuf_addstr(out, s);
	for (char *b = out->buf + (out->len - s.len); b < out->buf + out->len; b++)
		if (*b >= 'A' && *b <= 'Z')
			*b = (char)(*b + ('a' - 'A'));
}

static size_t
run_end(struct str s, size_t at, bool ascii)
{
	while (at < s.len && ((unsigned char)s.p[at] < 0x80) == ascii)
		at++;
	return at;
}

void
utf8_fold(struct strbuf *out, struct str s)
{
	struct points plain = { 0 }, folded = { 0 };
	size_t at = 0;

	while (at < s.len) {
		size_t end = run_end(s, at, true);

		/* No ASCII character composes with what stands before it, so
		 * that a stretch of others begins with the one it may join. */
		if (end < s.len && end > at)
			end--;
		add_ascii(out, str_slice(s, at, end));
		if ((at = end) == s.len)
			break;
		end = run_end(s, at + 1, false);
		struct str stretch = str_slice(s, 0, end);

		plain.n = folded.n = 0;
		while (at < end)
			points_add(&plain, (utf8proc_int32_t)utf8_next(stretch, &at),
			    UTF8PROC_DECOMPOSE);
		points_order(&plain);
		/* Folding turns U+0345, a mark, into a letter: only after the
		 * marks are in order (Unicode, 3.13, D145). */
		for (size_t i = 0; i < plain.n; i++)
			points_add(&folded, plain.v[i], UTF8PROC_DECOMPOSE | UTF8PROC_CASEFOLD);
		points_order(&folded);
		points_compose(&folded, out);
	}
	free(plain.v);
	free(folded.v);
}
