/* utf8_ascii.c - the best ASCII for a text. */
#include "base/utf8.h"

#include <stdlib.h>
#include <string.h>

#include "base/ascii.h"

#define FRACTION_SLASH 0x2044u

struct spelling {
	uint32_t c;
	const char *ascii;
};

/* What decomposing does not give; sorted by c. */
static const struct spelling spellings[] = {
	{ 0x00A1, "!" }, { 0x00A2, "c" }, { 0x00A3, "GBP" }, { 0x00A5, "JPY" },
	{ 0x00A6, "|" }, { 0x00A7, "S." }, { 0x00A8, "\"" }, { 0x00A9, "(c)" },
	{ 0x00AB, "\"" }, { 0x00AC, "!" }, { 0x00AE, "(r)" }, { 0x00AF, "-" },
	{ 0x00B0, "deg" }, { 0x00B1, "+/-" }, { 0x00B4, "'" }, { 0x00B5, "u" },
	{ 0x00B6, "P." }, { 0x00B7, "*" }, { 0x00B8, "," }, { 0x00BB, "\"" },
	{ 0x00BF, "?" }, { 0x00C6, "AE" }, { 0x00D0, "D" }, { 0x00D7, "x" },
	{ 0x00D8, "O" }, { 0x00DE, "Th" }, { 0x00DF, "ss" }, { 0x00E6, "ae" },
	{ 0x00F0, "d" }, { 0x00F7, "/" }, { 0x00F8, "o" }, { 0x00FE, "th" },
	{ 0x0110, "D" }, { 0x0111, "d" }, { 0x0126, "H" }, { 0x0127, "h" },
	{ 0x0131, "i" }, { 0x0138, "q" }, { 0x0141, "L" }, { 0x0142, "l" },
	{ 0x014A, "Ng" }, { 0x014B, "ng" }, { 0x0152, "OE" }, { 0x0153, "oe" },
	{ 0x0166, "T" }, { 0x0167, "t" }, { 0x0180, "b" }, { 0x0187, "C" },
	{ 0x0188, "c" }, { 0x018E, "E" }, { 0x018F, "E" }, { 0x0192, "f" },
	{ 0x0197, "I" }, { 0x019A, "l" }, { 0x01B5, "Z" }, { 0x01B6, "z" },
	{ 0x01DD, "e" }, { 0x0237, "j" }, { 0x023A, "A" }, { 0x023B, "C" },
	{ 0x023C, "c" }, { 0x023D, "L" }, { 0x0243, "B" }, { 0x0246, "E" },
	{ 0x0247, "e" }, { 0x0248, "J" }, { 0x0249, "j" }, { 0x0253, "b" },
	{ 0x0256, "d" }, { 0x0257, "d" }, { 0x0259, "e" }, { 0x0268, "i" },
	{ 0x02B9, "'" }, { 0x02BA, "\"" }, { 0x02BB, "'" }, { 0x02BC, "'" },
	{ 0x02BD, "'" }, { 0x02C6, "^" }, { 0x02C8, "'" }, { 0x02D0, ":" },
	{ 0x02DA, "o" }, { 0x02DC, "~" }, { 0x1E9E, "SS" }, { 0x2010, "-" },
	{ 0x2012, "-" }, { 0x2013, "-" }, { 0x2014, "--" }, { 0x2015, "--" },
	{ 0x2016, "||" }, { 0x2018, "'" }, { 0x2019, "'" }, { 0x201A, "'" },
	{ 0x201B, "'" }, { 0x201C, "\"" }, { 0x201D, "\"" }, { 0x201E, "\"" },
	{ 0x201F, "\"" }, { 0x2020, "+" }, { 0x2021, "++" }, { 0x2022, "*" },
	{ 0x2023, ">" }, { 0x2027, "*" }, { 0x2028, "\n" }, { 0x2029, "\n" },
	{ 0x2030, "0/00" }, { 0x2032, "'" }, { 0x2035, "`" }, { 0x2039, "'" },
	{ 0x203A, "'" }, { 0x203B, "*" }, { 0x2043, "-" }, { 0x2044, "/" },
	{ 0x20AC, "EUR" }, { 0x20B9, "INR" }, { 0x20BD, "RUB" }, { 0x20BF, "BTC" },
	{ 0x2190, "<-" }, { 0x2191, "^" }, { 0x2192, "->" }, { 0x2193, "v" },
	{ 0x2194, "<->" }, { 0x21D0, "<=" }, { 0x21D2, "=>" }, { 0x21D4, "<=>" },
	{ 0x2212, "-" }, { 0x2215, "/" }, { 0x2216, "\\" }, { 0x2217, "*" },
	{ 0x2219, "*" }, { 0x2223, "|" }, { 0x223C, "~" }, { 0x2248, "~" },
	{ 0x2260, "!=" }, { 0x2261, "==" }, { 0x2264, "<=" }, { 0x2265, ">=" },
	{ 0x22C5, "*" }, { 0x2500, "-" }, { 0x2501, "-" }, { 0x2502, "|" },
	{ 0x2503, "|" }, { 0x250C, "+" }, { 0x2510, "+" }, { 0x2514, "+" },
	{ 0x2518, "+" }, { 0x251C, "+" }, { 0x2524, "+" }, { 0x252C, "+" },
	{ 0x2534, "+" }, { 0x253C, "+" }, { 0x2550, "=" }, { 0x2551, "|" },
	{ 0x25A0, "#" }, { 0x25AA, "*" }, { 0x25B6, ">" }, { 0x25CB, "o" },
	{ 0x25CF, "*" }, { 0x25E6, "o" }, { 0x2605, "*" }, { 0x2606, "*" },
	{ 0x2610, "[ ]" }, { 0x2611, "[x]" }, { 0x2612, "[x]" }, { 0x2713, "v" },
	{ 0x2714, "v" }, { 0x2717, "x" }, { 0x2718, "x" }, { 0x27E8, "<" },
	{ 0x27E9, ">" }, { 0x3001, "," }, { 0x3002, "." }, { 0x3008, "<" },
	{ 0x3009, ">" }, { 0x300C, "\"" }, { 0x300D, "\"" },
};

