/* convert_lowdown.c - lowdown's library, where there is one to build with. */

#include "convert.h"

#ifdef HAVE_LOWDOWN
#include <sys/queue.h>

#include <stdio.h>
#include <stdlib.h>

#include <lowdown.h>

static size_t
convert(const char *text, size_t len)
{
	const struct lowdown_opts opts = {
		.type = LOWDOWN_GEMINI,
		.maxdepth = 128,
		.feat = LOWDOWN_AUTOLINK | LOWDOWN_COMMONMARK | LOWDOWN_FENCED | LOWDOWN_FOOTNOTES |
		    LOWDOWN_STRIKE | LOWDOWN_TABLES | LOWDOWN_TASKLIST,
	};
	size_t n = 0;
	char *out;

	if (!lowdown_buf(&opts, text, len, &out, &n, NULL)) {
		fprintf(stderr, "convert: lowdown failed\n");
		exit(2);
	}
	free(out);
	return n;
}

const struct converter convert_lowdown = { "lowdown", convert };
#else
const struct converter convert_lowdown;
#endif
