/*
 * once.c - runs a fuzz target over the files of its corpus, once each, so that
 * what a fuzzer once found is looked at in every test run, with any compiler.
 */

#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define INPUT_MAX ((size_t)4 * 1024 * 1024)	/* [bytes] */

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int
run_file(const char *path)
{
	FILE *f = fopen(path, "rb");
	uint8_t *buf, *exact;
	size_t n;

	if (f == NULL) {
		perror(path);
		return 1;
	}
	buf = malloc(INPUT_MAX);
	if (buf == NULL)
		abort();
	n = fread(buf, 1, INPUT_MAX, f);
	fclose(f);
	/* In a block of its very size, so that a byte too far is seen. */
	exact = malloc(n > 0 ? n : 1);
	if (exact == NULL)
		abort();
	memcpy(exact, buf, n);
	free(buf);
	LLVMFuzzerTestOneInput(exact, n);
	free(exact);
	return 0;
}

int
main(int argc, char **argv)
{
	struct dirent *entry;
	char path[4096];
	unsigned done = 0;
	DIR *dir;

	if (argc != 2) {
		fprintf(stderr, "usage: %s CORPUS-FOLDER\n", argv[0]);
		return 2;
	}
	dir = opendir(argv[1]);
	if (dir == NULL) {
		perror(argv[1]);
		return 2;
	}
	while ((entry = readdir(dir)) != NULL) {
		if (entry->d_name[0] == '.')
			continue;
		snprintf(path, sizeof path, "%s/%s", argv[1], entry->d_name);
		if (run_file(path) != 0)
			return 1;
		done++;
	}
	closedir(dir);
	if (done == 0) {
		fprintf(stderr, "%s holds nothing to run\n", argv[1]);
		return 1;
	}
	printf("== %s: %u inputs\n", argv[1], done);
	return 0;
}
