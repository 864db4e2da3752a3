/*
 * The real sandbox: what a thread that answers strangers can still do.
 *
 * A sandbox is for good, so each case runs in a process of its own, which says
 * by its exit status how far it came.
 */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/fs.h"
#include "base/thread.h"
#include "sandbox.h"
#include "scratch.h"

enum { ALLOWED = 10, REFUSED, OTHER, NO_SANDBOX, NO_THREAD };

static char content[600], state[600], certs[600], above[600], port_text[16];
static const char *const words[] = { "allowed", "refused", "other", "no sandbox", "no thread" };

static int
verdict(bool worked)
{
	return worked ? ALLOWED : errno == EACCES || errno == EPERM ? REFUSED : OTHER;
}

/* --- what is tried --------------------------------------------------------- */

static int
try_read(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	return verdict(fd >= 0);
}

static int
try_list(const char *path)
{
	return verdict(open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC) >= 0);
}

static int
try_create(const char *path)
{
	return verdict(open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600) >= 0);
}

static int
try_write(const char *path)
{
	return verdict(open(path, O_WRONLY | O_CLOEXEC) >= 0);
}

static int
try_remove(const char *path)
{
	return verdict(unlink(path) == 0);
}

static int
try_exec(const char *path)
{
	execl(path, path, (char *)NULL);
	return verdict(false);
}

static struct sockaddr_in
loopback(unsigned port)
{
	return (struct sockaddr_in){ .sin_family = AF_INET, .sin_port = htons((uint16_t)port),
	    .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
}

static int
try_bind(const char *unused)
{
	struct sockaddr_in to = loopback(0);
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	(void)unused;
	return verdict(bind(fd, (struct sockaddr *)&to, sizeof to) == 0);
}

static int
try_connect(const char *port)
{
	struct sockaddr_in to = loopback((unsigned)atoi(port));
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	return verdict(connect(fd, (struct sockaddr *)&to, sizeof to) == 0);
}

/* --- how it is tried ------------------------------------------------------- */

struct attempt {
	int (*try)(const char *what);
	const char *what;
	int result;
};

static void *
attempt(void *arg)
{
	struct attempt *a = arg;

	a->result = a->try(a->what);
	return NULL;
}

static void
allow(struct sandbox *s)
{
	sandbox_allow_root(s, content, SANDBOX_READ);
	sandbox_allow(s, state, SANDBOX_WRITE, SANDBOX_ALL);
	sandbox_allow(s, certs, SANDBOX_READ, SANDBOX_MAIN);
}

/* In a process of its own: enters, then tries it in a worker or in the main thread. */
static int
in_sandbox(bool worker, int (*try)(const char *what), const char *what, unsigned port)
{
	struct attempt a = { try, what, OTHER };
	struct sandbox s = { 0 };
	struct strbuf why = STRBUF_INIT;
	pthread_t thread;
	int status;
	pid_t pid = fork();

	assert_true(pid >= 0);
	if (pid == 0) {
		allow(&s);
		if (port != 0)
			sandbox_allow_port(&s, port);
		if (sandbox_enter(&s, &why) != 0)
			_exit(NO_SANDBOX);
		if (!worker)
			attempt(&a);
		else if (thread_start(&thread, attempt, &a) != 0 || pthread_join(thread, NULL) != 0)
			a.result = NO_THREAD;
		_exit(a.result);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status));
	return WEXITSTATUS(status);
}

static void
expect(int line, int got, int wanted)
{
	if (got != wanted)
		fail_msg("line %d: %s instead of %s", line,
		    got >= ALLOWED && got <= NO_THREAD ? words[got - ALLOWED] : "executed or crashed", words[wanted - ALLOWED]);
}
#define WORKER(try, what, wanted) expect(__LINE__, in_sandbox(true, try, what, 0), wanted)
#define MAIN(try, what, wanted) expect(__LINE__, in_sandbox(false, try, what, 0), wanted)

static const char *
below(const char *dir, const char *name)
{
	static char path[700];

	snprintf(path, sizeof path, "%s/%s", dir, name);
	return path;
}

