/* dialect_show.c - the pictures, links and addresses that tags stand for. */
#include "base/ascii.h"
#include "base/mime.h"
#include "content/dialect_call.h"

/* --- pictures and links ------------------------------------------------ */

static bool
is_picture(struct str s)
{
	size_t query = str_find(s, '?');

	return s.len > 0 && mime_is_image(mime_of(str_slice(s, 0, query)));
}

bool
call_is_url(struct str s)
{
	return str_search(s, STR("://")) < s.len || str_starts(s, STR("mailto:"));
}

static bool
is_path(struct str s)
{
	return str_find(s, '/') < s.len || str_find(s, '.') < s.len;
}

static bool
is_number(struct str s)
{
	for (size_t i = 0; i < s.len; i++)
		if (!ascii_is_digit(s.p[i]) && s.p[i] != '%' && s.p[i] != 'x')
			return false;
	return s.len > 0;
}

/* The label of a picture: what stands below it before what stands for it. */
static struct str
label_of(const struct scope *s, struct str src)
{
	static const char keys[] = "caption alt title description desc label text";
	struct str label = dialect_args_get(&s->args, keys);
	struct str value;

	if (label.len > 0)
		return label;
	/* 'img "a.png" 300 200 "Title" "Alt"': the last word that is no size. */
	for (size_t i = s->args.n; i-- > 0;) {
		value = s->args.v[i].value;
		if (value.p == src.p)
			break;
		if (s->args.v[i].key.p == NULL && !is_number(value) && s->args.v[i].quoted)
			return value;
	}
	return STR_NONE;
}

static struct str
find_picture(const struct scope *s)
{
	static const char keys[] = "src image img image_path imagepath imageurl image_url url path "
	    "file filename link1 href";
	struct str value = dialect_args_get(&s->args, keys);

	if (is_picture(value))
		return value;
	for (size_t i = 0; i < s->args.n; i++)
		if (s->args.v[i].key.p == NULL && is_picture(s->args.v[i].value))
			return s->args.v[i].value;
	/* Without an extension it may still be a picture of a page bundle. */
	if (s->call == NULL)
		return STR_NONE;
	if (value.len > 0)
		return value;
	for (size_t i = 0; i < s->args.n; i++)
		if (s->args.v[i].key.p == NULL && is_path(s->args.v[i].value))
			return s->args.v[i].value;
	return STR_NONE;
}

bool
call_picture(struct scope *s)
{
	struct str src = find_picture(s);
	struct str by = dialect_args_get(&s->args, "attrlink");

	if (src.len == 0)
		return false;
	dialect_put_image(s->d, src, label_of(s, src), dialect_args_get(&s->args, "link"));
	if (by.len > 0 && s->d->where != IN_TARGET) {
		dialect_puts(s->d, " ");
		dialect_put_link(s->d, by, dialect_args_get(&s->args, "attr"));
	}
	return true;
}

struct str
call_title(const struct scope *s)
{
	return dialect_args_get(&s->args,
	    "title text label name caption alt header heading summary");
}

/* A link around what stands up to the tag that ends this one. */
static bool
put_around(struct scope *s, struct str url)
{
	struct dialect *d = s->d;
	struct dialect_tag close;
	size_t bound = dialect_bound(d), from = s->tag->end;

	if (d->where != IN_TEXT || d->nested >= DIALECT_DEPTH_MAX ||
	    !dialect_pair(d, s->tag, &close) || close.end > bound ||
	    dialect_line_end(d, from) < close.start ||
	    block_is_blank(d->text, from, close.start))
		return false;
	dialect_puts(d, "[");
	dialect_drop(d, from);
	dialect_inner(d, close.start);
	dialect_put_target(d, url);
	dialect_drop(d, close.end);
	return true;
}

/* 'link "Words", "https://…"': two texts, one of them an address. */
static bool
find_pair(const struct scope *s, struct str *ret_url, struct str *ret_label)
{
	*ret_url = *ret_label = STR_NONE;
	for (size_t i = 0; i < s->args.n; i++) {
		const struct dialect_arg *arg = &s->args.v[i];

		if (arg->key.p != NULL || (!arg->quoted && !call_is_url(arg->value)))
			continue;
		if (ret_url->len == 0 &&
		    (call_is_url(arg->value) || str_starts(arg->value, STR("/"))))
			*ret_url = arg->value;
		else if (ret_label->len == 0)
			*ret_label = arg->value;
	}
	if (!call_is_url(*ret_url) && ret_label->len == 0)
		*ret_url = STR_NONE;
	return ret_url->len > 0 && ret_label->len > 0;
}

/* Puts a link that an argument names; true when it stands and the tag is left. */
bool
call_reference(struct scope *s)
{
	struct str url = dialect_args_get(&s->args, "href url link to src"), label;
	bool pair;

	if (url.len > 0 && (is_path(url) || url.p[0] == '#')) {
		if (put_around(s, url))
			return true;
		dialect_put_link(s->d, url, call_title(s));
		return false;
	}
	/* Alone it is shown only on a line of its own: within a sentence it may be
	 * for a picture in a link's text. */
	pair = find_pair(s, &url, &label);
	if (pair || (url.len > 0 && dialect_is_alone(s->d, s->tag->end)))
		dialect_put_link(s->d, url, label);
	return false;
}

/* --- addresses ------------------------------------------------------- */

/* "%1" and "%2" in pattern are arguments. */
static void
fill(struct strbuf *out, const char *pattern, struct str one, struct str two)
{
	for (; *pattern != '\0'; pattern++)
		if (*pattern == '%' && pattern[1] != '\0')
			strbuf_addstr(out, *++pattern == '1' ? one : two);
		else
			strbuf_addc(out, *pattern);
}

void
call_site(struct scope *s)
{
	static const char ids[] = "id video videoid video_id hash slug code url src href link "
	    "shortcode tweetid repo";
	struct str id = dialect_args_get(&s->args, ids);
	struct str user = dialect_args_get(&s->args, "user username account owner host");
	struct strbuf url = STRBUF_INIT;
	struct str label = call_title(s);
	size_t n = 0;

	if (user.len == 0 && id.len == 0 && s->call->two != NULL &&
	    dialect_args_at(&s->args, 1).len > 0)
		user = dialect_args_at(&s->args, n++);
	if (id.len == 0)
		id = dialect_args_at(&s->args, n++);
	if (call_is_url(id))
		strbuf_addstr(&url, id);
	else if (id.len > 0 && user.len > 0 && s->call->two != NULL)
		fill(&url, s->call->two, user, id);
	else if (id.len > 0)
		fill(&url, s->call->one, id, id);
	if (label.len == 0)
		label = str_of(s->call->label);
	if (url.len > 0)
		dialect_put_link(s->d, strbuf_str(&url), label);
	strbuf_done(&url);
}

/* ref, relref, post_url, link: the path itself. */
void
call_path(struct scope *s)
{
	struct str path = dialect_args_get(&s->args, "path page");
	struct strbuf url = STRBUF_INIT;

	if (path.len == 0)
		path = dialect_args_at(&s->args, 0);
	if (path.len > 0 && call_is_url(path))
		strbuf_addstr(&url, path);
	else if (path.len > 0)
		fill(&url, s->call->one, path.p[0] == '/' && s->call->one[0] == '/' ?
		    str_from(path, 1) : path, STR_NONE);
	if (url.len > 0)
		dialect_put_link(s->d, strbuf_str(&url), STR_NONE);
	strbuf_done(&url);
}
