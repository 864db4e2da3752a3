/* mem_code.c - what only the start has needed of the program's own files. */
#include "base/mem.h"

#ifdef __linux__

#include <link.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* Code that was changed in place when it was loaded cannot be had again from its file. */
static bool
is_changed(const struct dl_phdr_info *info)
{
	const ElfW(Dyn) *d = NULL;

	for (size_t i = 0; i < info->dlpi_phnum; i++)
		if (info->dlpi_phdr[i].p_type == PT_DYNAMIC)
			d = (const void *)(info->dlpi_addr + info->dlpi_phdr[i].p_vaddr);
	for (; d != NULL && d->d_tag != DT_NULL; d++)
		if (d->d_tag == DT_TEXTREL || (d->d_tag == DT_FLAGS && (d->d_un.d_val & DF_TEXTREL) != 0))
			return true;
	return false;
}

static int
forget_one(struct dl_phdr_info *info, size_t size, void *arg)
{
	const uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE);

	(void)size;
	(void)arg;
	/* The kernel's own has no file. */
	if (strncmp(info->dlpi_name, "linux-", 6) == 0 || is_changed(info))
		return 0;
	for (size_t i = 0; i < info->dlpi_phnum; i++) {
		const ElfW(Phdr) *ph = &info->dlpi_phdr[i];
		uintptr_t begin = (info->dlpi_addr + ph->p_vaddr) & ~(page - 1);
		uintptr_t end = (info->dlpi_addr + ph->p_vaddr + ph->p_memsz + page - 1) & ~(page - 1);

		if (ph->p_type == PT_LOAD && (ph->p_flags & PF_W) == 0)
			(void)madvise((void *)begin, end - begin, MADV_DONTNEED);
	}
	return 0;
}

void
mem_forget_code(void)
{
	(void)dl_iterate_phdr(forget_one, NULL);
}

#else

void
mem_forget_code(void)
{
}

#endif
