/* search_db.c - the search index as a file: opened, judged, made anew. */
#include "content/search_db.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include <sqlite3.h>

#include "base/fs.h"
#include "content/search_token.h"

#define APPLICATION_ID 0x4D61726D	/* "Marm" */
#define SCHEMA_VERSION 1
#define BUSY_MS 5000
#define MODE 0600
#define PAGE_SIZE 4096

#define TEXT_OF(x) #x
#define TEXT(x) TEXT_OF(x)

static const char schema[] =
    "BEGIN;"
    "CREATE TABLE meta(made_for TEXT NOT NULL);"
    "CREATE TABLE docs(id INTEGER PRIMARY KEY, file BLOB NOT NULL, mark INTEGER NOT NULL);"
    "CREATE TABLE dead(id INTEGER PRIMARY KEY);"
    "CREATE VIRTUAL TABLE words USING fts5(title, tags, excerpt, text, labels, content='', tokenize='marmot');"
    "PRAGMA application_id = " TEXT(APPLICATION_ID) ";"
    "PRAGMA user_version = " TEXT(SCHEMA_VERSION) ";";

static void
configure(void)
{
	/* Before anything else of SQLite is called; connections have no mutex, since
	 * each belongs to one thread at a time. */
	(void)sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
	(void)sqlite3_config(SQLITE_CONFIG_MULTITHREAD);
}

/* --- the place ------------------------------------------------------- */

static void
place_begin(struct search_place *p, const char *content_dir)
{
	char *real = realpath(content_dir, NULL);

	strbuf_init(&p->uri);
	strbuf_init(&p->file);
	strbuf_init(&p->made_for);
	strbuf_addf(&p->made_for, "%s\n%s", real != NULL ? real : content_dir, MARMOT_VERSION);
	free(real);
	p->memory_max = 0;
	p->lock = -1;
}

static int
open_file(const char *path)
{
	return fs_openat(AT_FDCWD, path, O_RDWR | O_CREAT | O_NOFOLLOW, MODE);
}

int
search_place_open(struct search_place *p, const char *state_dir, const char *content_dir, const char **ret_why)
{
	struct strbuf lock = STRBUF_INIT;
	int fd, r;

	place_begin(p, content_dir);
	*ret_why = "the folder cannot be made";
	r = fs_make_dirs(state_dir, 0700);
	if (r < 0)
		goto out;
	strbuf_addf(&lock, "%s/search.lock", state_dir);
	*ret_why = "no file can be made in it";
	r = p->lock = open_file(lock.buf);
	if (r < 0)
		goto out;
	if (flock(p->lock, LOCK_EX | LOCK_NB) < 0) {
		r = errno == EWOULDBLOCK ? -EBUSY : -errno;
		*ret_why = "another server keeps its index there";
		goto out;
	}
	strbuf_addf(&p->file, "%s/search.db", state_dir);
	/* SQLite would make it as the umask says; its other files follow this one. */
	r = fd = open_file(p->file.buf);
	if (r < 0)
		goto out;
	close(fd);
	strbuf_addstr(&p->uri, strbuf_str(&p->file));
out:
	strbuf_done(&lock);
	if (r < 0)
		search_place_done(p);
	return r;
}

void
search_place_memory(struct search_place *p, const char *content_dir, size_t memory_max)
{
	place_begin(p, content_dir);
	p->memory_max = memory_max;
	/* One of its own, which all connections of this process share by its name. */
	strbuf_addf(&p->uri, "file:/marmot-%p?vfs=memdb", (void *)p);
}

void
search_place_done(struct search_place *p)
{
	if (p->lock >= 0)
		close(p->lock);
	p->lock = -1;
	strbuf_done(&p->uri);
	strbuf_done(&p->file);
	strbuf_done(&p->made_for);
}

void
search_place_clear(const struct search_place *p)
{
	static const char *const ends[] = { "", "-wal", "-shm", "-journal" };
	struct strbuf name = STRBUF_INIT;
	int fd;

	for (size_t i = 0; p->file.len > 0 && i < sizeof ends / sizeof ends[0]; i++) {
		strbuf_reset(&name);
		strbuf_addf(&name, "%s%s", p->file.buf, ends[i]);
		(void)unlink(name.buf);
	}
	strbuf_done(&name);
	if (p->file.len == 0)
		return;
	fd = open_file(p->file.buf);
	if (fd >= 0)
		close(fd);
}

/* --- connections ----------------------------------------------------- */

bool
search_db_is_damage(int code)
{
	return (code & 0xFF) == SQLITE_CORRUPT || (code & 0xFF) == SQLITE_NOTADB;
}

int
search_db_run(struct sqlite3 *db, const char *sql)
{
	return sqlite3_exec(db, sql, NULL, NULL, NULL);
}

static int
open_db(const struct search_place *p, int flags, struct sqlite3 **ret)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	struct sqlite3 *db = NULL;
	int r;

	pthread_once(&once, configure);
	r = sqlite3_open_v2(p->uri.buf, &db, flags | SQLITE_OPEN_NOMUTEX | (p->memory_max > 0 ? SQLITE_OPEN_URI : 0),
	    NULL);
	if (r == SQLITE_OK)
		r = sqlite3_extended_result_codes(db, 0);
	if (r == SQLITE_OK)
		r = sqlite3_busy_timeout(db, BUSY_MS);
	if (r == SQLITE_OK)
		r = search_db_run(db, "PRAGMA temp_store=MEMORY; PRAGMA mmap_size=0; PRAGMA trusted_schema=OFF;"
		    "PRAGMA cell_size_check=ON;"
		    /* Debian's overwrites what is freed, which is all the pieces that were merged; and
		     * the words of an article that is gone stay until they are in any case. */
		    "PRAGMA secure_delete=OFF;");
	if (r == SQLITE_OK)
		r = search_token_register(db);
	if (r != SQLITE_OK) {
		search_db_close(db);
		return r;
	}
	*ret = db;
	return SQLITE_OK;
}

