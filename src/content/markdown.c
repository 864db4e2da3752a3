/* markdown.c - the one door to cmark-gfm. */
#include "content/markdown.h"

#include <assert.h>
#include <cmark-gfm-core-extensions.h>
#include <cmark-gfm.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "content/dialect.h"
#include "content/markdown_arena.h"
#include "content/markdown_clean.h"
#include "content/markdown_east.h"
#include "content/markdown_gate.h"
#include "content/markdown_math.h"
#include "content/markdown_needs.h"
#include "content/markdown_notes.h"
#include "content/markdown_tree.h"

/* A single "~" is text: people write it for "about". */
#define OPTIONS CMARK_OPT_STRIKETHROUGH_DOUBLE_TILDE

enum extension { TABLE, STRIKETHROUGH, TASKLIST, AUTOLINK, NEXTENSIONS };

static const char *const extension_names[NEXTENSIONS] = {
	[TABLE] = "table",
	[STRIKETHROUGH] = "strikethrough",
	[TASKLIST] = "tasklist",
	[AUTOLINK] = "autolink",
};

static cmark_mem memory = {
	.calloc = markdown_arena_calloc,
	.realloc = markdown_arena_realloc,
	.free = markdown_arena_free,
};

static pthread_once_t once = PTHREAD_ONCE_INIT;
static cmark_syntax_extension *extensions[NEXTENSIONS], *watcher;	/* never change once they are there */
static _Thread_local cmark_node *watched;	/* of the parse under way */

/*
 * While inlines are parsed, cmark keeps in two tables of the process which signs
 * its extensions look at: whose parser has such an extension writes them and must
 * be alone, all others go on side by side.
 */
#ifdef PTHREAD_RWLOCK_WRITER_NONRECURSIVE_INITIALIZER_NP
/* glibc's usual one lets those who write wait as long as others come. */
static pthread_rwlock_t signs_lock = PTHREAD_RWLOCK_WRITER_NONRECURSIVE_INITIALIZER_NP;
#else
static pthread_rwlock_t signs_lock = PTHREAD_RWLOCK_INITIALIZER;
#endif
static atomic_uint nlong;	/* long texts that hold the lock, or wait for it */

/* --- parsing --------------------------------------------------------- */

/*
 * cmark has no place to look at blocks before their inlines are parsed, but
 * shows each new line's surroundings to its extensions.  This one looks at the
 * first line, which is blank, and remembers whose child it is.
 */
static cmark_node *
watch(cmark_syntax_extension *self, int indented, cmark_parser *parser, cmark_node *parent,
    unsigned char *input, int len)
{
	(void)self;
	(void)indented;
	(void)parser;
	(void)input;
	(void)len;
	if (watched == NULL)
		for (watched = parent; cmark_node_parent(watched) != NULL;)
			watched = cmark_node_parent(watched);
	return NULL;
}

static void
prepare(void)
{
	cmark_gfm_core_extensions_ensure_registered();
	for (enum extension i = 0; i < NEXTENSIONS; i++) {
		extensions[i] = cmark_find_syntax_extension(extension_names[i]);
		assert(extensions[i] != NULL);
	}
	watcher = cmark_syntax_extension_new("watcher");
	cmark_syntax_extension_set_open_block_func(watcher, watch);
}

/* The node after n in document order, below top. */
static cmark_node *
next_node(cmark_node *n, cmark_node *top)
{
	cmark_node *next = cmark_node_first_child(n);

	for (; next == NULL && n != top; n = cmark_node_parent(n))
		next = cmark_node_next(n);
	return next;
}

static void
set_aside(struct gate *gate, cmark_node *n, struct str text, bool math)
{
	struct aside *aside = ARENA_NEW(gate->arena, struct aside);

	*aside = (struct aside){ .text = arena_str(gate->arena, str_trim(text)), .math = math };
	cmark_node_set_user_data(n, aside);
	/* Without any text the block would not be there at all. */
	cmark_node_set_string_content(n, "x");
}

static void
judge_math(struct gate *gate, cmark_node *n)
{
	struct str content = str_of(cmark_node_get_string_content(n)), formula;
	struct strbuf escaped = STRBUF_INIT;

	if (cmark_node_get_type(n) == CMARK_NODE_PARAGRAPH && math_is_block(content, &formula))
		set_aside(gate, n, formula, true);
	else if (math_escape(content, &escaped))
		cmark_node_set_string_content(n, escaped.buf);
	strbuf_done(&escaped);
}

static void
join_notes(cmark_node *n)
{
	struct strbuf joined = STRBUF_INIT;

	if (notes_join(str_of(cmark_node_get_string_content(n)), &joined))
		cmark_node_set_string_content(n, joined.buf);
	strbuf_done(&joined);
}

static bool
mark_east(cmark_node *n)
{
	struct strbuf text = STRBUF_INIT;
	bool marked = east_mark(str_of(cmark_node_get_string_content(n)), &text);

	if (marked)
		cmark_node_set_string_content(n, text.buf);
	strbuf_done(&text);
	return marked;
}

