/* service.c - which hosts are ours, and whose. */
#include "proto/host.h"
#include "proto/protocol.h"

static struct str
without_brackets(struct str host)
{
	if (host.len >= 2 && host.p[0] == '[' && host.p[host.len - 1] == ']')
		return str_slice(host, 1, host.len - 1);
	return host;
}

static bool
is_plain(struct str host)
{
	for (size_t i = 0; i < host.len; i++)
		if ((unsigned char)host.p[i] >= 0x80 || host.p[i] == '%')
			return false;
	return true;
}

static const struct service *
best(const struct service *first, struct str host)
{
	const struct service *found = NULL;
	enum host_match match = HOST_OTHER;

	for (const struct service *s = first; s != NULL; s = s->next) {
		enum host_match m = host_match_any(s->hosts, s->nhosts, host);

		if (m > match) {
			match = m;
			found = s;
		}
	}
	return found;
}

const struct service *
service_of_host(const struct service *first, const struct request_origin *origin, struct str host)
{
	const struct service *found;
	struct strbuf ascii = STRBUF_INIT;

	if (is_plain(host))
		found = best(first, host);
	else
		found = host_ascii(&ascii, host) ? best(first, strbuf_str(&ascii)) : NULL;
	strbuf_done(&ascii);
	if (found == NULL && first->any_local_address && str_is_case(without_brackets(host), origin->local))
		found = first;
	return found;
}

bool
service_has_host(const struct service *first, struct str host)
{
	return best(first, host) != NULL;
}

bool
service_is_crossed(const struct service *first, const struct service *found,
    const struct request_origin *origin)
{
	const struct service *asked = origin->sni[0] != '\0' ? best(first, str_of(origin->sni)) : NULL;

	return asked != NULL && asked != found;
}
