/* marmot cert: makes and shows the server's certificate. */

#include <stdio.h>
#include <string.h>

#include "cli.h"
#include "config.h"
#include "net/cert.h"
#include "report.h"

static struct cli_option options[] = {
	{ .name = "config", .argument = "FILE", .help = "the configuration (default: ./marmot.yaml, /etc/marmot/marmot.yaml)" },
	{ .name = "certs", .argument = "DIR", .help = "the folder of certificates (default: certs)" },
	{ .name = "host", .argument = "NAME", .help = "a host name; the first names the files", .many = true },
	{ .name = NULL },
};

static int
show(const struct config *config)
{
	struct strbuf crt = STRBUF_INIT, key = STRBUF_INIT, line = STRBUF_INIT;
	struct cert_facts facts;
	const char *why;
	int status = CLI_FOUND, r;

	if (!cert_find(config->certs_dir, config->hosts[0], &crt, &key)) {
		fprintf(stderr, "marmot cert: there is no certificate for %.*s in %s; \"marmot cert new\" makes one\n",
		    STR_ARG(config->hosts[0]), config->certs_dir);
		goto out;
	}
	r = cert_read(crt.buf, &facts, &why);
	if (r < 0) {
		fprintf(stderr, "marmot cert: %s: %s\n", crt.buf, why);
		goto out;
	}
	strbuf_adds(&line, "valid from ");
	date_add_day(&line, facts.from);
	strbuf_adds(&line, " until ");
	date_add_day(&line, facts.until);
	printf("certificate  %s\nkey          %s\nnames        %s\n%s%s\nSHA-256      %s\nSPKI SHA-256 %s\n", crt.buf,
	    key.buf, facts.names.buf, line.buf,
	    facts.expired ? " (it has expired: many clients refuse it)" :
	    facts.not_yet ? " (not valid yet: many clients refuse it)" : "", facts.fingerprint, facts.spki);
	for (size_t i = 0; i < config->nhosts; i++)
		if (!cert_covers(crt.buf, config->hosts[i]))
			printf("warning: it does not name %.*s, so that strict clients refuse it there\n",
			    STR_ARG(config->hosts[i]));
	cert_facts_done(&facts);
	status = CLI_OK;
out:
	strbuf_done(&line);
	strbuf_done(&key);
	strbuf_done(&crt);
	return status;
}

static int
make(const struct config *config)
{
	const char *why;
	int r = cert_make(config->certs_dir, config->hosts, config->nhosts, &why);

	if (r < 0) {
		fprintf(stderr, "marmot cert: %s/%.*s.crt: %s\n", config->certs_dir, STR_ARG(config->hosts[0]), why);
		return CLI_TROUBLE;
	}
	return show(config);
}

static int
run(struct cli_command *command, int argc, char **argv)
{
	const struct cli_option *hosts = cli_option(command, "host");
	struct config config;
	struct diag_list diags;
	struct strbuf why = STRBUF_INIT;
	const char *what;
	bool help;
	int first = cli_read(command, argc, argv, &help), status;

	if (first < 0 || help)
		return help ? CLI_OK : CLI_TROUBLE;
	what = argc > first ? argv[first++] : "show";
	/* Options may stand behind the verb too: "cert new --host NAME". */
	if (first < argc) {
		int more = cli_read(command, argc - first + 1, argv + first - 1, &help);

		if (more < 0 || help)
			return help ? CLI_OK : CLI_TROUBLE;
		if (more < argc - first + 1)
			return cli_trouble(command, "does not take \"%s\"", argv[first - 1 + more]);
	}
	if (strcmp(what, "new") != 0 && strcmp(what, "show") != 0)
		return cli_trouble(command, "there is no \"cert %s\": new or show", what);
	config_init(&config);
	diag_list_init(&diags);
	if (!config_load(&config, cli_value(command, "config"), &diags)) {
		report_diags(&diags, stderr);
		status = CLI_TROUBLE;
		goto out;
	}
	if (cli_value(command, "certs") != NULL)
		config.certs_dir = cli_value(command, "certs");
	if ((hosts->n > 0 && !config_set_hosts(&config, hosts->values, hosts->n, &why)) ||
	    !config_finish(&config, &why)) {
		status = cli_trouble(command, "%s", why.buf);
		goto out;
	}
	status = strcmp(what, "new") == 0 ? make(&config) : show(&config);
out:
	diag_list_done(&diags);
	config_done(&config);
	strbuf_done(&why);
	return status;
}

struct cli_command command_cert = {
	.name = "cert",
	.arguments = "[new|show] [--certs DIR] [--host NAME]...",
	.summary = "make or show the certificate of the capsule",
	.help = "Gemini readers trust a capsule's certificate when they first see it and remember\n"
	    "it, so it is made once and kept.  \"new\" makes one (ECDSA P-256, valid until 9999)\n"
	    "and refuses to replace one that is there; \"show\" prints the fingerprints to\n"
	    "compare with what a client shows.  Keep the .key file secret and backed up.",
	.options = options,
	.run = run,
};
