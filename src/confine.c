/* confine.c - shuts the server in. */
#include "confine.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/fs.h"
#include "base/log.h"
#include "net/inherited.h"

static bool
is_of_this_machine(const char *address)
{
	return config_is_unix(address) || strcmp(address, "localhost") == 0 || strcmp(address, "::1") == 0 ||
	    strncmp(address, "127.", 4) == 0;
}

/* Where a stranger could come in; NULL: nowhere. */
static const char *
open_address(const struct config *config)
{
	for (size_t i = 0; i < config->server.nlisteners; i++)
		if (!is_of_this_machine(config->server.listeners[i].address))
			return config->server.listeners[i].address;
	return NULL;
}

bool
confine_serves_strangers(const struct config *config, struct strbuf *why)
{
	const char *address = open_address(config);

	if (geteuid() != 0 || config->user != NULL || address == NULL)
		return false;
	strbuf_addf(why, "root must not serve strangers (at %s): name a user to become with \"user:\" or "
	    "--user NAME; --user root insists", address);
	return true;
}

bool
confine_judge(struct confine *f, const struct config *config, struct strbuf *why)
{
	*f = (struct confine){ 0 };
	arena_init(&f->arena, 0);
	return privilege_init(&f->privilege, config->user, why) && !confine_serves_strangers(config, why);
}

bool
confine_init(struct confine *f, struct config *config, struct strbuf *why)
{
	if (!confine_judge(f, config, why))
		return false;
	/* As root, while it can be; as anybody else whoever needs it says what is wrong. */
	if (f->privilege.drops) {
		for (size_t i = 0; i < config_ncapsules(config); i++) {
			const struct config *c = config_capsule(config, i);

			(void)privilege_make_dir(&f->privilege, c->state_dir, 0700);
			if (config_wants_tls(c))
				(void)privilege_make_dir(&f->privilege, c->certs_dir, 0750);
		}
	}
	return true;
}

static const char *
keep(struct arena *arena, const char *path)
{
	return arena_str(arena, str_of(path)).p;
}

static const char *
asset_path(struct arena *arena, const struct config *config, const char *dir)
{
	return dir[0] == '/' ? keep(arena, dir) : arena_strf(arena, "%s/%s", config->capsule.content_dir, dir).p;
}

/* The folder a file lies in: what replaces the file is another one. */
static const char *
folder_of(struct arena *arena, const char *file)
{
	struct str path = str_of(file);
	size_t slash = str_rfind(path, '/');

	return slash == path.len ? "." : slash == 0 ? "/" : arena_str(arena, str_slice(path, 0, slash)).p;
}

/* What the hosts of upstreams are looked up with when everything is read anew. */
static void
allow_look_up(struct sandbox *s)
{
	static const char *const files[] = { "/etc/hosts", "/etc/resolv.conf", "/etc/nsswitch.conf", "/etc/host.conf",
	    "/etc/gai.conf" };

	for (size_t i = 0; i < sizeof files / sizeof files[0]; i++)
		sandbox_allow(s, files[i], SANDBOX_READ, SANDBOX_MAIN);
}

static void
allow_capsule(struct sandbox *s, struct arena *arena, const struct config *config)
{
	bool publishes = config->has_titan && config->listen[SCHEME_GEMINI].n > 0;

	sandbox_allow_root(s, keep(arena, config->capsule.content_dir), publishes ? SANDBOX_WRITE : SANDBOX_READ);
	for (size_t i = 0; i < config->capsule.nasset_dirs; i++)
		sandbox_allow_root(s, asset_path(arena, config, config->capsule.asset_dirs[i]), SANDBOX_READ);
	/* Unix sockets can be connected to without leave (landlock up to 7). */
	for (size_t i = 0; i < config->nupstreams; i++)
		if (!config->upstreams[i].is_unix)
			sandbox_allow_port(s, config->upstreams[i].port);
	if (config->nupstreams > 0)
		allow_look_up(s);
	sandbox_allow(s, keep(arena, config->state_dir), SANDBOX_WRITE, SANDBOX_ALL);
	sandbox_allow(s, keep(arena, config->certs_dir), SANDBOX_READ, SANDBOX_MAIN);
}

