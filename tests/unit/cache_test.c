/* cache_test.c - answers kept, and answers that must not be. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>

#include <pthread.h>

#include "proto/cache.h"
#include "scratch.h"

static struct str
get(struct cache *cache, const struct catalogue *c, enum scheme scheme, const char *path,
    char buf[static 64])
{
	struct cache_entry *e = cache_get(cache, c, 0, scheme, str_of(path));
	struct str bytes = STR_NONE;

	if (e != NULL) {
		assert_in_range(e->bytes.len, 0, 63);
		memcpy(buf, e->bytes.p, e->bytes.len);
		bytes = (struct str){ buf, e->bytes.len };
		cache_entry_release(e);
	}
	return bytes;
}

static void
put(struct cache *cache, const struct catalogue *c, enum scheme scheme, const char *path, const char *bytes)
{
	cache_put(cache, c, 0, scheme, str_of(path), 20, str_of(bytes), NULL, NULL);
}

static void
test_keys(void **state)
{
	struct cache *cache = cache_new(100000);
	struct catalogue c = { .number = 1 };
	struct cache_entry *e;
	char buf[64];

	(void)state;
	assert_null(get(cache, &c, SCHEME_GEMINI, "a", buf).p);
	put(cache, &c, SCHEME_GEMINI, "a", "gemini a");
	put(cache, &c, SCHEME_GOPHER, "a", "gopher a");
	put(cache, &c, SCHEME_GEMINI, "", "home");
	assert_true(str_is(get(cache, &c, SCHEME_GEMINI, "a", buf), "gemini a"));
	assert_true(str_is(get(cache, &c, SCHEME_GOPHER, "a", buf), "gopher a"));
	assert_true(str_is(get(cache, &c, SCHEME_GEMINI, "", buf), "home"));
	assert_null(get(cache, &c, SCHEME_GOPHER, "", buf).p);
	assert_null(get(cache, &c, SCHEME_GEMINI, "A", buf).p);
	/* The newer answer counts. */
	put(cache, &c, SCHEME_GEMINI, "a", "again");
	assert_true(str_is(get(cache, &c, SCHEME_GEMINI, "a", buf), "again"));
	cache_put(cache, &c, 0, SCHEME_GEMINI, STR("s"), 51, STR("51 no\r\n"), NULL, NULL);
	e = cache_get(cache, &c, 0, SCHEME_GEMINI, STR("s"));
	assert_int_equal(e->status, 51);
	cache_entry_release(e);
	cache_free(cache);
	cache_free(NULL);
}

static void
test_off(void **state)
{
	struct cache *cache = cache_new(0);
	struct catalogue c = { .number = 1 };
	char buf[64];

	(void)state;
	put(cache, &c, SCHEME_GEMINI, "a", "x");
	assert_null(get(cache, &c, SCHEME_GEMINI, "a", buf).p);
	cache_free(cache);
}

/* Pages of one build of the catalogue are never shown by another. */
static void
test_catalogues(void **state)
{
	struct cache *cache = cache_new(100000);
	struct catalogue old = { .number = 1 }, new = { .number = 2 };
	char buf[64];

	(void)state;
	put(cache, &old, SCHEME_GEMINI, "a", "old");
	assert_null(get(cache, &new, SCHEME_GEMINI, "a", buf).p);
	put(cache, &new, SCHEME_GEMINI, "a", "new");
	/* Somebody still at work with the old one neither sees nor spoils it. */
	assert_null(get(cache, &old, SCHEME_GEMINI, "a", buf).p);
	put(cache, &old, SCHEME_GEMINI, "a", "old");
	assert_true(str_is(get(cache, &new, SCHEME_GEMINI, "a", buf), "new"));
	cache_free(cache);
}

