/*
 * ascii.h - kinds of ASCII characters, whatever the locale says.
 *
 * A byte of a longer UTF-8 sequence is none of them.
 */
#ifndef BASE_ASCII_H
#define BASE_ASCII_H

#include <stdbool.h>

static inline bool
ascii_is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static inline bool
ascii_is_small(char c)
{
	return c >= 'a' && c <= 'z';
}

static inline bool
ascii_is_capital(char c)
{
	return c >= 'A' && c <= 'Z';
}

static inline bool
ascii_is_letter(char c)
{
	return ascii_is_small(c) || ascii_is_capital(c);
}

/* A letter or a digit. */
static inline bool
ascii_is_word(char c)
{
	return ascii_is_letter(c) || ascii_is_digit(c);
}

/* Space or tab. */
static inline bool
ascii_is_blank(char c)
{
	return c == ' ' || c == '\t';
}

/* Blank, or what ends a line or a page. */
static inline bool
ascii_is_space(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

/* A capital made small; all else as it is. */
static inline char
ascii_small(char c)
{
	return ascii_is_capital(c) ? (char)(c + ('a' - 'A')) : c;
}

/* The value of a hexadecimal digit, -1 when it is none. */
static inline int
ascii_hex(char c)
{
	if (ascii_is_digit(c))
		return c - '0';
	c = ascii_small(c);
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

#endif
