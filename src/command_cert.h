/*
 * command_cert.h - the verbs of "marmot cert" that are about people.
 *
 * Each prints what it did and returns an exit status.
 */
#ifndef COMMAND_CERT_H
#define COMMAND_CERT_H

#include "config.h"

/* who: a fingerprint or the file of a certificate; name: may be NULL. */
int cert_people_allow(const struct config *config, const char *who, const char *name);
/* who: a fingerprint or a name. */
int cert_people_forget(const struct config *config, const char *who);
int cert_people_list(const struct config *config);

#endif
