/* fs_test.c - files: only regular ones, whole or not at all, in order. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>

#include <cmocka.h>

#include "base/fs.h"
#include "scratch.h"

#define COUNT(table) (sizeof(table) / sizeof(table)[0])
#define BIG ((size_t)300 * 1000)

static void
make_socket(const char *name)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);
	int here = scratch_enter();	/* whole paths may be too long for sun_path */

	assert_true(fd >= 0);
	strcpy(address.sun_path, name);
	assert_int_equal(bind(fd, (struct sockaddr *)&address, sizeof address), 0);
	close(fd);
	scratch_leave(here);
}

/* What is no regular file is refused at once, by each door, and never waited
 * for; the alarm ends a test that waits. */
static void
test_irregular(void **state)
{
	static const char *const names[] = { "fifo", "socket", "folder", "." };
	struct fs_stamp stamp = { .size = 4711 };
	struct strbuf out = STRBUF_INIT;

	(void)state;
	assert_int_equal(mkfifoat(scratch_dir, "fifo", 0644), 0);
	scratch_link("fifo-link", "fifo");
	make_socket("socket");
	scratch_folder("folder");
	strbuf_adds(&out, "before");
	alarm(20);
	for (size_t i = 0; i < COUNT(names); i++) {
		assert_int_equal(fs_open_file(scratch_dir, names[i], &stamp), -EINVAL);
		assert_int_equal(fs_stat_file(scratch_dir, names[i], &stamp), -EINVAL);
		assert_int_equal(fs_read_file(scratch_dir, names[i], 100, &out, &stamp), -EINVAL);
		assert_int_equal(fs_read_path(scratch_name(names[i]), 100, &out), -EINVAL);
	}
	/* Without openat2 the link itself is refused. */
	assert_true(fs_open_file(scratch_dir, "fifo-link", &stamp) < 0);
	assert_true(fs_stat_file(scratch_dir, "fifo-link", &stamp) < 0);
	assert_int_equal(fs_read_path(scratch_name("fifo-link"), 100, &out), -EINVAL);
	assert_int_equal(fs_read_path("/dev/null", 100, &out), -EINVAL);
	assert_int_equal(fs_open_dir(scratch_name("fifo")), -ENOTDIR);
	assert_int_equal(fs_open_dir_at(scratch_dir, "fifo"), -ENOTDIR);
	alarm(0);
	assert_int_equal(stamp.size, 4711);
	assert_string_equal(out.buf, "before");
	strbuf_done(&out);
}

static void
test_refused(void **state)
{
	static const struct { const char *path; int want; } rows[] = {
		{ "none", -ENOENT }, { "", -ENOENT }, { "none/x", -ENOENT },
		{ "..", -EXDEV }, { "../x", -EXDEV }, { "/etc/passwd", -EXDEV },
		{ "in/../file", -EXDEV }, { "file/", -ENOTDIR }, { "file/x", -ENOTDIR },
		{ "dangling", -ENOENT },
	};
	static const char *const leaving[] = { "out", "absolute", "above/etc/passwd", "in/out" };
	struct fs_stamp stamp = { .size = 4711 };
	struct strbuf out = STRBUF_INIT;

	(void)state;
	scratch_file("file", "text");
	scratch_folder("in");
	scratch_link("out", "../../../../../../../../etc/passwd");
	scratch_link("absolute", "/etc/passwd");
	scratch_link("above", "/");
	scratch_link("in/out", "../../../../../../../../etc/passwd");
	scratch_link("dangling", "nowhere");
	for (size_t i = 0; i < COUNT(rows); i++) {
		int got = fs_open_file(scratch_dir, rows[i].path, &stamp);

		/* Without openat2 a link is refused, whatever it points to. */
		if (strcmp(rows[i].path, "dangling") == 0)
			assert_true(got < 0);
		else
			assert_int_equal(got, rows[i].want);
		assert_int_equal(fs_stat_file(scratch_dir, rows[i].path, &stamp), got);
		assert_int_equal(fs_read_file(scratch_dir, rows[i].path, 99, &out, &stamp), got);
	}
	for (size_t i = 0; i < COUNT(leaving); i++) {
		assert_true(fs_open_file(scratch_dir, leaving[i], &stamp) < 0);
		assert_true(fs_stat_file(scratch_dir, leaving[i], &stamp) < 0);
		assert_true(fs_read_file(scratch_dir, leaving[i], 9999, &out, &stamp) < 0);
	}
	assert_true(fs_open_dir_at(scratch_dir, "above") < 0);
	assert_int_equal(fs_open_dir_at(scratch_dir, ".."), -EXDEV);
	assert_int_equal(fs_open_dir(scratch_name("none")), -ENOENT);
	assert_int_equal(fs_read_path(scratch_name("none"), 99, &out), -ENOENT);
	assert_int_equal(stamp.size, 4711);
	assert_int_equal(out.len, 0);
	strbuf_done(&out);
}

