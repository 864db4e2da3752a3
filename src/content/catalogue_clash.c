/* catalogue_clash.c - building: what the author should know of addresses. */
#include <stdlib.h>
#include <string.h>

#include "base/uri.h"
#include "content/catalogue_build.h"
#include "content/moved.h"
#include "content/spelling.h"

/* Pages that are made, and win over articles of their names. */
static const struct made {
	const char *path;
	bool is_folder;
	enum group_kind group;
} made[] = {
	{ "tags", true, GROUP_TAG },
	{ "categories", true, GROUP_CATEGORY },
	{ "archive", true, GROUP_YEAR },
	{ "search", false, GROUP_TAG },
	{ "atom.xml", false, GROUP_TAG },
};

#define COUNT(v) (sizeof(v) / sizeof(v)[0])

bool
clash_is_made(const struct catalogue *c, struct str path)
{
	struct str first = str_slice(path, 0, str_find(path, '/'));
	struct str rest = str_from(path, first.len + 1);

	for (size_t i = 0; i < COUNT(made); i++) {
		if (!str_is(first, made[i].path))
			continue;
		if (rest.len == 0)
			return true;
		return made[i].is_folder && (str_starts(rest, STR("page/")) ||
		    catalogue_find_group(c, made[i].group, rest) != NULL);
	}
	return false;
}

/* Whether it may be one of those, by how it begins. */
static bool
looks_made(struct str path)
{
	for (size_t i = 0; i < COUNT(made); i++)
		if (path.len > 0 && path.p[0] == made[i].path[0] && str_starts(path, str_of(made[i].path)))
			return true;
	return false;
}

/* [bytes] of an address whose path takes so many, and ends so. */
static size_t
address_size(const struct capsule *capsule, size_t path_size, const char *end)
{
	return strlen("gemini://:65535/") + capsule->host.len + path_size + strlen(end);
}

/* Whether the address may be longer than a request can be. */
static bool
is_long(const struct capsule *capsule, struct str path)
{
	return address_size(capsule, 3 * path.len, ".gmi") > CATALOGUE_URL_MAX;
}

bool
clash_is_likely(const struct capsule *capsule, const struct article *article)
{
	return article->moved_to.len > 0 || looks_made(article->path) || is_long(capsule, article->path) ||
	    is_long(capsule, article->file);
}

static void
note_made(struct build *b, enum diag_severity severity, struct str file, struct str path)
{
	diag_add(&b->c->diags, severity, file, 0, 0,
	    "a page that is made has the address /%.*s; it hides this one (choose another name)",
	    STR_ARG(path));
}

static struct str
without_end(struct str path, const char *end)
{
	path.len -= strlen(end);
	return path;
}

/* A file that stands where a view of an article would. */
static void
note_view(struct build *b, const struct asset *asset, const char *end, const char *what)
{
	struct str stem = without_end(asset->path, end);
	struct str name = spelling_base(stem);
	const struct article *article;

	/* "dir/index.txt" is the text of the folder's own article. */
	if (strcmp(end, ".gmi") != 0 && str_is(name, "index"))
		stem = spelling_folder(stem);
	if (name.len == 0)
		return;
	article = catalogue_find_article(b->c, stem);
	if (article != NULL)
		diag_add(&b->c->diags, DIAG_NOTE, asset->file, 0, 0,
		    "is served in place of the %s made from %.*s", what, STR_ARG(article->file));
}

static void
note_asset(struct build *b, const struct asset *asset)
{
	if (asset->root != 0)
		return;
	if (str_ends(asset->path, STR(".gmi"))) {
		note_view(b, asset, ".gmi", "page");
		if (clash_is_made(b->c, without_end(asset->path, ".gmi")))
			note_made(b, DIAG_NOTE, asset->file, asset->path);
	} else if (str_ends(asset->path, STR(".txt"))) {
		note_view(b, asset, ".txt", "text");
	} else if (clash_is_made(b->c, asset->path) || (str_ends(asset->path, STR(".xml")) &&
	    spelling_folder(asset->path).len > 0 &&
	    clash_is_made(b->c, without_end(asset->path, ".xml")))) {
		note_made(b, DIAG_NOTE, asset->file, asset->path);
	}
}

static void
note_section(struct build *b, const struct section *section)
{
	struct str path = str_slice(section->path, 0, section->path.len - 1);
	const struct article *article = catalogue_find_article(b->c, path);

	if (str_find(path, '/') == path.len && clash_is_made(b->c, path))
		note_made(b, section->text != NULL ? DIAG_WARNING : DIAG_NOTE,
		    section->text != NULL ? section->text->file : section->path, section->path);
	if (article != NULL)
		diag_add(&b->c->diags, DIAG_NOTE, article->file, 0, 0,
		    "there is a folder of this name: without suffix the address /%.*s is "
		    "this article's", STR_ARG(path));
}

/* Where an article says it has moved to must be somewhere. */
static void
note_moved(struct build *b, const struct article *article)
{
	struct place place;

	if (article->moved_to.len == 0)
		return;
	if (moved_find(b->c, article, &b->scratch, &place) == MOVED_NOWHERE)
		diag_add(&b->c->diags, DIAG_WARNING, article->file, 0, 0,
		    "redirect_to: \"%.*s\" leads nowhere (write the address of an article, or a whole URL)",
		    STR_ARG(article->moved_to));
	arena_reset(&b->scratch);
}

/* An address that is longer than a request can be, all its bytes escaped as links have them. */
static void
note_long(struct build *b, struct str file, struct str path, bool is_article)
{
	const char *end = is_article ? ".gmi" : "";
	size_t len;
	struct strbuf escaped = STRBUF_INIT;

	if (!is_long(b->capsule, path))
		return;
	uri_encode(&escaped, path, "/:@!$&'()*+,;=");
	len = address_size(b->capsule, escaped.len, end);
	strbuf_done(&escaped);
	if (len > CATALOGUE_URL_MAX)
		diag_add(&b->c->diags, DIAG_WARNING, file, 0, 0, "its address is too long for Gemini: %zu of at most %d "
		    "bytes, escapes counted (shorten its name or those of its folders%s)", len, CATALOGUE_URL_MAX,
		    is_article ? ", or give it a slug" : "");
}

void
clash_note(struct build *b)
{
	struct catalogue *c = b->c;

	for (size_t i = 0; b->any_clash && i < c->nshown; i++) {
		if (c->shown[i] == NULL)
			continue;
		note_moved(b, c->shown[i]);
		note_long(b, c->shown[i]->file, c->shown[i]->path, !c->shown[i]->is_folder_text);
	}
	for (size_t i = 0; b->any_clash && i < c->narticles; i++) {
		ahead_article(c->articles, c->narticles, i);
		if (!c->articles[i]->is_folder_text && clash_is_made(c, c->articles[i]->path))
			note_made(b, DIAG_WARNING, c->articles[i]->file, c->articles[i]->path);
	}
	for (size_t i = 0; i < c->nsections; i++)
		if (c->sections[i]->parent != NULL)
			note_section(b, c->sections[i]);
	for (size_t i = 0; i < c->nassets; i++) {
		note_asset(b, &c->assets[i]);
		note_long(b, c->assets[i].file, c->assets[i].path, false);
	}
}
