/*
 * catalogue_edition_find.c - building: the languages a capsule has.
 *
 * Said by the owner, or found: files "x.de.md" beside "x.md", folders of
 * languages that hold the same names, articles with one translationKey and
 * several languages.  Whatever has no counterpart proves nothing: "it/" may
 * well be about computers.
 */
#include "base/ascii.h"
#include "content/catalogue_build.h"
#include "content/language.h"
#include "content/spelling.h"

/* One language that may be meant by a folder, a suffix or front matter. */
struct sign {
	struct str tag;
	struct str folder;	/* "de/" where it is a folder's */
	bool mirrored;		/* the same article was met in another one */
};

struct finding {
	struct build *b;
	struct sign signs[EDITIONS_MAX];
	size_t n;
	struct sign plain;	/* no sign at all */
	struct map first;	/* what is translated => the sign it was first met with */
};

static struct str
own_language(const struct catalogue *c)
{
	if (c->capsule->lang.len > 0)
		return c->capsule->lang;
	return c->root->text != NULL ? c->root->text->lang : STR_NONE;
}

static struct sign *
sign_of(struct finding *f, struct str tag, struct str folder)
{
	for (size_t i = 0; i < f->n; i++) {
		if (language_likeness(f->signs[i].tag, tag) != 2)
			continue;
		if (f->signs[i].folder.len == 0)
			f->signs[i].folder = folder;
		return &f->signs[i];
	}
	if (f->n == EDITIONS_MAX)
		return NULL;
	f->signs[f->n] = (struct sign){ .tag = tag, .folder = folder };
	return &f->signs[f->n++];
}

static struct sign *
sign_of_article(struct finding *f, const struct article *article)
{
	size_t slash = str_find(article->file, '/');
	struct str folder = str_slice(article->file, 0, slash < article->file.len ? slash : 0);
	struct str suffix = language_suffix(spelling_stem(article->file)), own = own_language(f->b->c);

	if (language_is_folder(folder))
		return sign_of(f, folder, str_slice(article->file, 0, slash + 1));
	if (suffix.len > 0)
		return sign_of(f, suffix, STR_NONE);
	if (article->translation_key.len > 0 && article->lang.len > 0 && language_likeness(article->lang, own) != 2)
		return sign_of(f, article->lang, STR_NONE);
	return &f->plain;
}

/* Whether any file shows a sign: mostly none does, and nothing is looked for. */
static bool
has_signs(const struct build *b)
{
	const struct catalogue *c = b->c;

	for (size_t i = 0; i < c->root->nsections; i++)
		if (language_is_folder(str_slice(c->root->sections[i]->path, 0, c->root->sections[i]->path.len - 1)))
			return true;
	for (size_t i = 0; b->any_signs && i < c->nshown; i++)
		if (c->shown[i] != NULL && (c->shown[i]->translation_key.len > 0 || c->shown[i]->suffixed))
			return true;
	return false;
}

/* A folder's own text has a namesake in every other. */
static bool
says_nothing(const struct article *article)
{
	return article->is_folder_text && spelling_folder(article->file).len > 0 &&
	    str_find(article->file, '/') == spelling_folder(article->file).len - 1;
}

static void
look_at(struct finding *f, const struct article *article)
{
	struct sign *sign = sign_of_article(f, article), *first;
	bool in_folder;
	struct str key;

	if (sign == NULL || article->gone || article->area != NULL || says_nothing(article))
		return;
	in_folder = sign->folder.len > 0 && str_starts(article->file, sign->folder);
	key = edition_key(&f->b->temp, article, in_folder ? sign->folder.len : 0, !in_folder);
	first = map_put(&f->first, key, sign);
	if (first != sign)
		first->mirrored = sign->mirrored = true;
}

