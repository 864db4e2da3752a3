/*
 * markdown_definition.h - a definition of a link, as "[label]: target "title"", in lines of Markdown.
 *
 * cmark copies target and title for each use, so the gate has to know how long they are before.  Lines are
 * looked at as they stand, the signs of quotes before them included: what is read here may be longer than
 * what cmark reads, but is never shorter.
 */
#ifndef CONTENT_MARKDOWN_DEFINITION_H
#define CONTENT_MARKDOWN_DEFINITION_H

#include "base/str.h"

/* Where it stands: each from a first byte to the one behind its last. */
struct definition {
	size_t target, target_end;	/* within "<" and ">", if there are some */
	size_t title, title_end;	/* with its signs; both 0 when there is none */
	bool angled;
	bool lines;			/* the title goes on over several */
	bool broken;			/* the target does, which only cmark takes for one */
};

/*
 * Reads what text[at], a "[", begins; false when that is no definition.  All that begin in one text are read
 * in a time that grows with its length alone.
 */
bool definition_read(struct str text, size_t at, struct definition *ret);

#endif
