/*
 * hostile.c - what one hostile text costs one converter, in a process of its own.
 *
 * usage: hostile			the kinds there are, one a line
 *        hostile KIND SCALE marmot|cmark
 *        hostile KIND SCALE text	prints the text
 *
 * KIND is a number from 0.  Marmot converts it to all three forms, and reads it
 * as a catalogue does; one line each on standard output, and one at the end:
 *	name=marmot bytes=…(in) made=…(out) us=…(CPU, the least of some runs)
 *	peak=…(bytes that came to be resident)
 * Whoever runs this sets limits to its CPU and memory.
 */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "convert.h"
#include "hostile.h"

#define RUNS_MAX 5
#define ENOUGH_US 15e3		/* then there is no further run; but one is not enough: */
#define LONG_US 300e3		/* the first gets its memory from the system, if that counts */

static const struct converter *const marmot[] = {
	&convert_marmot, &convert_marmot_menu, &convert_marmot_text, &convert_marmot_article, NULL,
};
static const struct converter *const cmark[] = { &convert_cmark_html, NULL };

static _Noreturn void
usage(const char *program)
{
	fprintf(stderr, "usage: %s\n       %s KIND SCALE marmot|cmark|text\n", program, program);
	exit(2);
}

/* The thread's: a limit to the process's CPU makes its own clock coarse. */
static double
cpu_us(void)
{
	struct timespec t;

	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
	return (double)t.tv_sec * 1e6 + (double)t.tv_nsec / 1e3;
}

/* [KiB] resident at most up to now.  Not getrusage(2): there what was before
 * execve(2) counts too. */
static unsigned long
peak(void)
{
	FILE *f = fopen("/proc/self/status", "r");
	char line[256];
	unsigned long n = 0;

	while (f != NULL && fgets(line, sizeof line, f) != NULL)
		if (strncmp(line, "VmHWM:", 6) == 0)
			n = strtoul(line + 6, NULL, 10);
	if (f == NULL || n == 0) {
		fprintf(stderr, "hostile: /proc/self/status does not tell the memory used\n");
		exit(2);
	}
	fclose(f);
	return n;
}

static void
run(const struct converter *c, const struct strbuf *text)
{
	double least = 0, all = 0;
	size_t made = 0;

	for (int i = 0; i < RUNS_MAX && all < (i == 1 ? LONG_US : ENOUGH_US); i++) {
		double begun = cpu_us(), us;

		made = c->convert(text->buf, text->len);
		us = cpu_us() - begun;
		least = i == 0 || us < least ? us : least;
		all += us;
	}
	printf("name=%s bytes=%zu made=%zu us=%.1f\n", c->name, text->len, made, least);
}

int
main(int argc, char **argv)
{
	struct strbuf text = STRBUF_INIT;
	unsigned long kind, scale;
	unsigned long before;

	if (argc == 1) {
		for (size_t i = 0; i < hostile_nkinds; i++)
			puts(hostile_kinds[i].name);
		return 0;
	}
	if (argc != 4)
		usage(argv[0]);
	kind = strtoul(argv[1], NULL, 10);
	scale = strtoul(argv[2], NULL, 10);
	if (kind >= hostile_nkinds || scale == 0 || scale > 100)
		usage(argv[0]);
	hostile_write(&text, &hostile_kinds[kind], (unsigned)scale);
	before = peak();
	if (strcmp(argv[3], "text") == 0) {
		fwrite(text.buf, 1, text.len, stdout);
	} else if (strcmp(argv[3], "marmot") == 0 || strcmp(argv[3], "cmark") == 0) {
		for (const struct converter *const *c = argv[3][0] == 'm' ? marmot : cmark; *c != NULL; c++)
			run(*c, &text);
		printf("peak=%lu\n", (peak() - before) * 1024);
	} else {
		usage(argv[0]);
	}
	strbuf_done(&text);
	return 0;
}
