/* gather.c - the links of a block, kept until the block is written. */
#include "render/gather.h"

#include <assert.h>
#include <string.h>

#include "base/ascii.h"
#include "base/uri.h"
#include "base/utf8.h"
#include "content/links.h"

#define SHOWN_MAX 80	/* [bytes] of a target in a diagnostic */

void
gather_init(struct gather *g, const struct document *d, struct sheet *sheet, struct arena *arena)
{
	*g = (struct gather){
		.document = d, .sheet = sheet, .arena = arena, .scratch = STRBUF_INIT };
	map_init(&g->seen, arena, 0);
	map_init(&g->held_seen, arena, 0);
}

void
gather_done(struct gather *g)
{
	strbuf_done(&g->scratch);
}

/* --- targets --------------------------------------------------------- */

/* Without a catalogue there is nothing to look a target up in: it stays as it
 * was written, but for what no output may hold. */
static enum link_verdict
as_written(struct gather *g, struct str target, struct place *ret)
{
	target = str_trim(target);
	if (target.len == 0)
		return LINK_EMPTY;
	if (target.p[0] == '#')
		return LINK_FRAGMENT;
	if (links_is_unsafe(target))
		return LINK_UNSAFE;
	if (target.len > LINK_TARGET_MAX)
		return LINK_TOO_LONG;
	return links_remote(target, g->arena, ret);
}

/* What to say of each verdict; NULL: nothing is wrong. */
static const char *const complaints[] = {
	[LINK_UNRESOLVED] = "leads nowhere: no article, file or old address is called so",
	[LINK_UNSAFE] = "has a scheme that no reader should follow: left out",
	[LINK_TOO_LONG] = "has too long a target: left out",
	[LINK_EMPTY] = "has no target",
};

bool
gather_resolve(struct gather *g, struct str target, const char *what, unsigned line,
    struct place *ret)
{
	const struct document *d = g->document;
	bool hidden = d->look.images == LOOK_SECOND && strcmp(what, "image") == 0;
	enum link_verdict verdict = d->catalogue == NULL ? as_written(g, target, ret) :
	    links_resolve(d->catalogue, d->article, target, g->arena, ret);
	const char *complaint, *dots = target.len > SHOWN_MAX ? "..." : "";

	if (verdict == LINK_LOCAL || verdict == LINK_REMOTE)
		return !hidden;
	complaint = complaints[verdict];
	if (complaint == NULL)
		return false;
	if (verdict == LINK_EMPTY)
		diag_add(d->diags, DIAG_WARNING, d->path, line, 0, "%s %s", what, complaint);
	else
		diag_add(d->diags, DIAG_WARNING, d->path, line, 0, "%s \"%.*s%s\" %s", what,
		    STR_ARG(str_slice(target, 0, SHOWN_MAX)), dots, complaint);
	return false;
}

bool
gather_says_nowhere(const struct diag *d, struct str target)
{
	struct strbuf words = STRBUF_INIT;
	bool says;

	strbuf_addf(&words, " \"%.*s%s\" %s", STR_ARG(str_slice(target, 0, SHOWN_MAX)),
	    target.len > SHOWN_MAX ? "..." : "", complaints[LINK_UNRESOLVED]);
	says = str_ends(d->text, strbuf_str(&words));
	strbuf_done(&words);
	return says;
}

struct str
gather_file_name(struct gather *g, struct str target)
{
	struct uri uri;
	struct str path;

	uri_split(target, &uri);
	path = uri.path;
	while (path.len > 1 && path.p[path.len - 1] == '/')
		path.len--;
	path = str_from(path, str_rfind(path, '/') < path.len ? str_rfind(path, '/') + 1 : 0);
	if (path.len == 0)
		path = uri.host.len > 0 ? uri.host : target;
	strbuf_reset(&g->scratch);
	uri_decode(&g->scratch, path);
	return arena_str(g->arena, strbuf_str(&g->scratch));
}

/* --- the list -------------------------------------------------------- */

/* What tells places apart. */
static struct str
key_of(struct gather *g, const struct place *place)
{
	if (place->kind == PLACE_REMOTE)
		return place->path;
	strbuf_reset(&g->scratch);
	address_path(&g->scratch, SCHEME_GEMINI, place);
	return arena_str(g->arena, strbuf_str(&g->scratch));
}

size_t
gather_add(struct gather *g, const struct place *place)
{
	struct str key = key_of(g, place);

	if (map_get(&g->seen, key) != NULL)
		return GATHER_NONE;
	map_set(&g->seen, key, g);
	g->v = arena_grow(g->arena, g->v, &g->cap, g->n + 1, sizeof *g->v);
	g->v[g->n] = (struct sheet_link){ .place = *place };
	return g->n++;
}

#define VAGUE_SIZE_MAX 12	/* [bytes] of the longest below */

