/* uri_path.c - paths: dot segments, links, what a stranger asks for. */
#include "base/uri.h"

#include "base/utf8.h"

/* A path being built in out, from start on; root: it begins with "/". */
struct path {
	struct strbuf *out;
	size_t start;
	bool root;
	bool climbs;
};

static void
path_begin(struct path *p, struct strbuf *out, bool root)
{
	*p = (struct path){ .out = out, .start = out->len, .root = root };
	if (root) {
		strbuf_addc(out, '/');
		p->start++;
	}
}

/* Removes the last segment; what is left is empty or ends in "/". */
static void
path_up(struct path *p)
{
	struct str sofar = str_from(strbuf_str(p->out), p->start);

	if (sofar.len == 0) {
		p->climbs = true;
		return;
	}
	size_t slash = str_rfind(str_slice(sofar, 0, sofar.len - 1), '/');

	strbuf_truncate(p->out, p->start + (slash + 1 < sofar.len ? slash + 1 : 0));
}

/* Adds one segment; last: no "/" follows it. */
static void
path_add(struct path *p, struct str segment, bool last)
{
	if (str_is(segment, "."))
		return;
	if (str_is(segment, "..")) {
		path_up(p);
		return;
	}
	/* An empty first segment would make a relative path absolute, and an
	 * absolute one a network address ("//host"). */
	if (segment.len == 0 && p->out->len == p->start)
		return;
	strbuf_addstr(p->out, segment);
	if (!last)
		strbuf_addc(p->out, '/');
}

/* Adds the segments of s, dots resolved. */
static void
path_add_all(struct path *p, struct str s)
{
	struct str segment;

	while (str_cut(&s, '/', &segment))
		path_add(p, segment, s.p == NULL);
}

static bool
begins_at_root(struct str path)
{
	return path.len > 0 && path.p[0] == '/';
}

bool
uri_remove_dots(struct strbuf *out, struct str path)
{
	struct path p;

	path_begin(&p, out, begins_at_root(path));
	path_add_all(&p, path);
	return !p.climbs;
}

bool
uri_join(struct strbuf *out, struct str base, struct str rel)
{
	struct path p;

	if (rel.len == 0)
		return uri_remove_dots(out, base);
	path_begin(&p, out, begins_at_root(base));
	if (!begins_at_root(rel)) {
		size_t slash = str_rfind(base, '/');

		if (slash < base.len)
			path_add_all(&p, str_slice(base, 0, slash + 1));
	}
	path_add_all(&p, rel);
	return !p.climbs;
}

/* Judges one decoded segment.  Control characters are C0, DEL and C1. */
static enum uri_path
judge_segment(struct str s)
{
	if (!utf8_valid(s))
		return URI_PATH_NOT_UTF8;
	for (size_t at = 0; at < s.len;) {
		uint32_t c = utf8_next(s, &at);

		if (c < ' ' || (c >= 0x7F && c < 0xA0) || c == '/' || c == '\\')
			return URI_PATH_FORBIDDEN;
	}
	return URI_PATH_OK;
}

static enum uri_path
judge_path(struct strbuf *out, struct str path, bool escaped)
{
	struct strbuf decoded = STRBUF_INIT;
	size_t start = out->len;
	enum uri_path verdict = URI_PATH_OK;
	struct path p;
	struct str segment;

	path_begin(&p, out, false);
	while (verdict == URI_PATH_OK && str_cut(&path, '/', &segment)) {
		/* The one escape that uri_decode leaves as it is. */
		if (escaped && str_search(segment, STR("%00")) < segment.len) {
			verdict = URI_PATH_FORBIDDEN;
			break;
		}
		if (escaped) {
			strbuf_reset(&decoded);
			uri_decode(&decoded, segment);
			segment = strbuf_str(&decoded);
		}
		verdict = judge_segment(segment);
		if (verdict == URI_PATH_OK && segment.len > 0)
			path_add(&p, segment, path.p == NULL);
		if (verdict == URI_PATH_OK && p.climbs)
			verdict = URI_PATH_CLIMBS;
	}
	strbuf_done(&decoded);
	if (verdict != URI_PATH_OK)
		strbuf_truncate(out, start);
	return verdict;
}

struct str
uri_without_slash(struct str path)
{
	return str_ends(path, STR("/")) ? str_slice(path, 0, path.len - 1) : path;
}

enum uri_path
uri_safe_path(struct strbuf *out, struct str raw_path)
{
	return judge_path(out, raw_path, true);
}

enum uri_path
uri_literal_path(struct strbuf *out, struct str path)
{
	return judge_path(out, path, false);
}
