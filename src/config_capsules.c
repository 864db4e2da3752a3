/* config_capsules.c - the key "capsules:": further capsules in one process. */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "config_keys.h"
#include "config_value.h"

/* What each capsule says for itself; all else it has from the top level. */
static void
begin(struct config *c, const struct config *top)
{
	*c = *top;
	arena_init(&c->arena, 0);
	c->top = top;
	c->further_said = NULL;
	c->said = (struct front_value){ .kind = FRONT_MAP };
	c->nfurther = 0;
	c->nhosts = 0;
	c->certs_dir = c->state_dir = c->certificate = c->certificate_key = NULL;
	memset(c->listen, 0, sizeof c->listen);
	c->cache_size = CONFIG_SHARED;
	c->capsule.gopher_port = c->capsule.nex_port = c->capsule.finger_port = 0;
	c->capsule.content_dir = NULL;
	c->capsule.title = c->capsule.description = c->capsule.base_url = STR_NONE;
	/* Who may do what, and where old addresses lead, is of one capsule. */
	c->areas = NULL;
	c->capsule.areas = NULL;
	c->capsule.nareas = 0;
	c->authors = (struct people){ 0 };
	c->rules = NULL;
	c->capsule.rules = NULL;
	c->capsule.nrules = 0;
	c->upstreams = NULL;
	c->nupstreams = 0;
	c->has_titan = false;
	c->titan = (struct titan){ .size_max = TITAN_SIZE_DEFAULT,
	    .publish.versions_max = PUBLISH_VERSIONS_DEFAULT };
}

void
take_capsules(struct config *c, const struct key *key, void *target, const struct front_value *v,
    struct diag_list *diags)
{
	(void)target;
	if (v->kind == FRONT_LIST)
		c->further_said = v;
	else
		WRONG(v, "%s: needs a list of capsules, each with a host and its content, as in "
		    "\"  - host: example.org\"", key->name);
}

/* "host:" with nothing behind it says no more than no line does. */
static bool
says(const struct front_value *map, const char *key)
{
	const struct front_value *v = front_get(map, key);

	return v != NULL && v->kind != FRONT_NULL;
}

/* The key by which two capsules would be one, with the words for it; NULL: none. */
static const char *
find_clash(const struct config *a, const struct config *b, struct strbuf *why)
{
	for (size_t k = 0; k < a->nhosts * b->nhosts; k++)
		if (str_eq(a->hosts[k / b->nhosts], b->hosts[k % b->nhosts])) {
			strbuf_addf(why, "capsules: %.*s is a host of two of them: a request finds its capsule by it (take it out of one)",
			    STR_ARG(a->hosts[k / b->nhosts]));
			return "host";
		}
	if (a->capsule.content_dir != NULL && b->capsule.content_dir != NULL &&
	    strcmp(a->capsule.content_dir, b->capsule.content_dir) == 0) {
		strbuf_addf(why, "capsules: %s is the content of two of them: more names for one capsule "
		    "stand in its host: list", a->capsule.content_dir);
		return "content";
	}
	return NULL;
}

/* Of the file alone, which has lines; options may still put something else in their place. */
static void
judge_apart(struct config *c, const struct front_value *v, struct diag_list *diags)
{
	const struct config *last = c->further[c->nfurther - 1];
	struct strbuf why = STRBUF_INIT;
	const char *key = c->nhosts > 0 ? find_clash(last, c, &why) : NULL;

	for (size_t i = 0; key == NULL && i + 1 < c->nfurther; i++)
		key = find_clash(last, c->further[i], &why);
	if (key != NULL)
		WRONG(front_get(v, key), "%s", why.buf);
	strbuf_done(&why);
}

