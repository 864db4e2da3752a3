/* config_read.c - the file of the configuration, as a whole. */
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "base/fs.h"
#include "base/utf8.h"
#include "config.h"
#include "config_keys.h"
#include "content/front.h"

static const char *
find_file(const char *path)
{
	static const char *const places[] = { "marmot.yaml", "/etc/marmot/marmot.yaml" };

	if (path != NULL)
		return path;
	for (size_t i = 0; i < sizeof places / sizeof places[0]; i++)
		if (access(places[i], F_OK) == 0)
			return places[i];
	return NULL;
}

/* An article goes on without what cannot be read; a server that is half configured is worse than none. */
static bool
pass_on(struct diag_list *to, const struct diag_list *from)
{
	bool wrong = false;

	for (size_t i = 0; i < from->n; i++) {
		const struct diag *d = &from->v[i];

		diag_add(to, d->severity == DIAG_NOTE ? DIAG_NOTE : DIAG_ERROR, d->path, d->line, d->col, "%.*s",
		    STR_ARG(d->text));
		if (d->severity != DIAG_NOTE)
			wrong = true;
	}
	return !wrong;
}

bool
config_load(struct config *c, const char *path, struct diag_list *diags)
{
	struct strbuf text = STRBUF_INIT;
	struct diag_list found;
	struct front front;
	unsigned binary;
	bool good;
	int r;

	path = find_file(path);
	if (path == NULL)
		return true;
	c->file = arena_str(&c->arena, str_of(path)).p;
	r = fs_read_path(path, CONFIG_FILE_MAX, &text);
	binary = r == 0 ? utf8_bad_line(strbuf_str(&text)) : 0;
	if (r < 0)
		diag_add(diags, DIAG_ERROR, str_of(c->file), 0, 0, "cannot be read: %s", fs_why(r));
	else if (binary > 0)
		diag_add(diags, DIAG_ERROR, str_of(c->file), binary, 0,
		    "is no text in UTF-8 (save the file as UTF-8)");
	if (r < 0 || binary > 0) {
		strbuf_done(&text);
		return false;
	}
	diag_list_init(&found);
	r = front_parse_whole(arena_str(&c->arena, strbuf_str(&text)), str_of(c->file), &c->arena, &found, &front);
	if (r < 0)
		diag_add(&found, DIAG_ERROR, str_of(c->file), 0, 0, "cannot be read: %s", strerror(-r));
	c->said = front.root;
	config_read_keys(c, &front.root, &found);
	good = pass_on(diags, &found);
	diag_list_done(&found);
	strbuf_done(&text);
	return good;
}
