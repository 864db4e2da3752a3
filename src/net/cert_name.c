/* cert_name.c - the names a certificate may hold. */
#include "net/cert_name.h"

#include <arpa/inet.h>
#include <string.h>

#include "base/ascii.h"

size_t
cert_name_address(struct str name, unsigned char ret[static 16])
{
	char text[INET6_ADDRSTRLEN + 1];

	if (name.len == 0 || name.len >= sizeof text)
		return 0;
	memcpy(text, name.p, name.len);
	text[name.len] = '\0';
	if (inet_pton(AF_INET, text, ret) == 1)
		return 4;
	return inet_pton(AF_INET6, text, ret) == 1 ? 16 : 0;
}

bool
cert_name_is_good(struct str name)
{
	unsigned char bytes[16];

	if (cert_name_address(name, bytes) > 0)
		return true;
	if (name.len == 0 || name.len > CERT_NAME_SIZE_MAX || name.p[0] == '.' || name.p[0] == '-')
		return false;
	for (size_t i = 0; i < name.len; i++) {
		char c = name.p[i];

		if (!(ascii_is_word(c) || c == '-' || c == '.' || c == '_' || (c == '*' && i == 0)))
			return false;
	}
	return true;
}
