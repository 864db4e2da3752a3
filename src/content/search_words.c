/* search_words.c - a text as the words that the search index knows. */
#include "content/search_words.h"

#include <string.h>

/* What a character is to the index. */
enum sort { SORT_NONE, SORT_WORD, SORT_PAIRS, SORT_UNSEEN };

struct range {
	uint32_t first, last;
};

/* Beside Han and kana (utf8_is_cjk), sorted: Hangul and scripts without blanks. */
static const struct range unspaced[] = {
	{ 0x0E00, 0x0EFF },	/* Thai, Lao */
	{ 0x1000, 0x109F },	/* Myanmar */
	{ 0x1100, 0x11FF },	/* Hangul jamo */
	{ 0x1780, 0x17FF },	/* Khmer */
	{ 0x1950, 0x19DF },	/* Tai Le, New Tai Lue */
	{ 0x1A20, 0x1AAF },	/* Tai Tham */
	{ 0x3130, 0x318F },	/* Hangul of compatibility */
	{ 0xA000, 0xA4CF },	/* Yi */
	{ 0xA960, 0xA97F },	/* Hangul jamo */
	{ 0xA980, 0xA9FF },	/* Javanese, Myanmar */
	{ 0xAA60, 0xAADF },	/* Myanmar, Tai Viet */
	{ 0xAC00, 0xD7FF },	/* Hangul */
};

static bool
is_unspaced(uint32_t c)
{
	if (c < unspaced[0].first)
		return false;
	for (size_t i = 0; i < sizeof unspaced / sizeof unspaced[0]; i++)
		if (c >= unspaced[i].first && c <= unspaced[i].last)
			return true;
	return utf8_is_cjk(c);
}

/* The voicing marks of kana: カ with one is another letter, never two. */
static bool
is_voicing(uint32_t c)
{
	return c == 0x3099 || c == 0x309A;
}

/* Appends c, folded, to the bytes while there is room. */
static void
add(char *bytes, size_t *len, uint32_t c)
{
	char b[4];
	size_t n = utf8_put(b, c);

	if (*len + n > SEARCH_WORD_SIZE_MAX)
		return;
	memcpy(bytes + *len, b, n);
	*len += n;
}

/* Folds c; what it then is. */
static enum sort
fold(uint32_t c, uint32_t v[UTF8_DECOMPOSED_MAX], size_t *n)
{
	if (c < 0x80) {
		v[0] = c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c;
		*n = 1;
		return utf8_is_letter(c) ? SORT_WORD : SORT_NONE;
	}
	/* Neither Han nor Hangul's blocks change, and they are many. */
	if ((c >= 0x4E00 && c <= 0x9FFF) || (c >= 0xAC00 && c <= 0xD7A3)) {
		v[0] = c;
		*n = 1;
		return SORT_PAIRS;
	}
	if (utf8_is_ignorable(c))
		return SORT_UNSEEN;
	if (!utf8_is_letter(c))
		return SORT_NONE;
	*n = utf8_seek(c, v);
	if (*n == 0)
		return SORT_UNSEEN;
	/* A fraction or a squared word comes apart into what is no letter. */
	for (size_t i = 0; i < *n; i++)
		if (!utf8_is_letter(v[i]))
			v[i] = c;
	return is_unspaced(v[0]) ? SORT_PAIRS : SORT_WORD;
}

void
search_words_init(struct search_words *w, struct str text, enum search_purpose purpose)
{
	w->text = text;
	w->at = 0;
	w->purpose = purpose;
	w->labels = text.len > 0 && text.p[0] == SEARCH_LABEL;
	w->in_run = w->single_due = w->last_due = false;
	w->len = 0;
}

static bool
next_label(struct search_words *w, struct search_word *ret)
{
	struct str rest = str_from(w->text, w->at), line;

	while (str_cut(&rest, '\n', &line)) {
		*ret = (struct search_word){ .folded = line, .from = w->at, .to = w->at + line.len };
		w->at = rest.p != NULL ? (size_t)(rest.p - w->text.p) : w->text.len;
		if (line.len > 0)
			return true;
	}
	return false;
}

/* ASCII's letters and digits, folded; 0 for all else. */
static const char ascii[256] = {
	['0'] = '0', ['1'] = '1', ['2'] = '2', ['3'] = '3', ['4'] = '4', ['5'] = '5', ['6'] = '6', ['7'] = '7',
	['8'] = '8', ['9'] = '9', ['A'] = 'a', ['B'] = 'b', ['C'] = 'c', ['D'] = 'd', ['E'] = 'e', ['F'] = 'f',
	['G'] = 'g', ['H'] = 'h', ['I'] = 'i', ['J'] = 'j', ['K'] = 'k', ['L'] = 'l', ['M'] = 'm', ['N'] = 'n',
	['O'] = 'o', ['P'] = 'p', ['Q'] = 'q', ['R'] = 'r', ['S'] = 's', ['T'] = 't', ['U'] = 'u', ['V'] = 'v',
	['W'] = 'w', ['X'] = 'x', ['Y'] = 'y', ['Z'] = 'z', ['a'] = 'a', ['b'] = 'b', ['c'] = 'c', ['d'] = 'd',
	['e'] = 'e', ['f'] = 'f', ['g'] = 'g', ['h'] = 'h', ['i'] = 'i', ['j'] = 'j', ['k'] = 'k', ['l'] = 'l',
	['m'] = 'm', ['n'] = 'n', ['o'] = 'o', ['p'] = 'p', ['q'] = 'q', ['r'] = 'r', ['s'] = 's', ['t'] = 't',
	['u'] = 'u', ['v'] = 'v', ['w'] = 'w', ['x'] = 'x', ['y'] = 'y', ['z'] = 'z',
};

