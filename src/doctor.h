/*
 * doctor.h - speaks to a running server as strict clients do, and says which
 * rules of its protocol it breaks.
 */
#ifndef DOCTOR_H
#define DOCTOR_H

#include "net/visit.h"

#define DOCTOR_PATIENCE_S 15	/* for one step of a server; more than most give a request */

enum doctor_verdict {
	DOCTOR_GOOD,
	DOCTOR_ODD,		/* lawful, and yet some clients or readers suffer */
	DOCTOR_WRONG,		/* a rule is broken */
};

struct doctor {
	struct visit visit;	/* the server; the rest as a friendly client has it */
	struct str path;	/* that is known to be there, percent-encoded, "/" at least */
	bool verbose;		/* good things are said too */
	struct visit_result result;
	struct strbuf authority;	/* "host" or "host:1965" as URLs have it */
	unsigned n[DOCTOR_WRONG + 1];	/* examinations that ended so */
	bool lost;		/* no connection, so the rest makes no sense */
};

/*
 * One line on standard output: the verdict, the rule, and what came instead.
 * source: where the rule stands.
 */
void doctor_say(struct doctor *d, enum doctor_verdict verdict, const char *rule, const char *source,
    const char *fmt, ...) __attribute__((format(printf, 5, 6)));
/* How the last visit ended, in words. */
const char *doctor_end(const struct doctor *d);

void doctor_gemini(struct doctor *d);
void doctor_gopher(struct doctor *d);

#endif
