/* doc_test.c - an article's text as a tree. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "content/doc.h"

static struct doc_node *
add(struct arena *a, struct doc_node *parent, enum doc_kind kind)
{
	struct doc_node *n = doc_new(a, kind);

	doc_append(parent, n);
	return n;
}

static void
children_keep_their_order(void **state)
{
	struct arena a;
	struct doc_node *root, *one, *two;

	(void)state;
	arena_init(&a, 0);
	root = doc_new(&a, DOC_ROOT);
	assert_null(root->parent);
	one = add(&a, root, DOC_PARAGRAPH);
	assert_ptr_equal(root->first, one);
	assert_ptr_equal(root->last, one);
	two = add(&a, root, DOC_RULE);
	assert_ptr_equal(root->first, one);
	assert_ptr_equal(root->last, two);
	assert_ptr_equal(one->next, two);
	assert_null(two->next);
	assert_ptr_equal(two->parent, root);
	arena_done(&a);
}

static void
a_walk_meets_each_node_once_in_order(void **state)
{
	struct arena a;
	struct doc_node *root, *list, *item, *text, *rule;

	(void)state;
	arena_init(&a, 0);
	root = doc_new(&a, DOC_ROOT);
	list = add(&a, root, DOC_LIST);
	item = add(&a, list, DOC_ITEM);
	text = add(&a, add(&a, item, DOC_PARAGRAPH), DOC_TEXT);
	rule = add(&a, root, DOC_RULE);

	assert_ptr_equal(doc_walk(root, root), list);
	assert_ptr_equal(doc_walk(list, root), item);
	assert_ptr_equal(doc_walk(item, root), item->first);
	assert_ptr_equal(doc_walk(item->first, root), text);
	assert_ptr_equal(doc_walk(text, root), rule);
	assert_null(doc_walk(rule, root));

	/* Only below the top, which is not met itself. */
	assert_null(doc_walk(text, list));
	assert_null(doc_walk(text, item));
	assert_null(doc_walk(text, text));

	assert_ptr_equal(doc_skip(list, root), rule);
	assert_ptr_equal(doc_skip(text, root), rule);
	assert_null(doc_skip(item, list));
	assert_null(doc_skip(root, root));
	arena_done(&a);
}

static void
kinds_are_blocks_or_inlines_and_have_names(void **state)
{
	(void)state;
	for (enum doc_kind kind = DOC_ROOT; kind <= DOC_FOOTNOTE_REF; kind++) {
		assert_non_null(doc_kind_name(kind));
		assert_int_equal(doc_is_block(kind), kind <= DOC_FOOTNOTE);
	}
	assert_string_equal(doc_kind_name(DOC_HARD_BREAK), "hard break");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(children_keep_their_order),
		cmocka_unit_test(a_walk_meets_each_node_once_in_order),
		cmocka_unit_test(kinds_are_blocks_or_inlines_and_have_names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
