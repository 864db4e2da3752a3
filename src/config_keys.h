/*
 * config_keys.h - the keys of marmot.yaml as a table.
 */
#ifndef CONFIG_KEYS_H
#define CONFIG_KEYS_H

#include "config.h"
#include "content/front.h"

/*
 * Takes every value of root into c.  Unknown keys, wrong types and values out
 * of range are errors in diags that name the remedy.
 */
void config_read_keys(struct config *c, const struct front_value *root, struct diag_list *diags);

/* The names of all keys, those below "limits" too; NULL ends them. */
const char *const *config_key_names(void);

#endif
