#include "content/rule_pattern.h"

#include <assert.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/ascii.h"
#include "base/mem.h"

/*
 * Signs of repetition that may stand side by side, of which POSIX leaves open what they mean: glibc takes
 * minutes to compile a "*" with six "+" behind it.  ".*?", as other kinds of expressions have it, is taken.
 */
#define SIGNS_MAX 2

struct rule_pattern {
	pthread_mutex_t lock;
	regex_t compiled[2];		/* the one in use; the next one, while it is made */
	unsigned used;
	size_t nread;			/* [bytes] by the one in use */
	size_t begin_len;		/* [bytes] of text that any path begins with */
	char text[RULE_PATTERN_MAX + sizeof "^()$"];
};

/* --- how long it is ---------------------------------------------------------- */

/* A pattern being written out; no number goes far past the limit. */
struct measure {
	struct str text;
	size_t at;
	size_t last;		/* [characters] of what a count would repeat */
	size_t sums[RULE_PATTERN_MAX + 1];	/* of the groups that are open */
	size_t depth;
	unsigned signs;		/* of repetition, behind what was read last */
	bool piled_up;		/* more than SIGNS_MAX of them somewhere */
};

static size_t
cap(size_t n)
{
	return n > RULE_PATTERN_MAX ? RULE_PATTERN_MAX + 1 : n;
}

static void
add(struct measure *m, size_t n)
{
	m->last = n;
	m->signs = 0;
	m->sums[m->depth] = cap(m->sums[m->depth] + n);
}

static void
repeat(struct measure *m, size_t times)
{
	size_t more = times > 1 ? cap(m->last * (times - 1)) : 0;

	m->piled_up = m->piled_up || ++m->signs > SIGNS_MAX;
	m->sums[m->depth] = cap(m->sums[m->depth] + more);
	m->last = cap(m->last + more);
}

static size_t
read_number(struct measure *m)
{
	size_t n = 0;

	for (; m->at < m->text.len && ascii_is_digit(m->text.p[m->at]); m->at++)
		n = cap(n * 10 + (size_t)(m->text.p[m->at] - '0'));
	return n;
}

/* Behind the "{". */
static void
read_count(struct measure *m)
{
	size_t least = read_number(m), times = least;

	if (m->at < m->text.len && m->text.p[m->at] == ',') {
		m->at++;
		times = read_number(m);
		/* "{2,}" is "xxx*". */
		times = times > 0 ? times : least + 1;
	}
	m->at += m->at < m->text.len && m->text.p[m->at] == '}';
	repeat(m, times);
}

/* Behind the "[". */
static void
skip_bracket(struct measure *m)
{
	struct str s = m->text;
	size_t at = m->at;

	at += at < s.len && s.p[at] == '^';
	at += at < s.len && s.p[at] == ']';
	for (; at < s.len && s.p[at] != ']'; at++)
		if (s.p[at] == '[' && at + 1 < s.len && strchr(":.=", s.p[at + 1]) != NULL) {
			char end[] = { s.p[at + 1], ']' };

			at += 2;
			at += str_search(str_from(s, at), (struct str){ end, sizeof end }) + 1;
		}
	m->at = at + 1;
}

/* [characters] of text with its counts written out. */
static size_t
written_out(struct str text, bool *ret_piled_up)
{
	struct measure m = { .text = text };

	assert(text.len <= RULE_PATTERN_MAX);
	while (m.at < text.len) {
		switch (text.p[m.at++]) {
		case '(':
			m.sums[++m.depth] = 0;
			m.signs = 0;
			break;
		case ')':
			if (m.depth > 0)
				m.depth--;
			add(&m, m.sums[m.depth + 1] + 1);
			break;
		case '{':
			read_count(&m);
			break;
		case '+':
			repeat(&m, 2);
			break;
		case '*':
		case '?':
			repeat(&m, 1);
			break;
		case '[':
			skip_bracket(&m);
			add(&m, 1);
			break;
		case '\\':
			m.at++;
			add(&m, 1);
			break;
		default:
			add(&m, 1);
			break;
		}
	}
	/* A group that is not closed is regcomp's to complain about, if it gets that far. */
	while (m.depth-- > 0)
		m.sums[m.depth] = cap(m.sums[m.depth] + m.sums[m.depth + 1]);
	*ret_piled_up = m.piled_up;
	return m.sums[0];
}

