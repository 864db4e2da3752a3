/* inline.c - what stands in a paragraph, as a line of text and links. */
#include "render/inline.h"

#include <string.h>

#include "base/utf8.h"
#include "render/html.h"

/* A sign put before or after emphasised text. */
struct inline_mark {
	size_t at;		/* in the text */
	size_t partner;		/* its place among the marks */
	bool dead;		/* to be taken out again */
};

/* Three of these in a row make Lagrange show a menu's line as preformatted. */
#define DRAWING_SIGNS "^*_-=~/|\\<>()[]{}"
#define DRAWING_RUN 3

#define SHOWN_MAX 80	/* [bytes] of a target in a diagnostic */

void
inline_init(struct inlines *in, const struct document *d, struct sheet *sheet,
    struct arena *arena)
{
	*in = (struct inlines){ .sheet = sheet, .arena = arena, .text = STRBUF_INIT };
	gather_init(&in->links, d, sheet, arena);
}

void
inline_done(struct inlines *in)
{
	gather_done(&in->links);
	strbuf_done(&in->text);
}

/* --- text ------------------------------------------------------------ */

static uint32_t
last_character(struct str s)
{
	size_t at = s.len;

	while (at > 0 && s.len - at < 4 && ((unsigned char)s.p[--at] & 0xC0) == 0x80)
		;
	return at < s.len ? utf8_next(s, &at) : 0;
}

/* A line end in the source is a blank, but not between two characters of
 * scripts that are written without. */
static void
settle_soft(struct inlines *in, struct str next)
{
	struct str text = strbuf_str(&in->text);
	size_t at = 0;

	in->soft = false;
	if (text.len == 0 || text.p[text.len - 1] == '\n' || next.len == 0)
		return;
	if ((unsigned char)text.p[text.len - 1] >= 0x80 && (unsigned char)next.p[0] >= 0x80 &&
	    utf8_is_cjk(last_character(text)) && utf8_is_cjk(utf8_next(next, &at)))
		return;
	strbuf_addc(&in->text, ' ');
}

static void
add_text(struct inlines *in, struct str s)
{
	if (s.len == 0)
		return;
	if (in->soft)
		settle_soft(in, s);
	strbuf_addstr(&in->text, s);
}

static void
add_break(struct inlines *in)
{
	in->soft = false;
	if (in->text.len > 0)
		strbuf_addc(&in->text, '\n');
}

/* Code keeps its backticks; what holds some gets more of them around. */
static void
add_code(struct inlines *in, struct str code)
{
	size_t longest = 0, run = 0;

	for (size_t i = 0; i < code.len; i++) {
		run = code.p[i] == '`' ? run + 1 : 0;
		longest = run > longest ? run : longest;
	}
	if (in->soft)
		settle_soft(in, STR("`"));
	strbuf_fill(&in->text, '`', longest + 1);
	if (longest > 0)
		strbuf_addc(&in->text, ' ');
	strbuf_addstr(&in->text, code);
	if (longest > 0)
		strbuf_addc(&in->text, ' ');
	strbuf_fill(&in->text, '`', longest + 1);
}

/* --- emphasis -------------------------------------------------------- */

static size_t
add_mark(struct inlines *in, char sign)
{
	in->marks = arena_grow(in->arena, in->marks, &in->cap, in->nmarks + 1, sizeof *in->marks);
	in->marks[in->nmarks] = (struct inline_mark){ .at = in->text.len };
	strbuf_addc(&in->text, sign);
	return in->nmarks++;
}

static void
kill_mark(struct inlines *in, size_t i)
{
	in->marks[i].dead = true;
	in->marks[in->marks[i].partner].dead = true;
}

static bool
is_drawing(const struct inlines *in, size_t at)
{
	return at < in->text.len && in->text.buf[at] != '\0' &&
	    strchr(DRAWING_SIGNS, in->text.buf[at]) != NULL;
}

