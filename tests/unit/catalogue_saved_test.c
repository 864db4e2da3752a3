/* catalogue_saved_test.c - what was read, kept in a file: taken over when it is sound, left when it is not. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <sys/stat.h>

#include "content/catalogue_build.h"
#include "content/catalogue_saved_parts.h"
#include "site.h"

/* Files written a moment ago are not trusted; as if that were long past. */
static void
settle(struct catalogue *c)
{
	struct str file;
	void *value;
	size_t at = 0;

	for (size_t i = 0; i < c->nshown; i++)
		if (c->shown[i] != NULL)
			((struct article *)c->shown[i])->fresh_hash = 0;
	while (map_next(&c->by_file, &at, &file, &value))
		((struct article *)value)->fresh_hash = 0;
}

static void
put_site(void)
{
	site_put("index.md", "# Home of all\n\nText.\n");
	site_put("plain.md", "Nothing said.\n");
	site_put("blog/all.md", "---\ntitle: \"Grüße\"\ndescription: An excerpt\nauthor: Ada\nlang: de\nseries: Engines\n"
	    "translationKey: k1\nsource: A paper\nsource_url: https://example.org/x\nimage: a.png\nimage_alt: A thing\n"
	    "date: 2024-03-09T08:30:00Z\nupdated: 2025-01-02\nweight: 3\nfeatured: true\ntags: [One, two]\n"
	    "categories: [ai/hardware]\naliases: [/old/one, /old/two]\nslug: every-thing\n"
	    "marmot: {links: end, menu_width: 60}\n---\n\nText.\n");
	site_put("blog/_index.md", "---\ntitle: The blog\n---\n");
	site_put("blog/draft.md", "---\ndraft: true\n---\n");
	site_put("blog/gone.md", "---\ngone: true\n---\n");
	site_put("blog/moved.md", "---\nredirect_to: /plain\n---\n");
	site_put("blog/later.md", "---\ndate: 2030-01-01\nexpires: 2031-01-01\n---\n");
	site_put("jekyll/_config.yml", "title: x\n");
	site_put("jekyll/spaced.md", "---\ntags: one two\n---\n");
	site_put("wrong.md", "---\ndate: 2024-13-01\n---\n");
}

/* Changed in memory alone, so that it shows from where it was taken. */
static void
mark(struct catalogue *c, const char *file)
{
	struct article *article = (struct article *)catalogue_find_file(c, str_of(file));

	assert_non_null(article);
	article->title = STR("From the file");
}

static bool
is_marked(const struct catalogue *c, const char *file)
{
	const struct article *article = catalogue_find_file(c, str_of(file));

	assert_non_null(article);
	return str_is(article->title, "From the file");
}

static void
assert_str_is(struct str a, struct str b)
{
	assert_int_equal(a.p == NULL, b.p == NULL);
	assert_true(str_eq(a, b));
}

static void
assert_date_is(struct date a, struct date b)
{
	assert_int_equal(a.known, b.known);
	if (a.known) {
		assert_int_equal(a.at_s, b.at_s);
		assert_int_equal(a.has_time, b.has_time);
	}
}

static void
assert_article_is(const struct article *a, const struct article *b)
{
	assert_str_is(a->file, b->file);
	assert_str_is(a->path, b->path);
	for (size_t i = 0; i < SAVED_TEXTS; i++)
		assert_str_is(*(const struct str *)(const void *)((const char *)a + saved_texts[i].offset),
		    *(const struct str *)(const void *)((const char *)b + saved_texts[i].offset));
	assert_date_is(a->date, b->date);
	assert_date_is(a->updated, b->updated);
	assert_true(a->from_s == b->from_s && a->until_s == b->until_s);
	assert_memory_equal(&a->order, &b->order, sizeof a->order);
	assert_memory_equal(&a->look, &b->look, sizeof a->look);
	assert_true(a->featured == b->featured && a->hidden == b->hidden && a->gone == b->gone);
	assert_true(a->is_folder_text == b->is_folder_text && a->places == b->places);
	assert_true(a->title_is_file_name == b->title_is_file_name);
	assert_true(fs_stamp_eq(a->stamp, b->stamp));
	assert_int_equal(a->ntags, b->ntags);
	for (size_t i = 0; i < a->ntags; i++)
		assert_str_is(a->tags[i], b->tags[i]);
	assert_int_equal(a->naliases, b->naliases);
	for (size_t i = 0; i < a->naliases; i++)
		assert_str_is(a->aliases[i], b->aliases[i]);
}

