/* upload.c - taking in the body of a request. */
#include <stdlib.h>

#include "base/mem.h"
#include "net/conn.h"
#include "net/worker.h"

struct upload {
	struct request request;		/* with all of the body that has come */
	struct strbuf line;		/* what request.line points into */
};

uint64_t
upload_taken(const struct conn *c)
{
	return c->upload != NULL ? c->upload->request.upload.body.len : 0;
}

/* The place among the uploads is given back, and what came of the body freed. */
void
upload_done(struct conn *c)
{
	struct upload *u = c->upload;

	if (u == NULL)
		return;
	c->upload = NULL;
	/* The meter begins anew with the reply. */
	c->metered_ms = c->metered = 0;
	atomic_fetch_sub(&c->worker->shared->uploads, 1);
	request_done(&u->request);
	strbuf_done(&u->line);
	free(u);
}

void
upload_expect_rest(struct conn *c, uint64_t size)
{
	c->body_left = size < CONN_BODY_DRAIN_MAX ? size : CONN_BODY_DRAIN_MAX;
	c->drain_until_ms = loop_now_ms() + c->worker->setting->options.upload_ms;
}

static bool
take_place(struct worker *worker)
{
	if (atomic_fetch_add(&worker->shared->uploads, 1) < worker->setting->options.uploads_max)
		return true;
	atomic_fetch_sub(&worker->shared->uploads, 1);
	return false;
}

/* Takes some of the body; what is behind its end is nothing of ours. */
static void
add(struct upload *u, struct str bytes)
{
	struct request_upload *up = &u->request.upload;

	strbuf_addstr(&up->body, str_slice(bytes, 0, (size_t)up->size - up->body.len));
}

void
upload_begin(struct conn *c, struct request *request, struct str behind)
{
	const struct protocol *protocol = c->door->protocol;
	struct upload *u;

	upload_expect_rest(c, request->upload.size);
	if (protocol->admit == NULL || !protocol->admit(request->service, request, &c->reply)) {
		if (c->reply.status == 0)
			conn_refuse(c, 59, "Nothing is taken here");
		c->state = CONN_REPLY;
		return;
	}
	if (!take_place(c->worker)) {
		conn_refuse(c, 41, "Too many uploads at once, try again later");
		return;
	}
	u = mem_alloc(sizeof *u);
	strbuf_init(&u->line);
	strbuf_addstr(&u->line, request->line);
	u->request = *request;
	u->request.line = strbuf_str(&u->line);
	request_init(request);
	/* All at once: the protocol has judged the size, and pages cost nothing
	 * before they are written to. */
	strbuf_grow(&u->request.upload.body, (size_t)u->request.upload.size);
	c->upload = u;
	c->state = CONN_UPLOAD;
	pipe_expect_body(&c->pipe);
	add(u, behind);
}

enum conn_want
step_upload(struct conn *c)
{
	struct worker *worker = c->worker;
	struct request_upload *up = &c->upload->request.upload;
	struct request request;

	for (size_t taken = 0; up->body.len < up->size;) {
		struct str bytes = { worker->input, 0 };

		if (taken >= CONN_UPLOAD_TURN)
			return CONN_WANT_READ;
		switch (pipe_read(&c->pipe, worker->input, WORKER_READ_SIZE, &bytes.len)) {
		case PIPE_OK:
			break;
		case PIPE_WANT_READ:
			return CONN_WANT_READ;
		case PIPE_WANT_WRITE:
			return CONN_WANT_WRITE;
		case PIPE_ENDED:
			conn_refuse(c, 59, "The body ended before its size was reached");
			upload_done(c);
			return CONN_GO_ON;
		case PIPE_BROKEN:
			conn_log(c, c->pipe.why);
			return CONN_RESET;
		}
		add(c->upload, bytes);
		taken += bytes.len;
	}
	/* The place is kept until the job is done. */
	request = c->upload->request;
	request_init(&c->upload->request);
	conn_answer(c, &request);
	request_done(&request);
	if (c->state != CONN_JOB)
		upload_done(c);
	return CONN_GO_ON;
}
