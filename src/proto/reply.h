/*
 * reply.h - the bytes that answer a request, and nothing that points back.
 *
 * A reply owns its bytes (or holds a counted page of the cache, or an open
 * file); no slow client ever keeps a catalogue.
 */
#ifndef PROTO_REPLY_H
#define PROTO_REPLY_H

#include <stdint.h>

#include "base/fs.h"
#include "render/address.h"

struct cache_entry;

/* Where bytes to be sent stand right now. */
struct reply_chunk {
	const char *p;
	size_t len;		/* [bytes]; 0: all was sent */
};

/* What becomes of a file's bytes on their way. */
enum reply_form {
	REPLY_BYTES,		/* nothing */
	REPLY_LINES,		/* text: every line ends in CRLF, the last one too (RFC 1436, appendix) */
	REPLY_DOTTED,		/* the same, "." at line starts doubled, and the final "." */
};

struct reply {
	int status;			/* Gemini's numbers, for the log in Gopher too */
	struct strbuf bytes;		/* header, and the body unless it is elsewhere */
	struct cache_entry *entry;	/* the whole answer, held; or NULL */
	int fd;				/* body from this file after bytes; -1 for none */
	uint64_t file_left;		/* [bytes] of it still to be read */
	enum reply_form form;		/* of the file's bytes */
	uint64_t sent;			/* [bytes] of everything so far */
	bool is_cut;			/* behind bytes comes no clean end: outcome says why */
	const char *outcome;		/* for the log: "truncated file" …; NULL: "ok" */
	/* private */
	struct fs_stamp stamp;		/* of the file when it was opened */
	bool stamped;
	unsigned doubts;		/* how often in a row -EAGAIN was said */
	size_t at;			/* [bytes] of the current source that are sent */
	char last;			/* byte of the file, for REPLY_LINES; 0 before the first */
};

/* [bytes] read from a file at once: what one TLS record holds, and all that a
 * client who does not read can make us keep. */
#define REPLY_FILE_CHUNK ((size_t)16 * 1024)

/* Moments (file_pause_ms) for who writes to a file that is sent: between a file's new
 * time and its new size the kernel may wait for a disk. */
#define REPLY_DOUBTS_MAX 8

void reply_init(struct reply *r);
void reply_done(struct reply *r);	/* closes, releases, frees; usable again */
/* The body is the rest of an open file, left [bytes] of it, which had this stamp.  Takes fd. */
void reply_set_file(struct reply *r, int fd, uint64_t left, const struct fs_stamp *stamp);

/*
 * The next bytes to send, at most about REPLY_FILE_CHUNK of a file at once.
 * 0, or -errno when the file could not be read (the client then sees a cut
 * answer without a clean end).  A file that shrank ends the same way (-EIO), and
 * one that was written over (-EBUSY): half of each must not look like a whole.
 * One that grows is sent as far as it went.  -EAGAIN: it is being written to, and
 * a moment later it will show which of the two this is; said REPLY_DOUBTS_MAX times
 * in a row, then judged.
 */
int reply_peek(struct reply *r, struct reply_chunk *ret);
/* n bytes of the last chunk are on their way. */
void reply_sent(struct reply *r, size_t n);

/* [bytes] at the beginning that are no body: Gemini's or Spartan's header with its CRLF.
 * Asked before anything is sent. */
size_t reply_header_len(const struct reply *r, enum scheme scheme);

#endif