/* The one not asked for longest goes first. */
static void
test_size(void **state)
{
	const size_t each = sizeof(struct cache_entry) + 1 + 10;
	struct cache *cache = cache_new(3 * each);
	struct catalogue c = { .number = 1 };
	char buf[64];

	(void)state;
	put(cache, &c, SCHEME_GEMINI, "a", "0123456789");
	put(cache, &c, SCHEME_GEMINI, "b", "0123456789");
	put(cache, &c, SCHEME_GEMINI, "c", "0123456789");
	assert_non_null(get(cache, &c, SCHEME_GEMINI, "a", buf).p);
	put(cache, &c, SCHEME_GEMINI, "d", "0123456789");
	assert_non_null(get(cache, &c, SCHEME_GEMINI, "a", buf).p);
	assert_null(get(cache, &c, SCHEME_GEMINI, "b", buf).p);
	assert_non_null(get(cache, &c, SCHEME_GEMINI, "c", buf).p);
	assert_non_null(get(cache, &c, SCHEME_GEMINI, "d", buf).p);
	/* One byte more needs two places. */
	put(cache, &c, SCHEME_GEMINI, "e", "0123456789+");
	assert_null(get(cache, &c, SCHEME_GEMINI, "a", buf).p);
	assert_null(get(cache, &c, SCHEME_GEMINI, "c", buf).p);
	assert_non_null(get(cache, &c, SCHEME_GEMINI, "e", buf).p);
	cache_free(cache);
}

static void
test_entry_max(void **state)
{
	struct cache *cache = cache_new(CACHE_SIZE_DEFAULT), *small = cache_new(sizeof(struct cache_entry) + 10);
	struct catalogue c = { .number = 1 };
	static char bytes[CACHE_ENTRY_MAX + 1];
	struct cache_entry *e;
	char buf[64];

	(void)state;
	cache_put(cache, &c, 0, SCHEME_GEMINI, STR("a"), 20, (struct str){ bytes, CACHE_ENTRY_MAX + 1 }, NULL, NULL);
	assert_null(get(cache, &c, SCHEME_GEMINI, "a", buf).p);
	cache_put(cache, &c, 0, SCHEME_GEMINI, STR("a"), 20, (struct str){ bytes, CACHE_ENTRY_MAX }, NULL, NULL);
	e = cache_get(cache, &c, 0, SCHEME_GEMINI, STR("a"));
	assert_non_null(e);
	assert_int_equal(e->bytes.len, CACHE_ENTRY_MAX);
	cache_entry_release(e);
	cache_free(cache);

	put(small, &c, SCHEME_GEMINI, "a", "0123456789");
	assert_null(get(small, &c, SCHEME_GEMINI, "a", buf).p);
	put(small, &c, SCHEME_GEMINI, "a", "012345678");
	assert_non_null(get(small, &c, SCHEME_GEMINI, "a", buf).p);
	cache_free(small);
}

/* An article's page is good as long as its file is what it was. */
static void
test_stamps(void **state)
{
	struct cache *cache = cache_new(100000);
	struct catalogue_root root;
	struct article article = { .file = STR("a.md") };
	struct catalogue c = { .number = 1, .roots = &root, .nroots = 1 };
	struct fs_stamp stamp;
	char buf[64];

	(void)state;
	scratch_begin();
	root = (struct catalogue_root){ str_of(scratch_path), scratch_dir };
	scratch_file("a.md", "one");
	assert_int_equal(catalogue_stat(&c, &article, &stamp), 0);
	cache_put(cache, &c, 0, SCHEME_GEMINI, STR("a"), 20, STR("page one"), &article, &stamp);
	assert_true(str_is(get(cache, &c, SCHEME_GEMINI, "a", buf), "page one"));

	scratch_file("a.md", "two, longer");
	assert_null(get(cache, &c, SCHEME_GEMINI, "a", buf).p);
	/* And it does not come back when the file looks again as it did. */
	scratch_file("a.md", "one");
	assert_null(get(cache, &c, SCHEME_GEMINI, "a", buf).p);

	assert_int_equal(catalogue_stat(&c, &article, &stamp), 0);
	cache_put(cache, &c, 0, SCHEME_GEMINI, STR("a"), 20, STR("page two"), &article, &stamp);
	assert_int_equal(unlinkat(scratch_dir, "a.md", 0), 0);
	assert_null(get(cache, &c, SCHEME_GEMINI, "a", buf).p);
	cache_free(cache);
	scratch_end();
}

