/* relay_gopher.c - a program's answer, which is Gemini's, to a Gopher client. */
#include "base/uri.h"
#include "base/utf8.h"
#include "proto/gopher.h"
#include "proto/relay.h"

static struct gopher_gemtext
how_of(const struct relay *r)
{
	struct str own = str_slice(strbuf_str(&r->path), 0, r->upstream->path.len + 1);

	return (struct gopher_gemtext){ .capsule = r->capsule, .path = strbuf_str(&r->path), .own = own };
}

/* As much of the words as an item holds. */
static struct str
message(struct str meta)
{
	struct str cut = utf8_cut(meta, RELAY_MESSAGE_MAX);

	return cut.len > 0 ? cut : STR("The answer says no more");
}

static void
add_error(struct str meta, struct reply *ret)
{
	struct strbuf text = STRBUF_INIT;

	strbuf_addstr(&text, message(meta));
	gopher_add_error(&ret->bytes, text.buf);
	strbuf_done(&text);
}

/* Words are asked for where they are then sent to. */
static void
add_question(const struct relay *r, struct str meta, struct reply *ret)
{
	if (r->path.len > ADDRESS_SELECTOR_MAX)
		add_error(STR("The selector is too long to be asked for words at"), ret);
	else
		strbuf_addf(&ret->bytes, "7%.*s\t%s\t%.*s\t%u\r\n.\r\n", STR_ARG(message(meta)), r->path.buf,
		    STR_ARG(r->capsule->host), r->capsule->gopher_port);
}

static void
add_redirect(const struct relay *r, struct str meta, struct reply *ret)
{
	struct gopher_gemtext how = how_of(r);
	struct strbuf text = STRBUF_INIT;

	strbuf_addf(&text, "=> %.*s", STR_ARG(meta));
	gopher_add_gemtext(&ret->bytes, &how, strbuf_str(&text));
	strbuf_done(&text);
}

static struct gopher_menu *
menu_of(struct relay *r)
{
	struct gopher_gemtext how = how_of(r);

	return gopher_menu_new(&r->page, &how);
}

static enum relay_form
form_of(struct str meta)
{
	struct str type = str_trim(str_slice(meta, 0, str_find(meta, ';')));

	if (str_is_case(type, "text/gemini"))
		return RELAY_MENU;
	return str_starts_case(type, STR("text/")) ? RELAY_LINES : RELAY_BYTES;
}

enum relay_verdict
relay_gopher_head(struct relay *r, const struct relay_header *header, struct reply *ret)
{
	switch (header->status / 10) {
	case 1:
		add_question(r, header->meta, ret);
		break;
	case 2:
		r->form = form_of(header->meta);
		/* A menu can still fail as a whole. */
		if (r->form == RELAY_MENU)
			r->menu = menu_of(r);
		else
			ret->status = header->status;
		return RELAY_MORE;
	case 3:
		add_redirect(r, header->meta, ret);
		break;
	default:
		add_error(header->meta, ret);
		break;
	}
	ret->status = header->status;
	return RELAY_END;
}

static void
add_lines(struct relay *r, struct str bytes, struct reply *ret)
{
	for (size_t i = 0; i < bytes.len; i++) {
		char c = bytes.p[i];

		if (c == '\n' && r->last != '\r')
			strbuf_addc(&ret->bytes, '\r');
		if (c == '.' && r->capsule->gopher_text_dot && (r->last == '\n' || r->last == '\0'))
			strbuf_addc(&ret->bytes, '.');
		strbuf_addc(&ret->bytes, c);
		r->last = c;
	}
}

void
relay_gopher_body(struct relay *r, struct str bytes, struct reply *ret)
{
	if (r->form == RELAY_MENU)
		gopher_menu_take(r->menu, bytes);
	else if (r->form == RELAY_LINES)
		add_lines(r, bytes, ret);
	else
		strbuf_addstr(&ret->bytes, bytes);
}

void
relay_gopher_end(struct relay *r, struct reply *ret)
{
	if (r->form == RELAY_MENU) {
		gopher_menu_end(r->menu);
		strbuf_done(&ret->bytes);
		ret->bytes = r->page;
		r->page = (struct strbuf)STRBUF_INIT;
		ret->status = 20;
	} else if (r->form == RELAY_LINES) {
		if (r->last != '\n' && r->last != '\0')
			strbuf_adds(&ret->bytes, r->last == '\r' ? "\n" : "\r\n");
		if (r->capsule->gopher_text_dot)
			strbuf_adds(&ret->bytes, ".\r\n");
	}
}
