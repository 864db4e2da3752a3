/* doctor_gopher.c - what a Gopher server does with what clients say. */
#include "doctor.h"

#include <stdio.h>
#include <string.h>

#include "base/uri.h"
#include "base/utf8.h"

#define SELECTOR_LONG 5000	/* [bytes] that no menu has */
#define DISPLAY_MAX 70		/* [columns]; more is broken by clients of 80 with their marks before it */
#define COMPLAINTS_MAX 3	/* about the lines of one menu */

#define MENUS "RFC 1436, 3.8"
#define TRANSACTION "RFC 1436, 2"

static void
ask(struct doctor *d, const struct visit *how, struct str selector, const char *end)
{
	struct strbuf bytes = STRBUF_INIT;

	strbuf_addstr(&bytes, selector);
	strbuf_adds(&bytes, end);
	visit(how, strbuf_str(&bytes), &d->result);
	strbuf_done(&bytes);
}

/* Whether a line of a menu has its type, its name, and three fields more; what it lacks. */
static const char *
judge_item(struct str line)
{
	struct str rest = line, field;
	unsigned n = 0;

	if (line.len == 0)
		return "a line is empty";
	while (str_cut(&rest, '\t', &field)) {
		n++;
		if (n == 4 && (field.len == 0 || strspn(field.p, "0123456789") < field.len) && line.p[0] != 'i')
			return "a port is no number";
	}
	if (n < 4)
		return "a line has less than four fields";
	return NULL;
}

static void
judge_menu(struct doctor *d, const char *rule)
{
	struct str rest = strbuf_str(&d->result.reply);
	unsigned complaints = 0, wide = 0, n = 0;
	bool ended = false;

	while (rest.len > 0 && !ended && complaints < COMPLAINTS_MAX) {
		size_t end = str_search(rest, STR("\n"));
		struct str line = str_slice(rest, 0, end);
		const char *wrong;

		rest = str_from(rest, end + 1);
		n++;
		if (line.len > 0 && line.p[line.len - 1] == '\r') {
			line.len--;
		} else {
			doctor_say(d, DOCTOR_WRONG, rule, MENUS, "line %u does not end with CR and LF", n);
			complaints++;
		}
		ended = str_is(line, ".");
		if (ended)
			break;
		wrong = judge_item(line);
		if (wrong != NULL) {
			doctor_say(d, DOCTOR_WRONG, rule, MENUS, "line %u: %s", n, wrong);
			complaints++;
		}
		wide += utf8_width(str_slice(line, 1, str_find(line, '\t'))) > DISPLAY_MAX;
	}
	if (complaints > 0)
		return;
	if (!ended)
		doctor_say(d, DOCTOR_ODD, rule, MENUS, "it does not end with a line that holds a dot");
	if (wide > 0)
		doctor_say(d, DOCTOR_ODD, rule, "RFC 1436, 3.9", "%u lines are wider than %d columns", wide, DISPLAY_MAX);
	if (ended && wide == 0)
		doctor_say(d, DOCTOR_GOOD, rule, MENUS, "%u lines", n);
}

static bool
holds_passwords(const struct doctor *d)
{
	struct str reply = strbuf_str(&d->result.reply);

	return str_search(reply, STR("root:x:0:")) < reply.len;
}

static void
try_to_leave(struct doctor *d)
{
	static const char *const selectors[] = {
		"/../../../../../../etc/passwd", "../../../../../../etc/passwd", "0/../../../../../../etc/passwd",
		"/%2e%2e/%2e%2e/%2e%2e/%2e%2e/%2e%2e/etc/passwd", "//etc/passwd",
	};
	bool left = false;

	for (size_t i = 0; i < sizeof selectors / sizeof selectors[0] && !left; i++) {
		ask(d, &d->visit, str_of(selectors[i]), "\r\n");
		left = holds_passwords(d);
	}
	doctor_say(d, left ? DOCTOR_WRONG : DOCTOR_GOOD, "no selector leads out of the folder", "RFC 1436, 5", "%s",
	    left ? "/etc/passwd was served" : "none did");
}

