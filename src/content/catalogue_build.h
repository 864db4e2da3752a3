/*
 * catalogue_build.h - the rooms in which a catalogue is built, and the order
 * they are gone through.  For catalogue*.c alone.
 *
 *	walk		folders; assets; each article through read
 *	read		one article, from its file or from the previous catalogue
 *	keep		folders that cannot be read, as they were before
 *	address		who is shown, and under which address
 *	section		folders, their texts and bundles; neighbours
 *	language	which of them holds the site's own language
 *	draft		what is hidden, for authors
 *	group		tags, categories, years
 *	clash		what the author should know of addresses
 *	other		aliases and other spellings
 */
#ifndef CONTENT_CATALOGUE_BUILD_H
#define CONTENT_CATALOGUE_BUILD_H

#include "base/strbuf.h"
#include "content/ahead.h"
#include "content/catalogue.h"
#include "content/catalogue_saved.h"
#include "content/excludes.h"

struct section_draft;

#define BUILD_OWN_DIRS 2	/* of capsule->own_dirs */

struct build_own {
	uint64_t device, inode;
};

struct build {
	struct catalogue *c;
	const struct catalogue *previous;	/* NULL: there is none to take from */
	const struct capsule *capsule;
	struct catalogue_aides aides;
	int64_t now_s;
	struct excludes excludes;
	struct build_own own[BUILD_OWN_DIRS];	/* folders of the server's that are there */
	size_t nown;
	struct build_own content;	/* the content folder */

	struct arena temp;		/* until the catalogue is built */
	struct arena scratch;		/* until the article is read */
	bool shares;			/* the texts of previous */
	size_t previous_at;		/* in previous->read: the file that comes next, unless something changed */
	struct saved_article before;	/* that read_previous has found in a file */
	struct strbuf source;		/* of the article being read */
	struct strbuf path;		/* of the entry being walked */
	uint64_t inode;			/* of it, as its folder says */
	struct map carried;		/* file => its first diagnostic in previous->read_diags */

	/* The maxima are those of catalogue.h; tests set lower ones. */
	struct article **articles;	/* all that were read; heap */
	size_t narticles, articles_cap, articles_max;
	struct asset *assets;		/* heap */
	size_t nassets, assets_cap, assets_max;
	size_t nfolders, folders_max;
	bool articles_full, assets_full, folders_full;
	bool any_series, any_signs, any_clash;	/* of the articles: what is in none need not be looked for,
						 * which each time would be a wait for memory */
	bool again;			/* something could not be read that may be a moment later */

	struct article **shown;		/* the same array as c->shown, still to be written to */
	struct section_draft **drafts;	/* of sections, parents first; heap */
	size_t ndrafts, drafts_cap;
	struct section_draft *last_draft;	/* that was asked for */

	uint64_t logged_ms;		/* when progress was last told */
};

/* A folder on the way down. */
struct walk_folder {
	const struct walk_folder *up;
	int fd;
	unsigned root;
	unsigned depth;
	unsigned engines;		/* excludes_engine: here */
	bool jekyll;			/* a _config.yml or _posts, here or above */
	bool drafts;			/* below _drafts */
	bool well_known;		/* below .well-known: nothing but assets */
	bool as_before;			/* previous has read it with the same settings */
	bool quiet;			/* the watch would have told of a change, and has not */
	uint64_t device, inode;
	size_t path_len;		/* [bytes] of build->path that name it, its "/" included */
};

/* catalogue.c: one that holds nothing. */
struct catalogue *catalogue_new(const struct capsule *capsule, const struct catalogue *previous, int64_t now_s);
/* Opens the roots, 0 or a negative errno; then all the rest. */
int build_begin(struct build *b, const struct capsule *capsule, const struct catalogue *previous,
    int64_t now_s);
/* NULL when it was told to stop. */
struct catalogue *build_end(struct build *b);
bool build_is_stopped(const struct build *b);

/* catalogue_walk.c: lists everything below the roots. */
void walk_roots(struct build *b);
/* One more file below a root, unless there are too many. */
void walk_add_asset(struct build *b, unsigned root, struct str file);

/* catalogue_read.c: the article at build->path; name in folder f, or below the
 * root when it is a link. */