static int
spelling_cmp(const void *key, const void *row)
{
	uint32_t c = *(const uint32_t *)key;
	uint32_t other = ((const struct spelling *)row)->c;

	return (c > other) - (c < other);
}

/* Appends the spelling of c, which is no compound; false when it has none. */
static bool
add_simple(struct strbuf *out, uint32_t c)
{
	const struct spelling *row;

	if (c < 0x80) {
		strbuf_addc(out, (char)c);
		return true;
	}
	row = bsearch(&c, spellings, sizeof spellings / sizeof *spellings,
	    sizeof *spellings, spelling_cmp);
	if (row != NULL) {
		strbuf_adds(out, row->ascii);
		return true;
	}
	return utf8_is_mark(c) || utf8_is_ignorable(c);
}

static bool
ends_in_digit(const struct strbuf *out)
{
	return out->len > 0 && ascii_is_digit(out->buf[out->len - 1]);
}

static bool
add_char(struct strbuf *out, uint32_t c)
{
	uint32_t part[UTF8_DECOMPOSED_MAX];
	size_t start = out->len;
	size_t n;

	if (add_simple(out, c))
		return true;
	n = utf8_decompose(c, part);
	if (n == 1 && part[0] == c)
		return false;
	/* 1½ is not 11/2. */
	if (n > 1 && part[1] == FRACTION_SLASH && ends_in_digit(out))
		strbuf_addc(out, ' ');
	for (size_t i = 0; i < n; i++)
		if (!add_simple(out, part[i])) {
			strbuf_truncate(out, start);
			return false;
		}
	return true;
}

/* Whether c shows something, be it no more than a mark. */
static bool
is_seen(uint32_t c)
{
	return c > ' ' && !utf8_is_space(c) && !utf8_is_ignorable(c);
}

/* Appends the ASCII for the cluster s. */
static void
add_cluster(struct strbuf *out, struct str s)
{
	size_t start = out->len;
	bool seen = false, told = false;

	/* One "?" for a family of four or a letter with its marks. */
	for (size_t at = 0; at < s.len;) {
		uint32_t c = utf8_next(s, &at);

		seen = seen || is_seen(c);
		if (!add_char(out, c) && !told) {
			strbuf_addc(out, '?');
			told = true;
		}
	}
	/* A mark without its letter must not leave a line blank that has no other. */
	if (seen && str_trim(str_from(strbuf_str(out), start)).len == 0) {
		strbuf_truncate(out, start + (s.p[0] == ' '));
		strbuf_addc(out, '?');
	}
}

void
utf8_ascii(struct strbuf *out, struct str s)
{
	while (s.len > 0) {
		size_t n = utf8_grapheme(s, 0, NULL);

		add_cluster(out, str_slice(s, 0, n));
		s = str_from(s, n);
	}
}
