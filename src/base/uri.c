/* uri.c - the parts of a URI, its characters and its escapes. */
#include "base/uri.h"

#include <arpa/inet.h>
#include <assert.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>

#include "base/ascii.h"
#include "base/utf8.h"

/* RFC 3986, 2.3. */
static bool
is_unreserved(char c)
{
	return ascii_is_word(c) || (c != '\0' && strchr("-._~", c) != NULL);
}

/* RFC 3986, 2.2. */
static bool
is_sub_delim(char c)
{
	return c != '\0' && strchr("!$&'()*+,;=", c) != NULL;
}

static bool
is_excluded(char c)
{
	switch (c) {
	case '<': case '>': case '"': case '{': case '}': case '|': case '\\': case '^': case '`':
		return true;
	default:
		return false;
	}
}

/* The byte that the escape at s[at] stands for, or -1 when none begins there. */
static int
escape_value(struct str s, size_t at)
{
	assert(s.p != NULL || s.len == 0);
	if (s.len - at < 3 || s.p[at] != '%')
		return -1;
	int high = ascii_hex(s.p[at + 1]), low = ascii_hex(s.p[at + 2]);
	return high < 0 || low < 0 ? -1 : high << 4 | low;
}

/* --- splitting ------------------------------------------------------- */

/* Bytes of the scheme before its ":", or 0 when s has none. */
static size_t
scheme_size(struct str s)
{
	size_t i = 0;

	if (s.len == 0 || !ascii_is_letter(s.p[0]))
		return 0;
	while (i < s.len && (ascii_is_word(s.p[i]) ||
	    s.p[i] == '+' || s.p[i] == '-' || s.p[i] == '.'))
		i++;
	return i < s.len && s.p[i] == ':' ? i : 0;
}

bool
uri_has_scheme(struct str s)
{
	return scheme_size(s) > 0;
}

/* Cuts off what follows the first c, giving it in *ret. */
static void
split_tail(struct str *s, char c, struct str *ret)
{
	size_t at = str_find(*s, c);

	if (at == s->len)
		return;
	*ret = str_from(*s, at + 1);
	*s = str_slice(*s, 0, at);
}

static void
split_authority(struct str s, struct uri *u)
{
	size_t at = str_rfind(s, '@');
	size_t colon;

	if (at < s.len) {
		u->userinfo = str_slice(s, 0, at);
		s = str_from(s, at + 1);
	}
	colon = str_rfind(s, ':');
	/* The colons inside of [::1] begin no port. */
	if (colon < s.len && str_find(str_from(s, colon), ']') == s.len - colon) {
		u->port = str_from(s, colon + 1);
		s = str_slice(s, 0, colon);
	}
	u->host = s;
}

void
uri_split(struct str s, struct uri *ret)
{
	struct uri u = { 0 };
	size_t scheme;

	if (s.p == NULL)
		s = STR("");
	split_tail(&s, '#', &u.fragment);
	split_tail(&s, '?', &u.query);
	scheme = scheme_size(s);
	if (scheme > 0) {
		u.scheme = str_slice(s, 0, scheme);
		s = str_from(s, scheme + 1);
	}
	if (str_starts(s, STR("//"))) {
		s = str_from(s, 2);
		size_t slash = str_find(s, '/');

		split_authority(str_slice(s, 0, slash), &u);
		s = str_from(s, slash);
	}
	u.path = s;
	*ret = u;
}

/* --- judging --------------------------------------------------------- */

/* Judges each character; spaces: raw ones are taken. */
static enum uri_verdict
judge_characters(struct str s, bool spaces)
{
	for (size_t at = 0; at < s.len;) {
		size_t from = at;
		uint32_t c = utf8_next(s, &at);

		if (c == '%') {
			if (escape_value(s, from) <= 0)
				return URI_BAD_ESCAPE;
		} else if (c < ' ' || (c >= 0x7F && c < 0xA0) || (c == ' ' && !spaces) ||
		    (c < 0x7F && is_excluded((char)c))) {
			return URI_BAD_CHARACTER;
		}
	}
	return URI_OK;
}

static bool
in_userinfo(char c)
{
	return is_unreserved(c) || is_sub_delim(c) || c == ':' || c == '%' ||
	    (unsigned char)c >= 0x80;
}

static bool
in_reg_name(char c)
{
	return in_userinfo(c) && c != ':';
}

static bool
all(struct str s, bool (*allowed)(char))
{
	for (size_t i = 0; i < s.len; i++)
		if (!allowed(s.p[i]))
			return false;
	return true;
}

static bool
in_future(char c)
{
	return is_unreserved(c) || is_sub_delim(c) || c == ':';
}

/* "v" 1*HEXDIG "." 1*( unreserved / sub-delims / ":" ) */
static bool
is_future_address(struct str s)
{
	size_t dot = str_find(s, '.');

	if (s.len == 0 || (s.p[0] != 'v' && s.p[0] != 'V') || dot < 2 || dot + 1 >= s.len)
		return false;
	for (size_t i = 1; i < dot; i++)
		if (ascii_hex(s.p[i]) < 0)
			return false;
	return all(str_from(s, dot + 1), in_future);
}

