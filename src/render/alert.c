/* alert.c - quotes that say "[!NOTE]" first. */
#include "render/alert.h"

struct alert {
	const char *mark, *lead;
};

/* GitHub's. */
static const struct alert alerts[] = {
	{ "[!NOTE]", "Note: " },
	{ "[!TIP]", "Tip: " },
	{ "[!IMPORTANT]", "Important: " },
	{ "[!WARNING]", "Warning: " },
	{ "[!CAUTION]", "Caution: " },
};

struct str
alert_lead(const struct doc_node *quote)
{
	const struct doc_node *text = quote->first;

	if (text == NULL || text->kind != DOC_PARAGRAPH)
		return STR_NONE;
	text = text->first;
	if (text == NULL || text->kind != DOC_TEXT ||
	    (text->next != NULL && text->next->kind != DOC_SOFT_BREAK &&
	    text->next->kind != DOC_HARD_BREAK))
		return STR_NONE;
	for (size_t i = 0; i < sizeof alerts / sizeof alerts[0]; i++)
		if (str_is_case(str_trim(text->text), alerts[i].mark))
			return str_of(alerts[i].lead);
	return STR_NONE;
}