static int
set_up(void **state_)
{
	(void)state_;
	snprintf(above, sizeof above, "%s", scratch_path);
	snprintf(content, sizeof content, "%s/content", scratch_path);
	snprintf(state, sizeof state, "%s/state", scratch_path);
	snprintf(certs, sizeof certs, "%s/certs", scratch_path);
	fs_make_dirs(content, 0755);
	fs_make_dirs(state, 0755);
	fs_make_dirs(certs, 0755);
	assert_int_equal(fs_write_path(below(content, "a.md"), STR("# A\n"), 0644), 0);
	assert_int_equal(fs_write_path(below(state, "search.db"), STR("x"), 0644), 0);
	assert_int_equal(fs_write_path(below(certs, "host.key"), STR("secret"), 0600), 0);
	assert_int_equal(fs_write_path(below(scratch_path, "beside"), STR("secret"), 0644), 0);
	return 0;
}

static void
test_worker_reads_what_is_served(void **unused)
{
	(void)unused;
	WORKER(try_read, below(content, "a.md"), ALLOWED);
	WORKER(try_list, content, ALLOWED);
	WORKER(try_read, "/etc/passwd", REFUSED);
	WORKER(try_read, below(scratch_path, "beside"), REFUSED);
	WORKER(try_list, above, REFUSED);
	WORKER(try_list, "/", REFUSED);
}

static void
test_worker_reads_no_key(void **unused)
{
	(void)unused;
	WORKER(try_read, below(certs, "host.key"), REFUSED);
	WORKER(try_list, certs, REFUSED);
	MAIN(try_read, below(certs, "host.key"), ALLOWED);
	MAIN(try_write, below(certs, "host.key"), REFUSED);
	MAIN(try_read, "/etc/passwd", REFUSED);
}

static void
test_worker_writes_state_alone(void **unused)
{
	(void)unused;
	WORKER(try_create, below(state, "new"), ALLOWED);
	WORKER(try_write, below(state, "search.db"), ALLOWED);
	WORKER(try_remove, below(state, "search.db"), ALLOWED);
	WORKER(try_create, below(content, "new.md"), REFUSED);
	WORKER(try_write, below(content, "a.md"), REFUSED);
	WORKER(try_remove, below(content, "a.md"), REFUSED);
	WORKER(try_create, below(scratch_path, "new"), REFUSED);
	WORKER(try_create, "/tmp/marmot-sandbox-test-must-not-be", REFUSED);
}

static void
test_nobody_executes(void **unused)
{
	(void)unused;
	WORKER(try_exec, "/bin/true", REFUSED);
	MAIN(try_exec, "/bin/true", REFUSED);
}

/* A socket of the test's own, before any sandbox. */
static void
test_network(void **unused)
{
	struct sockaddr_in at = loopback(0);
	socklen_t size = sizeof at;
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	unsigned port;

	(void)unused;
	assert_int_equal(bind(fd, (struct sockaddr *)&at, sizeof at), 0);
	assert_int_equal(listen(fd, 8), 0);
	assert_int_equal(getsockname(fd, (struct sockaddr *)&at, &size), 0);
	port = ntohs(at.sin_port);
	snprintf(port_text, sizeof port_text, "%u", port);
	if (sandbox_version() >= 4) {
		WORKER(try_bind, "", REFUSED);
		MAIN(try_bind, "", ALLOWED);
		WORKER(try_connect, port_text, REFUSED);
	} else {
		print_message("NOT TESTED: landlock %d of this kernel cannot limit the network\n", sandbox_version());
	}
	expect(__LINE__, in_sandbox(true, try_connect, port_text, port), ALLOWED);
	close(fd);
}

