/* host.c - names of hosts, compared. */
#include "proto/host.h"

#include "base/punycode.h"
#include "base/uri.h"
#include "base/utf8.h"

#define ACE "xn--"	/* (RFC 5890, 2.3.2.1) */

enum host_match
host_match(struct str configured, struct str name)
{
	size_t dot;

	/* "example.org." is the same name, said completely (RFC 1034, 3.1). */
	if (name.len > 1 && name.p[name.len - 1] == '.')
		name.len--;
	if (str_eq_case(configured, name))
		return HOST_SAME;
	dot = str_find(name, '.');
	if (str_starts(configured, STR("*.")) && dot > 0 && dot < name.len &&
	    str_eq_case(str_from(configured, 1), str_from(name, dot)))
		return HOST_WILD;
	return HOST_OTHER;
}

enum host_match
host_match_any(const struct str *configured, size_t n, struct str name)
{
	enum host_match best = HOST_OTHER;

	for (size_t i = 0; i < n; i++) {
		enum host_match m = host_match(configured[i], name);

		best = m > best ? m : best;
	}
	return best;
}

static bool
is_ascii(struct str s)
{
	for (size_t i = 0; i < s.len; i++)
		if ((unsigned char)s.p[i] >= 0x80)
			return false;
	return true;
}

/*
 * Folding would make "ss" of a sharp s and another sigma of a final one, which
 * are letters of their own in names (RFC 5892, 2.6); so is what joins letters.
 */
static bool
is_kept(uint32_t c)
{
	return c == 0xDF || c == 0x3C2 || c == 0x200C || c == 0x200D;
}

static void
add_folded(struct strbuf *out, struct str s)
{
	size_t from = 0;

	for (size_t at = 0; at < s.len;) {
		size_t begin = at;
		uint32_t c = utf8_next(s, &at);

		if (!is_kept(c))
			continue;
		utf8_fold(out, str_slice(s, from, begin));
		utf8_add(out, c);
		from = at;
	}
	utf8_fold(out, str_from(s, from));
}

static bool
add_label(struct strbuf *out, struct str label)
{
	size_t begin = out->len;

	if (is_ascii(label)) {
		strbuf_addstr(out, label);
	} else {
		strbuf_adds(out, ACE);
		if (!punycode_encode(out, label))
			return false;
	}
	return out->len > begin && out->len - begin <= HOST_LABEL_MAX;
}

static bool
add_labels(struct strbuf *out, struct str name)
{
	struct str label;

	for (bool first = true; str_cut(&name, '.', &label); first = false) {
		if (!first)
			strbuf_addc(out, '.');
		if (!add_label(out, label))
			return false;
	}
	return true;
}

bool
host_ascii(struct strbuf *out, struct str name)
{
	struct strbuf decoded = STRBUF_INIT, folded = STRBUF_INIT;
	size_t begin = out->len;
	bool good;

	if (name.len >= 2 && name.p[0] == '[' && name.p[name.len - 1] == ']')
		name = str_slice(name, 1, name.len - 1);
	uri_decode(&decoded, name);
	name = strbuf_str(&decoded);
	if (name.len > 1 && name.p[name.len - 1] == '.')
		name.len--;
	good = name.len > 0 && name.len <= 4 * (size_t)HOST_NAME_MAX_SIZE && utf8_valid(name);
	if (good) {
		add_folded(&folded, name);
		good = add_labels(out, strbuf_str(&folded)) && out->len - begin <= HOST_NAME_MAX_SIZE;
	}
	if (!good)
		strbuf_truncate(out, begin);
	strbuf_done(&decoded);
	strbuf_done(&folded);
	return good;
}

void
host_unicode(struct strbuf *out, struct str name)
{
	struct str label;

	for (bool first = true; str_cut(&name, '.', &label); first = false) {
		if (!first)
			strbuf_addc(out, '.');
		if (!str_starts_case(label, STR(ACE)) || !punycode_decode(out, str_from(label, sizeof ACE - 1)))
			strbuf_addstr(out, label);
	}
}
