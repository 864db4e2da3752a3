/* sheet_check.c - the judge of what sheets write. */
#include "sheet_check.h"

#include <string.h>

#include "base/utf8.h"

#define SELECTOR_MAX 255	/* RFC 1436, appendix */

static bool
has_control(struct str s)
{
	for (size_t at = 0; at < s.len;) {
		uint32_t c = utf8_next(s, &at);

		if (c < 0x20 || (c >= 0x7F && c < 0xA0))
			return true;
	}
	return false;
}

static bool
ends_blank(struct str s)
{
	return s.len > 0 && (s.p[s.len - 1] == ' ' || s.p[s.len - 1] == '\t');
}

static const char *
check_link(struct str line)
{
	struct str rest = str_trim(str_from(line, 2));
	size_t n = 0;

	while (n < rest.len && rest.p[n] != ' ' && rest.p[n] != '\t') {
		if (rest.p[n] < '!' || rest.p[n] > '~')
			return "a link target that is not percent-encoded";
		n++;
	}
	return n == 0 ? "a link without target" : NULL;
}

static const char *
check_gemtext_line(struct sheet_check *c, struct str line)
{
	struct sheet_census *n = &c->census;

	if (ends_blank(line))
		return "a blank at the end of a line";
	if (str_starts(line, STR("=>"))) {
		n->links++;
		return check_link(line);
	}
	n->headings += str_starts(line, STR("#"));
	n->quotes += str_starts(line, STR(">"));
	n->bullets += str_starts(line, STR("* "));
	return NULL;
}

static const char *
check_gemtext(struct sheet_check *c, struct str out)
{
	bool fenced = false, blank = true;	/* nothing blank at the start */
	struct str line;

	for (; str_cut(&out, '\n', &line) && out.p != NULL; c->line++) {
		const char *wrong = NULL;

		if (has_control(line) && (!fenced || str_find(line, '\t') == line.len))
			return "a control character";
		if (str_starts(line, STR("```"))) {
			fenced = !fenced;
			c->census.fences++;
			blank = false;
			continue;
		}
		if (fenced)
			continue;
		if (blank && line.len == 0)
			return "two blank lines, or one at the start";
		blank = line.len == 0;
		wrong = check_gemtext_line(c, line);
		if (wrong != NULL)
			return wrong;
	}
	if (line.len > 0)
		return "no line end at the end";
	if (fenced)
		return "a fence that is not closed";
	if (blank && c->line > 1)
		return "a blank line at the end";
	return NULL;
}

static const char *
check_item(struct sheet_check *c, char type, const struct str field[4])
{
	struct str selector = field[1], host = field[2];
	struct str own = c->host.p != NULL ? c->host : STR("localhost");
	unsigned long port = 0;

	if (host.len == 0)
		return "no host";
	if (!str_number(field[3], 65535, &port) || port == 0)
		return "no port";
	if (type == 'i') {
		if (selector.len > 0)
			return "an \"i\" line with a selector";
		if (utf8_width(field[0]) > (c->width > 0 ? c->width : SHEET_MENU_WIDTH))
			return "an \"i\" line wider than the width";
		if (str_starts(field[0], STR(".")))
			return "a line of text that begins with a dot";
		return NULL;
	}
	c->census.links++;
	if (memchr("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghjklmnopqrstuvwxyz:;", type, 63) == NULL ||
	    type == '3')
		return "an item type that is none";
	if (field[0].len == 0)
		return "an item without display";
	if (selector.len > SELECTOR_MAX)
		return "a selector over 255 bytes";
	if (str_eq_case(host, own) && port == (c->port > 0 ? c->port : 70) &&
	    !str_starts(selector, STR("/")) && !str_starts(selector, STR("URL:")))
		return "a local selector without slash";
	return NULL;
}

static const char *
check_menu(struct sheet_check *c, struct str out)
{
	bool blank = true;
	struct str line;

	for (; str_cut(&out, '\n', &line) && out.p != NULL; c->line++) {
		struct str field[5], rest;
		const char *wrong;
		size_t n = 0;
		char type;

		if (line.len < 2 || line.p[line.len - 1] != '\r')
			return "a line without type or CRLF";
		type = line.p[0];
		rest = str_slice(line, 1, line.len - 1);
		while (n < 5 && str_cut(&rest, '\t', &field[n])) {
			if (has_control(field[n]))
				return "a control character";
			n++;
		}
		if (n != 4)
			return "a line without exactly three tabs";
		wrong = check_item(c, type, field);
		if (wrong != NULL)
			return wrong;
		if (type == 'i' && field[0].len == 0 && blank)
			return "two blank lines, or one at the start";
		blank = type == 'i' && field[0].len == 0;
	}
	if (line.len > 0)
		return "no line end at the end";
	if (blank && c->line > 1)
		return "a blank line at the end";
	return NULL;
}

static const char *
check_plain(struct sheet_check *c, struct str out)
{
	struct str line, last = STR("x");

	for (; str_cut(&out, '\n', &line) && out.p != NULL; c->line++) {
		if (has_control(line))
			return "a control character";
		if (str_starts(line, STR(".")))
			return "a line that begins with a dot";
		if (ends_blank(line))
			return "a blank at the end of a line";
		if (line.len == 0 && c->line == 1)
			return "a blank line at the start";
		last = line;
	}
	if (line.len > 0)
		return "no line end at the end";
	if (last.len == 0)
		return "a blank line at the end";
	return NULL;
}

const char *
sheet_check(struct sheet_check *c, struct str out)
{
	static const char *(*const checks[])(struct sheet_check *, struct str) = {
		[SHEET_GEMTEXT] = check_gemtext,
		[SHEET_MENU] = check_menu,
		[SHEET_PLAIN] = check_plain,
	};

	c->line = 1;
	c->census = (struct sheet_census){ 0 };
	if (out.len == 0)
		return NULL;
	if (!utf8_valid(out))
		return "bytes that are not UTF-8";
	return checks[c->form](c, out);
}
