#include "proto/answer.h"

#include <string.h>
#include <unistd.h>

#include "content/backlinks.h"
#include "content/media.h"
#include "content/spelling.h"
#include "page/results.h"
#include "page/settle.h"

static bool
is_draft(const struct place *place)
{
	return place->kind == PLACE_DRAFTS || place->kind == PLACE_DRAFT || place->kind == PLACE_DRAFT_TEXT ||
	    place->kind == PLACE_DRAFT_SOURCE;
}

static const struct area *
target_of(const struct answer *a)
{
	/* Authors read all drafts, also those that will be private one day. */
	if (is_draft(&a->route.place))
		return catalogue_area(a->catalogue, &a->route.place);
	if (a->route.asset != NULL && a->route.asset->area != NULL)
		return a->route.asset->area;
	if (a->route.article != NULL && a->route.article->area != NULL)
		return a->route.article->area;
	return catalogue_area(a->catalogue, &a->route.place);
}

/* Whether path is the folder of an area, all but its "/". */
static bool
is_door(const struct area *area, struct str path)
{
	return path.len + 1 == area->path.len && area->path.p[path.len] == '/' &&
	    spelling_eq(path, str_slice(area->path, 0, path.len));
}

/* Gemini alone knows who asks. */
static void
close_route(struct answer *a)
{
	bool knows = a->request->scheme == SCHEME_GEMINI;

	a->route.kind = knows ? ROUTE_CLOSED : ROUTE_MISSING;
	if (!knows)
		a->route.other_spelling = false;
}

void
answer_route(struct answer *a, struct str path)
{
	const struct area *target;

	a->route = (struct route){ .kind = ROUTE_MISSING };
	a->area = area_of_file(a->service->capsule, path);
	if (a->area != NULL) {
		a->access = access_judge(a->service->access, a->area->people, &a->request->identity);
		if (a->access != ACCESS_GRANTED) {
			close_route(a);
			return;
		}
	}
	route_find(a->catalogue, a->request->scheme, path, a->scratch, &a->route);
	if (a->service->capsule->nareas == 0)
		return;
	target = target_of(a);
	if (target == NULL || target == a->area)
		return;
	if (a->area == NULL && a->route.other_spelling && is_door(target, path)) {
		/* Redirected to where a certificate is asked for. */
		a->area = target;
		a->access = ACCESS_NOBODY;
		close_route(a);
	} else {
		a->route = (struct route){ .kind = ROUTE_MISSING };
	}
}

/* Old addresses that had a query are those of pages of their own. */
static bool
route_by_query(struct answer *a)
{
	const struct request *r = a->request;
	struct place place;

	if (area_of_file(a->service->capsule, r->path) != NULL ||
	    !catalogue_find_query(a->catalogue, r->path, r->query, NULL, &place))
		return false;
	settle_place(a->catalogue, place, &a->route);
	settle(a->catalogue, r->scheme, r->path, a->scratch, &a->route);
	a->route.is_whole = true;
	return true;
}

enum respond
answer_request(const struct service *service, const struct request *request, struct arena *scratch,
    bool in_job, struct reply *ret, answer_writer *write)
{
	struct answer a = { .service = service, .request = request, .scratch = scratch, .in_job = in_job,
	    .reply = ret };
	struct cache_entry *entry = NULL;
	enum respond r = RESPOND_DONE;

	_Static_assert(ACCESS_GRANTED == 0, "nothing is closed unless it is said");

	ret->outcome = "ok";
	a.catalogue = shelf_borrow(service->shelf);
	/* Before the page is made: what is learned meanwhile makes it stale. */
	a.edition = backlinks_edition(service->capsule->backlinks);
	if (request->has_query && route_by_query(&a)) {
		r = write(&a);
		catalogue_release(a.catalogue);
		return r;
	}
	if (service->cache != NULL)
		entry = cache_get(service->cache, a.catalogue, a.edition, request->scheme, request->path);
	if (entry != NULL) {
		ret->entry = entry;
		ret->status = entry->status;
		ret->outcome = "cached";
	} else {
		answer_route(&a, request->path);
		r = write(&a);
	}
	catalogue_release(a.catalogue);
	return r == RESPOND_JOB && a.waits ? RESPOND_WAIT : r;
}

/* Whether it takes long to read the texts of these for their excerpts. */
static bool
are_many(const struct article *const *articles, size_t n)
{
	if (n > ANSWER_EXCERPTS_MAX)
		return true;
	for (size_t i = 0; i < n; i++)
		if (articles[i]->stamp.size > PAGE_JOB_SIZE)
			return true;
	return false;
}

