/* conn_log.c - what is logged of a connection. */
#include "base/date.h"
#include "base/log.h"
#include "net/conn.h"
#include "net/worker.h"

static void
write_record(const struct worker_shared *shared, const struct record *r)
{
	enum record_format format = shared->options->log_format;
	struct strbuf line = STRBUF_INIT;
	struct date at;

	if (format == RECORD_PLAIN && shared->log_file != NULL &&
	    date_of_seconds(r->at, &at) == DATE_OK) {
		date_add_rfc3339(&line, at);
		strbuf_addc(&line, ' ');
	}
	record_add(&line, format, r);
	if (shared->log_file != NULL)
		log_file_add(shared->log_file, &line);
	else if (format == RECORD_PLAIN)
		log_info("%s", line.buf);
	else
		log_line(&line);
	strbuf_done(&line);
}

void
conn_log(struct conn *c, const char *outcome)
{
	const struct worker_shared *shared = c->worker->shared;
	char client[RECORD_CLIENT_SIZE];
	struct record r = {
		.at = time(NULL), .protocol = c->listener->protocol->name, .status = c->reply.status,
		.bytes = c->reply.sent > c->header_len ? c->reply.sent - c->header_len : 0,
		.outcome = outcome != NULL ? outcome : "ok", .client = client,
	};

	if (c->asked_ms == 0)
		return;
	r.ms = loop_now_ms() - c->asked_ms;
	r.request = strbuf_str(&c->in);
	stats_count(c->worker->stats, c->listener->protocol->scheme, &r, c->reply.entry != NULL,
	    outcome != c->reply.outcome || c->failed);
	if (r.status == 20 && str_ends(stats_path_of(r.request), STR("atom.xml")))
		stats_count_reader(shared->readers, shared->salt, &c->peer, r.at);
	if (shared->options->log_requests) {
		record_client(shared->options->log_addresses, &c->peer, shared->salt, r.at, client);
		write_record(shared, &r);
	}
	c->asked_ms = 0;
}

void
conn_log_handshake(const struct conn *c)
{
	char client[RECORD_CLIENT_SIZE];
	const struct worker_shared *shared = c->worker->shared;

	atomic_fetch_add_explicit(&c->worker->stats->handshakes_failed, 1, memory_order_relaxed);
	/* Strangers could fill a log with it. */
	if (log_get_level() < LOG_LEVEL_DEBUG)
		return;
	record_client(shared->options->log_addresses, &c->peer, shared->salt, time(NULL), client);
	log_debug("no TLS with %s: %s", client[0] != '\0' ? client : "a client",
	    c->pipe.why != NULL ? c->pipe.why : "connection lost");
}
