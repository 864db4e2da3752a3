/*
 * search_db.h - the search index as a file: opened, judged, made anew.
 *
 * For search*.c alone.  One connection is used by one thread at a time.
 *
 *	meta	what the index was made for, by which version
 *	docs	id, file, mark: which state of which article each id stands for
 *	dead	ids that stand for nothing any more (FTS5 without the texts cannot
 *		take their words back)
 *	words	FTS5: title, tags, excerpt, text, labels; its rowid is the id
 */
#ifndef CONTENT_SEARCH_DB_H
#define CONTENT_SEARCH_DB_H

#include <stdatomic.h>
#include <stdint.h>

#include "base/strbuf.h"

struct sqlite3;
struct sqlite3_stmt;

/* Ids grow with the articles' dates: newer ones above, older ones below. */
#define SEARCH_ID_FIRST (INT64_C(1) << 24)
#define SEARCH_ID_MAX ((INT64_C(1) << 28) - 1)

struct search_place {
	struct strbuf uri;		/* what SQLite opens */
	struct strbuf file;		/* "" in memory */
	struct strbuf made_for;		/* content folder and version */
	size_t memory_max;		/* [bytes]; 0: on disk */
	int lock;			/* descriptor of the lock's file; -1 */
};

/*
 * Prepares the folder and takes the lock that keeps two servers from one index.
 * 0, or -errno with why (static text) it cannot be; -EBUSY: another has it.
 */
int search_place_open(struct search_place *p, const char *state_dir, const char *content_dir, const char **ret_why);
/* The same in memory, where nothing is refused. */
void search_place_memory(struct search_place *p, const char *content_dir, size_t memory_max);
void search_place_done(struct search_place *p);
/* Removes the files of a damaged index; no connection may be open. */
void search_place_clear(const struct search_place *p);

/*
 * A connection for writing: the index is judged, and made when there is none.
 * An SQLite result code: SQLITE_OK; SQLITE_CORRUPT for one to be cleared
 * (damaged, of another version or folder); anything else for a refusal.
 */
int search_db_write(const struct search_place *p, struct sqlite3 **ret);
/* One for reading; the index exists. */
int search_db_read(const struct search_place *p, struct sqlite3 **ret);
void search_db_close(struct sqlite3 *db);

/* Runs statements without results.  An SQLite result code. */
int search_db_run(struct sqlite3 *db, const char *sql);
/* Whether the result code speaks of a file that is damaged or is no index. */
bool search_db_is_damage(int code);

#endif
