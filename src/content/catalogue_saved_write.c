/* catalogue_saved_write.c - a catalogue's articles, written down for the next start. */
#include <errno.h>
#include <math.h>
#include <stddef.h>
#include <string.h>

#include "content/catalogue_saved_parts.h"
#include "content/spelling.h"

#define TEXT(member, max) { offsetof(struct article, member), (max), false }
#define NAME(member, max) { offsetof(struct article, member), (max), true }

const struct saved_text saved_texts[SAVED_TEXTS] = {
	TEXT(title, ARTICLE_TITLE_MAX), TEXT(excerpt, ARTICLE_EXCERPT_MAX), NAME(author, ARTICLE_NAME_MAX),
	NAME(lang, ARTICLE_LANG_MAX), NAME(series, ARTICLE_NAME_MAX), TEXT(translation_key, ARTICLE_URL_MAX),
	NAME(source, ARTICLE_NAME_MAX), TEXT(source_url, ARTICLE_URL_MAX), TEXT(image, ARTICLE_URL_MAX),
	TEXT(image_alt, ARTICLE_EXCERPT_MAX), NAME(category, ARTICLE_NAME_MAX), TEXT(moved_to, ARTICLE_URL_MAX),
};

/* --- what it is good for ---------------------------------------------------------- */

static void
add_said(struct strbuf *out, struct str s)
{
	strbuf_addf(out, "%d %zu ", s.p != NULL, s.len);
	strbuf_addstr(out, s);
}

uint64_t
saved_key(const struct capsule *capsule)
{
	static const uint64_t key[2] = { 0x7361766564206b65, 0x79206f66206d6172 };
	struct strbuf said = STRBUF_INIT;
	struct fs_stamp program = { 0 };
	uint64_t hash;

	/* Whoever builds Marmot anew without giving it another number is known by
	 * this where the system tells it; elsewhere the numbers must do. */
	(void)fs_stat_path("/proc/self/exe", &program);
	strbuf_addf(&said, "%s %u %llu %lld %llu ", MARMOT_VERSION, SAVED_FORM, (unsigned long long)program.size,
	    (long long)program.mtime_ns, (unsigned long long)program.inode);
	add_said(&said, str_of(capsule->content_dir));
	add_said(&said, capsule->title);
	add_said(&said, capsule->base_url);
	strbuf_addf(&said, "%d %d %d %zu ", (int)capsule->tags_split, capsule->keywords_are_tags, capsule->show_future,
	    capsule->article_size_max);
	for (size_t i = 0; i < capsule->nignore_tags; i++)
		add_said(&said, capsule->ignore_tags[i]);
	hash = map_hash_keyed(key, strbuf_str(&said));
	strbuf_done(&said);
	return hash;
}

uint64_t
saved_sum_piece(uint64_t sum, struct str piece)
{
	const uint64_t key[2] = { 0x6120636865636b73 ^ sum, 0x756d206f66206974 };

	return map_hash_keyed(key, piece);
}

uint64_t
saved_sum(struct str bytes)
{
	uint64_t sum = 0;

	for (size_t at = SAVED_BODY_AT; at < bytes.len; at += SAVED_PIECE)
		sum = saved_sum_piece(sum, str_slice(bytes, at, at + SAVED_PIECE));
	return saved_sum_piece(sum, str_slice(bytes, 0, SAVED_SUM_AT));
}

/* --- numbers and texts ------------------------------------------------------------ */

static void
put_fixed(char *p, uint64_t n, size_t size)
{
	for (size_t i = 0; i < size; i++)
		p[i] = (char)(unsigned char)(n >> (8 * i));
}

static void
add_fixed(struct strbuf *out, uint64_t n, size_t size)
{
	strbuf_grow(out, size);
	put_fixed(out->buf + out->len, n, size);
	strbuf_advance(out, size);
}

static void
add_number(struct strbuf *out, uint64_t n)
{
	for (; n > 0x7f; n >>= 7)
		strbuf_addc(out, (char)(unsigned char)(n | 0x80));
	strbuf_addc(out, (char)n);
}

static void
add_text(struct strbuf *out, struct str s)
{
	add_number(out, s.p != NULL ? (uint64_t)s.len + 1 : 0);
	strbuf_addstr(out, s);
}

/* --- names ------------------------------------------------------------------------ */

struct names {
	struct arena arena;
	struct map numbers;	/* of a name in an article */
	struct strbuf out;	/* as in the file */
	size_t n;
};

/* Of some length: others would not find themselves again here. */
static void
learn_name(struct names *names, struct str name)
{
	if (name.len == 0 || name.len > ARTICLE_NAME_MAX || names->n == SAVED_NAMES_MAX ||
	    map_get(&names->numbers, name) != NULL)
		return;
	map_put(&names->numbers, name, (void *)(uintptr_t)(2 + names->n++));
	add_text(&names->out, name);
}

