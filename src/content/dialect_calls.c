/* dialect_calls.c - the tags that are known by name. */
#include "base/ascii.h"
#include "content/dialect_call.h"

#define LIQUID CALL_ENGINE(ENGINE_LIQUID)
#define HUGO CALL_ENGINE(ENGINE_HUGO)
#define TAGS (LIQUID | HUGO)
#define EMBEDS (TAGS | CALL_ENGINE(ENGINE_EXPRESSION) | CALL_ENGINE(ENGINE_JSX))

static const struct call calls[] = {
	{ .name = "ref", .kind = CALL_PATH, .one = "%1", .engines = TAGS },
	{ .name = "relref", .kind = CALL_PATH, .one = "%1", .engines = TAGS },
	{ .name = "posturl", .kind = CALL_PATH, .one = "/_posts/%1.md", .engines = LIQUID },
	{ .name = "link", .kind = CALL_PATH, .one = "/%1", .engines = LIQUID },
	{ .name = "postlink", .kind = CALL_PATH, .one = "%1", .engines = LIQUID },
	{ .name = "postpath", .kind = CALL_PATH, .one = "%1", .engines = LIQUID },
	{ .name = "assetpath", .kind = CALL_PATH, .one = "%1", .engines = LIQUID },

	{ .name = "figure", .kind = CALL_PICTURE, .engines = EMBEDS },
	{ .name = "figurecaption", .kind = CALL_PICTURE, .engines = EMBEDS },
	{ .name = "image", .kind = CALL_PICTURE, .engines = EMBEDS },
	{ .name = "img", .kind = CALL_PICTURE, .engines = EMBEDS },
	{ .name = "picture", .kind = CALL_PICTURE, .engines = EMBEDS },
	{ .name = "photo", .kind = CALL_PICTURE, .engines = EMBEDS },
	{ .name = "assetimg", .kind = CALL_PICTURE, .engines = EMBEDS },
	{ .name = "lazyimg", .kind = CALL_PICTURE, .engines = EMBEDS },
	{ .name = "imgproc", .kind = CALL_PICTURE, .engines = EMBEDS },
	{ .name = "responsiveimage", .kind = CALL_PICTURE, .engines = EMBEDS },
	{ .name = "resizeimage", .kind = CALL_PICTURE, .engines = EMBEDS },
	{ .name = "thumbnail", .kind = CALL_PICTURE, .engines = EMBEDS },

	{ .name = "youtube", .kind = CALL_SITE, .label = "YouTube video",
	    .one = "https://www.youtube.com/watch?v=%1" },
	{ .name = "youtubelite", .kind = CALL_SITE, .label = "YouTube video",
	    .one = "https://www.youtube.com/watch?v=%1" },
	{ .name = "liteyoutube", .kind = CALL_SITE, .label = "YouTube video",
	    .one = "https://www.youtube.com/watch?v=%1" },
	{ .name = "youtubeembed", .kind = CALL_SITE, .label = "YouTube video",
	    .one = "https://www.youtube.com/watch?v=%1" },
	{ .name = "vimeo", .kind = CALL_SITE, .label = "Vimeo video",
	    .one = "https://vimeo.com/%1" },
	{ .name = "vimeosimple", .kind = CALL_SITE, .label = "Vimeo video",
	    .one = "https://vimeo.com/%1" },
	{ .name = "dailymotion", .kind = CALL_SITE, .label = "Dailymotion video",
	    .one = "https://www.dailymotion.com/video/%1" },
	{ .name = "bilibili", .kind = CALL_SITE, .label = "Bilibili video",
	    .one = "https://www.bilibili.com/video/%1" },
	{ .name = "loom", .kind = CALL_SITE, .label = "Loom video",
	    .one = "https://www.loom.com/share/%1" },
	{ .name = "gist", .kind = CALL_SITE, .label = "Gist",
	    .one = "https://gist.github.com/%1", .two = "https://gist.github.com/%1/%2" },
	{ .name = "github", .kind = CALL_SITE, .label = "GitHub",
	    .one = "https://github.com/%1", .two = "https://github.com/%1/%2" },
	{ .name = "tweet", .kind = CALL_SITE, .label = "Tweet",
	    .one = "https://x.com/i/status/%1", .two = "https://x.com/%1/status/%2" },
	{ .name = "tweetsimple", .kind = CALL_SITE, .label = "Tweet",
	    .one = "https://x.com/i/status/%1", .two = "https://x.com/%1/status/%2" },
	{ .name = "twitter", .kind = CALL_SITE, .label = "Tweet",
	    .one = "https://x.com/i/status/%1", .two = "https://x.com/%1/status/%2" },
	{ .name = "twittersimple", .kind = CALL_SITE, .label = "Tweet",
	    .one = "https://x.com/i/status/%1", .two = "https://x.com/%1/status/%2" },
	{ .name = "x", .kind = CALL_SITE, .label = "Post on X",
	    .one = "https://x.com/i/status/%1", .two = "https://x.com/%1/status/%2",
	    .engines = EMBEDS },
	{ .name = "xsimple", .kind = CALL_SITE, .label = "Post on X",
	    .one = "https://x.com/i/status/%1", .two = "https://x.com/%1/status/%2" },
	{ .name = "instagram", .kind = CALL_SITE, .label = "Instagram post",
	    .one = "https://www.instagram.com/p/%1/" },
	{ .name = "instagramsimple", .kind = CALL_SITE, .label = "Instagram post",
	    .one = "https://www.instagram.com/p/%1/" },
	{ .name = "codepen", .kind = CALL_SITE, .label = "CodePen",
	    .one = "https://codepen.io/pen/%1", .two = "https://codepen.io/%1/pen/%2" },
	{ .name = "jsfiddle", .kind = CALL_SITE, .label = "JSFiddle",
	    .one = "https://jsfiddle.net/%1/", .two = "https://jsfiddle.net/%1/%2/" },
	{ .name = "codesandbox", .kind = CALL_SITE, .label = "CodeSandbox",
	    .one = "https://codesandbox.io/s/%1" },
	{ .name = "stackblitz", .kind = CALL_SITE, .label = "StackBlitz",
	    .one = "https://stackblitz.com/edit/%1" },
	{ .name = "asciinema", .kind = CALL_SITE, .label = "Terminal recording",
	    .one = "https://asciinema.org/a/%1" },
	{ .name = "speakerdeck", .kind = CALL_SITE, .label = "Slides",
	    .one = "https://speakerdeck.com/player/%1" },

	{ .name = "highlight", .kind = CALL_CODE, .one = "", .engines = TAGS },
	{ .name = "codehighlight", .kind = CALL_CODE, .one = "", .engines = TAGS },
	{ .name = "prism", .kind = CALL_CODE, .one = "", .engines = TAGS },
	{ .name = "code", .kind = CALL_CODE, .one = "", .engines = TAGS },
	{ .name = "codeblock", .kind = CALL_CODE, .engines = TAGS },
	{ .name = "codetoggle", .kind = CALL_CODE, .engines = TAGS },
	{ .name = "mermaid", .kind = CALL_CODE, .label = "mermaid", .engines = TAGS },
	{ .name = "katex", .kind = CALL_CODE, .label = "math", .engines = TAGS },
	{ .name = "math", .kind = CALL_CODE, .label = "math", .engines = TAGS },
	{ .name = "set", .kind = CALL_CODE, .engines = LIQUID },

	{ .name = "comment", .kind = CALL_HIDDEN, .engines = TAGS },
	{ .name = "css", .kind = CALL_HIDDEN, .engines = TAGS },
	{ .name = "js", .kind = CALL_HIDDEN, .engines = TAGS },
	{ .name = "javascript", .kind = CALL_HIDDEN, .engines = TAGS },
	{ .name = "stylesheet", .kind = CALL_HIDDEN, .engines = TAGS },
	{ .name = "style", .kind = CALL_HIDDEN, .engines = TAGS },
	{ .name = "schema", .kind = CALL_HIDDEN, .engines = TAGS },
	{ .name = "macro", .kind = CALL_HIDDEN, .engines = LIQUID },

	{ .name = "raw", .kind = CALL_RAW, .engines = LIQUID },
	{ .name = "verbatim", .kind = CALL_RAW, .engines = LIQUID },

	{ .name = "details", .kind = CALL_TITLED },
	{ .name = "expand", .kind = CALL_TITLED },
	{ .name = "collapse", .kind = CALL_TITLED },
	{ .name = "collapsible", .kind = CALL_TITLED },
	{ .name = "accordion", .kind = CALL_TITLED },
	{ .name = "accordionitem", .kind = CALL_TITLED },
	{ .name = "spoiler", .kind = CALL_TITLED },
	{ .name = "tab", .kind = CALL_TITLED },
	{ .name = "tabitem", .kind = CALL_TITLED },
	{ .name = "card", .kind = CALL_TITLED },
	{ .name = "linkcard", .kind = CALL_TITLED },
	{ .name = "panel", .kind = CALL_TITLED },
	{ .name = "step", .kind = CALL_TITLED },

	{ .name = "if", .kind = CALL_NOTHING, .engines = LIQUID },
	{ .name = "elsif", .kind = CALL_NOTHING, .engines = LIQUID },
	{ .name = "elseif", .kind = CALL_NOTHING, .engines = LIQUID },
	{ .name = "elif", .kind = CALL_NOTHING, .engines = LIQUID },
	{ .name = "else", .kind = CALL_NOTHING, .engines = LIQUID },
	{ .name = "unless", .kind = CALL_NOTHING, .engines = LIQUID },
	{ .name = "case", .kind = CALL_NOTHING, .engines = LIQUID },
	{ .name = "when", .kind = CALL_NOTHING, .engines = LIQUID },
	{ .name = "for", .kind = CALL_NOTHING, .engines = LIQUID },
	{ .name = "tablerow", .kind = CALL_NOTHING, .engines = LIQUID },
	{ .name = "cycle", .kind = CALL_NOTHING, .engines = LIQUID },
	{ .name = "assign", .kind = CALL_NOTHING, .engines = LIQUID },
	{ .name = "capture", .kind = CALL_NOTHING, .engines = LIQUID },
	{ .name = "increment", .kind = CALL_NOTHING, .engines = LIQUID },
	{ .name = "decrement", .kind = CALL_NOTHING, .engines = LIQUID },
	{ .name = "break", .kind = CALL_NOTHING, .engines = LIQUID },
	{ .name = "continue", .kind = CALL_NOTHING, .engines = LIQUID },
	{ .name = "extends", .kind = CALL_NOTHING, .engines = LIQUID },
	{ .name = "import", .kind = CALL_NOTHING, .engines = LIQUID },
	{ .name = "from", .kind = CALL_NOTHING, .engines = LIQUID },
	{ .name = "call", .kind = CALL_NOTHING, .engines = LIQUID },
	{ .name = "filter", .kind = CALL_NOTHING, .engines = LIQUID },
	{ .name = "with", .kind = CALL_NOTHING, .engines = LIQUID },
	{ .name = "layout", .kind = CALL_NOTHING, .engines = LIQUID },
	{ .name = "block", .kind = CALL_NOTHING, .engines = LIQUID },
	{ .name = "echo", .kind = CALL_NOTHING, .engines = LIQUID },
	{ .name = "liquid", .kind = CALL_NOTHING, .engines = LIQUID },
	{ .name = "autoescape", .kind = CALL_NOTHING, .engines = LIQUID },
	{ .name = "switch", .kind = CALL_NOTHING, .engines = LIQUID },
	{ .name = "param", .kind = CALL_NOTHING, .engines = HUGO },

	{ .name = "note", .kind = CALL_BOX, .label = "Note" },
	{ .name = "info", .kind = CALL_BOX, .label = "Info" },
	{ .name = "tip", .kind = CALL_BOX, .label = "Tip" },
	{ .name = "important", .kind = CALL_BOX, .label = "Important" },
	{ .name = "warning", .kind = CALL_BOX, .label = "Warning" },
	{ .name = "caution", .kind = CALL_BOX, .label = "Caution" },
	{ .name = "danger", .kind = CALL_BOX, .label = "Danger" },
	{ .name = "pitfall", .kind = CALL_BOX, .label = "Pitfall" },
	{ .name = "deepdive", .kind = CALL_BOX, .label = "Deep dive" },
	{ .name = "hint", .kind = CALL_BOX, .label = "Hint" },
	{ .name = "notice", .kind = CALL_BOX, .label = "Note" },
	{ .name = "alert", .kind = CALL_BOX, .label = "Note" },
	{ .name = "callout", .kind = CALL_BOX, .label = "Note" },
	{ .name = "admonition", .kind = CALL_BOX, .label = "Note" },
	{ .name = "aside", .kind = CALL_BOX, .label = "Note" },
};

#define COUNT(v) (sizeof(v) / sizeof(v)[0])

const struct call *
call_at(size_t i)
{
	return i < COUNT(calls) ? &calls[i] : NULL;
}

bool
call_is_named(struct str name, const char *row)
{
	for (size_t i = 0; i < name.len; i++) {
		if (name.p[i] == '-' || name.p[i] == '_')
			continue;
		if (*row == '\0' || ascii_small(name.p[i]) != *row++)
			return false;
	}
	return *row == '\0';
}
