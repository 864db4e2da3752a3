/*
 * front_fuzz.c - any bytes as an article: its front matter and what is made of it.
 *
 * The first byte chooses the file's name and the owner's settings; the rest is
 * the file.
 */
#include <assert.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/utf8.h"
#include "content/article.h"
#include "content/front_parse.h"

#include "../lib/line_mutator.h"

LINE_MUTATOR_DEFINE

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static const char *const files[] = {
	"a.md", "index.md", "blog/2024-03-09-a-b/index.md", "x/_posts/2015-05-15-hello.md",
	"de/2024/notes on b.markdown", "_drafts/2024-01-01.md", "ai/_template.mdx", "README.md",
	/* with 64 */
	"_posts/2020-02-29-c.md", "2021/05/06/d.md", "index.pt-br.md", "x/_drafts/e.md",
	"2022-01/f.mkd", "x/y/_index.md", "2023/g/2023-12-31.qmd", "x/_posts/h_template.md",
};

/* Gives how many values there are. */
static size_t
check_value(const struct front_value *v, unsigned lines, unsigned depth)
{
	size_t n = 1;

	assert(depth <= FRONT_DEPTH_MAX + 1);
	assert(v->line >= 1 && v->line <= lines);
	assert(v->col >= 1);
	assert(utf8_valid(v->text) && utf8_valid(v->key));
	assert(v->kind == FRONT_SCALAR ? v->items == NULL : v->text.p == NULL);
	assert(v->kind != FRONT_NULL || v->items == NULL);
	for (const struct front_value *i = v->items; i != NULL; i = i->next) {
		assert((i->key.p != NULL) == (v->kind == FRONT_MAP));
		n += check_value(i, lines, depth + 1);
	}
	return n;
}

static void
check_same(const struct front_value *a, const struct front_value *b)
{
	assert(a->kind == b->kind && a->quoted == b->quoted && a->line == b->line);
	assert(str_eq(a->key, b->key) && str_eq(a->text, b->text));
	a = a->items;
	for (b = b->items; a != NULL && b != NULL; a = a->next, b = b->next)
		check_same(a, b);
	assert(a == NULL && b == NULL);
}

/* What is read without libyaml is what libyaml reads. */
static void
check_plain(struct str text, struct arena *a)
{
	struct front_reader r = { .text = front_clean(a, text), .arena = a, .line = 1 };
	struct front_value plain = { .kind = FRONT_MAP }, yaml = { .kind = FRONT_MAP };
	struct front_trouble trouble;
	struct front_open o;

	front_open(&o, &plain);
	if (!front_plain_try(&r, &o)) {
		assert(plain.items == NULL && r.nvalues == 0);
		return;
	}
	front_open(&o, &yaml);
	if (front_yaml_try(&r, r.text, 1, &o, &trouble))
		check_same(&plain, &yaml);
	else
		/* Brackets within a text count for the guard before libyaml; a reader without recursion needs none. */
		assert(strcmp(trouble.what, "too nested") == 0);
}

static void
check_front(struct str source, struct arena *a)
{
	unsigned lines = (unsigned)str_count(source, '\n') + 1, above;
	struct front front, skipped;
	struct front_block block;
	struct diag_list diags;

	diag_list_init(&diags);
	front_parse(source, STR("a.md"), a, &diags, &front);
	front_skip(source, &skipped);
	assert(front.body_at <= source.len);
	above = (unsigned)str_count(str_slice(source, 0, front.body_at), '\n') + 1;
	/* The last line of the block may lack its LF. */
	assert(front.body_line == above || (front.body_at == source.len && front.body_line == above + 1));
	assert(skipped.body_at == front.body_at && skipped.body_line == front.body_line);
	assert(skipped.syntax == front.syntax && skipped.root.items == NULL);
	assert(front.root.kind == FRONT_MAP);
	assert(front.syntax != FRONT_NONE || front.root.items == NULL);
	assert(check_value(&front.root, lines, 1) <= FRONT_VALUES_MAX + 1);
	front_parse_whole(source, STR("marmot.yaml"), a, &diags, &skipped);
	assert(check_value(&skipped.root, lines, 1) <= FRONT_VALUES_MAX + 1);
	if (front_fence_find(source, &block) == FRONT_FENCE_FOUND)
		check_plain(block.text, a);
	for (size_t i = 0; i < diags.n; i++) {
		assert(diags.v[i].line <= lines);
		assert(diags.v[i].text.len > 0);
		assert(str_find(diags.v[i].text, '\n') == diags.v[i].text.len);
	}
	diag_list_done(&diags);
}

