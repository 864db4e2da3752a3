#include "page/route.h"

#include <string.h>

#include "base/slug.h"
#include "base/uri.h"
#include "page/pages.h"
#include "page/route_parts.h"
#include "page/rules.h"
#include "page/settle.h"

static const char *const suffixes[] = { ".gmi", ".txt", ".md", ".xml" };

void
route_take_apart(struct str path, struct parts *ret)
{
	struct str number;
	unsigned long page;
	size_t slash;

	*ret = (struct parts){ .stem = path, .suffix = STR("") };
	for (size_t i = 0; i < sizeof suffixes / sizeof suffixes[0]; i++) {
		struct str suffix = str_of(suffixes[i]);

		if (path.len > suffix.len && str_ends(path, suffix)) {
			ret->stem = str_slice(path, 0, path.len - suffix.len);
			ret->suffix = suffix;
			break;
		}
	}
	slash = str_rfind(ret->stem, '/');
	if (slash == ret->stem.len)
		return;
	number = str_from(ret->stem, slash + 1);
	/* Page 1 is the listing itself; a leading zero would be another spelling. */
	if (!str_number(number, 100000000, &page) || page < 2 || number.p[0] == '0')
		return;
	if (str_ends(str_slice(ret->stem, 0, slash), STR("/page")) ||
	    str_eq(str_slice(ret->stem, 0, slash), STR("page"))) {
		ret->page = (unsigned)page;
		ret->stem = str_slice(ret->stem, 0, slash - strlen("page"));
	}
}

/* The suffix of a page of the capsule. */
struct str
route_page_suffix(enum scheme scheme)
{
	return scheme != SCHEME_GOPHER ? STR(".gmi") : STR("");
}

/* "page/2" and "page/2.gmi" of the listing that lies at the rest of the path. */
bool
route_is_page_suffix(enum scheme scheme, const struct parts *parts)
{
	return str_eq(parts->suffix, route_page_suffix(scheme));
}

bool
route_set_page(struct route *ret, enum place_kind kind, struct str path, unsigned page, bool other)
{
	ret->kind = ROUTE_PAGE;
	ret->place = (struct place){ .kind = kind, .path = path, .page = page };
	ret->other_spelling = other;
	return true;
}

static bool
set_search(struct route *ret, struct str words, unsigned page, bool other)
{
	ret->kind = ROUTE_SEARCH;
	ret->place = (struct place){ .kind = PLACE_SEARCH, .path = words, .page = page };
	ret->other_spelling = other;
	return true;
}

/* Gopher's "page/2/words", and "?words" as some clients send them. */
static bool
route_words(struct str rest, struct arena *scratch, struct route *ret)
{
	struct strbuf words = STRBUF_INIT;
	struct str number;
	unsigned long page = 1;

	if (str_starts(rest, STR("/page/"))) {
		rest = str_from(rest, strlen("/page/"));
		number = str_slice(rest, 0, str_find(rest, '/'));
		if (number.len == rest.len || !str_number(number, 100000000, &page) || page == 0)
			return false;
		rest = str_from(rest, number.len);
	} else if (!str_starts(rest, STR("?"))) {
		return false;
	}
	uri_decode(&words, str_from(rest, 1));
	set_search(ret, arena_str(scratch, strbuf_str(&words)), (unsigned)page, false);
	strbuf_done(&words);
	return true;
}

static bool
route_search(enum scheme scheme, struct str path, struct arena *scratch, struct route *ret)
{
	struct str rest = str_from(path, strlen("search"));
	struct parts parts;

	if (!str_starts(path, STR("search")))
		return false;
	if (rest.len == 0 || str_is(rest, "/"))
		return set_search(ret, STR_NONE, 0, rest.len > 0);
	if (str_is(rest, "/page/1") || str_is(rest, "/page/1.gmi"))
		return set_search(ret, STR_NONE, 0, true);
	route_take_apart(path, &parts);
	if (parts.page > 0 && str_is(parts.stem, "search/") && (parts.suffix.len == 0 || str_is(parts.suffix, ".gmi")))
		return set_search(ret, STR_NONE, parts.page, !route_is_page_suffix(scheme, &parts));
	return scheme == SCHEME_GOPHER && route_words(rest, scratch, ret);
}

