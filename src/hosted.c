/* hosted.c - one capsule as it is served. */
#include "hosted.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "base/fs.h"
#include "base/known.h"
#include "base/log.h"
#include "certificate.h"
#include "content/backlinks.h"
#include "people.h"
#include "report.h"

/* On a helper thread: what was published is to be seen before its author is told. */
static bool
on_published(void *arg)
{
	struct hosted *h = arg;

	return builder_ask_and_wait(h->builder);
}

/* For servers behind paths: the keys that were seen first. */
static void
know_servers(struct hosted *h)
{
	struct config *config = h->config;
	struct strbuf path = STRBUF_INIT;
	int error;

	for (size_t i = 0; i < config->nupstreams; i++) {
		struct upstream *u = &config->upstreams[i];

		if (u->kind != UPSTREAM_PROXY || u->trust != UPSTREAM_TRUST_FIRST)
			continue;
		if (h->known == NULL) {
			strbuf_addf(&path, "%s/" KNOWN_FILE, config->state_dir);
			h->known = known_new(path.buf, &error);
			if (error != 0)
				log_warning("%s: %s: servers behind this one are taken for new", path.buf, strerror(-error));
		}
		u->known = h->known;
	}
	strbuf_done(&path);
}

static struct service
service_of(struct hosted *h, const struct hosted_needs *needs)
{
	struct config *config = h->config;
	struct service service = { .capsule = &config->capsule, .shelf = &h->shelf,
	    .cache = needs->cache_size > 0 ? cache_new(needs->cache_size) : NULL,
	    .access = needs->access, .upstreams = config->upstreams, .nupstreams = config->nupstreams,
	    .hosts = config->hosts, .nhosts = config->nhosts,
	    /* Without a name of its own it answers to the address it was reached at too. */
	    .any_local_address = config->host_is_guess,
	    .counters = needs->counters, .jobs_max = config->server.jobs_max, .njobs = &h->njobs };

	know_servers(h);
	if (config->has_titan && config->listen[SCHEME_GEMINI].n > 0) {
		config->titan.changed = on_published;
		config->titan.arg = h;
		service.titan = &config->titan;
	}
	return service;
}

static void
say_no_content(const struct hosted *h, const char *text, int error)
{
	const char *folder = h->config->capsule.content_dir;

	log_error("%s: %s (%s): %s", folder, text, strerror(-error), report_folder_remedy(folder, error));
}

static bool
is_blocked(void *arg, struct strbuf *why)
{
	return confine_blocks(arg, why);
}

/* What is made as root belongs to the user that serves it. */
static bool
prepare_certificate(struct hosted *h, const struct hosted_needs *needs)
{
	const struct privilege *privilege = &needs->confine->privilege;
	bool is_there = certificate_find(h->config, &h->crt, &h->key);

	if (!is_there && h->crt.len == 0 && needs->is_certified) {
		log_error("there is no certificate for %.*s in %s any more; none is made in the place of one that readers "
		    "may have pinned", STR_ARG(h->config->hosts[0]), h->config->certs_dir);
		return false;
	}
	strbuf_reset(&h->crt);
	strbuf_reset(&h->key);
	if (!certificate_prepare(h->config, &h->crt, &h->key))
		return false;
	if (!is_there) {
		(void)privilege_give(privilege, h->crt.buf);
		(void)privilege_give(privilege, h->key.buf);
	}
	return true;
}

bool
hosted_begin(struct hosted *h, struct config *config, const struct hosted_needs *needs)
{
	int fd;

	*h = (struct hosted){ .config = config, .crt = STRBUF_INIT, .key = STRBUF_INIT };
	h->builder = builder_new(&(struct builder_options){ .capsule = &config->capsule, .watch = config->watch,
	    .blocked = is_blocked, .arg = needs->confine, .rescan_s = config->rescan_s, .state_dir = config->state_dir });
	h->service = service_of(h, needs);
	fd = fs_open_dir(config->capsule.content_dir);
	if (fd < 0) {
		say_no_content(h, "the content folder cannot be opened", fd);
		return false;
	}
	close(fd);
	return !config_wants_tls(config) || prepare_certificate(h, needs);
}

bool
hosted_read(struct hosted *h, struct hosted *before)
{
	const char *text, *folder = h->config->capsule.content_dir;
	struct catalogue *c, *old = NULL;
	int error;

	if (before != NULL && strcmp(before->config->capsule.content_dir, folder) == 0)
		old = shelf_borrow(&before->shelf);
	c = builder_first(h->builder, old, &error, &text);
	catalogue_release(old);
	if (c == NULL && error == -ENODATA)
		log_error("%s %s", folder, text);
	else if (c == NULL)
		say_no_content(h, text, error);
	if (c == NULL)
		return false;
	shelf_init(&h->shelf, c);
	h->is_read = true;
	return true;
}

static void
say_urls(const struct hosted *h)
{
	struct strbuf url = STRBUF_INIT;

	for (int scheme = 0; scheme < SCHEMES; scheme++) {
		/* Finger has no address that a client could be given. */
		if (h->config->listen[scheme].n == 0 || scheme == SCHEME_FINGER)
			continue;
		strbuf_reset(&url);
		address_url(&url, &h->config->capsule, (enum scheme)scheme,
		    &(struct place){ .kind = PLACE_HOME, .path = STR("") });
		log_info("open         %s", url.buf);
	}
	strbuf_done(&url);
}

