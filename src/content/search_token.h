/*
 * search_token.h - our words as a tokenizer of FTS5, by the name "marmot".
 */
#ifndef CONTENT_SEARCH_TOKEN_H
#define CONTENT_SEARCH_TOKEN_H

struct sqlite3;

/* Makes it, and our ranking, known to a connection.  An SQLite result code; SQLITE_ERROR when
 * this SQLite has no FTS5. */
int search_token_register(struct sqlite3 *db);

#endif
