/* shelf_test.c - a catalogue lives as long as somebody has it in hand. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/mem.h"
#include "content/shelf.h"
#include "site.h"

#define THREADS 4
#define ROUNDS 2000

static void
test_borrow(void **state)
{
	struct shelf shelf;
	struct catalogue *old, *now;

	(void)state;
	site_put("a.md", "text\n");
	shelf_init(&shelf, site_build(NULL));
	old = shelf_borrow(&shelf);
	site_put("b.md", "text\n");
	shelf_replace(&shelf, site_build(old));
	now = shelf_borrow(&shelf);
	assert_int_equal(old->number, 1);
	assert_int_equal(old->narticles, 1);	/* still whole */
	assert_int_equal(now->number, 2);
	assert_int_equal(now->narticles, 2);
	catalogue_release(old);
	shelf_done(&shelf);
	assert_int_equal(now->narticles, 2);	/* outlives the shelf */
	catalogue_release(now);
}

static void
test_empty(void **state)
{
	struct shelf shelf;

	(void)state;
	shelf_init(&shelf, NULL);
	assert_null(shelf_borrow(&shelf));
	shelf_replace(&shelf, site_build(NULL));
	shelf_replace(&shelf, NULL);
	assert_null(shelf_borrow(&shelf));
	shelf_done(&shelf);
}

/* Each round looks into what was borrowed: a sanitizer sees it if it has gone. */
static void *
reader(void *arg)
{
	size_t *seen = mem_alloc(sizeof *seen);

	for (int i = 0; i < ROUNDS; i++) {
		struct catalogue *c = shelf_borrow(arg);

		*seen += catalogue_find_article(c, STR("a")) != NULL;
		catalogue_release(c);
	}
	return seen;
}

static void
test_threads(void **state)
{
	pthread_t threads[THREADS];
	struct shelf shelf;

	(void)state;
	site_put("a.md", "text\n");
	shelf_init(&shelf, site_build(NULL));
	for (int i = 0; i < THREADS; i++)
		assert_int_equal(pthread_create(&threads[i], NULL, reader, &shelf), 0);
	for (int i = 0; i < 50; i++) {
		struct catalogue *now = shelf_borrow(&shelf);

		shelf_replace(&shelf, site_build(now));
		catalogue_release(now);
	}
	for (int i = 0; i < THREADS; i++) {
		void *seen;

		assert_int_equal(pthread_join(threads[i], &seen), 0);
		assert_int_equal(*(size_t *)seen, ROUNDS);
		free(seen);
	}
	shelf_done(&shelf);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_borrow, site_setup, site_teardown),
		cmocka_unit_test_setup_teardown(test_empty, site_setup, site_teardown),
		cmocka_unit_test_setup_teardown(test_threads, site_setup, site_teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
