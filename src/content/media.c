/* media.c - the media type of a file. */
#include "content/media.h"

#include <fnmatch.h>
#include <string.h>

#include "base/arena.h"
#include "base/strbuf.h"

static bool
is_token(struct str s)
{
	/* RFC 2045, 5.1 */
	for (size_t i = 0; i < s.len; i++)
		if (s.p[i] <= ' ' || s.p[i] >= 0x7F || strchr("()<>@,;:\\\"/[]?=", s.p[i]) != NULL)
			return false;
	return s.len > 0;
}

/* "text/plain", and behind each ";" a "name=value". */
static bool
is_type(struct str s)
{
	struct str part;

	for (bool first = true; str_cut(&s, ';', &part); first = false) {
		size_t middle = str_find(part = str_trim(part), first ? '/' : '=');

		if (middle == part.len || !is_token(str_slice(part, 0, middle)) || !is_token(str_from(part, middle + 1)))
			return false;
	}
	return true;
}

/* RFC 1436, 3.8, as far as clients know it. */
static char
item_of(struct str type)
{
	if (str_starts_case(type, STR("text/html")))
		return 'h';
	if (str_starts_case(type, STR("text/")))
		return '0';
	if (str_starts_case(type, STR("image/gif")))
		return 'g';
	if (str_starts_case(type, STR("image/")))
		return 'I';
	return str_starts_case(type, STR("audio/")) ? 's' : '9';
}

bool
media_rule_init(struct media_rule *rule, struct str glob, struct str type, struct arena *a, const char **ret_why)
{
	struct str kept;

	glob = str_skip(glob, '/');
	*ret_why = "needs a pattern of paths or names, as in \"*.gmi\" or \"/src/*\"";
	if (glob.len == 0 || str_has_control(glob))
		return false;
	*ret_why = "needs a media type, as in \"text/plain; charset=iso-8859-1\"";
	type = str_trim(type);
	if (type.len > MEDIA_TYPE_MAX || !is_type(type))
		return false;
	kept = arena_str(a, type);
	*rule = (struct media_rule){ .glob = arena_str(a, glob).p,
	    .mime = { .extension = "", .type = kept.p, .item = item_of(kept) } };
	*ret_why = NULL;
	return true;
}

const struct mime *
media_said(const struct capsule *capsule, struct str path)
{
	size_t slash = str_rfind(path, '/');
	const struct mime *found = NULL;
	struct strbuf text = STRBUF_INIT;

	if (capsule == NULL || capsule->nmedia == 0)
		return NULL;
	strbuf_addstr(&text, path);
	for (size_t i = 0; i < capsule->nmedia && found == NULL; i++)
		if (fnmatch(capsule->media[i].glob, text.buf, 0) == 0 ||
		    (slash < path.len && fnmatch(capsule->media[i].glob, text.buf + slash + 1, 0) == 0))
			found = &capsule->media[i].mime;
	strbuf_done(&text);
	return found;
}

const struct mime *
media_of(const struct capsule *capsule, struct str path)
{
	const struct mime *said = media_said(capsule, path);

	return said != NULL ? said : mime_of(path);
}

bool
media_has(const char *type, const char *name)
{
	struct str s = str_of(type), part;

	for (bool first = true; str_cut(&s, ';', &part); first = false) {
		part = str_trim(part);
		if (!first && str_eq_case(str_slice(part, 0, str_find(part, '=')), str_of(name)))
			return true;
	}
	return false;
}
