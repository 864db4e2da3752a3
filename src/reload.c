/* reload.c - reading everything anew while the server runs. */
#include "reload.h"

#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/mem.h"
#include "base/notify.h"
#include "base/thread.h"
#include "report.h"
#include "restart.h"

#define STOP_WAIT_MS 5000	/* for a reading under way at the end */

struct reload {
	const struct cli_command *command;
	struct server *server;
	struct confine *confine;
	struct serving *now;
	struct serving *replaced;	/* that somebody still uses */

	struct serving *next;		/* being loaded; NULL: none is */
	bool again;			/* asked for meanwhile */
	pthread_t thread;		/* that reads it */
	pthread_mutex_t mutex;		/* for the rest */
	pthread_cond_t ended;
	bool reading;
	bool good;			/* it has read everything */
};

struct reload *
reload_new(const struct cli_command *command, struct server *server, struct confine *confine, struct serving *now)
{
	struct reload *r = mem_alloc(sizeof *r);

	r->command = command;
	r->server = server;
	r->confine = confine;
	r->now = now;
	pthread_mutex_init(&r->mutex, NULL);
	thread_cond_init(&r->ended);
	return r;
}

struct serving *
reload_serving(struct reload *r)
{
	return r->now;
}

/* --- the outcome ------------------------------------------------------------------ */

/* Nothing has changed.  why: for the service manager, "" for what the log alone says. */
static void
refuse(struct reload *r, const char *why)
{
	log_error("nothing is reloaded: the certificate in use stays, and so does what was read before");
	notify_say("READY=1\nSTATUS=Serving; the reload was refused: %s", why[0] != '\0' ? why : "the log says why");
	serving_free(r->next);
	r->next = NULL;
}

static bool
listens_elsewhere(const struct server_options *a, const struct server_options *b)
{
	if (a->nlisteners != b->nlisteners)
		return true;
	for (size_t i = 0; i < a->nlisteners; i++)
		if (strcmp(a->listeners[i].address, b->listeners[i].address) != 0 ||
		    a->listeners[i].port != b->listeners[i].port || a->listeners[i].protocol != b->listeners[i].protocol)
			return true;
	return false;
}

static void
say_done(struct reload *r, struct serving *before)
{
	if (listens_elsewhere(&before->config.server, &r->now->config.server))
		serving_say_addresses(r->now, r->server);
	for (size_t i = 0; i < r->now->n; i++)
		hosted_say_again(&r->now->capsules[i], serving_find(before, &r->now->capsules[i]));
	notify_say("READY=1\nSTATUS=Serving; everything was read anew");
}

/* --- the configuration ---------------------------------------------------------------- */

/* The first error, as it stands in the log. */
static void
add_first(const struct diag_list *diags, struct strbuf *out)
{
	for (size_t i = 0; i < diags->n; i++) {
		if (diags->v[i].severity != DIAG_ERROR)
			continue;
		diag_write(out, &diags->v[i]);
		strbuf_truncate(out, out->len - 1);	/* without its LF */
		return;
	}
}

/* False after saying what is wrong, which is in why too. */
static bool
load(struct reload *r, struct strbuf *why)
{
	struct config *config = &r->next->config;
	struct diag_list diags;
	bool good;

	diag_list_init(&diags);
	good = serving_load(r->next, r->command, r->now->config.file, &diags, why);
	diag_sort(&diags);
	report_log(&diags, NULL);
	if (!good && why->len > 0)
		log_error("%s%s%s", config->file != NULL ? config->file : "", config->file != NULL ? ": " : "", why->buf);
	else if (!good)
		add_first(&diags, why);
	diag_list_done(&diags);
	if (good && (restart_needed(r->confine, &r->now->config, config, why) ||
	    confine_serves_strangers(config, why))) {
		log_error("%s", why->buf);
		good = false;
	}
	return good;
}

/* --- the content ------------------------------------------------------------------------ */

static void *
read_content(void *arg)
{
	struct reload *r = arg;
	struct strbuf why = STRBUF_INIT;
	bool good = !confine_would_block(r->confine, &r->next->config, &why);

	if (!good)
		log_error("%s", why.buf);
	good = good && serving_read(r->next, r->now);
	strbuf_done(&why);
	pthread_mutex_lock(&r->mutex);
	r->good = good;
	r->reading = false;
	pthread_cond_broadcast(&r->ended);
	pthread_mutex_unlock(&r->mutex);
	server_wake(r->server);
	return NULL;
}

