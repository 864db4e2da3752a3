/* table_test.c - tables in preformatted text, and records. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/utf8.h"
#include "content/markdown.h"
#include "render/document.h"

#include "../lib/sheet_check.h"

#define COUNT(table) (sizeof(table) / sizeof(table)[0])

struct fixture {
	struct arena arena;
	struct strbuf in, out;
};

static void
begin(struct fixture *f)
{
	arena_init(&f->arena, 0);
	strbuf_init(&f->in);
	strbuf_init(&f->out);
}

static void
end(struct fixture *f)
{
	strbuf_done(&f->in);
	strbuf_done(&f->out);
	arena_done(&f->arena);
}

static const char *
write(struct fixture *f, enum sheet_form form)
{
	struct document d = {
		.root = markdown_parse(&f->arena, strbuf_str(&f->in), STR("a.md"), 1, NULL) };
	struct sheet sheet;

	strbuf_reset(&f->out);
	sheet_init(&sheet, form, form == SHEET_GEMTEXT ? SCHEME_GEMINI : SCHEME_GOPHER, NULL, &f->out, 0);
	document_write(&d, &sheet, &f->arena);
	sheet_end(&sheet);
	sheet_done(&sheet);
	return f->out.buf;
}

static void
fill(struct strbuf *out, char c, size_t n)
{
	strbuf_fill(out, c, n);
}

/* --- widths ---------------------------------------------------------- */

/* The columns of the widest line. */
static size_t
widest(struct str out)
{
	struct str line;
	size_t max = 0;

	while (str_line(&out, &line)) {
		size_t width = utf8_width(line);

		max = width > max ? width : max;
	}
	return max;
}

static void
add_words(struct strbuf *out, size_t nwords, size_t size)
{
	for (size_t i = 0; i < nwords; i++) {
		if (i > 0)
			strbuf_addc(out, ' ');
		strbuf_fill(out, 'w', size);
	}
}

static void
a_table_that_fits_is_not_wrapped(void **state)
{
	struct fixture f;

	(void)state;
	begin(&f);
	/* "a", " | " and 68 columns are 72. */
	strbuf_adds(&f.in, "|a|b|\n|-|-|\n|c|");
	add_words(&f.in, 23, 2);
	strbuf_adds(&f.in, "|\n");
	write(&f, SHEET_GEMTEXT);
	assert_int_equal(widest(strbuf_str(&f.out)), 72);
	assert_int_equal(strstr(f.out.buf, "c |") != NULL, 1);
	assert_null(strstr(f.out.buf, "\n  |"));

	/* One more, and the last word stands below. */
	strbuf_reset(&f.in);
	strbuf_adds(&f.in, "|a|b|\n|-|-|\n|cc|");
	add_words(&f.in, 23, 2);
	strbuf_adds(&f.in, "|\n");
	write(&f, SHEET_GEMTEXT);
	assert_true(widest(strbuf_str(&f.out)) <= 72);
	assert_non_null(strstr(f.out.buf, "\n   | ww\n"));
	end(&f);
}

static void
every_form_has_its_width(void **state)
{
	static const size_t widths[] = { SHEET_TABLE_WIDTH, SHEET_MENU_WIDTH, SHEET_TEXT_WIDTH };

	(void)state;
	for (enum sheet_form form = SHEET_GEMTEXT; form <= SHEET_PLAIN; form++) {
		struct fixture f;
		struct str out, line;

		begin(&f);
		strbuf_adds(&f.in, "|a|b|c|\n|-|-|-|\n|");
		for (int i = 0; i < 3; i++) {
			add_words(&f.in, 40, 5);
			strbuf_addc(&f.in, '|');
		}
		write(&f, form);
		for (out = strbuf_str(&f.out); str_line(&out, &line);) {
			/* Of a menu's line what is shown. */
			if (form == SHEET_MENU)
				line = str_slice(line, 1, str_find(line, '\t'));
			assert_true(utf8_width(line) <= widths[form]);
		}
		assert_non_null(strstr(f.out.buf, "-+-"));
		end(&f);
	}
}

