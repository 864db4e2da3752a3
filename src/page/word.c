#include "page/word.h"

#include <assert.h>

static const char *const english[WORD_COUNT] = {
	[WORD_LATEST] = "Latest",
	[WORD_FEATURED] = "Featured",
	[WORD_SECTIONS] = "Sections",
	[WORD_ARTICLES] = "Articles",
	[WORD_FILES] = "Files",
	[WORD_TAGS] = "Tags",
	[WORD_TAG] = "Tag",
	[WORD_CATEGORIES] = "Categories",
	[WORD_CATEGORY] = "Category",
	[WORD_ARCHIVE] = "Archive",
	[WORD_BROWSE] = "Browse",
	[WORD_SEARCH] = "Search",
	[WORD_FEED] = "Atom feed",
	[WORD_HOME] = "Home",
	[WORD_OLDER] = "Older",
	[WORD_NEWER] = "Newer",
	[WORD_SOURCE] = "Source",
	[WORD_UNDATED] = "Without a date",
	[WORD_PAGE_N_OF_M] = "Page # of ##",
	[WORD_NEXT_PAGE] = "Next page",
	[WORD_PREVIOUS_PAGE] = "Previous page",
	[WORD_PLAIN_TEXT] = "Plain text version",
	[WORD_UPDATED] = "updated",
	[WORD_BY] = "by",
	[WORD_NOTHING_YET] = "Nothing here yet.",
	[WORD_ALL_TAGS] = "All tags",
	[WORD_ALL_CATEGORIES] = "All categories",
	[WORD_ALL_ARTICLES] = "All articles by year",
	[WORD_IMAGE] = "Image",
};

const char *
word_of(const struct capsule *capsule, enum word w)
{
	(void)capsule;
	assert(w < WORD_COUNT && english[w] != NULL);
	return english[w];
}
