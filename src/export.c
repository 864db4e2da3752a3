#include "export.h"

#include <string.h>
#include <unistd.h>

#include "base/uri.h"
#include "base/utf8.h"
#include "export_menu.h"
#include "page/feed.h"
#include "page/page.h"
#include "page/places.h"
#include "proto/gopher.h"
#include "report.h"

#define FILE_NAME_MAX 255	/* [bytes], of file systems (NAME_MAX) */

struct export {
	struct export_tree *tree;
	const struct catalogue *catalogue;
	struct diag_list *diags;
	struct arena scratch;
	struct report_progress progress;
	enum scheme last;		/* while which is written what both share is said */
	size_t ndone, nplaces;
};

/* Beside "x.md" of the longest name there is no room for "x.gmi". */
static bool
is_short(struct export *x, struct str name, struct str file)
{
	size_t slash = str_rfind(name, '/');

	if (name.len - (slash < name.len ? slash + 1 : 0) <= FILE_NAME_MAX)
		return true;
	diag_add(x->diags, DIAG_WARNING, file, 0, 0, "what stands at \"%.*s...\" is left out: no file can have a name of more than %d bytes "
	    "(give it a shorter name, or a slug)", STR_ARG(utf8_cut(name, 60)), FILE_NAME_MAX);
	return false;
}

/* A server tells "/x" from "/x/", and files cannot. */
static bool
fits(struct export *x, struct str name, struct str file)
{
	if (!is_short(x, name, file))
		return false;
	if (export_tree_fits(x->tree, name))
		return true;
	diag_add(x->diags, DIAG_WARNING, file, 0, 0, "\"%.*s\" is left out: a file and a folder would have one name "
	    "(give one of the two another, or a slug)", STR_ARG(name));
	return false;
}

static void
put_asset(struct export *x, struct str name, const struct asset *asset)
{
	struct fs_stamp stamp;
	int fd;

	if (!fits(x, name, asset->path))
		return;
	fd = catalogue_open_asset(x->catalogue, asset, &stamp);
	if (fd < 0) {
		diag_add(x->diags, DIAG_ERROR, asset->path, 0, 0, "cannot be read: %s; left out", strerror(-fd));
		return;
	}
	export_tree_copy(x->tree, name, fd, &stamp);
	close(fd);
}

/* --- what stands at a place -------------------------------------------------- */

static bool
write_page(struct export *x, const struct place *place, enum sheet_form form, enum scheme scheme,
    struct strbuf *out)
{
	struct sheet sheet;
	enum page_verdict verdict;

	sheet_init(&sheet, form, scheme, x->catalogue->capsule, out, 0);
	verdict = page_write(x->catalogue, place, &sheet, &x->scratch);
	sheet_done(&sheet);
	return verdict == PAGE_WRITTEN;
}

static bool
write_source(struct export *x, const struct place *place, struct strbuf *out)
{
	const struct article *article = page_article(x->catalogue, place);

	return article != NULL && catalogue_read_source(x->catalogue, article, out) == 0;
}

static bool
is_feed(enum place_kind kind)
{
	return kind == PLACE_FEED || kind == PLACE_TAG_FEED || kind == PLACE_CATEGORY_FEED;
}

/* What the place answers with, but for assets and menus. */
static bool
write_place(struct export *x, const struct place *place, enum scheme scheme, struct strbuf *out)
{
	if (place->kind == PLACE_SOURCE)
		return write_source(x, place, out);
	if (is_feed(place->kind))
		return feed_write(x->catalogue, place, scheme, out, &x->scratch) == PAGE_WRITTEN;
	return write_page(x, place, place->kind == PLACE_TEXT ? SHEET_PLAIN :
	    scheme == SCHEME_GEMINI ? SHEET_GEMTEXT : SHEET_MENU, scheme, out);
}

static struct str
file_of(struct export *x, const struct place *place)
{
	const struct article *article = page_article(x->catalogue, place);

	return article != NULL ? article->file : place->path;
}

static void
say_unreadable(struct export *x, const struct place *place)
{
	diag_add(x->diags, DIAG_ERROR, file_of(x, place), 0, 0, "cannot be read; left out");
}