static void
ask_for_nothing(struct doctor *d)
{
	static const char *const rule = "what is not there is an error item";
	struct str reply;

	ask(d, &d->visit, STR("/marmot-doctor-looks-for-nothing"), "\r\n");
	reply = strbuf_str(&d->result.reply);
	if (reply.len == 0)
		doctor_say(d, DOCTOR_ODD, rule, MENUS, "no answer: %s", doctor_end(d));
	else
		doctor_say(d, reply.p[0] == '3' ? DOCTOR_GOOD : DOCTOR_ODD, rule, MENUS, "type %c", reply.p[0]);
}

/* Who is refused should not be a means of sending others much. */
static void
ask_long(struct doctor *d)
{
	static const char *const rule = "a selector of 5000 bytes is not sent back";
	struct strbuf selector = STRBUF_INIT;
	size_t len;

	while (selector.len < SELECTOR_LONG)
		strbuf_addc(&selector, 'a');
	ask(d, &d->visit, strbuf_str(&selector), "\r\n");
	strbuf_done(&selector);
	len = d->result.reply.len;
	doctor_say(d, len >= SELECTOR_LONG ? DOCTOR_ODD : DOCTOR_GOOD, rule, "RFC 1436, 2", "%zu bytes came", len);
}

static void
ask_for_url(struct doctor *d)
{
	static const char *const rule = "a page about a URL escapes it";
	struct str reply;

	ask(d, &d->visit, STR("URL:http://example.org/?\"><marmot>"), "\r\n");
	reply = strbuf_str(&d->result.reply);
	if (str_search(reply, STR("<marmot>")) < reply.len)
		doctor_say(d, DOCTOR_WRONG, rule, "the convention of URL: selectors", "HTML can be put into it");
	else
		doctor_say(d, DOCTOR_GOOD, rule, "the convention of URL: selectors", "%zu bytes came", reply.len);
}

/* The same request said otherwise has the same answer. */
static void
ask_otherwise(struct doctor *d, const char *rule, struct str selector, const char *end, bool bytewise, bool half_close,
    size_t expected)
{
	struct visit how = d->visit;

	how.bytewise = bytewise;
	how.half_close = half_close;
	ask(d, &how, selector, end);
	if (d->result.reply.len == expected && d->result.end == VISIT_CLEAN)
		doctor_say(d, DOCTOR_GOOD, rule, TRANSACTION, "%zu bytes", expected);
	else
		doctor_say(d, DOCTOR_ODD, rule, TRANSACTION, "%zu bytes instead of %zu, and then %s", d->result.reply.len,
		    expected, doctor_end(d));
}

void
doctor_gopher(struct doctor *d)
{
	static const char *const rule = "the menu is one";
	struct strbuf decoded = STRBUF_INIT;
	struct str selector;
	size_t expected;

	/* "/", the item type, the selector (RFC 4266, 2.1). */
	uri_decode(&decoded, str_from(d->path, 2));
	selector = strbuf_str(&decoded);
	ask(d, &d->visit, selector, "\r\n");
	d->lost = d->result.end >= VISIT_NO_NAME;
	if (d->lost || d->result.reply.len == 0) {
		if (!d->lost)
			doctor_say(d, DOCTOR_WRONG, "a menu that is there is answered", TRANSACTION, "%s", doctor_end(d));
		strbuf_done(&decoded);
		return;
	}
	expected = d->result.reply.len;
	judge_menu(d, rule);
	if (d->result.end != VISIT_CLEAN)
		doctor_say(d, DOCTOR_WRONG, "the server ends the connection", TRANSACTION, "%s", doctor_end(d));
	ask_otherwise(d, "a selector may come byte by byte", selector, "\r\n", true, false, expected);
	ask_otherwise(d, "a line end alone ends a selector too", selector, "\n", false, false, expected);
	ask_otherwise(d, "a client may end its side first", selector, "\r\n", false, true, expected);
	ask_for_nothing(d);
	ask_long(d);
	try_to_leave(d);
	ask_for_url(d);
	strbuf_done(&decoded);
}
