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
