/* html_sign.h - what HTML's signs mean within tags.  For html*.c alone. */
#ifndef RENDER_HTML_SIGN_H
#define RENDER_HTML_SIGN_H

#include <stdbool.h>

static inline bool
html_is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
}

/* Of an element or an attribute. */
static inline bool
html_ends_name(char c)
{
	return html_is_space(c) || c == '>' || c == '/' || c == '<' || c == '=';
}

#endif
