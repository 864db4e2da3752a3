/* catalogue_saved.c - reading what the last run has written down of its articles. */
#include "content/catalogue_saved.h"

#include <assert.h>
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/mem.h"
#include "content/catalogue_build.h"
#include "content/catalogue_saved_parts.h"
#include "content/spelling.h"

#define RECORD_MIN ((size_t)52)	/* [bytes] of an article that says nothing */

struct saved {
	const unsigned char *begin, *end;	/* the records */
	const unsigned char *next;		/* the one behind the last that was found */
	size_t n;
	struct str *names;
	size_t nnames;
	struct arena arena;		/* of the names' list, and the map */
	struct map by_file;	/* => where its record begins; made once something is out of order */
};

/* --- one article ------------------------------------------------------------------ */

static struct date
take_date(struct saved_reader *r, bool has_time)
{
	struct date date = { .at_s = (int64_t)saved_fixed(r, 8), .known = true, .has_time = has_time };

	if (date.at_s < DATE_MIN_S || date.at_s > DATE_MAX_S)
		r->bad = true;
	return date;
}

static double
take_order(struct saved_reader *r)
{
	uint64_t bits = saved_fixed(r, 8);
	double order;

	memcpy(&order, &bits, sizeof order);
	if (!isfinite(order))
		r->bad = true;
	return order;
}

static void
take_look(struct saved_reader *r, struct look *look)
{
	for (size_t i = 0; i < LOOK_KEYS; i++) {
		unsigned n = (unsigned)saved_fixed(r, 1);
		bool fits = look_keys[i].first != NULL ? n <= LOOK_SECOND : n >= LOOK_WIDTH_MIN && n <= LOOK_WIDTH_MAX;

		if (n != LOOK_UNSAID && !fits)
			r->bad = true;
		((uint8_t *)look)[look_keys[i].offset] = (uint8_t)n;
	}
}

static uint8_t
take_list(struct saved_reader *r, struct str *v, uint8_t n_max, struct str (*take)(struct saved_reader *, size_t), size_t max)
{
	uint8_t n = (uint8_t)saved_number(r, n_max);

	for (size_t i = 0; i < n && !r->bad; i++) {
		v[i] = take(r, max);
		if (v[i].len == 0)
			r->bad = true;
	}
	return n;
}

/* Whether an address is one that such an article can have. */
static bool
is_path_of(const struct article *article)
{
	struct str path = article->path;
	bool folder = path.len == 0 || path.p[path.len - 1] == '/';

	return folder == article->is_folder_text &&
	    article->is_folder_text == (article_folder_rank(spelling_base(article->file)) != 0);
}

static void
take_moments(struct saved_reader *r, unsigned flags, struct article *article)
{
	if ((flags & SAVED_DATE) != 0)
		article->date = take_date(r, (flags & SAVED_DATE_TIME) != 0);
	if ((flags & SAVED_UPDATED) != 0)
		article->updated = take_date(r, (flags & SAVED_UPDATED_TIME) != 0);
	article->from_s = (flags & SAVED_SINCE) != 0 ? article->date.at_s : INT64_MIN;
	article->until_s = INT64_MAX;
	if ((flags & SAVED_WHEN) != 0) {
		article->from_s = (int64_t)saved_fixed(r, 8);
		article->until_s = (int64_t)saved_fixed(r, 8);
	}
}

/* Never empty, with a NUL behind it. */
static struct str
take_file(struct saved_reader *r)
{
	struct str file = saved_bytes(r, SAVED_RECORD_MAX);

	if (saved_fixed(r, 1) != 0 || file.len == 0)
		r->bad = true;
	return file;
}

