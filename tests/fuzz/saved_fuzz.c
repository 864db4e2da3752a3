/*
 * saved_fuzz.c - any bytes as the file of a saved catalogue.
 *
 * The first byte says whether the rest is the whole file, or how many articles
 * there are [4] and what stands behind the head, which is then made to fit.  What is found in it is an article like
 * those that article_read makes.
 */
#include <assert.h>
#include <math.h>
#include <stdint.h>
#include <string.h>

#include "base/utf8.h"
#include "content/catalogue_build.h"
#include "content/catalogue_saved_parts.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static const char *const files[] = { "a.md", "index.md", "b/all.md", "b/_index.md", "\xc3\xbc.md" };

static void
check_line(struct str s, size_t max)
{
	assert(s.len <= max && utf8_valid(s));
	for (size_t at = 0; at < s.len; ) {
		uint32_t c = utf8_next(s, &at);

		assert(c >= ' ' && (c < 0x7f || c >= 0xa0) && c != 0x2028 && c != 0x2029);
	}
}

static void
check_path(struct str path)
{
	assert(utf8_valid(path) && (path.len == 0 || path.p[0] != '/'));
	for (size_t i = 0; i < path.len; i++)
		assert((unsigned char)path.p[i] >= ' ' && path.p[i] != 0x7f && path.p[i] != '\\');
}

static void
check_article(const struct article *article)
{
	assert(article->title.len > 0 && !isnan(article->order));
	check_path(article->path);
	for (size_t i = 0; i < SAVED_TEXTS; i++)
		check_line(*(const struct str *)(const void *)((const char *)article + saved_texts[i].offset),
		    saved_texts[i].max);
	assert(article->ntags <= ARTICLE_TAGS_MAX && article->naliases <= ARTICLE_ALIASES_MAX);
	for (size_t i = 0; i < article->ntags; i++)
		check_line(article->tags[i], ARTICLE_NAME_MAX);
	for (size_t i = 0; i < article->naliases; i++)
		check_path(article->aliases[i]);
	assert(!article->date.known || (article->date.at_s >= DATE_MIN_S && article->date.at_s <= DATE_MAX_S));
	assert(article->look.menu_width == 0 || article->look.menu_width >= LOOK_WIDTH_MIN);
}

static void
put_fixed(struct strbuf *file, size_t at, uint64_t n, size_t size)
{
	for (size_t i = 0; i < size; i++)
		file->buf[at + i] = (char)(unsigned char)(n >> (8 * i));
}

static void
add_whole(struct strbuf *file, const struct capsule *capsule, const char *bytes, size_t size)
{
	static const char head[SAVED_BODY_AT] = SAVED_MARK;

	strbuf_add(file, head, sizeof head);
	strbuf_add(file, bytes + 4, size - 4);
	put_fixed(file, sizeof SAVED_MARK - 1, SAVED_FORM, 4);
	memcpy(file->buf + SAVED_COUNT_AT, bytes, 4);
	put_fixed(file, SAVED_KEY_AT, saved_key(capsule), 8);
	put_fixed(file, SAVED_SUM_AT, saved_sum(strbuf_str(file)), 8);
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	static const struct capsule capsule = { .content_dir = "." };
	static struct saved_article found;
	struct strbuf file = STRBUF_INIT;
	enum saved_verdict verdict;
	struct catalogue *c;

	if (size == 0)
		return 0;
	if (bytes[0] % 2 != 0 && size >= 5)
		add_whole(&file, &capsule, (const char *)bytes + 1, size - 1);
	else
		strbuf_add(&file, bytes + 1, size - 1);
	c = saved_read(&file, &capsule, &verdict);
	assert((c != NULL) == (verdict == SAVED_OK) && file.len == 0);
	if (c == NULL)
		return 0;
	for (size_t i = 0; i < sizeof files / sizeof *files; i++)
		if (saved_find(c->saved, str_of(files[i]), &found))
			check_article(&found.article);
	assert(c->read_diags.n <= DIAG_MAX);
	catalogue_release(c);
	return 0;
}