void read_article(struct build *b, const struct walk_folder *f, const char *name, bool is_link);
/* What the previous catalogue has of the file, hidden or not, or NULL; good until the next call. */
const struct article *read_previous(struct build *b, struct str file);
/* A copy of what the previous catalogue has, its diagnostics too. */
struct article *read_take_over(struct build *b, const struct article *before);
/* Whether one more may be added; reports when not. */
bool read_has_room(struct build *b);
void read_add(struct build *b, struct article *article);
/* What is asked of its file and path more than once, from what they are now. */
void read_names(struct build *b, struct article *article);

/* catalogue_keep.c: what lay at build->path, or below it, and cannot be read now
 * for the reason error: it is reported, and stays as it was. */
void keep_before(struct build *b, unsigned root, int error);

/* catalogue_address.c */
void address_articles(struct build *b);
void address_files(struct build *b);
void address_assets(struct build *b);

/* catalogue_snippet.c: header and footer, which are no articles. */
void snippet_read(struct build *b);
bool snippet_is(const struct capsule *capsule, struct str path);

/* catalogue_edition.c: the languages, who speaks which, what translates what. */
void edition_build(struct build *b);
/* catalogue_edition_list.c: what each holds, once groups are made and the capsule is named. */
void edition_list(struct build *b);
/* catalogue_edition_find.c: the languages, as the owner says or as they show. */
void edition_find(struct build *b);
/* What translations of an article say alike, in arena a: its translation_key,
 * else its path without the folder of its language (folder_len bytes) and, when
 * suffixed, without the tag behind its name. */
struct str edition_key(struct arena *a, const struct article *article, size_t folder_len, bool suffixed);
/* The edition in whose folder a file lies, or in whose tag its name ends; NULL for none. */
const struct edition *edition_of_file(const struct catalogue *c, struct str file);

/* catalogue_clash.c: whether path, without the extension of a page, is that of a
 * page that is made (tags/ …); what the author should know. */
bool clash_is_made(const struct catalogue *c, struct str path);
/* Whether an article may give cause for a note. */
bool clash_is_likely(const struct capsule *capsule, const struct article *article);
void clash_note(struct build *b);

/* catalogue_document.c: whether a folder's page lists the file as something to read. */
bool document_is(struct str path);
/* Whether article is "index.de.md" beside the folder's text "index.md": that text
 * once more, and no article in the folder. */
bool document_is_text(const struct build *b, const struct article *text, const struct article *article);

/* catalogue_section.c */
void section_texts(struct build *b);
/* The home page's text, from then on; may be NULL. */
const struct article *build_home(const struct build *b);
void section_build(struct build *b);
void section_name_root(struct build *b, struct str title);

/* catalogue_language.c */
void language_find(struct build *b);

/* catalogue_draft.c */
void private_room(struct build *b);
void draft_build(struct build *b);

/* catalogue_group.c */
void group_build(struct build *b);
/* catalogue_group_join.c: what stands in no list joins the groups that there are. */
void group_join(struct build *b);
/* Appends one more part to the path of a category. */
void group_category_add(struct strbuf *path, struct str part);

/* catalogue_series.c */
void series_build(struct build *b);

/* catalogue_alias.c */
void other_build(struct build *b);
/* In by_alias: claimed by several articles, so it answers to none. */
extern const struct article other_ambiguous;
/* The base name of an article's file, or of the folder it speaks for. */
struct str other_file_base(const struct article *article);

/* catalogue_made.c: the tags, one tag, the archive … by any spelling of theirs. */
bool made_find(const struct catalogue *c, struct str path, struct place *ret);

/* catalogue_sort.c: in place. */
void sort_by_date(const struct article **v, size_t n);
/* v is by date already. */
void sort_by_order(const struct article **v, size_t n);
struct sort_name {
	double order;
	struct str name;	/* folded */
	const void *thing;
};
void sort_names(struct sort_name *v, size_t n);
/* name folded, in arena a. */
struct str sort_key(struct arena *a, struct str name);

/* The folder its file lies in: "" or "dir/sub/". */
static inline struct str
article_folder(const struct article *article)
{
	return str_slice(article->file, 0, article->folder_len);
}

/* The date a listing shows as the last change. */
static inline struct date
article_latest(const struct article *article)
{
	return article->updated.known ? article->updated : article->date;
}
/* A descriptor of a file below a root, by the capsule's rule for links that
 * leave it; or -errno. */
int catalogue_open(const struct catalogue *c, unsigned root, const char *path,
    struct fs_stamp *ret_stamp);
int catalogue_open_folder(const struct catalogue *c, unsigned root, const char *path);

#endif
