/* markdown_clean.c - bytes made into text, which most of them are already. */
#include "content/markdown_clean.h"

#include <stdint.h>
#include <string.h>

#include "base/utf8.h"

#define EACH_BYTE(b) (UINT64_C(0x0101010101010101) * (b))

/* Whether none of the eight bytes is a control character or not ASCII. */
static bool
is_printable(uint64_t eight)
{
	uint64_t del = eight ^ EACH_BYTE(0x7F);

	return (((eight - EACH_BYTE(0x20)) | eight | (del - EACH_BYTE(1))) & EACH_BYTE(0x80)) == 0;
}

static bool
is_good(uint32_t c)
{
	if (c < 0x80)
		return c >= ' ' ? c != 0x7F : c == '\n' || c == '\t';
	return c >= 0xA0 && c != 0x2028 && c != 0x2029 && c != 0xFEFF &&
	    c != 0xFFFE && c != 0xFFFF && c != UTF8_REPLACEMENT;
}

bool
text_is_clean(struct str text)
{
	size_t at = 0;

	while (at < text.len) {
		uint64_t eight;

		while (text.len - at >= sizeof eight) {
			memcpy(&eight, text.p + at, sizeof eight);
			if (!is_printable(eight))
				break;
			at += sizeof eight;
		}
		/* Up to the character that is not, and over it. */
		while (at < text.len && text.p[at] >= ' ' && text.p[at] < 0x7F)
			at++;
		if (at < text.len && !is_good(utf8_next(text, &at)))
			return false;
	}
	return true;
}

struct str
text_clean(struct arena *a, struct str text)
{
	struct strbuf cleaned = STRBUF_INIT;

	if (text_is_clean(text))
		return text;
	utf8_clean(&cleaned, text);
	text = arena_str(a, strbuf_str(&cleaned));
	strbuf_done(&cleaned);
	return text;
}
