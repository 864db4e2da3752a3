/*
 * config_value.h - one row of the table of keys, and what takes a value of each
 * type into its setting.
 */
#ifndef CONFIG_VALUE_H
#define CONFIG_VALUE_H

#include "config.h"
#include "content/front.h"

struct key;

/* Takes value into the setting at target; a diagnostic when it cannot. */
typedef void key_taker(struct config *c, const struct key *key, void *target,
    const struct front_value *value, struct diag_list *diags);

struct key {
	const char *name;
	key_taker *take;
	size_t offset;			/* of the setting in struct config */
	unsigned long min, max;		/* of numbers */
	const struct protocol *protocol;	/* of addresses to listen on */
	bool whole;			/* of the whole server, so that one capsule cannot have its own */
	const char *below;		/* the map it stands in, "limits: "; NULL: none */
	unsigned long unit;		/* what a number is multiplied by; 0: 1 */
};

key_taker take_text, take_bool, take_unsigned, take_size, take_folder, take_file, take_strings, take_folders,
    take_split, take_look, take_hosts, take_listen;
key_taker take_user, take_sandbox_read, take_mode, take_group;
key_taker take_networks;	/* config_networks.c */
key_taker take_capsules;	/* config_capsules.c */
key_taker take_lang, take_languages;	/* config_languages.c */
key_taker take_site;	/* config_site.c */
key_taker take_redirects, take_gone;	/* config_rules.c */
key_taker take_media;	/* config_media.c */
key_taker take_words;	/* config_words.c */
key_taker take_private, take_authors, take_counters;	/* config_people.c */
key_taker take_log_format, take_log_addresses;	/* config_log.c */
key_taker take_upstreams;	/* config_upstreams.c */
key_taker take_grants, take_token, take_token_file, take_types;	/* config_titan.c */

/* config_keys.c: the keys below a map ("limits", "titan"), of the whole file and of
 * one capsule (NULL, "capsules"); NULL: it has keys of its own making. */
const struct key *config_table(const char *map, size_t *ret_n);
/* config_value.c: whether its values name files or folders, from the file's own on. */
bool config_key_is_path(const struct key *key);
/* What a relative path in file means. */
void config_beside(struct strbuf *out, const char *file, struct str path);

/* config_people.c; false after a diagnostic.  what: the key, for it. */
bool config_take_people(struct config *c, const struct front_value *v, const char *what,
    struct people *ret, struct diag_list *diags);
/* Decoded, no leading "/"; may be empty. */
bool config_take_path(struct config *c, const struct front_value *v, struct str text, const char *what,
    struct str *ret, struct diag_list *diags);

/* config_capsules.c: reads what stands below "capsules:", once the top level is read. */
void config_read_capsules(struct config *c, struct diag_list *diags);
void config_done_capsules(struct config *c);
/* Before and after the top level is finished; false with a message in why. */
bool config_begin_finish_capsules(struct config *c, struct strbuf *why);
bool config_finish_capsules(struct config *c, struct strbuf *why);
/* config.c: what depends on other settings of one capsule. */
void config_finish_capsule(struct config *c);

/* config_titan.c: once all keys beside "titan:", which is v, are read: who may publish. */
void config_judge_titan(struct config *c, const struct front_value *v, struct diag_list *diags);
/* What it did not say, once the state folder is known. */
void config_finish_titan(struct config *c);

/* An error at a value's place in the file; needs c and diags in reach. */
#define WRONG(value, ...) diag_add(diags, DIAG_ERROR, str_of(c->file), (value)->line, (value)->col, __VA_ARGS__)

#endif
