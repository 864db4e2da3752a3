/*
 * catalogue_saved.h - what reading the articles has found, kept in a file for
 * the next start.
 *
 * The file holds for each article what article_read made of it and the stamp
 * (base/fs.h) of its source.  It is no catalogue: it serves as the previous one
 * of the first build, which looks at every file anew and takes over those whose
 * stamp is the same.  So it may be old, or lack articles; what it must not be is
 * wrong, and what it holds is judged like a stranger's: a mark and a number in
 * front, a key of all that reading depends on besides the file (the program,
 * the settings), a checksum, and bounds and limits of each field.  Numbers are
 * little-endian and of one width on every machine.
 *
 *	"MARMOTC\n"  number of the form [4]  how many articles [4]  key [8]  checksum [8]
 *	names: how many [4], each a text
 *	folders of Jekyll: how many [4], each a text
 *	diagnostics: how many [4], each severity, line, column, path, text
 *	articles: each its length [4], its file's path, 0 [1], its fields
 *
 * Tags, authors and what else many articles have in common stand among the names, and
 * in an article as 2 and their place there, or as 1 and the text, or as 0 when absent.
 *
 * The checksum is over all but itself, what stands behind it first, in pieces
 * one after the other: so the file can be written as it is made, and what is
 * in front at the end.  Texts are their length plus 1 and the bytes, or 0 when absent; lengths and small numbers go by seven bits, the
 * lowest first, with the eighth set while more follow.
 */
#ifndef CONTENT_CATALOGUE_SAVED_H
#define CONTENT_CATALOGUE_SAVED_H

#include "content/catalogue.h"

#define SAVED_FILE "catalogue.saved"		/* below the state folder */
#define SAVED_SIZE_MAX ((size_t)1024 * 1024 * 1024)	/* [bytes] of the file */
#define SAVED_RECORD_MAX ((size_t)256 * 1024)	/* [bytes] of one article, which is then left out */
#define SAVED_NAMES_MAX ((size_t)16384)	/* names; more stand where they are said */

enum saved_verdict {
	SAVED_OK,
	SAVED_OTHER,		/* made by another program or with other settings, or none at all */
	SAVED_DAMAGED,
};

/* The bytes of the file for c, without the articles that are to be read again, into the empty out. */
void saved_write(struct strbuf *out, const struct catalogue *c);
/*
 * What bytes hold, good as previous of catalogue_build for the same capsule and
 * for nothing else; NULL unless the verdict is SAVED_OK.  Takes the bytes, and
 * leaves the strbuf empty.
 */
struct catalogue *saved_read(struct strbuf *bytes, const struct capsule *capsule,
    enum saved_verdict *ret_verdict);

/* The same from and to the file in the state folder, which is made if need be.
 * saved_load: NULL when there is nothing to be used; a damaged file is told of
 * in the log, once and briefly.  saved_store: whole or not at all, on the disk
 * before it takes the old one's place; readable by its owner alone; 0 or -errno. */
struct catalogue *saved_load(const char *state_dir, const struct capsule *capsule);
int saved_store(const char *state_dir, const struct catalogue *c);

/* For catalogue*.c: an article as it is asked for. */
struct saved;
struct saved_article {
	struct article article;
	struct str tags[ARTICLE_TAGS_MAX], aliases[ARTICLE_ALIASES_MAX];
};
/* The article of the file, in *ret, with texts of the catalogue's (texts.h); false
 * when there is none or it is no article of ours.  Quickest in the order of the
 * file, which is that of reading. */
bool saved_find(struct saved *saved, struct str file, struct saved_article *ret);
void saved_free(struct saved *saved);		/* NULL is fine */

#endif
