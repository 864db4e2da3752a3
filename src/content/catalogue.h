/*
 * catalogue.h - everything served at one moment.
 *
 * A catalogue holds the metadata of all articles (never their bodies), sorted
 * and indexed, in one arena, and shares their texts with those before and after
 * it (texts.h).  It is immutable once built, shared by all
 * threads, and replaced whole: a shelf holds the current one, and whoever
 * answers a request borrows it for that long.  What is hidden (drafts, expired
 * and future articles, ignored files) is in none of its lists; what is gone is
 * in none of them either, and can be found.  What lies in a private area is
 * listed by the sections of that area alone and has no other spellings outside
 * of it: public lists begin from `articles`, and never from `shown`.
 *
 * Orders.  by_date: newest first, undated ones last, by path.  In sections and
 * categories: `order` ascending, those without it last, then by date.  In
 * tags, years, home and feeds: by date, `order` between equal dates only.
 */
#ifndef CONTENT_CATALOGUE_H
#define CONTENT_CATALOGUE_H

#include <stdatomic.h>
#include <stdint.h>

#include "base/map.h"
#include "content/article.h"
#include "content/capsule.h"
#include "content/diag.h"
#include "content/edition.h"
#include "content/folded.h"
#include "content/place.h"
#include "content/texts.h"
#include "content/watch.h"

#define CATALOGUE_AGAIN_S 5		/* until what there was no memory or descriptor for is tried again */
#define CATALOGUE_ARTICLES_MAX 1000000	/* files read as articles */
#define CATALOGUE_ASSETS_MAX 1000000
#define CATALOGUE_FOLDERS_MAX 200000	/* links to folders can make many of few */
#define CATALOGUE_DEPTH_MAX 32		/* folders within folders */
#define CATALOGUE_CATEGORY_DEPTH_MAX 16	/* parts of a nested category that count */
#define CATALOGUE_SNIPPET_MAX ((size_t)64 * 1024)	/* [bytes] of a header's or footer's file */
#define CATALOGUE_NAME_MAX 255		/* [bytes] of a file name */
#define CATALOGUE_URL_MAX 1024		/* [bytes] that can be asked for (Gemini 0.24.1, "Requests") */

enum group_kind { GROUP_TAG, GROUP_CATEGORY, GROUP_YEAR };

/* A tag, a category or a year. */
struct group {
	enum group_kind kind;
	struct str name;		/* as first written: "DGX Spark"; a nested category's last part */
	struct str path;		/* slug; nested categories: "ai/hardware"; a year: "2025", "undated" */
	const struct group *parent;	/* of a nested category */
	const struct article **articles;	/* in listing order, those of nested ones included */
	size_t narticles;
	const struct group **groups;	/* nested ones, by name */
	size_t ngroups;
	struct date latest;		/* of its articles: updated, else date */
};

/* Articles that their authors call one series, in one language. */
struct series {
	struct str name;		/* as first written */
	const struct article **articles;	/* in the order to be read in: `order`, then the oldest first */
	size_t narticles;
};

/* A folder that holds articles or hand-written gemtext, here or further down. */
struct section {
	struct str path;		/* "" for the root, else "dir/sub/" */
	struct str title;		/* of its text, else the folder's name */
	const struct article *text;	/* _index.md and kin; may be NULL */
	const struct section *parent;	/* NULL for the root */
	const struct section **sections;	/* by the order of their texts, then by name */
	size_t nsections;
	const struct article **articles;	/* in listing order; page bundles below are among them */
	size_t narticles;
	const struct asset **assets;	/* documents that lie in it: .gmi .gemini .txt .pdf .epub … */
	size_t nassets;
	size_t total;			/* articles here and below */
	struct date latest;
	struct str lang;		/* of what lies in it and names no other */
	bool is_bundle;			/* its text is an article of the parent section */
	const struct area *area;	/* the private part it is; NULL: public */
};

/* A file that is served as it lies. */
struct asset {
	struct str path;		/* address: below its root, without static/ public/ assets/ too */
	struct str file;		/* below the root, NUL-terminated */
	unsigned root;			/* index into catalogue->roots */
	const struct area *area;	/* the private part it lies in; NULL: public */
};

struct catalogue_root {
	struct str path;		/* as the owner named it */
	int fd;				/* open folder */
};

