/* links_find.c - the file that a path in a link means. */
#include "content/links_find.h"

#include "content/spelling.h"

static const char *const asset_folders[] = { "static/", "public/", "assets/" };

#define COUNT(v) (sizeof(v) / sizeof(v)[0])

static struct place
asset_place(const struct asset *asset)
{
	return (struct place){ .kind = PLACE_ASSET, .path = asset->path };
}

static bool
find_section(const struct catalogue *c, struct str page, struct place *ret)
{
	struct strbuf path = STRBUF_INIT;
	const struct section *section;

	strbuf_addstr(&path, page);
	strbuf_addc(&path, '/');
	section = catalogue_find_section(c, strbuf_str(&path));
	strbuf_done(&path);
	if (section != NULL)
		*ret = (struct place){ .kind = PLACE_SECTION, .path = section->path };
	return section != NULL;
}

/* By its file, and then by its address. */
static const struct article *
find_article(const struct catalogue *c, struct str page)
{
	const struct article *article = catalogue_find_article(c, page), *found = NULL;
	struct strbuf file = STRBUF_INIT;

	if (article != NULL && str_eq(spelling_stem(article->file), page))
		return article;
	for (size_t i = 0; i < ARTICLE_ENDS && found == NULL; i++) {
		strbuf_reset(&file);
		strbuf_addstr(&file, page);
		strbuf_adds(&file, article_ends[i]);
		found = catalogue_find_file(c, strbuf_str(&file));
	}
	strbuf_done(&file);
	return found != NULL ? found : article;
}

static const struct asset *
find_asset(const struct catalogue *c, struct str path)
{
	const struct asset *asset = catalogue_find_asset(c, path);

	/* "static/a.png" may lie in a root of its own, beside the content. */
	for (size_t i = 0; i < COUNT(asset_folders) && asset == NULL; i++)
		if (str_starts(path, str_of(asset_folders[i])))
			asset = catalogue_find_asset(c,
			    str_from(path, str_of(asset_folders[i]).len));
	return asset;
}

/* What a folder of a web site shows: a demonstration, a presentation. */
static bool
find_web_page(const struct catalogue *c, struct str folder, struct place *ret)
{
	struct strbuf path = STRBUF_INIT;
	const struct asset *asset;

	strbuf_addstr(&path, folder);
	strbuf_adds(&path, "/index.html");
	asset = find_asset(c, strbuf_str(&path));
	strbuf_done(&path);
	if (asset != NULL)
		*ret = asset_place(asset);
	return asset != NULL;
}

bool
links_find_file(const struct catalogue *c, struct str path, struct place *ret)
{
	const struct article *article = catalogue_find_file(c, path);
	const struct asset *asset = article == NULL ? find_asset(c, path) : NULL;
	bool folder;
	struct str page;

	if (article != NULL) {
		*ret = article_place(article);
		return true;
	}
	if (asset != NULL) {
		*ret = asset_place(asset);
		return true;
	}
	page = spelling_page(path, &folder);
	if (page.len == 0) {
		*ret = (struct place){ .kind = PLACE_HOME };
		return true;
	}
	if (folder && find_section(c, page, ret))
		return true;
	path = str_chop(path, '/');
	article = find_article(c, path);
	if (article == NULL && page.len < path.len)
		article = find_article(c, page);
	if (article != NULL) {
		*ret = article_place(article);
		return true;
	}
	return (!folder && find_section(c, page, ret)) || find_web_page(c, path, ret);
}
