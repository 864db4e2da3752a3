/*
 * certificate.h - the certificate of a configured capsule: found, made, judged.
 */
#ifndef CERTIFICATE_H
#define CERTIFICATE_H

#include "config.h"

/*
 * The files: those the configuration names, else those in the folder of
 * certificates.  False when there is no pair; the paths are then those of half
 * a pair, or empty.
 */
bool certificate_find(const struct config *c, struct strbuf *ret_crt, struct strbuf *ret_key);
/* The same, after putting into place a key that whoever was killed in the middle left
 * waiting beside its certificate, which is said in the log. */
bool certificate_finish(const struct config *c, struct strbuf *ret_crt, struct strbuf *ret_key);
/* The same, and makes one when there is none at all; false after saying why not in the log. */
bool certificate_prepare(const struct config *c, struct strbuf *ret_crt, struct strbuf *ret_key);
/* Says in the log what it is and what is wrong with it. */
void certificate_say(const struct config *c, const char *crt, const char *key);
/* What is wrong with it; that there is none yet is not. */
void certificate_check(const struct config *c, struct diag_list *diags);

#endif
