/* cert_judge.c - what is wrong with a certificate and its key, in words. */
#include "net/cert.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "base/fs.h"
#include "net/tls.h"
#include "net/tls_key.h"

#define DAY_S (24 * 60 * 60)

static bool
read_one(const char *path, const char *what, struct strbuf *out, struct diag_list *diags)
{
	int r = fs_read_path(path, TLS_KEY_SIZE_MAX, out);

	if (r == -EACCES)
		diag_add(diags, DIAG_ERROR, str_of(path), 0, 0, "the %s cannot be read by the user that Marmot runs as "
		    "(%s): give the file to that user", what, strerror(-r));
	else if (r < 0)
		diag_add(diags, DIAG_ERROR, str_of(path), 0, 0, "the %s cannot be read: %s", what, fs_why(r));
	return r == 0;
}

/* Whether TLS can be spoken with them. */
static bool
judge_pair(const char *crt_path, const char *key_path, struct diag_list *diags)
{
	struct strbuf crt = STRBUF_INIT, key = STRBUF_INIT;
	struct tls_context *trial;
	const char *why;
	bool good = read_one(crt_path, "certificate", &crt, diags);

	good = read_one(key_path, "key", &key, diags) && good;
	if (good) {
		trial = tls_context_new(strbuf_str(&crt), strbuf_str(&key), false, &why);
		if (trial == NULL)
			diag_add(diags, DIAG_ERROR, str_of(crt_path), 0, 0, "%s (the key is %s)", why, key_path);
		good = trial != NULL;
		tls_context_free(trial);
	}
	explicit_bzero(key.buf, key.len);
	strbuf_done(&crt);
	strbuf_done(&key);
	return good;
}

static void
judge_mode(const char *key_path, struct diag_list *diags)
{
	struct stat st;

	if (stat(key_path, &st) == 0 && (st.st_mode & S_IRWXO) != 0)
		diag_add(diags, DIAG_WARNING, str_of(key_path), 0, 0, "the key can be read by others (mode %03o): whoever "
		    "has it can pass for this capsule; chmod 600 it", (unsigned)(st.st_mode & 0777));
}

bool
cert_judge_dates(const struct cert_facts *facts, struct strbuf *why)
{
	int64_t left_s = facts->until.at_s - (int64_t)time(NULL);
	const char *remedy = facts->self_signed ? "\"marmot cert renew\" makes one for the same key" :
	    "have it renewed where it was signed";

	if (facts->expired) {
		strbuf_adds(why, "the certificate has expired on ");
		date_add_day(why, facts->until);
		strbuf_addf(why, ": many clients refuse it (%s)", remedy);
	} else if (facts->not_yet) {
		strbuf_adds(why, "the certificate is not valid yet, but from ");
		date_add_day(why, facts->from);
		strbuf_adds(why, ": many clients refuse it (is this machine's clock right?)");
	} else if (facts->until.known && left_s < (int64_t)CERT_SOON_DAYS * DAY_S) {
		strbuf_adds(why, "the certificate expires on ");
		date_add_day(why, facts->until);
		strbuf_addf(why, ": many clients will refuse it then (%s)", remedy);
	} else {
		return false;
	}
	return true;
}

static void
judge_dates(const char *crt_path, const struct cert_facts *facts, struct diag_list *diags)
{
	struct strbuf why = STRBUF_INIT;

	if (cert_judge_dates(facts, &why))
		diag_add(diags, DIAG_WARNING, str_of(crt_path), 0, 0, "%s", why.buf);
	strbuf_done(&why);
}

static void
judge_names(const char *crt_path, const struct cert_facts *facts, const struct str *hosts, size_t n,
    struct diag_list *diags)
{
	if (!facts->has_alternatives)
		diag_add(diags, DIAG_WARNING, str_of(crt_path), 0, 0, "the certificate names its host in the CN alone and "
		    "not as a subjectAltName: some clients refuse it.  It is served as it is, since readers have "
		    "pinned it (\"marmot cert renew\" makes one with both for the same key)");
	for (size_t i = 0; i < n; i++)
		if (!cert_covers(crt_path, hosts[i]))
			diag_add(diags, DIAG_WARNING, str_of(crt_path), 0, 0, "the certificate does not name %.*s, so that "
			    "strict clients refuse it there; it names %s", STR_ARG(hosts[i]),
			    facts->names.len > 0 ? facts->names.buf : "nobody");
}

void
cert_judge(const char *crt_path, const char *key_path, const struct str *hosts, size_t n,
    struct diag_list *diags)
{
	struct cert_facts facts;
	const char *why;

	if (!judge_pair(crt_path, key_path, diags))
		return;
	judge_mode(key_path, diags);
	if (cert_read(crt_path, &facts, &why) < 0)
		return;
	judge_dates(crt_path, &facts, diags);
	if (facts.key_trouble != NULL)
		diag_add(diags, DIAG_WARNING, str_of(crt_path), 0, 0, "%s; ECDSA P-256 is taken by all", facts.key_trouble);
	judge_names(crt_path, &facts, hosts, n, diags);
	cert_facts_done(&facts);
}
