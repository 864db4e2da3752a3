/* search_token.c - our words as a tokenizer of FTS5. */
#include "content/search_token.h"

#include <sqlite3.h>

#include "content/search_rank.h"
#include "content/search_words.h"

/* FTS5 wants something to free; there is no state. */
static char nothing;

static int
token_create(void *context, const char **arguments, int n, Fts5Tokenizer **ret)
{
	(void)context;
	(void)arguments;
	(void)n;
	*ret = (Fts5Tokenizer *)(void *)&nothing;
	return SQLITE_OK;
}

static void
token_delete(Fts5Tokenizer *tokenizer)
{
	(void)tokenizer;
}

static int
token_each(Fts5Tokenizer *tokenizer, void *context, int flags, const char *text, int len,
    int (*token)(void *context, int flags, const char *token, int len, int from, int to))
{
	struct search_words words;
	struct search_word word;
	int r = SQLITE_OK;

	(void)tokenizer;
	search_words_init(&words, (struct str){ text, text != NULL && len > 0 ? (size_t)len : 0 },
	    (flags & FTS5_TOKENIZE_QUERY) != 0 ? SEARCH_WANTED : SEARCH_TEXT);
	while (r == SQLITE_OK && search_words_next(&words, &word))
		r = token(context, word.beside ? FTS5_TOKEN_COLOCATED : 0, word.folded.p,
		    (int)word.folded.len, (int)word.from, (int)word.to);
	return r;
}

/* The way to FTS5's own functions (fts5.html, 7). */
static fts5_api *
find_fts5(struct sqlite3 *db)
{
	fts5_api *api = NULL;
	sqlite3_stmt *stmt = NULL;

	if (sqlite3_prepare_v2(db, "SELECT fts5(?1)", -1, &stmt, NULL) == SQLITE_OK) {
		sqlite3_bind_pointer(stmt, 1, (void *)&api, "fts5_api_ptr", NULL);
		sqlite3_step(stmt);
	}
	sqlite3_finalize(stmt);
	return api;
}

int
search_token_register(struct sqlite3 *db)
{
	static fts5_tokenizer ours = { token_create, token_delete, token_each };
	fts5_api *api = find_fts5(db);

	if (api == NULL || api->iVersion < 2)
		return SQLITE_ERROR;
	if (api->xCreateTokenizer(api, "marmot", NULL, &ours, NULL) != SQLITE_OK)
		return SQLITE_ERROR;
	return search_rank_register(api);
}