/* The rest of a word that begins with the n characters v of w->text[from]. */
static void
read_word(struct search_words *w, const uint32_t *first, size_t n, size_t from, struct search_word *ret)
{
	uint32_t v[UTF8_DECOMPOSED_MAX];
	enum sort sort;
	size_t next, to = w->at;

	w->len = 0;
	for (size_t i = 0; i < n; i++)
		add(w->word, &w->len, first[i]);
	while (w->at < w->text.len) {
		unsigned char c = (unsigned char)w->text.p[w->at];

		/* Most letters of most texts. */
		if (ascii[c] != 0 && w->len < SEARCH_WORD_SIZE_MAX) {
			w->word[w->len++] = ascii[c];
			to = ++w->at;
			continue;
		}
		next = w->at;
		sort = fold(utf8_next(w->text, &next), v, &n);
		if (sort == SORT_NONE || sort == SORT_PAIRS)
			break;
		w->at = next;
		if (sort == SORT_UNSEEN)
			continue;
		to = next;
		for (size_t i = 0; i < n; i++)
			add(w->word, &w->len, v[i]);
	}
	*ret = (struct search_word){ .folded = { w->word, w->len }, .from = from, .to = to };
}

/* The next character of a run of pairs into *ret, with its voicing mark. */
static bool
read_unit(struct search_words *w, struct search_unit *ret)
{
	uint32_t v[UTF8_DECOMPOSED_MAX];
	bool any = false;
	size_t n, next;

	ret->len = 0;
	while (w->at < w->text.len) {
		enum sort sort;

		next = w->at;
		sort = fold(utf8_next(w->text, &next), v, &n);
		if (sort == SORT_UNSEEN) {
			w->at = next;
			continue;
		}
		if (sort != SORT_PAIRS || (any && !is_voicing(v[0])))
			break;
		if (!any)
			ret->from = w->at;
		any = true;
		w->at = ret->to = next;
		for (size_t i = 0; i < n; i++)
			add(ret->bytes, &ret->len, v[i]);
	}
	return any;
}

static void
give_unit(struct search_words *w, const struct search_unit *unit, bool beside, struct search_word *ret)
{
	memcpy(w->word, unit->bytes, unit->len);
	*ret = (struct search_word){ .folded = { w->word, unit->len }, .from = unit->from, .to = unit->to,
	    .beside = beside, .of_pairs = true };
}

static bool
same_unit(const struct search_unit *a, const struct search_unit *b)
{
	return a->len == b->len && memcmp(a->bytes, b->bytes, a->len) == 0;
}

/* The next word of a run; false at its end. */
static bool
next_of_run(struct search_words *w, struct search_word *ret)
{
	if (w->single_due) {
		w->single_due = false;
		give_unit(w, &w->before, true, ret);
		w->before = w->now;
		return true;
	}
	if (!read_unit(w, &w->now)) {
		bool due = w->last_due;

		w->in_run = w->last_due = false;
		if (due)
			give_unit(w, &w->before, true, ret);
		return due;
	}
	memcpy(w->word, w->before.bytes, w->before.len);
	memcpy(w->word + w->before.len, w->now.bytes, w->now.len);
	*ret = (struct search_word){ .folded = { w->word, w->before.len + w->now.len },
	    .from = w->before.from, .to = w->now.to, .of_pairs = true };
	if (w->purpose == SEARCH_WANTED) {
		w->before = w->now;
		return true;
	}
	w->single_due = true;
	/* A character twice at one place would be one too many. */
	w->last_due = !same_unit(&w->before, &w->now);
	return true;
}

/* Begins a run; true when it is one character alone, given in *ret. */
static bool
begin_run(struct search_words *w, struct search_word *ret)
{
	size_t after;

	if (!read_unit(w, &w->before))
		return false;
	after = w->at;
	if (!read_unit(w, &w->now)) {
		give_unit(w, &w->before, false, ret);
		return true;
	}
	w->at = after;
	w->in_run = true;
	return false;
}

bool
search_words_pass(struct search_words *w, const bool wanted[static 256])
{
	const unsigned char *text = (const unsigned char *)w->text.p;
	size_t at = w->at, len = w->text.len;
	bool any = false;

	if (w->labels || w->in_run)
		return false;
	for (;;) {
		while (at < len && text[at] < 0x80 && ascii[text[at]] == 0)
			at++;
		w->at = at;
		if (at == len || text[at] >= 0x80 || wanted[(unsigned char)ascii[text[at]]])
			return any;
		while (at < len && ascii[text[at]] != 0)
			at++;
		/* It may go on, and its end is not for ASCII to tell. */
		if (at < len && text[at] >= 0x80)
			return any;
		any = true;
	}
}

bool
search_words_next(struct search_words *w, struct search_word *ret)
{
	uint32_t v[UTF8_DECOMPOSED_MAX];
	size_t n, from;

	if (w->labels)
		return next_label(w, ret);
	for (;;) {
		if (w->in_run) {
			if (next_of_run(w, ret))
				return true;
			continue;
		}
		if (w->at >= w->text.len)
			return false;
		from = w->at;
		switch (fold(utf8_next(w->text, &w->at), v, &n)) {
		case SORT_WORD:
			read_word(w, v, n, from, ret);
			return true;
		case SORT_PAIRS:
			w->at = from;
			if (begin_run(w, ret))
				return true;
			break;
		default:
			break;
		}
	}
}
