#include "page/placing.h"

#include "base/nearest.h"
#include "base/slug.h"
#include "page/listing.h"

/* Appends the path of slugs that a tag's or category's name has. */
static void
add_path(struct strbuf *out, enum group_kind kind, struct str name)
{
	struct str rest = name, part;

	if (kind != GROUP_CATEGORY) {
		slug_add(out, name);
		return;
	}
	while (str_cut(&rest, '/', &part)) {
		if (str_trim(part).len == 0)
			continue;
		if (out->len > 0)
			strbuf_addc(out, '/');
		slug_add(out, str_trim(part));
	}
}

static void
say_no_group(struct placing *p, enum group_kind kind, struct str name, unsigned line)
{
	const struct edition *e = p->edition;
	const struct group *const *groups = kind == GROUP_TAG ? e->tags : e->categories;
	size_t n = kind == GROUP_TAG ? e->ntags : e->ncategories;
	const char *key = kind == GROUP_TAG ? "tag" : "category";
	struct nearest nearest = nearest_begin(name);
	struct str meant;

	for (size_t i = 0; i < n; i++)
		nearest_offer(&nearest, groups[i]->name);
	meant = nearest_end(&nearest);
	if (meant.p != NULL)
		PLACING_SAY(p, line, "marmot: %s: no article has \"%.*s\"; did you mean \"%.*s\"?", key,
		    STR_ARG(name), STR_ARG(meant));
	else
		PLACING_SAY(p, line, "marmot: %s: no article has \"%.*s\"", key, STR_ARG(name));
}

const struct group *
placing_group(struct placing *p, enum group_kind kind, struct str name, unsigned line)
{
	const struct group *group = edition_find_group(p->edition, kind, name);
	struct strbuf path = STRBUF_INIT;

	if (group != NULL)
		return group;
	add_path(&path, kind, name);
	group = edition_find_group(p->edition, kind, strbuf_str(&path));
	strbuf_done(&path);
	if (group == NULL && p->diags != NULL)
		say_no_group(p, kind, name, line);
	return group;
}

static struct str
label_or(const struct directive *d, struct str otherwise)
{
	return d->values[DIRECTIVE_LABEL].len > 0 ? d->values[DIRECTIVE_LABEL] : otherwise;
}

static void
write_feed(struct placing *p, const struct directive *d, struct sheet *s, unsigned line)
{
	struct str tag = d->values[DIRECTIVE_TAG], category = d->values[DIRECTIVE_CATEGORY];
	struct place place = listing_place(PLACE_FEED, STR(""));
	const struct group *group;

	if (tag.len > 0 || category.len > 0) {
		group = placing_group(p, tag.len > 0 ? GROUP_TAG : GROUP_CATEGORY, tag.len > 0 ? tag : category, line);
		if (group == NULL)
			return;
		place = listing_place(tag.len > 0 ? PLACE_TAG_FEED : PLACE_CATEGORY_FEED, group->path);
	}
	listing_link(s, place, label_or(d, sheet_word(s, WORD_FEED)));
}

static void
write_auto(struct placing *p, struct sheet *s, unsigned line)
{
	if (p->automatic == NULL) {
		PLACING_SAY(p, line, "marmot: auto: this page lists nothing of itself (the home page's and the "
		    "sections' texts do)");
		return;
	}
	p->automatic(p->automatic_arg, s);
	p->lists = true;
}

static void
write_list(struct placing *p, const struct directive *d, struct sheet *s, unsigned line)
{
	size_t n;

	switch (d->kind) {
	case DIRECTIVE_TAGS:
	case DIRECTIVE_CATEGORIES:
	case DIRECTIVE_ARCHIVE:
		n = placing_groups(p, d, s);
		break;
	case DIRECTIVE_SECTIONS:
		n = placing_sections(p, d, s, line);
		break;
	default:
		n = placing_articles(p, d, s, line);
	}
	if (n == PLACING_WRONG)
		return;
	p->lists = true;
	if (n == 0)
		diag_add(p->diags, DIAG_NOTE, p->article->file, line, 0, "marmot: %s: this list is empty",
		    directive_name(d->kind));
}

void
placing_write(void *arg, struct sheet *s, struct str words, unsigned line)
{
	struct placing *p = arg;
	struct directive d;

	if (++p->n > DIRECTIVES_MAX) {
		if (p->n == DIRECTIVES_MAX + 1)
			PLACING_SAY(p, line, "marmot: more than %d lists in one text: this one and those after it "
			    "are not shown", DIRECTIVES_MAX);
		return;
	}
	if (!directive_read(words, p->article->file, line, p->diags, &d) || p->catalogue == NULL)
		return;
	p->edition = s->edition != NULL && d.values[DIRECTIVE_LANG].len == 0 ? s->edition : &p->catalogue->whole;
	switch (d.kind) {
	case DIRECTIVE_SEARCH:
		listing_link(s, listing_place(PLACE_SEARCH, STR_NONE), label_or(&d, sheet_word(s, WORD_SEARCH)));
		break;
	case DIRECTIVE_FEED:
		write_feed(p, &d, s, line);
		break;
	case DIRECTIVE_AUTO:
		write_auto(p, s, line);
		break;
	default:
		write_list(p, &d, s, line);
	}
}

void
placing_check(const struct doc_node *root, struct str path, struct diag_list *diags)
{
	struct str words;
	size_t from, to;

	for (const struct doc_node *n = root; n != NULL; n = doc_walk(n, root))
		if (n->kind == DOC_HTML && directive_find(n->text, &from, &to, &words))
			diag_add(diags, DIAG_WARNING, path, n->line, 0, "marmot: stands within a text, so it is not "
			    "seen (put it on a line of its own)");
}
