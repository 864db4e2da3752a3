/*
 * uri_fuzz.c - what must hold for URIs, paths, names and text, whatever a
 * stranger sends.  The input is taken as each of them.
 */
#include <assert.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/date.h"
#include "base/slug.h"
#include "base/uri.h"
#include "base/utf8.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static bool
lies_in(struct str part, struct str whole)
{
	return part.p == NULL || (part.p >= whole.p && part.p + part.len <= whole.p + whole.len);
}

static void
check_parts(const struct uri *u, struct str s)
{
	const struct str parts[] = {
		u->scheme, u->userinfo, u->host, u->port, u->path, u->query, u->fragment,
	};
	size_t total = 0;

	for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
		assert(lies_in(parts[i], s));
		total += parts[i].len;
	}
	/* Each part but path and host comes with a sign, the host with two. */
	total += (u->scheme.p != NULL ? 1u : 0u) + (u->host.p != NULL ? 2u : 0u) +
	    (u->userinfo.p != NULL ? 1 : 0) + (u->port.p != NULL ? 1 : 0) +
	    (u->query.p != NULL ? 1 : 0) + (u->fragment.p != NULL ? 1 : 0);
	assert(total == s.len);
	assert(u->path.p != NULL);
	assert(u->host.p != NULL || (u->userinfo.p == NULL && u->port.p == NULL));
	assert(u->host.p == NULL || u->path.len == 0 || u->path.p[0] == '/');
	assert(uri_has_scheme(s) == (u->scheme.p != NULL));
}

static bool
has_control(struct str s)
{
	for (size_t at = 0; at < s.len;) {
		uint32_t c = utf8_next(s, &at);

		if (c < ' ' || (c >= 0x7F && c < 0xA0))
			return true;
	}
	return false;
}

static void
check_parse(struct str s)
{
	struct uri split, u = { 0 };

	uri_split(s, &split);
	check_parts(&split, s);
	if (uri_parse(s, &u) != URI_OK) {
		assert(u.path.p == NULL);
		return;
	}
	check_parts(&u, s);
	assert(utf8_valid(s) && !has_control(s));
	assert(str_find(s, '\\') == s.len && str_find(s, '<') == s.len);
	/* A space only in the query. */
	for (size_t i = str_find(s, ' '); i < s.len; i++)
		assert(s.p[i] != ' ' || (u.query.p != NULL && s.p + i >= u.query.p &&
		    s.p + i < u.query.p + u.query.len));
	assert(u.port.len == 0 || str_find(u.port, '-') == u.port.len);
	assert(str_find(u.host, '@') == u.host.len && str_find(u.host, '/') == u.host.len);
}

/* No "." or ".." among the segments, none empty but a final one. */
static void
check_segments(struct str path)
{
	struct str rest = path, segment;

	while (path.len > 0 && str_cut(&rest, '/', &segment)) {
		assert(!str_is(segment, ".") && !str_is(segment, ".."));
		assert(segment.len > 0 || rest.p == NULL);
	}
}

static void
check_path(enum uri_path (*f)(struct strbuf *, struct str), struct str s)
{
	struct strbuf out = STRBUF_INIT, again = STRBUF_INIT;

	strbuf_adds(&out, "root/");
	if (f(&out, s) != URI_PATH_OK) {
		assert(str_is(strbuf_str(&out), "root/"));
	} else {
		struct str path = str_from(strbuf_str(&out), 5);

		assert(path.len <= s.len);
		assert(path.len == 0 || path.p[0] != '/');
		assert(utf8_valid(path) && !has_control(path));
		assert(str_find(path, '\0') == path.len && str_find(path, '\\') == path.len);
		check_segments(path);
		/* What is safe stays as it is. */
		assert(uri_literal_path(&again, path) == URI_PATH_OK);
		assert(str_eq(strbuf_str(&again), path));
	}
	strbuf_done(&out);
	strbuf_done(&again);
}

