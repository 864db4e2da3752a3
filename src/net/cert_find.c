/* cert_find.c - where a certificate and its key lie. */
#include "net/cert.h"

#include <unistd.h>

#include "net/cert_name.h"

/*
 * The pairs an owner may have, from ours to those of other programs: certbot's
 * and lego's, agate's of all years.  "%s" is the host; no name of his leads out
 * of the folder.
 */
static const struct {
	bool of_host;
	const char *crt, *key;
} places[] = {
	{ true, ".crt", ".key" },
	{ true, "/cert.pem", "/key.pem" },
	{ true, "/fullchain.pem", "/privkey.pem" },
	{ true, "/cert.der", "/key.der" },
	{ true, "/certificate.der", "/key.der" },
	{ true, "/cert.pem", "/key.rsa" },
	{ false, "cert.pem", "key.pem" },
	{ false, "fullchain.pem", "privkey.pem" },
	{ false, "cert.der", "key.der" },
	{ false, "certificate.der", "key.der" },
	{ false, "cert.pem", "key.rsa" },
};

static bool
is_there(const struct strbuf *path)
{
	return access(path->buf, F_OK) == 0;
}

static void
put_paths(const char *dir, struct str host, size_t i, struct strbuf *crt, struct strbuf *key)
{
	struct str name = places[i].of_host ? host : STR("");

	strbuf_reset(crt);
	strbuf_reset(key);
	strbuf_addf(crt, "%s/%.*s%s", dir, STR_ARG(name), places[i].crt);
	strbuf_addf(key, "%s/%.*s%s", dir, STR_ARG(name), places[i].key);
}

bool
cert_find(const char *dir, struct str host, struct strbuf *ret_crt, struct strbuf *ret_key)
{
	const size_t n = sizeof places / sizeof places[0];
	bool named = cert_name_is_good(host);
	size_t half = n;

	for (size_t i = 0; i < n; i++) {
		bool crt, key;

		if (places[i].of_host && !named)
			continue;
		put_paths(dir, host, i, ret_crt, ret_key);
		crt = is_there(ret_crt);
		key = is_there(ret_key);
		if (crt && key)
			return true;
		if ((crt || key) && half == n)
			half = i;
	}
	if (half < n) {
		put_paths(dir, host, half, ret_crt, ret_key);
		return false;
	}
	strbuf_reset(ret_crt);
	strbuf_reset(ret_key);
	return false;
}
