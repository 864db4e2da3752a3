/* tls_hello.c - the first bytes of a connection. */
#include "net/tls.h"

#define RECORD_HEADER_SIZE 5	/* RFC 8446, 5.1 */
#define RECORD_SIZE_MAX ((size_t)16 * 1024)
#define RECORD_HANDSHAKE 0x16
#define MESSAGE_HEADER_SIZE 4	/* RFC 8446, 4 */
#define MESSAGE_CLIENT_HELLO 1

enum tls_hello
tls_hello_judge(struct str bytes)
{
	const unsigned char *p = (const unsigned char *)bytes.p;
	size_t at = 0, have = 0, need = MESSAGE_HEADER_SIZE;
	unsigned char header[MESSAGE_HEADER_SIZE];

	/* The message may be spread over several records. */
	while (have < need) {
		size_t size;

		if (bytes.len > at && p[at] != RECORD_HANDSHAKE)
			return TLS_HELLO_NOT;
		if (bytes.len > at + 1 && p[at + 1] != 3)
			return TLS_HELLO_NOT;
		if (bytes.len < at + RECORD_HEADER_SIZE)
			break;
		size = (size_t)p[at + 3] << 8 | p[at + 4];
		if (size == 0 || size > RECORD_SIZE_MAX)
			return TLS_HELLO_NOT;
		at += RECORD_HEADER_SIZE;
		for (size_t i = 0; i < size && at + i < bytes.len && have + i < sizeof header; i++)
			header[have + i] = p[at + i];
		if (have == 0 && bytes.len > at && header[0] != MESSAGE_CLIENT_HELLO)
			return TLS_HELLO_NOT;
		if (have < sizeof header && have + size >= sizeof header &&
		    bytes.len >= at + sizeof header - have)
			need += (size_t)header[1] << 16 | (size_t)header[2] << 8 | header[3];
		/* It could never be whole. */
		if (RECORD_HEADER_SIZE + need > TLS_HELLO_MAX)
			return TLS_HELLO_NOT;
		if (bytes.len < at + size)
			break;
		at += size;
		have += size;
	}
	/* However it is cut into records and segments. */
	if (at > TLS_HELLO_MAX || (have < need && bytes.len >= TLS_HELLO_MAX))
		return TLS_HELLO_NOT;
	return have >= need ? TLS_HELLO_WHOLE : TLS_HELLO_MORE;
}

const char *
tls_hello_words(struct str bytes)
{
	static const char *const web[] = { "GET ", "HEAD ", "POST ", "OPTIONS ", "PUT ", "CONNECT " };

	for (size_t i = 0; i < sizeof web / sizeof web[0]; i++)
		if (str_starts(bytes, str_of(web[i])))
			return "it sent plain HTTP, as a web client does";
	if (str_starts(bytes, STR("\x16\x03")))
		return "its first message is no ClientHello, or a larger one than any client's";
	for (size_t i = 0; i < bytes.len; i++)
		if ((unsigned char)bytes.p[i] >= 0x7F || ((unsigned char)bytes.p[i] < ' ' && bytes.p[i] != '\t' &&
		    bytes.p[i] != '\r' && bytes.p[i] != '\n'))
			return "what it sent is no TLS";
	return "it sent plain text";
}
