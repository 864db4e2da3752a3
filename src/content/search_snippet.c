/* search_snippet.c - the piece of a text in which a reader's words stand. */
#include "content/search_snippet.h"

#include <assert.h>
#include <string.h>

#include "base/utf8.h"
#include "content/search_words.h"

#define ELLIPSIS "\xE2\x80\xA6"
#define BETWEEN_BLOCKS " \xC2\xB7 "
#define BEFORE ((size_t)60)	/* [bytes] shown before the first hit */
/* [bytes] that a cut may be moved by to fall between words. */
#define SLACK ((size_t)30)

struct hit {
	size_t from, to;
	unsigned term;
};

struct hits {
	struct hit v[SEARCH_SNIPPET_HITS_MAX];
	size_t n;
};

/* How far a term has been found, word after word. */
struct progress {
	size_t n, from;
};

static bool
is_word(const struct search_term *term, size_t i, struct str folded)
{
	if (term->prefix && i + 1 == term->nwords)
		return str_starts(folded, term->words[i]);
	return str_eq(folded, term->words[i]);
}

static void
add_hit(struct hits *hits, size_t from, size_t to, unsigned term)
{
	if (hits->n < SEARCH_SNIPPET_HITS_MAX)
		hits->v[hits->n++] = (struct hit){ from, to, term };
}

static void
look(struct hits *hits, const struct search_term *term, unsigned number, struct progress *p,
    const struct search_word *word)
{
	if (term->nwords == 1) {
		if (is_word(term, 0, word->folded))
			add_hit(hits, word->from, word->to, number);
		return;
	}
	/* Single characters stand beside the pairs that phrases are made of. */
	if (word->beside)
		return;
	if (!is_word(term, p->n, word->folded))
		p->n = 0;
	if (!is_word(term, p->n, word->folded))
		return;
	if (p->n == 0)
		p->from = word->from;
	if (++p->n == term->nwords) {
		add_hit(hits, p->from, word->to, number);
		p->n = 0;
	}
}

static bool
is_sought(const struct search_term *term)
{
	return term->field == SEARCH_WORDS && !term->exclude;
}

/* How the words begin that are sought; none is empty. */
static void
find_beginnings(bool beginnings[static 256], const struct search_query *q)
{
	for (size_t i = 0; i < q->nterms; i++)
		for (size_t j = 0; is_sought(&q->terms[i]) && j < q->terms[i].nwords; j++) {
			assert(q->terms[i].words[j].len > 0);
			beginnings[(unsigned char)q->terms[i].words[j].p[0]] = true;
		}
}

static void
find_hits(struct hits *hits, struct str text, const struct search_query *q)
{
	struct progress progress[SEARCH_TERMS_MAX] = { { 0 } };
	bool beginnings[256] = { false };
	struct search_words words;
	struct search_word word;

	find_beginnings(beginnings, q);
	search_words_init(&words, text, SEARCH_TEXT);
	while (hits->n < SEARCH_SNIPPET_HITS_MAX) {
		/* No phrase goes on behind a word that is in none. */
		if (search_words_pass(&words, beginnings))
			memset(progress, 0, sizeof progress);
		if (!search_words_next(&words, &word))
			break;
		for (unsigned i = 0; i < q->nterms; i++)
			if (is_sought(&q->terms[i]))
				look(hits, &q->terms[i], i, &progress[i], &word);
	}
}

/* The first hit of the stretch that holds the most different terms. */
static size_t
choose(const struct hits *hits)
{
	size_t best = 0, most = 0;

	for (size_t i = 0; i < hits->n; i++) {
		bool seen[SEARCH_TERMS_MAX] = { false };
		size_t n = 0;

		for (size_t j = i; j < hits->n && hits->v[j].to <= hits->v[i].from + SEARCH_SNIPPET_SIZE - BEFORE; j++) {
			n += !seen[hits->v[j].term];
			seen[hits->v[j].term] = true;
		}
		if (n > most) {
			most = n;
			best = i;
		}
	}
	return best;
}

/* Moves at towards limit, at most SLACK, to where a word begins or a blank is;
 * without any, to where a character begins. */
static size_t
move_start(struct str text, size_t at, size_t limit)
{
	size_t to = at;

	while (to < limit && to < at + SLACK && text.p[to - 1] != ' ' && text.p[to - 1] != '\n')
		to++;
	if (text.p[to - 1] != ' ' && text.p[to - 1] != '\n')
		to = at;
	while (to < limit && utf8_is_inside(text.p[to]))
		to++;
	return to;
}

static size_t
move_end(struct str text, size_t at, size_t limit)
{
	size_t to = at;

	while (to > limit && to + SLACK > at && text.p[to] != ' ' && text.p[to] != '\n')
		to--;
	if (text.p[to] != ' ' && text.p[to] != '\n')
		to = at;
	while (to > limit && utf8_is_inside(text.p[to]))
		to--;
	return to;
}

bool
search_snippet_add(struct strbuf *out, struct str text, const struct search_query *q)
{
	struct hits hits = { .n = 0 };
	struct str rest, line;
	size_t from, to;
	const struct hit *hit;
	bool first = true;

	find_hits(&hits, text, q);
	if (hits.n == 0)
		return false;
	hit = &hits.v[choose(&hits)];
	from = hit->from > BEFORE ? move_start(text, hit->from - BEFORE, hit->from) : 0;
	to = from + SEARCH_SNIPPET_SIZE;
	/* A word without blanks may be as long as it likes. */
	to = to < text.len ? move_end(text, to, hit->from) : text.len;
	strbuf_adds(out, from > 0 ? ELLIPSIS : "");
	rest = str_trim(str_slice(text, from, to));
	while (str_line(&rest, &line)) {
		if (str_trim(line).len == 0)
			continue;
		strbuf_adds(out, first ? "" : BETWEEN_BLOCKS);
		strbuf_addstr(out, str_trim(line));
		first = false;
	}
	strbuf_adds(out, to < text.len && str_trim(str_from(text, to)).len > 0 ? " " ELLIPSIS : "");
	return true;
}
