/* upstream.c - which paths other programs answer. */
#include "proto/upstream.h"

#include "base/uri.h"

static bool
covers(const struct upstream *u, struct str path, bool *ret_door)
{
	struct str own = u->path;
	bool folder = own.len > 0 && own.p[own.len - 1] == '/';

	*ret_door = folder && path.len + 1 == own.len && str_starts(own, path);
	if (*ret_door || own.len == 0)
		return true;
	return str_starts(path, own) && (folder || path.len == own.len || path.p[own.len] == '/');
}

/* Whether what the capsule shows to some alone is in the way. */
static bool
is_closed(const struct service *service, const struct request *request)
{
	const struct area *area = area_of_file(service->capsule, request->path);

	return area != NULL && access_judge(service->access, area->people, &request->identity) != ACCESS_GRANTED;
}

struct upstream *
upstream_find(const struct service *service, const struct request *request, bool *ret_door)
{
	struct upstream *found = NULL;

	*ret_door = false;
	/* What is published goes into the folder. */
	if (request->upload.kind != UPLOAD_NONE)
		return NULL;
	for (size_t i = 0; i < service->nupstreams; i++) {
		struct upstream *u = &service->upstreams[i];
		bool door;

		if ((found == NULL || u->path.len > found->path.len) && covers(u, request->path, &door)) {
			found = u;
			*ret_door = door;
		}
	}
	if (found != NULL && is_closed(service, request)) {
		*ret_door = false;
		return NULL;
	}
	return found;
}

void
upstream_add_rest(const struct upstream *u, struct str path, struct strbuf *out)
{
	bool folder = u->path.len > 0 && u->path.p[u->path.len - 1] == '/';

	if (u->path.len == 0)
		strbuf_addc(out, '/');
	strbuf_addstr(out, str_from(path, folder ? u->path.len - 1 : u->path.len));
}

void
upstream_add_name(const struct upstream *u, struct strbuf *out)
{
	strbuf_addc(out, '/');
	strbuf_addstr(out, u->path);
}

void
upstream_add_url(const struct capsule *capsule, struct str path, struct strbuf *out)
{
	address_url(out, capsule, SCHEME_GEMINI, &(struct place){ .kind = PLACE_HOME, .path = STR("") });
	uri_encode(out, path, "!$&'()*+,;=:@/");
}