static struct catalogue *
read_back(const struct strbuf *bytes, enum saved_verdict *ret)
{
	struct strbuf copy = STRBUF_INIT;

	strbuf_addstr(&copy, strbuf_str(bytes));
	return saved_read(&copy, &site, ret);
}

/* The site as it is built from what a good file says of it. */
static struct catalogue *
build_again(const struct strbuf *bytes)
{
	enum saved_verdict verdict;
	struct catalogue *saved = read_back(bytes, &verdict), *next;

	assert_int_equal(verdict, SAVED_OK);
	next = site_build(saved);
	catalogue_release(saved);
	return next;
}

static void
test_all_is_kept(void **state)
{
	struct strbuf bytes = STRBUF_INIT;
	struct catalogue *c, *next;

	(void)state;
	put_site();
	c = site_build(NULL);
	settle(c);
	saved_write(&bytes, c);
	next = build_again(&bytes);
	assert_int_equal(next->number, 1);
	assert_int_equal(next->nsettled, 0);
	assert_int_equal(next->nshown, c->nshown);
	assert_int_equal(next->nhidden, c->nhidden);
	for (size_t i = 0; i < c->nshown; i++)
		assert_article_is(next->shown[i], c->shown[i]);
	assert_int_equal(next->next_change_s, c->next_change_s);
	/* "date: 2024-13-01" is told of again. */
	assert_int_equal(next->diags.n, c->diags.n);
	assert_true(c->diags.nwarnings + c->diags.nerrors > 0);
	for (size_t i = 0; i < c->diags.n; i++)
		assert_int_equal(diag_cmp(&next->diags.v[i], &c->diags.v[i]), 0);
	catalogue_release(next);
	catalogue_release(c);
	strbuf_done(&bytes);
}

static void
test_taken_only_when_unchanged(void **state)
{
	struct strbuf bytes = STRBUF_INIT;
	struct catalogue *c, *next;

	(void)state;
	put_site();
	site_put("fresh.md", "Saved a moment ago.\n");
	c = site_build(NULL);
	settle(c);
	mark(c, "plain.md");
	mark(c, "blog/all.md");
	mark(c, "jekyll/spaced.md");
	mark(c, "fresh.md");
	((struct article *)catalogue_find_file(c, STR("fresh.md")))->fresh_hash = 1;
	saved_write(&bytes, c);
	catalogue_release(c);
	site_put("blog/all.md", "# Another\n");
	site_put("new.md", "# New\n");
	scratch_must(unlinkat(scratch_dir, "wrong.md", 0) == 0, "wrong.md");
	scratch_must(unlinkat(scratch_dir, "jekyll/_config.yml", 0) == 0, "_config.yml");
	next = build_again(&bytes);
	assert_true(is_marked(next, "plain.md"));
	assert_false(is_marked(next, "blog/all.md"));
	/* Its folder is Jekyll's no more, where tags stood between blanks. */
	assert_false(is_marked(next, "jekyll/spaced.md"));
	assert_false(is_marked(next, "fresh.md"));
	assert_non_null(catalogue_find_file(next, STR("new.md")));
	assert_null(catalogue_find_file(next, STR("wrong.md")));
	assert_int_equal(next->diags.nwarnings + next->diags.nerrors, 0);
	catalogue_release(next);
	strbuf_done(&bytes);
}

static void
put_number(struct strbuf *bytes, size_t at, uint64_t n)
{
	for (size_t i = 0; i < 8; i++)
		bytes->buf[at + i] = (char)(unsigned char)(n >> (8 * i));
}

