/*
 * host_fuzz.c - what must hold for names of hosts and for Punycode, whatever a
 * stranger asks for.  The input is a name; behind a NUL stands another one, as
 * an owner has configured it.
 */
#include <assert.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/punycode.h"
#include "base/utf8.h"
#include "proto/host.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

#define BEFORE "before"		/* what stood in a buffer already */

static struct str
behind(const struct strbuf *out)
{
	assert(str_starts(strbuf_str(out), STR(BEFORE)));
	return str_from(strbuf_str(out), strlen(BEFORE));
}

/* Encoding is undone by decoding; what cannot be encoded leaves nothing behind. */
static void
check_encode(struct str label)
{
	struct strbuf code = STRBUF_INIT, again = STRBUF_INIT;

	strbuf_adds(&code, BEFORE);
	strbuf_adds(&again, BEFORE);
	if (!punycode_encode(&code, label)) {
		assert(behind(&code).len == 0);
	} else {
		assert(utf8_valid(label) && behind(&code).len <= PUNYCODE_LABEL_MAX);
		for (size_t i = 0; i < code.len; i++)
			assert((unsigned char)code.buf[i] < 0x80);
		if (label.len > 0) {
			assert(punycode_decode(&again, behind(&code)));
			assert(str_eq(behind(&again), label));
		}
	}
	strbuf_done(&code);
	strbuf_done(&again);
}

/* What was decoded means the same once it is encoded again. */
static void
check_decode(struct str code)
{
	struct strbuf label = STRBUF_INIT, again = STRBUF_INIT, twice = STRBUF_INIT;

	strbuf_adds(&label, BEFORE);
	if (!punycode_decode(&label, code)) {
		assert(behind(&label).len == 0);
	} else {
		assert(utf8_valid(behind(&label)));
		if (punycode_encode(&again, behind(&label))) {
			assert(punycode_decode(&twice, strbuf_str(&again)));
			assert(str_eq(strbuf_str(&twice), behind(&label)));
		}
	}
	strbuf_done(&label);
	strbuf_done(&again);
	strbuf_done(&twice);
}

static void
check_labels(struct str name)
{
	struct str rest = name, label;

	assert(name.len > 0 && name.len <= HOST_NAME_MAX_SIZE);
	for (size_t i = 0; i < name.len; i++)
		assert((unsigned char)name.p[i] < 0x80 && !(name.p[i] >= 'A' && name.p[i] <= 'Z'));
	while (str_cut(&rest, '.', &label))
		assert(label.len > 0 && label.len <= HOST_LABEL_MAX);
}

/* The ASCII form of a name is that of its international form, too. */
static void
check_name(struct str s)
{
	struct strbuf ascii = STRBUF_INIT, unicode = STRBUF_INIT, again = STRBUF_INIT, folded = STRBUF_INIT;
	struct str name;

	strbuf_adds(&ascii, BEFORE);
	if (!host_ascii(&ascii, s)) {
		assert(behind(&ascii).len == 0);
		goto out;
	}
	name = behind(&ascii);
	check_labels(name);
	assert(host_match(name, name) == HOST_SAME);
	host_unicode(&unicode, name);
	assert(utf8_valid(strbuf_str(&unicode)));
	/* A name that holds escapes, brackets or "xn--" of its own may mean something else the second time. */
	utf8_fold(&folded, s);
	if (str_find(name, '%') < name.len || str_find(name, '[') < name.len || str_find(s, '%') < s.len ||
	    str_search(strbuf_str(&folded), STR("xn--")) < folded.len)
		goto out;
	assert(host_ascii(&again, name) && str_eq(strbuf_str(&again), name));
	if (str_search(name, STR("xn--")) < name.len) {
		strbuf_reset(&again);
		assert(host_ascii(&again, strbuf_str(&unicode)) && str_eq(strbuf_str(&again), name));
	}
out:
	strbuf_done(&ascii);
	strbuf_done(&unicode);
	strbuf_done(&again);
	strbuf_done(&folded);
}

static void
check_match(struct str configured, struct str name)
{
	enum host_match m = host_match(configured, name);

	assert(host_match_any(&configured, 1, name) == m);
	assert(host_match_any(&configured, 0, name) == HOST_OTHER);
	if (m == HOST_SAME)
		assert(name.len == configured.len || name.len == configured.len + 1);
	if (m == HOST_WILD)
		assert(str_starts(configured, STR("*.")) && str_find(name, '.') > 0);
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	struct str s = { (const char *)bytes, size }, name;

	if (size == 0)
		s = STR("");
	name = str_slice(s, 0, str_find(s, '\0'));
	check_encode(name);
	check_decode(name);
	check_name(s);
	check_name(name);
	check_match(name.len < s.len ? str_from(s, name.len + 1) : name, name);
	return 0;
}
