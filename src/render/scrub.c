/* scrub.c - any bytes, made into text that stands on one line. */
#include "render/scrub.h"

#include <string.h>

#include "base/utf8.h"

#define SOFT_HYPHEN 0xADu
#define LINE_SEPARATOR 0x2028u
#define PARAGRAPH_SEPARATOR 0x2029u
#define BYTE_ORDER_MARK 0xFEFFu

/* What becomes of a character. */
enum fate { KEEP, SPACE, DROP, REPLACE };

static bool
is_graph(char c)
{
	return c > ' ' && c < 0x7F;
}

#define EACH_BYTE(b) (UINT64_C(0x0101010101010101) * (b))
#define TOP_BITS EACH_BYTE(0x80)

/*
 * Whether the eight bytes are printable ASCII with at most single spaces
 * between, and what follows a last one is no space: most of what there is to
 * scrub.  p[8] can be read.  May say no in doubt: a borrow can make the byte
 * above a space look like another one.
 */
static bool
are_plain(const char *p)
{
	uint64_t eight, del, space, spaces;

	memcpy(&eight, p, sizeof eight);
	del = eight ^ EACH_BYTE(0x7F);
	if (((eight | (eight - EACH_BYTE(0x20)) | (del - EACH_BYTE(1))) & TOP_BITS) != 0)
		return false;
	space = eight ^ EACH_BYTE(0x20);
	spaces = (space - EACH_BYTE(1)) & TOP_BITS;
	return (spaces & spaces << 8) == 0 && (p[7] != ' ' || is_graph(p[8]));
}

/* The end of what is plain from s[at] on, which a graphic character precedes
 * or begins. */
static size_t
skip_plain(struct str s, size_t at)
{
	while (s.len - at > 8 && are_plain(s.p + at))
		at += 8;
	while (at < s.len && is_graph(s.p[at]))
		at++;
	return at;
}

static enum fate
fate_of(uint32_t c, bool soft_hyphens)
{
	if (c < 0x20 || (c >= 0x7F && c < 0xA0))
		return SPACE;
	switch (c) {
	case ' ':
	case LINE_SEPARATOR:
	case PARAGRAPH_SEPARATOR:
		return SPACE;
	case BYTE_ORDER_MARK:
		return DROP;
	case SOFT_HYPHEN:
		return soft_hyphens ? KEEP : DROP;
	case UTF8_REPLACEMENT:
		return REPLACE;
	default:
		return KEEP;
	}
}

/*
 * Moves *at over what is appended as it stands, and says what becomes of the
 * character that ends it, which is skipped too; KEEP at the end of s.
 */
static enum fate
skip_kept(struct str s, size_t *at, size_t *ret_end, bool soft_hyphens)
{
	enum fate fate = KEEP;
	size_t start = *at;

	while (fate == KEEP) {
		if (*at < s.len && (*at > start || is_graph(s.p[*at])))
			*at = skip_plain(s, *at);
		*ret_end = *at;
		if (*at == s.len)
			break;
		fate = fate_of(utf8_next(s, at), soft_hyphens);
		/* The single space between two words is most of what ends a run. */
		if (fate == SPACE && *ret_end > start && s.p[*ret_end] == ' ' && *at < s.len &&
		    is_graph(s.p[*at]))
			fate = KEEP;
	}
	return fate;
}

struct str
scrub_end(struct str s)
{
	while (s.len > 0 && !is_graph(s.p[s.len - 1])) {
		size_t last = utf8_before(s, s.len), at = last;

		if (!utf8_is_space(utf8_next(s, &at)) || at < s.len)
			break;
		s.len = last;
	}
	return s;
}

void
scrub_prose(struct strbuf *out, struct str text, bool soft_hyphens)
{
	size_t start = out->len, at = 0;
	bool gap = false;

	while (at < text.len) {
		size_t from = at, end;
		enum fate fate = skip_kept(text, &at, &end, soft_hyphens);

		if ((end > from || fate == REPLACE) && gap) {
			strbuf_addc(out, ' ');
			gap = false;
		}
		strbuf_add(out, text.p + from, end - from);
		if (fate == REPLACE)
			utf8_add(out, UTF8_REPLACEMENT);
		else if (fate == SPACE)
			gap = out->len > start;
	}
	strbuf_truncate(out, start + scrub_end(str_from(strbuf_str(out), start)).len);
}

bool
scrub_is_blank(struct str line)
{
	for (size_t at = 0; at < line.len;) {
		uint32_t c = utf8_next(line, &at);
		enum fate fate = fate_of(c, false);

		/* What scrub_end takes away, and what is nothing in ASCII. */
		if (fate == REPLACE || (fate == KEEP && !utf8_is_space(c) && !utf8_is_ignorable(c)))
			return false;
	}
	return true;
}

void
scrub_code(struct strbuf *out, struct str line, bool soft_hyphens)
{
	size_t at = 0, column = 0, measured = out->len;

	while (at < line.len) {
		size_t from = at, end;
		enum fate fate = skip_kept(line, &at, &end, soft_hyphens);

		strbuf_add(out, line.p + from, end - from);
		if (fate == REPLACE) {
			utf8_add(out, UTF8_REPLACEMENT);
		} else if (fate == SPACE && line.p[end] == '\t') {
			struct str done = str_from(strbuf_str(out), measured);

			column += utf8_width(done);
			strbuf_fill(out, ' ', SCRUB_TAB_WIDTH - column % SCRUB_TAB_WIDTH);
			column += SCRUB_TAB_WIDTH - column % SCRUB_TAB_WIDTH;
			measured = out->len;
		} else if (fate == SPACE) {
			strbuf_addc(out, ' ');
		}
	}
}
