/*
 * search_parts.h - the two halves of the search and what they share: one fills
 * the index on the survey's thread, the other asks it on any.
 */
#ifndef CONTENT_SEARCH_PARTS_H
#define CONTENT_SEARCH_PARTS_H

#include <pthread.h>

#include "content/search.h"
#include "content/search_db.h"

/* [bytes] of text that are kept at once, at the latest. */
#define SEARCH_GATHER 8388608
#define SEARCH_GATHER_TEXT "8388608"

/*
 * What is kept at once is a piece of the index.  A question looks into each of
 * them, and merging them writes everything anew, so that an index is built the
 * cheaper the more of them may lie beside one another: 64 pieces are 131,072
 * articles or half a GB of text that are written once, and 100 of them were a
 * millisecond more for a rare word.  Beyond them each piece that is added pays
 * for a step of merging, which is short enough for whoever wants to stop.  After a
 * pass that has added many they are merged step by step while nothing else is to be
 * done (survey.h): otherwise the savings of weeks would each pay for one.
 */
#define SEARCH_PIECES_MAX 64
#define SEARCH_PIECES_MANY 16	/* of one pass; FTS5 merges no fewer (usermerge) */
#define SEARCH_MERGE_PAGES "1000"	/* of 4 KB, written in one step */

/* A connection for asking, with its statements. */
struct search_reader {
	struct search_reader *next;
	struct sqlite3 *db;
	struct sqlite3_stmt *find, *file;
	uint64_t until_ms;	/* deadline of the question being asked */
};

/* What the index has of an article. */
struct search_row {
	int64_t id;
	int64_t mark;
	size_t rank;		/* among those wanted in this pass, the newest first */
	bool known;		/* it was there before this pass */
	bool shown;		/* it is in the catalogue */
};

/* The writer's own. */
struct search_writer {
	struct sqlite3 *db;
	struct sqlite3_stmt *add, *add_doc, *remove_doc, *bury, *merge;
	bool in_transaction;
	bool opened;		/* db may be used */
	bool failed;		/* in this pass */
	bool again;		/* and is worth another try */
	bool gave_up;		/* this SQLite cannot do it */
	int said;		/* what was last complained of */
	size_t npieces;		/* that may want merging */
	size_t nadded;		/* pieces in this pass */
	bool unsettled;		/* they shall be merged when there is time */
	struct arena arena;	/* of the pass */
	struct map rows;	/* file => struct search_row */
	int64_t lowest, highest;	/* ids in use when the pass began */
	size_t nnew;		/* wanted ones that stand before all that are known */
	size_t nwanted;
	size_t ndone, ntotal;	/* articles that are in the index, and that there are */
	size_t nkept;		/* ndone at the last commit */
	size_t gathered;	/* [bytes] of text since then */
	bool past_new;
	struct strbuf text, tags, labels;
};

struct search {
	struct search_options options;	/* its shelf and deadline by the mutex */
	char *state_dir, *content_dir;	/* that options name */
	atomic_uint holders;
	struct search_place place;	/* changed under files, for writing */
	bool has_place;

	/* Held for reading while a question is asked, for writing while the files
	 * are replaced. */
	pthread_rwlock_t files;
	pthread_mutex_t mutex;		/* for what follows */
	struct search_reader *idle;
	bool open;			/* there is an index to be asked */

	atomic_bool damaged;		/* a reader saw it */
	atomic_bool complete;
	atomic_size_t done, total;

	struct search_writer writer;
};

/* search.c: closes what is idle; files is held for writing. */
void search_close_readers(struct search *s);

/* search_writer.c: all on the survey's thread, but for init and done. */
void search_writer_init(struct search *s);
void search_writer_done(struct search *s);
/* Opens the index on disk, else in memory; says so when it is not as wished. */
void search_writer_open(struct search *s);
/* Closes all connections and removes the files. */
void search_writer_clear(struct search *s);
/* Whether the file that is open was deleted, or moved away. */
bool search_writer_is_lost(const struct search *s);
/* Closes all connections and forgets the place: the next opening looks for one anew. */
void search_writer_leave(struct search *s);
/* What the index has, into rows; makes it anew when too much of it is dead. */
void search_writer_load(struct search *s, size_t narticles);
/* Each gives false after search_writer_fail. */
bool search_writer_begin(struct search *s);
bool search_writer_step(struct search *s, struct sqlite3_stmt *stmt);
bool search_writer_bury(struct search *s, const struct search_row *row);
void search_writer_commit(struct search *s);
/* search_merge.c: after a piece was kept; a step of merging when there are too many of them. */
void search_merge_count(struct search *s);
/* The same when there is time; false when nothing is left to be done. */
bool search_merge_settle(struct search *s);
/* Nothing more is written in this pass: says why, gives up what was not kept. */
void search_writer_fail(struct search *s, int code);

#endif
