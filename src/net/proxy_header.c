/* proxy_header.c - the PROXY protocol, versions 1 and 2. */
#include "net/proxy_header.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <string.h>

#define V2_HEAD 16		/* [bytes] before the addresses */
#define V2_INET 12		/* [bytes] of two addresses and two ports */
#define V2_INET6 36

static const char v1_start[] = "PROXY ";
static const char v2_start[12] = "\r\n\r\n\0\r\nQUIT\n";

/* --- version 1, a line of text ----------------------------------------------- */

static bool
read_address(int family, struct str word, struct peer *ret)
{
	struct sockaddr_in in = { .sin_family = AF_INET };
	struct sockaddr_in6 in6 = { .sin6_family = AF_INET6 };
	char text[PEER_TEXT_SIZE];

	if (word.len >= sizeof text || memchr(word.p, '\0', word.len) != NULL)
		return false;
	memcpy(text, word.p, word.len);
	text[word.len] = '\0';
	if (inet_pton(family, text, family == AF_INET ? (void *)&in.sin_addr : (void *)&in6.sin6_addr) != 1)
		return false;
	*ret = peer_of(family == AF_INET ? (struct sockaddr *)&in : (struct sockaddr *)&in6);
	return true;
}

/* The words behind "PROXY ". */
static bool
read_words(struct str rest, struct proxy_header *ret)
{
	struct str family, source, target, port;
	unsigned long number;
	int af;

	if (!str_cut(&rest, ' ', &family))
		return false;
	/* A receiver ignores what follows that word (2.1). */
	if (str_is(family, "UNKNOWN"))
		return true;
	af = str_is(family, "TCP4") ? AF_INET : str_is(family, "TCP6") ? AF_INET6 : -1;
	if (af < 0 || !str_cut(&rest, ' ', &source) || !str_cut(&rest, ' ', &target) || !str_cut(&rest, ' ', &port))
		return false;
	if (!read_address(af, source, &ret->client) || !read_address(af, target, &ret->local))
		return false;
	if (!str_number(port, 65535, &number) || !str_number(rest, 65535, &number))
		return false;
	ret->local_port = (unsigned)number;
	ret->told = true;
	return true;
}

static enum proxy_verdict
parse_v1(struct str in, struct proxy_header *ret)
{
	struct str line = str_slice(in, 0, PROXY_HEADER_V1_MAX);
	size_t end = str_find(line, '\n');

	if (end == line.len)
		return in.len < PROXY_HEADER_V1_MAX ? PROXY_MORE : PROXY_BAD;
	if (line.p[end - 1] != '\r')
		return PROXY_BAD;
	ret->len = end + 1;
	return read_words(str_slice(line, sizeof v1_start - 1, end - 1), ret) ? PROXY_WHOLE : PROXY_BAD;
}

/* --- version 2, binary --------------------------------------------------------- */

static unsigned
number16(const char *p)
{
	return (unsigned)((unsigned char)p[0] << 8 | (unsigned char)p[1]);
}

static void
read_inet(const char *p, struct proxy_header *ret)
{
	struct sockaddr_in in = { .sin_family = AF_INET };

	memcpy(&in.sin_addr, p, 4);
	ret->client = peer_of((struct sockaddr *)&in);
	memcpy(&in.sin_addr, p + 4, 4);
	ret->local = peer_of((struct sockaddr *)&in);
	ret->local_port = number16(p + 10);
	ret->told = true;
}

static void
read_inet6(const char *p, struct proxy_header *ret)
{
	memcpy(ret->client.bytes, p, 16);
	memcpy(ret->local.bytes, p + 16, 16);
	ret->local_port = number16(p + 34);
	ret->told = true;
}

static enum proxy_verdict
parse_v2(struct str in, struct proxy_header *ret)
{
	unsigned size, command, family;

	if (in.len < V2_HEAD)
		return PROXY_MORE;
	command = (unsigned char)in.p[12];
	family = (unsigned char)in.p[13];
	size = number16(in.p + 14);
	if ((command != 0x20 && command != 0x21) || V2_HEAD + size > PROXY_HEADER_MAX)
		return PROXY_BAD;
	ret->len = V2_HEAD + size;
	if (in.len < ret->len)
		return PROXY_MORE;
	if (command == 0x20)	/* LOCAL */
		return PROXY_WHOLE;
	switch (family) {
	case 0x11:		/* TCP over IPv4 */
		if (size < V2_INET)
			return PROXY_BAD;
		read_inet(in.p + V2_HEAD, ret);
		return PROXY_WHOLE;
	case 0x21:		/* TCP over IPv6 */
		if (size < V2_INET6)
			return PROXY_BAD;
		read_inet6(in.p + V2_HEAD, ret);
		return PROXY_WHOLE;
	case 0x00:		/* the proxy does not know, */
	case 0x31:		/* or was reached through a Unix socket */
		return PROXY_WHOLE;
	default:
		return PROXY_BAD;
	}
}

static bool
begins(struct str in, const char *start, size_t len)
{
	return memcmp(in.p, start, in.len < len ? in.len : len) == 0;
}

enum proxy_verdict
proxy_header_parse(struct str in, struct proxy_header *ret)
{
	*ret = (struct proxy_header){ 0 };
	if (in.len == 0)
		return PROXY_MORE;
	if (begins(in, v2_start, sizeof v2_start))
		return in.len < sizeof v2_start ? PROXY_MORE : parse_v2(in, ret);
	if (begins(in, v1_start, sizeof v1_start - 1))
		return in.len < sizeof v1_start - 1 ? PROXY_MORE : parse_v1(in, ret);
	return PROXY_BAD;
}
