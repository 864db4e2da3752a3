/* search_writer.c - the index as it is written: opening, statements, trouble. */
#include <errno.h>
#include <string.h>

#include <sqlite3.h>

#include "base/log.h"
#include "content/search_parts.h"

/* Ids that stand for nothing make the index larger and ranking less true: so
 * many more than a quarter of the articles, and it is made anew. */
#define DEAD_FEW 1000

/* --- trouble --------------------------------------------------------- */

/* Says once what is wrong and what to do, until it is something else. */
static void
complain(struct search *s, int code)
{
	const char *where = s->place.file.len > 0 ? s->place.file.buf : "memory";

	if (s->writer.said == code)
		return;
	s->writer.said = code;
	if ((code & 0xFF) == SQLITE_FULL && s->place.file.len == 0)
		log_warning("search: its index in memory is full: what did not fit is not found; give it a folder "
		    "that can be written to (--state DIR)");
	else if ((code & 0xFF) == SQLITE_FULL || (code & 0xFF) == SQLITE_IOERR)
		log_warning("search: %s cannot be written (%s): make room on that disk; what was indexed before "
		    "is found until then", where, sqlite3_errstr(code));
	else
		log_warning("search: %s: %s; what was indexed before is found until it can be written", where,
		    sqlite3_errstr(code));
}

static void
close_writer(struct search *s)
{
	struct search_writer *w = &s->writer;

	sqlite3_finalize(w->add);
	sqlite3_finalize(w->add_doc);
	sqlite3_finalize(w->remove_doc);
	sqlite3_finalize(w->bury);
	sqlite3_finalize(w->merge);
	w->add = w->add_doc = w->remove_doc = w->bury = w->merge = NULL;
	if (w->db != NULL)
		search_db_close(w->db);
	w->db = NULL;
	w->in_transaction = w->opened = false;
}

/* The system is, which passes; the place may be as good as any. */
static bool
is_short_of_memory(int code)
{
	return (code & 0xFF) == SQLITE_NOMEM;
}

static void
set_open(struct search *s, bool open)
{
	pthread_mutex_lock(&s->mutex);
	s->open = open;
	pthread_mutex_unlock(&s->mutex);
}

/* Closes all and removes the files. */
void
search_writer_clear(struct search *s)
{
	close_writer(s);
	pthread_rwlock_wrlock(&s->files);
	set_open(s, false);
	search_close_readers(s);
	search_place_clear(&s->place);
	pthread_rwlock_unlock(&s->files);
	atomic_store(&s->complete, false);
}

bool
search_writer_is_lost(const struct search *s)
{
	int moved = 0;

	return s->writer.opened && s->place.file.len > 0 &&
	    sqlite3_file_control(s->writer.db, "main", SQLITE_FCNTL_HAS_MOVED, &moved) == SQLITE_OK && moved != 0;
}

void
search_writer_leave(struct search *s)
{
	close_writer(s);
	pthread_rwlock_wrlock(&s->files);
	set_open(s, false);
	search_close_readers(s);
	search_place_done(&s->place);
	s->has_place = false;
	pthread_rwlock_unlock(&s->files);
	atomic_store(&s->complete, false);
}

/* Nothing more is written in this pass. */
void
search_writer_fail(struct search *s, int code)
{
	struct search_writer *w = &s->writer;

	if (w->failed)
		return;
	w->failed = true;
	w->ndone = w->nkept;
	if (w->in_transaction)
		(void)search_db_run(w->db, "ROLLBACK");
	w->in_transaction = false;
	if (search_db_is_damage(code)) {
		log_warning("search: the index is damaged; it is made anew");
		search_writer_clear(s);
		shelf_nudge(s->options.shelf);
		return;
	}
	complain(s, code);
	/* What is full in memory stays so. */
	w->again = s->place.file.len > 0 || is_short_of_memory(code);
}

/* --- opening --------------------------------------------------------- */

