/* peer.c - who is at the other end. */
#include "net/peer.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <string.h>

static const unsigned char mapped[12] = { [10] = 0xFF, [11] = 0xFF };

static bool
is_ipv4(const struct peer *peer)
{
	return memcmp(peer->bytes, mapped, sizeof mapped) == 0;
}

struct peer
peer_of(const struct sockaddr *address)
{
	struct peer peer = { { 0 } };
	struct sockaddr_in in;
	struct sockaddr_in6 in6;

	if (address->sa_family == AF_INET) {
		memcpy(&in, address, sizeof in);
		memcpy(peer.bytes, mapped, sizeof mapped);
		memcpy(peer.bytes + sizeof mapped, &in.sin_addr, 4);
	} else if (address->sa_family == AF_INET6) {
		memcpy(&in6, address, sizeof in6);
		memcpy(peer.bytes, &in6.sin6_addr, sizeof peer.bytes);
	}
	return peer;
}

unsigned
peer_port_of(const struct sockaddr *address)
{
	struct sockaddr_in in;
	struct sockaddr_in6 in6;

	if (address->sa_family == AF_INET) {
		memcpy(&in, address, sizeof in);
		return ntohs(in.sin_port);
	}
	if (address->sa_family == AF_INET6) {
		memcpy(&in6, address, sizeof in6);
		return ntohs(in6.sin6_port);
	}
	return 0;
}

void
peer_text(const struct peer *peer, char buf[static PEER_TEXT_SIZE])
{
	const void *bytes = is_ipv4(peer) ? peer->bytes + sizeof mapped : peer->bytes;

	if (inet_ntop(is_ipv4(peer) ? AF_INET : AF_INET6, bytes, buf, PEER_TEXT_SIZE) == NULL)
		buf[0] = '\0';
}

bool
peer_is_loopback(const struct peer *peer)
{
	static const unsigned char loopback[16] = { [15] = 1 };

	if (is_ipv4(peer))
		return peer->bytes[12] == 127;
	return memcmp(peer->bytes, loopback, sizeof loopback) == 0;
}

struct peer
peer_network(const struct peer *peer)
{
	struct peer network = *peer;

	if (!is_ipv4(peer))
		memset(network.bytes + 8, 0, 8);
	return network;
}

struct peer
peer_short(const struct peer *peer)
{
	struct peer shorter = *peer;

	if (is_ipv4(peer))
		shorter.bytes[15] = 0;
	else
		memset(shorter.bytes + 6, 0, 10);
	return shorter;
}

bool
peer_range_parse(struct str text, struct peer_range *ret)
{
	size_t slash = str_find(text, '/');
	char address[PEER_TEXT_SIZE];
	unsigned long bits, most = 32;
	struct peer first = { { 0 } };

	if (slash >= sizeof address)
		return false;
	memcpy(address, text.p, slash);
	address[slash] = '\0';
	if (memchr(address, '\0', slash) != NULL)
		return false;
	if (inet_pton(AF_INET, address, first.bytes + sizeof mapped) == 1)
		memcpy(first.bytes, mapped, sizeof mapped);
	else if (inet_pton(AF_INET6, address, first.bytes) == 1)
		most = 128;
	else
		return false;
	bits = most;
	if (slash < text.len && !str_number(str_from(text, slash + 1), most, &bits))
		return false;
	*ret = (struct peer_range){ .first = first, .bits = (unsigned)(bits + 128 - most) };
	return true;
}

bool
peer_range_holds(const struct peer_range *range, const struct peer *peer)
{
	size_t whole = range->bits / 8;
	unsigned rest = range->bits % 8;

	if (memcmp(range->first.bytes, peer->bytes, whole) != 0)
		return false;
	return rest == 0 || (range->first.bytes[whole] ^ peer->bytes[whole]) >> (8 - rest) == 0;
}
