/* marmot cert: makes and shows the server's certificate. */

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/fingerprint.h"
#include "base/fs.h"
#include "certificate.h"
#include "cli.h"
#include "command_cert.h"
#include "command_config.h"
#include "net/cert.h"
#include "proto/host.h"
#include "report.h"

static struct cli_option options[] = {
	{ .name = "config", .argument = "FILE", .help = "the configuration (default: ./marmot.yaml, /etc/marmot/marmot.yaml)" },
	{ .name = "certs", .argument = "DIR", .help = "the folder of certificates (default: certs)" },
	{ .name = "host", .argument = "NAME", .help = "a host name; the first names the files", .many = true },
	{ .name = "state", .argument = "DIR", .help = "the state folder, where those who are let in are written down" },
	{ .name = "name", .argument = "NAME", .help = "what to call whom \"allow\" lets in" },
	{ .name = "new-key", .help = "renew: with a new key too" },
	{ .name = "yes", .help = "renew: do it" },
	{ .name = NULL },
};

/* In all the forms that clients show: "AB:CD…", "abcd…" and base64. */
static void
print_fingerprint(const char *name, const char *text)
{
	struct strbuf line = STRBUF_INIT;
	struct fingerprint f;

	printf("%-12s %s\n", name, text);
	if (!fingerprint_read(str_of(text), &f))
		return;
	fingerprint_add(&line, &f);
	strbuf_addf(&line, "\n%-12s ", "");
	fingerprint_add_base64(&line, &f);
	printf("%-12s %s\n", "", line.buf);
	strbuf_done(&line);
}

static void
print_facts(const char *crt, const char *key, const struct cert_facts *facts)
{
	struct strbuf line = STRBUF_INIT;

	strbuf_adds(&line, "valid from ");
	date_add_day(&line, facts->from);
	strbuf_adds(&line, " until ");
	date_add_day(&line, facts->until);
	printf("certificate  %s\nkey          %s\nnames        %s\n%s%s\n", crt, key, facts->names.buf, line.buf,
	    facts->expired ? " (it has expired: many clients refuse it)" :
	    facts->not_yet ? " (not valid yet: many clients refuse it)" : "");
	print_fingerprint("SHA-256", facts->fingerprint);
	print_fingerprint("SPKI SHA-256", facts->spki);
	strbuf_done(&line);
}

/* Only what goes beyond the dates, which stand above. */
static void
print_judgement(const struct config *config, const char *crt, const char *key)
{
	struct diag_list diags;

	diag_list_init(&diags);
	cert_judge(crt, key, config->hosts, config->nhosts, &diags);
	for (size_t i = 0; i < diags.n; i++)
		printf("%s: %.*s: %.*s\n", diags.v[i].severity == DIAG_ERROR ? "error" : "warning",
		    STR_ARG(diags.v[i].path), STR_ARG(diags.v[i].text));
	diag_list_done(&diags);
}

static bool
find(const struct config *config, struct strbuf *crt, struct strbuf *key)
{
	int r = -1;

	if (certificate_finish(config, crt, key))
		return true;
	if (crt->len > 0)
		fprintf(stderr, "marmot cert: of %s and %s only one is there\n", crt->buf, key->buf);
	else if ((r = fs_open_dir(config->certs_dir)) == -ENOTDIR)
		fprintf(stderr, "marmot cert: %s: it is no folder: name another with --certs DIR, or certs: in the configuration\n",
		    config->certs_dir);
	else if (access(config->certs_dir, X_OK) != 0 && errno == EACCES)
		fprintf(stderr, "marmot cert: %s: %s: ask as the user that Marmot runs as, or as root\n", config->certs_dir,
		    strerror(EACCES));
	else
		fprintf(stderr, "marmot cert: there is no certificate for %.*s in %s; \"marmot cert new\" makes one\n",
		    STR_ARG(config->hosts[0]), config->certs_dir);
	if (r >= 0)
		close(r);
	return false;
}

