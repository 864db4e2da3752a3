/*
 * search_query.h - what a reader's words ask for.
 *
 *	snow walk		both words
 *	"first snow"		one after the other
 *	wint*			words that begin so
 *	-rain			without it
 *	tag:winter  category:"field notes"  year:2024  year:2020-2023
 *
 * Any bytes are a query.  Words become expressions of FTS5 only as folded
 * letters and numbers within quotes, labels as slugs: nothing that a reader
 * writes is ever syntax.
 */
#ifndef CONTENT_SEARCH_QUERY_H
#define CONTENT_SEARCH_QUERY_H

#include <stdint.h>

#include "base/arena.h"
#include "base/strbuf.h"

#define SEARCH_QUERY_SIZE_MAX 200	/* [bytes] of a reader's words that are looked at */
#define SEARCH_TERMS_MAX 16		/* words, phrases and labels of a query */
#define SEARCH_PHRASE_MAX 64		/* words of a phrase, or pairs of a word without blanks */
#define SEARCH_PREFIX_MIN 2		/* characters before a "*" that counts as one */
#define SEARCH_YEARS_MAX 100		/* years of the catalogue that a range may name */

enum search_field { SEARCH_WORDS, SEARCH_TAG, SEARCH_CATEGORY, SEARCH_YEARS };

struct search_term {
	enum search_field field;
	bool exclude;
	bool prefix;		/* the last word is the beginning of one */
	struct str *words;	/* of SEARCH_WORDS: folded, in order */
	size_t nwords;
	struct str label;	/* of SEARCH_TAG and SEARCH_CATEGORY: the path of a group */
	int from, to;		/* of SEARCH_YEARS */
};

struct search_query {
	struct str text;	/* the words as they were looked at: valid UTF-8, one line, trimmed */
	struct search_term terms[SEARCH_TERMS_MAX];
	size_t nterms;
	bool cut;		/* there was more than the limits take */
};

/* Everything of *ret lives in arena a. */
void search_query_read(struct search_query *ret, struct str text, struct arena *a);

/*
 * Appends the expression for FTS5's MATCH.  years: those there are, nyears of
 * them, of which ranges take their part.  False, with nothing appended, when
 * nothing can answer to it: no terms, or a range without a year.  The bits of
 * *ret_counted are set for those of its first 64 phrases that are whole words,
 * for search_rank.h.
 */
bool search_query_express(const struct search_query *q, const int *years, size_t nyears, struct strbuf *out,
    uint64_t *ret_counted);

/* The label, as search_words.h has them, of everything; of a group; of a year. */
void search_label_all(struct strbuf *out);
void search_label_group(struct strbuf *out, enum search_field field, struct str path);
void search_label_year(struct strbuf *out, int year);

#endif
