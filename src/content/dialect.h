/*
 * dialect.h - what other engines put into Markdown, as plain Markdown.
 *
 * Hugo's shortcodes, Liquid's, Nunjucks' and Zola's tags and expressions,
 * Obsidian's wikilinks and comments, kramdown's attributes and definition
 * lists, ":::" containers, MDX: an article keeps working when it moves here.
 * This room stands before the parser of Markdown: it works on bytes, knows
 * nothing of other articles, and makes targets that content/links.h resolves.
 *
 * Code stays as it is: fenced and indented blocks, spans, and in HTML <pre>,
 * <code>, <script> and <style>.  Formulas between dollar signs do too; they
 * belong to content/markdown_math.h.
 */
#ifndef CONTENT_DIALECT_H
#define CONTENT_DIALECT_H

#include "base/strbuf.h"

#define DIALECT_TAG_MAX ((size_t)32 * 1024)	/* [bytes] of one tag or component */
#define DIALECT_NAME_MAX 1024		/* [bytes] of a wikilink */
#define DIALECT_ARGS_MAX 32		/* of one tag; what follows is not looked at */
#define DIALECT_BOXES_MAX 6		/* containers in one another; deeper ones lose the mark */
#define DIALECT_BOX_COLUMN_MAX 32	/* [bytes] a container may be indented */
#define DIALECT_DEPTH_MAX 8		/* marks, links and notes in one another */
#define DIALECT_NOTES_MAX 10000		/* inline footnotes; further ones stay text */
/* Steps of looking ahead that each byte of a text pays for; when they are used
 * up, the rest of the text stays as it is. */
#define DIALECT_STEPS 64
/* What comes out is never longer than so many times the text (plus as many
 * bytes again as GROWTH_BASE). */
#define DIALECT_GROWTH 64
#define DIALECT_GROWTH_BASE 4096

struct dialect_options {
	bool mdx;		/* of a file ".mdx": braces are expressions, indents mean nothing */
	/* Also in code, undo what keeps an engine from acting there: Hugo's slash
	 * and asterisk inside of a shortcode's brackets, and Liquid's raw.  Code that
	 * is only the name of a file to be shown in its place becomes a link. */
	bool code_escapes;
};

/*
 * Appends text, a clean body (utf8_clean), as Markdown.  Line n of what is
 * appended stands for line n of text; after the last there may be definitions
 * of footnotes.  False when there was nothing to translate: then nothing is
 * appended and text stands; a text without any sign of an engine costs one look
 * at each byte.  Never fails, deterministic, linear in text.len.  Any thread.
 */
bool dialect_translate(struct strbuf *out, struct str text,
    const struct dialect_options *options);

#endif