/* One line of clean text, at most max bytes; may be absent, never empty. */
static void
check_line(struct str s, size_t max)
{
	assert(s.len <= max && utf8_valid(s));
	assert(s.p == NULL || s.len > 0);
	for (size_t at = 0; at < s.len; ) {
		uint32_t c = utf8_next(s, &at);

		assert(c >= ' ' && (c < 0x7f || c >= 0xa0) && c != 0x2028 && c != 0x2029);
	}
	assert(s.len == 0 || (s.p[0] != ' ' && s.p[s.len - 1] != ' '));
}

/* What may follow a "/" in a request and be found again. */
static void
check_path(struct str path)
{
	assert(utf8_valid(path));
	assert(path.len == 0 || path.p[0] != '/');
	for (size_t i = 0; i < path.len; i++)
		assert((unsigned char)path.p[i] >= ' ' && path.p[i] != 0x7f && path.p[i] != '\\');
}

static void
check_article(const struct article *article, const char *file)
{
	assert(str_is(article->file, file));
	check_path(article->path);
	assert(article->is_folder_text == (article_folder_rank(str_of(strrchr(file, '/') != NULL ?
	    strrchr(file, '/') + 1 : file)) != 0));
	assert(!article->is_folder_text || article->path.len == 0 ||
	    article->path.p[article->path.len - 1] == '/');
	assert(article->title.len > 0);
	check_line(article->title, ARTICLE_TITLE_MAX);
	check_line(article->excerpt, ARTICLE_EXCERPT_MAX);
	check_line(article->author, ARTICLE_NAME_MAX);
	check_line(article->series, ARTICLE_NAME_MAX);
	check_line(article->source, ARTICLE_NAME_MAX);
	check_line(article->category, ARTICLE_NAME_MAX);
	check_line(article->lang, ARTICLE_LANG_MAX);
	for (size_t i = 0; i < article->lang.len; i++)
		assert(strchr(";= \"", article->lang.p[i]) == NULL);
	check_line(article->source_url, ARTICLE_URL_MAX);
	check_line(article->image, ARTICLE_URL_MAX);
	check_line(article->image_alt, ARTICLE_EXCERPT_MAX);
	assert(!isnan(article->order));
	assert(article->ntags <= ARTICLE_TAGS_MAX && article->naliases <= ARTICLE_ALIASES_MAX);
	for (size_t i = 0; i < article->ntags; i++) {
		check_line(article->tags[i], ARTICLE_NAME_MAX);
		assert(article->tags[i].len > 0);
		for (size_t j = 0; j < i; j++)
			assert(!str_eq_case(article->tags[i], article->tags[j]));
	}
	for (size_t i = 0; i < article->naliases; i++) {
		check_path(article->aliases[i]);
		assert(article->aliases[i].len > 0);
	}
	(void)article_is_shown(article, 0);
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	unsigned choice = size > 0 ? bytes[0] : 0;
	const char *file = files[choice % 8 + ((choice & 64) != 0 ? 8 : 0)];
	struct capsule capsule = { .title = STR("Home"),
	    .keywords_are_tags = (choice & 8) != 0,
	    .tags_split = (choice & 128) != 0 ? TAGS_SPLIT_SPACE : TAGS_SPLIT_AUTO, .show_future = (choice & 16) != 0,
	    .base_url = (choice & 32) != 0 ? STR("https://example.org/") : STR_NONE };
	struct arena a, scratch;
	struct diag_list diags;
	struct article article;
	struct str source;
	char *copy;

	size -= size > 0;
	/* Flush with its end, so that reading a byte too far is seen. */
	copy = mem_alloc(size);
	if (size > 0)
		memcpy(copy, bytes + 1, size);
	source = (struct str){ copy, size };
	arena_init(&a, 0);
	arena_init(&scratch, 0);
	diag_list_init(&diags);

	check_front(source, &scratch);
	check_plain(source, &scratch);
	arena_reset(&scratch);
	article_read(&article, source, str_of(file), &capsule, (choice & 64) != 0, &a, &scratch, &diags);
	/* Nothing that is kept may lie in either of these. */
	free(copy);
	arena_done(&scratch);
	check_article(&article, file);

	diag_list_done(&diags);
	arena_done(&a);
	return 0;
}
