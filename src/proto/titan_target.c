#include "proto/titan_target.h"

#include "base/mime.h"
#include "content/spelling.h"

#define COUNT(v) (sizeof(v) / sizeof(v)[0])

static const char *const made_folders[] = { "tags/", "categories/", "archive/" };
static const char *const made_pages[] = { "search", "atom.xml", "tags", "categories", "archive" };

static const char words_made[] = "The server makes the page at this address by itself";

static bool
is_made(struct str path)
{
	for (size_t i = 0; i < COUNT(made_folders); i++)
		if (str_starts_case(path, str_of(made_folders[i])))
			return true;
	for (size_t i = 0; i < COUNT(made_pages); i++)
		if (str_is_case(path, made_pages[i]))
			return true;
	return false;
}

static const char *
set(struct titan_target *ret, struct arena *scratch, struct str file, bool is_article)
{
	*ret = (struct titan_target){ .file = arena_str(scratch, file), .is_article = is_article };
	return NULL;
}

static struct str
without(struct str path, const char *suffix)
{
	return str_slice(path, 0, path.len - str_of(suffix).len);
}

/* "dir/", "dir/index", "": the text that speaks for a folder. */
static const char *
folder_target(const struct catalogue *c, struct str folder, bool named_index, struct arena *scratch,
    struct titan_target *ret)
{
	const struct section *section = catalogue_find_section(c, folder);

	if (section != NULL && section->text != NULL)
		return set(ret, scratch, section->text->file, true);
	/* An index.md alone in a folder makes the folder one article. */
	return set(ret, scratch, arena_strf(scratch, "%.*s%s", STR_ARG(folder),
	    named_index || folder.len == 0 ? "index.md" : "_index.md"), true);
}

/* An article that is not shown is known by its address below /drafts/ and by its file. */
static const char *
draft_target(const struct catalogue *c, struct str path, struct arena *scratch, struct titan_target *ret)
{
	static const char *const suffixes[] = { "", ".gmi", ".md" };

	for (size_t i = 0; i < COUNT(suffixes); i++) {
		const struct article *article;

		if (!str_ends(path, str_of(suffixes[i])))
			continue;
		article = catalogue_find_draft(c, without(path, suffixes[i]));
		if (article != NULL)
			return set(ret, scratch, article->file, true);
	}
	return "There is no such draft: publish a new one at its own address, with \"draft: true\"";
}

static bool
is_article_name(struct str path)
{
	return article_is_source(spelling_base(path));
}

/* A name with an extension that says what the file is. */
static bool
is_file_name(struct str path)
{
	struct str base = spelling_base(path);

	return str_rfind(base, '.') < base.len && mime_of(base)->extension[0] != '\0';
}

/* "name.txt" of an article, "dir/index.txt" of a folder's. */
static bool
is_view(const struct catalogue *c, struct str path)
{
	struct str stem = without(path, ".txt");
	const struct section *section;

	if (!str_ends_case(path, STR(".txt")))
		return false;
	section = str_is(spelling_base(stem), "index") ? catalogue_find_section(c, spelling_folder(stem)) : NULL;
	return catalogue_find_article(c, stem) != NULL || (section != NULL && section->text != NULL);
}

const char *
titan_find_target(const struct catalogue *c, const struct request *request, struct arena *scratch,
    struct titan_target *ret)
{
	struct str path = request->path, stem = path, base;
	const struct asset *asset;
	const struct article *article;
	bool gemtext = str_ends_case(path, STR(".gmi"));

	if (c->hidden != NULL && str_starts_case(path, STR(AREA_DRAFTS)))
		return draft_target(c, str_from(path, sizeof AREA_DRAFTS - 1), scratch, ret);
	if (is_made(path))
		return words_made;
	if (path.len == 0 || path.p[path.len - 1] == '/')
		return folder_target(c, path, false, scratch, ret);
	asset = catalogue_find_asset(c, path);
	if (asset != NULL && asset->root != 0)
		return "This file lies in another folder, where nothing is published";
	if (asset != NULL)
		return set(ret, scratch, asset->file, false);
	if (gemtext)
		stem = without(path, ".gmi");
	else if (is_article_name(path))
		stem = spelling_stem(path);
	base = spelling_base(stem);
	if (base.len == 0)
		return "The address names no file";
	article = catalogue_find_article(c, stem);
	if (article == NULL)
		article = catalogue_find_draft(c, stem);
	/* The file itself, whatever its slug makes of it. */
	if (article != NULL && is_article_name(path) && !str_eq(article->file, path) &&
	    catalogue_find_file(c, path) != NULL)
		article = catalogue_find_file(c, path);
	if (article != NULL)
		return set(ret, scratch, article->file, true);
	if (str_is_case(base, "index") && (gemtext || stem.len == path.len || str_ends(path, STR(".md"))))
		return folder_target(c, spelling_folder(stem), true, scratch, ret);
	if (is_view(c, path))
		return "The server makes this text from an article: publish that";
	if (is_article_name(path))
		return set(ret, scratch, path, true);
	/* Gemtext that says so stays what it is. */
	if (gemtext && str_is(request->upload.mime, "text/gemini"))
		return set(ret, scratch, path, false);
	if (!gemtext && is_file_name(path))
		return set(ret, scratch, path, false);
	return set(ret, scratch, arena_strf(scratch, "%.*s.md", STR_ARG(stem)), true);
}
