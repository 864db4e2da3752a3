/* counters.c - the page on which the owner sees what the server has counted. */
#include "proto/counters.h"

#include "content/spelling.h"
#include "proto/gemini.h"

bool
counters_are_asked(const struct answer *a)
{
	struct str path = a->request->path;

	if (a->area == NULL || !a->area->is_counters || a->access != ACCESS_GRANTED || a->service->counters == NULL)
		return false;
	path = str_chop(path, '/');
	return spelling_eq(path, a->area->path);
}

enum respond
counters_answer(struct answer *a)
{
	const struct counters *counters = a->service->counters;

	if (!a->in_job)
		return RESPOND_JOB;
	gemini_add_success(&a->reply->bytes, "text/gemini", STR("en"));
	counters->write(counters->arg, &a->reply->bytes);
	a->reply->status = 20;
	return RESPOND_DONE;
}
