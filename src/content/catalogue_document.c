/* catalogue_document.c - building: what a folder lists beside its articles, and what it does not. */
#include "content/catalogue_build.h"
#include "content/language.h"
#include "content/spelling.h"

/* What a folder's page lists beside articles: things to read. */
static const char *const document_ends[] = {
	".gmi", ".gemini", ".txt", ".text", ".pdf", ".epub", ".mobi", ".djvu", ".ps", ".odt",
	".rtf", ".doc", ".docx",
};

/* What speaks to programs, or in place of a page. */
static const char *const not_documents[] = {
	"index.gmi", "index.gemini", "gophermap", "robots.txt", "favicon.txt", "caps.txt",
	"security.txt", "humans.txt", "ads.txt", "CNAME.txt",
};

#define COUNT(v) (sizeof(v) / sizeof(v)[0])

bool
document_is(struct str path)
{
	struct str name = spelling_base(path);

	for (size_t i = 0; i < COUNT(not_documents); i++)
		if (str_is_case(name, not_documents[i]))
			return false;
	for (size_t i = 0; i < COUNT(document_ends); i++)
		if (str_ends_case(name, str_of(document_ends[i])))
			return true;
	return false;
}

bool
document_is_text(const struct build *b, const struct article *text, const struct article *article)
{
	const struct capsule *capsule = b->capsule;
	const struct article *home = build_home(b);
	struct str stem, suffix;

	if (!article->suffixed || article->is_folder_text || text == NULL)
		return false;
	/* Where nobody says which language the others are in, it would be found by nobody. */
	if (capsule->languages_said ? capsule->nlanguages < 2 :
	    capsule->lang.len == 0 && (home == NULL || home->lang.len == 0))
		return false;
	stem = spelling_stem(spelling_base(article->file));
	suffix = language_suffix(stem);
	stem = str_slice(stem, 0, stem.len - suffix.len - 1);
	return str_is_case(stem, "index") || str_is_case(stem, "_index") || str_is_case(stem, "readme");
}
