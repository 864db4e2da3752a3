/* search_index.c - filling the search index, on the survey's thread. */
#include <assert.h>

#include <sqlite3.h>

#include "base/log.h"
#include "content/doc_text.h"
#include "content/search_parts.h"
#include "content/search_words.h"

static void
add_field(struct strbuf *out, struct str s)
{
	strbuf_addstr(out, s);
	strbuf_addc(out, 0);
}

/* What the index has of an article is as good as this number: the state of the
 * file, and what the settings made of its front matter. */
static int64_t
mark_of(const struct article *article, struct strbuf *scratch)
{
	static const uint64_t key[2] = { 0x6d61726d6f74, 0x736561726368 };
	uint64_t hash;

	strbuf_reset(scratch);
	strbuf_addf(scratch, "%llu %lld %llu %lld %d", (unsigned long long)article->stamp.size,
	    (long long)article->stamp.mtime_ns, (unsigned long long)article->stamp.inode,
	    (long long)article->date.at_s, article->date.known);
	add_field(scratch, article->title);
	add_field(scratch, article->excerpt);
	add_field(scratch, article->category);
	for (size_t i = 0; i < article->ntags; i++)
		add_field(scratch, article->tags[i]);
	hash = map_hash_keyed(key, strbuf_str(scratch));
	return (int64_t)hash;
}

static void
gather_tags(struct strbuf *out, const struct article *article)
{
	strbuf_reset(out);
	for (size_t i = 0; i < article->ntags; i++) {
		strbuf_addstr(out, article->tags[i]);
		strbuf_addc(out, '\n');
	}
	strbuf_addstr(out, article->category);
}

static void
gather_labels(struct strbuf *out, const struct article *article)
{
	strbuf_reset(out);
	/* Each word of a label is one: that sign is the first of them all. */
	strbuf_addc(out, SEARCH_LABEL);
	search_label_all(out);
	for (size_t i = 0; i < article->ntags; i++) {
		if (article->tag_groups[i] == NULL)
			continue;
		strbuf_addc(out, '\n');
		strbuf_addc(out, SEARCH_LABEL);
		search_label_group(out, SEARCH_TAG, article->tag_groups[i]->path);
	}
	for (const struct group *g = article->category_group; g != NULL; g = g->parent) {
		strbuf_addc(out, '\n');
		strbuf_addc(out, SEARCH_LABEL);
		search_label_group(out, SEARCH_CATEGORY, g->path);
	}
	if (article->date.known) {
		strbuf_addc(out, '\n');
		strbuf_addc(out, SEARCH_LABEL);
		search_label_year(out, date_year(article->date));
	}
}

static void
bind(sqlite3_stmt *stmt, int at, struct str s)
{
	sqlite3_bind_text(stmt, at, s.p != NULL ? s.p : "", (int)s.len, SQLITE_STATIC);
}

/* How far it has come, for those who ask. */
static void
tell(struct search *s)
{
	const struct search_writer *w = &s->writer;

	atomic_store(&s->done, w->ndone);
	atomic_store(&s->total, w->ntotal);
	atomic_store(&s->complete, w->opened && w->ndone == w->ntotal);
}

static void
pass_begin(void *arg, const struct catalogue *c)
{
	struct search *s = arg;
	struct search_writer *w = &s->writer;

	w->failed = w->again = w->past_new = false;
	w->nnew = w->nwanted = w->nadded = 0;
	w->ndone = w->nkept = w->ntotal = 0;
	if (search_writer_is_lost(s)) {
		log_warning("search: %s was deleted; it is made anew", s->place.file.buf);
		atomic_store(&s->damaged, false);
		search_writer_leave(s);
	}
	if (atomic_exchange(&s->damaged, false) && w->opened) {
		log_warning("search: the index is damaged; it is made anew");
		search_writer_clear(s);
	}
	if (!w->opened && !w->gave_up)
		search_writer_open(s);
	arena_reset(&w->arena);
	map_init(&w->rows, &w->arena, 0);
	if (w->opened)
		search_writer_load(s, c->nshown);
}