static void
add_name(struct strbuf *out, const struct names *names, struct str name)
{
	uintptr_t number = name.len > 0 ? (uintptr_t)map_get(&names->numbers, name) : 0;

	if (number != 0) {
		add_number(out, number);
	} else if (name.p != NULL) {
		add_number(out, 1);
		add_text(out, name);
	} else {
		add_number(out, 0);
	}
}

static const struct str *
text_of(const struct article *article, const struct saved_text *text)
{
	return (const void *)((const char *)article + text->offset);
}

static void
learn_names(struct names *names, const struct article *article)
{
	for (size_t i = 0; i < SAVED_TEXTS; i++)
		if (saved_texts[i].is_name)
			learn_name(names, *text_of(article, &saved_texts[i]));
	for (size_t i = 0; i < article->ntags; i++)
		learn_name(names, article->tags[i]);
}

/* --- articles --------------------------------------------------------------------- */

/* Whether it is shown from its date on, and for ever. */
static bool
is_since_date(const struct article *article)
{
	return article->date.known && article->from_s == article->date.at_s && article->until_s == INT64_MAX;
}

static unsigned
flags_of(const struct article *article)
{
	return (article->featured ? SAVED_FEATURED : 0u) | (article->hidden ? SAVED_HIDDEN : 0u) |
	    (article->gone ? SAVED_GONE : 0u) | (article->is_folder_text ? SAVED_FOLDER_TEXT : 0u) |
	    (article->title_is_file_name ? SAVED_NAMED : 0u) | (article->places ? SAVED_PLACES : 0u) |
	    (article->date.known ? SAVED_DATE : 0u) | (article->date.has_time ? SAVED_DATE_TIME : 0u) |
	    (article->updated.known ? SAVED_UPDATED : 0u) | (article->updated.has_time ? SAVED_UPDATED_TIME : 0u) |
	    (is_since_date(article) ? SAVED_SINCE :
	    article->from_s != INT64_MIN || article->until_s != INT64_MAX ? SAVED_WHEN : 0u) |
	    (!article->is_folder_text && str_eq(spelling_stem(article->file), article->path) ? SAVED_STEM : 0u) |
	    (article->stamp.ctime_ns != article->stamp.mtime_ns ? SAVED_CHANGED : 0u) |
	    (isinf(article->order) && article->order > 0 ? 0u : SAVED_ORDER);
}

static void
add_fields(struct strbuf *out, const struct names *names, const struct article *article)
{
	unsigned flags = flags_of(article);
	uint64_t order;

	add_number(out, flags);
	if ((flags & SAVED_STEM) == 0)
		add_text(out, article->path);
	add_fixed(out, article->stamp.size, 8);
	add_fixed(out, (uint64_t)article->stamp.mtime_ns, 8);
	if ((flags & SAVED_CHANGED) != 0)
		add_fixed(out, (uint64_t)article->stamp.ctime_ns, 8);
	add_fixed(out, article->stamp.inode, 8);
	if ((flags & SAVED_DATE) != 0)
		add_fixed(out, (uint64_t)article->date.at_s, 8);
	if ((flags & SAVED_UPDATED) != 0)
		add_fixed(out, (uint64_t)article->updated.at_s, 8);
	if ((flags & SAVED_WHEN) != 0) {
		add_fixed(out, (uint64_t)article->from_s, 8);
		add_fixed(out, (uint64_t)article->until_s, 8);
	}
	if ((flags & SAVED_ORDER) != 0) {
		memcpy(&order, &article->order, sizeof order);
		add_fixed(out, order, 8);
	}
	for (size_t i = 0; i < LOOK_KEYS; i++)
		strbuf_addc(out, (char)((const uint8_t *)&article->look)[look_keys[i].offset]);
	for (size_t i = 0; i < SAVED_TEXTS; i++)
		if (saved_texts[i].is_name)
			add_name(out, names, *text_of(article, &saved_texts[i]));
		else
			add_text(out, *text_of(article, &saved_texts[i]));
	add_number(out, article->ntags);
	for (size_t i = 0; i < article->ntags; i++)
		add_name(out, names, article->tags[i]);
	add_number(out, article->naliases);
	for (size_t i = 0; i < article->naliases; i++)
		add_text(out, article->aliases[i]);
}

/* Whether it is what reading its file would give again. */
static bool
is_sound(const struct catalogue *c, const struct article *article)
{
	return article->fresh_hash == 0 && !article->unread && map_get(&c->altered, article->file) == NULL;
}

/* --- the whole, piece by piece ---------------------------------------------------- */

/* Where pieces go; 0 or -errno. */
typedef int put_piece(void *arg, size_t at, struct str piece);

struct writer {
	struct names names;
	struct strbuf out;	/* what has not been put yet */
	put_piece *put;
	void *arg;
	size_t at;		/* where out begins in the file */
	size_t narticles;
	uint64_t sum;
	int error;		/* negative errno of the first piece that could not be put */
};