static void
test_other_settings(void **state)
{
	struct strbuf bytes = STRBUF_INIT;
	struct str ignored = STR("post");
	struct capsule before;
	struct catalogue *c;
	enum saved_verdict verdict;

	(void)state;
	put_site();
	c = site_build(NULL);
	saved_write(&bytes, c);
	catalogue_release(c);
	before = site;
	for (int i = 0; i < 7; i++) {
		site = before;
		switch (i) {
		case 0: site.title = STR("Another"); break;
		case 1: site.base_url = STR("https://example.org/"); break;
		case 2: site.tags_split = TAGS_SPLIT_SPACE; break;
		case 3: site.keywords_are_tags = true; break;
		case 4: site.show_future = true; break;
		case 5: site.article_size_max = 10; break;
		case 6: site.ignore_tags = &ignored; site.nignore_tags = 1; break;
		}
		assert_null(read_back(&bytes, &verdict));
		assert_int_equal(verdict, SAVED_OTHER);
	}
	site = before;
	bytes.buf[8]++;
	put_number(&bytes, SAVED_SUM_AT, saved_sum(strbuf_str(&bytes)));
	assert_null(read_back(&bytes, &verdict));
	assert_int_equal(verdict, SAVED_OTHER);
	strbuf_done(&bytes);
}

static void
test_damage_at_every_offset(void **state)
{
	struct strbuf bytes = STRBUF_INIT, part = STRBUF_INIT;
	struct catalogue *c;
	enum saved_verdict verdict;

	(void)state;
	put_site();
	c = site_build(NULL);
	settle(c);
	saved_write(&bytes, c);
	catalogue_release(c);
	for (size_t i = 0; i < bytes.len; i++) {
		bytes.buf[i] = (char)(bytes.buf[i] ^ 1 << i % 8);
		assert_null(read_back(&bytes, &verdict));
		assert_int_equal(verdict, SAVED_DAMAGED);
		bytes.buf[i] = (char)(bytes.buf[i] ^ 1 << i % 8);
		strbuf_reset(&part);
		strbuf_add(&part, bytes.buf, i);
		assert_null(read_back(&part, &verdict));
		assert_int_equal(verdict, SAVED_DAMAGED);
	}
	strbuf_addc(&bytes, 'x');
	assert_null(read_back(&bytes, &verdict));
	assert_int_equal(verdict, SAVED_DAMAGED);
	strbuf_done(&part);
	strbuf_done(&bytes);
}

/* Somebody who knows how to make the checksum: what is wrong is left out, and what is
 * taken is an article. */
static void
test_forged_at_every_offset(void **state)
{
	static const unsigned char forged[] = { 0x00, 0x01, 0x0a, 0x7f, 0x80, 0xff };
	struct strbuf bytes = STRBUF_INIT;
	struct catalogue *c, *saved, *next;
	enum saved_verdict verdict;
	size_t nshown;

	(void)state;
	put_site();
	c = site_build(NULL);
	settle(c);
	nshown = c->nshown;
	saved_write(&bytes, c);
	catalogue_release(c);
	for (size_t i = SAVED_BODY_AT; i < bytes.len; i++) {
		char kept = bytes.buf[i];

		bytes.buf[i] = (char)forged[i % sizeof forged];
		put_number(&bytes, SAVED_SUM_AT, saved_sum(strbuf_str(&bytes)));
		saved = read_back(&bytes, &verdict);
		assert_int_equal(verdict == SAVED_OK, saved != NULL);
		next = site_build(saved);
		assert_true(next->nshown + next->nhidden >= nshown);
		for (size_t j = 0; j < next->nshown; j++)
			assert_true(next->shown[j] == NULL || next->shown[j]->title.len > 0);
		catalogue_release(next);
		catalogue_release(saved);
		bytes.buf[i] = kept;
	}
	strbuf_done(&bytes);
}

static void
test_counts_that_cannot_be(void **state)
{
	struct strbuf bytes = STRBUF_INIT;
	struct catalogue *c;
	enum saved_verdict verdict;

	(void)state;
	c = site_build(NULL);
	saved_write(&bytes, c);
	catalogue_release(c);
	assert_int_equal(bytes.len, SAVED_BODY_AT + 12);
	for (size_t i = 0; i < 16; i++) {
		size_t at = i < 4 ? SAVED_COUNT_AT + i : SAVED_BODY_AT + i - 4;

		bytes.buf[at] = (char)0xff;
		put_number(&bytes, SAVED_SUM_AT, saved_sum(strbuf_str(&bytes)));
		assert_null(read_back(&bytes, &verdict));
		assert_int_equal(verdict, SAVED_DAMAGED);
		bytes.buf[at] = 0;
	}
	strbuf_done(&bytes);
}

