/* markdown_tally.c - what a block's text would cost cmark. */
#include "base/utf8.h"
#include "content/markdown.h"
#include "content/markdown_gate.h"

enum class { OTHER, END, MARK, RUN, LONE, OPEN, CLOSE, ANGLE, COLON, DOUBLE_U, AT };

static const unsigned char classes[256] = {
	['\0'] = END,
	['`'] = MARK, ['&'] = MARK, ['\\'] = MARK, ['!'] = MARK,
	['*'] = RUN, ['_'] = RUN, ['~'] = RUN,
	['.'] = LONE, ['-'] = LONE, ['"'] = LONE, ['\''] = LONE,
	['['] = OPEN, [']'] = CLOSE, ['<'] = ANGLE,
	[':'] = COLON, ['w'] = DOUBLE_U, ['@'] = AT,
};

struct tally {
	bool autolinks;
	size_t nlinks, nautolinks, nmarks, work;
	size_t nopen;			/* brackets that wait for their ends */
	size_t nruns;			/* of marks of emphasis */
	size_t word_end;	/* of the word that holds the latest autolink */
	size_t line_end;	/* of the line that holds the latest "@" */
};

/* The autolink extension looks at the rest of the word for each "www." and
 * "://", and for each ")" it ends with. */
static void
tally_autolink(struct tally *t, struct str s, size_t at)
{
	t->nautolinks++;
	if (at >= t->word_end) {
		size_t i, nparens = 0;

		for (i = at; i < s.len && s.p[i] != ' ' && s.p[i] != '\t' && s.p[i] != '\n'; i++)
			nparens += s.p[i] == ')';
		t->word_end = i;
		t->work += (i - at) * nparens;
	}
	t->work += t->word_end - at;
}

/* For each mail address the extension copies the rest of the line. */
static void
tally_mail(struct tally *t, struct str s, size_t at)
{
	t->nautolinks++;
	if (at >= t->line_end)
		t->line_end = at + str_find(str_from(s, at), '\n');
	t->work += t->line_end - at;
}

/* A run of marks that may end emphasis can pass all that may begin it. */
static size_t
tally_run(struct tally *t, struct str s, size_t at)
{
	char sign = s.p[at];

	t->nmarks++;
	t->work += t->nruns++;
	while (at + 1 < s.len && s.p[at + 1] == sign) {
		t->nmarks++;
		at++;
	}
	return at;
}

static bool
is_punctuation(unsigned char c)
{
	return c > ' ' && c < 0x7F && !utf8_is_letter(c);
}

/* Whether cmark may begin to read at s.p[at], and not go on with a text: behind
 * whatever may end an inline, or in a word that may hold an autolink. */
static bool
begins_text(const struct tally *t, struct str s, size_t at)
{
	if (at < t->word_end || (at > 0 && is_punctuation((unsigned char)s.p[at - 1])))
		return true;
	while (at > 0 && (s.p[at - 1] == ' ' || s.p[at - 1] == '\t'))
		at--;
	return at == 0 || s.p[at - 1] == '\n';
}

/* Signs of smart punctuation: where text begins, each is a node of its own. */
static size_t
tally_lone(struct tally *t, struct str s, size_t at)
{
	bool counts = begins_text(t, s, at);

	t->nmarks += counts;
	while (at + 1 < s.len && classes[(unsigned char)s.p[at + 1]] == LONE) {
		t->nmarks += counts;
		at++;
	}
	return at;
}

/* A sign that may be part of an autolink: where those are looked for it is a
 * node of its own, and what is behind it is another. */
static void
tally_sign(struct tally *t, struct str s, size_t at, struct str autolink)
{
	t->nmarks += t->autolinks;
	t->work += t->nopen;
	if (str_starts(str_from(s, at), autolink))
		tally_autolink(t, s, at);
}

/* s is followed by NUL. */
static void
tally_block(struct tally *t, struct str s)
{
	for (size_t i = 0;; i++) {
		while (classes[(unsigned char)s.p[i]] == OTHER)
			i++;
		switch ((enum class)classes[(unsigned char)s.p[i]]) {
		case OTHER:
			break;
		case END:
			if (i >= s.len)
				return;
			break;
		case MARK:
			t->nmarks++;
			break;
		case OPEN:
			t->nmarks++;
			t->nlinks++;
			t->nopen++;
			break;
		case CLOSE:
			/* The end of a link passes all brackets that are open. */
			t->nmarks++;
			t->work += t->nopen;
			if (t->nopen > 0)
				t->nopen--;
			break;
		case ANGLE:
			t->nmarks++;
			/* A comment, declaration or instruction is looked for to the end. */
			if (i + 1 < s.len && (s.p[i + 1] == '!' || s.p[i + 1] == '?'))
				t->work += s.len - i;
			break;
		case RUN:
			i = tally_run(t, s, i);
			break;
		case LONE:
			i = tally_lone(t, s, i);
			break;
		case COLON:
			tally_sign(t, s, i, STR("://"));
			break;
		case DOUBLE_U:
			tally_sign(t, s, i, STR("www."));
			break;
		case AT:
			tally_mail(t, s, i);
			break;
		}
	}
}

bool
gate_admits(struct gate *g, struct str content, unsigned line)
{
	struct tally t = { .autolinks = g->autolinks };

	/* Whatever stands in them, short blocks cannot take long. */
	if (content.len < GATE_UNSEEN_MAX &&
	    content.len * content.len <= GATE_UNSEEN_MAX - g->unseen) {
		g->unseen += content.len * content.len;
		return true;
	}
	tally_block(&t, content);
	if (t.nmarks > GATE_NODES_MAX - g->nmarks) {
		if (!g->said_marks)
			gate_warn(g, line, "article has too much markup: from here on some is shown as "
			    "text (at most %d marks)", GATE_NODES_MAX);
		g->said_marks = true;
		return false;
	}
	if (t.nlinks > MARKDOWN_LINKS_MAX || t.nautolinks > MARKDOWN_AUTOLINKS_MAX ||
	    t.work > GATE_WORK_MAX - g->work) {
		gate_warn(g, line, "paragraph has too much markup: shown as text "
		    "(at most %d links, %d bare addresses)", MARKDOWN_LINKS_MAX,
		    MARKDOWN_AUTOLINKS_MAX);
		return false;
	}
	g->nmarks += t.nmarks;
	g->work += t.work;
	return true;
}
