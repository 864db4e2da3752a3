/* record_client.c - what the log tells of a client's address. */
#include <inttypes.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/date.h"
#include "base/log.h"
#include "base/map.h"
#include "base/mem.h"
#include "net/record.h"

#define SHA256_SIZE 32
#define HASHED_MAX 64	/* [bytes] behind the salt */

struct record_salt {
	pthread_mutex_t mutex;		/* for all below */
	time_t day;			/* since 1970; -1: there is no salt yet */
	unsigned char bytes[RECORD_SALT_SIZE];
};

struct record_salt *
record_salt_new(void)
{
	struct record_salt *salt = mem_alloc(sizeof *salt);

	pthread_mutex_init(&salt->mutex, NULL);
	salt->day = -1;
	return salt;
}

void
record_salt_free(struct record_salt *salt)
{
	if (salt == NULL)
		return;
	pthread_mutex_destroy(&salt->mutex);
	explicit_bzero(salt->bytes, sizeof salt->bytes);
	free(salt);
}

/* Never of an earlier day, even when the clock goes back: what is gone is gone.  A clock
 * that was a year ahead does not make one salt of that year. */
static void
renew(struct record_salt *salt, time_t now)
{
	time_t day = now / DATE_DAY_S;

	if (salt->day != -1 && (day == salt->day || day == salt->day - 1))
		return;
	if (getentropy(salt->bytes, sizeof salt->bytes) != 0)
		log_fatal("the system has no random bytes");
	salt->day = day;
}

uint64_t
record_hash(struct record_salt *salt, time_t now, struct str bytes)
{
	unsigned char in[RECORD_SALT_SIZE + HASHED_MAX], out[SHA256_SIZE];
	size_t n = bytes.len < HASHED_MAX ? bytes.len : HASHED_MAX;
	uint64_t hash = 0;

	pthread_mutex_lock(&salt->mutex);
	renew(salt, now);
	memcpy(in, salt->bytes, RECORD_SALT_SIZE);
	pthread_mutex_unlock(&salt->mutex);
	memcpy(in + RECORD_SALT_SIZE, bytes.p, n);
	if (EVP_Digest(in, RECORD_SALT_SIZE + n, out, NULL, EVP_sha256(), NULL) == 1)
		for (size_t i = 0; i < sizeof hash; i++)
			hash = hash << 8 | out[i];
	else	/* No memory for it: one line has another name for its client. */
		hash = map_hash((struct str){ (const char *)in, RECORD_SALT_SIZE + n });
	explicit_bzero(in, sizeof in);
	ERR_clear_error();
	return hash;
}

void
record_client(enum record_client how, const struct peer *peer, struct record_salt *salt, time_t now,
    char ret[static RECORD_CLIENT_SIZE])
{
	struct peer shorter;

	ret[0] = '\0';
	switch (how) {
	case RECORD_CLIENT_OFF:
		break;
	case RECORD_CLIENT_SHORT:
		shorter = peer_short(peer);
		peer_text(&shorter, ret);
		break;
	case RECORD_CLIENT_HASHED:
		snprintf(ret, RECORD_CLIENT_SIZE, "%0*" PRIx64, RECORD_HASH_DIGITS,
		    record_hash(salt, now, (struct str){ (const char *)peer->bytes, sizeof peer->bytes }));
		break;
	case RECORD_CLIENT_FULL:
		peer_text(peer, ret);
		break;
	}
}