/* All but the file, which is known. */
static void
take_fields(struct saved_reader *r, struct saved_article *ret)
{
	struct article *article = &ret->article;
	unsigned flags;

	flags = (unsigned)saved_number(r, SAVED_ALL);
	article->path = (flags & SAVED_STEM) != 0 ? spelling_stem(article->file) : saved_path(r, SAVED_RECORD_MAX);
	article->featured = (flags & SAVED_FEATURED) != 0;
	article->hidden = (flags & SAVED_HIDDEN) != 0;
	article->gone = (flags & SAVED_GONE) != 0;
	article->is_folder_text = (flags & SAVED_FOLDER_TEXT) != 0;
	article->title_is_file_name = (flags & SAVED_NAMED) != 0;
	article->places = (flags & SAVED_PLACES) != 0;
	article->stamp.size = saved_fixed(r, 8);
	article->stamp.mtime_ns = (int64_t)saved_fixed(r, 8);
	article->stamp.ctime_ns = (flags & SAVED_CHANGED) != 0 ? (int64_t)saved_fixed(r, 8) : article->stamp.mtime_ns;
	article->stamp.inode = saved_fixed(r, 8);
	take_moments(r, flags, article);
	article->order = (flags & SAVED_ORDER) != 0 ? take_order(r) : (double)INFINITY;
	take_look(r, &article->look);
	for (size_t i = 0; i < SAVED_TEXTS; i++)
		*(struct str *)(void *)((char *)article + saved_texts[i].offset) = saved_texts[i].is_name ?
		    saved_name(r, saved_texts[i].max) : saved_line(r, saved_texts[i].max);
	article->tags = ret->tags;
	article->ntags = take_list(r, ret->tags, ARTICLE_TAGS_MAX, saved_name, ARTICLE_NAME_MAX);
	article->aliases = ret->aliases;
	article->naliases = take_list(r, ret->aliases, ARTICLE_ALIASES_MAX, saved_path, ARTICLE_URL_MAX);
	if (article->title.len == 0 || !is_path_of(article) ||
	    ((flags & SAVED_STEM) != 0 && !saved_is_path(article->path)))
		r->bad = true;
	for (size_t i = 0; i < article->lang.len; i++)
		if (strchr(";= \"", article->lang.p[i]) != NULL)
			r->bad = true;
}

/* A reader of the record there, behind its file, which is the result.  So much was
 * looked at by take_articles. */
static struct str
record_begin(struct saved_reader *ret, const unsigned char *record)
{
	*ret = (struct saved_reader){ .p = record, .end = record + 4 };
	ret->end += saved_fixed(ret, 4);
	return take_file(ret);
}

static const unsigned char *
find_record(struct saved *saved, struct str file)
{
	struct saved_reader r;

	if (saved->by_file.arena == NULL) {
		map_init(&saved->by_file, &saved->arena, saved->n);
		for (const unsigned char *p = saved->begin; p < saved->end; p = r.end)
			map_put(&saved->by_file, record_begin(&r, p), (void *)(uintptr_t)p);
	}
	return map_get(&saved->by_file, file);
}

bool
saved_find(struct saved *saved, struct str file, struct saved_article *ret)
{
	const unsigned char *record = saved->next;
	struct saved_reader r;
	struct str found = STR_NONE;
	bool is_next = record < saved->end;

	if (is_next)
		found = record_begin(&r, record);
	if (!is_next || !str_eq(found, file)) {
		record = find_record(saved, file);
		if (record == NULL)
			return false;
		found = record_begin(&r, record);
	}
	saved->next = r.end;
	r.names = saved->names;
	r.nnames = saved->nnames;
	memset(&ret->article, 0, sizeof ret->article);
	ret->article.file = found;
	take_fields(&r, ret);
	return !r.bad && r.p == r.end;
}

/* --- the whole -------------------------------------------------------------------- */

static void
take_names(struct saved_reader *r, struct saved *saved)
{
	size_t n = (size_t)saved_fixed(r, 4);

	if (n > SAVED_NAMES_MAX) {
		r->bad = true;
		return;
	}
	saved->names = arena_calloc(&saved->arena, n, sizeof *saved->names);
	for (; saved->nnames < n && !r->bad; saved->nnames++)
		saved->names[saved->nnames] = saved_line(r, ARTICLE_NAME_MAX);
}

static void
take_folders(struct saved_reader *r, struct catalogue *c)
{
	size_t n = (size_t)saved_fixed(r, 4);

	for (size_t i = 0; i < n && !r->bad; i++)
		map_set(&c->jekyll_folders, saved_bytes(r, SAVED_SIZE_MAX), c);
}

static void
take_diags(struct saved_reader *r, struct catalogue *c)
{
	size_t n = (size_t)saved_fixed(r, 4);

	for (size_t i = 0; i < n && !r->bad; i++) {
		enum diag_severity severity = (enum diag_severity)saved_number(r, DIAG_NOTE);
		unsigned line = (unsigned)saved_number(r, UINT32_MAX), col = (unsigned)saved_number(r, UINT32_MAX);
		struct str path = saved_bytes(r, SAVED_SIZE_MAX), text = saved_bytes(r, SAVED_SIZE_MAX);

		if (!r->bad)
			diag_add(&c->read_diags, severity, path, line, col, "%.*s", STR_ARG(text));
	}
}