static bool
route_single(enum scheme scheme, struct str path, struct arena *scratch, struct route *ret)
{
	if (str_is(path, "atom.xml")) {
		ret->kind = ROUTE_FEED;
		ret->place = (struct place){ .kind = PLACE_FEED, .path = STR("") };
		return true;
	}
	return route_search(scheme, path, scratch, ret);
}

static void
set_article(struct route *ret, const struct article *article, enum route_kind kind,
    enum place_kind place, bool other)
{
	ret->kind = article->gone ? ROUTE_GONE : kind;
	ret->article = article;
	ret->place = (struct place){ .kind = place, .path = article->path };
	ret->other_spelling = other;
	if (place == PLACE_ARTICLE)
		ret->place = article_place(article);
}

static bool
route_file(const struct catalogue *c, struct str path, struct route *ret)
{
	const struct asset *asset = catalogue_find_asset(c, path);

	if (asset == NULL)
		return false;
	ret->kind = ROUTE_FILE;
	ret->asset = asset;
	ret->place = (struct place){ .kind = PLACE_ASSET, .path = asset->path };
	return true;
}

/* A hand-written index stands in place of a folder's page. */
static bool
route_index(const struct catalogue *c, enum scheme scheme, struct str folder,
    struct arena *scratch, struct route *ret)
{
	static const char *const gemini[] = { "index.gmi", "index.gemini" };
	static const char *const gopher[] = { "gophermap", "gophermap" };
	const char *const *names = scheme != SCHEME_GOPHER ? gemini : gopher;

	for (size_t i = 0; i < 2; i++)
		if (route_file(c, arena_strf(scratch, "%.*s%s", STR_ARG(folder), names[i]), ret))
			return true;
	return false;
}

/* The views of an article: name.gmi, name.txt, name.md; of a folder's text
 * dir/index.txt and dir/index.md. */
static bool
route_article(const struct catalogue *c, enum scheme scheme, struct str path, struct route *ret)
{
	const struct article *article;
	const struct section *section;
	struct parts parts;
	struct str folder;

	article = catalogue_find_article(c, path);
	if (article != NULL && path.len > 0 && path.p[path.len - 1] != '/') {
		set_article(ret, article, ROUTE_PAGE, PLACE_ARTICLE, scheme != SCHEME_GOPHER);
		return true;
	}
	route_take_apart(path, &parts);
	if (parts.suffix.len == 0 || parts.page > 0 || str_is(parts.suffix, ".xml"))
		return false;
	article = catalogue_find_article(c, parts.stem);
	if (article == NULL && (str_is(parts.stem, "index") || str_ends(parts.stem, STR("/index")))) {
		folder = str_slice(parts.stem, 0, parts.stem.len - strlen("index"));
		section = catalogue_find_section(c, folder);
		article = section != NULL ? section->text : NULL;
		if (str_is(parts.suffix, ".gmi"))
			return section != NULL && route_set_page(ret, folder.len > 0 ? PLACE_SECTION : PLACE_HOME,
			    folder, 0, true);
	}
	if (article == NULL)
		return false;
	if (str_is(parts.suffix, ".txt"))
		set_article(ret, article, ROUTE_PAGE, PLACE_TEXT, false);
	else if (str_is(parts.suffix, ".md"))
		set_article(ret, article, ROUTE_SOURCE, PLACE_SOURCE, false);
	else
		set_article(ret, article, ROUTE_PAGE, PLACE_ARTICLE, scheme == SCHEME_GOPHER);
	return true;
}

