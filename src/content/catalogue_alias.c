/* catalogue_alias.c - building: the other names of articles. */
#include "content/catalogue_build.h"
#include "content/spelling.h"

const struct article other_ambiguous;

/* The key under which a spelling of a page is looked up. */
static void
add_key(struct strbuf *out, struct str path)
{
	bool folder;

	while (path.len > 0 && path.p[0] == '/')
		path = str_from(path, 1);
	spelling_fold(out, spelling_page(path, &folder));
}

static bool
is_address_of(const struct article *article, struct str key)
{
	struct strbuf own = STRBUF_INIT;
	bool same;

	add_key(&own, article->path);
	same = str_eq(strbuf_str(&own), key);
	strbuf_done(&own);
	return same;
}

static void
add_alias(struct build *b, const struct article *article, struct str alias)
{
	struct catalogue *c = b->c;
	struct strbuf key = STRBUF_INIT;
	const struct article *other;

	add_key(&key, alias);
	if (key.len == 0 || is_address_of(article, strbuf_str(&key)))
		goto out;
	other = map_get(&c->by_alias, strbuf_str(&key));
	if (other == NULL) {
		map_put(&c->by_alias, arena_str(&c->arena, strbuf_str(&key)), (void *)article);
	} else if (other != article) {
		if (other != &other_ambiguous)
			diag_add(&c->diags, DIAG_WARNING, article->file, 0, 0,
			    "the other address /%.*s is one of %.*s too: it leads to neither",
			    STR_ARG(alias), STR_ARG(other->file));
		/* The key that is there stays: this one goes. */
		map_set(&c->by_alias, strbuf_str(&key), (void *)&other_ambiguous);
	}
out:
	strbuf_done(&key);
}

static void
add_aliases(struct build *b, const struct article *article)
{
	struct str stem = spelling_stem(article->file);

	for (size_t i = 0; i < article->naliases; i++)
		add_alias(b, article, article->aliases[i]);
	if (!article->is_folder_text && !str_eq(stem, article->path))
		add_alias(b, article, stem);
}

struct str
other_file_base(const struct article *article)
{
	return spelling_bare(article->is_folder_text ? article->path :
	    spelling_stem(article->file));
}

static void
index_bases(struct build *b)
{
	struct catalogue *c = b->c;
	size_t n = 0;

	for (size_t i = 0; i < c->nshown; i++)
		if (c->shown[i] != NULL &&
		    !str_eq(other_file_base(c->shown[i]), spelling_bare(c->shown[i]->path)))
			c->nrenamed++;
	c->renamed = arena_calloc(&c->arena, c->nrenamed + 1, sizeof *c->renamed);
	folded_init(&c->articles_by_base, &c->arena, c->nshown + c->nrenamed);
	for (size_t i = 0; i < c->nshown; i++) {
		const struct article *article = c->shown[i];
		struct str by_file, by_path;

		if (article == NULL || article->path.len == 0)
			continue;
		by_file = other_file_base(article);
		by_path = spelling_bare(article->path);
		folded_add(&c->articles_by_base, i, spelling_hash(by_file));
		if (str_eq(by_file, by_path))
			continue;
		c->renamed[n] = article;
		folded_add(&c->articles_by_base, c->nshown + n++, spelling_hash(by_path));
	}
}

void
other_build(struct build *b)
{
	struct catalogue *c = b->c;
	size_t n = 0;

	for (size_t i = 0; i < c->nshown; i++)
		if (c->shown[i] != NULL)
			n += c->shown[i]->naliases;
	map_init(&c->by_alias, &c->arena, n);
	for (size_t i = 0; i < c->nshown; i++)
		if (c->shown[i] != NULL)
			add_aliases(b, c->shown[i]);
	index_bases(b);
}

