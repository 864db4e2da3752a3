/* markdown_clean.c - bytes made into text, which most of them are already. */
#include "content/markdown_clean.h"

#include "base/utf8.h"

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
	size_t at = utf8_skip_printable(text, 0);

	for (; at < text.len; at = utf8_skip_printable(text, at))
		if (!is_good(utf8_next(text, &at)))
			return false;
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
