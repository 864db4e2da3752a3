/*
 * beneath.h - opening a path that must not leave its folder.
 *
 * path is relative to the folder dir, NUL-terminated, and may have no ".."
 * segment.  Each function gives a descriptor (O_CLOEXEC) or a negative errno:
 * -EXDEV for a path that leaves dir.  flags as in open(2), without O_CREAT.
 * A final "/" asks for a folder.
 */
#ifndef BASE_BENEATH_H
#define BASE_BENEATH_H

#define BENEATH_NAME_SIZE_MAX 255	/* [bytes] of one segment: NAME_MAX everywhere */
#define BENEATH_LINKS_MAX 40		/* followed on one way, as in Linux (path_resolution(7)); more: -ELOOP */
#define BENEATH_PATH_MAX 4096		/* [bytes] of what a link and the rest of the way are together */

/* By the kernel if it can, else by walking; through links that stay below dir. */
int beneath_open(int dir, const char *path, int flags);

/* openat2(2) or O_RESOLVE_BENEATH: follows links that stay below dir.  -ENOSYS
 * where the kernel has neither. */
int beneath_open_kernel(int dir, const char *path, int flags);
/* Segment by segment, following no link at all. */
int beneath_open_walk(int dir, const char *path, int flags);
/* The same, with links read and followed by ourselves. */
int beneath_open_links(int dir, const char *path, int flags);

#endif
