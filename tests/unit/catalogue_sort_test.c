/* catalogue_sort_test.c - the orders of listings, next to comparing each with each. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "content/catalogue_build.h"

#define ARTICLES 3000

static struct article articles[ARTICLES];
static char files[ARTICLES][16];
static const struct article *list[ARTICLES];

static uint32_t
next_random(uint32_t *state)
{
	*state = *state * 1664525u + 1013904223u;
	return *state >> 8;
}

static struct date
random_date(uint32_t *state)
{
	static const int64_t spans[] = { 1, 3, 300, 86400 * 365 * INT64_C(30), DATE_MAX_S };
	int64_t span = spans[next_random(state) % 5], at_s = (int64_t)next_random(state) * next_random(state) % span;

	/* Some at both ends of what there is. */
	switch (next_random(state) % 8) {
	case 0:
		return (struct date){ .known = false };
	case 1:
		return (struct date){ .known = true, .at_s = next_random(state) % 2 ? DATE_MIN_S : DATE_MAX_S };
	default:
		return (struct date){ .known = true, .at_s = next_random(state) % 2 ? at_s : -at_s / 8 };
	}
}

static void
fill(uint32_t seed, bool dated, bool ordered, bool by_file)
{
	uint32_t state = seed;

	for (size_t i = 0; i < ARTICLES; i++) {
		snprintf(files[i], sizeof files[i], "f%06zu.md", by_file ? i : i * 7919 % ARTICLES);
		articles[i] = (struct article){
			.file = str_of(files[i]),
			.order = (double)INFINITY,
			.date = dated ? random_date(&state) : (struct date){ .known = false },
		};
		if (ordered && next_random(&state) % 4 == 0)
			articles[i].order = next_random(&state) % 50 == 0 ? (double)NAN : (double)(next_random(&state) % 9) - 4;
		list[i] = &articles[i];
	}
}

static double
order_of(const struct article *a)
{
	return isnan(a->order) ? (double)INFINITY : a->order;
}

/* Whether a may stand before b: newest first, then by order, then by file; undated ones last. */
static bool
is_before(const struct article *a, const struct article *b)
{
	if (date_cmp(a->date, b->date) != 0)
		return date_cmp(a->date, b->date) > 0;
	if (a->date.known && (order_of(a) < order_of(b) || order_of(a) > order_of(b)))
		return order_of(a) < order_of(b);
	return str_cmp(a->file, b->file) < 0;
}

static void
test_by_date(void **state)
{
	(void)state;
	for (uint32_t i = 0; i < 8; i++) {
		size_t n = i == 0 ? 2 : ARTICLES;

		fill(i, i != 1, i % 2 != 0, (i & 4) != 0);
		sort_by_date(list, n);
		for (size_t j = 1; j < n; j++)
			assert_true(is_before(list[j - 1], list[j]));
	}
}

static void
test_by_order(void **state)
{
	(void)state;
	for (uint32_t i = 0; i < 4; i++) {
		fill(i, false, i % 2 != 0, true);
		sort_by_order(list, ARTICLES);
		/* They came by file: so are those of one order. */
		for (size_t j = 1; j < ARTICLES; j++) {
			double before = order_of(list[j - 1]), order = order_of(list[j]);

			assert_true(before < order || (!(before > order) && str_cmp(list[j - 1]->file, list[j]->file) < 0));
		}
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_by_date),
		cmocka_unit_test(test_by_order),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
