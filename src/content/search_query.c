/* search_query.c - what a reader's words ask for. */
#include "content/search_query.h"

#include "base/slug.h"
#include "base/utf8.h"
#include "content/search_words.h"

#define YEAR_MAX 9999

static const struct {
	const char *name;
	enum search_field field;
} fields[] = {
	{ "tag:", SEARCH_TAG },
	{ "category:", SEARCH_CATEGORY },
	{ "year:", SEARCH_YEARS },
};

/* --- labels ---------------------------------------------------------- */

void
search_label_all(struct strbuf *out)
{
	strbuf_adds(out, "all");
}

void
search_label_group(struct strbuf *out, enum search_field field, struct str path)
{
	strbuf_adds(out, field == SEARCH_TAG ? "t:" : "c:");
	strbuf_addstr(out, path);
}

void
search_label_year(struct strbuf *out, int year)
{
	strbuf_addf(out, "y:%d", year);
}

/* --- reading --------------------------------------------------------- */

/* The words as one line of valid UTF-8 within the limit, cut between characters. */
static struct str
tidy(struct search_query *q, struct str text, struct arena *a)
{
	struct strbuf clean = STRBUF_INIT;
	struct str s;

	/* Bytes that are none grow threefold; what is beyond is not looked at. */
	q->cut = text.len > 2 * SEARCH_QUERY_SIZE_MAX;
	utf8_clean_line(&clean, str_slice(text, 0, 2 * SEARCH_QUERY_SIZE_MAX));
	s = str_trim(strbuf_str(&clean));
	if (s.len > SEARCH_QUERY_SIZE_MAX) {
		q->cut = true;
		s = str_trim(utf8_cut(s, SEARCH_QUERY_SIZE_MAX));
	}
	s = arena_str(a, s);
	strbuf_done(&clean);
	return s;
}

/* Typed on paper's keyboards, or by a phone. */
static bool
is_quote(uint32_t c)
{
	return c == '"' || (c >= 0x201C && c <= 0x201F) || c == 0xAB || c == 0xBB;
}

/* The next piece between blanks, or between quotes; false at the end. */
static bool
next_piece(struct str text, size_t *at, struct str *ret, bool *ret_quoted)
{
	size_t from, next;
	bool quoted = false;

	for (; *at < text.len; *at = next) {
		next = *at;
		if (!utf8_is_space(utf8_next(text, &next)))
			break;
	}
	if (*at == text.len)
		return false;
	next = *at;
	if (is_quote(utf8_next(text, &next))) {
		quoted = true;
		*at = next;
	}
	for (from = *at; *at < text.len; *at = next) {
		uint32_t c;

		next = *at;
		c = utf8_next(text, &next);
		if (is_quote(c) || (!quoted && utf8_is_space(c))) {
			/* tag:"two words": the quote begins the value. */
			if (!quoted && is_quote(c))
				next = *at;
			break;
		}
	}
	*ret = str_slice(text, from, *at);
	if (*at < text.len)
		*at = next;
	*ret_quoted = quoted;
	return true;
}

static bool
read_words(struct search_term *term, struct str text, struct arena *a)
{
	struct search_words words;
	struct search_word word;
	struct str *v = NULL;
	size_t cap = 0, n = 0, characters = 0;
	bool pairs = false;

	term->prefix = text.len > 0 && text.p[text.len - 1] == '*';
	search_words_init(&words, text, SEARCH_WANTED);
	while (n < SEARCH_PHRASE_MAX && search_words_next(&words, &word)) {
		v = arena_grow(a, v, &cap, n + 1, sizeof *v);
		v[n++] = arena_str(a, word.folded);
		pairs = word.of_pairs;
	}
	if (n == 0)
		return false;
	for (size_t at = 0; at < v[n - 1].len; characters++)
		(void)utf8_next(v[n - 1], &at);
	/* A pair is found within longer words anyway. */
	if (characters < SEARCH_PREFIX_MIN || pairs)
		term->prefix = false;
	term->words = v;
	term->nwords = n;
	return true;
}

static bool
read_group(struct search_term *term, struct str value, struct arena *a)
{
	struct strbuf path = STRBUF_INIT;
	struct str part;

	if (term->field == SEARCH_TAG) {
		slug_add(&path, value);
	} else {
		while (str_cut(&value, '/', &part)) {
			part = str_trim(part);
			if (part.len == 0)
				continue;
			if (path.len > 0)
				strbuf_addc(&path, '/');
			slug_add(&path, part);
		}
	}
	term->label = arena_str(a, strbuf_str(&path));
	strbuf_done(&path);
	return term->label.len > 0;
}

static bool
read_years(struct search_term *term, struct str value)
{
	size_t dash = str_find(value, '-');
	unsigned long from, to;

	if (!str_number(str_slice(value, 0, dash), YEAR_MAX, &from))
		return false;
	to = from;
	if (dash < value.len && !str_number(str_from(value, dash + 1), YEAR_MAX, &to))
		return false;
	term->from = (int)(from < to ? from : to);
	term->to = (int)(from < to ? to : from);
	return true;
}

/* Which label the piece asks for; SEARCH_WORDS: none. */
static enum search_field
find_field(struct str piece, struct str *ret_value)
{
	for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++) {
		struct str name = str_of(fields[i].name);

		if (str_starts_case(piece, name)) {
			*ret_value = str_from(piece, name.len);
			return fields[i].field;
		}
	}
	return SEARCH_WORDS;
}

