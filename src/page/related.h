/*
 * related.h - what stands at the foot of an article besides its tags: the other
 * parts of its series, articles on the same subjects, articles that link to it.
 */
#ifndef PAGE_RELATED_H
#define PAGE_RELATED_H

#include "page/page.h"

#define RELATED_PARTS_MAX 20	/* parts of a series that are shown, around this one */
#define RELATED_LOOK_MAX 64	/* newest articles of each tag that are compared */
#define RELATED_SHOWN_MAX 20	/* of the setting "related" */
#define RELATED_SOURCES_MAX 20	/* newest articles that link here */

/*
 * Writes those of the three that the capsule wants and that have something to
 * show.  Two articles are the closer the more tags they share and the rarer
 * these are; the newer one wins a tie.
 */
void related_write(struct sheet *s, const struct catalogue *c, const struct article *article,
    struct arena *scratch);

#endif