static void
the_narrowest_fit_is_a_table_and_less_are_records(void **state)
{
	struct fixture f;

	(void)state;
	/* Three columns of 22 and two separators are 72. */
	for (size_t last = 22; last <= 23; last++) {
		begin(&f);
		strbuf_adds(&f.in, "|a|b|c|\n|-|-|-|\n|");
		add_words(&f.in, 3, 22);
		strbuf_addc(&f.in, '|');
		add_words(&f.in, 3, 22);
		strbuf_addc(&f.in, '|');
		add_words(&f.in, 3, last);
		strbuf_adds(&f.in, "|\n");
		write(&f, SHEET_GEMTEXT);
		assert_int_equal(strstr(f.out.buf, "```Table: a, b, c\n") != NULL, last == 22);
		assert_int_equal(strstr(f.out.buf, "\n* b: wwww") != NULL, last == 23);
		if (last == 22)
			assert_int_equal(widest(strbuf_str(&f.out)), 72);
		end(&f);
	}
}

static void
wide_columns_give_way_to_narrow_ones(void **state)
{
	struct fixture f;

	(void)state;
	begin(&f);
	strbuf_adds(&f.in, "|key|value|other|\n|-|-|-|\n|k1|");
	add_words(&f.in, 50, 3);
	strbuf_adds(&f.in, "|ten chars.|\n");
	write(&f, SHEET_GEMTEXT);
	assert_non_null(strstr(f.out.buf, "\nk1  | www"));
	assert_non_null(strstr(f.out.buf, "| ten chars.\n"));
	assert_int_equal(widest(strbuf_str(&f.out)), 72);
	end(&f);
}

/* --- what is in cells ------------------------------------------------ */

static const struct {
	const char *in;
	enum sheet_form form;
	const char *want;
} tables[] = {
	{ "|a|\n|-|", SHEET_GEMTEXT, "```Table: a\na\n-\n```\n" },
	{ "|a|b|\n|-|-|\n|c|", SHEET_GEMTEXT, "```Table: a, b\na | b\n--+--\nc |\n```\n" },
	{ "|a|b|\n|-|-|\n|c|d|e|", SHEET_GEMTEXT, "```Table: a, b\na | b\n--+--\nc | d\n```\n" },
	{ "|||\n|-|-|\n|c|d|", SHEET_GEMTEXT, "```Table\nc | d\n```\n" },
	{ "|||\n|-|-|\n|||", SHEET_GEMTEXT, "" },
	{ "|aaaa|bbbb|cccc|\n|:-:|-:|:-|\n|d|e|f|", SHEET_GEMTEXT,
	    "```Table: aaaa, bbbb, cccc\naaaa | bbbb | cccc\n-----+------+-----\n d   |    e | f\n```\n" },
	{ "|a<br>b|c|\n|-|-|\n|d|e<br/>f<br>g|", SHEET_GEMTEXT,
	    "```Table: a b, c\na | c\nb |\n--+--\nd | e\n  | f\n  | g\n```\n" },
	{ "|`a`|*b*|\n|-|-|\n|~~c~~|d|", SHEET_PLAIN,
	    "    `a`   | _b_\n    ------+----\n    ~~c~~ | d\n" },
	{ "|a|\n|-|\n|[b](c)|\n|[d](c)|\n|![e](f)|", SHEET_GEMTEXT,
	    "```Table: a\na\n---\nb\nd\n[e]\n```\n\n=> c b\n=> f Image: e\n" },
	{ "|`` ` ``|\n|-|\n|b|", SHEET_GEMTEXT, "```Table:\n`` ` ``\n-------\nb\n```\n" },
	{ "- |a|\n  |-|", SHEET_PLAIN, "*\n      a\n      -\n" },
	{ "> |a|\n> |-|\n> |b|", SHEET_PLAIN, ">     a\n>     -\n>     b\n" },
	/* Rows of HTML may be longer than others. */
	{ "<table><tr><td>a<tr><td>b<td>c</table>", SHEET_GEMTEXT, "```Table\na |\nb | c\n```\n" },
	{ "<table><tr><th>a<td>b<tr><td>c</table>", SHEET_GEMTEXT, "```Table\na | b\nc |\n```\n" },
	{ "<table></table>", SHEET_GEMTEXT, "" },
};