static void
test_store_and_load(void **state)
{
	struct strbuf folder = STRBUF_INIT, file = STRBUF_INIT;
	struct catalogue *c, *saved;
	struct stat st;

	(void)state;
	put_site();
	strbuf_addf(&folder, "%s/_state/below", scratch_path);
	strbuf_addf(&file, "%s/" SAVED_FILE, folder.buf);
	c = site_build(NULL);
	settle(c);
	assert_null(saved_load(folder.buf, &site));
	assert_int_equal(saved_store(folder.buf, c), 0);
	assert_int_equal(stat(file.buf, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	saved = saved_load(folder.buf, &site);
	assert_non_null(saved);
	catalogue_release(saved);
	assert_int_equal(truncate(file.buf, st.st_size / 2), 0);
	assert_null(saved_load(folder.buf, &site));
	assert_int_equal(saved_store(file.buf, c), -ENOTDIR);
	catalogue_release(c);
	strbuf_done(&folder);
	strbuf_done(&file);
}

/* Where names are too many, or longer than what they are used for, or fewer than is said. */
static void
test_names(void **state)
{
	struct strbuf bytes = STRBUF_INIT;
	struct catalogue *c, *next;
	const struct article *a, *b;
	size_t at;

	(void)state;
	site_put("a.md", "---\ntags: [One thing, two]\nlang: en\nauthor: Ada\n---\n");
	site_put("b.md", "---\ntags: [two, One thing, Ada]\nauthor: \"\"\n---\n");
	c = site_build(NULL);
	settle(c);
	saved_write(&bytes, c);
	catalogue_release(c);
	/* Once each. */
	assert_int_equal(bytes.buf[SAVED_BODY_AT], 4);
	at = str_search(strbuf_str(&bytes), STR("One thing"));
	assert_true(at < bytes.len);
	assert_int_equal(str_search(str_from(strbuf_str(&bytes), at + 1), STR("One thing")), bytes.len - at - 1);
	next = build_again(&bytes);
	assert_int_equal(next->nsettled, 0);
	a = catalogue_find_file(next, STR("a.md"));
	b = catalogue_find_file(next, STR("b.md"));
	assert_int_equal(a->ntags, 2);
	assert_int_equal(b->ntags, 3);
	assert_true(str_is(a->tags[0], "One thing") && str_is(b->tags[2], "Ada") && str_is(a->author, "Ada"));
	assert_ptr_equal(a->tags[1].p, b->tags[0].p);
	assert_true(str_is(a->lang, "en"));
	catalogue_release(next);
	strbuf_done(&bytes);
}

/* More names than stand in front: the rest stand where they are said. */
static void
test_names_max(void **state)
{
	struct strbuf bytes = STRBUF_INIT, text = STRBUF_INIT, file = STRBUF_INIT;
	struct catalogue *c, *next;
	enum saved_verdict verdict;

	(void)state;
	for (size_t i = 0; i <= SAVED_NAMES_MAX / ARTICLE_TAGS_MAX; i++) {
		strbuf_reset(&text);
		strbuf_adds(&text, "---\ntags:\n");
		for (size_t j = 0; j < ARTICLE_TAGS_MAX; j++)
			strbuf_addf(&text, "- t%zu\n", i * ARTICLE_TAGS_MAX + j);
		strbuf_adds(&text, "---\n");
		strbuf_reset(&file);
		strbuf_addf(&file, "%04zu.md", i);
		site_put(file.buf, text.buf);
	}
	c = site_build(NULL);
	settle(c);
	saved_write(&bytes, c);
	next = build_again(&bytes);
	assert_int_equal(next->nsettled, 0);
	assert_int_equal(next->ntags, SAVED_NAMES_MAX + ARTICLE_TAGS_MAX);
	for (size_t i = 0; i < c->nshown; i++)
		assert_article_is(next->shown[i], c->shown[i]);
	catalogue_release(next);
	catalogue_release(c);
	/* One more than can be. */
	put_number(&bytes, SAVED_BODY_AT, SAVED_NAMES_MAX + 1);
	put_number(&bytes, SAVED_SUM_AT, saved_sum(strbuf_str(&bytes)));
	assert_null(read_back(&bytes, &verdict));
	assert_int_equal(verdict, SAVED_DAMAGED);
	strbuf_done(&bytes);
	strbuf_done(&text);
	strbuf_done(&file);
}

/* One that is larger than what is read back is left out, and the others stay. */
static void
test_record_max(void **state)
{
	struct strbuf bytes = STRBUF_INIT;
	struct catalogue *c, *next;
	struct article *article;
	char *long_text = malloc(SAVED_RECORD_MAX);

	(void)state;
	put_site();
	memset(long_text, 'x', SAVED_RECORD_MAX);
	c = site_build(NULL);
	settle(c);
	mark(c, "plain.md");
	article = (struct article *)catalogue_find_file(c, STR("blog/all.md"));
	article->excerpt = (struct str){ long_text, SAVED_RECORD_MAX };
	saved_write(&bytes, c);
	catalogue_release(c);
	free(long_text);
	next = build_again(&bytes);
	assert_true(is_marked(next, "plain.md"));
	article = (struct article *)catalogue_find_file(next, STR("blog/all.md"));
	assert_true(str_is(article->excerpt, "An excerpt"));
	catalogue_release(next);
	strbuf_done(&bytes);
}

/* What is written piece by piece is what is written at once, and each piece is looked at. */
static void
test_pieces(void **state)
{
	struct strbuf folder = STRBUF_INIT, file = STRBUF_INIT, bytes = STRBUF_INIT, stored = STRBUF_INIT, text = STRBUF_INIT;
	struct catalogue *c, *next;
	enum saved_verdict verdict;
	char name[32];

	(void)state;
	strbuf_adds(&text, "---\ndescription: ");
	for (size_t i = 0; i < ARTICLE_EXCERPT_MAX / 5; i++)
		strbuf_adds(&text, "word ");
	strbuf_adds(&text, "\n---\n");
	for (unsigned i = 0; i < 2 * SAVED_PIECE / ARTICLE_EXCERPT_MAX + 20; i++) {
		snprintf(name, sizeof name, "many/%03u.md", i);
		site_put(name, text.buf);
	}
	c = site_build(NULL);
	settle(c);
	saved_write(&bytes, c);
	assert_true(bytes.len > SAVED_BODY_AT + 2 * SAVED_PIECE);
	strbuf_addf(&folder, "%s/_state", scratch_path);
	strbuf_addf(&file, "%s/" SAVED_FILE, folder.buf);
	assert_int_equal(saved_store(folder.buf, c), 0);
	assert_int_equal(fs_read_path(file.buf, SAVED_SIZE_MAX, &stored), 0);
	assert_true(str_eq(strbuf_str(&stored), strbuf_str(&bytes)));
	next = build_again(&bytes);
	assert_int_equal(next->nshown, c->nshown);
	assert_int_equal(next->nsettled, 0);
	for (size_t at = SAVED_BODY_AT; at < bytes.len; at += SAVED_PIECE / 2) {
		bytes.buf[at] ^= 1;
		assert_null(read_back(&bytes, &verdict));
		assert_int_equal(verdict, SAVED_DAMAGED);
		bytes.buf[at] ^= 1;
	}
	catalogue_release(next);
	catalogue_release(c);
	strbuf_done(&folder);
	strbuf_done(&file);
	strbuf_done(&bytes);
	strbuf_done(&stored);
	strbuf_done(&text);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_all_is_kept, site_setup, site_teardown),
		cmocka_unit_test_setup_teardown(test_taken_only_when_unchanged, site_setup, site_teardown),
		cmocka_unit_test_setup_teardown(test_other_settings, site_setup, site_teardown),
		cmocka_unit_test_setup_teardown(test_damage_at_every_offset, site_setup, site_teardown),
		cmocka_unit_test_setup_teardown(test_forged_at_every_offset, site_setup, site_teardown),
		cmocka_unit_test_setup_teardown(test_counts_that_cannot_be, site_setup, site_teardown),
		cmocka_unit_test_setup_teardown(test_store_and_load, site_setup, site_teardown),
		cmocka_unit_test_setup_teardown(test_names, site_setup, site_teardown),
		cmocka_unit_test_setup_teardown(test_names_max, site_setup, site_teardown),
		cmocka_unit_test_setup_teardown(test_record_max, site_setup, site_teardown),
		cmocka_unit_test_setup_teardown(test_pieces, site_setup, site_teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