static int
prepare(struct search *s)
{
	struct search_writer *w = &s->writer;
	const struct {
		struct sqlite3_stmt **stmt;
		const char *sql;
	} all[] = {
		{ &w->add, "INSERT INTO words(rowid, title, tags, excerpt, text, labels) VALUES(?1, ?2, ?3, ?4, ?5, ?6)" },
		{ &w->add_doc, "INSERT INTO docs(id, file, mark) VALUES(?1, ?2, ?3)" },
		{ &w->remove_doc, "DELETE FROM docs WHERE id = ?1" },
		{ &w->bury, "INSERT INTO dead(id) VALUES(?1)" },
		{ &w->merge, "INSERT INTO words(words, rank) VALUES('merge', " SEARCH_MERGE_PAGES ")" },
	};
	/*
	 * fts5.html, 6: a piece is as much as is kept at once, nothing is merged by
	 * itself, and by us (search_merge.c) as many pieces together as can be.  A crisis
	 * would merge all of them in one step; it is for when none of ours succeeds.
	 */
	int r = search_db_run(w->db, "INSERT INTO words(words, rank) VALUES('hashsize', " SEARCH_GATHER_TEXT "),"
	    "('automerge', 0), ('usermerge', 16), ('crisismerge', 512)");

	for (size_t i = 0; r == SQLITE_OK && i < sizeof all / sizeof all[0]; i++)
		r = sqlite3_prepare_v3(w->db, all[i].sql, -1, SQLITE_PREPARE_PERSISTENT, all[i].stmt, NULL);
	/* How many an earlier run left is not known. */
	w->npieces = SEARCH_PIECES_MAX;
	w->unsettled = true;
	return r;
}

static int
open_index(struct search *s)
{
	int r = search_db_write(&s->place, &s->writer.db);

	if (r == SQLITE_OK)
		r = prepare(s);
	if (search_db_is_damage(r)) {
		/* Also the everyday case of a new version. */
		log_info("search: the index is not for this version and folder, or damaged; it is made anew");
		search_writer_clear(s);
		r = search_db_write(&s->place, &s->writer.db);
		if (r == SQLITE_OK)
			r = prepare(s);
	}
	if (r != SQLITE_OK)
		close_writer(s);
	return r;
}

/* On disk where that can be, else in memory. */
void
search_writer_open(struct search *s)
{
	struct search_writer *w = &s->writer;
	const char *why = "no folder is named for it";
	int r = -ENOENT, code = SQLITE_CANTOPEN;

	if (!s->has_place) {
		if (s->options.state_dir != NULL)
			r = search_place_open(&s->place, s->options.state_dir, s->options.content_dir, &why);
		if (r < 0 && s->options.state_dir != NULL)
			log_warning("search: no index can be kept in %s: %s (%s): name a folder of Marmot's own with "
			    "--state DIR; until then it is kept in memory", s->options.state_dir, why, strerror(-r));
		if (r < 0)
			search_place_memory(&s->place, s->options.content_dir, s->options.memory_max);
		s->has_place = true;
	}
	code = open_index(s);
	if (code != SQLITE_OK && !is_short_of_memory(code) && s->place.file.len > 0) {
		log_warning("search: %s: %s: name another folder with --state DIR; until then the index is kept "
		    "in memory", s->place.file.buf, sqlite3_errstr(code));
		search_place_done(&s->place);
		search_place_memory(&s->place, s->options.content_dir, s->options.memory_max);
		code = open_index(s);
	}
	if (is_short_of_memory(code)) {
		complain(s, code);
		w->again = true;
		return;
	}
	if (code != SQLITE_OK) {
		log_warning("search: %s: this SQLite has no FTS5, or none that can be used: nothing is found",
		    sqlite3_errstr(code));
		w->gave_up = true;
		return;
	}
	w->opened = true;
	w->said = SQLITE_OK;
	set_open(s, true);
}

/* --- statements ----------------------------------------------------- */

bool
search_writer_step(struct search *s, sqlite3_stmt *stmt)
{
	int r = sqlite3_step(stmt);

	(void)sqlite3_reset(stmt);
	(void)sqlite3_clear_bindings(stmt);
	if (r != SQLITE_DONE)
		search_writer_fail(s, r);
	return r == SQLITE_DONE;
}

bool
search_writer_begin(struct search *s)
{
	int r;

	if (s->writer.in_transaction)
		return true;
	r = search_db_run(s->writer.db, "BEGIN IMMEDIATE");
	if (r != SQLITE_OK)
		search_writer_fail(s, r);
	s->writer.in_transaction = r == SQLITE_OK;
	return r == SQLITE_OK;
}