/* --- what it is --------------------------------------------------------------- */

/* "\1" and so on, unless its backslash is escaped. */
static bool
refers_back(struct str pattern)
{
	for (size_t i = 0; i + 1 < pattern.len; i++)
		if (pattern.p[i] == '\\') {
			i++;
			if (pattern.p[i] >= '1' && pattern.p[i] <= '9')
				return true;
		}
	return false;
}

/* [bytes] of plain text at the beginning. */
static size_t
plain_len(struct str pattern)
{
	size_t n = 0;

	if (str_find(pattern, '|') < pattern.len)
		return 0;
	while (n < pattern.len && strchr("\\^$.[()*+?{", pattern.p[n]) == NULL)
		n++;
	if (n > 0 && n < pattern.len && strchr("*?{", pattern.p[n]) != NULL)
		n--;
	return n;
}

struct rule_pattern *
rule_pattern_new(struct str text, char *why, size_t why_size)
{
	struct rule_pattern *p;
	bool piled_up;
	size_t size;
	int r;

	if (text.len == 0 || text.len > RULE_PATTERN_MAX || str_has_control(text) || text.p[0] != '/') {
		(void)snprintf(why, why_size, "a pattern begins with \"/\" and has up to %d bytes", RULE_PATTERN_MAX);
		return NULL;
	}
	if (refers_back(text)) {
		(void)snprintf(why, why_size, "a pattern cannot refer back to its groups (\\1); a target can");
		return NULL;
	}
	size = written_out(text, &piled_up);
	if (piled_up) {
		(void)snprintf(why, why_size, "more than %d signs of repetition (*, +, ?, {}) stand side by side: one is enough, "
		    "or put a backslash before what is meant as it is", SIGNS_MAX);
		return NULL;
	}
	if (size > RULE_PATTERN_MAX) {
		(void)snprintf(why, why_size, "with its counts ({...}, +) written out the pattern has more than %d characters: "
		    "count less, or say \"*\"", RULE_PATTERN_MAX);
		return NULL;
	}
	p = mem_alloc(sizeof *p);
	(void)snprintf(p->text, sizeof p->text, "^(%.*s)$", STR_ARG(text));
	p->begin_len = plain_len(text);
	r = regcomp(&p->compiled[0], p->text, REG_EXTENDED);
	if (r != 0) {
		(void)regerror(r, &p->compiled[0], why, why_size);
		free(p);
		return NULL;
	}
	r = pthread_mutex_init(&p->lock, NULL);
	assert(r == 0);
	return p;
}

void
rule_pattern_free(struct rule_pattern *pattern)
{
	regfree(&pattern->compiled[pattern->used]);
	(void)pthread_mutex_destroy(&pattern->lock);
	free(pattern);
}

size_t
rule_pattern_groups(const struct rule_pattern *pattern)
{
	/* One is the whole, which "^(...)$" needs. */
	return pattern->compiled[pattern->used].re_nsub - 1;
}

/* Without memory for a new one the old one goes on. */
static void
renew(struct rule_pattern *p)
{
	if (regcomp(&p->compiled[!p->used], p->text, REG_EXTENDED) != 0)
		return;
	regfree(&p->compiled[p->used]);
	p->used = !p->used;
	p->nread = 0;
}

bool
rule_pattern_match(struct rule_pattern *p, const char *path, size_t npatterns, regmatch_t *groups, size_t ngroups)
{
	regmatch_t all[RULE_GROUPS + 1];
	bool matches;

	assert(ngroups <= RULE_GROUPS && npatterns > 0);
	/* Most paths are no concern of most patterns, and then nothing is to be remembered. */
	if (strncmp(path, p->text + strlen("^("), p->begin_len) != 0)
		return false;
	(void)pthread_mutex_lock(&p->lock);
	matches = regexec(&p->compiled[p->used], path, ngroups + 1, all, 0) == 0;
	p->nread += strlen(path);
	if (p->nread >= RULE_READ_MAX / npatterns)
		renew(p);
	(void)pthread_mutex_unlock(&p->lock);
	if (matches)
		memcpy(groups, all + 1, ngroups * sizeof *groups);
	return matches;
}
