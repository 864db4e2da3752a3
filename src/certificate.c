#include "certificate.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "base/fs.h"
#include "base/log.h"
#include "net/cert.h"
#include "report.h"

/* Whether its path names the host. */
static bool
is_of_host(const struct config *c, const struct strbuf *crt)
{
	struct str behind = str_from(strbuf_str(crt), strlen(c->certs_dir) + 1);

	return str_starts(behind, c->hosts[0]);
}

bool
certificate_find(const struct config *c, struct strbuf *ret_crt, struct strbuf *ret_key)
{
	if (c->certificate == NULL) {
		bool found = cert_find(c->certs_dir, c->hosts[0], ret_crt, ret_key);

		/* "cert.pem" in the folder of all capsules is the first one's, unless it names this one too. */
		if (found && c->top != NULL && !is_of_host(c, ret_crt) && !cert_covers(ret_crt->buf, c->hosts[0])) {
			strbuf_reset(ret_crt);
			strbuf_reset(ret_key);
			found = false;
		}
		return found;
	}
	strbuf_reset(ret_crt);
	strbuf_reset(ret_key);
	strbuf_adds(ret_crt, c->certificate);
	strbuf_adds(ret_key, c->certificate_key);
	return true;
}

bool
certificate_finish(const struct config *c, struct strbuf *ret_crt, struct strbuf *ret_key)
{
	int r = 0;

	if (certificate_find(c, ret_crt, ret_key) || ret_crt->len > 0)
		r = cert_finish(ret_crt->buf, ret_key->buf);
	if (r > 0)
		log_info("%s: its key was not in its place yet; it is now: %s", ret_crt->buf, ret_key->buf);
	if (r < 0)
		log_error("%s: %s: the key that waits beside it should have this name", ret_key->buf, strerror(-r));
	return certificate_find(c, ret_crt, ret_key);
}

bool
certificate_prepare(const struct config *c, struct strbuf *ret_crt, struct strbuf *ret_key)
{
	const char *why;
	int r;

	if (certificate_finish(c, ret_crt, ret_key))
		return true;
	if (ret_crt->len > 0) {
		log_error("of %s and %s only one is there; none is made in its place, since readers may have pinned it: "
		    "bring the other back, or move this one away, too", ret_crt->buf, ret_key->buf);
		return false;
	}
	r = cert_make(c->certs_dir, c->hosts, c->nhosts, &why);
	if (r < 0) {
		log_error("no certificate for %.*s in %s, and none can be made there: %s (%s); name a folder for it with "
		    "--certs DIR", STR_ARG(c->hosts[0]), c->certs_dir, why, strerror(-r));
		return false;
	}
	if (!certificate_find(c, ret_crt, ret_key))
		return false;
	log_info("made a certificate for %.*s: %s", STR_ARG(c->hosts[0]), ret_crt->buf);
	return true;
}

void
certificate_say(const struct config *c, const char *crt, const char *key)
{
	struct cert_facts facts;
	struct strbuf until = STRBUF_INIT;
	struct diag_list diags;
	const char *why;

	if (cert_read(crt, &facts, &why) == 0) {
		date_add_day(&until, facts.until);
		log_info("certificate  %s for %s, valid until %s", crt, facts.names.buf, until.buf);
		log_info("fingerprint  SHA-256 %s", facts.fingerprint);
		cert_facts_done(&facts);
	}
	diag_list_init(&diags);
	cert_judge(crt, key, c->hosts, c->nhosts, &diags);
	report_log(&diags, NULL);
	diag_list_done(&diags);
	strbuf_done(&until);
}

void
certificate_check(const struct config *c, struct diag_list *diags)
{
	struct strbuf crt = STRBUF_INIT, key = STRBUF_INIT;
	int fd = -1;

	if (certificate_find(c, &crt, &key))
		cert_judge(crt.buf, key.buf, c->hosts, c->nhosts, diags);
	else if (crt.len > 0)
		diag_add(diags, DIAG_ERROR, strbuf_str(&crt), 0, 0, "of this file and %s only one is there: Marmot does not "
		    "start, and makes none in its place, since readers may have pinned it (bring the other back, or move "
		    "this one away, too)", key.buf);
	else if ((fd = fs_open_dir(c->certs_dir)) == -ENOTDIR)
		diag_add(diags, DIAG_ERROR, str_of(c->certs_dir), 0, 0,
		    "is no folder, so that no certificate can be made in it (certs: and --certs name the folder)");
	if (fd >= 0)
		close(fd);
	strbuf_done(&crt);
	strbuf_done(&key);
}
