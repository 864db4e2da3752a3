/* punycode.c - labels of international host names in ASCII. */
#include "base/punycode.h"

#include <string.h>

#include "base/utf8.h"

/* RFC 3492, 5 */
#define BASE 36u
#define T_MIN 1u
#define T_MAX 26u
#define SKEW 38u
#define DAMP 700u
#define INITIAL_BIAS 72u
#define INITIAL_N 128u
#define CHARACTER_MAX 0x10FFFFu

/* RFC 3492, 6.1 */
static uint32_t
adapt(uint32_t delta, uint32_t points, bool first)
{
	uint32_t k = 0;

	delta = first ? delta / DAMP : delta / 2;
	delta += delta / points;
	for (; delta > (BASE - T_MIN) * T_MAX / 2; k += BASE)
		delta /= BASE - T_MIN;
	return k + (BASE - T_MIN + 1) * delta / (delta + SKEW);
}

static uint32_t
threshold(uint32_t k, uint32_t bias)
{
	if (k <= bias)
		return T_MIN;
	return k - bias >= T_MAX ? T_MAX : k - bias;
}

static char
digit(uint32_t d)
{
	return (char)(d < 26 ? 'a' + d : '0' + (d - 26));
}

static void
add_delta(struct strbuf *out, uint32_t delta, uint32_t bias)
{
	for (uint32_t k = BASE;; k += BASE) {
		uint32_t t = threshold(k, bias);

		if (delta < t)
			break;
		strbuf_addc(out, digit(t + (delta - t) % (BASE - t)));
		delta = (delta - t) / (BASE - t);
	}
	strbuf_addc(out, digit(delta));
}

/* The characters of the label, all of them valid; 0 when there are none or too many. */
static size_t
characters(struct str label, uint32_t ret[PUNYCODE_LABEL_MAX])
{
	size_t n = 0;

	if (!utf8_valid(label))
		return 0;
	for (size_t at = 0; at < label.len;) {
		if (n == PUNYCODE_LABEL_MAX)
			return 0;
		ret[n++] = utf8_next(label, &at);
	}
	return n;
}

static uint32_t
least_from(const uint32_t *v, size_t n, uint32_t from)
{
	uint32_t least = UINT32_MAX;

	for (size_t i = 0; i < n; i++)
		if (v[i] >= from && v[i] < least)
			least = v[i];
	return least;
}

/* RFC 3492, 6.3.  No overflow: 63 characters times 0x10FFFF fit in 32 bits. */
bool
punycode_encode(struct strbuf *out, struct str label)
{
	uint32_t v[PUNYCODE_LABEL_MAX], n = INITIAL_N, delta = 0, bias = INITIAL_BIAS;
	size_t count = characters(label, v), done = 0, basic, begin = out->len;

	if (count == 0)
		return false;
	for (size_t i = 0; i < count; i++)
		if (v[i] < INITIAL_N) {
			strbuf_addc(out, (char)v[i]);
			done++;
		}
	basic = done;
	if (basic > 0)
		strbuf_addc(out, '-');
	while (done < count) {
		uint32_t next = least_from(v, count, n);

		delta += (next - n) * (uint32_t)(done + 1);
		n = next;
		for (size_t i = 0; i < count; i++) {
			if (v[i] < n)
				delta++;
			if (v[i] != n)
				continue;
			add_delta(out, delta, bias);
			bias = adapt(delta, (uint32_t)done + 1, done == basic);
			delta = 0;
			done++;
		}
		delta++;
		n++;
	}
	if (out->len - begin <= PUNYCODE_LABEL_MAX)
		return true;
	strbuf_truncate(out, begin);
	return false;
}

static uint32_t
digit_value(char c)
{
	if (c >= 'a' && c <= 'z')
		return (uint32_t)(c - 'a');
	if (c >= 'A' && c <= 'Z')
		return (uint32_t)(c - 'A');
	return c >= '0' && c <= '9' ? (uint32_t)(c - '0') + 26 : BASE;
}

/* One variable-length number off *code; false when it ends early or is too large. */
static bool
take_delta(struct str *code, uint32_t bias, uint32_t *i)
{
	uint64_t sum = *i, weight = 1;

	for (uint32_t k = BASE;; k += BASE) {
		uint32_t t = threshold(k, bias), d;

		if (code->len == 0)
			return false;
		d = digit_value(code->p[0]);
		*code = str_from(*code, 1);
		if (d == BASE)
			return false;
		sum += d * weight;
		if (sum > UINT32_MAX)
			return false;
		if (d < t)
			break;
		weight *= BASE - t;
		if (weight > UINT32_MAX)
			return false;
	}
	*i = (uint32_t)sum;
	return true;
}

/* RFC 3492, 6.2 */
bool
punycode_decode(struct strbuf *out, struct str code)
{
	uint32_t v[PUNYCODE_LABEL_MAX], n = INITIAL_N, i = 0, bias = INITIAL_BIAS;
	size_t count = 0, hyphen = str_rfind(code, '-');

	if (code.len > PUNYCODE_LABEL_MAX)
		return false;
	if (hyphen < code.len) {
		for (; count < hyphen; count++) {
			v[count] = (unsigned char)code.p[count];
			if (v[count] >= INITIAL_N)
				return false;
		}
		code = str_from(code, hyphen + 1);
	}
	while (code.len > 0) {
		uint32_t before = i;

		if (count == PUNYCODE_LABEL_MAX || !take_delta(&code, bias, &i))
			return false;
		bias = adapt(i - before, (uint32_t)count + 1, before == 0);
		if (i / (count + 1) > CHARACTER_MAX - n)
			return false;
		n += i / (uint32_t)(count + 1);
		i %= (uint32_t)(count + 1);
		if (n >= 0xD800 && n <= 0xDFFF)
			return false;
		memmove(v + i + 1, v + i, (count - i) * sizeof v[0]);
		v[i++] = n;
		count++;
	}
	for (size_t k = 0; k < count; k++)
		utf8_add(out, v[k]);
	return count > 0;
}