static void
test_stamp(void **state)
{
	struct fs_stamp one, same, other;
	struct stat st;
	int fd;

	(void)state;
	scratch_folder("sub");
	scratch_file("sub/file", "12345");
	fd = fs_open_file(scratch_dir, "sub/file", &one);
	assert_true(fd >= 0);
	assert_int_equal(fstat(fd, &st), 0);
	close(fd);
	assert_int_equal(one.size, 5);
	assert_int_equal(one.inode, st.st_ino);
	assert_int_equal(one.mtime_ns / 1000000000, st.st_mtime);

	assert_int_equal(fs_stat_file(scratch_dir, "sub/file", &same), 0);
	assert_true(fs_stamp_eq(one, same));
	/* The short way and the long one see the same. */
	fd = fs_open_dir_at(scratch_dir, "sub");
	assert_true(fd >= 0);
	assert_int_equal(fs_stat_file(fd, "file", &same), 0);
	close(fd);
	assert_true(fs_stamp_eq(one, same));

	/* A nanosecond, a byte, an inode. */
	assert_int_equal(utimensat(scratch_dir, "sub/file",
	    (struct timespec[2]){ { 1000, 0 }, { 1000, 1 } }, 0), 0);
	assert_int_equal(fs_stat_file(scratch_dir, "sub/file", &one), 0);
	assert_true(one.mtime_ns == 1000000000001);
	other = one;
	other.mtime_ns++;
	assert_false(fs_stamp_eq(one, other));
	other = one;
	other.ctime_ns++;
	assert_false(fs_stamp_eq(one, other));
	other = one;
	other.size++;
	assert_false(fs_stamp_eq(one, other));
	other = one;
	other.inode++;
	assert_false(fs_stamp_eq(one, other));

	/* Whatever time it was given, it has just been changed. */
	assert_true(fs_stamp_is_fresh(one));
	other = one;
	other.ctime_ns -= (int64_t)FS_STAMP_GRAIN_S * 1000000000;
	assert_false(fs_stamp_is_fresh(other));
	other.ctime_ns = one.ctime_ns + (int64_t)3600 * 1000000000;
	assert_false(fs_stamp_is_fresh(other));

	/* To stamp a file one need not be able to read it. */
	assert_int_equal(fchmodat(scratch_dir, "sub/file", 0, 0), 0);
	assert_int_equal(fs_stat_file(scratch_dir, "sub/file", &same), 0);
	if (geteuid() != 0)
		assert_int_equal(fs_open_file(scratch_dir, "sub/file", NULL), -EACCES);
}

static void
test_read_max(void **state)
{
	static const size_t sizes[] = { 0, 1, 63, 64, 65, 4096, 65535, 65536, 65537, BIG };
	char *bytes = malloc(BIG);

	(void)state;
	assert_non_null(bytes);
	for (size_t i = 0; i < BIG; i++)
		bytes[i] = (char)(i * 7 % 251);
	for (size_t i = 0; i < COUNT(sizes); i++) {
		struct strbuf out = STRBUF_INIT;
		struct fs_stamp stamp = { 0 }, seen = { .size = 4711 };
		size_t n = sizes[i];

		scratch_bytes("file", bytes, n);
		strbuf_adds(&out, "before");
		/* Of just the size allowed, and with room to spare. */
		for (size_t spare = 0; spare < 2; spare++) {
			assert_int_equal(fs_read_file(scratch_dir, "file", n + spare, &out, &stamp), 0);
			assert_int_equal(out.len, 6 + n);
			assert_memory_equal(out.buf, "before", 6);
			assert_memory_equal(out.buf + 6, bytes, n);
			assert_int_equal(out.buf[out.len], '\0');
			assert_int_equal(stamp.size, n);
			strbuf_truncate(&out, 6);
		}
		assert_int_equal(fs_read_path(scratch_name("file"), n, &out), 0);
		assert_int_equal(out.len, 6 + n);
		strbuf_truncate(&out, 6);
		assert_int_equal(fs_read_path(scratch_name("file"), SIZE_MAX, &out), 0);
		assert_int_equal(out.len, 6 + n);
		strbuf_truncate(&out, 6);
		if (n > 0) {
			assert_int_equal(fs_read_file(scratch_dir, "file", n - 1, &out, &seen), -EFBIG);
			assert_int_equal(fs_read_path(scratch_name("file"), n - 1, &out), -EFBIG);
		}
		assert_string_equal(out.buf, "before");
		assert_int_equal(out.len, 6);
		assert_int_equal(seen.size, 4711);
		strbuf_done(&out);
	}
	free(bytes);
}

