/* spelling.c - the many ways to write one address. */
#include "content/spelling.h"

#include "base/ascii.h"
#include "base/map.h"
#include "base/utf8.h"
#include "content/article.h"

static const char *const page_ends[] = {
	".html", ".htm", ".xhtml", ".gmi", ".gemini", ".md", ".markdown", ".mdown", ".mkd", ".mdx",
	".qmd", ".php", ".aspx",
};

static const char *const folder_names[] = { "index", "_index", "readme", "default" };

#define FOLDED_FEW 128	/* [bytes] that need no memory */
#define COUNT(v) (sizeof(v) / sizeof(v)[0])

static bool
is_ascii(char c)
{
	return (unsigned char)c < 0x80;
}

void
spelling_fold(struct strbuf *out, struct str s)
{
	size_t i = 0;
	char *p;

	/* Nearly all names are ASCII, and there are hundreds of thousands. */
	strbuf_grow(out, s.len);
	p = out->buf + out->len;
	for (; i < s.len && is_ascii(s.p[i]); i++)
		p[i] = ascii_small(s.p[i]);
	if (i == s.len)
		strbuf_advance(out, s.len);
	else
		utf8_fold(out, s);
}

uint64_t
spelling_hash(struct str s)
{
	struct strbuf folded = STRBUF_INIT;
	char few[FOLDED_FEW];
	uint64_t hash;
	size_t i = 0;

	for (; i < s.len && i < sizeof few && is_ascii(s.p[i]); i++)
		few[i] = ascii_small(s.p[i]);
	if (i == s.len)
		return map_hash((struct str){ few, i });
	spelling_fold(&folded, s);
	hash = map_hash(strbuf_str(&folded));
	strbuf_done(&folded);
	return hash;
}

bool
spelling_eq(struct str a, struct str b)
{
	struct strbuf fa = STRBUF_INIT, fb = STRBUF_INIT;
	size_t i = 0;
	bool eq;

	/* Up to the first character that is not ASCII, bytes decide. */
	while (i < a.len && i < b.len && is_ascii(a.p[i]) && is_ascii(b.p[i])) {
		if (ascii_small(a.p[i]) != ascii_small(b.p[i]))
			return false;
		i++;
	}
	if ((i == a.len || is_ascii(a.p[i])) && (i == b.len || is_ascii(b.p[i])))
		return a.len == b.len;
	spelling_fold(&fa, a);
	spelling_fold(&fb, b);
	eq = str_eq(strbuf_str(&fa), strbuf_str(&fb));
	strbuf_done(&fa);
	strbuf_done(&fb);
	return eq;
}

struct str
spelling_base(struct str path)
{
	size_t slash = str_rfind(path, '/');

	return slash < path.len ? str_from(path, slash + 1) : path;
}

struct str
spelling_folder(struct str path)
{
	size_t slash = str_rfind(path, '/');

	return str_slice(path, 0, slash < path.len ? slash + 1 : 0);
}

struct str
spelling_stem(struct str file)
{
	struct str base = spelling_base(file);
	size_t dot = str_rfind(base, '.');

	if (dot > 0 && dot < base.len && article_is_source(base))
		return str_slice(file, 0, file.len - (base.len - dot));
	return file;
}

struct str
spelling_dateless(struct str base, struct date *ret)
{
	struct date date = { .known = false };
	struct str rest;

	if (base.len == 0 || base.p[0] < '0' || base.p[0] > '9' ||
	    !date_from_name(base, &date, &rest) || rest.len == 0) {
		*ret = (struct date){ .known = false };
		return base;
	}
	*ret = date;
	return rest;
}

static void
cut_end(struct str *path)
{
	size_t dot = str_rfind(spelling_base(*path), '.'), folder_len = path->len - spelling_base(*path).len;
	struct str end = str_from(*path, folder_len + dot);

	/* Most have none; ".html" is no end of nothing. */
	if (end.len == 0 || dot == 0)
		return;
	for (size_t i = 0; i < COUNT(page_ends); i++)
		if (str_is_case(end, page_ends[i])) {
			path->len -= end.len;
			return;
		}
}

struct str
spelling_bare(struct str path)
{
	struct date date;

	if (path.len > 0 && path.p[path.len - 1] == '/')
		path.len--;
	cut_end(&path);
	return spelling_dateless(spelling_base(path), &date);
}

struct str
spelling_page(struct str path, bool *ret_folder)
{
	struct str base;

	*ret_folder = path.len == 0 || path.p[path.len - 1] == '/';
	path = str_chop(path, '/');
	cut_end(&path);
	base = spelling_base(path);
	for (size_t i = 0; i < COUNT(folder_names); i++)
		if (str_is_case(base, folder_names[i])) {
			path.len -= base.len;
			path = str_chop(path, '/');
			*ret_folder = true;
			break;
		}
	return path;
}
