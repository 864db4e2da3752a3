#include "proto/answer.h"

#include <string.h>
#include <unistd.h>

enum respond
answer_request(const struct service *service, const struct request *request, struct arena *scratch,
    bool in_job, struct reply *ret, answer_writer *write)
{
	struct answer a = { .service = service, .request = request, .scratch = scratch, .in_job = in_job,
	    .reply = ret };
	struct cache_entry *entry = NULL;
	enum respond r = RESPOND_DONE;

	ret->outcome = "ok";
	a.catalogue = shelf_borrow(service->shelf);
	if (service->cache != NULL)
		entry = cache_get(service->cache, a.catalogue, request->scheme, request->path);
	if (entry != NULL) {
		ret->entry = entry;
		ret->status = entry->status;
		ret->outcome = "cached";
	} else {
		route_find(a.catalogue, request->scheme, request->path, scratch, &a.route);
		r = write(&a);
	}
	catalogue_release(a.catalogue);
	return r;
}

/* How many texts the page reads to make its excerpts, at most. */
static bool
reads_many(const struct answer *a)
{
	const struct catalogue *c = a->catalogue;
	const struct place *place = &a->route.place;
	const struct section *section;
	const struct group *group;

	switch (place->kind) {
	case PLACE_FEED:
		return c->narticles > ANSWER_EXCERPTS_MAX;
	case PLACE_HOME:
		return c->nfeatured > ANSWER_EXCERPTS_MAX;
	case PLACE_TAG:
	case PLACE_TAG_FEED:
		group = catalogue_find_group(c, GROUP_TAG, place->path);
		return group != NULL && group->narticles > ANSWER_EXCERPTS_MAX;
	case PLACE_CATEGORY:
	case PLACE_CATEGORY_FEED:
		group = catalogue_find_group(c, GROUP_CATEGORY, place->path);
		return group != NULL && group->narticles > ANSWER_EXCERPTS_MAX;
	case PLACE_SECTION:
		section = catalogue_find_section(c, place->path);
		return section != NULL && section->narticles > ANSWER_EXCERPTS_MAX;
	default:
		return false;
	}
}

bool
answer_wants_job(const struct answer *a)
{
	return !a->in_job && (page_is_long(a->catalogue, &a->route.place) || reads_many(a));
}

const char *
answer_word(const struct answer *a, enum word w)
{
	struct words words = words_for(a->catalogue->capsule, page_lang(a->catalogue, &a->route.place));

	return word_of(&words, w);
}

enum page_verdict
answer_page(struct answer *a, struct sheet *sheet)
{
	/* The stamp is taken before the text is read: a file that changes in
	 * between is then made anew the next time. */
	a->article = page_article(a->catalogue, &a->route.place);
	if (a->article != NULL && catalogue_stat(a->catalogue, a->article, &a->stamp) < 0)
		return PAGE_UNREADABLE;
	return page_write(a->catalogue, &a->route.place, sheet, a->scratch);
}

bool
answer_feed(struct answer *a, enum scheme scheme)
{
	return feed_write(a->catalogue, &a->route.place, scheme, &a->reply->bytes, a->scratch) == PAGE_WRITTEN;
}

/* A byte order mark makes Bombadillo and Telescope stumble. */
static void
skip_mark(int fd, struct fs_stamp *stamp)
{
	static const char mark[] = "\xEF\xBB\xBF";
	char head[3];

	if (pread(fd, head, sizeof head, 0) == (ssize_t)sizeof head && memcmp(head, mark, sizeof head) == 0 &&
	    lseek(fd, sizeof head, SEEK_SET) == (off_t)sizeof head)
		stamp->size -= sizeof head;
}

bool
answer_open(struct answer *a, const struct mime **ret_mime)
{
	static const char *const plain = "source.md";
	struct fs_stamp stamp;
	int fd;

	if (a->route.kind == ROUTE_SOURCE) {
		fd = fs_open_file(a->catalogue->roots[0].fd, a->route.article->file.p, &stamp);
		/* text/plain: gplaces refuses text/markdown. */
		*ret_mime = mime_of(str_of(plain));
	} else {
		fd = catalogue_open_asset(a->catalogue, a->route.asset, &stamp);
		*ret_mime = mime_of(a->route.asset->path);
	}
	if (fd < 0)
		return false;
	if (mime_is_text(*ret_mime))
		skip_mark(fd, &stamp);
	a->reply->fd = fd;
	a->reply->file_left = stamp.size;
	return true;
}

void
answer_keep(struct answer *a)
{
	if (a->service->cache == NULL || a->route.other_spelling)
		return;
	cache_put(a->service->cache, a->catalogue, a->request->scheme, a->request->path, a->reply->status,
	    strbuf_str(&a->reply->bytes), a->article, a->article != NULL ? &a->stamp : NULL);
}