/* A descriptor that gives 60 bytes, 60 more, and the end. */
static int
two_packets(void)
{
	static int ends[2] = { -1, -1 };
	char bytes[60] = "";

	if (ends[0] >= 0)
		close(ends[0]);
	memset(bytes, 'x', sizeof bytes);
	assert_int_equal(socketpair(AF_UNIX, SOCK_SEQPACKET, 0, ends), 0);
	assert_int_equal(write(ends[1], bytes, sizeof bytes), sizeof bytes);
	assert_int_equal(write(ends[1], bytes, sizeof bytes), sizeof bytes);
	close(ends[1]);
	return ends[0];
}

/* A descriptor whose size nobody knows beforehand. */
static void
test_read_pipe(void **state)
{
	static const struct { size_t n, max; int want; } rows[] = {
		{ 0, 0, 0 }, { 1, 0, -EFBIG }, { 100, 100, 0 }, { 101, 100, -EFBIG },
		{ 60000, 60000, 0 }, { 60000, 59999, -EFBIG },
	};
	static char bytes[60000];
	struct strbuf out = STRBUF_INIT;

	(void)state;
	memset(bytes, 'x', sizeof bytes);
	for (size_t i = 0; i < COUNT(rows); i++) {
		int ends[2];

		assert_int_equal(pipe(ends), 0);
		assert_int_equal(write(ends[1], bytes, rows[i].n), rows[i].n);
		close(ends[1]);
		strbuf_reset(&out);
		strbuf_adds(&out, "b");
		assert_int_equal(fs_read_fd(ends[0], rows[i].max, &out), rows[i].want);
		assert_int_equal(out.len, rows[i].want == 0 ? 1 + rows[i].n : 1);
		assert_int_equal(out.buf[out.len], '\0');
		close(ends[0]);
	}
	strbuf_reset(&out);
	strbuf_adds(&out, "b");
	/* Too long only after something was read. */
	assert_int_equal(fs_read_fd(two_packets(), 100, &out), -EFBIG);
	assert_string_equal(out.buf, "b");
	assert_int_equal(out.len, 1);
	assert_int_equal(fs_read_fd(two_packets(), 120, &out), 0);
	assert_int_equal(out.len, 121);
	strbuf_reset(&out);
	assert_int_equal(fs_read_fd(scratch_dir, 100, &out), -EISDIR);
	assert_int_equal(fs_read_fd(-1, 100, &out), -EBADF);
	assert_int_equal(out.len, 0);
	strbuf_done(&out);
}

struct names {
	struct strbuf text;
	size_t left;		/* entries to see before it stops */
};

static bool
note(void *arg, const struct fs_entry *entry)
{
	struct names *names = arg;

	strbuf_addf(&names->text, "%c:%s ", entry->kind, entry->name);
	return --names->left > 0;
}

static void
assert_listed(int dir, size_t most, const char *want)
{
	struct names names = { STRBUF_INIT, most };

	assert_int_equal(fs_list(dir, note, &names), 0);
	assert_string_equal(names.text.buf, want);
	strbuf_done(&names.text);
}

static void
test_list(void **state)
{
	static const char all[] = "f:.dot f:A f:Z f:a d:b f:b.md l:link ?:pipe f:\xc3\xa4 f:\xff ";
	struct names names = { STRBUF_INIT, SIZE_MAX };
	int fd;

	(void)state;
	assert_listed(scratch_dir, SIZE_MAX, "");
	scratch_file("b.md", "");
	scratch_file("Z", "");
	scratch_file("\xff", "");
	scratch_file("a", "");
	scratch_file("\xc3\xa4", "");
	scratch_folder("b");
	scratch_file("b/below", "");
	scratch_file("A", "");
	scratch_file(".dot", "");
	scratch_link("link", "nowhere");
	assert_int_equal(mkfifoat(scratch_dir, "pipe", 0644), 0);
	/* The descriptor is the caller's, and its place in the folder is not moved. */
	assert_listed(scratch_dir, SIZE_MAX, all);
	assert_listed(scratch_dir, SIZE_MAX, all);
	assert_listed(scratch_dir, 2, "f:.dot f:A ");
	assert_int_equal(fcntl(scratch_dir, F_GETFD) & FD_CLOEXEC, FD_CLOEXEC);

	fd = fs_open_file(scratch_dir, "a", NULL);
	assert_true(fd >= 0);
	assert_int_equal(fs_list(fd, note, &names), -ENOTDIR);
	close(fd);
	assert_int_equal(fs_list(-1, note, &names), -EBADF);
	assert_int_equal(names.text.len, 0);
}

