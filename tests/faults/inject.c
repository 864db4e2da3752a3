/* inject.c - faults of the system, made to order: the page, and whose call it is. */
#include "inject.h"

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <link.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define OBJECTS_MAX 16

static const struct {
	const char *name;
	enum inject_caller caller;
} libraries[] = {
	{ "/libcrypto.", INJECT_OPENSSL }, { "/libssl.", INJECT_OPENSSL }, { "/libyaml-", INJECT_YAML },
	{ "/libsqlite3.", INJECT_SQLITE }, { "/libevent_core-", INJECT_EVENT }, { "/libcmark-gfm", INJECT_CMARK },
};

static struct object {
	uintptr_t from, to;
	enum inject_caller caller;
} objects[OBJECTS_MAX];
static size_t nobjects;
static uintptr_t own_base;

struct inject_page *inject_page;
static _Thread_local bool was_fault[INJECT_CALLS] __attribute__((tls_model("initial-exec")));

static int
note_object(struct dl_phdr_info *info, size_t size, void *arg)
{
	struct object o = { UINTPTR_MAX, 0, INJECT_OTHER };
	/* The program itself comes first: glibc gives it no name, musl the one it was called by. */
	bool *is_first = arg, own = *is_first;

	(void)size;
	*is_first = false;
	for (size_t i = 0; i < sizeof libraries / sizeof libraries[0]; i++)
		if (strstr(info->dlpi_name, libraries[i].name) != NULL)
			o.caller = libraries[i].caller;
	if (own) {
		o.caller = INJECT_OWN;
		own_base = info->dlpi_addr;
	}
	if (o.caller == INJECT_OTHER || nobjects == OBJECTS_MAX)
		return 0;
	for (size_t i = 0; i < info->dlpi_phnum; i++) {
		const ElfW(Phdr) *p = &info->dlpi_phdr[i];
		uintptr_t at = info->dlpi_addr + p->p_vaddr;

		if (p->p_type != PT_LOAD || !(p->p_flags & PF_X))
			continue;
		o.from = at < o.from ? at : o.from;
		o.to = at + p->p_memsz > o.to ? at + p->p_memsz : o.to;
	}
	objects[nobjects++] = o;
	return 0;
}

static __attribute__((constructor)) void
begin(void)
{
	const char *path = getenv("INJECT");
	int fd = path != NULL ? open(path, O_RDWR | O_CLOEXEC) : -1;
	bool is_first = true;
	void *page;

	if (fd < 0)
		return;
	(void)dl_iterate_phdr(note_object, &is_first);
	page = mmap(NULL, sizeof *inject_page, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	close(fd);
	if (page == MAP_FAILED)
		return;
	inject_page = page;
	__atomic_store_n(&inject_page->loaded, 1, __ATOMIC_SEQ_CST);
}

void *
inject_real(const char *name)
{
	void *real = dlsym(RTLD_NEXT, name);

	if (real == NULL)
		abort();
	return real;
}

enum inject_caller
inject_caller(const void *address)
{
	uintptr_t at = (uintptr_t)address;

	for (size_t i = 0; i < nobjects; i++) {
		const struct object *o = &objects[i];

		if (at < o->from || at >= o->to)
			continue;
		for (size_t k = 0; o->caller == INJECT_OWN && k < INJECT_RANGES; k++)
			if (at - own_base > (uintptr_t)inject_page->ranges[k][0] &&
			    at - own_base <= (uintptr_t)inject_page->ranges[k][1])
				return INJECT_EVENT;
		return o->caller;
	}
	return INJECT_OTHER;
}

int64_t
inject_fault(unsigned number)
{
	struct inject_slot *slot = &inject_page->slots[number];
	int64_t calls = __atomic_add_fetch(&slot->calls, 1, __ATOMIC_RELAXED);
	int64_t every = __atomic_load_n(&slot->every, __ATOMIC_RELAXED);
	int64_t most = __atomic_load_n(&slot->most, __ATOMIC_RELAXED);
	bool memory = number >= INJECT_MEMORY;

	if (every == 0 || calls % every != 0 || (was_fault[number] && !memory)) {
		was_fault[number] = false;
		return 0;
	}
	if (__atomic_add_fetch(&slot->faults, 1, __ATOMIC_RELAXED) > most && most > 0) {
		__atomic_sub_fetch(&slot->faults, 1, __ATOMIC_RELAXED);
		return 0;
	}
	was_fault[number] = true;
	return __atomic_load_n(&slot->kind, __ATOMIC_RELAXED);
}

/* --- the folder that fails ---------------------------------------------------- */

static bool
is_below(const char *path)
{
	size_t n = strlen(inject_page->folder);

	return n > 0 && strncmp(path, inject_page->folder, n) == 0 && (path[n] == '/' || path[n] == '\0');
}

static bool
path_of(int fd, char path[static PATH_MAX])
{
	char link[64];
	ssize_t n;

	snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
	n = readlink(link, path, PATH_MAX - 1);
	if (n < 0)
		return false;
	path[n] = '\0';
	return true;
}

bool
inject_in_folder_fd(int fd)
{
	char path[PATH_MAX];
	int saved = errno;
	bool in = inject_page->folder_error != 0 && path_of(fd, path) && is_below(path);

	errno = saved;
	return in;
}

bool
inject_in_folder(int dir, const char *path)
{
	char base[PATH_MAX], whole[2 * PATH_MAX];
	int saved = errno;
	bool in = false;

	if (inject_page->folder_error == 0)
		return false;
	if (path[0] == '/') {
		in = is_below(path);
	} else if (dir == AT_FDCWD ? getcwd(base, sizeof base) != NULL : path_of(dir, base)) {
		snprintf(whole, sizeof whole, "%s/%s", base, path);
		in = is_below(whole);
	}
	errno = saved;
	return in;
}