static int
show(const struct config *config)
{
	struct strbuf crt = STRBUF_INIT, key = STRBUF_INIT;
	struct cert_facts facts;
	const char *why;
	int status = CLI_FOUND;

	if (!find(config, &crt, &key))
		goto out;
	if (cert_read(crt.buf, &facts, &why) < 0) {
		fprintf(stderr, "marmot cert: %s: %s\n", crt.buf, why);
		goto out;
	}
	print_facts(crt.buf, key.buf, &facts);
	print_judgement(config, crt.buf, key.buf);
	cert_facts_done(&facts);
	status = CLI_OK;
out:
	strbuf_done(&key);
	strbuf_done(&crt);
	return status;
}

/* What the system says goes behind our own words, where it says more. */
static void
say_failed(const char *path, int r, const char *why)
{
	bool says_more = r != -EEXIST && r != -EINVAL && r != -EIO;

	fprintf(stderr, "marmot cert: %s: %s%s%s%s\n", path, why, says_more ? ": " : "", says_more ? strerror(-r) : "",
	    r == -EACCES ? " (do it as the user that Marmot runs as, or as root)" : "");
}

static int
make(const struct config *config)
{
	struct strbuf crt = STRBUF_INIT;
	const char *why;
	int r = cert_make(config->certs_dir, config->hosts, config->nhosts, &why);

	strbuf_addf(&crt, "%s/%.*s.crt", config->certs_dir, STR_ARG(config->hosts[0]));
	if (r < 0)
		say_failed(crt.buf, r, why);
	strbuf_done(&crt);
	return r < 0 ? CLI_TROUBLE : show(config);
}

/* What readers will see of it. */
static void
print_warning(const char *crt, bool new_key)
{
	printf("A new certificate in the place of %s:\n", crt);
	if (new_key)
		printf("with a new key, every reader who has been here is warned as if somebody stood in between,\n"
		    "and most clients refuse to go on until he takes the new certificate by hand.  Do this only\n"
		    "when the old key has become known, or is of a kind that clients cannot take.\n");
	else
		printf("with the same key, clients that remember the key (Lagrange, Amfora) will not notice;\n"
		    "those that remember the whole certificate (Telescope, gmni, gplaces, Bombadillo) warn their\n"
		    "readers or refuse to go on.  Do this when names are missing or the old one expires.\n");
	printf("Publish the new fingerprint where readers can find it.\n");
}

static int
renew(struct cli_command *command, const struct config *config, const char *operand)
{
	bool new_key = cli_option(command, "new-key")->n > 0;
	struct strbuf crt = STRBUF_INIT, key = STRBUF_INIT;
	struct cert_facts facts;
	const char *why;
	int status = CLI_FOUND, r;

	(void)operand;
	if (!find(config, &crt, &key))
		goto out;
	if (cert_read(crt.buf, &facts, &why) == 0) {
		bool own = facts.self_signed;

		cert_facts_done(&facts);
		if (!own) {
			fprintf(stderr, "marmot cert: %s: an authority has signed it; have it renewed there\n", crt.buf);
			goto out;
		}
	}
	print_warning(crt.buf, new_key);
	if (cli_option(command, "yes")->n == 0) {
		printf("Nothing has been changed; with --yes it is done.\n");
		goto out;
	}
	status = CLI_TROUBLE;
	r = cert_renew(crt.buf, key.buf, config->hosts, config->nhosts, new_key, &why);
	if (r < 0)
		say_failed(crt.buf, r, why);
	else
		status = show(config);
out:
	strbuf_done(&key);
	strbuf_done(&crt);
	return status;
}

static int
new_certificate(struct cli_command *command, const struct config *config, const char *operand)
{
	(void)command;
	(void)operand;
	return make(config);
}

static int
show_certificate(struct cli_command *command, const struct config *config, const char *operand)
{
	(void)command;
	(void)operand;
	return show(config);
}

static int
allow(struct cli_command *command, const struct config *config, const char *operand)
{
	return cert_people_allow(config, operand, cli_value(command, "name"));
}

static int
forget(struct cli_command *command, const struct config *config, const char *operand)
{
	(void)command;
	return cert_people_forget(config, operand);
}

static int
list(struct cli_command *command, const struct config *config, const char *operand)
{
	(void)command;
	(void)operand;
	return cert_people_list(config);
}

static const struct verb {
	const char *name;
	bool operand;		/* needs one: a fingerprint, a file, a name */
	bool of_capsule;	/* about the certificate of one capsule */
	int (*run)(struct cli_command *command, const struct config *config, const char *operand);
} verbs[] = {
	{ "show", false, true, show_certificate },
	{ "new", false, true, new_certificate },
	{ "renew", false, true, renew },
	{ "allow", true, false, allow },
	{ "list", false, false, list },
	{ "forget", true, false, forget },
};