/* What differs only far behind what all names begin with. */
static void
test_list_alike(void **state)
{
	static const char *const alike[] = {
		"part-abcdefgh1", "part-\xff", "part-abcdefgh", "part-a", "part", "part-abcdefgh0", "part-abcdefgg~", "part.",
	};

	(void)state;
	for (size_t i = 0; i < sizeof alike / sizeof *alike; i++)
		scratch_file(alike[i], "");
	assert_listed(scratch_dir, SIZE_MAX, "f:part f:part-a f:part-abcdefgg~ f:part-abcdefgh f:part-abcdefgh0 "
	    "f:part-abcdefgh1 f:part-\xff f:part. ");
	assert_int_equal(unlinkat(scratch_dir, "part", 0), 0);
	assert_listed(scratch_dir, 3, "f:part-a f:part-abcdefgg~ f:part-abcdefgh ");
}

/* More names than one system call gives. */
static void
test_list_many(void **state)
{
	struct names names = { STRBUF_INIT, SIZE_MAX };
	struct strbuf want = STRBUF_INIT;
	char name[64];

	(void)state;
	for (int i = 3000; i-- > 0; ) {
		snprintf(name, sizeof name, "a-rather-long-name-of-a-file-%04d", i);
		scratch_file(name, "");
	}
	for (int i = 0; i < 3000; i++)
		strbuf_addf(&want, "f:a-rather-long-name-of-a-file-%04d ", i);
	assert_int_equal(fs_list(scratch_dir, note, &names), 0);
	assert_string_equal(names.text.buf, want.buf);
	strbuf_done(&names.text);
	strbuf_done(&want);
}

static void
assert_file(const char *name, struct str want)
{
	struct strbuf out = STRBUF_INIT;

	assert_int_equal(fs_read_file(scratch_dir, name, 1 << 20, &out, NULL), 0);
	assert_true(str_eq(strbuf_str(&out), want));
	strbuf_done(&out);
}

static unsigned
mode_of(const char *name)
{
	struct stat st;

	assert_int_equal(fstatat(scratch_dir, name, &st, AT_SYMLINK_NOFOLLOW), 0);
	return st.st_mode & (S_IFMT | 07777);
}

static void
test_write(void **state)
{
	struct strbuf seen = STRBUF_INIT;
	struct fs_stamp before, after;
	int here, fd;

	(void)state;
	umask(022);
	assert_int_equal(fs_write_path(scratch_name("new"), STR("one\0two"), 0666), 0);
	assert_file("new", STR("one\0two"));
	assert_int_equal(mode_of("new"), S_IFREG | 0644);
	fd = fs_open_file(scratch_dir, "new", &before);
	assert_true(fd >= 0);
	assert_int_equal(fs_write_path(scratch_name("new"), STR_NONE, 0600), 0);
	assert_file("new", STR(""));
	assert_int_equal(mode_of("new"), S_IFREG | 0600);
	assert_int_equal(fs_stat_file(scratch_dir, "new", &after), 0);
	assert_true(before.inode != after.inode);
	/* A reader that had it open goes on reading the old one. */
	assert_int_equal(fs_read_fd(fd, 99, &seen), 0);
	assert_true(str_eq(strbuf_str(&seen), STR("one\0two")));
	close(fd);
	strbuf_done(&seen);

	scratch_file("target", "kept");
	scratch_link("link", "target");
	assert_int_equal(fs_write_path(scratch_name("link"), STR("new"), 0644), 0);
	assert_file("target", STR("kept"));
	assert_file("link", STR("new"));
	assert_int_equal(mode_of("link"), S_IFREG | 0644);

	/* A name alone is one in the current folder. */
	here = scratch_enter();
	assert_int_equal(fs_write_path("plain", STR("p"), 0644), 0);
	scratch_leave(here);
	assert_file("plain", STR("p"));
	/* Nothing is left behind. */
	assert_listed(scratch_dir, SIZE_MAX, "f:link f:new f:plain f:target ");
}

/* What was killed while it wrote has left half a file: the next one takes it away, but
 * not what somebody is writing. */
