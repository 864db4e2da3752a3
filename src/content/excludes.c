/* excludes.c - what in a content folder is never read and never served. */
#include "content/excludes.h"

#include <fnmatch.h>
#include <string.h>
#include <unistd.h>

#include "base/fs.h"

/* Names of configuration files.  A prefix ends in a dot and takes any extension. */
static const struct config {
	const char *name;
	unsigned engine;	/* 0: out, but says nothing about its folder */
	const char *line;	/* how a line of it begins; NULL: the name tells */
} configs[] = {
	{ "_config.yml", EXCLUDES_JEKYLL, NULL },
	{ "_config.yaml", EXCLUDES_JEKYLL, NULL },
	{ "_config.toml", EXCLUDES_JEKYLL, NULL },
	{ "hugo.toml", EXCLUDES_HUGO, NULL },
	{ "hugo.yaml", EXCLUDES_HUGO, NULL },
	{ "hugo.yml", EXCLUDES_HUGO, NULL },
	{ "hugo.json", EXCLUDES_HUGO, NULL },
	{ "config.toml", EXCLUDES_ZOLA, "base_url" },
	{ "config.toml", EXCLUDES_HUGO, "baseurl" },
	{ "config.yaml", EXCLUDES_HUGO, "baseurl" },
	{ "config.yml", EXCLUDES_HUGO, "baseurl" },
	{ "config.json", EXCLUDES_HUGO, "\"baseurl\"" },
	{ "package.json", EXCLUDES_NODE, NULL },
	{ "astro.config.", EXCLUDES_NODE, NULL },
	{ "eleventy.config.", EXCLUDES_NODE, NULL },
	{ ".eleventy.", EXCLUDES_NODE, NULL },
	{ "config.edn", EXCLUDES_LOGSEQ, "{:meta/version" },
	{ "marmot.yaml", 0, NULL },
};

#define ANYWHERE 0u
#define ANY_ENGINE (EXCLUDES_JEKYLL | EXCLUDES_HUGO | EXCLUDES_ZOLA | EXCLUDES_NODE)

static const struct machinery {
	const char *name;
	bool is_folder;
	unsigned beside;	/* engines beside which it is out */
} machinery[] = {
	{ "node_modules", true, ANYWHERE },
	{ "_site", true, ANYWHERE },
	{ "_layouts", true, ANYWHERE },
	{ "_includes", true, ANYWHERE },
	{ "_data", true, ANYWHERE },
	{ "_sass", true, ANYWHERE },
	{ "vendor", true, ANY_ENGINE },
	{ "layouts", true, ANY_ENGINE },
	{ "archetypes", true, ANY_ENGINE },
	{ "themes", true, ANY_ENGINE },
	{ "templates", true, EXCLUDES_ZOLA },
	{ "sass", true, EXCLUDES_ZOLA },
	{ "bak", true, EXCLUDES_LOGSEQ },
	{ "Gemfile", false, ANY_ENGINE },
	{ "Gemfile.lock", false, ANY_ENGINE },
	{ "package-lock.json", false, ANY_ENGINE },
	{ "pnpm-lock.yaml", false, ANY_ENGINE },
	{ "yarn.lock", false, ANY_ENGINE },
	{ "tsconfig.json", false, ANY_ENGINE },
	{ "custom.css", false, EXCLUDES_LOGSEQ },
	{ "custom.js", false, EXCLUDES_LOGSEQ },
	{ "export.css", false, EXCLUDES_LOGSEQ },
	{ "graphs-txid.edn", false, EXCLUDES_LOGSEQ },
	{ "pages-metadata.edn", false, EXCLUDES_LOGSEQ },
};

static const char *const backup_ends[] = { "~", ".swp", ".bak", ".orig", ".tmp" };

#define COUNT(v) (sizeof(v) / sizeof(v)[0])

void
excludes_init(struct excludes *x, const struct capsule *capsule, struct arena *a)
{
	*x = (struct excludes){ .nglobs = capsule->nignore };
	x->globs = arena_calloc(a, x->nglobs + 1, sizeof *x->globs);
	for (size_t i = 0; i < x->nglobs; i++) {
		struct str glob = capsule->ignore[i];

		/* "drafts/" and "/drafts" mean the folder, as they do elsewhere. */
		while (glob.len > 1 && glob.p[glob.len - 1] == '/')
			glob.len--;
		while (glob.len > 1 && glob.p[0] == '/')
			glob = str_from(glob, 1);
		x->globs[i] = arena_str(a, glob.p != NULL ? glob : STR("")).p;
	}
}

static bool
is_named(const struct config *config, struct str name)
{
	struct str want = str_of(config->name);

	if (want.p[want.len - 1] == '.')
		return name.len > want.len && str_starts(name, want);
	return str_eq(name, want);
}

/* Asked of each file there is. */
static inline bool
config_is(const struct config *config, struct str name)
{
	return name.len > 0 && name.p[0] == config->name[0] && is_named(config, name);
}

