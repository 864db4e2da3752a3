/* html_attribute.c - what stands in HTML's tags, and its entities. */
#include "render/html.h"

#include "base/uri.h"
#include "base/utf8.h"
#include "content/entity.h"
#include "render/html_sign.h"

/* --- text ------------------------------------------------------------ */

static void
decode(struct strbuf *out, struct str s, enum entity_place place)
{
	while (s.len > 0) {
		size_t at = str_find(s, '&'), n;

		strbuf_addstr(out, str_slice(s, 0, at));
		s = str_from(s, at);
		if (s.len == 0)
			break;
		n = entity_add(out, s, place);
		if (n == 0) {
			strbuf_addc(out, '&');
			n = 1;
		}
		s = str_from(s, n);
	}
}

void
html_decode(struct strbuf *out, struct str s)
{
	decode(out, s, ENTITY_TEXT);
}

/* --- attributes ------------------------------------------------------ */

static size_t
skip_spaces(struct str s, size_t at)
{
	while (at < s.len && html_is_space(s.p[at]))
		at++;
	return at;
}

/* The value that begins at s[*at], and moves *at behind it. */
static struct str
attribute_value(struct str s, size_t *at)
{
	size_t from = *at, end;

	if (from < s.len && (s.p[from] == '"' || s.p[from] == '\'')) {
		end = from + 1 + str_find(str_from(s, from + 1), s.p[from]);
		*at = end < s.len ? end + 1 : end;
		return str_slice(s, from + 1, end);
	}
	for (end = from; end < s.len && !html_is_space(s.p[end]);)
		end++;
	*at = end;
	return str_slice(s, from, end);
}

struct str
html_attribute(const struct html_token *tag, const char *name, struct arena *a)
{
	struct str s = tag->text, value;
	struct strbuf decoded = STRBUF_INIT;
	size_t at = 0, from;

	for (;;) {
		while (at < s.len && (html_is_space(s.p[at]) || s.p[at] == '/'))
			at++;
		if (at >= s.len)
			return STR_NONE;
		for (from = at++; at < s.len && !html_ends_name(s.p[at]);)
			at++;
		value = str_slice(s, from, at);
		from = skip_spaces(s, at);
		if (from >= s.len || s.p[from] != '=') {
			if (str_is_case(value, name))
				return STR("");
			continue;
		}
		at = skip_spaces(s, from + 1);
		if (str_is_case(value, name))
			break;
		attribute_value(s, &at);
	}
	decode(&decoded, str_trim(attribute_value(s, &at)), ENTITY_VALUE);
	for (size_t i = 0; i < decoded.len; i++)
		if (html_is_space(decoded.buf[i]))
			decoded.buf[i] = ' ';
	value = arena_str(a, strbuf_str(&decoded));
	strbuf_done(&decoded);
	return value;
}

struct str
html_source(const struct html_token *tag, struct arena *a)
{
	static const char *const names[] = { "src", "data-src", "data-original", "data" };
	struct str src = STR_NONE;

	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
		struct str value = html_attribute(tag, names[i], a);

		if (value.len == 0)
			continue;
		if (!str_starts_case(value, STR("data:")))
			return value;
		src = value;
	}
	return src;
}

/* The last segment of the path, as it is read. */
static struct str
file_name(struct str path, struct arena *a)
{
	struct strbuf decoded = STRBUF_INIT;
	size_t slash = str_rfind(path, '/');
	struct str name = str_from(path, slash < path.len ? slash + 1 : 0);

	if (str_find(name, '%') == name.len)
		return name;
	uri_decode(&decoded, name);
	for (size_t i = 0; i < decoded.len; i++)
		if ((unsigned char)decoded.buf[i] < ' ')
			decoded.buf[i] = ' ';
	if (utf8_valid(strbuf_str(&decoded)))
		name = arena_str(a, str_trim(strbuf_str(&decoded)));
	strbuf_done(&decoded);
	return name;
}

struct str
html_media_label(const struct html_token *tag, struct str src, struct arena *a)
{
	static const char *const names[] = { "title", "aria-label", "alt" };
	struct uri uri;
	struct str path;

	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
		struct str value = html_attribute(tag, names[i], a);

		if (value.len > 0)
			return value;
	}
	uri_split(src, &uri);
	path = file_name(uri.path, a);
	if (str_is_case(tag->name, "video"))
		return arena_strf(a, "Video: %.*s", STR_ARG(path.len > 0 ? path : uri.host));
	if (str_is_case(tag->name, "audio"))
		return arena_strf(a, "Audio: %.*s", STR_ARG(path.len > 0 ? path : uri.host));
	return uri.host.len > 0 ? uri.host : path.len > 0 ? path : tag->name;
}