struct catalogue {
	struct arena arena;
	const struct capsule *capsule;
	unsigned number;		/* of this build, from 1: for caches */
	int64_t built_s;
	int64_t next_change_s;		/* when a date next shows or hides an article, or one that there
					 * was no memory for is tried again; INT64_MAX: never */

	struct str title, description;	/* the capsule's, else of the home text, else the host */
	struct str author;		/* the capsule's, else its title */
	struct date latest;		/* of all articles; what a feed calls updated */
	struct str language;		/* the folder of the site's own language among those of others,
					 * "en/": the capsule's or the home text's, else the fullest;
					 * absent: none is */

	struct catalogue_root *roots;	/* [0] is the content folder */
	size_t nroots;

	const struct article **articles;	/* by_date */
	size_t narticles, ndated;
	const struct article **private_articles;	/* those in areas, by_date */
	size_t nprivate;
	const struct article **hidden;	/* by_date; only when there is an area for drafts */
	const struct article **featured;
	size_t nfeatured;
	const struct section *root;
	const struct edition *editions;	/* the first is the default one */
	size_t neditions;		/* 0, or 2 and more */
	struct edition whole;		/* all languages together: its tag and folder are absent */
	const struct article *not_found;	/* the words for what is not there; NULL for none */
	const struct article *header, *footer;	/* texts of all pages, in no list; NULL for none */
	const struct group **tags;	/* by name */
	size_t ntags;
	const struct group **categories;	/* the outermost, by name */
	size_t ncategories;
	const struct group **years;	/* newest first, "undated" last */
	size_t nyears;
	size_t nassets, nhidden;
	size_t nsettled;		/* articles that the previous one could not have given again:
					 * what a file of it (catalogue_saved.h) lacks */

	struct diag_list diags;		/* what was found while building */

	/* private: see catalogue_find_* and catalogue_build.h */
	struct texts *texts[TEXTS_MAX];	/* in which those of its articles lie; the first is its own */
	size_t ntexts;
	struct article **read;		/* all that were read, in that order; heap */
	size_t nread;
	const struct article **shown;	/* in the order they were read; some NULL */
	size_t nshown;
	const struct article **renamed;	/* whose address is not that of their file */
	size_t nrenamed;
	const struct section **sections;
	size_t nsections;
	const struct asset *assets;
	struct folded articles_by_path;	/* positions in shown */
	struct folded articles_by_base;	/* in shown, and behind those in renamed */
	struct folded sections_by_path, assets_by_path, assets_by_base;
	struct map by_section, by_tag, by_category, by_year, by_asset;
	struct map by_series;
	struct map by_alias;		/* folded spellings of pages */
	bool alias_queries;		/* some of them have a query */
	struct map by_draft;		/* hidden articles by the stem of their file */
	struct map by_file;		/* articles that their path does not find, hidden ones too */
	struct map altered;		/* files whose article was changed: to be read again */
	struct map jekyll_folders;	/* with a _config.yml */
	struct diag_list read_diags;	/* those of reading, by file */
	struct saved *saved;		/* of one that was read from a file, and is only to be taken from */
	atomic_int references;
};

/*
 * Reads the content folder.  previous may be NULL; files whose stamp has not
 * changed since are taken from it without being read.  Returns NULL with
 * *ret_why (static text) and a negative errno in *ret_error when the content
 * folder itself cannot be read; with -ENODATA when an empty folder has taken the
 * place of one that previous found something in.  Nothing an article holds makes
 * it fail.  Logs progress when it takes longer than two seconds.
 */
struct catalogue *catalogue_build(const struct capsule *capsule, const struct catalogue *previous,
    int64_t now_s, int *ret_error, const char **ret_why);
/* What else may take part in a building; NULL for what does not. */
struct catalogue_aides {
	struct watch *watch;		/* watches each folder that is gone into */
	bool trust_watch;		/* what lies in a folder it has no news of is as previous says;
					 * only for a previous one that this watch was there for */
	bool takes_over;		/* previous may be another capsule's, if its settings make the same articles */
	const atomic_bool *stop;	/* once set, by any thread: ends soon, with -ECANCELED */
};
/* The same with aides. */
struct catalogue *catalogue_build_with(const struct capsule *capsule, const struct catalogue *previous,
    int64_t now_s, const struct catalogue_aides *aides, int *ret_error, const char **ret_why);