static bool
pass_wants(void *arg, const struct article *article)
{
	struct search *s = arg;
	struct search_writer *w = &s->writer;
	struct search_row *row;
	bool unchanged;

	if (!w->opened || w->failed)
		return false;
	w->ntotal++;
	row = map_get(&w->rows, article->file);
	if (row == NULL) {
		row = ARENA_NEW(&w->arena, struct search_row);
		map_put(&w->rows, article->file, row);
	}
	row->shown = true;
	unchanged = row->known && row->mark == mark_of(article, &w->text);
	if (unchanged) {
		w->past_new = true;
		w->nkept = ++w->ndone;
		return false;
	}
	row->rank = w->nwanted++;
	if (!w->past_new)
		w->nnew = w->nwanted;
	return true;
}

static void
pass_take(void *arg, const struct article *article, const struct doc_node *root)
{
	struct search *s = arg;
	struct search_writer *w = &s->writer;
	struct search_row *row = map_get(&w->rows, article->file);
	int64_t mark = mark_of(article, &w->text), id;

	assert(row != NULL);
	if (w->ntotal != atomic_load(&s->total))
		tell(s);
	if (root == NULL && row->known)
		w->ndone++;	/* as it was */
	if (w->failed || (root == NULL && row->known) || !search_writer_begin(s))
		return;
	id = row->rank < w->nnew ? w->highest + (int64_t)(w->nnew - row->rank) :
	    w->lowest - 1 - (int64_t)(row->rank - w->nnew);
	strbuf_reset(&w->text);
	if (root != NULL)
		doc_text_add(&w->text, root, SEARCH_TEXT_SIZE_MAX);
	strbuf_truncate(&w->text, w->text.len < SEARCH_TEXT_SIZE_MAX ? w->text.len : SEARCH_TEXT_SIZE_MAX);
	gather_tags(&w->tags, article);
	gather_labels(&w->labels, article);
	sqlite3_bind_int64(w->add, 1, id);
	bind(w->add, 2, article->title);
	bind(w->add, 3, strbuf_str(&w->tags));
	bind(w->add, 4, article->excerpt);
	bind(w->add, 5, strbuf_str(&w->text));
	bind(w->add, 6, strbuf_str(&w->labels));
	sqlite3_bind_int64(w->add_doc, 1, id);
	sqlite3_bind_blob(w->add_doc, 2, article->file.p, (int)article->file.len, SQLITE_STATIC);
	/* One that cannot be read now is found by its title, and read again. */
	sqlite3_bind_int64(w->add_doc, 3, root != NULL ? mark : ~mark);
	if ((row->known && !search_writer_bury(s, row)) || !search_writer_step(s, w->add) || !search_writer_step(s, w->add_doc))
		return;
	w->ndone++;
	w->gathered += w->text.len;
	if (w->gathered >= SEARCH_GATHER)
		search_writer_commit(s);
}

static void
pass_rest(void *arg)
{
	search_writer_commit(arg);
	tell(arg);
}

/* What the catalogue does not show any more. */
static void
remove_gone(struct search *s)
{
	size_t at = 0;
	struct str file;
	void *value;

	while (!s->writer.failed && map_next(&s->writer.rows, &at, &file, &value)) {
		const struct search_row *row = value;

		if (row->known && !row->shown && search_writer_begin(s))
			(void)search_writer_bury(s, row);
	}
	search_writer_commit(s);
}

static bool
pass_end(void *arg, bool whole)
{
	struct search *s = arg;
	struct search_writer *w = &s->writer;

	if (w->opened && !w->failed)
		remove_gone(s);
	if (whole)
		tell(s);
	if (w->opened && !w->failed && whole) {
		w->said = SQLITE_OK;
		if (w->nwanted > 0)
			log_debug("search: the index has %zu articles, %zu of them new", w->ndone, w->nwanted);
	}
	arena_done(&w->arena);
	map_init(&w->rows, &w->arena, 0);
	if (w->text.cap > 4 * ARENA_CHUNK_SIZE)
		strbuf_done(&w->text);
	return w->again;
}

static bool
settle(void *arg)
{
	return search_merge_settle(arg);
}

struct survey_consumer
search_consumer(struct search *s)
{
	return (struct survey_consumer){ .arg = s, .begin = pass_begin, .wants = pass_wants, .take = pass_take,
	    .rest = pass_rest, .end = pass_end, .settle = settle };
}