void
reload_begin(struct reload *r)
{
	struct strbuf why = STRBUF_INIT;
	bool good;

	notify_reloading();
	if (r->next != NULL) {
		r->again = true;
		return;
	}
	r->next = serving_new();
	good = load(r, &why) && serving_begin(r->next, r->confine, r->now);
	if (good) {
		int error;

		r->reading = true;
		error = thread_start(&r->thread, read_content, r);
		if (error < 0) {
			r->reading = good = false;
			strbuf_addf(&why, "cannot start a thread: %s", strerror(-error));
			log_error("%s", why.buf);
		}
	}
	if (!good)
		refuse(r, why.len > 0 ? why.buf : "");
	strbuf_done(&why);
}

/* --- the switch ------------------------------------------------------------------------- */

static void
switch_over(struct reload *r)
{
	struct serving *old = r->now, *next = r->next;
	struct strbuf why = STRBUF_INIT;
	struct setting *setting = server_prepare(r->server, &next->config.server, &next->capsules[0].service, &why);

	if (setting == NULL) {
		log_error("%s", why.buf);
		refuse(r, why.buf);
		strbuf_done(&why);
		return;
	}
	strbuf_done(&why);
	for (size_t i = 0; i < next->config.server.nlisteners; i++)
		serving_learn_port(next, i, server_setting_port(setting, i));
	next->counters = (struct counters){ server_add_counters, r->server };
	serving_learn(next, old);
	server_adopt(r->server, setting);
	r->now = next;
	r->next = NULL;
	/* One index has one who writes it, and one folder one who saves what was read of it. */
	if (!serving_stop(old)) {
		log_warning("a thread that reads %s takes too long: what it holds is not given back",
		    old->config.capsule.content_dir);
		serving_end_surveys(old);
	}
	old->next = r->replaced;
	r->replaced = old;
	confine_follow(r->confine, &next->config);
	(void)serving_start(next);
	say_done(r, old);
}

void
reload_woken(struct reload *r)
{
	bool reading, good;

	if (r->next == NULL)
		return;
	pthread_mutex_lock(&r->mutex);
	reading = r->reading;
	good = r->good;
	pthread_mutex_unlock(&r->mutex);
	if (reading)
		return;
	pthread_join(r->thread, NULL);
	if (good)
		switch_over(r);
	else
		refuse(r, "");
	if (r->again) {
		r->again = false;
		reload_begin(r);
	}
}

/* What the old one's last requests published is to be seen, where the system does not tell of it. */
static void
look_for_published(struct reload *r, const struct serving *old)
{
	for (size_t i = 0; i < old->n; i++) {
		struct hosted *heir = serving_find(r->now, &old->capsules[i]);

		if (old->capsules[i].service.titan != NULL && heir != NULL && !heir->config->watch)
			builder_ask(heir->builder);
	}
}

void
reload_unused(struct reload *r, const struct service *service)
{
	for (struct serving **at = &r->replaced; *at != NULL; at = &(*at)->next) {
		struct serving *v = *at;

		if (&v->capsules[0].service != service)
			continue;
		look_for_published(r, v);
		/* It is never freed, which the end has to know. */
		if (v->stuck)
			return;
		*at = v->next;
		serving_free(v);
		return;
	}
}

/* --- the end ---------------------------------------------------------------------------- */

/* False when the thread that reads does not end. */
static bool
stop_reading(struct reload *r)
{
	struct timespec until = thread_deadline(STOP_WAIT_MS);
	bool reading;

	if (r->next == NULL)
		return true;
	serving_cancel(r->next);
	pthread_mutex_lock(&r->mutex);
	while (r->reading && thread_wait(&r->ended, &r->mutex, &until))
		;
	reading = r->reading;
	pthread_mutex_unlock(&r->mutex);
	if (!reading)
		pthread_join(r->thread, NULL);
	return !reading;
}

bool
reload_stop(struct reload *r)
{
	bool ended = stop_reading(r);

	for (struct serving *v = r->replaced; v != NULL; v = v->next)
		ended = ended && !v->stuck;
	return serving_stop(r->now) && ended;
}

void
reload_free(struct reload *r)
{
	if (r == NULL)
		return;
	while (r->replaced != NULL) {
		struct serving *v = r->replaced;

		r->replaced = v->next;
		serving_free(v);
	}
	serving_free(r->next);
	serving_free(r->now);
	pthread_cond_destroy(&r->ended);
	pthread_mutex_destroy(&r->mutex);
	free(r);
}