static const struct verb *
find_verb(const char *name)
{
	for (size_t i = 0; i < sizeof verbs / sizeof verbs[0]; i++)
		if (strcmp(verbs[i].name, name) == 0)
			return &verbs[i];
	return NULL;
}

/* Reads options and words in any order: "cert allow FILE --name ada".  The
 * number of words, -1 when help was given or something is wrong. */
static int
read_words(struct cli_command *command, int argc, char **argv, const char *words[2], bool *ret_help)
{
	int n = 0, at = 0;

	while (at < argc) {
		int first = cli_read(command, argc - at, argv + at, ret_help);

		if (first < 0 || *ret_help)
			return -1;
		at += first;
		if (at >= argc)
			break;
		if (n == 2) {
			(void)cli_trouble(command, "does not take \"%s\"", argv[at]);
			return -1;
		}
		/* It stands for the command's own name the next time. */
		words[n++] = argv[at];
	}
	return n;
}

/* The capsule below "capsules:" that has this host; NULL: none has. */
static const struct config *
further_of_host(const struct config *config, const char *host)
{
	for (size_t i = 0; i < config->nfurther; i++)
		if (host_match_any(config->further[i]->hosts, config->further[i]->nhosts, str_of(host)) == HOST_SAME)
			return config->further[i];
	return NULL;
}

static int
run(struct cli_command *command, int argc, char **argv)
{
	const struct cli_option *hosts = cli_option(command, "host");
	const char *words[2] = { "show", NULL };
	const struct config *further;
	const struct verb *verb;
	struct config config;
	struct strbuf why = STRBUF_INIT;
	bool help = false;
	int n = read_words(command, argc, argv, words, &help), status = CLI_TROUBLE;

	if (n < 0)
		return help ? CLI_OK : CLI_TROUBLE;
	verb = find_verb(words[0]);
	if (verb == NULL)
		return cli_trouble(command, "there is no \"cert %s\": new, show, renew, allow, list or forget", words[0]);
	if (n == 2 && !verb->operand)
		return cli_trouble(command, "does not take \"%s\"", words[1]);
	if (n < 2 && verb->operand)
		return cli_trouble(command, "%s: whom?  Give a SHA-256 fingerprint%s", verb->name,
		    verb->run == allow ? " or the file of a certificate" : " or a name");
	if (!command_config_read(command, &config))
		goto out;
	if (cli_value(command, "certs") != NULL)
		config.certs_dir = cli_value(command, "certs");
	if (cli_value(command, "state") != NULL)
		config.state_dir = cli_value(command, "state");
	further = hosts->n > 0 ? further_of_host(&config, hosts->values[0]) : NULL;
	if ((hosts->n > 0 && further == NULL && !config_set_hosts(&config, hosts->values, hosts->n, &why)) ||
	    !config_finish(&config, &why)) {
		status = cli_trouble(command, "%s", why.buf);
		goto out;
	}
	status = verb->run(command, verb->of_capsule && further != NULL ? further :
	    verb->of_capsule ? config_capsule(&config, 0) : &config, words[1]);
out:
	config_done(&config);
	strbuf_done(&why);
	return status;
}

struct cli_command command_cert = {
	.name = "cert",
	.arguments = "[show|new|renew|allow WHO|list|forget WHO] [options]",
	.summary = "make, show or renew the capsule's certificate; let people in by theirs",
	.help = "Gemini readers trust a capsule's certificate when they first see it and remember\n"
	    "it, so it is made once and kept.  \"new\" makes one (ECDSA P-256, valid until 9999)\n"
	    "and refuses to replace one that is there; \"show\" prints the fingerprints to\n"
	    "compare with what a client shows.  Keep the .key file secret and backed up.\n"
	    "\"renew\" says what readers would see of a new certificate, and with --yes makes\n"
	    "one for the same key, or with --new-key for a new one.\n"
	    "\"allow\" lets in a reader or an author by the certificate of his client, given as\n"
	    "a SHA-256 fingerprint or as a file; \"list\" and \"forget\" do what they say.",
	.options = options,
	.run = run,
};