/* Takes out marks that would stand in a row of signs, with their partners. */
static void
thin_marks(struct inlines *in)
{
	size_t len, from = 0, at;

	for (size_t i = 0; i < in->nmarks; i++) {
		size_t start = in->marks[i].at, end = start + 1;

		while (start > 0 && is_drawing(in, start - 1) && end - start < DRAWING_RUN)
			start--;
		while (is_drawing(in, end) && end - start < DRAWING_RUN)
			end++;
		if (end - start >= DRAWING_RUN)
			kill_mark(in, i);
	}
	len = in->text.len;
	at = 0;
	for (size_t i = 0; i <= in->nmarks; i++) {
		size_t to = i < in->nmarks ? in->marks[i].at : len;

		if (i < in->nmarks && !in->marks[i].dead)
			continue;
		memmove(in->text.buf + at, in->text.buf + from, to - from);
		at += to - from;
		from = to + 1;
	}
	strbuf_truncate(&in->text, at);
}

/* Appends the text from start on without its marks, on one line. */
static struct str
label_from(struct inlines *in, size_t start)
{
	char *label = arena_bytes(in->arena, in->text.len - start + 1);
	size_t n = 0, mark = in->nmarks;

	while (mark > 0 && in->marks[mark - 1].at >= start)
		mark--;
	for (size_t at = start; at < in->text.len; at++) {
		if (mark < in->nmarks && in->marks[mark].at == at)
			mark++;
		else
			label[n++] = in->text.buf[at] == '\n' ? ' ' : in->text.buf[at];
	}
	return (struct str){ label, n };
}

/* --- links and images ------------------------------------------------ */

static void
add_note(struct inlines *in, unsigned note)
{
	if (note > 0)
		strbuf_addf(&in->text, " [%u]", note);
}

static void
begin_link(struct inlines *in, struct str url, struct str title, unsigned line)
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