/* A certificate or key and its successors, also where a link leads as certbot's do. */
static void
allow_file(struct sandbox *s, struct arena *arena, const char *path)
{
	char *real = realpath(path, NULL);

	sandbox_allow(s, folder_of(arena, path), SANDBOX_READ, SANDBOX_MAIN);
	if (real != NULL)
		sandbox_allow(s, folder_of(arena, real), SANDBOX_READ, SANDBOX_MAIN);
	free(real);
}

/* A Unix socket that is ours to make and to remove. */
static bool
is_own_socket(const struct server_listener *l)
{
	return config_is_unix(l->address) && !inherited_has(l->address, l->port);
}

static void
allow(struct sandbox *s, struct arena *arena, struct config *config)
{
	const struct server_options *server = &config->server;

	for (size_t i = 0; i < config_ncapsules(config); i++)
		allow_capsule(s, arena, config_capsule(config, i));
	for (size_t i = 0; i < config->nsandbox_read; i++)
		sandbox_allow(s, keep(arena, config->sandbox_read[i]), SANDBOX_READ, SANDBOX_ALL);
	for (size_t i = 0; i < server->npairs; i++) {
		allow_file(s, arena, server->pairs[i].crt_path);
		allow_file(s, arena, server->pairs[i].key_path);
	}
	/* Sockets go with the last that listens: a worker. */
	for (size_t i = 0; i < server->nlisteners; i++)
		if (is_own_socket(&server->listeners[i]))
			sandbox_allow(s, folder_of(arena, strchr(server->listeners[i].address, ':') + 1), SANDBOX_WRITE,
			    SANDBOX_ALL);
	if (config->file != NULL)
		sandbox_allow(s, folder_of(arena, config->file), SANDBOX_READ, SANDBOX_MAIN);
	if (server->log_file != NULL)
		sandbox_allow(s, folder_of(arena, server->log_file), SANDBOX_WRITE, SANDBOX_MAIN);
}

/* The group stays the one that the owner named. */
static void
give_socket(const struct confine *f, const char *path, const struct unix_socket_access *access)
{
	struct privilege to = f->privilege;

	if (access->group != NULL)
		to.gid = (gid_t)-1;
	(void)privilege_give(&to, path);
}

/* What was made as root and is opened, asked or removed by the user. */
static void
give_made(const struct confine *f, const struct server_options *server)
{
	if (server->stats_path != NULL)
		give_socket(f, server->stats_path, &server->stats_access);
	if (server->log_file != NULL)
		(void)privilege_give(&f->privilege, server->log_file);
	for (size_t i = 0; i < server->nlisteners; i++)
		if (is_own_socket(&server->listeners[i]))
			give_socket(f, strchr(server->listeners[i].address, ':') + 1, &server->listen_access);
}

int
confine_enter(struct confine *f, struct config *config, struct strbuf *why)
{
	int r;

	give_made(f, &config->server);
	if (f->privilege.user != NULL)
		f->privilege.user = keep(&f->arena, f->privilege.user);
	r = privilege_drop(&f->privilege, why);
	if (r < 0)
		return r;
	for (size_t i = 0; f->privilege.drops && i < config->server.npairs; i++)
		if (access(config->server.pairs[i].key_path, R_OK) != 0)
			f->key_path = keep(&f->arena, config->server.pairs[i].key_path);
	/* Search would make it only when its rule could not be made any more. */
	for (size_t i = 0; i < config_ncapsules(config); i++)
		(void)fs_make_dirs(config_capsule(config, i)->state_dir, 0700);
	if (!config->sandbox)
		return 0;
	allow(&f->sandbox, &f->arena, config);
	r = sandbox_enter(&f->sandbox, why);
	return r == -ENOSYS ? 0 : r;
}

