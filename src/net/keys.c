/* keys.c - the certificates in use and their keys. */
#include "net/keys.h"

#include <assert.h>
#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/date.h"
#include "base/fs.h"
#include "base/log.h"
#include "base/mem.h"
#include "net/cert.h"
#include "net/tls.h"
#include "net/tls_key.h"

/* A pair that is wrong for so many looks is spoken of: both halves of one take a
 * moment to be replaced. */
#define PATIENCE 3

struct bytes {
	struct strbuf crt, key;
};

struct entry {
	struct keys_pair pair;		/* its strings are the owner's */
	char *crt_path, *key_path;
	struct bytes used;		/* by the mutex */

	/* The main thread's. */
	struct fs_stamp crt_stamp, key_stamp;	/* at the last look; zero: not there */
	unsigned failures;		/* looks in a row at what was wrong */
	bool again;			/* look again, though nothing seems to have changed */
};

struct keys {
	int64_t day;			/* since 1970, on which the dates were looked at last; the main thread's */
	struct entry *v;
	size_t n;
	bool ask_identity;
	pthread_mutex_t mutex;
	atomic_uint number;
};

static int64_t
today(void)
{
	return (int64_t)time(NULL) / DATE_DAY_S;
}

struct keys *
keys_new(const struct keys_pair *pairs, size_t n, bool ask_identity)
{
	struct keys *k = mem_alloc(sizeof *k);

	assert(n > 0 && n <= KEYS_MAX);
	k->v = mem_calloc(n, sizeof *k->v);
	k->n = n;
	k->ask_identity = ask_identity;
	/* Whoever begins with them has just said what there is to say. */
	k->day = today();
	pthread_mutex_init(&k->mutex, NULL);
	for (size_t i = 0; i < n; i++) {
		struct entry *e = &k->v[i];

		e->pair = pairs[i];
		e->crt_path = mem_strdup(pairs[i].crt_path);
		e->key_path = mem_strdup(pairs[i].key_path);
		strbuf_init(&e->used.crt);
		strbuf_init(&e->used.key);
	}
	return k;
}

static void
bytes_done(struct bytes *b)
{
	explicit_bzero(b->key.buf, b->key.len);
	strbuf_done(&b->crt);
	strbuf_done(&b->key);
}

void
keys_free(struct keys *k)
{
	if (k == NULL)
		return;
	for (size_t i = 0; i < k->n; i++) {
		bytes_done(&k->v[i].used);
		free(k->v[i].crt_path);
		free(k->v[i].key_path);
	}
	pthread_mutex_destroy(&k->mutex);
	free(k->v);
	free(k);
}

static void
bytes_copy(struct bytes *to, const struct bytes *from)
{
	strbuf_reset(&to->crt);
	strbuf_reset(&to->key);
	strbuf_addstr(&to->crt, strbuf_str(&from->crt));
	strbuf_addstr(&to->key, strbuf_str(&from->key));
}

void
keys_inherit(struct keys *k, struct keys *before)
{
	for (size_t i = 0; i < k->n; i++)
		for (size_t j = 0; j < before->n; j++)
			if (strcmp(k->v[i].crt_path, before->v[j].crt_path) == 0 &&
			    strcmp(k->v[i].key_path, before->v[j].key_path) == 0)
				bytes_copy(&k->v[i].used, &before->v[j].used);
}

/* --- files ----------------------------------------------------------------------- */

static int
read_one(const char *path, struct strbuf *out, struct strbuf *why)
{
	int r = fs_read_path(path, TLS_KEY_SIZE_MAX, out);

	if (r != 0)
		strbuf_addf(why, "%s: %s", path, fs_why(r));
	return r;
}

/* Notes what the files are like before they are read: a change while they are
 * read is then seen at the next look. */
static bool
note_stamps(struct entry *e)
{
	struct fs_stamp crt = { 0 }, key = { 0 };
	bool same;

	(void)fs_stat_path(e->crt_path, &crt);
	(void)fs_stat_path(e->key_path, &key);
	same = fs_stamp_eq(crt, e->crt_stamp) && fs_stamp_eq(key, e->key_stamp);
	e->crt_stamp = crt;
	e->key_stamp = key;
	e->again = fs_stamp_is_fresh(crt) || fs_stamp_is_fresh(key);
	return same;
}

/* Reads and judges a pair. */
static int
read_pair(const struct entry *e, struct bytes *ret, struct strbuf *why)
{
	struct tls_context *trial;
	const char *words;
	int r = read_one(e->crt_path, &ret->crt, why);

	if (r == 0)
		r = read_one(e->key_path, &ret->key, why);
	if (r != 0)
		return r;
	trial = tls_context_new(strbuf_str(&ret->crt), strbuf_str(&ret->key), false, &words);
	if (trial == NULL) {
		strbuf_addf(why, "%s, %s: %s", e->crt_path, e->key_path, words);
		return -EINVAL;
	}
	tls_context_free(trial);
	return 0;
}

