/* reply_test.c - the bytes of an answer, from memory, a kept page or a file. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>

#include <errno.h>

#include "base/fs.h"
#include "proto/cache.h"
#include "proto/reply.h"
#include "scratch.h"

/* Sends all of r in pieces of at most step bytes; the last reply_peek's result. */
static int
send_all(struct reply *r, size_t step, struct strbuf *out)
{
	struct reply_chunk chunk;
	int error;

	for (;;) {
		error = reply_peek(r, &chunk);
		if (error != 0 || chunk.len == 0)
			return error;
		chunk.len = chunk.len < step ? chunk.len : step;
		strbuf_add(out, chunk.p, chunk.len);
		reply_sent(r, chunk.len);
	}
}

static void
put_file(const char *name, size_t size)
{
	struct strbuf bytes = STRBUF_INIT;

	for (size_t i = 0; i < size; i++)
		strbuf_addc(&bytes, (char)(i * 31 >> 3));
	scratch_bytes(name, bytes.buf, bytes.len);
	strbuf_done(&bytes);
}

static void
test_bytes(void **state)
{
	static const size_t steps[] = { 1, 7, 1000 };
	struct reply r;

	(void)state;
	reply_init(&r);
	for (size_t i = 0; i < 3; i++) {
		struct strbuf out = STRBUF_INIT;

		strbuf_adds(&r.bytes, "20 text/gemini\r\n# Hello\n");
		assert_int_equal(send_all(&r, steps[i], &out), 0);
		assert_string_equal(out.buf, "20 text/gemini\r\n# Hello\n");
		assert_int_equal(r.sent, out.len);
		reply_done(&r);
		assert_int_equal(r.sent, 0);
		strbuf_done(&out);
	}
	/* An empty answer, as Gopher's may be. */
	struct strbuf out = STRBUF_INIT;
	assert_int_equal(send_all(&r, 1, &out), 0);
	assert_int_equal(out.len, 0);
	reply_done(&r);
}

static void
test_header(void **state)
{
	const struct {
		const char *bytes;
		enum scheme scheme;
		size_t want;
	} rows[] = {
		{ "20 text/gemini\r\nbody\n", SCHEME_GEMINI, 16 },
		{ "51 Not found\r\n", SCHEME_GEMINI, 14 },
		{ "", SCHEME_GEMINI, 0 },
		{ "iHello\t\terror.host\t1\r\n.\r\n", SCHEME_GOPHER, 0 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct reply r;

		reply_init(&r);
		strbuf_adds(&r.bytes, rows[i].bytes);
		assert_int_equal(reply_header_len(&r, rows[i].scheme), rows[i].want);
		reply_done(&r);
	}
}

/* Files around the size of a piece, behind a header and alone. */
static void
test_file(void **state)
{
	static const size_t sizes[] = {
		0, 1, REPLY_FILE_CHUNK - 11, REPLY_FILE_CHUNK - 10, REPLY_FILE_CHUNK - 9, REPLY_FILE_CHUNK,
		REPLY_FILE_CHUNK + 1, 5 * REPLY_FILE_CHUNK + 3,
	};
	static const char *const headers[] = { "", "20 a/b   \r\n" };

	(void)state;
	for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
		put_file("file", sizes[i]);
		for (size_t j = 0; j < 2; j++) {
			for (size_t step = 1000; step < 200000; step *= 10) {
				struct strbuf out = STRBUF_INIT, want = STRBUF_INIT;
				struct reply r;

				strbuf_adds(&want, headers[j]);
				assert_int_equal(fs_read_path(scratch_name("file"), 1 << 20, &want), 0);
				reply_init(&r);
				strbuf_adds(&r.bytes, headers[j]);
				r.fd = open(scratch_name("file"), O_RDONLY | O_CLOEXEC);
				r.file_left = sizes[i];
				assert_int_equal(send_all(&r, step, &out), 0);
				assert_int_equal(out.len, want.len);
				assert_memory_equal(out.buf, want.buf, want.len);
				assert_int_equal(r.sent, want.len);
				reply_done(&r);
				assert_int_equal(r.fd, -1);
				strbuf_done(&out);
				strbuf_done(&want);
			}
		}
	}
}

