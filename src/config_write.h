/*
 * config_write.h - a configuration as YAML: what was said and what holds
 * because nothing was.
 */
#ifndef CONFIG_WRITE_H
#define CONFIG_WRITE_H

#include "config.h"

/*
 * Appends c, which is finished (config.h), as a file that read anew gives the
 * same; numbers that were left to us are filled in.  What nobody said carries the comment
 * "# default"; keys without any value are named in comments.  Paths are absolute.
 */
void config_write(struct config *c, struct strbuf *out);

#endif