/* The text or source of "x" is at "x.txt" or "x.md", unless an article is. */
static bool
is_taken(struct export *x, const struct place *place, enum scheme scheme)
{
	struct strbuf path = STRBUF_INIT, decoded = STRBUF_INIT;
	const struct article *other = NULL;

	if (place->kind == PLACE_TEXT || place->kind == PLACE_SOURCE) {
		address_path(&path, scheme, place);
		uri_decode(&decoded, str_from(strbuf_str(&path), 1));
		other = catalogue_find_article(x->catalogue, strbuf_str(&decoded));
	}
	if (other != NULL && scheme == x->last)
		diag_add(x->diags, DIAG_WARNING, file_of(x, place), 0, 0, "its %s is left out: its address %s is that of %.*s "
		    "(give one of the two another name, or a slug)", place->kind == PLACE_TEXT ? "text" : "source",
		    path.buf, STR_ARG(other->file));
	strbuf_done(&decoded);
	strbuf_done(&path);
	return other != NULL;
}

/* --- Gemini ------------------------------------------------------------------ */

/* The file of a place below gemini/, as servers look for it. */
static void
gemini_name(struct strbuf *out, const struct place *place)
{
	struct strbuf path = STRBUF_INIT;

	address_path(&path, SCHEME_GEMINI, place);
	strbuf_adds(out, "gemini");
	uri_decode(out, strbuf_str(&path));
	if (out->buf[out->len - 1] == '/')
		strbuf_adds(out, "index.gmi");
	strbuf_done(&path);
}

static bool
gemini_visit(void *arg, const struct place *place)
{
	struct export *x = arg;
	struct strbuf name = STRBUF_INIT, bytes = STRBUF_INIT;

	gemini_name(&name, place);
	if (place->kind == PLACE_ASSET)
		put_asset(x, strbuf_str(&name), catalogue_find_asset(x->catalogue, place->path));
	else if (export_tree_has(x->tree, strbuf_str(&name)) || is_taken(x, place, SCHEME_GEMINI))
		;	/* a file as it lies or another article stands in for it */
	else if (!fits(x, strbuf_str(&name), file_of(x, place)))
		;
	else if (write_place(x, place, SCHEME_GEMINI, &bytes))
		export_tree_put(x->tree, strbuf_str(&name), strbuf_str(&bytes));
	else if (!is_feed(place->kind))
		say_unreadable(x, place);
	strbuf_done(&bytes);
	strbuf_done(&name);
	arena_reset(&x->scratch);
	report_progress(&x->progress, ++x->ndone, x->nplaces);
	return x->tree->error == 0;
}

/* --- Gopher ------------------------------------------------------------------ */

static void
put_menu(struct export *x, struct strbuf *folder, struct str menu, bool own_map)
{
	struct strbuf file = STRBUF_INIT;
	size_t len = folder->len;

	if (!own_map) {
		export_add_gophermap(&file, x->catalogue->capsule, menu);
		strbuf_adds(folder, "gophermap");
		export_tree_put(x->tree, strbuf_str(folder), strbuf_str(&file));
		strbuf_truncate(folder, len);
	}
	strbuf_reset(&file);
	export_add_gph(&file, x->catalogue->capsule, menu);
	strbuf_adds(folder, "index.gph");
	export_tree_put(x->tree, strbuf_str(folder), strbuf_str(&file));
	strbuf_truncate(folder, len);
	strbuf_done(&file);
}

/* A gophermap that its author wrote is copied; only geomyidae needs a form of
 * its own. */
static void
put_own_map(struct export *x, const struct asset *asset)
{
	struct str folder = str_slice(asset->path, 0, asset->path.len - strlen("gophermap"));
	struct strbuf map = STRBUF_INIT, menu = STRBUF_INIT, name = STRBUF_INIT;
	struct fs_stamp stamp;
	int fd = catalogue_open_asset(x->catalogue, asset, &stamp), r = fd < 0 ? fd : fs_read_fd(fd, GOPHER_MAP_MAX, &map);

	if (r < 0) {
		diag_add(x->diags, DIAG_ERROR, asset->path, 0, 0, "cannot be read as a menu: %s; its index.gph is left out",
		    fs_why(r));
	} else {
		gopher_add_map(&menu, x->catalogue->capsule, folder, strbuf_str(&map));
		strbuf_addf(&name, "gopher/%.*s", STR_ARG(folder));
		put_menu(x, &name, strbuf_str(&menu), true);
	}
	if (fd >= 0)
		close(fd);
	strbuf_done(&name);
	strbuf_done(&menu);
	strbuf_done(&map);
}

