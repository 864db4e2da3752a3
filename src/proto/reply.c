/* reply.c - the bytes that answer a request. */
#include "proto/reply.h"

#include <assert.h>
#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

#include "proto/cache.h"

void
reply_init(struct reply *r)
{
	*r = (struct reply){ .bytes = STRBUF_INIT, .fd = -1 };
}

void
reply_done(struct reply *r)
{
	strbuf_done(&r->bytes);
	if (r->entry != NULL)
		cache_entry_release(r->entry);
	if (r->fd >= 0)
		close(r->fd);
	reply_init(r);
}

/* What is sent from memory right now. */
static struct str
source(const struct reply *r)
{
	return r->entry != NULL ? r->entry->bytes : strbuf_str(&r->bytes);
}

static void
add_lines(struct reply *r, const char *p, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (p[i] == '\n' && r->last != '\r')
			strbuf_addc(&r->bytes, '\r');
		if (p[i] == '.' && r->form == REPLY_DOTTED && (r->last == '\n' || r->last == '\0'))
			strbuf_addc(&r->bytes, '.');
		strbuf_addc(&r->bytes, p[i]);
		r->last = p[i];
	}
}

static void
end_lines(struct reply *r)
{
	if (r->last != '\n' && r->last != '\0')
		strbuf_adds(&r->bytes, r->last == '\r' ? "\n" : "\r\n");
	if (r->form == REPLY_DOTTED)
		strbuf_adds(&r->bytes, ".\r\n");
}

void
reply_set_file(struct reply *r, int fd, uint64_t left, const struct fs_stamp *stamp)
{
	r->fd = fd;
	r->file_left = left;
	r->stamp = *stamp;
	r->stamped = true;
}

/* Asked after reading, so that nothing can come between: 0, or -errno when what was sent
 * and what would come are not of one file.  What is appended leaves the rest as it was; but
 * while it is written a kernel sets the time first and the size afterwards. */
static int
ask_stamp(struct reply *r)
{
	struct fs_stamp now;
	struct stat st;

	if (!r->stamped || fstat(r->fd, &st) != 0)
		return 0;
	now = fs_stamp_of(&st);
	if (now.size < r->stamp.size) {
		r->outcome = "truncated file";
		return -EIO;
	}
	if (now.size > r->stamp.size || now.mtime_ns == r->stamp.mtime_ns) {
		r->doubts = 0;
		return 0;
	}
	if (r->doubts < REPLY_DOUBTS_MAX) {
		r->doubts++;
		return -EAGAIN;
	}
	r->outcome = "overwritten file";
	return -EBUSY;
}

/* Puts the next piece of the file behind bytes.  0 or -errno. */
static int
read_file(struct reply *r)
{
	char piece[REPLY_FILE_CHUNK];
	size_t want = REPLY_FILE_CHUNK - r->bytes.len;
	char *to = piece;
	ssize_t n;
	int error;

	if (want > r->file_left)
		want = (size_t)r->file_left;
	if (r->form == REPLY_BYTES) {
		strbuf_grow(&r->bytes, want);
		to = r->bytes.buf + r->bytes.len;
	}
	do
		n = read(r->fd, to, want);
	while (n < 0 && errno == EINTR);
	if (n < 0) {
		r->outcome = "unreadable file";
		return -errno;
	}
	/* It promised more when it was opened. */
	if (n == 0) {
		r->outcome = "truncated file";
		return -EIO;
	}
	error = ask_stamp(r);
	if (error == -EAGAIN && lseek(r->fd, -(off_t)n, SEEK_CUR) < 0)
		error = -errno;
	if (error != 0)
		return error;
	r->file_left -= (uint64_t)n;
	if (r->form == REPLY_BYTES) {
		strbuf_advance(&r->bytes, (size_t)n);
	} else {
		add_lines(r, piece, (size_t)n);
		if (r->file_left == 0)
			end_lines(r);
	}
	return 0;
}

int
reply_peek(struct reply *r, struct reply_chunk *ret)
{
	bool dry = r->at == r->bytes.len;
	struct str from;
	int error;

	/* The first piece goes behind the header at once, so that both leave together. */
	if (r->fd >= 0 && r->file_left > 0 &&
	    (dry || (r->sent == 0 && r->bytes.len < REPLY_FILE_CHUNK))) {
		error = read_file(r);
		if (error != 0)
			return error;
	}
	if (dry && r->is_cut)
		return -EIO;
	from = str_from(source(r), r->at);
	*ret = (struct reply_chunk){ from.p, from.len };
	return 0;
}

void
reply_sent(struct reply *r, size_t n)
{
	assert(n <= source(r).len - r->at);
	r->at += n;
	r->sent += n;
	/* A client who stops reading must not make us keep what he has had. */
	if (r->entry == NULL && r->at == r->bytes.len) {
		strbuf_done(&r->bytes);
		r->at = 0;
	}
}

size_t
reply_header_len(const struct reply *r, enum scheme scheme)
{
	struct str from = source(r);
	size_t end = str_find(from, '\n');

	return (scheme == SCHEME_GEMINI || scheme == SCHEME_SPARTAN) && end < from.len ? end + 1 : 0;
}