static void
cells_are_shown_as_they_are(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(tables); i++) {
		struct fixture f;

		begin(&f);
		strbuf_adds(&f.in, tables[i].in);
		assert_string_equal(write(&f, tables[i].form), tables[i].want);
		end(&f);
	}
}

/* --- records --------------------------------------------------------- */

static void
records_hold_all_and_their_links(void **state)
{
	struct fixture f;
	char word[61];

	(void)state;
	begin(&f);
	memset(word, 'w', sizeof word - 1);
	word[sizeof word - 1] = '\0';
	strbuf_addf(&f.in, "|h|[i](hi)||\n|-|-|-|\n|%s|%s|[c](d)|\n||[e](f)|g|\n|last|||\n", word, word);
	write(&f, SHEET_GEMTEXT);
	strbuf_reset(&f.in);
	strbuf_addf(&f.in, "%s\n\n* i: %s\n* c\n=> hi i\n=> d c\n\n* i: e\n* g\n=> f e\n\nlast\n", word, word);
	assert_string_equal(f.out.buf, f.in.buf);
	end(&f);
}

static void
a_head_alone_is_a_record_too(void **state)
{
	struct fixture f;

	(void)state;
	begin(&f);
	strbuf_adds(&f.in, "|[a](b)|");
	fill(&f.in, 'x', 80);
	strbuf_adds(&f.in, "|\n|-|-|\n");
	write(&f, SHEET_GEMTEXT);
	assert_true(str_starts(strbuf_str(&f.out), STR("a\n\n* xxxx")));
	assert_true(str_ends(strbuf_str(&f.out), STR("x\n=> b a\n")));
	end(&f);
}

/* As large as real ones, and columns without end. */
static const struct {
	size_t columns, rows;
	const char *cell;
} large[] = {
	{ 26, 1297, "cell text" },
	{ 128, 700, "x" },
	{ 3, 1000, "[a link](target) and ![an image](image.png)" },
	{ 1, 20000, "one column" },
};

static void
large_tables_are_valid_in_every_form(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(large); i++) {
		struct fixture f;

		begin(&f);
		for (size_t row = 0; row < large[i].rows; row++) {
			for (size_t column = 0; column < large[i].columns; column++)
				strbuf_addf(&f.in, "|%s", row == 1 ? "-" : large[i].cell);
			strbuf_adds(&f.in, "|\n");
		}
		for (enum sheet_form form = SHEET_GEMTEXT; form <= SHEET_PLAIN; form++) {
			struct sheet_check check = { .form = form };

			write(&f, form);
			assert_null(sheet_check(&check, strbuf_str(&f.out)));
			assert_true(f.out.len > large[i].rows * large[i].columns);
		}
		end(&f);
	}
}

static void
a_cell_of_thousands_of_characters_is_wrapped(void **state)
{
	struct fixture f;

	(void)state;
	begin(&f);
	strbuf_adds(&f.in, "|a|b|\n|-|-|\n|");
	add_words(&f.in, 600, 4);
	strbuf_adds(&f.in, "|short|\n");
	write(&f, SHEET_GEMTEXT);
	assert_int_equal(widest(strbuf_str(&f.out)), 72);
	assert_int_equal(strstr(f.out.buf, "| short\n") != NULL, 1);
	end(&f);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_table_that_fits_is_not_wrapped),
		cmocka_unit_test(every_form_has_its_width),
		cmocka_unit_test(the_narrowest_fit_is_a_table_and_less_are_records),
		cmocka_unit_test(wide_columns_give_way_to_narrow_ones),
		cmocka_unit_test(cells_are_shown_as_they_are),
		cmocka_unit_test(records_hold_all_and_their_links),
		cmocka_unit_test(a_head_alone_is_a_record_too),
		cmocka_unit_test(large_tables_are_valid_in_every_form),
		cmocka_unit_test(a_cell_of_thousands_of_characters_is_wrapped),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