/* Whether a line of the file begins so, case and indentation aside. */
static bool
has_line(int dir, const char *name, const char *start)
{
	struct strbuf text = STRBUF_INIT;
	struct str rest, line;
	bool found = false;

	if (fs_read_file(dir, name, EXCLUDES_SNIFF_MAX, &text, NULL) == 0) {
		rest = strbuf_str(&text);
		while (!found && str_line(&rest, &line))
			found = str_starts_case(str_trim(line), str_of(start));
	}
	strbuf_done(&text);
	return found;
}

/* The row of a configuration file, or NULL. */
static const struct config *
config_of(int dir, const char *name)
{
	struct str whole = str_of(name);

	for (size_t i = 0; i < COUNT(configs); i++)
		if (config_is(&configs[i], whole) && (configs[i].line == NULL ||
		    has_line(dir, name, configs[i].line)))
			return &configs[i];
	return NULL;
}

unsigned
excludes_engine_of(int dir, const char *name)
{
	const struct config *config = config_of(dir, name);

	return config != NULL ? config->engine : 0;
}

/* Files that are looked into count as configuration once their engine is known
 * to be here; so no file is opened twice. */
static bool
is_config(struct str name, unsigned engines)
{
	for (size_t i = 0; i < COUNT(configs); i++)
		if (config_is(&configs[i], name) &&
		    (configs[i].line == NULL || (configs[i].engine & engines) != 0))
			return true;
	return false;
}

static bool
is_machinery(struct str name, bool is_folder, unsigned engines)
{
	for (size_t i = 0; i < COUNT(machinery); i++)
		if (machinery[i].name[0] == name.p[0] && machinery[i].is_folder == is_folder &&
		    str_is(name, machinery[i].name))
			return machinery[i].beside == ANYWHERE ||
			    (machinery[i].beside & engines) != 0;
	return false;
}

static bool
is_backup(struct str name)
{
	if (name.len > 2 && name.p[0] == '#' && name.p[name.len - 1] == '#')
		return true;
	for (size_t i = 0; i < COUNT(backup_ends); i++)
		if (str_ends(name, str_of(backup_ends[i])))
			return true;
	return false;
}

static bool
is_globbed(const struct excludes *x, struct str path, struct str name)
{
	struct strbuf text = STRBUF_INIT;
	bool found = false;

	if (x->nglobs == 0)
		return false;
	strbuf_addstr(&text, path);
	for (size_t i = 0; i < x->nglobs && !found; i++)
		found = fnmatch(x->globs[i], text.buf, 0) == 0 ||
		    fnmatch(x->globs[i], text.buf + (path.len - name.len), 0) == 0;
	strbuf_done(&text);
	return found;
}

static struct str
last_name(struct str path)
{
	size_t slash = str_rfind(path, '/');

	return slash < path.len ? str_from(path, slash + 1) : path;
}

bool
excludes_leaving(struct str name, bool is_folder)
{
	if (name.len == 0)
		return false;
	for (size_t i = 0; !is_folder && i < COUNT(configs); i++)
		if (config_is(&configs[i], name))
			return false;
	if (name.p[0] == '.')
		return !str_is(name, ".well-known");
	return !is_folder && is_backup(name);
}

bool
excludes_entry(const struct excludes *x, struct str path, bool is_folder, unsigned engines)
{
	struct str name = last_name(path);

	if (name.len == 0)
		return true;
	if (name.p[0] == '.' && !(is_folder && str_is(name, ".well-known")))
		return true;
	if (is_machinery(name, is_folder, engines))
		return true;
	if (!is_folder && (is_backup(name) || is_config(name, engines)))
		return true;
	return is_globbed(x, path, name);
}

struct listing {
	int dir;
	unsigned engines;
};

static bool
add_engine(void *arg, const struct fs_entry *entry)
{
	struct listing *l = arg;

	if (entry->kind == 'f' || entry->kind == 'l')
		l->engines |= excludes_engine_of(l->dir, entry->name);
	return true;
}

bool
excludes_path(const struct excludes *x, int root, struct str path)
{
	struct strbuf folder = STRBUF_INIT;
	bool out = false;
	size_t at = 0;

	while (at < path.len && !out) {
		size_t end = at + str_find(str_from(path, at), '/');
		struct listing l = { .dir = fs_open_dir_at(root, at > 0 ? folder.buf : ".") };

		if (l.dir >= 0) {
			fs_list(l.dir, add_engine, &l);
			close(l.dir);
		}
		out = excludes_entry(x, str_slice(path, 0, end), end < path.len, l.engines);
		strbuf_reset(&folder);
		strbuf_addstr(&folder, str_slice(path, 0, end));
		at = end + 1;
	}
	strbuf_done(&folder);
	return out;
}

bool
excludes_private_key(int dir, const char *path)
{
	struct strbuf text = STRBUF_INIT;
	struct str name = str_of(path);
	bool found;

	if (!str_ends_case(name, STR(".pem")) && !str_ends_case(name, STR(".key")))
		return false;
	fs_read_file(dir, path, EXCLUDES_SNIFF_MAX, &text, NULL);
	found = str_search(strbuf_str(&text), STR("PRIVATE KEY-----")) < text.len;
	strbuf_done(&text);
	return found;
}
