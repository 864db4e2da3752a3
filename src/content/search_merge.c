/* search_merge.c - the pieces that the index is made of, and the merging of them. */
#include <sqlite3.h>

#include "content/search_parts.h"

/* A step of merging; true when there may be more to be merged. */
static bool
merge_some(struct search *s)
{
	struct search_writer *w = &s->writer;
	unsigned before = (unsigned)sqlite3_total_changes(w->db);
	int r = sqlite3_step(w->merge);

	(void)sqlite3_reset(w->merge);
	/* fts5.html, 6.6: fewer than two, and there was nothing to be merged. */
	if (r == SQLITE_DONE && (unsigned)sqlite3_total_changes(w->db) - before < 2) {
		w->npieces = 0;
		w->unsettled = false;
		return false;
	}
	/* In any other trouble all is found as it lies; the next piece brings the next try. */
	if (search_db_is_damage(r))
		search_writer_fail(s, r);
	return r == SQLITE_DONE;
}

void
search_merge_count(struct search *s)
{
	struct search_writer *w = &s->writer;

	if (++w->nadded >= SEARCH_PIECES_MANY)
		w->unsettled = true;
	if (++w->npieces >= SEARCH_PIECES_MAX)
		(void)merge_some(s);
}

bool
search_merge_settle(struct search *s)
{
	const struct search_writer *w = &s->writer;

	/* One in memory is small, and whoever writes to it holds up who reads. */
	if (!w->opened || w->failed || !w->unsettled || s->place.file.len == 0)
		return false;
	return merge_some(s);
}
