/* quota.c - so many lines in a span of time. */
#include "net/quota.h"

void
quota_init(struct quota *q, unsigned max, uint64_t span_ms)
{
	*q = (struct quota){ .max = max, .span_ms = span_ms };
	pthread_mutex_init(&q->mutex, NULL);
}

void
quota_done(struct quota *q)
{
	pthread_mutex_destroy(&q->mutex);
}

bool
quota_take(struct quota *q, uint64_t now_ms)
{
	bool may;

	pthread_mutex_lock(&q->mutex);
	if (q->since_ms == 0)
		q->since_ms = now_ms;
	may = q->taken < q->max;
	if (may)
		q->taken++;
	else
		q->left_out++;
	pthread_mutex_unlock(&q->mutex);
	return may;
}

uint64_t
quota_end(struct quota *q, uint64_t now_ms, bool last)
{
	uint64_t left_out = 0;

	pthread_mutex_lock(&q->mutex);
	if (q->since_ms != 0 && (last || now_ms - q->since_ms >= q->span_ms)) {
		left_out = q->left_out;
		q->since_ms = 0;
		q->taken = 0;
		q->left_out = 0;
	}
	pthread_mutex_unlock(&q->mutex);
	return left_out;
}
