/*
 * watch.h - word from the system that something in the folders has changed.
 *
 * On Linux inotify(7): one watch for each folder that a walk goes into, set
 * before the folder is listed, so that what is made in it later brings news and
 * what was made before is in the listing.  Folders that are out (excludes.h)
 * are never gone into and so never watched.  News says that something changed,
 * and in which folders: whoever hears it lists all of them, and looks at the
 * files of those.
 *
 * No news is no proof: changes below an overlay, on the far side of NFS or of a
 * virtual machine's shared folder, and through mmap(2) bring none, and the
 * system watches only so many folders.  Whoever relies on it looks now and then
 * all the same.  Elsewhere than on Linux there is no watch (-ENOSYS).
 *
 * A watch belongs to one thread at a time.
 */
#ifndef CONTENT_WATCH_H
#define CONTENT_WATCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define WATCH_FOLDERS_MAX ((size_t)200000)	/* the kernel takes about 1 KB for each */
#define WATCH_FILES_MAX ((size_t)1000)		/* of files that links lead to */
#define WATCH_NEWS_MAX ((size_t)1000)	/* folders that news are told apart of; with more all have some */
#define WATCH_QUIET_MS 100	/* without news before anybody looks: a save is several steps */
#define WATCH_LONGEST_MS 500	/* after the first news somebody looks all the same */

struct watch;

/* At most folders_max folders (0: the limit above).  NULL with a negative errno in *ret_error. */
struct watch *watch_new(size_t folders_max, int *ret_error);
void watch_free(struct watch *w);

/* Around a walk: what is not named in between is watched no more. */
void watch_begin(struct watch *w);
void watch_end(struct watch *w);
/* Watches the open folder, or the open file that a link has led to; fd stays the caller's.
 * False: it was watched since the last walk, and until watch_begin there was no news of it. */
bool watch_folder(struct watch *w, int fd);
void watch_file(struct watch *w, int fd);

size_t watch_count(const struct watch *w);	/* watched since the last walk */
/* Folders of the last walk that are not watched, and the negative errno that says why:
 * -ENOSPC for the system's limit, -E2BIG for ours. */
size_t watch_left_out(const struct watch *w, int *ret_error);

/* Readable when there may be news. */
int watch_fd(const struct watch *w);

enum watch_news {
	WATCH_NOTHING,		/* nothing that could matter */
	WATCH_CHANGED,
	WATCH_LOST,		/* more came than the system could keep */
};
/* Takes in all that has come. */
enum watch_news watch_read(struct watch *w);

/*
 * When to look after news.  Begins with all zero.  Times are in milliseconds of
 * one clock that never jumps; the function says from when on, UINT64_MAX: not at
 * all, 0: at once.  After having looked, zero it.
 */
struct watch_lull {
	enum watch_news news;	/* the gravest so far */
	uint64_t first_ms, last_ms;
};
void watch_lull_note(struct watch_lull *l, enum watch_news news, uint64_t now_ms);
uint64_t watch_lull_over(const struct watch_lull *l);

#endif
