#include "base/nearest.h"

#include "base/ascii.h"

static size_t
least(size_t a, size_t b)
{
	return a < b ? a : b;
}

size_t
nearest_distance(struct str a, struct str b)
{
	/* Three rows of the table of optimal string alignment: two back, one back, this one. */
	size_t rows[3][NEAREST_WORD_MAX + 1];
	size_t *before = rows[0], *last = rows[1], *now = rows[2], *swap;

	if (a.len > NEAREST_WORD_MAX || b.len > NEAREST_WORD_MAX)
		return NEAREST_WORD_MAX;
	for (size_t j = 0; j <= b.len; j++)
		last[j] = j;
	for (size_t i = 1; i <= a.len; i++) {
		now[0] = i;
		for (size_t j = 1; j <= b.len; j++) {
			char x = ascii_small(a.p[i - 1]), y = ascii_small(b.p[j - 1]);

			now[j] = least(least(last[j] + 1, now[j - 1] + 1), last[j - 1] + (x != y));
			if (i > 1 && j > 1 && x == ascii_small(b.p[j - 2]) && ascii_small(a.p[i - 2]) == y)
				now[j] = least(now[j], before[j - 2] + 1);
		}
		swap = before;
		before = last;
		last = now;
		now = swap;
	}
	return last[b.len];
}

/* As nearest_distance; NEAREST_WORD_MAX unless word resembles known. */
static size_t
slip(struct str word, struct str known)
{
	size_t most = (known.len + 1) / 3, distance;
	size_t apart = word.len > known.len ? word.len - known.len : known.len - word.len;

	/* Mostly the lengths alone tell. */
	if (word.len < 2 || apart > most)
		return NEAREST_WORD_MAX;
	distance = nearest_distance(word, known);
	return distance <= most ? distance : NEAREST_WORD_MAX;
}

bool
nearest_resembles(struct str word, struct str known)
{
	return slip(word, known) < NEAREST_WORD_MAX;
}

struct nearest
nearest_begin(struct str word)
{
	return (struct nearest){ .word = word, .known = STR_NONE, .distance = NEAREST_WORD_MAX };
}

void
nearest_offer(struct nearest *n, struct str known)
{
	size_t distance = slip(n->word, known);

	if (distance < n->distance) {
		n->distance = distance;
		n->known = known;
	}
}

struct str
nearest_end(const struct nearest *n)
{
	return n->known;
}
