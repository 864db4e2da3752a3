/* catalogue_group_join.c - building: the tags and categories of what no list has. */
#include "base/slug.h"
#include "content/catalogue_build.h"

void
group_category_add(struct strbuf *path, struct str part)
{
	if (path->len > 0)
		strbuf_addc(path, '/');
	slug_add(path, part);
}

/*
 * The text of a section counts in no list, yet names its tags: those that are
 * groups through others.  The rest go, so that no link leads nowhere.
 */
static void
join_tags(struct build *b, struct article *article)
{
	struct strbuf slug = STRBUF_INIT;
	uint8_t n = 0;

	if (article->ntags == 0)
		return;
	article->tag_groups = arena_calloc(&b->c->arena, article->ntags,
	    sizeof *article->tag_groups);
	for (size_t i = 0; i < article->ntags; i++) {
		const struct group *group;

		strbuf_reset(&slug);
		slug_add(&slug, article->tags[i]);
		group = map_get(&b->c->by_tag, strbuf_str(&slug));
		if (group == NULL)
			continue;
		article->tags[n] = article->tags[i];
		article->tag_groups[n++] = group;
	}
	if (n < article->ntags)
		map_set(&b->c->altered, article->file, b->c);
	article->ntags = n;
	strbuf_done(&slug);
}

static void
join_category(struct build *b, struct article *article)
{
	struct strbuf path = STRBUF_INIT;
	struct str rest = article->category, part;

	while (rest.len > 0 && str_cut(&rest, '/', &part)) {
		part = str_trim(part);
		if (part.len > 0)
			group_category_add(&path, part);
	}
	article->category_group = map_get(&b->c->by_category, strbuf_str(&path));
	strbuf_done(&path);
}

/* A bundle's text is listed in the folder above its own. */
static bool
is_unlisted(const struct article *article)
{
	return !article_is_listed(article) || article->area != NULL ||
	    (article->is_folder_text && str_eq(article->section->path, article->path));
}

static void
join_unlisted(struct build *b, struct article *article)
{
	join_tags(b, article);
	join_category(b, article);
}

void
group_join(struct build *b)
{
	struct catalogue *c = b->c;

	for (size_t i = 0; i < c->nshown; i++)
		if (b->shown[i] != NULL && is_unlisted(b->shown[i]))
			join_unlisted(b, b->shown[i]);
	/* Nobody lists them, but authors read them. */
	for (size_t i = 0; c->hidden != NULL && i < c->nhidden; i++)
		join_unlisted(b, (struct article *)c->hidden[i]);
}