static bool
route_section(const struct catalogue *c, enum scheme scheme, struct str path,
    struct arena *scratch, struct route *ret)
{
	const struct section *section;
	struct parts parts;

	section = catalogue_find_section(c, path);
	if (section != NULL) {
		if (route_index(c, scheme, path, scratch, ret))
			return true;
		route_set_page(ret, path.len > 0 ? PLACE_SECTION : PLACE_HOME, section->path, 0, false);
		if (section->is_bundle && section->text != NULL)
			set_article(ret, section->text, ROUTE_PAGE, PLACE_ARTICLE, false);
		return true;
	}
	if (path.len == 0 || path.p[path.len - 1] == '/')
		return false;
	section = catalogue_find_section(c, arena_strf(scratch, "%.*s/", STR_ARG(path)));
	if (section != NULL) {
		struct place place = { .kind = PLACE_SECTION, .path = section->path };

		if (!route_index(c, scheme, section->path, scratch, ret))
			return route_set_page(ret, place.kind, place.path, 0, true);
		/* Where it is redirected to is the folder, whatever stands for it. */
		ret->place = place;
		ret->other_spelling = true;
		return true;
	}
	route_take_apart(path, &parts);
	if (parts.page == 0 || parts.stem.len == 0)
		return false;
	section = catalogue_find_section(c, parts.stem);
	if (section == NULL || (parts.suffix.len > 0 && !str_is(parts.suffix, ".gmi")))
		return false;
	return route_set_page(ret, PLACE_SECTION, section->path, parts.page, !route_is_page_suffix(scheme, &parts));
}

static void
find(const struct catalogue *c, enum scheme scheme, struct str path, struct arena *scratch,
    struct route *ret)
{
	struct place other;

	*ret = (struct route){ .kind = ROUTE_MISSING };
	if (c->hidden != NULL && (str_starts(path, STR(AREA_DRAFTS)) || str_is(path, "drafts"))) {
		drafts_route(c, str_from(path, sizeof AREA_DRAFTS - 1), ret);
		ret->other_spelling = ret->other_spelling || str_is(path, "drafts");
		if (ret->kind != ROUTE_MISSING)
			return;
	}
	/* What is not made in "archive/" may lie there. */
	if ((route_made(&c->whole, scheme, path, ret) && ret->kind != ROUTE_MISSING) ||
	    route_single(scheme, path, scratch, ret))
		return;
	if (route_file(c, path, ret)) {
		/* Its own address is the folder's when it stands for it. */
		return;
	}
	if (route_article(c, scheme, path, ret) || route_section(c, scheme, path, scratch, ret))
		return;
	/* A folder of hand-written pages alone has no section. */
	if ((path.len == 0 || path.p[path.len - 1] == '/') && route_index(c, scheme, path, scratch, ret))
		return;
	if (route_edition(c, scheme, path, ret))
		return;
	if (str_is(path, "caps.txt") && scheme == SCHEME_GOPHER) {
		ret->kind = ROUTE_CAPS;
		ret->place = (struct place){ .kind = PLACE_CAPS, .path = STR("") };
		return;
	}
	if (catalogue_find_other(c, path, area_of(c->capsule, path), &other)) {
		settle_place(c, other, ret);
		/* A file is no folder: below "a.txt/" its relative links would lead astray. */
		if (other.kind == PLACE_ASSET && path.p[path.len - 1] == '/')
			*ret = (struct route){ .kind = ROUTE_MISSING };
	}
}

static void
find_settled(const struct catalogue *c, enum scheme scheme, struct str path, struct arena *scratch,
    struct route *ret)
{
	find(c, scheme, path, scratch, ret);
	settle(c, scheme, path, scratch, ret);
}

void
route_find(const struct catalogue *c, enum scheme scheme, struct str path,
    struct arena *scratch, struct route *ret)
{
	find_settled(c, scheme, path, scratch, ret);
	if (ret->kind == ROUTE_MISSING)
		rules_route(c, scheme, path, scratch, find_settled, ret);
}
