/* conn_log.c - what is logged of a connection. */
#include "base/log.h"
#include "net/conn.h"
#include "net/worker.h"

/* What a line begins with that does not bring its own date. */
static void
begin_line(struct strbuf *out, const struct setting *setting, time_t at)
{
	bool dated = setting->options.log_format != RECORD_PLAIN;

	if (setting->log_file == NULL)
		log_begin(out, dated);
	else if (!dated)
		log_add_time(out, at);
}

/* Sends lines to where requests are logged. */
static void
put_lines(const struct setting *setting, struct str lines)
{
	if (lines.len == 0)
		return;
	if (setting->log_file != NULL)
		log_file_add(setting->log_file, lines);
	else
		log_put(lines);
}

void
conn_log_put(struct worker *worker)
{
	put_lines(worker->setting, strbuf_str(&worker->lines));
	strbuf_reset(&worker->lines);
}

static void
keep_record(struct worker *worker, const struct record *r)
{
	struct strbuf *lines = &worker->lines;
	size_t before = lines->len;

	begin_line(lines, worker->setting, r->at);
	record_add(lines, worker->setting->options.log_format, r);
	strbuf_addc(lines, '\n');
	if (lines->len > LOG_LINE_SIZE_MAX) {
		/* No more at once than is written without mixing. */
		put_lines(worker->setting, str_slice(strbuf_str(lines), 0, before));
		put_lines(worker->setting, str_from(strbuf_str(lines), before));
		strbuf_reset(lines);
	}
}

static void
write_failure(const struct setting *setting, const struct record_failure *f)
{
	enum record_format format = setting->options.log_format;
	struct strbuf line = STRBUF_INIT;

	if (format == RECORD_JSON)
		begin_line(&line, setting, f->at);
	record_add_failure(&line, format, f);
	/* It is no request: only a form that can say so has it among them. */
	if (format == RECORD_JSON) {
		strbuf_addc(&line, '\n');
		put_lines(setting, strbuf_str(&line));
	} else {
		log_info("%s", line.buf);
	}
	strbuf_done(&line);
}

void
conn_log(struct conn *c, const char *outcome)
{
	const struct worker_shared *shared = c->worker->shared;
	char client[RECORD_CLIENT_SIZE];
	struct record r = {
		.at = time(NULL), .protocol = c->door->protocol->name, .status = c->reply.status,
		.bytes = c->reply.sent > c->header_len ? c->reply.sent - c->header_len : 0,
		.outcome = outcome != NULL ? outcome : "ok", .client = client,
	};

	if (c->asked_ms == 0)
		return;
	r.ms = loop_now_ms() - c->asked_ms;
	r.request = strbuf_str(&c->in);
	stats_count(c->worker->stats, c->door->protocol->scheme, &r, c->reply.entry != NULL,
	    outcome != c->reply.outcome || c->failed);
	if (r.status == 20 && str_ends(stats_path_of(r.request), STR("atom.xml")))
		stats_count_reader(shared->readers, shared->salt, &c->peer, r.at);
	if (c->worker->setting->options.log_requests) {
		record_client(c->worker->setting->options.log_addresses, &c->peer, shared->salt, r.at, client);
		keep_record(c->worker, &r);
	}
	c->asked_ms = 0;
}

/* The commonest reason of all is that a client was sent to the wrong house. */
static void
add_host_asked(struct strbuf *out, const struct conn *c)
{
	const struct service *first = c->door->service;
	char sni[TLS_NAME_MAX + 1];

	tls_name(&c->pipe, sni);
	if (sni[0] == '\0' || first == NULL || first->nhosts == 0 || service_has_host(first, str_of(sni)))
		return;
	strbuf_addf(out, "; it asked for the host %s, and this capsule is %.*s", sni, STR_ARG(first->hosts[0]));
}

void
conn_log_handshake(const struct conn *c)
{
	char client[RECORD_CLIENT_SIZE];
	struct worker_shared *shared = c->worker->shared;
	struct strbuf why = STRBUF_INIT;
	struct record_failure f = { .at = time(NULL), .protocol = c->door->protocol->name, .client = client };

	atomic_fetch_add_explicit(&c->worker->stats->handshakes_failed, 1, memory_order_relaxed);
	/* Strangers could fill a log with it: the patient eye alone wants them all. */
	if (!c->worker->setting->options.log_requests ||
	    (log_get_level() < LOG_LEVEL_DEBUG && !quota_take(&shared->failed, loop_now_ms())))
		return;
	strbuf_adds(&why, c->pipe.why != NULL ? c->pipe.why : "connection lost");
	add_host_asked(&why, c);
	f.why = strbuf_str(&why);
	record_client(c->worker->setting->options.log_addresses, &c->peer, shared->salt, f.at, client);
	write_failure(c->worker->setting, &f);
	strbuf_done(&why);
}

void
conn_log_left_out(struct worker_shared *shared, bool last)
{
	uint64_t n = quota_end(&shared->failed, loop_now_ms(), last);
	struct strbuf why = STRBUF_INIT;

	if (n == 0)
		return;
	strbuf_addf(&why, "at most %d lines a minute tell of that", CONN_FAILED_LINES);
	write_failure(shared->setting, &(struct record_failure){ .at = time(NULL), .client = "", .left_out = n,
	    .why = strbuf_str(&why) });
	strbuf_done(&why);
}