static int
lost_after(bool replace)
{
	struct sandbox s = { 0 };
	struct strbuf why = STRBUF_INIT;
	char aside[700];
	int status;
	pid_t pid = fork();

	assert_true(pid >= 0);
	if (pid == 0) {
		allow(&s);
		if (sandbox_enter(&s, &why) != 0)
			_exit(NO_SANDBOX);
		/* The test's own process replaces the folder; here only the end of it is awaited. */
		raise(SIGSTOP);
		_exit(sandbox_lost(&s) == NULL ? ALLOWED : strcmp(sandbox_lost(&s), content) == 0 ? REFUSED : OTHER);
	}
	assert_int_equal(waitpid(pid, &status, WUNTRACED), pid);
	if (!WIFSTOPPED(status))
		return WEXITSTATUS(status);
	snprintf(aside, sizeof aside, "%s.old", content);
	if (replace) {
		assert_int_equal(rename(content, aside), 0);
		fs_make_dirs(content, 0755);
	}
	kill(pid, SIGCONT);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	if (replace) {
		assert_int_equal(rmdir(content), 0);
		assert_int_equal(rename(aside, content), 0);
	}
	return WEXITSTATUS(status);
}

static void
test_replaced_folder_is_noticed(void **unused)
{
	(void)unused;
	expect(__LINE__, lost_after(false), ALLOWED);
	expect(__LINE__, lost_after(true), REFUSED);
}

/* What a reload asks for, by what the kernel would say. */
static void
test_what_would_be_allowed(void **unused)
{
	static const struct {
		const char *dir, *name;
		enum sandbox_use use;
		enum sandbox_who who;
		bool allowed;
	} rows[] = {
		{ content, "a.md", SANDBOX_READ, SANDBOX_ALL, true },
		{ content, ".", SANDBOX_WRITE, SANDBOX_ALL, false },
		{ content, "not/there/yet", SANDBOX_READ, SANDBOX_MAIN, true },
		{ state, "b.test/search.db", SANDBOX_WRITE, SANDBOX_ALL, true },
		{ state, "../beside", SANDBOX_READ, SANDBOX_ALL, false },
		{ certs, "new.crt", SANDBOX_READ, SANDBOX_MAIN, true },
		{ certs, "new.crt", SANDBOX_READ, SANDBOX_ALL, false },
		{ certs, "new.crt", SANDBOX_WRITE, SANDBOX_MAIN, false },
		{ above, "content-and-more", SANDBOX_READ, SANDBOX_MAIN, false },
		{ "/etc", "passwd", SANDBOX_READ, SANDBOX_MAIN, false },
	};
	pid_t pid = fork();
	int status;

	(void)unused;
	assert_true(pid >= 0);
	if (pid == 0) {
		struct sandbox s = { 0 };
		struct strbuf why = STRBUF_INIT;

		allow(&s);
		if (!sandbox_allows(&s, "/etc/passwd", SANDBOX_WRITE, SANDBOX_ALL) || !sandbox_allows_port(&s, 1))
			_exit(1);	/* nothing is active yet */
		sandbox_allow_port(&s, 4000);
		if (sandbox_enter(&s, &why) != 0)
			_exit(2);
		for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
			if (sandbox_allows(&s, below(rows[i].dir, rows[i].name), rows[i].use, rows[i].who) != rows[i].allowed)
				_exit(100 + (int)i);
		_exit(!sandbox_allows_port(&s, 4000) || (sandbox_version() >= 4 && sandbox_allows_port(&s, 4001)) ? 3 : 0);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 0);
}

static void
test_described(void **unused)
{
	struct strbuf out = STRBUF_INIT;

	(void)unused;
	sandbox_describe(&out);
	assert_non_null(strstr(out.buf, sandbox_version() > 0 ? "landlock" : "none"));
	strbuf_done(&out);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_worker_reads_what_is_served), cmocka_unit_test(test_worker_reads_no_key),
		cmocka_unit_test(test_worker_writes_state_alone), cmocka_unit_test(test_nobody_executes),
		cmocka_unit_test(test_network), cmocka_unit_test(test_replaced_folder_is_noticed),
		cmocka_unit_test(test_what_would_be_allowed), cmocka_unit_test(test_described),
	};
	const struct CMUnitTest without[] = { cmocka_unit_test(test_described) };
	int failed;

	if (sandbox_version() == 0) {
		fprintf(stderr, "\n*** NOT TESTED: this kernel has no landlock, so nothing of the sandbox was tried ***\n\n");
		return cmocka_run_group_tests(without, NULL, NULL);
	}
	scratch_begin();
	failed = cmocka_run_group_tests(tests, set_up, NULL);
	scratch_end();
	return failed;
}
