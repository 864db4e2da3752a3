/*
 * markdown_image.h - what stands in an image's text and is not for readers.
 */
#ifndef CONTENT_MARKDOWN_IMAGE_H
#define CONTENT_MARKDOWN_IMAGE_H

#include "content/doc.h"

/* Takes the size from behind the text of a DOC_IMAGE that has its children:
 * Obsidian's "![Text|300](a.png)", "![Text|300x200](a.png)". */
void image_trim_size(struct doc_node *image);

#endif