static void
check_dots(struct str s)
{
	struct strbuf out = STRBUF_INIT, again = STRBUF_INIT;
	bool root = s.len > 0 && s.p[0] == '/';
	size_t cut = str_find(s, '#');
	struct str base = str_slice(s, 0, cut);
	struct str path;

	(void)uri_remove_dots(&out, s);
	path = strbuf_str(&out);
	assert(path.len <= s.len);
	assert(root == (path.len > 0 && path.p[0] == '/'));
	assert(!str_starts(path, STR("//")));
	assert(uri_remove_dots(&again, path));
	assert(str_eq(strbuf_str(&again), path));

	strbuf_reset(&out);
	(void)uri_join(&out, base, str_from(s, cut + 1));
	path = strbuf_str(&out);
	assert((base.len > 0 && base.p[0] == '/') == (path.len > 0 && path.p[0] == '/'));
	strbuf_done(&out);
	strbuf_done(&again);
}

static void
check_escapes(struct str s)
{
	struct strbuf out = STRBUF_INIT, again = STRBUF_INIT;

	uri_tidy(&out, s);
	for (size_t i = 0; i < out.len; i++)
		assert(out.buf[i] >= '!' && out.buf[i] <= '~');
	uri_tidy(&again, strbuf_str(&out));
	assert(str_eq(strbuf_str(&again), strbuf_str(&out)));

	/* Encoding is undone by decoding, but for NUL. */
	strbuf_reset(&out);
	strbuf_reset(&again);
	uri_encode(&out, s, "/:@");
	uri_decode(&again, strbuf_str(&out));
	if (str_find(s, '\0') == s.len)
		assert(str_eq(strbuf_str(&again), s));
	strbuf_done(&out);
	strbuf_done(&again);
}

static void
check_slug(struct str s)
{
	struct strbuf out = STRBUF_INIT;
	struct str slug;

	slug_add(&out, s);
	slug = strbuf_str(&out);
	assert(slug.len > 0 && slug.len <= SLUG_SIZE_MAX + 5);
	assert(slug.p[0] != '.' && slug.p[0] != '-');
	assert(utf8_valid(slug) && !has_control(slug) && !str_is(slug, "page"));
	for (size_t i = 0; i < slug.len; i++)
		assert(slug.p[i] != '\0' && strchr(" /\\%?#<>\"", slug.p[i]) == NULL);
	strbuf_done(&out);
}

static void
check_text(struct str s)
{
	struct strbuf clean = STRBUF_INIT, out = STRBUF_INIT, again = STRBUF_INIT;
	size_t width = 0, w;

	for (size_t at = 0; at < s.len;) {
		size_t n = utf8_grapheme(s, at, &w);

		assert(n > 0 && n <= s.len - at && w <= 2 * UTF8_CLUSTER_MAX);
		at += n;
		width += w;
	}
	assert(width == utf8_width(s));

	utf8_clean(&clean, s);
	assert(utf8_valid(strbuf_str(&clean)));
	for (size_t i = 0; i < clean.len; i++)
		if (clean.buf[i] == '\n' || clean.buf[i] == '\t')
			clean.buf[i] = ' ';
	assert(!has_control(strbuf_str(&clean)));

	utf8_fold(&out, s);
	utf8_fold(&again, strbuf_str(&out));
	assert(utf8_valid(strbuf_str(&out)));
	assert(str_eq(strbuf_str(&again), strbuf_str(&out)));

	strbuf_reset(&out);
	utf8_ascii(&out, s);
	for (size_t i = 0; i < out.len; i++)
		assert((unsigned char)out.buf[i] < 0x80);
	strbuf_done(&clean);
	strbuf_done(&out);
	strbuf_done(&again);
}

static void
check_date(struct str s)
{
	struct date d = { 0 };
	struct str rest = STR_NONE;

	assert((date_parse(s, &d) == DATE_OK) == d.known);
	if (d.known) {
		assert(d.at_s >= DATE_MIN_S && d.at_s <= DATE_MAX_S);
		assert(date_year(d) >= 1 && date_year(d) <= 9999);
	}
	if (date_from_name(s, &d, &rest))
		assert(d.known && lies_in(rest, s));
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	struct str s = { (const char *)bytes, size };

	if (size == 0)
		s = STR("");
	check_parse(s);
	check_path(uri_safe_path, s);
	check_path(uri_literal_path, s);
	check_dots(s);
	check_escapes(s);
	check_slug(s);
	check_text(s);
	check_date(s);
	return 0;
}
