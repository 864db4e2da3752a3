/*
 * search_words.h - a text as the words that the search index knows.
 *
 * Words are letters, marks and numbers in a row, folded by utf8_seek.  Scripts
 * that are written without blanks (Han, kana, Thai, Lao, Khmer, Myanmar …) and
 * Hangul, whose particles stand at the word, have no words that could be cut
 * out without a dictionary: a run of them gives its overlapping pairs, and each
 * character by itself at its pair's place, so that words of one and two
 * characters are found, longer ones as a row of pairs.
 *
 * A text that begins with SEARCH_LABEL holds labels, one a line, which are words
 * as they are: no reader's word can be one.
 */
#ifndef CONTENT_SEARCH_WORDS_H
#define CONTENT_SEARCH_WORDS_H

#include <stdint.h>

#include "base/str.h"
#include "base/utf8.h"

#define SEARCH_WORD_SIZE_MAX 64	/* [bytes] of a word, folded, that count */
#define SEARCH_LABEL '\1'

enum search_purpose {
	SEARCH_TEXT,		/* to be found: pairs and single characters */
	SEARCH_WANTED,		/* to find: pairs, or the one character there is */
};

struct search_word {
	struct str folded;	/* good until the next call */
	size_t from, to;	/* [bytes] of the text that it stands for */
	bool beside;		/* at the place of the word before it */
	bool of_pairs;		/* of a script without blanks */
};

struct search_unit {
	char bytes[SEARCH_WORD_SIZE_MAX];
	size_t len, from, to;
};

/* A walk through a text; private but for search_words_init. */
struct search_words {
	struct str text;
	size_t at;
	enum search_purpose purpose;
	bool labels;
	/* A run of pairs: its last two characters, and what of them is said. */
	struct search_unit before, now;
	bool in_run, single_due, last_due;
	char word[2 * SEARCH_WORD_SIZE_MAX];
	size_t len;
};

void search_words_init(struct search_words *w, struct str text, enum search_purpose purpose);
/*
 * Passes over words none of which begins, folded, with a byte that is wanted, as
 * far as ASCII tells, several times as fast as search_words_next; true when there
 * was one.
 */
bool search_words_pass(struct search_words *w, const bool wanted[static 256]);
/* False at the end. */
bool search_words_next(struct search_words *w, struct search_word *ret);

#endif
