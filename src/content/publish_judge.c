/* publish_judge.c - whether an article may take its place. */
#include <string.h>

#include "base/utf8.h"
#include "content/publish.h"

static bool
is_post(struct str file)
{
	return str_starts(file, STR("_posts/")) || str_search(file, STR("/_posts/")) < file.len;
}

enum publish_verdict
publish_judge_article(const struct catalogue *c, struct str file, struct str bytes, struct strbuf *why)
{
	size_t max = c->capsule->article_size_max > 0 ? c->capsule->article_size_max : ARTICLE_SIZE_MAX;
	const struct diag *worst = NULL;
	struct arena arena, scratch;
	struct diag_list diags;
	struct article article;
	int r;

	if (bytes.len > max) {
		strbuf_addf(why, "An article has at most %zu bytes", max);
		return PUBLISH_WRONG;
	}
	if (!utf8_valid(bytes) || memchr(bytes.p, '\0', bytes.len) != NULL) {
		strbuf_adds(why, "This is no text in UTF-8");
		return PUBLISH_WRONG;
	}
	arena_init(&arena, 0);
	arena_init(&scratch, 0);
	diag_list_init(&diags);
	r = article_read(&article, bytes, file, c->capsule, is_post(file), &arena, &scratch, &diags);
	for (size_t i = 0; i < diags.n; i++)
		if (diags.v[i].severity != DIAG_NOTE && (worst == NULL || diags.v[i].severity < worst->severity))
			worst = &diags.v[i];
	if (r < 0)
		strbuf_addf(why, "It cannot be read: %s", strerror(-r));
	else if (worst != NULL && worst->line > 0)
		strbuf_addf(why, "Line %u: %.*s", worst->line, STR_ARG(worst->text));
	else if (worst != NULL)
		strbuf_addstr(why, worst->text);
	diag_list_done(&diags);
	arena_done(&scratch);
	arena_done(&arena);
	return r < 0 ? PUBLISH_FAILED : worst != NULL ? PUBLISH_WRONG : PUBLISH_DONE;
}
