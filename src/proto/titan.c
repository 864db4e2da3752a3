/* titan.c - requests of Titan. */
#include "proto/titan.h"

#include <string.h>

#include "base/ascii.h"
#include "base/uri.h"

#define SIZE_LARGEST 0x7FFFFFFFUL	/* [bytes] that can be said at all */

enum parameter { PARAMETER_SIZE, PARAMETER_MIME, PARAMETER_TOKEN, PARAMETER_EDIT, PARAMETERS };

static const char *const names[PARAMETERS] = { "size", "mime", "token", "edit" };

static bool
is_type_character(char c)
{
	return ascii_is_small(c) || ascii_is_digit(c) || c == '.' || c == '+' || c == '-' || c == '_';
}

/* "TEXT/Gemini; charset=x" is text/gemini; false for what is no media type. */
static bool
tidy_mime(char *p, size_t *len)
{
	size_t n = 0, slashes = 0;

	while (n < *len && p[n] != ';' && p[n] != ' ')
		n++;
	for (size_t i = 0; i < n; i++) {
		p[i] = ascii_small(p[i]);
		if (p[i] == '/')
			slashes++;
		else if (!is_type_character(p[i]))
			return false;
	}
	*len = n;
	return slashes == 1 && n <= TITAN_MIME_MAX && p[0] != '/' && p[n - 1] != '/';
}

static enum parameter
parameter_of(struct str name)
{
	enum parameter p = PARAMETER_SIZE;

	while (p < PARAMETERS && !str_is_case(name, names[p]))
		p++;
	return p;
}

void
titan_hide_token(struct request *r)
{
	static const struct str mark = { ";token=", 7 };
	size_t at = r->store.len, from = 0;

	for (size_t i = 0; i + mark.len <= r->line.len; i++) {
		if (!str_eq_case(str_slice(r->line, i, i + mark.len), mark))
			continue;
		strbuf_addstr(&r->store, str_slice(r->line, from, i + mark.len));
		strbuf_adds(&r->store, "***");
		from = i + mark.len;
		while (from < r->line.len && r->line.p[from] != ';' && r->line.p[from] != '?')
			from++;
	}
	strbuf_addstr(&r->store, str_from(r->line, from));
	r->line = str_from(strbuf_str(&r->store), at);
}

/* Each once, with a value unless it is "edit". */
static bool
cut_parameters(struct str rest, struct str values[PARAMETERS])
{
	struct str part;

	while (str_cut(&rest, ';', &part)) {
		struct str name = str_slice(part, 0, str_find(part, '='));
		enum parameter p = parameter_of(name);

		if (p == PARAMETERS || values[p].p != NULL || (p == PARAMETER_EDIT) != (name.len == part.len))
			return false;
		values[p] = p == PARAMETER_EDIT ? STR("") : str_from(part, name.len + 1);
	}
	return true;
}

/* Decoded, behind what is in the store, which has room for it. */
static struct str
keep(struct request *r, struct str value)
{
	size_t at = r->store.len;

	if (value.p == NULL)
		return STR_NONE;
	uri_decode(&r->store, value);
	return str_from(strbuf_str(&r->store), at);
}

const char *
titan_parse(struct str parameters, struct request *r)
{
	struct str values[PARAMETERS] = { { NULL, 0 } };
	unsigned long size = 0;
	struct str mime;

	if (!cut_parameters(parameters, values))
		return "Titan has the parameters size, mime and token, each once, and edit";
	r->upload.kind = values[PARAMETER_EDIT].p != NULL ? UPLOAD_EDIT : UPLOAD_STORE;
	/* Lagrange before 1.18 knows no ";edit" and sends what is in its editor
	 * there; an empty one would delete. */
	if (r->upload.kind == UPLOAD_EDIT && values[PARAMETER_SIZE].p != NULL)
		return "\";edit\" only asks for the source and has no size: to publish, take it out of the address";
	if (r->upload.kind == UPLOAD_STORE && values[PARAMETER_SIZE].p == NULL)
		return "A Titan request says its size: titan://host/path;size=N";
	if (values[PARAMETER_SIZE].p != NULL && !str_number(values[PARAMETER_SIZE], SIZE_LARGEST, &size))
		return "The size is not a number of bytes";
	r->upload.size = size;
	mime = keep(r, values[PARAMETER_MIME]);
	if (mime.p != NULL && !tidy_mime(r->store.buf + (mime.p - r->store.buf), &mime.len))
		return "The media type is none, as text/plain would be";
	r->upload.mime = mime;
	r->upload.token = keep(r, values[PARAMETER_TOKEN]);
	return NULL;
}