/* The first column of the statement's first row. */
static int
ask_number(struct sqlite3 *db, const char *sql, int64_t *ret)
{
	sqlite3_stmt *stmt;
	int r = sqlite3_prepare_v2(db, sql, -1, &stmt, NULL);

	if (r != SQLITE_OK)
		return r;
	r = sqlite3_step(stmt);
	if (r == SQLITE_ROW)
		*ret = sqlite3_column_int64(stmt, 0);
	sqlite3_finalize(stmt);
	return r == SQLITE_ROW ? SQLITE_OK : r == SQLITE_DONE ? SQLITE_CORRUPT : r;
}

static int
ask_same(struct sqlite3 *db, const char *sql, struct str wanted)
{
	sqlite3_stmt *stmt;
	int r = sqlite3_prepare_v2(db, sql, -1, &stmt, NULL);
	const char *text;
	bool same = false;

	if (r != SQLITE_OK)
		return r;
	r = sqlite3_step(stmt);
	text = r == SQLITE_ROW ? (const char *)sqlite3_column_text(stmt, 0) : NULL;
	if (text != NULL)
		same = str_is(wanted, text);
	else if (r == SQLITE_ROW && sqlite3_errcode(db) == SQLITE_NOMEM)
		r = SQLITE_NOMEM;
	sqlite3_finalize(stmt);
	if (r != SQLITE_ROW && r != SQLITE_DONE)
		return r;
	return same ? SQLITE_OK : SQLITE_CORRUPT;
}

static int
make_schema(struct sqlite3 *db, const struct search_place *p)
{
	sqlite3_stmt *stmt;
	int r = search_db_run(db, schema);

	if (r == SQLITE_OK)
		r = sqlite3_prepare_v2(db, "INSERT INTO meta(made_for) VALUES(?1)", -1, &stmt, NULL);
	if (r == SQLITE_OK) {
		sqlite3_bind_text(stmt, 1, p->made_for.buf, (int)p->made_for.len, SQLITE_STATIC);
		r = sqlite3_step(stmt);
		sqlite3_finalize(stmt);
		r = r == SQLITE_DONE ? SQLITE_OK : r;
	}
	if (r == SQLITE_OK)
		r = search_db_run(db, "COMMIT");
	return r;
}

/* Whether it is the index we would have made. */
static int
judge(struct sqlite3 *db, const struct search_place *p)
{
	int64_t id = 0, version = 0;
	int r = ask_number(db, "PRAGMA application_id", &id);

	if (r == SQLITE_OK)
		r = ask_number(db, "PRAGMA user_version", &version);
	if (r == SQLITE_OK && (id != APPLICATION_ID || version != SCHEMA_VERSION))
		r = SQLITE_CORRUPT;
	if (r == SQLITE_OK)
		r = ask_same(db, "SELECT made_for FROM meta", strbuf_str(&p->made_for));
	if (r == SQLITE_OK)
		r = ask_same(db, "PRAGMA quick_check(1)", STR("ok"));
	/* A table that is not there, or is no table of ours. */
	return r == SQLITE_ERROR ? SQLITE_CORRUPT : r;
}

static int
prepare_memory(struct sqlite3 *db, const struct search_place *p)
{
	struct strbuf sql = STRBUF_INIT;
	int r;

	strbuf_addf(&sql, "PRAGMA page_size=%d; PRAGMA journal_mode=MEMORY; PRAGMA synchronous=OFF;"
	    "PRAGMA max_page_count=%zu;", PAGE_SIZE, p->memory_max / PAGE_SIZE);
	r = search_db_run(db, sql.buf);
	strbuf_done(&sql);
	return r;
}

int
search_db_write(const struct search_place *p, struct sqlite3 **ret)
{
	struct sqlite3 *db;
	int64_t pages = 0;
	int r = open_db(p, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, &db);

	if (r != SQLITE_OK)
		return r;
	/* The log loses its last commits when the power fails, and never the whole. */
	r = p->memory_max > 0 ? prepare_memory(db, p) :
	    search_db_run(db, "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;");
	if (r == SQLITE_OK)
		r = ask_number(db, "SELECT count(*) FROM sqlite_schema", &pages);
	if (r == SQLITE_OK)
		r = pages > 0 ? judge(db, p) : make_schema(db, p);
	if (r != SQLITE_OK) {
		search_db_close(db);
		return r;
	}
	*ret = db;
	return SQLITE_OK;
}

int
search_db_read(const struct search_place *p, struct sqlite3 **ret)
{
	struct sqlite3 *db;
	/* Reading a log needs its shared memory, which a reader must be able to write. */
	int r = open_db(p, SQLITE_OPEN_READWRITE, &db);

	if (r == SQLITE_OK) {
		r = search_db_run(db, "PRAGMA query_only=ON");
		if (r != SQLITE_OK) {
			search_db_close(db);
			return r;
		}
		*ret = db;
	}
	return r;
}

void
search_db_close(struct sqlite3 *db)
{
	sqlite3_close_v2(db);
}