static void
test_write_after_a_kill(void **state)
{
	int fd;

	(void)state;
	scratch_file(".marmot-0.tmp", "half");
	assert_int_equal(fs_write_at(scratch_dir, "file", STR("whole"), 0600), 0);
	assert_int_equal(faccessat(scratch_dir, ".marmot-0.tmp", F_OK, 0), -1);
	scratch_file(".marmot-0.tmp", "being written");
	scratch_file(".marmot-1.tmp", "half");
	fd = openat(scratch_dir, ".marmot-0.tmp", O_RDONLY | O_CLOEXEC);
	assert_int_equal(flock(fd, LOCK_EX), 0);
	assert_int_equal(fs_write_at(scratch_dir, "file", STR("again"), 0600), 0);
	assert_file("file", STR("again"));
	assert_int_equal(faccessat(scratch_dir, ".marmot-0.tmp", F_OK, 0), 0);
	assert_int_equal(faccessat(scratch_dir, ".marmot-1.tmp", F_OK, 0), -1);
	close(fd);
	/* What is no file of ours is passed over. */
	assert_int_equal(unlinkat(scratch_dir, ".marmot-0.tmp", 0), 0);
	scratch_folder(".marmot-0.tmp");
	assert_int_equal(mkfifoat(scratch_dir, ".marmot-1.tmp", 0600), 0);
	scratch_link(".marmot-2.tmp", "file");
	assert_int_equal(fs_write_at(scratch_dir, "other", STR("whole"), 0600), 0);
	assert_file("file", STR("again"));
	assert_file("other", STR("whole"));
	assert_int_equal(faccessat(scratch_dir, ".marmot-3.tmp", F_OK, 0), -1);
}

static void
test_write_refused(void **state)
{
	static const struct { const char *name; int want; } rows[] = {
		{ "none/file", -ENOENT }, { "file/x", -ENOTDIR }, { "folder", -EISDIR },
		{ "folder/", -EISDIR }, { "", -EISDIR },
	};

	(void)state;
	scratch_file("file", "kept");
	scratch_folder("folder");
	for (size_t i = 0; i < COUNT(rows); i++)
		assert_int_equal(fs_write_path(scratch_name(rows[i].name), STR("x"), 0644),
		    rows[i].want);
	assert_int_equal(fs_write_path("", STR("x"), 0644), -ENOENT);
	assert_file("file", STR("kept"));
	assert_listed(scratch_dir, SIZE_MAX, "f:file d:folder ");
}

static void
test_make_dirs(void **state)
{
	static const struct { const char *name; int want; } rows[] = {
		{ "a/b/c", 0 }, { "a/b/c", 0 }, { "a//d///e/", 0 }, { "f/./g/../h", 0 },
		{ "file", -ENOTDIR }, { "file/x", -ENOTDIR }, { "link/new", 0 },
		{ "dangling/new", -EEXIST }, { "", 0 },
	};
	static const char *const made[] = { "a", "a/b", "a/b/c", "a/d/e", "f/g", "f/h", "a/new" };
	int here;

	(void)state;
	umask(022);
	scratch_file("file", "");
	scratch_link("link", "a");
	scratch_link("dangling", "nowhere");
	for (size_t i = 0; i < COUNT(rows); i++)
		assert_int_equal(fs_make_dirs(scratch_name(rows[i].name), 0750), rows[i].want);
	for (size_t i = 0; i < COUNT(made); i++)
		assert_int_equal(mode_of(made[i]), S_IFDIR | 0750);
	assert_int_equal(fs_make_dirs("/", 0755), 0);
	assert_int_equal(fs_make_dirs("", 0755), -ENOENT);

	here = scratch_enter();
	assert_int_equal(fs_make_dirs("relative/one", 0700), 0);
	scratch_leave(here);
	assert_int_equal(mode_of("relative/one"), S_IFDIR | 0700);
}

#define IN_SCRATCH(test) cmocka_unit_test_setup_teardown(test, scratch_setup, scratch_teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		IN_SCRATCH(test_irregular),
		IN_SCRATCH(test_refused),
		IN_SCRATCH(test_stamp),
		IN_SCRATCH(test_read_max),
		IN_SCRATCH(test_read_pipe),
		IN_SCRATCH(test_list),
		IN_SCRATCH(test_list_alike),
		IN_SCRATCH(test_list_many),
		IN_SCRATCH(test_write),
		IN_SCRATCH(test_write_after_a_kill),
		IN_SCRATCH(test_write_refused),
		IN_SCRATCH(test_make_dirs),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
