/*
 * search_rank.h - how well an article answers, as a function of FTS5.
 *
 * marmot_rank(words, counted): the less, the better.  BM25 with a weight for each
 * column, as FTS5's own, which would take the labels for text and count all
 * matches of each phrase, however many; this one counts no further than
 * SEARCH_RANKED_MAX, and only phrases whose bit is set in counted and that are
 * not alone: counting one is finding it a second time.
 */
#ifndef CONTENT_SEARCH_RANK_H
#define CONTENT_SEARCH_RANK_H

struct fts5_api;

/* Makes it known to a connection.  An SQLite result code. */
int search_rank_register(struct fts5_api *api);

#endif
