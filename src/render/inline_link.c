/* inline_link.c - the links and images of a line of text. */
#include "render/inline_parts.h"

#include <string.h>

#include "base/uri.h"

#define SHOWN_MAX 80	/* [bytes] of a target in a diagnostic */

static void
add_note(struct inlines *in, unsigned note)
{
	if (note == 0)
		return;
	strbuf_addstr(&in->text, STR(" ["));
	strbuf_addu(&in->text, note);
	strbuf_addc(&in->text, ']');
}

void
inline_begin_link(struct inlines *in, struct str url, struct str title, unsigned line)
{
	memset(&in->link, 0, sizeof in->link);
	in->link.open = true;
	in->link.at = GATHER_NONE;
	in->link.start = in->text.len;
	in->link.url = url;
	in->link.title = title;
	in->link.led = gather_resolve(&in->links, url, "link", line, &in->link.place);
	if (!in->link.led) {
		in->nlost++;
		return;
	}
	in->nlinks++;
	if (!sheet_numbers_links(in->sheet))
		in->link.at = gather_add(&in->links, &in->link.place);
}

/* A link whose text is its own target, and is shown as it is written: places in
 * the folder get other addresses. */
static bool
is_its_url(struct str text, struct str url)
{
	static const char *const lead[] = { "", "mailto:", "http://", "https://" };

	if (!uri_has_scheme(url))
		return false;
	for (size_t i = 0; i < sizeof lead / sizeof lead[0]; i++) {
		struct str rest = str_from(url, strlen(lead[i]));

		/* Most texts are shorter by far. */
		if (rest.len < text.len || rest.len > text.len + 1 || !str_starts_case(url, str_of(lead[i])))
			continue;
		if (str_eq(rest, text) || (rest.len == text.len + 1 && str_starts(rest, text) &&
		    rest.p[text.len] == '/'))
			return true;
	}
	return false;
}

/* A URL that no output spells in another way. */
static bool
is_ascii(struct str url)
{
	for (size_t i = 0; i < url.len; i++)
		if ((unsigned char)url.p[i] >= 0x80)
			return false;
	return true;
}

/* Plain text: the number of the link's target, or a mail address. */
static unsigned
number_link(struct inlines *in, struct str text)
{
	struct str url = in->link.url;
	unsigned note;

	if (!in->link.led || is_its_url(text, url))
		return 0;
	if (str_starts_case(url, STR("mailto:"))) {
		url = str_slice(url, 7, 7 + str_find(str_from(url, 7), '?'));
		if (str_search(text, url) == text.len && url.len > 0)
			strbuf_addf(&in->text, " <%.*s>", STR_ARG(url));
		return 0;
	}
	note = sheet_note(in->sheet, &in->link.place);
	add_note(in, note);
	return note;
}

void
inline_end_link(struct inlines *in)
{
	struct str text;
	unsigned note, image;
	bool image_alone;

	if (!in->link.open)
		return;
	in->link.open = false;
	text = str_trim(inline_label_from(in, in->link.start));
	if (sheet_numbers_links(in->sheet)) {
		if (in->link.led && text.len == 0)
			inline_add_text(in, gather_file_name(&in->links, in->link.url));
		note = number_link(in, text);
		image = sheet_note(in->sheet, &in->link.image_place);
		add_note(in, image != note ? image : 0);
		return;
	}
	image_alone = in->link.label.len > 0 && text.len == in->link.image.len + 2;
	if (is_its_url(text, in->link.url) && is_ascii(in->link.url))
		return;
	if (in->link.at == GATHER_NONE) {
		/* There is a link line to that place, but with another label. */
		in->nlost += in->link.led && !image_alone;
		return;
	}
	if (image_alone)
		text = in->link.label;
	gather_label(&in->links, in->link.at, text, in->link.title);
}

/* --- images ---------------------------------------------------------- */

static void
plain_children(const struct doc_node *n, struct strbuf *out)
{
	for (const struct doc_node *c = n->first; c != NULL; c = doc_walk(c, n)) {
		if (c->kind == DOC_TEXT || c->kind == DOC_CODE)
			strbuf_addstr(out, c->text);
		else if (c->kind == DOC_SOFT_BREAK || c->kind == DOC_HARD_BREAK)
			strbuf_addc(out, ' ');
	}
}

/* What an image is called: its text, its title or its file's name. */
static struct str
image_name(struct inlines *in, const struct inline_image *image)
{
	const struct document *d = in->links.document;
	struct str name = str_trim(image->alt);

	if (name.len > 0)
		return name;
	if (image->url.len > 0)
		diag_add(d->diags, DIAG_NOTE, d->path, image->line, 0,
		    "image \"%.*s\" has no text that says what it shows",
		    STR_ARG(str_slice(image->url, 0, SHOWN_MAX)));
	name = str_trim(image->title);
	return name.len > 0 ? name : gather_file_name(&in->links, image->url);
}

/* A link may lead to the image that it shows: then it is the image. */
static void
gather_image(struct inlines *in, const struct inline_image *image, struct str name,
    const struct place *place)
{
	struct str label = arena_strf(in->arena, "%s%s%.*s", word_of(&in->sheet->words, WORD_IMAGE),
	    word_of(&in->sheet->words, WORD_COLON), STR_ARG(name));
	size_t at = gather_add(&in->links, place);

	if (at != GATHER_NONE)
		gather_label(&in->links, at, label, image->title);
	else if (in->link.open && in->link.at != GATHER_NONE &&
	    str_eq(in->link.place.path, place->path))
		in->link.label = label;
	else
		in->nlost++;
}

void
inline_write_image(struct inlines *in, const struct inline_image *image)
{
	struct str name = image_name(in, image);
	struct place place;

	if (in->soft)
		inline_settle_soft(in, STR("["));
	strbuf_addc(&in->text, '[');
	strbuf_addstr(&in->text, name);
	strbuf_addc(&in->text, ']');
	in->link.image = in->link.label = name;
	if (!gather_resolve(&in->links, image->url, "image", image->line, &place)) {
		in->nlost++;
		return;
	}
	in->nlinks++;
	if (!sheet_numbers_links(in->sheet))
		gather_image(in, image, name, &place);
	else if (in->link.open && in->link.image_place.kind == PLACE_NONE)
		in->link.image_place = place;
	else
		add_note(in, sheet_note(in->sheet, &place));
}

void
inline_write_node_image(struct inlines *in, const struct doc_node *n)
{
	struct inline_image image = { .url = n->url, .title = n->title, .line = n->line };
	struct strbuf alt = STRBUF_INIT;

	plain_children(n, &alt);
	image.alt = arena_str(in->arena, strbuf_str(&alt));
	strbuf_done(&alt);
	inline_write_image(in, &image);
}