static bool
read_label(struct search_term *term, struct str text, size_t *at, struct str value, struct arena *a)
{
	size_t after = *at;
	bool quoted;

	if (value.len == 0 && (!next_piece(text, &after, &value, &quoted) || !quoted))
		return false;
	if (str_trim(value).len == 0 ||
	    !(term->field == SEARCH_YEARS ? read_years(term, str_trim(value)) : read_group(term, str_trim(value), a)))
		return false;
	*at = after;
	return true;
}

void
search_query_read(struct search_query *ret, struct str text, struct arena *a)
{
	struct str piece, value;
	size_t at = 0;
	bool quoted;

	*ret = (struct search_query){ .cut = false };
	ret->text = tidy(ret, text, a);
	while (next_piece(ret->text, &at, &piece, &quoted)) {
		struct search_term term = { .field = SEARCH_WORDS };

		if (ret->nterms == SEARCH_TERMS_MAX) {
			ret->cut = true;
			break;
		}
		if (!quoted && piece.len > 0 && piece.p[0] == '-') {
			term.exclude = true;
			piece = str_from(piece, 1);
			if (piece.len == 0 && (at == ret->text.len || !next_piece(ret->text, &at, &piece, &quoted)))
				break;
		}
		if (!quoted)
			term.field = find_field(piece, &value);
		if (term.field != SEARCH_WORDS && !read_label(&term, ret->text, &at, value, a))
			term.field = SEARCH_WORDS;
		if (term.field != SEARCH_WORDS || read_words(&term, piece, a))
			ret->terms[ret->nterms++] = term;
	}
}

/* --- expressing ------------------------------------------------------ */

/* A string of FTS5, in which only the quote is special. */
static void
add_string(struct strbuf *out, struct str s)
{
	strbuf_addc(out, '"');
	for (size_t i = 0; i < s.len; i++) {
		if (s.p[i] == '"')
			strbuf_addc(out, '"');
		strbuf_addc(out, s.p[i]);
	}
	strbuf_addc(out, '"');
}

/* An expression being written. */
struct expression {
	struct strbuf *out;
	size_t nphrases;
	uint64_t counted;	/* phrases of whole words */
};

static void
add_phrase(struct expression *e, bool counted)
{
	if (counted && e->nphrases < 64)
		e->counted |= UINT64_C(1) << e->nphrases;
	e->nphrases++;
}

static void
add_label(struct expression *e, enum search_field field, struct str path, int year)
{
	struct strbuf label = STRBUF_INIT;

	strbuf_addc(&label, SEARCH_LABEL);
	if (field == SEARCH_YEARS)
		search_label_year(&label, year);
	else if (field == SEARCH_WORDS)
		search_label_all(&label);
	else
		search_label_group(&label, field, path);
	add_string(e->out, strbuf_str(&label));
	add_phrase(e, false);
	strbuf_done(&label);
}

static bool
add_years(struct expression *e, const struct search_term *term, const int *years, size_t nyears)
{
	size_t n = 0;

	for (size_t i = 0; i < nyears && n < SEARCH_YEARS_MAX; i++) {
		if (years[i] < term->from || years[i] > term->to)
			continue;
		strbuf_adds(e->out, n++ > 0 ? " OR " : "(");
		add_label(e, SEARCH_YEARS, STR_NONE, years[i]);
	}
	strbuf_adds(e->out, n > 0 ? ")" : "");
	return n > 0;
}

static bool
add_term(struct expression *e, const struct search_term *term, const int *years, size_t nyears)
{
	if (term->field == SEARCH_YEARS)
		return add_years(e, term, years, nyears);
	if (term->field != SEARCH_WORDS) {
		add_label(e, term->field, term->label, 0);
		return true;
	}
	for (size_t i = 0; i < term->nwords; i++) {
		strbuf_adds(e->out, i > 0 ? " + " : "");
		add_string(e->out, term->words[i]);
	}
	strbuf_adds(e->out, term->prefix ? " *" : "");
	add_phrase(e, !term->prefix && !term->exclude);
	return true;
}

bool
search_query_express(const struct search_query *q, const int *years, size_t nyears, struct strbuf *out,
    uint64_t *ret_counted)
{
	struct expression e = { .out = out };
	size_t start = out->len, n = 0;

	if (q->nterms == 0)
		return false;
	strbuf_addc(out, '(');
	for (size_t i = 0; i < q->nterms; i++) {
		if (q->terms[i].exclude)
			continue;
		strbuf_adds(out, n++ > 0 ? " AND " : "");
		if (!add_term(&e, &q->terms[i], years, nyears)) {
			strbuf_truncate(out, start);
			return false;
		}
	}
	/* Without what is sought there is nothing to take from. */
	if (n == 0)
		add_label(&e, SEARCH_WORDS, STR_NONE, 0);
	strbuf_addc(out, ')');
	for (size_t i = 0; i < q->nterms; i++) {
		size_t before = out->len;

		if (!q->terms[i].exclude)
			continue;
		strbuf_adds(out, " NOT (");
		if (add_term(&e, &q->terms[i], years, nyears))
			strbuf_addc(out, ')');
		else
			strbuf_truncate(out, before);	/* no year, nothing to leave out */
	}
	*ret_counted = e.counted;
	return true;
}