static bool
reads_many(const struct answer *a)
{
	const struct catalogue *c = a->catalogue;
	const struct place *place = &a->route.place;
	const struct section *section;
	const struct group *group;

	switch (place->kind) {
	case PLACE_FEED:
		return are_many(c->articles, c->narticles);
	case PLACE_HOME:
		return are_many(c->featured, c->nfeatured);
	case PLACE_TAG:
	case PLACE_TAG_FEED:
		group = catalogue_find_group(c, GROUP_TAG, place->path);
		return group != NULL && are_many(group->articles, group->narticles);
	case PLACE_CATEGORY:
	case PLACE_CATEGORY_FEED:
		group = catalogue_find_group(c, GROUP_CATEGORY, place->path);
		return group != NULL && are_many(group->articles, group->narticles);
	case PLACE_SECTION:
		section = catalogue_find_section(c, place->path);
		return section != NULL && are_many(section->articles, section->narticles);
	default:
		return false;
	}
}

bool
answer_words(struct answer *a)
{
	struct place *place = &a->route.place;

	if (place->path.len == 0 && a->request->has_query)
		place->path = a->request->query;
	return str_trim(place->path).len > 0;
}

bool
answer_wants_job(struct answer *a)
{
	if (a->route.kind == ROUTE_SEARCH)
		return !a->in_job;
	if (a->route.kind == ROUTE_MISSING)
		return !a->in_job && a->catalogue->not_found != NULL && a->catalogue->not_found->places;
	if (a->in_job || page_is_long(a->catalogue, &a->route.place) || reads_many(a))
		return !a->in_job;
	/* Its own text is soon parsed, but perhaps not before somebody's long one is. */
	a->waits = markdown_is_busy();
	return a->waits;
}

const char *
answer_word(const struct answer *a, enum word w)
{
	const struct catalogue *c = a->catalogue;
	struct words words = words_for(c->capsule, a->route.place.kind != PLACE_NONE ?
	    page_lang(c, &a->route.place) : catalogue_path_lang(c, a->request->path));

	return word_of(&words, w);
}

const char *
answer_missing(const struct answer *a)
{
	struct str title = page_missing_title(a->catalogue);

	return title.len > 0 ? arena_str(a->scratch, title).p : answer_word(a, WORD_NOT_FOUND);
}

enum page_verdict
answer_page(struct answer *a, struct sheet *sheet)
{
	/* The stamp is taken before the text is read: a file that changes in
	 * between is then made anew the next time. */
	a->article = page_article(a->catalogue, &a->route.place);
	if (a->article != NULL && catalogue_stat(a->catalogue, a->article, &a->stamp) < 0)
		return PAGE_UNREADABLE;
	if (a->route.kind == ROUTE_SEARCH)
		return results_write(a->catalogue, a->service->search, &a->route.place, sheet, a->scratch);
	return page_write(a->catalogue, &a->route.place, sheet, a->scratch);
}

bool
answer_feed(struct answer *a, enum scheme scheme)
{
	return feed_write(a->catalogue, &a->route.place, scheme, &a->reply->bytes, a->scratch) == PAGE_WRITTEN;
}

/* A byte order mark makes Bombadillo and Telescope stumble. */
static void
skip_mark(int fd, uint64_t *left)
{
	static const char mark[] = "\xEF\xBB\xBF";
	char head[3];

	if (pread(fd, head, sizeof head, 0) == (ssize_t)sizeof head && memcmp(head, mark, sizeof head) == 0 &&
	    lseek(fd, sizeof head, SEEK_SET) == (off_t)sizeof head)
		*left -= sizeof head;
}

bool
answer_open(struct answer *a, const struct mime **ret_mime)
{
	static const char *const plain = "source.md";
	struct fs_stamp stamp;
	uint64_t left;
	int fd;

	if (a->route.kind == ROUTE_SOURCE) {
		fd = catalogue_open_source(a->catalogue, a->route.article, &stamp);
		*ret_mime = media_said(a->service->capsule, a->route.article->file);
		/* text/plain: gplaces refuses text/markdown. */
		if (*ret_mime == NULL)
			*ret_mime = mime_of(str_of(plain));
	} else {
		fd = catalogue_open_asset(a->catalogue, a->route.asset, &stamp);
		*ret_mime = media_of(a->service->capsule, a->route.asset->path);
	}
	if (fd < 0)
		return false;
	left = stamp.size;
	if (mime_is_text(*ret_mime))
		skip_mark(fd, &left);
	reply_set_file(a->reply, fd, left, &stamp);
	return true;
}

void
answer_keep(struct answer *a)
{
	/* What is not for everybody is kept for nobody; a search is asked with words
	 * that no path holds, and of an index that grows. */
	if (a->service->cache == NULL || a->route.other_spelling || a->area != NULL ||
	    a->route.kind == ROUTE_SEARCH)
		return;
	/* A page that could not be told from the next one is better made again. */
	if (a->article != NULL && fs_stamp_is_fresh(a->stamp))
		return;
	cache_put(a->service->cache, a->catalogue, a->edition, a->request->scheme, a->request->path, a->reply->status,
	    strbuf_str(&a->reply->bytes), a->article, a->article != NULL ? &a->stamp : NULL);
}