static void
use(struct keys *k, struct entry *e, struct bytes *fresh)
{
	struct bytes old;

	pthread_mutex_lock(&k->mutex);
	old = e->used;
	e->used = *fresh;
	*fresh = old;
	atomic_fetch_add(&k->number, 1);
	pthread_mutex_unlock(&k->mutex);
	e->failures = 0;
}

int
keys_load(struct keys *k, struct strbuf *why)
{
	struct bytes *fresh = mem_calloc(k->n, sizeof *fresh);
	int r = 0;

	for (size_t i = 0; i < k->n; i++) {
		strbuf_init(&fresh[i].crt);
		strbuf_init(&fresh[i].key);
	}
	for (size_t i = 0; r == 0 && i < k->n; i++) {
		(void)note_stamps(&k->v[i]);
		r = read_pair(&k->v[i], &fresh[i], why);
		if (r == -EACCES && k->v[i].used.crt.len > 0) {
			log_warning("%s; the certificate in use stays", why->buf);
			strbuf_reset(why);
			bytes_copy(&fresh[i], &k->v[i].used);
			r = 0;
		}
	}
	for (size_t i = 0; i < k->n; i++) {
		if (r == 0)
			use(k, &k->v[i], &fresh[i]);
		bytes_done(&fresh[i]);
	}
	free(fresh);
	return r;
}

/* --- watching -------------------------------------------------------------------- */

static void
say_dates(const struct entry *e, const struct cert_facts *facts)
{
	struct strbuf words = STRBUF_INIT;

	if (cert_judge_dates(facts, &words))
		log_warning("%s: %s", e->crt_path, words.buf);
	strbuf_done(&words);
}

static void
say_taken(const struct entry *e)
{
	struct strbuf until = STRBUF_INIT;
	struct cert_facts facts;
	const char *why;

	if (cert_read(e->crt_path, &facts, &why) < 0)
		return;
	date_add_day(&until, facts.until);
	log_info("%s was replaced and is in use: SHA-256 %s, valid until %s", e->crt_path, facts.fingerprint, until.buf);
	say_dates(e, &facts);
	strbuf_done(&until);
	cert_facts_done(&facts);
}

static bool
same_bytes(const struct bytes *a, const struct bytes *b)
{
	return str_eq(strbuf_str(&a->crt), strbuf_str(&b->crt)) && str_eq(strbuf_str(&a->key), strbuf_str(&b->key));
}

static void
look(struct keys *k, struct entry *e)
{
	struct strbuf why = STRBUF_INIT;
	struct bytes fresh = { STRBUF_INIT, STRBUF_INIT };
	bool again = e->again || e->failures > 0;

	if (note_stamps(e) && !again)
		return;
	if (read_pair(e, &fresh, &why) != 0) {
		if (e->failures < PATIENCE && ++e->failures == PATIENCE)
			log_error("%s; the certificate in use stays until both files are there and belong together",
			    why.buf);
	} else if (!same_bytes(&fresh, &e->used)) {
		use(k, e, &fresh);
		say_taken(e);
	} else {
		if (e->failures >= PATIENCE)
			log_info("%s: as it was again, and in use", e->crt_path);
		e->failures = 0;
	}
	bytes_done(&fresh);
	strbuf_done(&why);
}

/* A server runs for months: what was right at its start is not for ever. */
static void
look_at_dates(struct keys *k)
{
	struct cert_facts facts;
	const char *why;

	for (size_t i = 0; i < k->n; i++)
		if (cert_read(k->v[i].crt_path, &facts, &why) == 0) {
			say_dates(&k->v[i], &facts);
			cert_facts_done(&facts);
		}
}

void
keys_look(struct keys *k)
{
	int64_t day = today();

	for (size_t i = 0; i < k->n; i++)
		look(k, &k->v[i]);
	if (day != k->day)
		look_at_dates(k);
	k->day = day;
}

/* --- for those who speak TLS ------------------------------------------------------- */

unsigned
keys_number(struct keys *k)
{
	return atomic_load(&k->number);
}

struct tls_context *
keys_context(struct keys *k, unsigned *ret_number, const char **ret_why)
{
	struct tls_context *all = NULL;

	pthread_mutex_lock(&k->mutex);
	for (size_t i = 0; i < k->n; i++) {
		const struct entry *e = &k->v[i];
		struct tls_context *one = tls_context_new(strbuf_str(&e->used.crt), strbuf_str(&e->used.key),
		    k->ask_identity, ret_why);
		bool named;

		if (one == NULL) {
			tls_context_free(all);
			all = NULL;
			break;
		}
		if (all == NULL)
			all = one;
		named = k->n == 1 || tls_context_name(all, one, e->pair.hosts, e->pair.nhosts);
		if (one != all)
			tls_context_free(one);
		if (!named) {
			*ret_why = "out of memory";
			tls_context_free(all);
			all = NULL;
			break;
		}
	}
	/* Whoever got nothing asks again. */
	if (all != NULL)
		*ret_number = atomic_load(&k->number);
	pthread_mutex_unlock(&k->mutex);
	return all;
}
