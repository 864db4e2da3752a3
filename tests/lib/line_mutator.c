/* line_mutator.c - changes of whole lines, for fuzz targets of texts. */

#include <stdbool.h>
#include <string.h>

#include "line_mutator.h"

#define LINES_MAX 6	/* taken at once */

/* libFuzzer's own; absent where a target only replays its corpus. */
size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t size_max) __attribute__((weak));

struct text {
	uint8_t *p;
	size_t size, size_max;
	uint32_t chance;
};

/* Of whole lines, the last "\n" included: offsets into the text. */
struct span {
	size_t from, to;
};

static const char *const heads[] = {
	"> ", "- ", "  ", "    ", "\t", "1. ", "# ",
	"[^1]: ", "[a]: ", ": ", "| ", "|---|\n", "\n",
};

static const char *const pairs[][2] = {
	{ "**", "**" }, { "_", "_" }, { "`", "`" },
	{ "~~", "~~" }, { "[", "](/x)" }, { "![", "](/x.png)" },
	{ "<b>", "</b>" }, { "<td>", "</td>" }, { "<li>", "</li>" },
	{ "<a href='/x'>", "</a>" }, { "<pre>", "</pre>" }, { "\"", "\"" },
	{ "\n```\n", "\n```\n" }, { "<!--", "-->" }, { "<p>", "</p>" },
	{ "{", "}" }, { "(", ")" }, { "[", "]" },
};

/* xorshift: what matters is that the same seed does the same everywhere. */
static size_t
draw(uint32_t *chance, size_t below)
{
	*chance ^= *chance << 13;
	*chance ^= *chance >> 17;
	*chance ^= *chance << 5;
	return below > 0 ? *chance % below : 0;
}

static size_t
line_end(const uint8_t *p, size_t size, size_t at)
{
	const uint8_t *end = at < size ? memchr(p + at, '\n', size - at) : NULL;

	return end != NULL ? (size_t)(end - p) + 1 : size;
}

/* The beginning of the line that holds a byte drawn: long lines are met more often, which does no harm. */
static size_t
draw_line(uint32_t *chance, const uint8_t *p, size_t size)
{
	size_t at = draw(chance, size + 1);

	while (at > 0 && p[at - 1] != '\n')
		at--;
	return at;
}

static struct span
draw_lines(uint32_t *chance, const uint8_t *p, size_t size)
{
	struct span s = { .from = draw_line(chance, p, size) };

	s.to = s.from;
	for (size_t n = 1 + draw(chance, LINES_MAX); n > 0; n--)
		s.to = line_end(p, size, s.to);
	return s;
}

/* False where there is no room. */
static bool
insert(struct text *t, size_t at, const void *bytes, size_t n)
{
	if (n > t->size_max - t->size)
		return false;
	memmove(t->p + at + n, t->p + at, t->size - at);
	memcpy(t->p + at, bytes, n);
	t->size += n;
	return true;
}

static void
drop(struct text *t, size_t from, size_t to)
{
	memmove(t->p + from, t->p + to, t->size - to);
	t->size -= to - from;
}

/* Lines put at the beginning of another line, from a copy. */
static void
copy_lines(struct text *t, bool keep)
{
	struct span s = draw_lines(&t->chance, t->p, t->size);
	uint8_t copy[4096];
	size_t n = s.to - s.from;

	if (n > sizeof copy)
		return;
	memcpy(copy, t->p + s.from, n);
	if (!keep)
		drop(t, s.from, s.to);
	insert(t, draw_line(&t->chance, t->p, t->size), copy, n);
}

static void
put_heads(struct text *t)
{
	const char *head = heads[draw(&t->chance, sizeof heads / sizeof heads[0])];
	struct span s = draw_lines(&t->chance, t->p, t->size);

	for (size_t at = s.from; at < s.to && insert(t, at, head, strlen(head));) {
		at = line_end(t->p, t->size, at + strlen(head));
		s.to += strlen(head);
	}
}

static void
drop_head(struct text *t)
{
	size_t from = draw_line(&t->chance, t->p, t->size), to = from;

	while (to < t->size && strchr(" \t>-#*|", t->p[to]) != NULL && t->p[to] != '\0')
		to++;
	drop(t, from, to);
}

/* Puts a pair around a part of a line, or of some. */
static void
put_pair(struct text *t)
{
	const char *const *pair = pairs[draw(&t->chance, sizeof pairs / sizeof pairs[0])];
	size_t from = draw(&t->chance, t->size + 1);
	size_t to = from + draw(&t->chance, line_end(t->p, t->size, from) - from + 1);

	if (insert(t, to, pair[1], strlen(pair[1])))
		insert(t, from, pair[0], strlen(pair[0]));
}

static void
join_lines(struct text *t)
{
	size_t end = line_end(t->p, t->size, draw_line(&t->chance, t->p, t->size));

	if (end > 0 && t->p[end - 1] == '\n')
		drop(t, end - 1, end);
}

size_t
line_mutator_change(uint8_t *data, size_t size, size_t size_max, unsigned seed)
{
	struct text t = { .p = data, .size = size, .size_max = size_max, .chance = seed * 2654435761u | 1 };
	struct span s;

	if (size == 0 || draw(&t.chance, 2) == 0)
		return LLVMFuzzerMutate(data, size, size_max);
	for (size_t n = 1 + draw(&t.chance, 3); n > 0; n--) {
		switch (draw(&t.chance, 8)) {
		case 0:
		case 1:
			copy_lines(&t, true);
			break;
		case 2:
			copy_lines(&t, false);
			break;
		case 3:
			put_heads(&t);
			break;
		case 4:
			drop_head(&t);
			break;
		case 5:
			put_pair(&t);
			break;
		case 6:
			join_lines(&t);
			break;
		default:
			s = draw_lines(&t.chance, t.p, t.size);
			drop(&t, s.from, s.to);
			break;
		}
	}
	return t.size;
}

size_t
line_mutator_cross(const uint8_t *a, size_t a_size, const uint8_t *b, size_t b_size,
    uint8_t *out, size_t size_max, unsigned seed)
{
	struct text t = { .p = out, .size_max = size_max, .chance = seed * 2654435761u | 1 };
	size_t at = draw_line(&t.chance, a, a_size);
	struct span s = draw_lines(&t.chance, b, b_size);

	if (draw(&t.chance, 4) == 0)
		s.to = b_size;
	insert(&t, 0, a, at);
	insert(&t, t.size, b + s.from, s.to - s.from);
	/* Between two lines of the first, or instead of all that follow. */
	if (draw(&t.chance, 4) != 0)
		insert(&t, t.size, a + at, a_size - at);
	return t.size;
}
