/* tls_reason.c - why a handshake failed, in an owner's words. */
#include <openssl/err.h>
#include <openssl/ssl.h>

#include "net/tls_context.h"

/* For the reasons that are given most often; "it" is the other side. */
static const struct {
	int reason;
	const char *words;
} table[] = {
	{ SSL_R_NO_SHARED_CIPHER, "it and this server have no cipher or group in common" },
	{ SSL_R_NO_SUITABLE_KEY_SHARE, "it and this server have no group for the key exchange in common" },
	{ SSL_R_NO_SUITABLE_GROUPS, "it and this server have no group for the key exchange in common" },
	{ SSL_R_NO_SUITABLE_SIGNATURE_ALGORITHM, "it knows no signature of the kind that this certificate makes" },
	{ SSL_R_NO_SHARED_SIGNATURE_ALGORITHMS, "it knows no signature of the kind that this certificate makes" },
	{ SSL_R_SSLV3_ALERT_BAD_CERTIFICATE, "it does not accept the certificate here" },
	{ SSL_R_SSLV3_ALERT_UNSUPPORTED_CERTIFICATE, "it does not accept the certificate here" },
	{ SSL_R_SSLV3_ALERT_CERTIFICATE_UNKNOWN, "it does not accept the certificate here" },
	{ SSL_R_TLSV1_ALERT_ACCESS_DENIED, "it does not accept the certificate here" },
	{ SSL_R_SSLV3_ALERT_CERTIFICATE_EXPIRED, "it takes the certificate here for expired" },
	{ SSL_R_TLSV1_ALERT_UNKNOWN_CA, "it does not know who signed the certificate here: it goes by authorities" },
	{ SSL_R_TLSV1_ALERT_PROTOCOL_VERSION, "it refuses the version of TLS" },
	{ SSL_R_SSLV3_ALERT_HANDSHAKE_FAILURE, "it refuses all that was offered" },
	{ SSL_R_TLSV13_ALERT_CERTIFICATE_REQUIRED, "it wants a certificate, and none is shown" },
	{ SSL_R_TLSV1_ALERT_USER_CANCELLED, "its user gave up" },
	{ SSL_R_WRONG_VERSION_NUMBER, "what it sent is no TLS" },
};

static const char *
version_words(const SSL *ssl)
{
	switch (SSL_is_server(ssl) ? SSL_client_version(ssl) : 0) {
	case SSL3_VERSION:
		return "it speaks SSL 3 at most, and TLS 1.2 is the least here";
	case TLS1_VERSION:
		return "it speaks TLS 1.0 at most, and 1.2 is the least here";
	case TLS1_1_VERSION:
		return "it speaks TLS 1.1 at most, and 1.2 is the least here";
	default:
		return "it speaks neither TLS 1.2 nor 1.3";
	}
}

const char *
tls_reason(const SSL *ssl, unsigned long error)
{
	int reason = ERR_GET_REASON(error);
	bool is_alert = ERR_GET_LIB(error) == ERR_LIB_SSL && reason >= SSL_AD_REASON_OFFSET;

	if (error == 0)
		return NULL;
	if (!is_alert && ERR_GET_LIB(error) == ERR_LIB_SSL && reason == SSL_R_CERTIFICATE_VERIFY_FAILED)
		return "the key of the certificate it shows takes too long to check";
	/* Which message it was tells more than what was wrong inside. */
	if (!is_alert && SSL_get_state(ssl) == TLS_ST_SR_CERT)
		return "the certificate it shows cannot be read, or is too long";
	if (!is_alert && SSL_get_state(ssl) == TLS_ST_SR_CERT_VRFY)
		return "it cannot prove that the certificate it shows is its own";
	if (ERR_GET_LIB(error) != ERR_LIB_SSL)
		return ERR_reason_error_string(error);
	if (reason == SSL_R_UNSUPPORTED_PROTOCOL || reason == SSL_R_VERSION_TOO_LOW)
		return version_words(ssl);
	for (size_t i = 0; i < sizeof table / sizeof table[0]; i++)
		if (reason == table[i].reason)
			return table[i].words;
	return ERR_reason_error_string(error);
}
