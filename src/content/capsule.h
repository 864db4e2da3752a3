/*
 * capsule.h - who a capsule is and how its owner wants it: the settings that
 * the content, render and page floors read.  Filled by the configuration,
 * constant afterwards, borrowed by everything made from it.
 *
 * Absent strings (NULL) mean "not said": the title then comes from the home
 * index.md, and so on.
 */
#ifndef CONTENT_CAPSULE_H
#define CONTENT_CAPSULE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"
#include "content/area.h"
#include "content/look.h"

#define CAPSULE_PAGE_ENTRIES 100	/* entries on one page of a listing */
#define CAPSULE_LATEST 10		/* articles under "Latest" on the home page */
#define CAPSULE_FEED_ENTRIES 50		/* articles in a feed */
#define CAPSULE_EXCERPT_WIDTH 300	/* [columns] of an excerpt made from the text */

enum tags_split {
	TAGS_SPLIT_AUTO,	/* at commas; at blanks only below _posts/ or beside _config.yml */
	TAGS_SPLIT_COMMA,
	TAGS_SPLIT_SPACE,
};

struct media_rule;
struct own_words;
struct rule;

struct capsule_language {
	struct str tag;			/* BCP 47 */
	struct str folder;		/* "english/"; absent: not said */
};

struct backlinks;

struct capsule {
	struct str title, description, author, lang;
	const struct own_words *words;	/* content/word.h: the owner's own, by language */
	size_t nwords;
	const struct capsule_language *languages;	/* the first is the default one */
	size_t nlanguages;
	bool languages_said;		/* even if there are none: then none are looked for */
	struct str header, footer;	/* files below the content folder that stand on all pages */
	struct str not_found;		/* a file there whose words stand where nothing is */
	struct str base_url;		/* the site's address on the web, for links to what is not here */
	struct str host;		/* the public name */
	unsigned gemini_port;		/* public ports; 0: that protocol is off */
	unsigned gopher_port;
	unsigned spartan_port, nex_port, finger_port;

	const char *content_dir;
	const char *const *asset_dirs;	/* further roots of assets, as the owner wrote them, */
	size_t nasset_dirs;		/*   relative ones start from the content folder */
	const char *own_dirs[2];	/* the server's own folders (state, certificates), which are never */
					/*   content, even where they lie in it; NULL: there is none */
	const struct str *ignore;	/* globs against the path below content/, and against the name */
	size_t nignore;
	const struct str *ignore_tags;	/* names that are no tags (Eleventy's "post", "all") */
	size_t nignore_tags;

	enum tags_split tags_split;
	bool keywords_are_tags;
	bool show_future;		/* articles of tomorrow are shown today */
	bool follow_links;		/* symbolic links that leave the content folder */

	const struct area *areas;	/* private parts; drafts/ is among them when authors are named */
	size_t nareas;

	const struct rule *rules;	/* content/rule.h: where addresses lead that nothing answers to */
	size_t nrules;

	const struct media_rule *media;	/* content/media.h: what files are, where the owner knows better */
	size_t nmedia;

	struct look look;		/* how articles are shown unless they say otherwise */
	bool gopher_text_dot;		/* RFC 1436's final "." and stuffing for texts */
	bool search;			/* there is a search, to be linked to */
	bool accept_fragments;		/* strip a request's fragment instead of answering 59 */

	bool series;			/* the other parts at the foot of an article */
	size_t related;			/* articles on the same subjects there; 0: none */
	struct backlinks *backlinks;	/* what is learned in the background; NULL: not shown */

	size_t page_entries, latest, feed_entries;	/* 0: the defaults above */
	size_t article_size_max;			/* [bytes] of a source file; 0: ARTICLE_SIZE_MAX */
	size_t articles_max;				/* files read as articles; 0: CATALOGUE_ARTICLES_MAX */
};

#endif