void
search_writer_commit(struct search *s)
{
	int r;

	if (!s->writer.in_transaction)
		return;
	r = search_db_run(s->writer.db, "COMMIT");
	if (r != SQLITE_OK)
		search_writer_fail(s, r);
	else
		s->writer.nkept = s->writer.ndone;
	s->writer.in_transaction = false;
	s->writer.gathered = 0;
	if (r == SQLITE_OK)
		search_merge_count(s);
}

/* The row's id stands for nothing from now on. */
bool
search_writer_bury(struct search *s, const struct search_row *row)
{
	sqlite3_bind_int64(s->writer.remove_doc, 1, row->id);
	sqlite3_bind_int64(s->writer.bury, 1, row->id);
	return search_writer_step(s, s->writer.remove_doc) && search_writer_step(s, s->writer.bury);
}

static void
load_rows(struct search *s, size_t expected)
{
	struct search_writer *w = &s->writer;
	sqlite3_stmt *stmt = NULL;
	int r;

	map_init(&w->rows, &w->arena, expected);
	w->lowest = w->highest = SEARCH_ID_FIRST;
	r = sqlite3_prepare_v2(w->db, "SELECT id, file, mark FROM docs", -1, &stmt, NULL);
	while (r == SQLITE_OK && (r = sqlite3_step(stmt)) == SQLITE_ROW) {
		struct search_row *row = ARENA_NEW(&w->arena, struct search_row);
		struct str file = { sqlite3_column_blob(stmt, 1), (size_t)sqlite3_column_bytes(stmt, 1) };

		row->id = sqlite3_column_int64(stmt, 0);
		row->mark = sqlite3_column_int64(stmt, 2);
		row->known = true;
		map_set(&w->rows, arena_str(&w->arena, file), row);
		if (row->id < w->lowest)
			w->lowest = row->id;
		if (row->id > w->highest)
			w->highest = row->id;
		r = SQLITE_OK;
	}
	sqlite3_finalize(stmt);
	if (r != SQLITE_DONE)
		search_writer_fail(s, r);
}

/* The ids that stand for nothing count as well: they are never given again. */
static void
load_bounds(struct search *s, int64_t *ret_dead)
{
	struct search_writer *w = &s->writer;
	sqlite3_stmt *stmt = NULL;
	int r = sqlite3_prepare_v2(w->db, "SELECT count(*), min(id), max(id) FROM dead", -1, &stmt, NULL);

	*ret_dead = 0;
	if (r == SQLITE_OK && (r = sqlite3_step(stmt)) == SQLITE_ROW) {
		*ret_dead = sqlite3_column_int64(stmt, 0);
		if (*ret_dead > 0 && sqlite3_column_int64(stmt, 1) < w->lowest)
			w->lowest = sqlite3_column_int64(stmt, 1);
		if (*ret_dead > 0 && sqlite3_column_int64(stmt, 2) > w->highest)
			w->highest = sqlite3_column_int64(stmt, 2);
		r = SQLITE_DONE;
	}
	sqlite3_finalize(stmt);
	if (r != SQLITE_DONE)
		search_writer_fail(s, r);
}

void
search_writer_load(struct search *s, size_t narticles)
{
	struct search_writer *w = &s->writer;
	int64_t dead = 0;

	load_rows(s, narticles);
	if (!w->failed)
		load_bounds(s, &dead);
	if (w->failed)
		return;
	if (dead > DEAD_FEW + (int64_t)w->rows.n / 4 || w->lowest <= (int64_t)narticles ||
	    w->highest >= SEARCH_ID_MAX - (int64_t)narticles) {
		log_debug("search: %lld of the index's entries stand for nothing: it is made anew", (long long)dead);
		search_writer_clear(s);
		search_writer_open(s);
		arena_reset(&w->arena);
		map_init(&w->rows, &w->arena, narticles);
		w->lowest = w->highest = SEARCH_ID_FIRST;
	}
}

void
search_writer_init(struct search *s)
{
	struct search_writer *w = &s->writer;

	arena_init(&w->arena, 0);
	map_init(&w->rows, &w->arena, 0);
	strbuf_init(&w->text);
	strbuf_init(&w->tags);
	strbuf_init(&w->labels);
}

void
search_writer_done(struct search *s)
{
	struct search_writer *w = &s->writer;

	close_writer(s);
	arena_done(&w->arena);
	strbuf_done(&w->text);
	strbuf_done(&w->tags);
	strbuf_done(&w->labels);
}
