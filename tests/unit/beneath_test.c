/* beneath_test.c - paths that stay below their folder, by each way of opening. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include <cmocka.h>

#include "base/beneath.h"
#include "base/str.h"
#include "scratch.h"

#if defined(__linux__) && defined(__x86_64__)
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#ifdef SYS_openat2
#define CAN_REFUSE 1
#endif
#endif

#define LONGEST "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx" \
	"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx" \
	"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx" \
	"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"	/* 255 */

enum { NO_LINKS = 1 };	/* a row that only walking refuses */

/* What is in the file that opens, or the errno that does not let it. */
static const struct {
	const char *path;
	const char *text;	/* NULL: it does not open */
	int error;		/* the errno then; 0: any */
	int only;
} rows[] = {
	{ "a.txt", "a", 0, 0 },
	{ "sub/b.txt", "b", 0, 0 },
	{ "sub//b.txt", "b", 0, 0 },
	{ "sub/./b.txt", "b", 0, 0 },
	{ "./a.txt", "a", 0, 0 },
	{ "sub/deep/c.txt", "c", 0, 0 },
	{ "sub/deep/" LONGEST, "long", 0, 0 },
	{ "..dots/..a", "dots", 0, 0 },

	{ "", NULL, ENOENT, 0 },
	{ "none", NULL, ENOENT, 0 },
	{ "none/a.txt", NULL, ENOENT, 0 },
	{ "a.txt/", NULL, ENOTDIR, 0 },
	{ "a.txt/.", NULL, ENOTDIR, 0 },
	{ "a.txt/b", NULL, ENOTDIR, 0 },
	{ "..", NULL, EXDEV, 0 },
	{ "../secret", NULL, EXDEV, 0 },
	{ "sub/../a.txt", NULL, EXDEV, 0 },
	{ "sub/..", NULL, EXDEV, 0 },
	{ "/etc/passwd", NULL, EXDEV, 0 },
	{ "//etc/passwd", NULL, EXDEV, 0 },
	{ LONGEST "x", NULL, ENAMETOOLONG, 0 },
	{ "sub/" LONGEST "x/y", NULL, ENAMETOOLONG, 0 },

	{ "in-link", "b", 0, NO_LINKS },
	{ "in-folder/b.txt", "b", 0, NO_LINKS },
	{ "sub/up-link", "a", 0, NO_LINKS },
	{ "chain", "b", 0, NO_LINKS },
	{ "out-link", NULL, EXDEV, NO_LINKS },
	{ "out-folder/secret", NULL, EXDEV, NO_LINKS },
	{ "absolute-link", NULL, EXDEV, NO_LINKS },
	{ "root-link/etc/passwd", NULL, EXDEV, NO_LINKS },
	/* Out and in again by the folder's own name is out. */
	{ "round-link", NULL, EXDEV, NO_LINKS },
	{ "in-folder/../a.txt", NULL, EXDEV, 0 },
	{ "dots-link", "a", 0, NO_LINKS },
	{ "through-link", "a", 0, NO_LINKS },
	{ "sub/deep/far-link", "b", 0, NO_LINKS },
	{ "in-link/", NULL, ENOTDIR, NO_LINKS },
	{ "in-link/.", NULL, ENOTDIR, NO_LINKS },
	{ "in-link/b", NULL, ENOTDIR, NO_LINKS },
	{ "slash-link", NULL, ENOTDIR, NO_LINKS },
	{ "magic-link", NULL, 0, NO_LINKS },
	{ "self-link", NULL, ELOOP, NO_LINKS },
	{ "dangling-link", NULL, ENOENT, NO_LINKS },
};