static void
add_edition(struct build *b, struct edition *v, struct str tag, struct str folder, bool at_root)
{
	struct arena *a = &b->c->arena;
	struct strbuf lower = STRBUF_INIT;

	if (folder.len == 0) {
		for (size_t i = 0; i < tag.len; i++)
			strbuf_addc(&lower, ascii_small(tag.p[i]));
		strbuf_addc(&lower, '/');
		folder = strbuf_str(&lower);
	}
	*v = (struct edition){ .tag = arena_str(a, tag), .folder = arena_str(a, folder), .at_root = at_root };
	/* Header fields want "pt-BR", folders are called "pt_br". */
	for (char *p = (char *)v->tag.p; *p != '\0'; p++)
		if (*p == '_')
			*p = '-';
	v->name = arena_str(a, language_name(v->tag));
	v->is_folder = map_get(&b->c->by_section, v->folder) != NULL;
	strbuf_done(&lower);
}

/* By tag, whatever was met first. */
static void
sort(struct edition *v, size_t n)
{
	for (size_t i = 1; i < n; i++)
		for (size_t j = i; j > 0 && str_cmp(v[j].tag, v[j - 1].tag) < 0; j--) {
			struct edition e = v[j];

			v[j] = v[j - 1];
			v[j - 1] = e;
		}
}

/* Puts the default one first. */
static void
choose_default(struct build *b, struct finding *f, struct str own)
{
	struct catalogue *c = b->c;
	struct edition *v = arena_calloc(&c->arena, f->n + 1, sizeof *v);
	unsigned highest = 0;
	size_t n = 0, first, best = f->n;

	for (size_t i = 0; i < f->n; i++) {
		unsigned likeness = !f->signs[i].mirrored ? 0 : own.len > 0 ?
		    language_likeness(f->signs[i].tag, own) : f->signs[i].folder.len > 0 &&
		    str_eq(f->signs[i].folder, c->language);

		if (likeness > highest) {
			highest = likeness;
			best = i;
		}
	}
	if (best == f->n && own.len == 0 && f->plain.mirrored) {
		diag_add(&c->diags, DIAG_NOTE, STR("marmot.yaml"), 0, 0,
		    "there are translations, but nothing says which language the rest is in, so they are not joined "
		    "(set lang, as in \"lang: en\")");
		return;
	}
	if (best < f->n)
		add_edition(b, &v[n++], f->signs[best].tag, f->signs[best].folder, f->signs[best].folder.len == 0);
	else if (own.len > 0)
		add_edition(b, &v[n++], own, STR_NONE, true);
	first = n;
	for (size_t i = 0; i < f->n; i++)
		if (i != best && f->signs[i].mirrored)
			add_edition(b, &v[n++], f->signs[i].tag, f->signs[i].folder, false);
	sort(v + first, n - first);
	if (n < 2)
		return;
	c->editions = v;
	c->neditions = n;
}

static void
take_said(struct build *b)
{
	const struct capsule *capsule = b->capsule;
	struct edition *v = arena_calloc(&b->c->arena, capsule->nlanguages + 1, sizeof *v);

	for (size_t i = 0; i < capsule->nlanguages; i++) {
		add_edition(b, &v[i], capsule->languages[i].tag, capsule->languages[i].folder, false);
		if (capsule->languages[i].folder.len > 0 && !v[i].is_folder)
			diag_add(&b->c->diags, DIAG_WARNING, STR("marmot.yaml"), 0, 0, "languages: %.*s: there is no folder "
			    "\"%.*s\" with articles", STR_ARG(v[i].tag), STR_ARG(v[i].folder));
	}
	if (capsule->nlanguages < 2)
		return;
	v[0].at_root = !v[0].is_folder;
	b->c->editions = v;
	b->c->neditions = capsule->nlanguages;
}

void
edition_find(struct build *b)
{
	struct catalogue *c = b->c;
	struct finding *f;

	if (b->capsule->languages_said) {
		take_said(b);
		return;
	}
	if (!has_signs(b))
		return;
	f = ARENA_NEW(&b->temp, struct finding);
	f->b = b;
	map_init(&f->first, &b->temp, 0);
	for (size_t i = 0; i < c->nshown; i++)
		if (c->shown[i] != NULL)
			look_at(f, c->shown[i]);
	choose_default(b, f, own_language(c));
}
