#include "content/area.h"

#include <string.h>

#include "content/capsule.h"
#include "content/spelling.h"

static const char *const asset_folders[] = { "static/", "public/", "assets/" };

/* path is folded; so is inside's. */
static bool
contains(struct str inside, struct str path)
{
	if (!str_starts(path, inside))
		return false;
	if (inside.p[inside.len - 1] == '/' || path.len == inside.len)
		return true;
	/* "secret" is also "secret.gmi" and "secret/", and not "secretary". */
	return path.p[inside.len] == '.' || path.p[inside.len] == '/';
}

const struct area *
area_of(const struct capsule *capsule, struct str path)
{
	struct strbuf folded = STRBUF_INIT, inside = STRBUF_INIT;
	const struct area *found = NULL;

	if (capsule->nareas == 0)
		return NULL;
	path = str_skip(path, '/');
	spelling_fold(&folded, path);
	for (size_t i = 0; i < capsule->nareas; i++) {
		const struct area *area = &capsule->areas[i];

		strbuf_reset(&inside);
		spelling_fold(&inside, area->path);
		if (contains(strbuf_str(&inside), strbuf_str(&folded)) &&
		    (found == NULL || area->path.len > found->path.len))
			found = area;
	}
	strbuf_done(&folded);
	strbuf_done(&inside);
	return found;
}

const struct area *
area_of_file(const struct capsule *capsule, struct str file)
{
	const struct area *area;

	if (capsule->nareas == 0)
		return NULL;
	area = area_of(capsule, file);
	file = str_skip(file, '/');
	for (size_t i = 0; i < sizeof asset_folders / sizeof asset_folders[0] && area == NULL; i++)
		if (str_starts(file, str_of(asset_folders[i])))
			area = area_of(capsule, str_from(file, strlen(asset_folders[i])));
	return area;
}

bool
area_shows(const struct area *outer, const struct area *inner)
{
	return inner == NULL || inner == outer;
}
