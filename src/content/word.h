/*
 * word.h - the names and sentences that the server itself writes, in the
 * language of the page they stand on.
 *
 * Every one of them goes through here.  The tables are word_label.c, word_text.c
 * and word_search.c: one row a word, one column a language.  An owner's own words
 * ("words:" in marmot.yaml) come before them.
 *
 * What only a client's writer ever sees (59, 53: requests that no link makes)
 * and what is said without knowing a capsule (41, 42) stays English.
 */
#ifndef CONTENT_WORD_H
#define CONTENT_WORD_H

#include "content/capsule.h"

#define WORD_TEXT_MAX 200	/* [bytes] of a word of the owner's */

enum word {
	/* word_label.c: what stands alone or before a name */
	WORD_LATEST, WORD_FEATURED, WORD_SECTIONS, WORD_ARTICLES, WORD_FILES, WORD_TAGS, WORD_TAG,
	WORD_CATEGORIES, WORD_CATEGORY, WORD_ARCHIVE, WORD_BROWSE, WORD_SEARCH, WORD_FEED, WORD_HOME,
	WORD_OLDER, WORD_NEWER, WORD_SOURCE, WORD_UNDATED, WORD_NEXT_PAGE, WORD_PREVIOUS_PAGE,
	WORD_PLAIN_TEXT, WORD_MOVED_TO, WORD_ALL_TAGS, WORD_ALL_CATEGORIES, WORD_ALL_ARTICLES, WORD_IMAGE, WORD_LINKS,
	WORD_DRAFTS, WORD_SERIES, WORD_RELATED, WORD_LINKED_FROM,
	WORD_LANGUAGE_LIST, WORD_NOTE, WORD_TIP, WORD_IMPORTANT, WORD_WARNING, WORD_CAUTION,
	/* word_text.c: sentences, and parts of them */
	WORD_PAGE_NUMBER,	/* "#" stands for the page, "##" for how many there are */
	WORD_COLON,		/* between a label and a name, blanks included */
	WORD_UPDATED,		/* before a date */
	WORD_BY,		/* before a name */
	WORD_NOTHING_YET, WORD_NOT_FOUND, WORD_GONE, WORD_UNREADABLE, WORD_UNREADABLE_FILE,
	WORD_UNREADABLE_MENU,
	/* word_search.c: what the search says; "#" and "##" are numbers */
	WORD_SEARCH_PROMPT, WORD_SEARCH_HOW, WORD_FOUND, WORD_FOUND_MORE, WORD_FOUND_NONE,
	WORD_STILL_INDEXING, WORD_SEARCH_TOO_LONG, WORD_SEARCH_TROUBLE, WORD_SEARCH_CUT, WORD_NEAREST,
	WORD_COUNT
};

/* The columns of the tables. */
enum word_language {
	WORD_EN, WORD_DE, WORD_FR, WORD_ES, WORD_IT, WORD_PT, WORD_NL, WORD_PL, WORD_SV, WORD_TR,
	WORD_RU, WORD_UK, WORD_JA, WORD_ZH_HANS, WORD_ZH_HANT, WORD_KO, WORD_AR, WORD_HE, WORD_FA,
	WORD_LANGUAGES
};

struct word_row {
	const char *key;	/* in marmot.yaml; NULL: the word stands in another table */
	const char *in[WORD_LANGUAGES];
};
extern const struct word_row word_labels[WORD_COUNT], word_texts[WORD_COUNT], word_searches[WORD_COUNT];

/* Words of the owner's for pages of one language. */
struct own_words {
	struct str lang;		/* absent: the capsule's */
	const char *texts[WORD_COUNT];	/* NULL: as in the tables */
};

/* The words of one page. */
struct words {
	const struct own_words *own[3];	/* the first that says a word has it; NULL ends them */
	enum word_language language;
};

/*
 * The words for a page in lang (BCP 47, "_" for "-" too; absent: the
 * capsule's): the owner's for that very tag, those for its language, those said
 * without language when it is the capsule's; then our own in that language,
 * else in the capsule's, else English.  capsule may be NULL.
 */
struct words words_for(const struct capsule *capsule, struct str lang);
/* A C string that lives as long as the capsule; one line. */
const char *word_of(const struct words *words, enum word w);

const char *word_key(enum word w);
/* WORD_COUNT when there is none. */
enum word word_find(struct str key);
/* The column of a language tag: "pt-BR" is pt, "zh-TW" zh-Hant, "iw" he;
 * WORD_LANGUAGES when there is none. */
enum word_language word_language(struct str tag);

#endif