/* What people write where a label should say more; in small letters. */
static const char *const vague_labels[] = {
	"here", "this", "link", "click here", "click", "this link", "more", "read more", "see here",
	"this page", "this one", "that", "there", "see", "it", "source", "details", "via",
	"learn more", "demo", "example", "website",
	/* the same in German, French, Spanish, Portuguese, Italian, Dutch, Polish, Russian */
	"hier", "ici", "aqu\xC3\xAD", "aqui", "qui", "hier klicken", "cliquez ici", "tutaj",
	"\xD0\xB7\xD0\xB4\xD0\xB5\xD1\x81\xD1\x8C", "\xD1\x82\xD1\x83\xD1\x82",
	/* in Chinese, Japanese, Korean */
	"\xE8\xBF\x99\xE9\x87\x8C", "\xE9\x80\x99\xE8\xA3\xA1", "\xE9\x93\xBE\xE6\x8E\xA5",
	"\xE6\xAD\xA4\xE5\xA4\x84", "\xE8\xBF\x99\xE4\xB8\xAA\xE9\x93\xBE\xE6\x8E\xA5",
	"\xE3\x81\x93\xE3\x81\xA1\xE3\x82\x89", "\xE3\x81\x93\xE3\x81\x93",
	"\xE3\x83\xAA\xE3\x83\xB3\xE3\x82\xAF", "\xEC\x97\xAC\xEA\xB8\xB0",
	/* in Persian, Arabic, Hebrew */
	"\xD8\xA7\xDB\x8C\xD9\x86\xD8\xAC\xD8\xA7", "\xD9\x87\xD9\x86\xD8\xA7",
	"\xD7\x9B\xD7\x90\xD7\x9F",
};

static bool
is_vague(struct str label)
{
	char first;

	if (label.len == 0 || label.len > VAGUE_SIZE_MAX)
		return false;
	first = ascii_small(label.p[0]);
	/* Nearly all labels begin in another way. */
	for (size_t i = 0; i < sizeof vague_labels / sizeof vague_labels[0]; i++)
		if (vague_labels[i][0] == first && str_is_case(label, vague_labels[i]))
			return true;
	return false;
}

static bool
contains(struct gather *g, struct str label, struct str title)
{
	struct strbuf folded = STRBUF_INIT;
	bool r;

	strbuf_reset(&g->scratch);
	utf8_fold(&g->scratch, label);
	utf8_fold(&folded, title);
	r = str_search(strbuf_str(&g->scratch), strbuf_str(&folded)) < g->scratch.len;
	strbuf_done(&folded);
	return r;
}

void
gather_label(struct gather *g, size_t at, struct str text, struct str title)
{
	struct strbuf label = STRBUF_INIT;
	struct uri uri = { 0 };

	assert(at < g->n);
	text = str_trim(text);
	title = str_trim(title);
	if (g->v[at].place.kind == PLACE_REMOTE && is_vague(text))
		uri_split(g->v[at].place.path, &uri);
	if (title.len == 0 && uri.host.len == 0) {
		g->v[at].label = text;
		return;
	}
	strbuf_addstr(&label, text);
	if (uri.host.len > 0)
		strbuf_addf(&label, " (%.*s)", STR_ARG(uri.host));
	if (text.len == 0)
		strbuf_addstr(&label, title);
	else if (title.len > 0 && !contains(g, text, title))
		strbuf_addf(&label, "%s%.*s",
		    g->sheet->form == SHEET_GEMTEXT ? " \xE2\x80\x93 " : " - ", STR_ARG(title));
	g->v[at].label = arena_str(g->arena, strbuf_str(&label));
	strbuf_done(&label);
}

void
gather_forget(struct gather *g, size_t from)
{
	g->n = from;
}

void
gather_write(struct gather *g)
{
	for (size_t i = 0; i < g->n; i++)
		sheet_link(g->sheet, &g->v[i]);
	g->n = 0;
	if (g->seen.n > 0)
		map_init(&g->seen, g->arena, 0);
}

void
gather_write_alone(struct gather *g)
{
	for (size_t i = 0; i < g->n; i++)
		g->v[i].listing = true;
	gather_write(g);
}

void
gather_end_block(struct gather *g)
{
	if (g->document->look.links != LOOK_SECOND || sheet_numbers_links(g->sheet)) {
		gather_write(g);
		return;
	}
	for (size_t i = 0; i < g->n; i++) {
		struct str key = key_of(g, &g->v[i].place);

		if (map_get(&g->held_seen, key) != NULL)
			continue;
		map_set(&g->held_seen, key, g);
		g->held = arena_grow(g->arena, g->held, &g->held_cap, g->nheld + 1, sizeof *g->held);
		g->held[g->nheld++] = g->v[i];
	}
	gather_forget(g, 0);
	if (g->seen.n > 0)
		map_init(&g->seen, g->arena, 0);
}

void
gather_write_held(struct gather *g)
{
	if (g->nheld > 0)
		sheet_blank(g->sheet);
	for (size_t i = 0; i < g->nheld; i++)
		sheet_link(g->sheet, &g->held[i]);
	g->nheld = 0;
}
