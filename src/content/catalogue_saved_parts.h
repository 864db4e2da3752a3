/* catalogue_saved_parts.h - what the writer and the reader of saved catalogues share. */
#ifndef CONTENT_CATALOGUE_SAVED_PARTS_H
#define CONTENT_CATALOGUE_SAVED_PARTS_H

#include "content/catalogue_saved.h"

#define SAVED_MARK "MARMOTC\n"
#define SAVED_FORM 3u		/* another for each change to the file, or to what reading makes of an article */
#define SAVED_COUNT_AT ((size_t)12)	/* [bytes] where they stand */
#define SAVED_KEY_AT ((size_t)16)
#define SAVED_SUM_AT ((size_t)24)
#define SAVED_BODY_AT ((size_t)32)

/* The texts of an article, in the order of the file. */
struct saved_text {
	size_t offset;		/* in struct article */
	size_t max;		/* [bytes] */
	bool is_name;		/* of several articles, most likely */
};
#define SAVED_TEXTS 12
extern const struct saved_text saved_texts[SAVED_TEXTS];

/* Bits of a record. */
enum saved_flag {
	SAVED_FEATURED = 1 << 0, SAVED_HIDDEN = 1 << 1, SAVED_GONE = 1 << 2, SAVED_FOLDER_TEXT = 1 << 3,
	SAVED_NAMED = 1 << 4, SAVED_PLACES = 1 << 5, SAVED_DATE = 1 << 6, SAVED_DATE_TIME = 1 << 7,
	SAVED_UPDATED = 1 << 8, SAVED_UPDATED_TIME = 1 << 9, SAVED_WHEN = 1 << 10, SAVED_ORDER = 1 << 11,
	SAVED_STEM = 1 << 12,		/* its path is its file's, without what ends it */
	SAVED_SINCE = 1 << 13,		/* shown from its date on */
	SAVED_CHANGED = 1 << 14,	/* its ctime is not its mtime */
	SAVED_ALL = (1 << 15) - 1,
};

/* Of all that reading depends on besides the file itself. */
uint64_t saved_key(const struct capsule *capsule);
#define SAVED_PIECE ((size_t)64 * 1024)	/* [bytes] that are summed and written at a time; the last is shorter */
/* The sum so far, 0 at the beginning, and one more piece. */
uint64_t saved_sum_piece(uint64_t sum, struct str piece);
/* Of the whole file but the checksum's own bytes; size is at least SAVED_BODY_AT. */
uint64_t saved_sum(struct str bytes);

/* What is still to be read.  Once bad it stays so; what is taken then is 0, absent or not to be used. */
struct saved_reader {
	const unsigned char *p, *end;
	const struct str *names;	/* of the file */
	size_t nnames;
	bool bad;
};
/* A number of that many bytes, 8 at most. */
uint64_t saved_fixed(struct saved_reader *r, size_t size);
/* By seven bits; at most max, which is below 2^32. */
size_t saved_number(struct saved_reader *r, size_t max);
/* A text of at most max bytes: any; one line of UTF-8 without what controls a terminal, as
 * article_read leaves it; the path of a page, as a request can spell it. */
struct str saved_bytes(struct saved_reader *r, size_t max);
struct str saved_line(struct saved_reader *r, size_t max);
struct str saved_path(struct saved_reader *r, size_t max);
/* A line that stands among the names, or here. */
struct str saved_name(struct saved_reader *r, size_t max);
/* Whether a request can spell it. */
bool saved_is_path(struct str s);

#endif
