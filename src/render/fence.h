/*
 * fence.h - what engines write behind the marks that begin a block of code.
 *
 * The name of a language, and a title that readers of the site see above the
 * code: title="a.js" (also filename, file, caption), [a.js] as VitePress has
 * it, js:a.js as Hexo, Qiita and Zenn do.
 */
#ifndef RENDER_FENCE_H
#define RENDER_FENCE_H

#include "base/str.h"

/* The name of the language in an info string: of "js {1,3}", "{.python
 * .numberLines}", "rust,ignore"; empty when there is none. */
struct str fence_language(struct str info);
/* Its title, a part of info; empty when there is none. */
struct str fence_title(struct str info);

#endif