/*
 * A number that is another once one of the capsule's folders (content, assets)
 * has come, gone, or been replaced by another of its name.
 */
uint64_t catalogue_roots_mark(const struct capsule *capsule);
/* Whether b holds the same files in the same state, shown alike, as a does. */
bool catalogue_same(const struct catalogue *a, const struct catalogue *b);
/* A catalogue begins with one reference; the last one frees it.  NULL is fine. */
void catalogue_hold(struct catalogue *c);
void catalogue_release(struct catalogue *c);

/* All take decoded paths and find only what is shown, and articles that are
 * gone; NULL when there is none.  Case matters. */
const struct article *catalogue_find_article(const struct catalogue *c, struct str path);
const struct article *catalogue_find_file(const struct catalogue *c, struct str file);
const struct section *catalogue_find_section(const struct catalogue *c, struct str path);
const struct group *catalogue_find_group(const struct catalogue *c, enum group_kind kind,
    struct str path);
/* The edition whose pages lie in folder ("de/"), the whole for ""; NULL when there is none. */
const struct edition *catalogue_find_edition(const struct catalogue *c, struct str folder);
const struct group *edition_find_group(const struct edition *e, enum group_kind kind, struct str path);
const struct asset *catalogue_find_asset(const struct catalogue *c, struct str path);
/* The series an article is part of, which may hold it alone; NULL for none. */
const struct series *catalogue_find_series(const struct catalogue *c, const struct article *article);

/* A hidden article by its file's path without extension; NULL when there is none
 * or drafts are shown to nobody. */
const struct article *catalogue_find_draft(const struct catalogue *c, struct str path);
/* The name catalogue_find_draft knows it by. */
struct str catalogue_draft_path(const struct catalogue *c, const struct article *article);

/*
 * The place an old or other spelling stands for: an alias, a permalink or date
 * URL, a source's path, no suffix, ".html", a missing or extra "/", other case,
 * "tag/x" for a tag.  False when nothing, or more than one thing, answers to it.
 * From inside an area what lies there has other spellings too.
 */
bool catalogue_find_other(const struct catalogue *c, struct str path, const struct area *inside,
    struct place *ret);

/* The same for an address that had a query, "index.php?p=7": query is decoded. */
bool catalogue_find_query(const struct catalogue *c, struct str path, struct str query,
    const struct area *inside, struct place *ret);

/* The only article with that base name (date and extension aside), or else the
 * only asset; case and what stands before the last "/" do not matter. */
bool catalogue_find_base(const struct catalogue *c, struct str path, const struct area *inside,
    struct place *ret);

/* The private part in which the page or file of a local place lies; NULL: it is public. */
const struct area *catalogue_area(const struct catalogue *c, const struct place *place);

/* The edition a folder's page is in; NULL when there is one language only. */
const struct edition *catalogue_section_edition(const struct catalogue *c, const struct section *section);

/* The language of the pages around an address where nothing is. */
struct str catalogue_path_lang(const struct catalogue *c, struct str path);

/* Where an edition's home is. */
struct place edition_home(const struct edition *e);
/* Where an article lives. */
struct place article_place(const struct article *article);

/*
 * Opens the article's source and appends its text from the body on to out;
 * ret_line is the number of its first line.  The body is found anew, so that a
 * file changed since is shown as it is now.  0 or -errno.
 */
int catalogue_read_body(const struct catalogue *c, const struct article *article,
    struct strbuf *out, unsigned *ret_line);
/* Appends the whole source; 0 or -errno (-EFBIG beyond the capsule's limit). */
int catalogue_read_source(const struct catalogue *c, const struct article *article, struct strbuf *out);
/* Opens an article's source; fd or -errno. */
int catalogue_open_source(const struct catalogue *c, const struct article *article,
    struct fs_stamp *ret_stamp);
/* Opens an asset; fd or -errno.  Its size is that of the open file. */
int catalogue_open_asset(const struct catalogue *c, const struct asset *asset,
    struct fs_stamp *ret_stamp);
/* The stamp of an article's source now; 0 or -errno. */
int catalogue_stat(const struct catalogue *c, const struct article *article, struct fs_stamp *ret);

#endif