/* All but the last piece are whole. */
static void
flush(struct writer *w, bool last)
{
	struct str bytes = strbuf_str(&w->out);

	while (bytes.len >= SAVED_PIECE || (last && bytes.len > 0)) {
		struct str piece = str_slice(bytes, 0, SAVED_PIECE);

		w->sum = saved_sum_piece(w->sum, piece);
		if (w->error == 0)
			w->error = w->at + piece.len > SAVED_SIZE_MAX ? -EFBIG : w->put(w->arg, w->at, piece);
		w->at += piece.len;
		bytes = str_from(bytes, piece.len);
	}
	memmove(w->out.buf, bytes.p, bytes.len);
	strbuf_truncate(&w->out, bytes.len);
}

static void
add_article(struct writer *w, const struct catalogue *c, const struct article *article)
{
	size_t at = w->out.len;

	if (!is_sound(c, article))
		return;
	add_fixed(&w->out, 0, 4);
	add_text(&w->out, article->file);
	add_fixed(&w->out, 0, 1);
	add_fields(&w->out, &w->names, article);
	if (w->out.len - at - 4 > SAVED_RECORD_MAX) {
		strbuf_truncate(&w->out, at);
		return;
	}
	put_fixed(w->out.buf + at, w->out.len - at - 4, 4);
	w->narticles++;
	if (w->out.len >= SAVED_PIECE)
		flush(w, false);
}

static void
add_names(struct writer *w, const struct catalogue *c)
{
	for (size_t i = 0; i < c->nread && w->names.n < SAVED_NAMES_MAX; i++)
		if (is_sound(c, c->read[i]))
			learn_names(&w->names, c->read[i]);
	add_fixed(&w->out, w->names.n, 4);
	strbuf_addstr(&w->out, strbuf_str(&w->names.out));
}

static void
add_articles(struct writer *w, const struct catalogue *c)
{
	for (size_t i = 0; i < c->nread && w->error == 0; i++)
		add_article(w, c, c->read[i]);
}

static void
add_folders(struct strbuf *out, const struct catalogue *c)
{
	struct str folder;
	void *value;
	size_t at = 0;

	add_fixed(out, c->jekyll_folders.n, 4);
	while (map_next(&c->jekyll_folders, &at, &folder, &value))
		add_text(out, folder);
}

static void
add_diags(struct strbuf *out, const struct catalogue *c)
{
	const struct diag_list *l = &c->read_diags;

	add_fixed(out, l->n, 4);
	for (size_t i = 0; i < l->n; i++) {
		add_number(out, l->v[i].severity);
		add_number(out, l->v[i].line);
		add_number(out, l->v[i].col);
		add_text(out, l->v[i].path);
		add_text(out, l->v[i].text);
	}
}

/* What stands in front is known last. */
static int
write_all(put_piece *put, void *arg, const struct catalogue *c)
{
	struct writer w = { .out = STRBUF_INIT, .put = put, .arg = arg, .at = SAVED_BODY_AT };
	struct strbuf head = STRBUF_INIT;

	arena_init(&w.names.arena, 0);
	map_init(&w.names.numbers, &w.names.arena, 0);
	strbuf_init(&w.names.out);
	add_names(&w, c);
	add_folders(&w.out, c);
	add_diags(&w.out, c);
	add_articles(&w, c);
	flush(&w, true);
	strbuf_adds(&head, SAVED_MARK);
	add_fixed(&head, SAVED_FORM, 4);
	add_fixed(&head, w.narticles, 4);
	add_fixed(&head, saved_key(c->capsule), 8);
	add_fixed(&head, saved_sum_piece(w.sum, strbuf_str(&head)), 8);
	if (w.error == 0)
		w.error = put(arg, 0, strbuf_str(&head));
	arena_done(&w.names.arena);
	strbuf_done(&w.names.out);
	strbuf_done(&w.out);
	strbuf_done(&head);
	return w.error;
}

static int
put_bytes(void *arg, size_t at, struct str piece)
{
	struct strbuf *out = arg;

	if (out->len < at + piece.len) {
		strbuf_grow(out, at + piece.len - out->len);
		memset(out->buf + out->len, 0, at + piece.len - out->len);
		strbuf_advance(out, at + piece.len - out->len);
	}
	memcpy(out->buf + at, piece.p, piece.len);
	return 0;
}

void
saved_write(struct strbuf *out, const struct catalogue *c)
{
	(void)write_all(put_bytes, out, c);
}

static int
put_in_file(void *arg, size_t at, struct str piece)
{
	return fs_put_at(*(const int *)arg, at, piece);
}

static int
fill(void *arg, int fd)
{
	return write_all(put_in_file, &fd, arg);
}

int
saved_store(const char *state_dir, const struct catalogue *c)
{
	struct strbuf path = STRBUF_INIT;
	int r = fs_make_dirs(state_dir, 0700);

	strbuf_addf(&path, "%s/" SAVED_FILE, state_dir);
	if (r == 0)
		r = fs_fill_path(path.buf, fill, (void *)c, 0600);
	strbuf_done(&path);
	return r;
}
