/* links.c - what a link in an article means. */
#include "content/links.h"

#include <string.h>

#include "base/uri.h"
#include "base/utf8.h"
#include "content/links_find.h"
#include "content/readings.h"

static const char *const unsafe_schemes[] = { "javascript", "data", "vbscript", "file" };

#define COUNT(v) (sizeof(v) / sizeof(v)[0])

/* All readings as files first: a file that is there beats an old address. */
static bool
find(const struct catalogue *c, const struct readings *readings, const struct area *inside,
    struct place *ret)
{
	for (size_t i = 0; i < readings->n; i++)
		if (links_find_file(c, readings->v[i], ret))
			return true;
	for (size_t i = 0; i < readings->n; i++)
		if (catalogue_find_other(c, readings->v[i], inside, ret))
			return true;
	return false;
}

/* --- what is elsewhere --------------------------------------------------- */

enum link_verdict
links_remote(struct str url, struct arena *a, struct place *ret)
{
	struct strbuf tidy = STRBUF_INIT;
	enum link_verdict verdict = LINK_TOO_LONG;

	if (uri_is_tidy(url) && url.len <= LINK_URL_MAX) {
		*ret = (struct place){ .kind = PLACE_REMOTE, .path = arena_str(a, url) };
		return LINK_REMOTE;
	}
	uri_tidy(&tidy, url);
	if (tidy.len <= LINK_URL_MAX) {
		*ret = (struct place){ .kind = PLACE_REMOTE, .path = arena_str(a, strbuf_str(&tidy)) };
		verdict = LINK_REMOTE;
	}
	strbuf_done(&tidy);
	return verdict;
}

/* Below base_url, where the rest of the site may be. */
static enum link_verdict
below_base(const struct catalogue *c, const struct uri *uri, struct str path, struct arena *a,
    struct place *ret)
{
	struct str base = c->capsule->base_url;
	struct strbuf url = STRBUF_INIT;
	enum link_verdict verdict;

	if (base.len == 0)
		return LINK_UNRESOLVED;
	base = str_chop(base, '/');
	strbuf_addstr(&url, base);
	strbuf_addc(&url, '/');
	uri_encode(&url, path, "/:@!$&'()*+,;=");
	if (uri->query.p != NULL) {
		strbuf_addc(&url, '?');
		strbuf_addstr(&url, uri->query);
	}
	if (uri->fragment.p != NULL) {
		strbuf_addc(&url, '#');
		strbuf_addstr(&url, uri->fragment);
	}
	verdict = links_remote(strbuf_str(&url), a, ret);
	strbuf_done(&url);
	return verdict;
}

static bool
is_unsafe(struct str scheme)
{
	for (size_t i = 0; i < COUNT(unsafe_schemes); i++)
		if (str_is_case(scheme, unsafe_schemes[i]))
			return true;
	return false;
}

bool
links_is_unsafe(struct str target)
{
	size_t colon = str_find(target, ':');

	return colon < target.len && is_unsafe(str_slice(target, 0, colon));
}

static bool
is_port(struct str port, unsigned ours, unsigned standard)
{
	unsigned long n = standard;

	if (port.len > 0 && !str_number(port, 65535, &n))
		return false;
	return ours != 0 && n == ours;
}

/* The path of a URL that is ours by its host, or absent. */
static struct str
own_path(const struct capsule *capsule, const struct uri *uri)
{
	struct uri base;

	if (uri->host.len == 0)
		return STR_NONE;
	if (str_is_case(uri->scheme, "gemini"))
		return str_eq_case(uri->host, capsule->host) &&
		    is_port(uri->port, capsule->gemini_port, 1965) ? uri->path : STR_NONE;
	if (str_is_case(uri->scheme, "gopher")) {
		if (!str_eq_case(uri->host, capsule->host) ||
		    !is_port(uri->port, capsule->gopher_port, 70))
			return STR_NONE;
		/* "/1/dir/" is a type and a selector (RFC 4266, 2.1). */
		return uri->path.len > 1 ? str_from(uri->path, 2) : uri->path;
	}
	if (!str_is_case(uri->scheme, "https") && !str_is_case(uri->scheme, "http"))
		return STR_NONE;
	if (capsule->base_url.len == 0)
		return STR_NONE;
	uri_split(capsule->base_url, &base);
	if (base.host.len == 0 || !str_eq_case(uri->host, base.host) ||
	    !str_eq(uri->port, base.port))
		return STR_NONE;
	return readings_below_base(capsule, uri->path);
}

static enum link_verdict
resolve_url(const struct catalogue *c, const struct area *inside, struct str url, struct arena *a,
    struct place *ret)
{
	struct readings readings;
	struct strbuf decoded = STRBUF_INIT;
	struct str path;
	struct uri uri;
	bool found = false;

	uri_split(url, &uri);
	/* A drive's letter is no scheme that anybody could follow. */
	if (uri.scheme.len == 1)
		return LINK_UNRESOLVED;
	if (is_unsafe(uri.scheme))
		return LINK_UNSAFE;
	path = own_path(c->capsule, &uri);
	if (path.p != NULL) {
		uri_decode(&decoded, path);
		readings_single(&readings, strbuf_str(&decoded), a);
		found = find(c, &readings, inside, ret);
		strbuf_done(&decoded);
	}
	return found ? LINK_LOCAL : links_remote(url, a, ret);
}