static void
say_upstream(const struct upstream *u)
{
	static const char *const names[] = { "proxy", "scgi", "fastcgi" };
	struct strbuf text = STRBUF_INIT;

	upstream_add_name(u, &text);
	strbuf_adds(&text, " is answered by ");
	if (u->is_unix)
		strbuf_addf(&text, "unix:%s", u->addresses[0]);
	else
		strbuf_addf(&text, "%s%.*s:%u", u->kind == UPSTREAM_PROXY ? "gemini://" : "", STR_ARG(u->host), u->port);
	if (u->kind == UPSTREAM_PROXY)
		strbuf_addstr(&text, u->to);
	log_info("%-11s  %s", names[u->kind], text.buf);
	strbuf_done(&text);
}

void
hosted_say(const struct hosted *h)
{
	const struct config *config = h->config;
	struct catalogue *c = shelf_borrow(h->service.shelf);
	struct strbuf found = STRBUF_INIT;

	if (config->top != NULL)
		log_info("capsule      \"%.*s\"", STR_ARG(c->title));
	report_found(c, &found);
	log_info("content      %s: %s", config->capsule.content_dir, found.buf);
	say_urls(h);
	if (config_wants_tls(config))
		certificate_say(config, h->crt.buf, h->key.buf);
	for (size_t i = 0; h->service.titan != NULL && i < config->titan.ngrants; i++) {
		const struct titan_grant *grant = &config->titan.grants[i];

		log_info("titan        /%.*s takes what is published by %zu %s%s", STR_ARG(grant->path),
		    grant->people.n, grant->people.n == 1 ? "person or group" : "people and groups",
		    grant->token ? ", and by the token" : "");
	}
	for (size_t i = 0; i < config->nupstreams; i++)
		say_upstream(&config->upstreams[i]);
	if (config->host_is_guess)
		log_info("note         answering to \"localhost\" only: for others to read it, name the host "
		    "(--host example.org, or host: in marmot.yaml)");
	people_say(config);
	report_log(&c->diags, NULL);
	strbuf_done(&found);
	catalogue_release(c);
}

void
hosted_say_again(const struct hosted *h, struct hosted *before)
{
	struct catalogue *c = shelf_borrow(h->service.shelf), *old = before != NULL ? shelf_borrow(&before->shelf) : NULL;
	struct strbuf found = STRBUF_INIT;

	report_found(c, &found);
	log_info("read %s again, as asked: %s", h->config->capsule.content_dir, found.buf);
	people_say(h->config);
	report_log(&c->diags, old != NULL ? &old->diags : NULL);
	strbuf_done(&found);
	catalogue_release(old);
	catalogue_release(c);
}

static bool
is_same_folder(const char *a, const char *b)
{
	return strcmp(a, b) == 0;
}

static struct search *
search_of(struct hosted *h, struct hosted *before)
{
	const struct config *config = h->config;

	/* The index lies there, and has one who writes. */
	h->is_moved = before != NULL && before->service.search != NULL &&
	    is_same_folder(before->config->state_dir, config->state_dir);
	if (h->is_moved)
		return search_hold(before->service.search);
	return search_new(&(struct search_options){ .state_dir = config->state_dir,
	    .content_dir = config->capsule.content_dir, .shelf = &h->shelf, .deadline_ms = config->search_s * 1000 });
}

void
hosted_learn(struct hosted *h, struct hosted *before)
{
	struct config *config = h->config;
	struct backlinks *known = before != NULL &&
	    is_same_folder(before->config->capsule.content_dir, config->capsule.content_dir) ?
	    before->config->capsule.backlinks : NULL;

	if (config->backlinks)
		config->capsule.backlinks = known != NULL ? backlinks_hold(known) : backlinks_new();
	if (config->capsule.search)
		h->service.search = search_of(h, before);
}

/* What needs the texts of all articles is made while the server answers. */
static void
start_survey(struct hosted *h)
{
	struct survey_consumer consumers[2];
	size_t n = 0;
	int error;

	if (h->config->capsule.backlinks != NULL)
		consumers[n++] = backlinks_consumer(h->config->capsule.backlinks);
	if (h->service.search != NULL)
		consumers[n++] = search_consumer(h->service.search);
	if (n == 0)
		return;
	h->survey = survey_new(&h->shelf, consumers, n, &error);
	if (h->survey == NULL)
		log_warning("no thread to read the articles with (%s): search finds nothing, and who links to an article "
		    "is not known", strerror(-error));
}

int
hosted_start(struct hosted *h)
{
	int error = builder_start(h->builder, &h->shelf);

	if (error != 0)
		return error;
	if (h->is_moved)
		search_move(h->service.search, &h->shelf, h->config->search_s * 1000);
	start_survey(h);
	return 0;
}

int
hosted_stop(struct hosted *h)
{
	return builder_stop(h->builder);
}

void
hosted_end_survey(struct hosted *h)
{
	survey_free(h->survey);
	h->survey = NULL;
	/* Whoever still asks it may do so longer than the shelf is there. */
	if (h->service.search != NULL)
		search_move(h->service.search, NULL, h->config->search_s * 1000);
}

void
hosted_end(struct hosted *h)
{
	search_free(h->service.search);
	if (h->config != NULL)
		backlinks_free(h->config->capsule.backlinks);
	cache_free(h->service.cache);
	builder_free(h->builder);
	if (h->is_read)
		shelf_done(&h->shelf);
	known_free(h->known);
	strbuf_done(&h->crt);
	strbuf_done(&h->key);
}
