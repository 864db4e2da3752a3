/*
 * convert.c - how fast Markdown becomes gemtext, in one process.
 *
 * usage: convert [-d DOCUMENTS] [-r ROUNDS] [FILE...]
 *        convert -p DOCUMENTS
 *
 * Each round every converter goes once through the corpus (or the files), in
 * shuffled order; one line each on standard output:
 *	round=1 name=marmot bytes=…(in) made=…(out) us=…(CPU)
 * -p prints the corpus instead, for commands.
 */

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "convert.h"

#define DOCUMENTS_DEFAULT 400
#define ROUNDS_DEFAULT 11

struct document {
	char *text;
	size_t len;
};

static const struct converter *const converters[] = {
	&convert_marmot, &convert_cmark_arena, &convert_cmark_arena_plain, &convert_cmark_commonmark,
	&convert_lowdown,
};
#define NCONVERTERS (sizeof converters / sizeof converters[0])

static _Noreturn void
usage(const char *program)
{
	fprintf(stderr, "usage: %s [-d DOCUMENTS] [-r ROUNDS] [FILE...]\n       %s -p DOCUMENTS\n", program,
	    program);
	exit(2);
}

static double
cpu_us(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec * 1e6 + (double)t.tv_nsec / 1e3;
}

static struct document
read_file(const char *path)
{
	struct document d = { NULL, 0 };
	FILE *f = fopen(path, "rb");
	size_t n, cap = 0;

	if (f == NULL) {
		perror(path);
		exit(2);
	}
	do {
		cap += 65536;
		if ((d.text = realloc(d.text, cap)) == NULL)
			abort();
		n = fread(d.text + d.len, 1, cap - d.len, f);
		d.len += n;
	} while (d.len == cap);
	fclose(f);
	return d;
}

static void
shuffle(size_t *order, unsigned *seed)
{
	for (size_t i = NCONVERTERS - 1; i > 0; i--) {
		size_t j, kept = order[i];

		*seed = *seed * 1103515245u + 12345u;
		j = (*seed >> 16) % (i + 1);
		order[i] = order[j];
		order[j] = kept;
	}
}

static void
run_one(const struct converter *c, const struct document *documents, size_t n, unsigned round)
{
	size_t bytes = 0, made = 0;
	double begun = cpu_us(), us;

	for (size_t i = 0; i < n; i++) {
		made += c->convert(documents[i].text, documents[i].len);
		bytes += documents[i].len;
	}
	us = cpu_us() - begun;
	/* The first round warms caches and arenas. */
	if (round > 0)
		printf("round=%u name=%s bytes=%zu made=%zu us=%.1f\n", round, c->name, bytes, made, us);
}

int
main(int argc, char **argv)
{
	unsigned long ndocuments = DOCUMENTS_DEFAULT, rounds = ROUNDS_DEFAULT;
	size_t order[NCONVERTERS];
	struct document *documents;
	unsigned seed = 1;
	bool print = false;
	int at = 1;

	for (; at + 1 < argc && argv[at][0] == '-'; at += 2) {
		unsigned long number = strtoul(argv[at + 1], NULL, 10);

		if (number == 0 || number > 100000)
			usage(argv[0]);
		if (strcmp(argv[at], "-r") == 0)
			rounds = number;
		else if (strcmp(argv[at], "-d") == 0 || strcmp(argv[at], "-p") == 0)
			ndocuments = number;
		else
			usage(argv[0]);
		print |= argv[at][1] == 'p';
	}
	if (at < argc && argv[at][0] == '-')
		usage(argv[0]);
	if (at < argc)
		ndocuments = (unsigned long)(argc - at);
	if ((documents = calloc(ndocuments, sizeof *documents)) == NULL)
		abort();
	for (unsigned i = 0; i < ndocuments; i++) {
		if (at < argc)
			documents[i] = read_file(argv[at + (int)i]);
		else
			documents[i].text = corpus_document(i, &documents[i].len);
		if (print)
			fwrite(documents[i].text, 1, documents[i].len, stdout);
	}
	for (size_t i = 0; i < NCONVERTERS; i++)
		order[i] = i;
	for (unsigned round = 0; !print && round <= rounds; round++) {
		shuffle(order, &seed);
		for (size_t i = 0; i < NCONVERTERS; i++)
			if (converters[order[i]]->name != NULL)
				run_one(converters[order[i]], documents, ndocuments, round);
	}
	for (size_t i = 0; i < ndocuments; i++)
		free(documents[i].text);
	free(documents);
	return 0;
}
