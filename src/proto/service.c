/* service.c - which hosts are ours. */
#include "proto/protocol.h"

static struct str
without_brackets(struct str host)
{
	if (host.len >= 2 && host.p[0] == '[' && host.p[host.len - 1] == ']')
		return str_slice(host, 1, host.len - 1);
	return host;
}

bool
service_has_host(const struct service *service, const struct request_origin *origin, struct str host)
{
	/* "example.org." is the same name, said completely (RFC 1034, 3.1). */
	if (host.len > 1 && host.p[host.len - 1] == '.')
		host.len--;
	for (size_t i = 0; i < service->nhosts; i++)
		if (str_eq_case(host, service->hosts[i]))
			return true;
	return service->any_local_address && str_is_case(without_brackets(host), origin->local);
}