/* A small file leaves with its header. */
static void
test_file_joins_header(void **state)
{
	struct reply_chunk chunk;
	struct reply r;

	(void)state;
	scratch_file("file", "body");
	reply_init(&r);
	strbuf_adds(&r.bytes, "20 a/b\r\n");
	r.fd = open(scratch_name("file"), O_RDONLY | O_CLOEXEC);
	r.file_left = 4;
	assert_int_equal(reply_header_len(&r, SCHEME_GEMINI), 8);
	assert_int_equal(reply_peek(&r, &chunk), 0);
	assert_int_equal(chunk.len, 12);
	assert_memory_equal(chunk.p, "20 a/b\r\nbody", 12);
	/* A look changes nothing. */
	assert_int_equal(reply_peek(&r, &chunk), 0);
	assert_int_equal(chunk.len, 12);
	reply_done(&r);
}

static void
write_file(const char *how, const char *bytes)
{
	FILE *f = fopen(scratch_name("file"), how);

	assert_non_null(f);
	assert_true(fputs(bytes, f) >= 0);
	assert_int_equal(fclose(f), 0);
}

/* What has been sent of the old and what would come of the new are no file; what
 * was appended leaves the rest as it was. */
static void
test_file_is_overwritten(void **state)
{
	static const struct {
		const char *how, *bytes;
		int want;
	} rows[] = { { "a", "more", 0 }, { "r+", "other", -EBUSY }, { "w", "short", -EIO }, { "r", "", 0 } };
	struct timespec before[2] = { { .tv_sec = 1000000 }, { .tv_sec = 1000000 } };

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct strbuf out = STRBUF_INIT;
		struct reply_chunk chunk;
		struct fs_stamp stamp;
		struct reply r;
		struct stat st;

		put_file("file", 100000);
		assert_int_equal(utimensat(AT_FDCWD, scratch_name("file"), before, 0), 0);
		reply_init(&r);
		r.fd = open(scratch_name("file"), O_RDONLY | O_CLOEXEC);
		assert_int_equal(fstat(r.fd, &st), 0);
		stamp = fs_stamp_of(&st);
		reply_set_file(&r, r.fd, stamp.size, &stamp);
		assert_int_equal(reply_peek(&r, &chunk), 0);
		reply_sent(&r, chunk.len);
		if (rows[i].bytes[0] != '\0')
			write_file(rows[i].how, rows[i].bytes);
		/* Whoever writes is given some moments. */
		for (int k = 0; rows[i].want == -EBUSY && k < REPLY_DOUBTS_MAX; k++)
			assert_int_equal(send_all(&r, 4096, &out), -EAGAIN);
		assert_int_equal(send_all(&r, 4096, &out), rows[i].want);
		assert_int_equal(out.len, rows[i].want == 0 ? 100000 - chunk.len : 0);
		if (rows[i].want == -EBUSY)
			assert_string_equal(r.outcome, "overwritten file");
		reply_done(&r);
		strbuf_done(&out);
	}
}

/* A kernel that appends sets the time first; between that and the new size a file looked
 * as though it had been written over. */
static void
test_time_of_a_growing_file_comes_before_its_size(void **state)
{
	struct strbuf whole = STRBUF_INIT, out = STRBUF_INIT;
	struct reply_chunk chunk;
	struct fs_stamp stamp;
	struct reply r;
	struct stat st;

	(void)state;
	put_file("file", 100000);
	for (size_t i = 0; i < 2; i++) {
		struct timespec halfway[2] = { { .tv_sec = 2000000 + (time_t)i }, { .tv_sec = 2000000 + (time_t)i } };

		reply_init(&r);
		r.fd = open(scratch_name("file"), O_RDONLY | O_CLOEXEC);
		assert_int_equal(fstat(r.fd, &st), 0);
		stamp = fs_stamp_of(&st);
		reply_set_file(&r, r.fd, stamp.size, &stamp);
		if (i == 0) {
			assert_int_equal(send_all(&r, 4096, &whole), 0);
			reply_done(&r);
			continue;
		}
		assert_int_equal(reply_peek(&r, &chunk), 0);
		strbuf_add(&out, chunk.p, chunk.len);
		reply_sent(&r, chunk.len);
		assert_int_equal(utimensat(AT_FDCWD, scratch_name("file"), halfway, 0), 0);
		for (int k = 0; k < REPLY_DOUBTS_MAX; k++)
			assert_int_equal(reply_peek(&r, &chunk), -EAGAIN);
		write_file("a", "more");
		assert_int_equal(send_all(&r, 4096, &out), 0);
		assert_null(r.outcome);
		assert_int_equal(out.len, whole.len);
		assert_memory_equal(out.buf, whole.buf, whole.len);
		reply_done(&r);
	}
	strbuf_done(&whole);
	strbuf_done(&out);
}