/* What is held stays whole after it left the cache. */
static void
test_held(void **state)
{
	struct cache *cache = cache_new(2000);
	struct catalogue c = { .number = 1 };
	struct cache_entry *held;
	char path[32];

	(void)state;
	put(cache, &c, SCHEME_GEMINI, "a", "precious");
	held = cache_get(cache, &c, 0, SCHEME_GEMINI, STR("a"));
	for (int i = 0; i < 100; i++) {
		snprintf(path, sizeof path, "other %d", i);
		put(cache, &c, SCHEME_GEMINI, path, "bytes that push it out");
	}
	assert_null(cache_get(cache, &c, 0, SCHEME_GEMINI, STR("a")));
	assert_true(str_is(held->bytes, "precious"));
	cache_free(cache);
	assert_true(str_is(held->bytes, "precious"));
	cache_entry_release(held);
}

static void *
visit(void *arg)
{
	struct cache *cache = arg;
	char path[32], bytes[64];

	for (unsigned i = 0; i < 20000; i++) {
		struct catalogue c = { .number = 1 + i / 5000 };
		struct cache_entry *e;

		snprintf(path, sizeof path, "page %u", i * 7919 % 97);
		e = cache_get(cache, &c, 0, SCHEME_GEMINI, str_of(path));
		if (e == NULL) {
			snprintf(bytes, sizeof bytes, "%s of %u", path, c.number);
			cache_put(cache, &c, 0, SCHEME_GEMINI, str_of(path), 20, str_of(bytes), NULL, NULL);
			continue;
		}
		snprintf(bytes, sizeof bytes, "%s of %u", path, c.number);
		/* cmocka's checks are for one thread only. */
		if (!str_is(e->bytes, bytes))
			abort();
		cache_entry_release(e);
	}
	return NULL;
}

/* Slow readers of pages that go out of the cache meanwhile: each would leave a copy of its own. */
static void
test_readers_of_what_has_left(void **state)
{
	const size_t size = sizeof(struct cache_entry) * 8, n = 100;
	struct cache *cache = cache_new(size);
	struct catalogue c = { .number = 1 };
	struct cache_entry *held[100];
	size_t bytes = 0;
	char path[32];

	(void)state;
	for (size_t i = 0; i < n; i++) {
		snprintf(path, sizeof path, "page %zu", i);
		put(cache, &c, SCHEME_GEMINI, path, "long");
		held[i] = cache_get(cache, &c, 0, SCHEME_GEMINI, str_of(path));
		bytes += held[i] != NULL ? sizeof *held[i] + held[i]->key.len + held[i]->bytes.len : 0;
	}
	/* As much as is kept, as much as was kept and is held, and the one that passes that. */
	assert_in_range(bytes, size, 2 * size + 2 * sizeof(struct cache_entry));
	assert_null(held[n - 1]);
	for (size_t i = 0; i < n; i++)
		if (held[i] != NULL)
			cache_entry_release(held[i]);
	put(cache, &c, SCHEME_GEMINI, "again", "taken");
	held[0] = cache_get(cache, &c, 0, SCHEME_GEMINI, STR("again"));
	assert_non_null(held[0]);
	cache_entry_release(held[0]);
	cache_free(cache);
}

static void
test_threads(void **state)
{
	struct cache *cache = cache_new(8000);
	pthread_t threads[4];

	(void)state;
	for (int i = 0; i < 4; i++)
		assert_int_equal(pthread_create(&threads[i], NULL, visit, cache), 0);
	for (int i = 0; i < 4; i++)
		pthread_join(threads[i], NULL);
	cache_free(cache);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_keys),
		cmocka_unit_test(test_off),
		cmocka_unit_test(test_catalogues),
		cmocka_unit_test(test_size),
		cmocka_unit_test(test_entry_max),
		cmocka_unit_test(test_stamps),
		cmocka_unit_test(test_held),
		cmocka_unit_test(test_readers_of_what_has_left),
		cmocka_unit_test(test_threads),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