/* A link whose text is its own target. */
static bool
is_its_url(struct str text, struct str url)
{
	static const char *const lead[] = { "", "mailto:", "http://", "https://" };

	for (size_t i = 0; i < sizeof lead / sizeof lead[0]; i++) {
		struct str rest = str_from(url, strlen(lead[i]));

		if (!str_starts_case(url, str_of(lead[i])))
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

static void
end_link(struct inlines *in)
{
	struct str text;
	unsigned note, image;
	bool image_alone;

	if (!in->link.open)
		return;
	in->link.open = false;
	text = str_trim(label_from(in, in->link.start));
	if (sheet_numbers_links(in->sheet)) {
		if (in->link.led && text.len == 0)
			add_text(in, gather_file_name(&in->links, in->link.url));
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

struct image {
	struct str url, title, alt;
	unsigned line;
};

/* What an image is called: its text, its title or its file's name. */
static struct str
image_name(struct inlines *in, const struct image *image)
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
gather_image(struct inlines *in, const struct image *image, struct str name,
    const struct place *place)
{
	struct str label = arena_strf(in->arena, "Image: %.*s", STR_ARG(name));
	size_t at = gather_add(&in->links, place);

	if (at != GATHER_NONE)
		gather_label(&in->links, at, label, image->title);
	else if (in->link.open && in->link.at != GATHER_NONE &&
	    str_eq(in->link.place.path, place->path))
		in->link.label = label;
	else
		in->nlost++;
}

static void
write_image(struct inlines *in, const struct image *image)
{
	struct str name = image_name(in, image);
	struct place place;

	if (in->soft)
		settle_soft(in, STR("["));
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

static void
write_node_image(struct inlines *in, const struct doc_node *n)
{
	struct image image = { .url = n->url, .title = n->title, .line = n->line };
	struct strbuf alt = STRBUF_INIT;

	plain_children(n, &alt);
	image.alt = arena_str(in->arena, strbuf_str(&alt));
	strbuf_done(&alt);
	write_image(in, &image);
}

/* --- raw HTML -------------------------------------------------------- */

static void
write_html_image(struct inlines *in, const struct html_token *tag, unsigned line)
{
	struct image image = {
		.url = html_source(tag, in->arena),
		.title = html_attribute(tag, "title", in->arena),
		.alt = html_attribute(tag, "alt", in->arena),
		.line = line,
	};

	if (image.url.len > 0)
		write_image(in, &image);
}

static bool
write_media(struct inlines *in, const struct html_token *tag, struct str src, unsigned line)
{
	if (src.len == 0)
		return false;
	end_link(in);
	if (in->soft)
		settle_soft(in, STR("a"));
	begin_link(in, src, STR(""), line);
	add_text(in, html_media_label(tag, src, in->arena));
	end_link(in);
	return true;
}

/*
 * Whether an end tag of that name follows in the block.  One that is missing is
 * looked for once, so that all is read once.
 */
static bool
is_ended(struct inlines *in, const struct doc_node *n, struct str name)
{
	const struct doc_node *top = n;

	for (size_t i = 0; i < in->nunended; i++)
		if (str_eq_case(in->unended[i], name))
			return false;
	if (in->nunended == INLINE_UNENDED_MAX)
		return false;
	while (!doc_is_block(top->kind))
		top = top->parent;
	while ((n = doc_walk(n, top)) != NULL) {
		struct html html = { .rest = n->text };
		struct html_token t;

		while (n->kind == DOC_HTML && html_next(&html, &t))
			if (t.kind == HTML_END && str_eq_case(t.name, name))
				return true;
	}
	in->unended[in->nunended++] = name;
	return false;
}

/* What is between the tags of media is for readers that cannot show it, but
 * may name the source. */
static void
write_html_media(struct inlines *in, const struct html_token *tag, const struct doc_node *n)
{
	in->sourceless = !write_media(in, tag, html_source(tag, in->arena), n->line);
	in->media = *tag;
	if (!str_is_case(tag->name, "embed") && is_ended(in, n, tag->name))
		in->mute = tag->name;
}

static void
write_html_link(struct inlines *in, const struct html_token *tag, unsigned line)
{
	struct str href = html_attribute(tag, "href", in->arena);

	end_link(in);
	if (href.len == 0)
		return;
	if (in->soft)
		settle_soft(in, STR("a"));
	begin_link(in, href, html_attribute(tag, "title", in->arena), line);
}

static void
write_tag(struct inlines *in, const struct html_token *tag, const struct doc_node *n)
{
	bool start = tag->kind == HTML_START;

	switch (tag->role) {
	case HTML_INLINE:
	case HTML_EMPH:
	case HTML_STRONG:
	case HTML_SOURCE:
	case HTML_HEAD:
		break;
	case HTML_CODE:
		add_text(in, STR("`"));
		break;
	case HTML_STRIKE:
		add_text(in, STR("~~"));
		break;
	case HTML_LINK:
		if (start)
			write_html_link(in, tag, n->line);
		else
			end_link(in);
		break;
	case HTML_IMAGE:
		if (start)
			write_html_image(in, tag, n->line);
		break;
	case HTML_MEDIA:
		if (start)
			write_html_media(in, tag, n);
		break;
	case HTML_CELL:
	case HTML_HEADER:
		in->soft = true;
		break;
	case HTML_HIDDEN:
		if (start && (tag->text.len == 0 || tag->text.p[tag->text.len - 1] != '/') &&
		    is_ended(in, n, tag->name))
			in->mute = tag->name;
		in->sourceless = false;
		break;
	default:
		add_break(in);
		break;
	}
}

static void
write_html(struct inlines *in, const struct doc_node *n)
{
	struct html html = { .rest = n->text };
	struct html_token t;

	while (html_next(&html, &t)) {
		if (in->mute.p != NULL) {
			if (t.kind == HTML_END && str_eq_case(t.name, in->mute))
				in->mute = STR_NONE;
			else if (t.role == HTML_SOURCE && in->sourceless)
				in->sourceless = !write_media(in, &in->media,
				    html_source(&t, in->arena), n->line);
		} else if (t.kind != HTML_TEXT) {
			write_tag(in, &t, n);
		}
	}
}

/* --- nodes ----------------------------------------------------------- */

static void write_nodes(struct inlines *in, const struct doc_node *first, const struct doc_node *end);

/* The text that a node begins with, for what stands before it. */
static struct str
first_text(const struct doc_node *n)
{
	while (n->first != NULL)
		n = n->first;
	return n->text.len > 0 ? n->text : STR("a");
}

static bool
is_digit(struct str s, size_t at)
{
	return at < s.len && s.p[at] >= '0' && s.p[at] <= '9';
}

/* "640*480*24" is no emphasis, whatever Markdown says of it. */
static bool
is_product(const struct inlines *in, const struct doc_node *n)
{
	struct str before = strbuf_str(&in->text);

	return n->kind == DOC_EMPH && !in->soft && n->first != NULL && n->next != NULL &&
	    before.len > 0 && is_digit(before, before.len - 1) && is_digit(first_text(n), 0) &&
	    is_digit(first_text(n->next), 0);
}

static void
write_emphasis(struct inlines *in, const struct doc_node *n, char sign)
{
	size_t mark, end;

	if (is_product(in, n)) {
		add_text(in, STR("*"));
		write_nodes(in, n->first, NULL);
		add_text(in, STR("*"));
		return;
	}
	if (!in->keeps_marks || n->first == NULL) {
		write_nodes(in, n->first, NULL);
		return;
	}
	if (in->soft)
		settle_soft(in, first_text(n));
	mark = add_mark(in, sign);
	write_nodes(in, n->first, NULL);
	end = add_mark(in, sign);
	in->marks[mark].partner = end;
	in->marks[end].partner = mark;
	if (in->marks[end].at == in->marks[mark].at + 1)
		kill_mark(in, mark);
}

static void
write_link(struct inlines *in, const struct doc_node *n)
{
	end_link(in);
	if (in->soft)
		settle_soft(in, first_text(n));
	begin_link(in, n->url, n->title, n->line);
	write_nodes(in, n->first, NULL);
	end_link(in);
}

static void
write_node(struct inlines *in, const struct doc_node *n)
{
	switch (n->kind) {
	case DOC_TEXT:
		add_text(in, n->text);
		break;
	case DOC_SOFT_BREAK:
		in->soft = true;
		break;
	case DOC_HARD_BREAK:
		add_break(in);
		break;
	case DOC_CODE:
		add_code(in, n->text);
		break;
	case DOC_EMPH:
		write_emphasis(in, n, '_');
		break;
	case DOC_STRONG:
		write_emphasis(in, n, '*');
		break;
	case DOC_STRIKE:
		add_text(in, STR("~~"));
		write_nodes(in, n->first, NULL);
		add_text(in, STR("~~"));
		break;
	case DOC_LINK:
		write_link(in, n);
		break;
	case DOC_IMAGE:
		write_node_image(in, n);
		break;
	case DOC_FOOTNOTE_REF:
		if (in->soft)
			settle_soft(in, STR("["));
		strbuf_addf(&in->text, sheet_numbers_links(in->sheet) ? "[^%u]" : "[%u]", n->number);
		break;
	default:
		write_nodes(in, n->first, NULL);
		break;
	}
}

static void
write_nodes(struct inlines *in, const struct doc_node *first, const struct doc_node *end)
{
	for (const struct doc_node *n = first; n != end; n = n->next) {
		if (n->kind == DOC_HTML)
			write_html(in, n);
		else if (in->mute.p == NULL)
			write_node(in, n);
	}
}

void
inline_write(struct inlines *in, const struct doc_node *first, bool marks)
{
	inline_write_part(in, first, NULL, marks);
}

void
inline_write_part(struct inlines *in, const struct doc_node *first, const struct doc_node *end,
    bool marks)
{
	strbuf_reset(&in->text);
	in->nmarks = 0;
	in->nlinks = in->nlost = 0;
	in->soft = false;
	in->mute = STR_NONE;
	in->sourceless = false;
	in->nunended = 0;
	in->link.open = false;
	in->keeps_marks = marks && sheet_keeps_emphasis(in->sheet);
	write_nodes(in, first, end);
	end_link(in);
	if (in->nmarks > 0)
		thin_marks(in);
}

struct str
inline_one_line(struct inlines *in)
{
	in->nmarks = 0;
	return label_from(in, 0);
}