/* Shortcodes and templates that stand where a path would. */
static bool
is_template(struct str path)
{
	return str_search(path, STR("{{")) < path.len || str_search(path, STR("{%")) < path.len ||
	    str_search(path, STR("<%")) < path.len;
}

static struct str
words_of(struct str query, struct arena *a)
{
	struct strbuf decoded = STRBUF_INIT;
	struct str words;

	uri_decode(&decoded, query);
	words = arena_str(a, strbuf_str(&decoded));
	strbuf_done(&decoded);
	return words;
}

/* Whether "Search" or "Tags" is meant as the name of an article: those of pages that
 * are made are in small letters. */
static bool
find_named(const struct catalogue *c, const struct area *inside, struct str path,
    struct place *ret)
{
	bool made = ret->kind == PLACE_TAGS || ret->kind == PLACE_CATEGORIES ||
	    ret->kind == PLACE_ARCHIVE || ret->kind == PLACE_SEARCH;
	struct place named;

	if (!made || str_find(path, '/') < path.len || path.p[0] < 'A' || path.p[0] > 'Z' ||
	    !catalogue_find_base(c, path, inside, &named) || named.kind != PLACE_ARTICLE)
		return false;
	*ret = named;
	return true;
}

static enum link_verdict
resolve_path(const struct catalogue *c, const struct article *from, struct str target,
    struct arena *a, struct place *ret)
{
	const struct area *inside = from != NULL ? from->area : NULL;
	struct readings readings, others;
	struct strbuf decoded = STRBUF_INIT;
	enum link_verdict verdict = LINK_LOCAL;
	struct uri uri;
	struct str path;

	uri_split(target, &uri);
	if (uri.path.len == 0 || is_template(target))
		return LINK_UNRESOLVED;
	uri_decode(&decoded, uri.path);
	path = strbuf_str(&decoded);
	readings_find(&readings, c, from, path, a);
	if (find(c, &readings, inside, ret)) {
		if (!find_named(c, inside, path, ret) && ret->kind == PLACE_SEARCH && uri.query.len > 0)
			ret->path = words_of(uri.query, a);
	} else if (!catalogue_find_base(c, path, inside, ret)) {
		/* A file may be called "C# in a day.md". */
		if (uri.path.len < target.len) {
			readings_find(&others, c, from, target, a);
			if (find(c, &others, inside, ret))
				goto out;
		}
		readings_untranslated(&others, &readings, c, from, a);
		if (find(c, &others, inside, ret))
			goto out;
		/* "www.x.org" is a host whose author forgot to say so. */
		verdict = str_starts_case(target, STR("www.")) ?
		    links_remote(arena_strf(a, "https://%.*s", STR_ARG(target)), a, ret) :
		    below_base(c, &uri, readings.v[0], a, ret);
	}
out:
	strbuf_done(&decoded);
	return verdict;
}

/* Without control bytes, which would hide a scheme ("java\nscript:"), and with
 * slashes for backslashes. */
static struct str
clean(struct str target, struct arena *a)
{
	size_t n = utf8_skip_printable(target, 0);
	char *p;

	if (n == target.len)
		return str_trim(target);
	p = arena_bytes(a, target.len + 1);
	memcpy(p, target.p, n);
	for (size_t i = n; i < target.len; i++)
		if ((unsigned char)target.p[i] >= 0x20 && target.p[i] != 0x7f)
			p[n++] = target.p[i];
	p[n] = '\0';
	return str_trim((struct str){ p, n });
}

static struct str
with_slashes(struct str target, struct arena *a)
{
	char *p;

	if (str_find(target, '\\') == target.len)
		return target;
	p = arena_bytes(a, target.len + 1);
	for (size_t i = 0; i < target.len; i++)
		p[i] = target.p[i] == '\\' ? '/' : target.p[i];
	p[target.len] = '\0';
	return (struct str){ p, target.len };
}

/* Pelican says what kind of thing a path is: "{static}/a.png", formerly "|filename|a.md". */
static struct str
without_kind(struct str target)
{
	static const char *const kinds[] = { "filename", "static", "attach" };

	if (target.p[0] != '{' && target.p[0] != '|')
		return target;
	for (size_t i = 0; i < COUNT(kinds); i++) {
		struct str kind = str_of(kinds[i]), rest = str_from(target, 1 + kind.len);

		if (rest.len > 1 && rest.p[0] == (target.p[0] == '{' ? '}' : '|') &&
		    str_starts(str_from(target, 1), kind))
			return str_from(rest, 1);
	}
	return target;
}

enum link_verdict
links_resolve(const struct catalogue *c, const struct article *from, struct str target,
    struct arena *a, struct place *ret)
{
	const struct area *inside = from != NULL ? from->area : NULL;

	if (target.len > LINK_TARGET_MAX)
		return LINK_TOO_LONG;
	target = clean(target, a);
	if (target.len == 0)
		return LINK_EMPTY;
	if (target.p[0] == '#')
		return LINK_FRAGMENT;
	if (uri_has_scheme(target))
		return resolve_url(c, inside, target, a, ret);
	target = without_kind(with_slashes(target, a));
	if (str_starts(target, STR("//")))
		return resolve_url(c, inside, arena_strf(a, "https:%.*s", STR_ARG(target)), a, ret);
	return resolve_path(c, from, target, a, ret);
}