static bool
is_map(struct str path)
{
	return str_is(path, "gophermap") || str_ends(path, STR("/gophermap"));
}

/* The page of an article and that of a folder of its name would be one file. */
static bool
is_clash(struct export *x, const struct place *place, struct str name)
{
	struct strbuf map = STRBUF_INIT;
	bool taken;

	strbuf_addf(&map, "%.*sgophermap", STR_ARG(name));
	taken = export_tree_has(x->tree, strbuf_str(&map));
	if (!taken && !fits(x, strbuf_str(&map), file_of(x, place))) {
		strbuf_done(&map);
		return true;
	}
	strbuf_done(&map);
	if (taken && place->kind == PLACE_ARTICLE)
		diag_add(x->diags, DIAG_WARNING, page_article(x->catalogue, place)->file, 0, 0,
		    "a folder has the same name, and files can hold one menu of that name: in Gopher the "
		    "article is there as text only (give it a slug of its own)");
	return taken;
}

static void
gopher_page(struct export *x, const struct place *place, struct strbuf *name)
{
	struct strbuf menu = STRBUF_INIT;

	if (name->buf[name->len - 1] != '/')
		strbuf_addc(name, '/');
	if (is_clash(x, place, strbuf_str(name)))
		;
	else if (write_place(x, place, SCHEME_GOPHER, &menu))
		put_menu(x, name, strbuf_str(&menu), false);
	else
		say_unreadable(x, place);
	strbuf_done(&menu);
}

static bool
gopher_visit(void *arg, const struct place *place)
{
	struct export *x = arg;
	struct strbuf name = STRBUF_INIT, bytes = STRBUF_INIT;
	const struct asset *asset;

	strbuf_adds(&name, "gopher");
	address_path(&name, SCHEME_GOPHER, place);
	if (place->kind == PLACE_ASSET) {
		asset = catalogue_find_asset(x->catalogue, place->path);
		put_asset(x, strbuf_str(&name), asset);
		if (is_map(asset->path))
			put_own_map(x, asset);
	} else if (address_item(x->catalogue->capsule, place) == '1') {
		gopher_page(x, place, &name);
	} else if (!export_tree_has(x->tree, strbuf_str(&name)) && !is_taken(x, place, SCHEME_GOPHER) &&
	    fits(x, strbuf_str(&name), file_of(x, place))) {
		if (write_place(x, place, SCHEME_GOPHER, &bytes))
			export_tree_put(x->tree, strbuf_str(&name), strbuf_str(&bytes));
		else if (!is_feed(place->kind))
			say_unreadable(x, place);
	}
	strbuf_done(&bytes);
	strbuf_done(&name);
	arena_reset(&x->scratch);
	report_progress(&x->progress, ++x->ndone, x->nplaces);
	return x->tree->error == 0;
}

/* --- the whole ---------------------------------------------------------------- */

static bool
count(void *arg, const struct place *place)
{
	size_t *n = arg;

	(void)place;
	++*n;
	return true;
}

int
export_write(struct export_tree *tree, const struct catalogue *c, bool gemini, bool gopher,
    struct diag_list *diags)
{
	struct export x = { .tree = tree, .catalogue = c, .diags = diags, .last = gopher ? SCHEME_GOPHER : SCHEME_GEMINI };

	arena_init(&x.scratch, 0);
	places_each(c, count, &x.nplaces);
	x.nplaces *= (size_t)gemini + (size_t)gopher;
	report_progress_begin(&x.progress, "writing pages");
	if (gemini)
		places_each(c, gemini_visit, &x);
	if (gopher && tree->error == 0)
		places_each(c, gopher_visit, &x);
	report_progress_end(&x.progress);
	arena_done(&x.scratch);
	return export_tree_end(tree);
}