/* A file is sent with the length it had; one that shrank has no clean end. */
static void
test_file_changes(void **state)
{
	struct strbuf out = STRBUF_INIT;
	struct reply r;

	(void)state;
	put_file("file", 100000);
	reply_init(&r);
	r.fd = open(scratch_name("file"), O_RDONLY | O_CLOEXEC);
	r.file_left = 50000;
	assert_int_equal(send_all(&r, 4096, &out), 0);
	assert_int_equal(out.len, 50000);
	assert_null(r.outcome);
	reply_done(&r);

	strbuf_reset(&out);
	r.fd = open(scratch_name("file"), O_RDONLY | O_CLOEXEC);
	r.file_left = 100001;
	assert_int_equal(send_all(&r, 4096, &out), -EIO);
	assert_int_equal(out.len, 100000);
	assert_string_equal(r.outcome, "truncated file");
	reply_done(&r);

	strbuf_reset(&out);
	strbuf_adds(&r.bytes, "20 a/b\r\n");
	r.fd = open(scratch_path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	r.file_left = 10;
	assert_int_equal(send_all(&r, 4096, &out), -EISDIR);
	/* Known before the header was out, so that another can take its place. */
	assert_int_equal(r.sent, 0);
	assert_string_equal(r.outcome, "unreadable file");
	reply_done(&r);
	strbuf_done(&out);
}

/* What was sent is not kept: a client that stops reading costs one piece. */
static void
test_memory(void **state)
{
	struct reply_chunk chunk;
	struct reply r;

	(void)state;
	put_file("file", 10 * REPLY_FILE_CHUNK);
	reply_init(&r);
	r.fd = open(scratch_name("file"), O_RDONLY | O_CLOEXEC);
	r.file_left = 10 * REPLY_FILE_CHUNK;
	for (int i = 0; i < 10; i++) {
		assert_int_equal(reply_peek(&r, &chunk), 0);
		assert_in_range(chunk.len, 1, REPLY_FILE_CHUNK);
		assert_in_range(r.bytes.cap, 1, 2 * REPLY_FILE_CHUNK);
		reply_sent(&r, chunk.len);
		assert_int_equal(r.bytes.cap, 0);
	}
	reply_done(&r);
}

static void
test_kept_page(void **state)
{
	struct cache *cache = cache_new(CACHE_SIZE_DEFAULT);
	struct catalogue c = { .number = 1 };
	struct strbuf out = STRBUF_INIT;
	struct reply r;

	(void)state;
	cache_put(cache, &c, 0, SCHEME_GEMINI, STR("a"), 20, STR("20 text/gemini\r\nkept"), NULL, NULL);
	reply_init(&r);
	r.entry = cache_get(cache, &c, 0, SCHEME_GEMINI, STR("a"));
	assert_non_null(r.entry);
	/* What is being sent outlives the cache. */
	cache_free(cache);
	assert_int_equal(reply_header_len(&r, SCHEME_GEMINI), 16);
	assert_int_equal(send_all(&r, 3, &out), 0);
	assert_string_equal(out.buf, "20 text/gemini\r\nkept");
	reply_done(&r);
	assert_null(r.entry);
	strbuf_done(&out);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_bytes),
		cmocka_unit_test(test_header),
		cmocka_unit_test_setup_teardown(test_file, scratch_setup, scratch_teardown),
		cmocka_unit_test_setup_teardown(test_file_joins_header, scratch_setup, scratch_teardown),
		cmocka_unit_test_setup_teardown(test_file_is_overwritten, scratch_setup, scratch_teardown),
		cmocka_unit_test_setup_teardown(test_time_of_a_growing_file_comes_before_its_size, scratch_setup,
		    scratch_teardown),
		cmocka_unit_test_setup_teardown(test_file_changes, scratch_setup, scratch_teardown),
		cmocka_unit_test_setup_teardown(test_memory, scratch_setup, scratch_teardown),
		cmocka_unit_test(test_kept_page),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
