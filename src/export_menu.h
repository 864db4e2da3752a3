/*
 * export_menu.h - a menu as the files that other Gopher servers make menus from.
 */
#ifndef EXPORT_MENU_H
#define EXPORT_MENU_H

#include "base/strbuf.h"
#include "content/capsule.h"

/*
 * A menu as it goes over the wire (RFC 1436, 3.8) becomes a "gophermap", as
 * gophernicus, Bucktooth, pygopherd and others read it: items of the capsule's
 * own host without host and port, so that the server fills in its own; LF, and
 * no final ".".
 */
void export_add_gophermap(struct strbuf *out, const struct capsule *capsule, struct str menu);

/*
 * The same as an "index.gph" for geomyidae: "[1|label|/selector|server|port]",
 * where the words "server" and "port" stand for its own; other lines are text,
 * and one that begins with "t" or "[" has a "t" put before it.
 */
void export_add_gph(struct strbuf *out, const struct capsule *capsule, struct str menu);

#endif