static int
setup(void **state)
{
	char round[512];

	(void)state;
	scratch_begin();
	scratch_file("secret", "secret");
	scratch_folder("root");
	scratch_file("root/a.txt", "a");
	scratch_folder("root/sub");
	scratch_file("root/sub/b.txt", "b");
	scratch_folder("root/sub/deep");
	scratch_file("root/sub/deep/c.txt", "c");
	scratch_file("root/sub/deep/" LONGEST, "long");
	scratch_folder("root/..dots");
	scratch_file("root/..dots/..a", "dots");
	scratch_link("root/in-link", "sub/b.txt");
	scratch_link("root/in-folder", "sub");
	scratch_link("root/sub/up-link", "../a.txt");
	scratch_link("root/chain", "in-link");
	scratch_link("root/out-link", "../secret");
	scratch_link("root/out-folder", "..");
	scratch_link("root/absolute-link", "/etc/passwd");
	scratch_link("root/root-link", "/");
	scratch_link("root/round-link", "../root/a.txt");
	snprintf(round, sizeof round, "/proc/self/fd/%d", scratch_dir);
	scratch_link("root/magic-link", round);
	scratch_link("root/dots-link", "./sub//../sub/./deep/../../a.txt");
	scratch_link("root/through-link", "in-folder/../a.txt");
	scratch_link("root/sub/deep/far-link", "../../in-folder/b.txt");
	scratch_link("root/slash-link", "a.txt/");
	scratch_link("root/self-link", "self-link");
	scratch_link("root/dangling-link", "nowhere");
	close(scratch_dir);
	scratch_dir = open(scratch_name("root"), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	return scratch_dir >= 0 ? 0 : -1;
}

static int
teardown(void **state)
{
	(void)state;
	scratch_end();
	return 0;
}

static bool
holds(int fd, const char *want)
{
	char got[16] = "";
	ssize_t n = read(fd, got, sizeof got - 1);

	return n >= 0 && strcmp(got, want) == 0;
}

typedef int opener(int dir, const char *path, int flags);

/* All rows, told which of them comes out wrong. */
static bool
is_right(opener *open_it, bool links)
{
	size_t nwrong = 0;

	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		int fd = open_it(scratch_dir, rows[i].path, O_RDONLY);
		bool refused = rows[i].text == NULL || (rows[i].only == NO_LINKS && !links);
		/* Which errno a link gives to O_NOFOLLOW differs from system to system. */
		int error = rows[i].only == NO_LINKS && !links ? 0 : rows[i].error;

		if (refused ? fd >= 0 || (error != 0 && fd != -error)
		    : fd < 0 || !holds(fd, rows[i].text) ||
		    (fcntl(fd, F_GETFD) & FD_CLOEXEC) == 0) {
			print_error("\"%s\" gives %d\n", rows[i].path, fd);
			nwrong++;
		}
		if (fd >= 0)
			close(fd);
	}
	return nwrong == 0;
}

static size_t
count_open(void)
{
	size_t n = 0;

	for (int fd = 0; fd < 256; fd++)
		if (fcntl(fd, F_GETFD) >= 0)
			n++;
	return n;
}

static bool
has_kernel(void)
{
	int fd = beneath_open_kernel(scratch_dir, "a.txt", O_RDONLY);

	if (fd >= 0)
		close(fd);
	return fd != -ENOSYS;
}

static void
test_kernel(void **state)
{
	size_t before = count_open();

	(void)state;
	if (!has_kernel())
		skip();
	assert_true(is_right(beneath_open_kernel, true));
	assert_int_equal(count_open(), before);
}

static void
test_walk(void **state)
{
	size_t before = count_open();

	(void)state;
	assert_true(is_right(beneath_open_walk, false));
	assert_int_equal(count_open(), before);
}

static void
test_either(void **state)
{
	(void)state;
	assert_true(is_right(beneath_open, true));
}

/* Where no kernel does it, links within the folder are followed all the same. */
static void
test_links(void **state)
{
	size_t before = count_open();

	(void)state;
	assert_true(is_right(beneath_open_links, true));
	assert_int_equal(count_open(), before);
}

static void
test_links_end(void **state)
{
	char name[32], target[32] = "a.txt", text[BENEATH_PATH_MAX];
	int fd;

	(void)state;
	for (unsigned i = 1; i <= BENEATH_LINKS_MAX + 1; i++) {
		snprintf(name, sizeof name, "hop%u", i);
		assert_int_equal(symlinkat(target, scratch_dir, name), 0);
		memcpy(target, name, sizeof target);
	}
	snprintf(name, sizeof name, "hop%d", BENEATH_LINKS_MAX);
	fd = beneath_open_links(scratch_dir, name, O_RDONLY);
	assert_true(fd >= 0 && holds(fd, "a"));
	close(fd);
	assert_int_equal(beneath_open_links(scratch_dir, target, O_RDONLY), -ELOOP);

	/* A target as long as a link can be, and one byte too many behind it. */
	memset(text, '/', sizeof text);
	memcpy(text, "sub", 3);
	text[sizeof text - 1] = '\0';
	assert_int_equal(symlinkat(text, scratch_dir, "long"), 0);
	fd = beneath_open_links(scratch_dir, "long", O_RDONLY | O_DIRECTORY);
	assert_true(fd >= 0);
	close(fd);
	assert_int_equal(beneath_open_links(scratch_dir, "long/b.txt", O_RDONLY), -ENAMETOOLONG);
}

