/*
 * article_parts.h - how an article is made, shared by the article_*.c files.
 *
 * One pass over the front matter sorts its entries into a table by known key
 * (case ignored, as Hugo does); each part then asks the table for its keys in
 * order of preference.
 */
#ifndef CONTENT_ARTICLE_PARTS_H
#define CONTENT_ARTICLE_PARTS_H

#include "content/article.h"

/* In bytewise order of the names in lower case, which are in article_keys.c. */
enum article_key {
	KEY_ALIASES, KEY_ALT, KEY_AUTHOR, KEY_AUTHORS, KEY_BANNER, KEY_CANONICAL, KEY_CANONICAL_URL,
	KEY_CANONICALURL, KEY_CATEGORIES, KEY_CATEGORY, KEY_COVER, KEY_CREATED, KEY_CREATED_AT, KEY_CREATEDAT,
	KEY_CUSTOM_EXCERPT, KEY_DATE, KEY_DATE_MODIFIED, KEY_DESCRIPTION, KEY_DRAFT, KEY_ELEVENTYNAVIGATION, KEY_EXCERPT,
	KEY_EXPIRYDATE, KEY_EXTRA, KEY_FEATURE_IMAGE, KEY_FEATURE_IMAGE_ALT, KEY_FEATURED, KEY_FEATURED_IMAGE,
	KEY_GONE, KEY_HEADER_IMG, KEY_HEADLESS, KEY_HEROIMAGE, KEY_HEROIMAGEALT, KEY_IMAGE, KEY_DASHED_IMAGE_ALT, KEY_IMAGE_ALT,
	KEY_IMAGEALT, KEY_IMAGES,
	KEY_KEYWORDS, KEY_LANG, KEY_LANGUAGE, KEY_LAST_MODIFIED, KEY_LAST_MODIFIED_AT, KEY_LASTMOD,
	KEY_LASTMODIFIED, KEY_LINKTITLE, KEY_LOCALE, KEY_MARMOT, KEY_META_DESCRIPTION, KEY_META_TITLE,
	KEY_MODDATETIME, KEY_MODIFIED, KEY_NAV_ORDER, KEY_OGIMAGE, KEY_ORDER, KEY_PARAMS, KEY_PATH,
	KEY_PERMALINK, KEY_PIN, KEY_PINNED, KEY_PRIMARY_AUTHOR, KEY_PRIMARY_TAG, KEY_PUBDATE, KEY_PUBDATETIME,
	KEY_PUBLISH, KEY_PUBLISHDATE, KEY_PUBLISHED, KEY_PUBLISHED_AT, KEY_PUBLISHEDAT, KEY_REDIRECT_FROM,
	KEY_REDIRECT_TO, KEY_REDIRECTTO, KEY_REF, KEY_RSS_DESCRIPTION, KEY_RSS_PUBDATE, KEY_SERIES, KEY_SIDEBAR, KEY_SIDEBAR_POSITION, KEY_SLUG, KEY_SORT_ORDER,
	KEY_SOURCE, KEY_SOURCE_URL, KEY_SPOILER, KEY_STATUS, KEY_STICKY, KEY_SUMMARY, KEY_TAG, KEY_TAGS,
	KEY_TAXONOMIES, KEY_THUMBNAIL, KEY_THUMBNAILALT, KEY_TITLE, KEY_TRANSLATIONKEY, KEY_UNPUBLISHDATE, KEY_UPDATED,
	KEY_UPDATED_AT, KEY_UPDATEDAT, KEY_UPDATEDDATE, KEY_URL, KEY_WEIGHT,
	KEY_COUNT,			/* also ends a list of keys */
};

extern const char *const article_key_names[KEY_COUNT];

/* An article while it is being made. */
struct making {
	struct article *article;
	const struct capsule *capsule;
	struct str source;
	struct str file;		/* as article->file, kept */
	struct str folder;		/* of file: "a/b/", or "" */
	struct str stem;		/* file's name without extension */
	struct str name;		/* stem, or for a folder's text the folder's name; no date before it */
	struct date name_date;		/* the date that stood before it */
	bool name_is_date;		/* and nothing else */
	struct str slug;		/* of the front matter, fit for an address; absent when there is none */
	bool beside_jekyll;
	bool below_posts;		/* the file lies below a _posts folder */
	struct front front;
	const struct front_value *values[KEY_COUNT];	/* NULL where there is none */
	struct arena *arena, *scratch;
	struct diag_list *diags;
};

/* article_keys.c */
enum article_key article_key_find(struct str name);	/* KEY_COUNT: not known */
void keys_sort(struct making *m);
/* The first of keys (ended by KEY_COUNT) that holds a text; NULL when none does. */
const struct front_value *keys_scalar(const struct making *m, const enum article_key *keys);
/* The text of value, or of the first of a list; for maps, of the first of the members named by
 * the NULL-ended names.  NULL when there is none. */
const struct front_value *keys_text(const struct front_value *value, const char *const *names);
/* One line of plain text from the first of keys that holds one, kept; STR_NONE when none does. */
struct str keys_plain(struct making *m, const enum article_key *keys, size_t max);
/* Whether key holds that truth value. */
bool keys_is(const struct making *m, enum article_key key, bool value);
/* A diagnostic about the entry v: "key: why (remedy)". */
void keys_diagnose(struct making *m, enum diag_severity severity, const struct front_value *v,
    const char *why, const char *remedy);

/* article_text.c */
/*
 * s as one line of plain text: Markdown's marks, HTML's tags and entities undone,
 * blanks run together.  Cut at a word with "…" behind it beyond max bytes.  s
 * may be any bytes; lives in arena a; STR_NONE when nothing is left.
 */
struct str text_plain(struct arena *a, struct str s, size_t max);
/* s with invalid UTF-8 replaced and control characters gone, one line, nothing else undone. */
struct str text_line(struct arena *a, struct str s, size_t max);

/* article_heading.c */
/* The heading of level one that is the first of a Markdown text, as it stands there; absent when
 * there is none or a lower one comes before it, for then it is one of a part. */
struct str heading_find(struct str body);
/* The heading of any level, as written, that body begins with, or STR_NONE. */
struct str heading_begin(struct str body);
/* Whether all words of a file's name, numbers and the like of "ch02" aside, stand in heading:
 * then it says what the name does, in full. */
bool heading_says(struct str heading, struct str name);

/* article_date.c */
void dates_read(struct making *m);

/* article_fields.c */
void fields_read(struct making *m);

/* article_names.c */
void tags_read(struct making *m);
void category_read(struct making *m);

/* article_address.c */
void address_read(struct making *m);
void aliases_read(struct making *m);
/* Adds an old address as its author writes it ("/a/b%20c/?x#y", "https://me.org/a", "../a") in
 * from (NULL: it was made, and nothing is said when it is unfit). */
void alias_add(struct making *m, struct str text, const struct front_value *from);
/* A date as /2024/03/09/ or 2024-03-09 in the keys that hold an old address. */
bool aliases_date(struct making *m, struct date *ret);

/* article_permalink.c */
/* Appends text with Jekyll's and Hugo's variables (":year", ":title") filled in; false when it
 * holds one that cannot be known here. */
bool permalink_fill(struct making *m, struct str text, struct strbuf *out);
/* The addresses Jekyll gives by default to files named YYYY-MM-DD-name below _posts. */
void permalink_add_dates(struct making *m);

#endif
