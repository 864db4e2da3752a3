/* catalogue_alias.c - building: the other names of articles. */
#include "content/catalogue_build.h"
#include "content/spelling.h"

const struct article other_ambiguous;

/* The key under which a spelling of a page is looked up. */
static void
add_key(struct strbuf *out, struct str path)
{
	bool folder;

	path = str_skip(path, '/');
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

static const struct article *
living_article(const struct catalogue *c, struct str key)
{
	const struct folded *f = &c->articles_by_path;
	uint32_t i = folded_first(f, spelling_hash(key));

	for (size_t n = 0; i != FOLDED_END && n < FOLDED_WALK_MAX; i = folded_next(f, i), n++)
		/* One that is gone may have an heir. */
		if (spelling_eq(c->shown[i]->path, key) && !c->shown[i]->gone)
			return c->shown[i];
	return NULL;
}

static bool
is_folder(const struct catalogue *c, struct str key)
{
	const struct folded *f = &c->sections_by_path;
	uint32_t i = folded_first(f, spelling_hash(key));

	for (size_t n = 0; i != FOLDED_END && n < FOLDED_WALK_MAX; i = folded_next(f, i), n++) {
		struct str path = c->sections[i]->path;

		if (path.len > 0 && spelling_eq(str_slice(path, 0, path.len - 1), key))
			return true;
	}
	return false;
}

/* What lives at the address; NULL when nothing does.  What is there wins over
 * what only was. */
static const char *
living_at(struct build *b, struct str alias, struct str key)
{
	const struct article *article = living_article(b->c, key);
	const struct asset *asset = catalogue_find_asset(b->c, str_chop(alias, '/'));

	if (article != NULL)
		return article->file.p;
	if (asset != NULL)
		return asset->file.p;
	if (is_folder(b->c, key))
		return "a folder";
	return clash_is_made(b->c, str_chop(alias, '/')) || clash_is_made(b->c, key) ? "a page that is made" : NULL;
}

/* named: by the author, who is told what becomes of it. */
static void
add_alias(struct build *b, const struct article *article, struct str alias, bool named)
{
	struct catalogue *c = b->c;
	struct strbuf key = STRBUF_INIT;
	const struct article *other;
	const char *living;

	add_key(&key, alias);
	if (key.len == 0 || is_address_of(article, strbuf_str(&key)))
		goto out;
	/* Outside of its area nothing may lead there, nor be in another's way. */
	if (article->area != NULL && area_of(c->capsule, alias) != article->area)
		goto out;
	living = living_at(b, alias, strbuf_str(&key));
	if (living != NULL) {
		if (named)
			diag_add(&c->diags, DIAG_WARNING, article->file, 0, 0,
			    "the other address /%.*s is that of %s, where it leads to (take it out)",
			    STR_ARG(alias), living);
		goto out;
	}
	other = map_get(&c->by_alias, strbuf_str(&key));
	if (other == NULL) {
		map_put(&c->by_alias, arena_str(&c->arena, strbuf_str(&key)), (void *)article);
		c->alias_queries = c->alias_queries || str_find(alias, '?') < alias.len;
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
add_aliases(struct build *b, const struct article *article, bool renamed)
{
	for (size_t i = 0; i < article->naliases; i++)
		add_alias(b, article, article->aliases[i], true);
	if (renamed)
		add_alias(b, article, spelling_stem(article->file), false);
}

struct str
other_file_base(const struct article *article)
{
	return spelling_bare(article->is_folder_text ? article->path :
	    spelling_stem(article->file));
}

static void
add_bases(struct build *b, size_t position, bool renamed)
{
	struct catalogue *c = b->c;
	const struct article *article = c->shown[position];
	/* A folder's text has the path of its folder since it was read. */
	uint64_t by_file = article->is_folder_text ? spelling_hash(other_file_base(article)) : article->base_hash, by_path;

	folded_add(&c->articles_by_base, position, by_file);
	if (!renamed)
		return;
	by_path = spelling_hash(spelling_bare(article->path));
	if (by_path == by_file)
		return;
	folded_add(&c->articles_by_base, c->nshown + c->nrenamed, by_path);
	c->renamed[c->nrenamed++] = article;
}

void
other_build(struct build *b)
{
	struct catalogue *c = b->c;
	size_t naliases = 0, nrenamed = 0;

	for (size_t i = 0; i < c->nshown; i++)
		if (c->shown[i] != NULL) {
			naliases += c->shown[i]->naliases;
			nrenamed += c->shown[i]->renamed;
		}
	map_init(&c->by_alias, &c->arena, naliases + nrenamed);
	folded_init(&c->articles_by_base, &c->arena, c->nshown + nrenamed);
	if (nrenamed > 0)
		c->renamed = arena_calloc(&c->arena, nrenamed, sizeof *c->renamed);
	for (size_t i = 0; i < c->nshown; i++) {
		const struct article *article = c->shown[i];

		if (article == NULL)
			continue;
		add_aliases(b, article, article->renamed);
		if (article->path.len > 0)
			add_bases(b, i, article->renamed);
	}
}
