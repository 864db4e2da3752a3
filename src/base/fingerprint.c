#include "base/fingerprint.h"

#include <stdint.h>
#include <string.h>

#include "base/ascii.h"

static struct str
without_label(struct str s)
{
	static const char *const labels[] = { "SHA-256", "SHA256" };

	s = str_trim(s);
	for (size_t i = 0; i < sizeof labels / sizeof labels[0]; i++)
		if (str_starts_case(s, str_of(labels[i])))
			return str_from(s, strlen(labels[i]));
	return s;
}

bool
fingerprint_read(struct str text, struct fingerprint *ret)
{
	struct fingerprint f = { { 0 } };
	size_t n = 0;

	text = without_label(text);
	for (size_t i = 0; i < text.len; i++) {
		int value = ascii_hex(text.p[i]);

		if (text.p[i] == ':' || text.p[i] == ' ')
			continue;
		if (value < 0 || n == 2 * FINGERPRINT_SIZE)
			return false;
		f.bytes[n / 2] = (unsigned char)(f.bytes[n / 2] << 4 | value);
		n++;
	}
	if (n != 2 * FINGERPRINT_SIZE)
		return false;
	*ret = f;
	return true;
}

void
fingerprint_add(struct strbuf *out, const struct fingerprint *f)
{
	static const char hex[] = "0123456789abcdef";

	for (size_t i = 0; i < FINGERPRINT_SIZE; i++) {
		strbuf_addc(out, hex[f->bytes[i] >> 4]);
		strbuf_addc(out, hex[f->bytes[i] & 15]);
	}
}

void
fingerprint_add_base64(struct strbuf *out, const struct fingerprint *f)
{
	static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	uint32_t bits = 0;
	unsigned n = 0;

	for (size_t i = 0; i < FINGERPRINT_SIZE; i++) {
		bits = bits << 8 | f->bytes[i];
		for (n += 8; n >= 6; n -= 6)
			strbuf_addc(out, letters[bits >> (n - 6) & 63]);
	}
	/* 32 bytes leave four bits, and one "=" to make it whole. */
	strbuf_addc(out, letters[bits << 2 & 63]);
	strbuf_addc(out, '=');
}

bool
fingerprint_eq(const struct fingerprint *a, const struct fingerprint *b)
{
	return memcmp(a->bytes, b->bytes, FINGERPRINT_SIZE) == 0;
}