/* Whether its content is parsed: that of a table is what its paragraph held, also lines above it. */
static bool
holds_inlines(cmark_node *n)
{
	enum doc_kind kind = tree_kind(n);

	return kind != DOC_CODE_BLOCK && kind != DOC_HTML_BLOCK && kind != DOC_TABLE;
}

/* Looks at each block before its inlines are parsed.  Whether there are EAST_MARKs in any. */
static bool
judge_blocks(struct gate *gate, cmark_node *root, bool math, bool notes, bool east,
    unsigned first_line)
{
	bool marked = false;

	for (cmark_node *n = root; n != NULL; n = next_node(n, root)) {
		struct str content = str_of(cmark_node_get_string_content(n));

		if (content.len == 0 || !holds_inlines(n))
			continue;
		if (math && str_find(content, '$') < content.len)
			judge_math(gate, n);
		if (notes)
			join_notes(n);
		if (east && mark_east(n))
			marked = true;
		content = str_of(cmark_node_get_string_content(n));
		if (!gate_admits(gate, content, first_line + (unsigned)cmark_node_get_start_line(n) - 2))
			set_aside(gate, n, content, false);
	}
	return marked;
}

static cmark_parser *
parser_for(const struct gate *gate, const struct needs *needs)
{
	int options = OPTIONS | (needs->footnotes ? CMARK_OPT_FOOTNOTES : 0);
	cmark_parser *parser = cmark_parser_new_with_mem(options, &memory);

	cmark_parser_attach_syntax_extension(parser, watcher);
	if (gate->nrules > 0)
		cmark_parser_attach_syntax_extension(parser, extensions[TABLE]);
	if (needs->strikethrough)
		cmark_parser_attach_syntax_extension(parser, extensions[STRIKETHROUGH]);
	if (needs->tasks)
		cmark_parser_attach_syntax_extension(parser, extensions[TASKLIST]);
	if (needs->autolinks)
		cmark_parser_attach_syntax_extension(parser, extensions[AUTOLINK]);
	return parser;
}

/* Parses the inlines.  Nothing is freed: all of it lies in the arena. */
static cmark_node *
finish(cmark_parser *parser, const struct needs *needs, bool is_long)
{
	cmark_node *tree;

	atomic_fetch_add(&nlong, is_long);
	if (needs->strikethrough || needs->autolinks)
		pthread_rwlock_wrlock(&signs_lock);
	else
		pthread_rwlock_rdlock(&signs_lock);
	tree = cmark_parser_finish(parser);
	pthread_rwlock_unlock(&signs_lock);
	atomic_fetch_sub(&nlong, is_long);
	return tree;
}

bool
markdown_is_busy(void)
{
	return atomic_load(&nlong) > 0;
}

static cmark_node *
parse(struct gate *gate, struct str text, unsigned first_line, bool *ret_marked)
{
	cmark_parser *parser;
	struct needs needs;

	needs_find(text, &needs);
	gate->autolinks = needs.autolinks;
	parser = parser_for(gate, &needs);
	watched = NULL;
	*ret_marked = false;
	cmark_parser_feed(parser, "\n", 1);
	cmark_parser_feed(parser, text.p, text.len);
	/* A last line without its end would wait until it is too late to look. */
	if (text.len > 0 && text.p[text.len - 1] != '\n')
		cmark_parser_feed(parser, "\n", 1);
	if (watched != NULL)
		*ret_marked = judge_blocks(gate, watched, str_find(text, '$') < text.len, needs.footnotes,
		    east_is_needed(text), first_line);
	return finish(parser, &needs, text.len > MARKDOWN_LONG_SIZE);
}

/* What other engines put into Markdown is turned into Markdown first. */
static struct str
plain_markdown(struct arena *a, struct str text, struct str path)
{
	struct dialect_options options = { .mdx = str_ends_case(path, STR(".mdx")), .code_escapes = true };
	struct strbuf out = STRBUF_INIT;

	if (dialect_translate(&out, text, &options))
		text = arena_str(a, strbuf_str(&out));
	strbuf_done(&out);
	return text;
}

struct doc_node *
markdown_parse(struct arena *a, struct str text, struct str path, unsigned first_line,
    struct diag_list *diags)
{
	struct gate gate = { .arena = a, .path = path, .diags = diags };
	struct convert c = { .arena = a, .first_line = first_line };
	struct doc_node *root = doc_new(a, DOC_ROOT);
	struct str rest;
	cmark_node *tree;

	root->line = first_line;
	text = plain_markdown(a, text_clean(a, text), path);
	c.text = gate_lines(&gate, text, first_line, &rest);
	c.into = root;

	markdown_arena_enter(a);
	pthread_once(&once, prepare);
	tree = parse(&gate, c.text, first_line, &c.marked);
	tree_convert(&c, tree);
	markdown_arena_leave();

	if (rest.len > 0)
		tree_append(&c, DOC_CODE_BLOCK, 0)->text = arena_str(a, rest);
	if (c.too_deep > 0)
		diag_add(diags, DIAG_WARNING, path, c.too_deep, 0,
		    "quotes, lists or marks nested deeper than %d levels: flattened",
		    DOC_DEPTH_MAX);
	return root;
}
