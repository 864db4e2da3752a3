/* alert.c - quotes that say "[!NOTE]" first. */
#include "render/alert.h"

struct alert {
	const char *mark;
	enum word word;
};

/* GitHub's. */
static const struct alert alerts[] = {
	{ "[!NOTE]", WORD_NOTE },
	{ "[!TIP]", WORD_TIP },
	{ "[!IMPORTANT]", WORD_IMPORTANT },
	{ "[!WARNING]", WORD_WARNING },
	{ "[!CAUTION]", WORD_CAUTION },
};

enum word
alert_word(const struct doc_node *quote)
{
	const struct doc_node *text = quote->first;

	if (text == NULL || text->kind != DOC_PARAGRAPH)
		return WORD_COUNT;
	text = text->first;
	if (text == NULL || text->kind != DOC_TEXT ||
	    (text->next != NULL && text->next->kind != DOC_SOFT_BREAK &&
	    text->next->kind != DOC_HARD_BREAK))
		return WORD_COUNT;
	for (size_t i = 0; i < sizeof alerts / sizeof alerts[0]; i++)
		if (str_is_case(str_trim(text->text), alerts[i].mark))
			return alerts[i].word;
	return WORD_COUNT;
}