/* Whether the real place of inner lies in that of outer. */
static bool
lies_within(const char *inner, const char *outer)
{
	char *in = realpath(inner, NULL), *out = realpath(outer, NULL);
	size_t len = out != NULL ? strlen(out) : 0;
	bool within = in != NULL && out != NULL && strncmp(in, out, len) == 0 && (in[len] == '/' || in[len] == '\0');

	free(in);
	free(out);
	return within;
}

void
confine_say(const struct confine *f, const struct config *config)
{
	const char *dirs[] = { config->state_dir, config->capsule.content_dir };
	struct strbuf what = STRBUF_INIT;

	if (f->privilege.drops)
		log_info("user         %s, root no more", f->privilege.user);
	else if (geteuid() == 0)
		log_warning("Marmot runs as root and stays so: name a user to become with \"user:\"");
	if (f->key_path != NULL)
		log_warning("%s: only root may read it: it is loaded, but when it is replaced Marmot needs a restart; "
		    "to mend that, chown %s %s", f->key_path, f->privilege.user, f->key_path);
	if (!config->sandbox) {
		log_info("sandbox      off, as configured");
		return;
	}
	sandbox_describe(&what);
	log_info("sandbox      %s", what.buf);
	for (size_t i = 0; i < config->nsandbox_read; i++)
		if (access(config->sandbox_read[i], R_OK | X_OK) != 0)
			log_warning("sandbox_read: %s: %s: nothing in it will be read (mend that, or take it out, and restart)",
			    config->sandbox_read[i], strerror(errno));
	for (size_t i = 0; f->sandbox.active && i < sizeof dirs / sizeof dirs[0]; i++)
		if (config_wants_tls(config) && lies_within(config->certs_dir, dirs[i]))
			log_warning("%s lies in %s, so that the threads that answer strangers may read the key: "
			    "keep it in a folder beside", config->certs_dir, dirs[i]);
	strbuf_done(&what);
}

static bool
say_lost(const char *path, struct strbuf *why)
{
	if (path == NULL)
		return false;
	strbuf_addf(why, "%s is another folder than at the start, which the sandbox refuses: Marmot needs a restart; "
	    "to replace it often, name the folder above it with \"sandbox_read:\"", path);
	return true;
}

bool
confine_blocks(const struct confine *f, struct strbuf *why)
{
	return say_lost(sandbox_lost(&f->sandbox), why);
}

/* --- other settings ------------------------------------------------------------------- */

static bool
is_served(struct config *config, const char *path)
{
	struct arena scratch;
	bool served = false;

	arena_init(&scratch, 0);
	for (size_t i = 0; i < config_ncapsules(config); i++) {
		const struct config *one = config_capsule(config, i);

		served = served || strcmp(one->capsule.content_dir, path) == 0;
		for (size_t k = 0; k < one->capsule.nasset_dirs; k++)
			served = served || strcmp(asset_path(&scratch, one, one->capsule.asset_dirs[k]), path) == 0;
	}
	arena_done(&scratch);
	return served;
}

bool
confine_would_block(const struct confine *f, struct config *next, struct strbuf *why)
{
	const struct sandbox *s = &f->sandbox;

	for (size_t i = 0; i < s->npaths; i++)
		if (s->paths[i].root && is_served(next, s->paths[i].path) && sandbox_refuses(s, i))
			return say_lost(s->paths[i].path, why);
	return false;
}

void
confine_follow(struct confine *f, struct config *config)
{
	for (size_t i = 0; i < f->sandbox.npaths; i++)
		if (f->sandbox.paths[i].root)
			sandbox_miss(&f->sandbox, i, is_served(config, f->sandbox.paths[i].path));
}

void
confine_done(struct confine *f)
{
	arena_done(&f->arena);
}
