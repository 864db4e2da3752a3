/*
 * article.h - what is known of an article without its text: the metadata that
 * a catalogue holds, made from its front matter, its name and its folder.
 */
#ifndef CONTENT_ARTICLE_H
#define CONTENT_ARTICLE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/date.h"
#include "base/fs.h"
#include "base/str.h"
#include "content/capsule.h"
#include "content/diag.h"
#include "content/front.h"

#define ARTICLE_SIZE_MAX ((size_t)8 * 1024 * 1024)	/* [bytes] of a source file that is read */
#define ARTICLE_TAGS_MAX 64				/* tags of one article that count */
#define ARTICLE_ALIASES_MAX 64
#define ARTICLE_URL_MAX 1024				/* [bytes] of a source_url, image, alias */
#define ARTICLE_TITLE_MAX 1000				/* [bytes]; a longer one is cut at a word, with "…" */
#define ARTICLE_EXCERPT_MAX 2000			/* the same for an excerpt and an image's text */
#define ARTICLE_NAME_MAX 200				/* [bytes] of an author, source, series, tag, category */
#define ARTICLE_SLUG_MAX 200				/* [bytes] of a slug */
#define ARTICLE_LANG_MAX 35				/* [bytes] of a language tag (RFC 5646, 4.4.1) */

struct area;
struct section;
struct group;

/* What listings and the building of a catalogue look at comes first: at a hundred
 * thousand articles each line of memory is a wait. */
struct article {
	struct str file;	/* path of the source below the content folder, NUL-terminated */
	struct str path;	/* address: "dir/name", or "dir/" when it speaks for its folder ("" for home) */
	const struct section *section;	/* the folder it is listed in; by the catalogue */
	const struct area *area;	/* the private part it lies in; NULL: public; by the catalogue */
	struct date date, updated;
	bool featured;
	bool hidden;			/* draft, unpublished: not shown whatever the date */
	bool gone;			/* "gone: true": 52 */
	bool unread;			/* its file could never be read: 40, and in no list */
	bool kept;			/* its file could not be read this time; by the catalogue, as the rest */
	bool renamed;			/* its path is not that of its file */
	bool suffixed;			/* its file's name ends in that of a language */
	bool is_folder_text;		/* _index.md, index.md, README.md */
	bool title_is_file_name;	/* nothing better was found */
	bool places;			/* its text holds a directive, or seems to */
	uint8_t ntags, naliases;	/* at most ARTICLE_TAGS_MAX and ARTICLE_ALIASES_MAX */
	uint32_t folder_len;		/* [bytes] of its file that name the folder, the "/" included; by the catalogue */
	struct str moved_to;		/* redirect_to, as written: it is there now, and in no list */
	const struct article *older, *newer;	/* neighbours by date below the same first folder; by the catalogue */
	struct str *tags;		/* names; trimmed, no duplicates by folded name */
	const struct group **tag_groups;	/* ntags of them; by the catalogue */
	const struct group *category_group;	/* by the catalogue */
	struct str category;		/* "a/b" for nested ones; absent for none */
	double order;			/* INFINITY when not given */
	int64_t from_s, until_s;	/* shown in [from, until); INT64_MIN/MAX when not limited */

	struct fs_stamp stamp;
	uint64_t path_hash, base_hash;	/* spelling_hash of its path; of its file's base name; by the catalogue */
	uint64_t fresh_hash;		/* of the source, as long as the stamp was too fresh to trust; else 0 */

	struct str title;	/* never empty; one line of plain text */
	struct str excerpt;	/* from the front matter; absent: made from the text on demand */
	struct str author, lang, series;
	struct str translation_key;	/* what its translations say alike: translationKey, ref */
	struct str source, source_url;
	struct str image, image_alt;	/* as written; resolved like a link of the article */
	struct str *aliases;		/* naliases other addresses: aliases, redirect_from, permalink, url, path; */
					/*   decoded, no leading "/" */
	struct look look;	/* of this article alone */

	/* Filled by the catalogue, as what is marked so above. */
	struct str language;			/* BCP 47: lang, else of its name or folder, else the capsule's */
	const struct edition *edition;		/* that it is part of; NULL: there is only one language */
	const struct article **translations;	/* in the order of the editions, one of each other one */
	size_t ntranslations;
};

/*
 * Makes an article from a source file.  source is the whole file (raw bytes;
 * may be invalid UTF-8), file its path below the content folder.
 * beside_jekyll: the folder holds a _config.yml or the file lies below a
 * _posts folder.  Everything kept is copied into arena a (path may lie in
 * file); scratch is for the values of the front matter.  stamp and what
 * the catalogue fills stay zero.  Texts are valid UTF-8 without control characters,
 * one line each; file and path are as the file system has them.  diags may be
 * NULL.  0, or -ENOMEM (front.h): of the article only file and path are known then.
 */
int article_read(struct article *ret, struct str source, struct str file,
    const struct capsule *capsule, bool beside_jekyll, struct arena *a, struct arena *scratch,
    struct diag_list *diags);

/* Whether it stands in lists; what does not can be asked for all the same. */
static inline bool
article_is_listed(const struct article *article)
{
	return !article->gone && !article->unread && article->moved_to.len == 0;
}

/* Whether it is to be shown at the moment now_s.  One that is gone is, so that it can be said. */
static inline bool
article_is_shown(const struct article *article, int64_t now_s)
{
	return !article->hidden && article->from_s <= now_s && now_s < article->until_s;
}

#define ARTICLE_ENDS 6
extern const char *const article_ends[ARTICLE_ENDS];	/* of the names that are read as articles: ".md" ... */

/* The names that are read as articles and those that speak for
 * their folder (_index, index, README in any case; the first of them wins). */
bool article_is_source(struct str name);
/* 0 when name does not speak for its folder, else its rank, 1 being the best. */
unsigned article_folder_rank(struct str name);

#endif
