#include "content/unknown.h"

#include "base/nearest.h"
#include "content/article_parts.h"

struct unknown_name {
	size_t n;			/* articles that have it */
	struct {
		struct str file;
		unsigned line, col;
	} at[UNKNOWN_SLIPS_MAX];
};

/* What engines, themes and editors understand and Marmot need not: in order. */
static const char *const elsewhere[] = {
	"aspect", "asset", "assets", "avatar", "bibliography", "body_classes", "build", "cascade", "class",
	"classes", "color", "comment", "comments", "copyright", "css", "cssclass", "cssclasses", "data",
	"diagram", "disableshare", "email", "emoji", "footer", "graphics", "guid", "header", "hero", "hidden",
	"hide", "hidemeta", "icon", "id", "ids", "js", "katex", "label", "layout", "license", "lightgallery",
	"link", "links", "mark", "markup", "math", "mathjax", "menu", "menus", "mermaid", "meta", "name",
	"navigation", "next", "og", "outputs", "page", "pages", "pagination", "parent", "post", "prev",
	"preview", "private", "reading_time", "related", "resources", "save_as", "scripts", "search",
	"section", "share", "show", "sitemap", "style", "styles", "subtitle", "template", "theme", "time",
	"toc", "topic", "translationkey",
	"type", "types", "uid", "uuid", "version", "video", "videos", "word_count",
};

static bool
is_elsewhere(struct str key)
{
	for (size_t i = 0; i < sizeof elsewhere / sizeof elsewhere[0]; i++)
		if (str_is_case(key, elsewhere[i]))
			return true;
	return false;
}

/* The known key that key could be a slip for; absent when there is none. */
static struct str
meant_by(struct str key)
{
	struct nearest nearest = nearest_begin(key);

	for (size_t i = 0; i < KEY_COUNT; i++)
		nearest_offer(&nearest, str_of(article_key_names[i]));
	return nearest_end(&nearest);
}

void
unknown_init(struct unknown *u)
{
	arena_init(&u->arena, 0);
	map_init(&u->names, &u->arena, 0);
	u->nothers = 0;
}

void
unknown_done(struct unknown *u)
{
	arena_done(&u->arena);
}

static void
count(struct unknown *u, const struct article *article, const struct front_value *v)
{
	struct unknown_name *name = map_get(&u->names, v->key);

	if (name == NULL && u->names.n == UNKNOWN_NAMES_MAX) {
		u->nothers++;
		return;
	}
	if (name == NULL) {
		name = arena_calloc(&u->arena, 1, sizeof *name);
		map_put(&u->names, arena_str(&u->arena, v->key), name);
	}
	if (name->n < UNKNOWN_SLIPS_MAX) {
		name->at[name->n].file = arena_str(&u->arena, article->file);
		name->at[name->n].line = v->line;
		name->at[name->n].col = v->col;
	}
	name->n++;
}

int
unknown_read(struct unknown *u, const struct article *article, struct str source, struct arena *scratch)
{
	struct front front;
	int r = front_parse(source, article->file, scratch, NULL, &front);

	for (const struct front_value *v = r == 0 ? front.root.items : NULL; v != NULL; v = v->next)
		if (v->key.len > 0 && article_key_find(v->key) == KEY_COUNT)
			count(u, article, v);
	return r;
}

void
unknown_report(const struct unknown *u, struct diag_list *diags)
{
	const struct unknown_name *name;
	struct str key, meant;
	size_t at = 0;
	void *value;

	while (map_next(&u->names, &at, &key, &value)) {
		name = value;
		if (is_elsewhere(key))
			continue;
		meant = name->n <= UNKNOWN_SLIPS_MAX ? meant_by(key) : STR_NONE;
		for (size_t i = 0; meant.p != NULL && i < name->n; i++)
			diag_add(diags, DIAG_WARNING, name->at[i].file, name->at[i].line, name->at[i].col,
			    "%.*s: means nothing here; did you mean \"%.*s\"?", STR_ARG(key), STR_ARG(meant));
		if (meant.p == NULL)
			diag_add(diags, DIAG_NOTE, name->at[0].file, name->at[0].line, name->at[0].col,
			    "%.*s: means nothing here (%zu %s)", STR_ARG(key), name->n,
			    name->n == 1 ? "article has it" : "articles have it");
	}
	if (u->nothers > 0)
		diag_add(diags, DIAG_NOTE, STR("."), 0, 0,
		    "more than %d different keys mean nothing here; the others were not looked at",
		    UNKNOWN_NAMES_MAX);
}
