/* inject_memory.c - faults of the system, made to order: memory. */
#include <errno.h>
#include <stdlib.h>

#include "inject.h"

static bool
is_refused(const void *address)
{
	enum inject_caller caller;

	if (inject_page == NULL)
		return false;
	caller = inject_caller(address);
	if (caller == INJECT_OTHER || inject_fault(INJECT_MEMORY + caller) == 0)
		return false;
	errno = ENOMEM;
	return true;
}

void *
malloc(size_t size)
{
	INJECT_REAL(malloc);
	return is_refused(__builtin_return_address(0)) ? NULL : real(size);
}

void *
calloc(size_t n, size_t size)
{
	INJECT_REAL(calloc);
	return is_refused(__builtin_return_address(0)) ? NULL : real(n, size);
}

void *
realloc(void *p, size_t size)
{
	INJECT_REAL(realloc);
	return is_refused(__builtin_return_address(0)) ? NULL : real(p, size);
}