/* Where each article lies; what is in it is looked at when it is asked for. */
static void
take_articles(struct saved_reader *r, struct saved *saved, size_t n)
{
	if (n > (size_t)(r->end - r->p) / RECORD_MIN) {
		r->bad = true;
		return;
	}
	saved->begin = saved->next = r->p;
	saved->n = n;
	for (size_t i = 0; i < n; i++) {
		size_t size = (size_t)saved_fixed(r, 4);
		struct saved_reader record = { .p = r->p };

		if (size > SAVED_RECORD_MAX || size > (size_t)(r->end - r->p)) {
			r->bad = true;
			return;
		}
		record.end = r->p += size;
		(void)take_file(&record);
		if (record.bad) {
			r->bad = true;
			return;
		}
	}
	saved->end = r->p;
}

static bool
take_all(struct saved_reader *r, struct catalogue *c)
{
	size_t narticles;

	r->p += SAVED_COUNT_AT;
	narticles = (size_t)saved_fixed(r, 4);
	r->p += SAVED_BODY_AT - SAVED_COUNT_AT - 4;
	take_names(r, c->saved);
	take_folders(r, c);
	take_diags(r, c);
	take_articles(r, c->saved, narticles);
	c->texts[0]->narticles = c->saved->n;
	return !r->bad && r->p == r->end;
}

static enum saved_verdict
judge(struct str bytes, const struct capsule *capsule)
{
	struct saved_reader r = { .p = (const unsigned char *)bytes.p, .end = (const unsigned char *)bytes.p + bytes.len };
	uint64_t form, key, sum;

	if (bytes.len < SAVED_BODY_AT || !str_starts(bytes, STR(SAVED_MARK)))
		return SAVED_DAMAGED;
	r.p += sizeof SAVED_MARK - 1;
	form = saved_fixed(&r, 4);
	(void)saved_fixed(&r, 4);
	key = saved_fixed(&r, 8);
	sum = saved_fixed(&r, 8);
	if (sum != saved_sum(bytes))
		return SAVED_DAMAGED;
	return form == SAVED_FORM && key == saved_key(capsule) ? SAVED_OK : SAVED_OTHER;
}

struct catalogue *
saved_read(struct strbuf *bytes, const struct capsule *capsule, enum saved_verdict *ret_verdict)
{
	struct catalogue *c;
	struct saved_reader r;

	*ret_verdict = judge(strbuf_str(bytes), capsule);
	if (*ret_verdict != SAVED_OK) {
		strbuf_done(bytes);
		return NULL;
	}
	c = catalogue_new(capsule, NULL, 0);
	/* The catalogue made from it is the first one. */
	c->number = 0;
	c->saved = mem_alloc(sizeof *c->saved);
	/* What is taken over goes on living there. */
	c->texts[0]->bytes = *bytes;
	strbuf_init(bytes);
	bytes = &c->texts[0]->bytes;
	arena_init(&c->saved->arena, 0);
	r = (struct saved_reader){ .p = (const unsigned char *)bytes->buf };
	r.end = r.p + bytes->len;
	if (!take_all(&r, c)) {
		*ret_verdict = SAVED_DAMAGED;
		catalogue_release(c);
		return NULL;
	}
	return c;
}

void
saved_free(struct saved *saved)
{
	if (saved == NULL)
		return;
	arena_done(&saved->arena);
	free(saved);
}

struct catalogue *
saved_load(const char *state_dir, const struct capsule *capsule)
{
	struct strbuf bytes = STRBUF_INIT, path = STRBUF_INIT;
	enum saved_verdict verdict = SAVED_OTHER;
	struct catalogue *c = NULL;
	int r;

	strbuf_addf(&path, "%s/" SAVED_FILE, state_dir);
	r = fs_read_path(path.buf, SAVED_SIZE_MAX, &bytes);
	if (r == 0)
		c = saved_read(&bytes, capsule, &verdict);
	if (verdict == SAVED_DAMAGED)
		log_info("%s is damaged: all articles are read anew", path.buf);
	else if (r < 0 && r != -ENOENT)
		log_info("%s cannot be read (%s): all articles are read anew", path.buf, strerror(-r));
	strbuf_done(&bytes);
	strbuf_done(&path);
	return c;
}
