/* unix_socket_test.c - sockets that have a path. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/fs.h"
#include "base/unix_socket.h"
#include "scratch.h"

static const struct unix_socket_access ours = { .mode = 0640 };

static void
test_listens_as_asked(void **state)
{
	const char *path = scratch_name("one.sock");
	struct stat st;
	int fd = unix_socket_listen(path, &ours, 4), client;

	(void)state;
	assert_true(fd >= 0);
	assert_int_equal(lstat(path, &st), 0);
	assert_true(S_ISSOCK(st.st_mode));
	assert_int_equal(st.st_mode & 07777, 0640);
	assert_int_not_equal(fcntl(fd, F_GETFD) & FD_CLOEXEC, 0);
	client = unix_socket_connect(path, SOCK_STREAM);
	assert_true(client >= 0);
	/* Somebody listens: it is not taken from him. */
	assert_int_equal(unix_socket_listen(path, &ours, 4), -EADDRINUSE);
	close(client);
	close(fd);
	/* Nobody does any more. */
	assert_int_equal(unix_socket_connect(path, SOCK_STREAM), -ECONNREFUSED);
	fd = unix_socket_listen(path, &(struct unix_socket_access){ .mode = 0666 }, 4);
	assert_true(fd >= 0);
	assert_int_equal(lstat(path, &st), 0);
	assert_int_equal(st.st_mode & 07777, 0666);
	close(fd);
	unlink(path);
}

static void
test_refuses(void **state)
{
	const struct unix_socket_access nobodys = { .mode = 0600, .group = "no-such-group-here" };
	const char *path = scratch_name("file");
	char name[UNIX_SOCKET_PATH_SIZE * 2];
	struct stat st;

	(void)state;
	assert_int_equal(fs_write_path(path, STR("mine"), 0600), 0);
	assert_int_equal(unix_socket_listen(path, &ours, 4), -EADDRINUSE);
	assert_int_equal(lstat(path, &st), 0);
	assert_true(S_ISREG(st.st_mode) && st.st_size == 4);
	unlink(path);
	/* What was bound before the group was found wanting is gone again. */
	assert_int_equal(unix_socket_listen(path, &nobodys, 4), -ESRCH);
	assert_int_equal(lstat(path, &st), -1);
	assert_int_equal(unix_socket_connect(path, SOCK_STREAM), -ENOENT);
	memset(name, 'x', sizeof name - 1);
	name[sizeof name - 1] = '\0';
	assert_int_equal(unix_socket_listen(name, &ours, 4), -ENAMETOOLONG);
	assert_int_equal(unix_socket_connect(name, SOCK_STREAM), -ENAMETOOLONG);
	assert_int_equal(unix_socket_connect("", SOCK_DGRAM), -ENAMETOOLONG);
	assert_int_equal(unix_socket_listen("@abstract", &ours, 4), -EINVAL);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_listens_as_asked), cmocka_unit_test(test_refuses),
	};
	int failed;

	scratch_begin();
	failed = cmocka_run_group_tests(tests, NULL, NULL);
	scratch_end();
	return failed;
}