static bool
in_zone(char c)
{
	return is_unreserved(c) || c == '%';
}

/* An IPv6 address, perhaps with "%25" and a zone (RFC 6874, 2). */
static bool
is_ipv6_address(struct str s)
{
	char text[INET6_ADDRSTRLEN];
	struct in6_addr address;
	size_t zone = str_search(s, STR("%25"));

	if (zone < s.len) {
		struct str name = str_from(s, zone + 3);

		if (name.len == 0 || !all(name, in_zone))
			return false;
		s = str_slice(s, 0, zone);
	}
	/* NUL cannot be among them: it is no character of a URI. */
	if (s.len >= sizeof text)
		return false;
	memcpy(text, s.p, s.len);
	text[s.len] = '\0';
	/* Some libraries take a zone here that the URI may not hold raw. */
	return strchr(text, '%') == NULL && inet_pton(AF_INET6, text, &address) == 1;
}

static bool
is_host(struct str s)
{
	if (s.len == 0 || s.p[0] != '[')
		return all(s, in_reg_name);
	if (s.p[s.len - 1] != ']')
		return false;
	s = str_slice(s, 1, s.len - 1);
	return is_ipv6_address(s) || is_future_address(s);
}

enum uri_verdict
uri_parse(struct str s, struct uri *ret)
{
	struct uri u;
	enum uri_verdict v;
	unsigned long port;

	if (!utf8_valid(s))
		return URI_BAD_UTF8;
	uri_split(s, &u);
	/* The query's neighbours are judged by where the pieces lie in s, so
	 * that no byte goes unseen. */
	size_t query_at = u.query.p != NULL ? (size_t)(u.query.p - s.p) : s.len;
	size_t query_end = query_at + u.query.len;

	if ((v = judge_characters(str_slice(s, 0, query_at), false)) != URI_OK ||
	    (v = judge_characters(u.query, true)) != URI_OK ||
	    (v = judge_characters(str_from(s, query_end), false)) != URI_OK)
		return v;
	if (!all(u.userinfo, in_userinfo) || !is_host(u.host))
		return URI_BAD_HOST;
	if (u.port.len > 0 && !str_number(u.port, 65535, &port))
		return URI_BAD_PORT;
	*ret = u;
	return URI_OK;
}

const char *
uri_verdict_text(enum uri_verdict v)
{
	static const char *const texts[] = {
		[URI_OK] = "a good URI",
		[URI_BAD_CHARACTER] = "a character that no URI may hold",
		[URI_BAD_UTF8] = "not UTF-8",
		[URI_BAD_ESCAPE] = "a % without two hexadecimal digits, or %00",
		[URI_BAD_HOST] = "not a host name or address",
		[URI_BAD_PORT] = "not a port number up to 65535",
	};

	assert((size_t)v < sizeof texts / sizeof *texts);
	return texts[v];
}

/* --- escapes --------------------------------------------------------- */

static void
add_escape(struct strbuf *out, char c)
{
	static const char digits[] = "0123456789ABCDEF";
	unsigned char b = (unsigned char)c;

	strbuf_addc(out, '%');
	strbuf_addc(out, digits[b >> 4]);
	strbuf_addc(out, digits[b & 15]);
}

void
uri_decode(struct strbuf *out, struct str s)
{
	size_t at = 0;

	while (at < s.len) {
		size_t next = at + str_find(str_from(s, at), '%');

		strbuf_addstr(out, str_slice(s, at, next));
		if ((at = next) == s.len)
			break;
		int byte = escape_value(s, at);

		strbuf_addc(out, byte > 0 ? (char)byte : '%');
		at += byte > 0 ? 3 : 1;
	}
}

void
uri_encode(struct strbuf *out, struct str s, const char *keep)
{
	for (size_t i = 0; i < s.len; i++) {
		char c = s.p[i];

		if (is_unreserved(c) || (c != '\0' && strchr(keep, c) != NULL))
			strbuf_addc(out, c);
		else
			add_escape(out, c);
	}
}

bool
uri_is_tidy(struct str s)
{
	for (size_t i = 0; i < s.len; i++)
		if (s.p[i] < '!' || s.p[i] > '~' || is_excluded(s.p[i]) || s.p[i] == '%')
			return false;
	return true;
}

void
uri_tidy(struct strbuf *out, struct str s)
{
	size_t from = 0;

	for (size_t i = 0; i < s.len; i++) {
		char c = s.p[i];

		if (c >= '!' && c <= '~' && !is_excluded(c) && (c != '%' || escape_value(s, i) >= 0))
			continue;
		strbuf_addstr(out, str_slice(s, from, i));
		add_escape(out, c);
		from = i + 1;
	}
	strbuf_addstr(out, str_from(s, from));
}