#ifdef O_PATH
/* Asked for nothing but its place, a system opens a link itself. */
static void
test_link_is_not_its_own_place(void **state)
{
	static opener *const openers[] = { beneath_open, beneath_open_links };
	struct stat st;

	(void)state;
	assert_int_equal(beneath_open_walk(scratch_dir, "in-link", O_PATH), -ELOOP);
	for (size_t i = 0; i < 2; i++) {
		int fd = openers[i](scratch_dir, "in-link", O_PATH);

		assert_true(fd >= 0 && fstat(fd, &st) == 0 && S_ISREG(st.st_mode));
		close(fd);
	}
}
#endif

static void
test_folders(void **state)
{
	static opener *const openers[] = { beneath_open, beneath_open_walk, beneath_open_links };
	static const char *const folders[] = { ".", "./", "sub", "sub/", "sub/deep", "sub/deep/." };
	static const char *const linked[] = { "in-folder", "in-folder/", "in-folder/.", "in-folder/deep", "up-folder" };

	(void)state;
	assert_int_equal(symlinkat("sub/..", scratch_dir, "up-folder"), 0);
	for (size_t i = 0; i < sizeof linked / sizeof linked[0]; i++)
		for (size_t j = 0; j < 3; j += 2) {
			int fd = openers[j](scratch_dir, linked[i], O_RDONLY | O_DIRECTORY);

			assert_true(fd >= 0);
			close(fd);
		}
	for (size_t i = 0; i < 3; i++) {
		for (size_t j = 0; j < sizeof folders / sizeof folders[0]; j++) {
			int fd = openers[i](scratch_dir, folders[j], O_RDONLY | O_DIRECTORY);

			assert_true(fd >= 0);
			close(fd);
		}
		assert_int_equal(openers[i](scratch_dir, "a.txt", O_RDONLY | O_DIRECTORY), -ENOTDIR);
		assert_int_equal(openers[i](-1, "a.txt", O_RDONLY), -EBADF);
	}
}

#ifdef CAN_REFUSE
/* From here on openat2 fails with error, as in an old kernel or a container. */
static bool
refuse_openat2(unsigned error)
{
	struct sock_filter code[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, arch)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, AUDIT_ARCH_X86_64, 0, 2),
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_openat2, 1, 0),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | error),
	};
	struct sock_fprog program = { sizeof code / sizeof code[0], code };

	return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
	    prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == 0;
}

/* The child's exit status: which part of it went wrong, or 0. */
static int
try_refused(unsigned error)
{
	if (!refuse_openat2(error))
		return 77;
	if (beneath_open_kernel(scratch_dir, "a.txt", O_RDONLY) != -(int)error)
		return 1;
	/* Twice: the first time may be what makes it remember. */
	return is_right(beneath_open, true) && is_right(beneath_open, true) ? 0 : 2;
}

static void
test_refused(void **state)
{
	static const unsigned errors[] = { ENOSYS, EPERM };
	bool tried = false;

	(void)state;
	if (!has_kernel())
		skip();
	for (size_t i = 0; i < 2; i++) {
		int status;
		pid_t pid = fork();

		assert_true(pid >= 0);
		if (pid == 0)
			_exit(try_refused(errors[i]));
		assert_int_equal(waitpid(pid, &status, 0), pid);
		assert_true(WIFEXITED(status));
		if (WEXITSTATUS(status) == 77)
			continue;
		assert_int_equal(WEXITSTATUS(status), 0);
		tried = true;
	}
	if (!tried)
		skip();
}
#endif

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_kernel),
		cmocka_unit_test(test_walk),
		cmocka_unit_test(test_either),
		cmocka_unit_test(test_links),
		cmocka_unit_test(test_links_end),
#ifdef O_PATH
		cmocka_unit_test(test_link_is_not_its_own_place),
#endif
		cmocka_unit_test(test_folders),
#ifdef CAN_REFUSE
		cmocka_unit_test(test_refused),
#endif
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
