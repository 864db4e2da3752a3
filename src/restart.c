/* restart.c - what cannot change while the server runs. */
#include "restart.h"

#include <string.h>

#include "certificate.h"
#include "net/inherited.h"
#include "proto/upstream.h"

#define NEEDS ": needs a restart"

/* What is judged, and the lines about it. */
struct judging {
	const struct sandbox *sandbox;
	struct strbuf *why;
};

static bool
differ(const char *a, const char *b)
{
	return a == NULL || b == NULL ? a != b : strcmp(a, b) != 0;
}

static void
begin_line(struct strbuf *why)
{
	if (why->len > 0)
		strbuf_adds(why, "; ");
}

static void
say(struct judging *j, bool needed, const char *key)
{
	if (!needed)
		return;
	begin_line(j->why);
	strbuf_addf(j->why, "%s" NEEDS, key);
}

/* path: a file or folder; NULL: none is named. */
static void
judge(struct judging *j, const char *key, const char *path, enum sandbox_use use, enum sandbox_who who)
{
	if (path == NULL || sandbox_allows(j->sandbox, path, use, who))
		return;
	begin_line(j->why);
	strbuf_addf(j->why, "%s: %s is beyond what the sandbox allowed at the start" NEEDS, key, path);
}

static bool
access_differs(const struct unix_socket_access *a, const struct unix_socket_access *b)
{
	return a->mode != b->mode || differ(a->group, b->group);
}

static bool
read_lists_differ(const struct config *a, const struct config *b)
{
	if (a->nsandbox_read != b->nsandbox_read)
		return true;
	for (size_t i = 0; i < a->nsandbox_read; i++)
		if (strcmp(a->sandbox_read[i], b->sandbox_read[i]) != 0)
			return true;
	return false;
}

/* A certificate that has to be made first. */
static void
judge_certificate(struct judging *j, const struct config *c)
{
	struct strbuf crt = STRBUF_INIT, key = STRBUF_INIT;

	if (c->certificate != NULL) {
		judge(j, "certificate", c->certificate, SANDBOX_READ, SANDBOX_MAIN);
		judge(j, "certificate_key", c->certificate_key, SANDBOX_READ, SANDBOX_MAIN);
	} else if (!certificate_find(c, &crt, &key) && crt.len == 0 &&
	    !sandbox_allows(j->sandbox, c->certs_dir, SANDBOX_WRITE, SANDBOX_MAIN)) {
		begin_line(j->why);
		strbuf_addf(j->why, "host: %.*s has no certificate in %s, and none can be made there now" NEEDS
		    ", or \"marmot cert new\"", STR_ARG(c->hosts[0]), c->certs_dir);
	} else {
		judge(j, "certs", c->certs_dir, SANDBOX_READ, SANDBOX_MAIN);
	}
	strbuf_done(&crt);
	strbuf_done(&key);
}

static void
judge_capsule(struct judging *j, const struct config *c)
{
	bool publishes = c->has_titan && c->listen[SCHEME_GEMINI].n > 0;

	judge(j, publishes ? "titan" : "content", c->capsule.content_dir, publishes ? SANDBOX_WRITE : SANDBOX_READ,
	    SANDBOX_ALL);
	for (size_t i = 0; i < c->capsule.nasset_dirs; i++)
		if (c->capsule.asset_dirs[i][0] == '/')
			judge(j, "assets", c->capsule.asset_dirs[i], SANDBOX_READ, SANDBOX_ALL);
		else {
			struct strbuf path = STRBUF_INIT;

			strbuf_addf(&path, "%s/%s", c->capsule.content_dir, c->capsule.asset_dirs[i]);
			judge(j, "assets", path.buf, SANDBOX_READ, SANDBOX_ALL);
			strbuf_done(&path);
		}
	for (size_t i = 0; i < c->nupstreams; i++)
		if (!c->upstreams[i].is_unix && !sandbox_allows_port(j->sandbox, c->upstreams[i].port)) {
			begin_line(j->why);
			upstream_add_name(&c->upstreams[i], j->why);
			strbuf_addf(j->why, ": port %u is none that the sandbox allowed at the start" NEEDS,
			    c->upstreams[i].port);
		}
	judge(j, "state", c->state_dir, SANDBOX_WRITE, SANDBOX_ALL);
	if (config_wants_tls(c))
		judge_certificate(j, c);
}

bool
restart_needed(const struct confine *f, struct config *now, struct config *next, struct strbuf *why)
{
	struct judging j = { .sandbox = &f->sandbox, .why = why };
	size_t before = why->len;

	say(&j, differ(now->user, next->user), "user");
	say(&j, now->sandbox != next->sandbox, "sandbox");
	say(&j, read_lists_differ(now, next), "sandbox_read");
	say(&j, differ(now->state_dir, next->state_dir), "state");
	say(&j, now->server.workers != next->server.workers, "limits: workers");
	say(&j, access_differs(&now->server.listen_access, &next->server.listen_access), "socket_mode or socket_group");
	say(&j, access_differs(&now->server.stats_access, &next->server.stats_access),
	    "stats_socket_mode or stats_socket_group");
	for (size_t i = 0; i < config_ncapsules(next); i++)
		judge_capsule(&j, config_capsule(next, i));
	if (differ(now->server.log_file, next->server.log_file))
		judge(&j, "log_file", next->server.log_file, SANDBOX_WRITE, SANDBOX_MAIN);
	for (size_t i = 0; i < next->server.nlisteners; i++)
		if (config_is_unix(next->server.listeners[i].address) &&
		    !inherited_has(next->server.listeners[i].address, 0))
			judge(&j, next->server.listeners[i].option, strchr(next->server.listeners[i].address, ':') + 1,
			    SANDBOX_WRITE, SANDBOX_ALL);
	return why->len > before;
}
