/*
 * fs.h - files, without surprises.
 *
 * Opened files are always regular ones: a FIFO, socket or device in the
 * content folder is refused, never waited for.  Results: 0 or a descriptor,
 * or a negative errno.  Paths below a folder never leave it (base/beneath.h):
 * openat2 with RESOLVE_BENEATH and RESOLVE_NO_MAGICLINKS where the kernel has
 * it, else segment by segment with O_NOFOLLOW, which follows no link at all.
 */
#ifndef BASE_FS_H
#define BASE_FS_H

#include <stdint.h>
#include <sys/types.h>

#include "base/strbuf.h"

/* What tells one state of a file from another. */
struct fs_stamp {
	uint64_t size;		/* [bytes] */
	int64_t mtime_ns;
	int64_t ctime_ns;	/* of the last change to its bytes or its mode; cannot be set */
	uint64_t inode;
};
bool fs_stamp_eq(struct fs_stamp a, struct fs_stamp b);

/* Two changes within this time may leave the same stamp: some file systems
 * count seconds (FAT: two), and kernels tick. */
#define FS_STAMP_GRAIN_S 2
/* Whether the stamp was taken so soon after the last change that it might not
 * tell the next one.  Asks the clock. */
bool fs_stamp_is_fresh(struct fs_stamp stamp);
/* From what fstat(2) gave. */
struct stat;
struct fs_stamp fs_stamp_of(const struct stat *st);

/* openat(2), with O_CLOEXEC, that no signal ends: a slow disk or a network's file
 * system answers EINTR.  mode counts with O_CREAT.  A descriptor or -errno. */
int fs_openat(int dir, const char *path, int flags, unsigned mode);
/* fsync(2) that no signal ends, of a file; 0 or -errno. */
int fs_sync(int fd);
/* The same of a folder, whose names are to last; 0 also where the file system has no
 * such thing and says so with EINVAL. */
int fs_sync_dir(int dir);

/* Opens the folder at path for the *at family; fd or -errno. */
int fs_open_dir(const char *path);

/*
 * Opens the regular file path below the folder dir for reading, without
 * following links that leave it.  path is relative, NUL-terminated, without
 * ".." segments.  ret_stamp may be NULL.  -EINVAL when it is no regular file.
 */
int fs_open_file(int dir, const char *path, struct fs_stamp *ret_stamp);
/* Opens a folder below dir, by the same rules. */
int fs_open_dir_at(int dir, const char *path);
/* The stamp of a regular file below dir, which need not be readable; 0 or
 * -errno, -EINVAL as above. */
int fs_stat_file(int dir, const char *path, struct fs_stamp *ret_stamp);

/* The same by a plain path. */
int fs_stat_path(const char *path, struct fs_stamp *ret_stamp);

/* Appends the whole file to out; at most max bytes, else -EFBIG.  out is as it
 * was on failure. */
int fs_read_fd(int fd, size_t max, struct strbuf *out);
int fs_read_file(int dir, const char *path, size_t max, struct strbuf *out, struct fs_stamp *ret_stamp);
/* The same by a plain path, for files the owner names (configuration, certificates). */
int fs_read_path(const char *path, size_t max, struct strbuf *out);
/* Why that failed, in words for the owner: what strerror(3) says, but for -EINVAL. */
const char *fs_why(int error);

/* Writes the file whole or not at all: temporary file, fsync, rename, fsync of
 * the folder.  mode as in open(2).  A link at path is replaced, not followed.
 * 0 or -errno. */
int fs_write_path(const char *path, struct str bytes, unsigned mode);
/* The same for what is too large to be held in one piece: fill puts it into
 * the new file by fs_put_at, and gives 0 or -errno. */
typedef int fs_fill(void *arg, int fd);
int fs_fill_path(const char *path, fs_fill *fill, void *arg, unsigned mode);
/* Puts bytes at an offset [bytes] of the open file; 0 or -errno. */
int fs_put_at(int fd, size_t at, struct str bytes);
/* fs_write_path without waiting for the disk: for what can be made again. */
int fs_put_path(const char *path, struct str bytes, unsigned mode);
/* The same with the rest of the open file from, and its time of change. */
int fs_copy_path(const char *path, int from, unsigned mode);
/* Makes a new file with these bytes; -EEXIST when anything of that name is
 * there, which then stays as it is.  0 or -errno. */
int fs_create_path(const char *path, struct str bytes, unsigned mode);
/* The same for a name in the open folder dir, with just that mode. */
int fs_write_at(int dir, const char *name, struct str bytes, unsigned mode);
/* Keeps the regular file name of dir under to_name in the folder to, by a second
 * link if it can be, else by a copy: for what is about to be replaced.  0 or
 * -errno, -EEXIST when that name is taken. */
int fs_keep_at(int dir, const char *name, int to, const char *to_name);
/* The same within the folder that path lies in. */
int fs_keep_path(const char *path, const char *to_name);
/* Gives the file at path another name in its folder, where it replaces what has
 * that name, and makes that last; 0 or -errno. */
int fs_move_path(const char *path, const char *to_name);
/* Removes a file and makes that last; 0 or -errno. */
int fs_remove_at(int dir, const char *name);
/* mkdir -p with the given mode for each new folder; 0, also when all are there
 * already, or -errno. */
int fs_make_dirs(const char *path, unsigned mode);

/*
 * Lists the folder dir (an open descriptor, which stays the caller's), in
 * bytewise order of names, "." and ".." left out.  Return false from each to
 * stop.
 */
struct fs_entry {
	const char *name;
	uint64_t inode;		/* as the folder has it: below an overlay it may not be that of the stamp */
	char kind;		/* 'f' regular file, 'd' folder, 'l' symbolic link (what it points to is
				 * found by opening it), '?' anything else */
};
typedef bool fs_each(void *arg, const struct fs_entry *entry);
int fs_list(int dir, fs_each *each, void *arg);

#endif
