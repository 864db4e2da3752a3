/*
 * results.h - what was found.
 */
#ifndef PAGE_RESULTS_H
#define PAGE_RESULTS_H

#include "content/search.h"
#include "page/page.h"

#define RESULTS_ENTRIES 20	/* on one page, each with a piece of its text; fewer if the owner says */

/* [bytes] of an article in which the words are looked for to show them. */
#define RESULTS_SOURCE_MAX ((size_t)256 * 1024)

/*
 * The page of a PLACE_SEARCH with words; without any it says how to search.
 * The contract is page_write's, but that it asks the search and is for helper
 * threads.
 */
enum page_verdict results_write(const struct catalogue *c, struct search *search, const struct place *place,
    struct sheet *sheet, struct arena *scratch);

#endif