/* Only now has the top level been read, which all have in common. */
void
config_read_capsules(struct config *c, struct diag_list *diags)
{
	const struct front_value *v = c->further_said != NULL ? c->further_said->items : NULL;

	for (; v != NULL; v = v->next) {
		struct config *one;

		if (v->kind != FRONT_MAP) {
			WRONG(v, "capsules: needs keys for each, as in \"  - host: example.org\"");
			continue;
		}
		if (c->nfurther == CONFIG_CAPSULES_MAX) {
			WRONG(v, "capsules: more than %d of them", CONFIG_CAPSULES_MAX);
			return;
		}
		one = c->further[c->nfurther++] = mem_alloc(sizeof *one);
		begin(one, c);
		one->said = *v;
		config_read_keys(one, v, diags);
		if (!says(v, "host"))
			WRONG(v, "capsules: each needs a \"host:\", since that is how a request finds it");
		if (!says(v, "content"))
			WRONG(v, "capsules: each needs a folder of its own: \"content: DIR\"");
		judge_apart(c, v, diags);
	}
}

void
config_done_capsules(struct config *c)
{
	for (size_t i = 0; i < c->nfurther; i++) {
		config_done(c->further[i]);
		free(c->further[i]);
	}
	c->nfurther = 0;
}

size_t
config_ncapsules(const struct config *c)
{
	return c->nfurther + (c->is_capsule ? 1 : 0);
}

struct config *
config_capsule(struct config *c, size_t i)
{
	if (c->is_capsule)
		return i == 0 ? c : c->further[i - 1];
	return c->further[i];
}

size_t
config_cache_size(const struct config *c, size_t i)
{
	const struct config *one = c->is_capsule ? i == 0 ? c : c->further[i - 1] : c->further[i];
	size_t left = c->cache_size, nshared = c->is_capsule ? 1 : 0;

	if (one != c && one->cache_size != CONFIG_SHARED)
		return one->cache_size;
	for (size_t k = 0; k < c->nfurther; k++) {
		size_t own = c->further[k]->cache_size;

		if (own == CONFIG_SHARED)
			nshared++;
		else
			left -= own < left ? own : left;
	}
	assert(nshared > 0);	/* one is among them */
	return left / nshared;
}

/* --- the end ---------------------------------------------------------------------- */

static bool
names_no_host(enum scheme scheme)
{
	return scheme != SCHEME_GEMINI && scheme != SCHEME_SPARTAN;
}

/*
 * Where the top level is no capsule the first of the others stands in for it:
 * what names no host at the addresses of all is answered by it.
 */
static bool
stand_in(struct config *c, struct strbuf *why)
{
	struct config *first = c->further[0];

	if (c->has_titan || c->capsule.nareas > 0 || c->authors.n > 0 || c->capsule.nrules > 0 || c->nupstreams > 0) {
		strbuf_adds(why, "titan:, private:, authors:, counters:, redirects:, proxy:, scgi: and fastcgi: belong to a capsule, and the top level is none "
		    "since it names no host: put them below capsules:, or a host: at the top");
		return false;
	}
	for (int s = 0; s < SCHEMES; s++) {
		if (!names_no_host((enum scheme)s))
			continue;
		if (first->listen[s].said)
			c->listen[s] = first->listen[s];
		else
			first->listen[s] = c->listen[s];
	}
	return true;
}

static bool
check_apart(struct config *c, struct strbuf *why)
{
	for (size_t i = 0; i < config_ncapsules(c); i++)
		for (size_t j = 0; j < i; j++)
			if (find_clash(config_capsule(c, i), config_capsule(c, j), why) != NULL)
				return false;
	return true;
}

static void
finish_one(struct config *c, struct config *one)
{
	if (one->certs_dir == NULL)
		one->certs_dir = c->certs_dir;
	if (one->state_dir == NULL)
		one->state_dir = arena_strf(&one->arena, "%s/%.*s", c->state_dir, STR_ARG(one->hosts[0])).p;
	for (int s = 0; s < SCHEMES; s++)
		if (!names_no_host((enum scheme)s))
			one->listen[s] = c->listen[s];
	config_finish_capsule(one);
}

bool
config_begin_finish_capsules(struct config *c, struct strbuf *why)
{
	c->is_capsule = c->nfurther == 0 || c->nhosts > 0;
	return c->is_capsule || stand_in(c, why);
}

bool
config_finish_capsules(struct config *c, struct strbuf *why)
{
	for (size_t i = 0; i < c->nfurther; i++) {
		finish_one(c, c->further[i]);
		c->server.ask_identity = c->server.ask_identity || c->further[i]->server.ask_identity;
	}
	return check_apart(c, why);
}
