/* setting.c - all that holds at one moment. */
#include "net/setting.h"

#include <assert.h>
#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#define NONE SIZE_MAX

/* --- listeners ------------------------------------------------------------------ */

static bool
is_same_address(const struct server_listener *a, const struct server_listener *b)
{
	return a->port == b->port && strcmp(a->address, b->address) == 0;
}

static size_t
doors_end(const struct setting *s, size_t i)
{
	return i + 1 < s->options.nlisteners ? s->first_doors[i + 1] : s->ndoors;
}

static void
add_door(struct setting *s, const struct server_listener *l, struct listener *takes)
{
	struct setting_door *door = &s->doors[s->ndoors++];

	*door = (struct setting_door){ .listener = takes, .id = takes->id, .port = takes->port, .any = takes->any,
	    .protocol = l->protocol, .service = l->service != NULL ? l->service : s->service, .tls_too = l->tls_too };
	memcpy(door->address, takes->address, sizeof door->address);
}

/*
 * For each listener the one of before whose sockets it takes over, or NONE: the
 * same protocol's first, so that ports that the system chose stay where they are.
 */
static void
match(const struct setting *s, const struct setting *before, size_t ret[static SERVER_LISTENERS_MAX])
{
	bool taken[SERVER_LISTENERS_MAX] = { false };

	for (size_t i = 0; i < s->options.nlisteners; i++)
		ret[i] = NONE;
	for (int other = 0; before != NULL && other < 2; other++)
		for (size_t i = 0; i < s->options.nlisteners; i++) {
			const struct server_listener *l = &s->options.listeners[i];

			for (size_t k = 0; ret[i] == NONE && k < before->options.nlisteners; k++) {
				const struct server_listener *old = &before->options.listeners[k];

				if (taken[k] || !is_same_address(l, old) ||
				    (l->protocol != old->protocol && (other == 0 || l->port == 0)))
					continue;
				ret[i] = k;
				taken[k] = true;
			}
		}
}

/* Whether a socket that is about to go stands in the way. */
static bool
is_port_of(const struct setting *before, unsigned port)
{
	for (size_t i = 0; i < before->ndoors; i++)
		if (before->doors[i].port == port && before->doors[i].address[0] != '\0')
			return true;
	return false;
}

static int
open_one(struct setting *s, const struct server_listener *l, const struct setting *before, struct strbuf *why)
{
	struct listener opened[LISTENER_SOCKETS_MAX];
	int n = listener_open(l->address, l->port, &s->options.listen_access, l->option, opened, why);

	if (n < 0 && before != NULL && (n == -EACCES || n == -EPERM ||
	    (n == -EADDRINUSE && is_port_of(before, l->port))))
		strbuf_adds(why, ": needs a restart");
	for (int i = 0; i < n; i++)
		add_door(s, l, listener_keep(&opened[i]));
	return n < 0 ? n : 0;
}

static int
open_all(struct setting *s, const struct setting *before, struct strbuf *why)
{
	size_t from[SERVER_LISTENERS_MAX];
	int r = 0;

	s->open = true;
	match(s, before, from);
	for (size_t i = 0; r == 0 && i < s->options.nlisteners; i++) {
		const struct server_listener *l = &s->options.listeners[i];

		s->first_doors[i] = s->ndoors;
		if (before == NULL || from[i] == NONE)
			r = open_one(s, l, before, why);
		else
			for (size_t k = before->first_doors[from[i]]; k < doors_end(before, from[i]); k++)
				add_door(s, l, listener_hold(before->doors[k].listener));
	}
	return r;
}

void
setting_close(struct setting *s)
{
	for (size_t i = 0; s->open && i < s->ndoors; i++)
		listener_give(s->doors[i].listener);
	s->open = false;
}

const struct setting_door *
setting_door(const struct setting *s, unsigned id)
{
	for (size_t i = 0; i < s->ndoors; i++)
		if (s->doors[i].id == id)
			return &s->doors[i];
	return NULL;
}

/* --- the whole ------------------------------------------------------------------ */

static bool
wants_tls(const struct server_options *options)
{
	for (size_t i = 0; i < options->nlisteners; i++)
		if (options->listeners[i].protocol->tls || options->listeners[i].tls_too)
			return true;
	return false;
}

static int
load_keys(struct setting *s, const struct setting *before, struct strbuf *why)
{
	int r;

	if (!wants_tls(&s->options))
		return 0;
	if (s->options.npairs == 0) {
		strbuf_adds(why, "no certificate");
		return -ENOENT;
	}
	s->keys = keys_new(s->options.pairs, s->options.npairs, s->options.ask_identity);
	if (before != NULL && before->keys != NULL)
		keys_inherit(s->keys, before->keys);
	r = keys_load(s->keys, why);
	if (r != 0 && before != NULL)
		strbuf_adds(why, "; the certificate in use stays");
	return r;
}

struct setting *
setting_new(const struct server_options *options, const struct service *service,
    const struct setting *before, struct loop *main_loop, struct strbuf *why)
{
	struct setting *s = mem_alloc(sizeof *s);
	int r;

	assert(options->nlisteners > 0 && options->nlisteners <= SERVER_LISTENERS_MAX);
	s->options = *options;
	server_options_fill(&s->options);
	s->service = service;
	s->main_loop = main_loop;
	s->number = before != NULL ? before->number + 1 : 1;
	atomic_store(&s->references, 1);
	r = load_keys(s, before, why);
	s->options.pairs = NULL;
	if (r == 0)
		r = open_all(s, before, why);
	if (r != 0) {
		setting_free(s);
		return NULL;
	}
	if (options->log_requests && options->log_file != NULL)
		s->log_file = log_file_new(options->log_file);
	return s;
}

void
setting_free(struct setting *s)
{
	if (s == NULL)
		return;
	setting_close(s);
	log_file_free(s->log_file);
	keys_free(s->keys);
	free(s);
}

struct setting *
setting_hold(struct setting *s)
{
	atomic_fetch_add(&s->references, 1);
	return s;
}

void
setting_release(struct setting *s)
{
	struct loop *loop = s != NULL ? s->main_loop : NULL;

	/* From then on the main thread may free it at any moment. */
	if (s != NULL && atomic_fetch_sub(&s->references, 1) == 1)
		loop_wake(loop);
}

struct limiter_options
setting_limits(const struct setting *s)
{
	const struct server_options *o = &s->options;

	return (struct limiter_options){
		.total_max = o->connections_max, .address_max = o->connections_per_address,
		.address_jobs_max = o->jobs_per_address, .per_second = o->requests_per_second, .burst = o->requests_burst,
		.loopback = o->limit_loopback, .allow = o->allow, .nallow = o->nallow,
	};
}
