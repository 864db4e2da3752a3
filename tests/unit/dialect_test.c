/* dialect_test.c - what other engines put into Markdown becomes Markdown. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "content/dialect.h"

#define COUNT(table) (sizeof(table) / sizeof(table)[0])

struct pair {
	const char *in, *out;	/* out NULL: nothing to translate */
};

static void
check_with(const struct pair *pairs, size_t n, const struct dialect_options *options)
{
	size_t nbad = 0;

	for (size_t i = 0; i < n; i++) {
		const char *want = pairs[i].out != NULL ? pairs[i].out : "";
		struct strbuf out = STRBUF_INIT;
		bool made = dialect_translate(&out, str_of(pairs[i].in), options);

		if (made != (pairs[i].out != NULL) || !str_is(strbuf_str(&out), want)) {
			print_error("\n--- %s\n--- gave %d\n%s\n--- not\n%s", pairs[i].in, made,
			    out.buf, want);
			nbad++;
		}
		strbuf_done(&out);
	}
	assert_int_equal(nbad, 0);
}

static void
check(const struct pair *pairs, size_t n)
{
	static const struct dialect_options plain = { .mdx = false };

	check_with(pairs, n, &plain);
}

static void
test_nothing(void **state)
{
	static const struct pair pairs[] = {
		{ "", NULL },
		{ "Plain text.\n\n- a\n- b\n", NULL },
		{ "One `{{< x >}}` in code, and ``{% y ` %}``.\n", NULL },
		{ "```\n{{< x >}}\n[[a]]\n%% b %%\n```\n", NULL },
		{ "~~~ md\n::: tip\n```\n:::\n~~~\n", NULL },
		{ "> ```\n> {{ a }}\n> ```\n", NULL },
		{ "- a\n\n  ```\n  ==b==\n  ```\n", NULL },
		{ "    {{ indented }}\n\n\t[[code]]\n", NULL },
		{ "- a\n\n      {{ code }}\n", NULL },
		{ "<pre>\n{{ a }}\n\n{% b %}\n</pre>\n", NULL },
		{ "<script>\nlet a = [[1]];\n</script>\n", NULL },
		{ "<style>a{b:c}</style>\n", NULL },
		{ "A <code>{{ a }}</code> b\n", NULL },
		{ "<!-- more -->\n\n<!--\n{{ a }}\n\n[[b]]\n-->\n", NULL },
		{ "C:\\dir\\[x] and \\[a\\] and \\(b\\)\n", NULL },
		{ "if a == b or c == d\n", NULL },
		{ "x=1==y==z\n", NULL },
		{ "$HOME and $PATH, $5 and $10\n", NULL },
		{ "printf takes %% for a percent sign, and %% again in it\n", NULL },
		{ "https://a.b/?x==y==z&w=%%20%%\n", NULL },
		{ "[a](https://a.b/==c==) and <https://a.b/==c==>\n", NULL },
		{ "[[1]](https://a.b) and a[[1]] and [[ -f x ]]\n", NULL },
		{ "two {{ words in braces }}, {{ a, b }}\n", NULL },
		{ "an open {{ brace\n\nand }} another\n", NULL },
		{ "an open {% tag\n", NULL },
		{ "import os, sys\n\n{a: <div>}\n", NULL },
		{ "a List<String> or <Link> or <Map> here\n", NULL },
		{ "an open {{< tag\n", NULL },
		{ "a List<String> and <B>bold</B>\n", NULL },
		{ "x ^2 and y ^10\n", NULL },
		{ "/^[a-z]+$/ and ([^[x]]) and 1^[[16]](x)^\n", NULL },
		{ "catch\\s*\\(\\s*a\\s*\\)\n", NULL },
		{ "*[Link](x) in stars*\n", NULL },
		{ ": no term above\n", NULL },
		{ "::: no end\n", NULL },
		{ "- ::: is three colons\n", NULL },
		{ "{ not: attributes }\n\na {b} c\n", NULL },
		{ "import the module, then export it\n", NULL },
		{ "> [!NOTE]\n> as GitHub has it\n", NULL },
		{ "> [!note]\n> in small letters\n", NULL },
		{ "a ![[not closed\n", NULL },
		{ "Setext\n======\n", NULL },
	};

	(void)state;
	check(pairs, COUNT(pairs));
}

static void
test_hugo(void **state)
{
	static const struct pair pairs[] = {
		{ "{{< figure src=\"a b.png\" alt=\"Alt\" >}}\n", "![Alt](<a b.png>)\n" },
		{ "{{< figure src=\"a.png\" alt=\"Alt\" caption=\"Cap\" title=T link=\"/x\" >}}\n",
		    "[![Cap](<a.png>)](</x>)\n" },
		{ "{{< figure src=\"a.png\" caption=\"C\" attr=\"Me\" "
		    "attrlink=\"https://m.e\" >}}\n",
		    "![C](<a.png>) [Me](<https://m.e>)\n" },
		{ "{{< figure\n  src=\"a.png\"\n  alt=\"b\"\n>}}\nText\n",
		    "![b](<a.png>)\n\n\n\nText\n" },
		{ "{{< figure src=a.png alt=\"a ] b\" >}}\n", "![a \\] b](<a.png>)\n" },
		{ "{{< img src=\"cover\" alt=\"Cover\" />}}\n", "![Cover](<cover>)\n" },
		{ "{{< highlight go >}}\nf()\n{{< /highlight >}}\n", "```go\nf()\n```\n" },
		{ "{{< highlight md >}}\n```\na\n```\n{{< /highlight >}}\n",
		    "````md\n```\na\n```\n````\n" },
		{ "{{< highlight go \"linenos=table\" >}}\n\n{{ . }}\n{{< /highlight >}}\nb\n",
		    "```go\n\n{{ . }}\n```\nb\n" },
		{ "Run {{< highlight sh >}}ls `a`{{< /highlight >}} now\n",
		    "Run `` ls `a` `` now\n" },
		{ "{{< highlight html >}}<b>\n</b>{{< /highlight >}}\n",
		    "<pre><code class=\"language-html\">&lt;b&gt;\n&lt;/b&gt;</code></pre>\n" },
		{ "See:  {{< highlight c >}}\na;\n\nb;\n{{< /highlight >}}\n",
		    "See:  \n`a;`\n\n`b;`\n\n" },
		{ "- a\n\n  {{< highlight c >}}\nx;\n  {{< /highlight >}}\n",
		    "- a\n\n  ```c\n  x;\n  ```\n" },
		{ "> {{< highlight c >}}\n> x;\n> {{< /highlight >}}\n", "> ```c\n> x;\n> ```\n" },
		/* a fence that began below a tab ends there */
		{ "- a\n\t- b\n\t  {{< highlight c >}}\n\t  x;\n\t  {{< /highlight >}}\n\t- d\n",
		    "- a\n\t- b\n\t  ```c\n\t  x;\n\t  ```\n\t- d\n" },
		{ "{{< highlight go >}} never ends\n", "never ends\n" },
		{ "[X]({{< ref \"a b.md#c\" >}})\n", "[X](<a b.md#c>)\n" },
		{ "[X]({{% relref \"a.md\" %}} \"Title\") b\n", "[X](<a.md> \"Title\") b\n" },
		{ "[X]({{< ref path=\"a.md\" lang=\"de\" >}})\n", "[X](<a.md>)\n" },
		{ "![X](  {{< ref \"a.png\" >}}  )\n", "![X](  <a.png>  )\n" },
		{ "[X]({{< ref\n\"a.md\" >}}).\n", "[X](<a.md>\n).\n" },
		{ "[x]: {{< ref \"a.md\" >}} \"T\"\n", "[x]: <a.md> \"T\"\n" },
		{ "[x]: <{{% eturl a %}}>\n", "[x]: <>\n" },
		{ "<a href=\"{{< ref \"a.md\" >}}\">x</a>\n", "<a href=\"a.md\">x</a>\n" },
		{ "See {{< ref \"a.md\" >}}.\n", "See [a.md](<a.md>).\n" },
		{ "{{< youtube abc >}}\n",
		    "[YouTube video](<https://www.youtube.com/watch?v=abc>)\n" },
		{ "{{< youtube id=\"abc\" title=\"A film\" >}}\n",
		    "[A film](<https://www.youtube.com/watch?v=abc>)\n" },
		{ "{{< youtube \"https://youtu.be/abc\" >}}\n",
		    "[YouTube video](<https://youtu.be/abc>)\n" },
		{ "{{< vimeo 1 >}}\n", "[Vimeo video](<https://vimeo.com/1>)\n" },
		{ "{{< gist me 1a >}}\n", "[Gist](<https://gist.github.com/me/1a>)\n" },
		{ "{{< gist 1a >}}\n", "[Gist](<https://gist.github.com/1a>)\n" },
		{ "{{< tweet user=\"me\" id=\"1\" >}}\n",
		    "[Tweet](<https://x.com/me/status/1>)\n" },
		{ "{{< tweet 1 >}}\n", "[Tweet](<https://x.com/i/status/1>)\n" },
		{ "{{< x user=\"me\" id=\"1\" >}}\n",
		    "[Post on X](<https://x.com/me/status/1>)\n" },
		{ "{{< instagram_simple Bq >}}\n",
		    "[Instagram post](<https://www.instagram.com/p/Bq/>)\n" },
		{ "{{< details summary=\"More\" >}}\nInner\n{{< /details >}}\n",
		    "**More**  \nInner\n\n" },
		{ "a {{< param \"x\" >}} b\n", "a  b\n" },
		{ "a {{< unknown x=1 >}} b {{% other %}}c{{% /other %}}\n", "a  b c\n" },
		{ "{{< unknown src=\"a.jpg\" alt=\"A\" >}}\n", "![A](<a.jpg>)\n" },
		{ "{{< button href=\"/x\" >}}Go *on*{{< /button >}}\n", "[Go *on*](</x>)\n" },
		{ "<Film src=\"https://a.b/embed/Xy1\" />\n", "[a.b](<https://a.b/embed/Xy1>)\n" },
		{ "{{< button href=\"/x\" text=\"Go\" >}}\n", "[Go](</x>)\n" },
		{ "{{< video src=\"/a.mp4\" title=\"Film\" >}}\n", "[Film](</a.mp4>)\n" },
		{ "{{< note >}}\ntext\n\n- a\n{{< /note >}}\nb\n",
		    "> [!NOTE]\n> text\n> \n> - a\n\nb\n" },
		{ "{{% notice tip \"A title\" %}}\ntext\n{{% /notice %}}\n",
		    "> **Tip: A title**  \n> text\n\n" },
		{ "{{< alert type=\"danger\" >}}text{{< /alert >}}\n", "> Danger: text\n" },
		{ "a {{< note >}}text{{< /note >}} b\n", "a text b\n" },
		{ "{{</* ref \"a\" */>}} and {{%/* b */%}}\n",
		    "{{\\< ref \"a\" \\>}} and {{% b %}}\n" },
		{ "{{</*/* x */*/>}}\n", "{{\\</\\* x \\*/\\>}}\n" },
	};

	(void)state;
	check(pairs, COUNT(pairs));
}

static void
test_liquid(void **state)
{
	static const struct pair pairs[] = {
		{ "{% highlight ruby linenos %}\na\n{% endhighlight %}\n", "```ruby\na\n```\n" },
		{ "{%- highlight c -%}\na\n{%- endhighlight -%}\n", "```c\na\n```\n" },
		{ "{% highlight c %}{% raw %}\n{{ a }}\n{% endraw %}{% endhighlight %}\n",
		    "```c\n{{ a }}\n```\n" },
		{ "{% codeblock A title lang:objc %}\na\n{% endcodeblock %}\n",
		    "```objc\na\n```\n" },
		{ "{% set x %}\na\n{% endset %}\n", "```\na\n```\n" },
		{ "{% set x = 1 %}\na\n", "\na\n" },
		/* A quote leads the inner tag beyond the end of the outer one. */
		{ "{% highlight c %}{% raw '\n{% endraw %}{% endhighlight'%}\n",
		    "<pre><code class=\"language-c\">{% raw '\n{% endraw %}</code></pre>\n" },
		{ "{% raw %}{{ a }} {% b %}{% endraw %}{{ c }}\n", "{{ a }} {% b %}\n" },
		{ "{% raw %}\n```\n{{ a }}\n```\n{% endraw %}\n", "\n```\n{{ a }}\n```\n\n" },
		{ "{% raw %}never {{ a }} ends\n", "never  ends\n" },
		{ "a{% comment %}b\n\nc{% endcomment %}d\n", "a\n\nd\n" },
		{ "> a\n> {% comment %}\n> b\n> {% endcomment %}\n> c\n",
		    "> a\n> \n> \n> \n> c\n" },
		{ "{% css %}\n.a {}\n{% endcss %}\nb\n", "\n\n\nb\n" },
		{ "[X]({% post_url 2015-01-01-x %})\n", "[X](</_posts/2015-01-01-x.md>)\n" },
		{ "[X]({{ site.baseurl }}{% post_url 2015-01-01-x %}#y)\n",
		    "[X](</_posts/2015-01-01-x.md#y>)\n" },
		{ "[X]({% link _posts/2016-07-26-x.md %})\n", "[X](</_posts/2016-07-26-x.md>)\n" },
		{ "{% link https://a.b/c %}\n", "[c](<https://a.b/c>)\n" },
		{ "{% include figure.html src=\"/a.png\" alt='A' caption=\"C\" %}\n",
		    "![C](</a.png>)\n" },
		{ "{% include image url=\"/a.png\" description=\"D\" %}\n", "![D](</a.png>)\n" },
		{ "{% include image.html src=page.image %}\n", "\n" },
		{ "{% include youtube.html id=\"abc\" %}\n",
		    "[YouTube video](<https://www.youtube.com/watch?v=abc>)\n" },
		{ "{% include toc.html x=\"y\" %}\n", "\n" },
		{ "{% include note.html content=\"Mind *that*\" %}\n",
		    "> Note: Mind *that*\n" },
		{ "{% if page.image == \"a.png\" %}a{% else %}b{% endif %}\n", "ab\n" },
		{ "{% for x in y %}\n- {{ x.name }}\n{% endfor %}\n", "\n\n\n" },
		{ "{% if x %}    a{% endif %}\n", "a\n" },
		{ "{% if x %}\n```\n{{ a }}\n```\n{% endif %}\n", "\n```\n{{ a }}\n```\n\n" },
		{ "{% if x %}```\n{{ a }}\n```\n", "```\n{{ a }}\n```\n" },
		{ "[a]({{ site.baseurl }}/b.html) {{ site.url }}/c\n", "[a](</b.html>) /c\n" },
		{ "![a]({{ '/b c.png' | relative_url }})\n", "![a](</b c.png>)\n" },
		{ "[a]({{ \"/x\" | prepend: site.baseurl | append: \"y\" }})\n", "[a](</xy>)\n" },
		{ "<img src=\"{{ '/a.png' | absolute_url }}\">\n", "<img src=\"/a.png\">\n" },
		{ "<div>\n{% if x %}\n<img src='{{ site.url }}/a'>\n</div>\n",
		    "<div>\n<!-- -->\n<img src='/a'>\n</div>\n" },
		{ "# {{ page.title }}\n", "# \n" },
		{ "made {{ 'now' | date: \"%Y\" }}\n", "made \n" },
		{ "**{{ site.x }}** a\n", " a\n" },
		{ "{{%segment outline}}\n", "\n" },
		{ "the {{ 9 | ordinal }}, {{ a.b - c.d }} years\n", "the 9,  years\n" },
		{ "{{ \"{{\" }} and {{ x | a: 'b' }}\n", "{{ and \n" },
		{ "<div>{{ \"DEBUG=a:\\* b \\d\" | highlight(\"bash\") }}</div>\n", "<div>DEBUG=a:* b \\d</div>\n" },
		{ "{{ \"a \\* b\" | safe }}\n", "a \\* b\n" },
		{ "{{ \"say \\\"a\\\" now\" | safe }} {{ 'C:\\' }}\n", "say \"a\" now C:\\\\\n" },
		{ "{{ message.split('').reverse() }} and {{ ok ? 'a' : 'b' }}\n", "and \n" },
		{ "{% image \"/a.png\", \"Alt text\" %}\n", "![Alt text](</a.png>)\n" },
		{ "{% img left /a.png 300 200 \"Title\" \"Alt\" %}\n", "![Alt](</a.png>)\n" },
		{ "by {% person \"A B\", \"https://a.b\" %}, {% icon \"https://a.b\" %}C\n",
		    "by [A B](<https://a.b>), C\n" },
		{ "{% callout \"info\", \"md\" %}\na\n{% endcallout %}\n", "> Info:\n> a\n\n" },
		{ "{% callout %}\na\n{% /callout %}\n", "> [!NOTE]\n> a\n\n" },
		{ "{# a\nb #}c\n", "\nc\n" },
		{ "- {% icon %}\n- b\n", "\n- b\n" },
		{ "A\n- {% icon %}\n\nb\n", "A\n\n\nb\n" },
		{ "| a | {{ x }} |\n|---|---|\n| {% link b\\|c.md %} | d |\n",
		    "| a |  |\n|---|---|\n| [b\\\\](</b\\\\>) | d |\n" },
	};

	(void)state;
	check(pairs, COUNT(pairs));
}

static void
test_zola(void **state)
{
	static const struct pair pairs[] = {
		{ "{{ youtube(id=\"abc\", autoplay=true) }}\n",
		    "[YouTube video](<https://www.youtube.com/watch?v=abc>)\n" },
		{ "{{ image(src=\"a.png\", alt=\"A\") }}\n", "![A](<a.png>)\n" },
		{ "{{ resize_image(path=\"b/a.png\", width=5) }}\n", "![](<b/a.png>)\n" },
		{ "{{ unknown(x=1) }}a\n", "a\n" },
		{ "{% quote(author=\"A\") %}\nb\n{% end %}\n", "\nb\n\n" },
		{ "{% note(title=\"T\") %}\nb\n{% end %}\n", "> **Note: T**  \n> b\n\n" },
		{ "[a](@/b/c.md#d)\n", "[a](</b/c.md#d>)\n" },
		{ "[a]: @/b.md\n", "[a]: </b.md>\n" },
		{ "{{/* x() */}} and {%/* y() */%}\n", "{{ x() }} and {% y() %}\n" },
	};

	(void)state;
	check(pairs, COUNT(pairs));
}

static void
test_obsidian(void **state)
{
	static const struct pair pairs[] = {
		{ "[[Page]] and [[A b|label *c*]]\n", "[Page](<Page>) and [label *c*](<A b>)\n" },
		{ "[[Page#Heading]] [[Page#^1a2b3c]]\n", "[Page \\> Heading](<Page#Heading>) "
		    "[Page](<Page#^1a2b3c>)\n" },
		{ "[[#Heading]] [[#A|b]]\n", "Heading b\n" },
		{ "a [[#^b-1]] [[#A#^b]] [[P#^b]] c\n", "a ^b-1 A [P](<P#^b>) c\n" },
		{ "A sentence. ^b1\n", "A sentence. \n" },
		{ "Is it? ^b\nx ^b1\n", "Is it? \nx ^b1\n" },
		{ "That is all. ^1\n", NULL },
		{ "[[Note: x]] [[https://a.b|c]]\n",
		    "[Note: x](<./Note: x>) [c](<https://a.b>)\n" },
		{ "[[a_b]] [[C <x>]]\n", "[a\\_b](<a_b>) [C \\<x\\>](<C \\<x\\>>)\n" },
		{ "| [[a\\|b]] | c |\n", "| [b](<a>) | c |\n" },
		{ "![[image.png]] ![[b c.JPG|300]] ![[d.svg|A d]]\n",
		    "![](<image.png>) ![](<b c.JPG>) ![A d](<d.svg>)\n" },
		{ "![[i.svg#icon]] ![[Page]] ![[a.pdf#page=2]]\n",
		    "![](<i.svg#icon>) [Page](<Page>) [a.pdf \\> page=2](<a.pdf#page=2>)\n" },
		{ "参见[[页面]]。\n", "参见[页面](<页面>)。\n" },
		{ "from _[[a b]]_ and __[[c|d]]__\n", "from _[a b](<a b>)_ and __[d](<c>)__\n" },
		{ "[[toc]]\n\n[TOC]\n", "\n\n\n" },
		{ "a %%b c%% d\n", "a  d\n" },
		{ "%% a\n\n- b %%\nc\n", "\n\n\nc\n" },
		{ "a %% to the end %%\n", "a \n" },
		{ "a ==b *c*== d, ==e\nf==\n", "a b *c* d, e\nf\n" },
		{ "text ^1a2b3c\n\n- item ^quote-of\n\n^1a2b3c\n", "text \n\n- item \n\n\n" },
		{ "> [!note]- My [[title]]\n> text\n",
		    "> **Note: My [title](<title>)**  \n> text\n" },
		{ "> [!question]\n> text\n", "> Question:\n> text\n" },
		{ "> [!tip]+\n> text\n", "> [!TIP]\n> text\n" },
		{ "> [!note] Note\n> text\n", "> [!NOTE]\n> text\n" },
		{ "> a\n> > [!todo] b\n> > c\n", "> a\n> > **Todo: b**  \n> > c\n" },
		{ "> [!faq|x] a **b**\n", "> FAQ: a **b**  \n" },
	};

	(void)state;
	check(pairs, COUNT(pairs));
}

#define ID "64f1a2b3-1111-2222-3333-444455556666"

static void
test_logseq(void **state)
{
	static const struct pair pairs[] = {
		/* references to blocks */
		{ "see ((" ID ")).\n", "see \xE2\x80\xA6.\n" },
		{ "- ((" ID "))\n- b\n", "\n- b\n" },
		{ "[a](((" ID "))) b\n", "[a](#) b\n" },
		{ "((" ID ")) b ((no-id)) f((x))\n", "\xE2\x80\xA6 b ((no-id)) f((x))\n" },
		{ "((64f1a2b3-1111-2222-3333-44445555666))\n", NULL },
		{ "`((" ID "))`\n", NULL },
		{ "[a]([[Page x]]) [b]([[c#d]] e\n", "[a](<Page x>) [b]([[c#d]] e\n" },
		/* macros */
		{ "{{embed [[Page]]}} {{embed ((" ID "))}}\n", "[Page](<Page>) \n" },
		{ "{{video https://a.b/c}}\n", "[Video](<https://a.b/c>)\n" },
		{ "{{youtube abc}} {{youtube https://y.t/x}}\n",
		    "[YouTube video](<https://www.youtube.com/watch?v=abc>) "
		    "[YouTube video](<https://y.t/x>)\n" },
		{ "a {{query (todo TODO)}} {{renderer :x, y}} {{namespace [[z]]}}\n", "a   \n" },
		{ "{{cloze **b** [[c]]}}\n", "**b** [c](<c>)\n" },
		/* in a mark, over lines */
		{ "==a {{cloze \nb\n}} c==\n", "a \nb\n c\n" },
		{ "==a [b]([[c\nd]]) [e](f g.md\n) h==\n", "a [b]([[c\nd]]) [e](f g.md\n) h\n" },
		{ "{{youtube-timestamp 271}} a\n", "a\n" },
		{ "{{embed x}} {{video x}} {{query it}} {{tweet a b}} {{video}}\n",
		    "{{embed x}} {{video x}} {{query it}} {{tweet a b}} \n" },
		/* properties */
		{ "- a\n  id:: " ID "\n  collapsed:: true\n  b\n", "- a\n  \n  \n  b\n" },
		{ "type:: [[A]]\nb-c:: d e\nlogseq.order-list-type:: number\n",
		    "type:: [A](<A>)  \nb-c:: d e  \n\n" },
		{ "id:: 5\n", NULL },
		{ "a::b and c:: d\n", NULL },
		{ "std::vector x\n", NULL },
		{ "created-at:: 1609244764756\nupdated-at:: soon\n", "\nupdated-at:: soon\n" },
		/* drawers, sizes, marks */
		{ "- a\n  :LOGBOOK:\n  CLOCK: [x]\n  :END:\n  b\n", "- a\n  \n  \n  \n  b\n" },
		{ ":LOGBOOK:\nno end\n", NULL },
		{ "![a](b.png){:height 300, :width 400} c\n", "![a](b.png) c\n" },
		{ "![a](b.png){:height x}\n", NULL },
		{ "a ^^b *c*^^ d\n", "a b *c* d\n" },
		{ "a^^b^^ 2^^3 ^^ c ^^ ^^^d^^^\n", NULL },
		/* Org's blocks */
		{ "- #+BEGIN_QUOTE\n  a\n  #+END_QUOTE\n", "- \n  > a\n  \n" },
		{ "#+BEGIN_NOTE\na\n\nb\n#+END_NOTE\nc\n", "> [!NOTE]\n> a\n> \n> b\n\nc\n" },
		{ "#+begin_src js :x y\na\n#+end_src\nb\n", "```js\na\n```\nb\n" },
		{ "-\t#+BEGIN_EXAMPLE\n\ta\n\t#+END_EXAMPLE\n", "-\t```\n\ta\n \t```\n" },
		{ "a\n#+BEGIN_QUERY\n{b}\n\nc\n#+END_QUERY\nd\n", "a\n\n\n\n\n\nd\n" },
		{ "#+BEGIN_NOTE\nno end\n", NULL },
		{ "#+BEGIN_WHAT\na\n#+END_WHAT\n", NULL },
		{ "a #+BEGIN_NOTE\nb\n", NULL },
	};

	(void)state;
	check(pairs, COUNT(pairs));
}

/* The last byte was taken for a brace, and left half a character. */
static void
attributes_of_a_container_may_stay_open(void **state)
{
	static const struct pair pairs[] = {
		{ "::: {.note title=\xC3\xA9\na\n:::\n", "> **Note: \xC3\xA9**  \n> a\n\n" },
		{ "::: {.note title=\xC3\xA9}\na\n:::\n", "> **Note: \xC3\xA9**  \n> a\n\n" },
	};

	(void)state;
	check(pairs, COUNT(pairs));
}

static void
test_notion(void **state)
{
	static const struct pair pairs[] = {
		{ "<aside>\n💡 a **b**\n\n</aside>\nc\n", "\n> 💡 a **b**\n> \n</aside>\nc\n" },
		{ "- a\n  <aside>\n  b\n  </aside>\n", "- a\n  \n  > b\n  </aside>\n" },
		{ "<aside>\n<p>a</p>\n</aside>\n", NULL },
		{ "<aside>\n    a\n</aside>\n", NULL },
		{ "<aside>\n\na\n\n</aside>\n", NULL },
		{ "<aside>\nno end\n", NULL },
		{ "<aside class=\"x\">\na\n</aside>\n", NULL },
	};

	(void)state;
	check(pairs, COUNT(pairs));
}

/* What CommonMark takes for no link, and kramdown and the authors of notes do. */
static void
test_spaces_in_targets(void **state)
{
	static const struct pair pairs[] = {
		{ "[a](b c.md)\n", "[a](<b c.md>)\n" },
		{ "![a](b c.png \"Title\")\n", "![a](<b c.png> \"Title\")\n" },
		{ "[a](b c.md#d e 'T')\n", "[a](<b c.md#d e> 'T')\n" },
		{ "[a](/b c) [d](../e f) [g](./h i)\n", "[a](</b c>) [d](<../e f>) [g](<./h i>)\n" },
		{ "[a](https://b.c/d e)\n", "[a](<https://b.c/d e>)\n" },
		{ "[a](b (c).md) ([d](e f.md) g)\n", "[a](<b (c).md>) ([d](<e f.md>) g)\n" },
		{ "> [a](b c.md)\n", "> [a](<b c.md>)\n" },
		{ "[multi\nline](a b.md)\n", "[multi\nline](<a b.md>)\n" },
		{ "a](b c.md)\n\n[d\n\ne](f g.md)\n", NULL },
		{ "[a](see the chapter) [b](Note: this) [c](/ or d)\n", NULL },
		{ "[a](b.md \"c d.md\") [e](<f g.md>) [h](i.md 'j')\n", NULL },
		{ "[a](b \"c\" d.md) [e](f <g> h.md) [i](j k.md\nl)\n", NULL },
		{ "`[a](b c.md)`\n\n    [a](b c.md)\n", NULL },
	};

	(void)state;
	check(pairs, COUNT(pairs));
}

static void
test_boxes(void **state)
{
	static const struct pair pairs[] = {
		{ "::: tip\na\n\nb\n:::\nc\n", "> [!TIP]\n> a\n> \n> b\n\nc\n" },
		{ "::: tip A title\na\n:::\n", "> **Tip: A title**  \n> a\n\n" },
		{ ":::note[A title]{.x}\na\n:::\n", "> **Note: A title**  \n> a\n\n" },
		{ "::: {.warning #x title=\"T\"}\na\n:::\n", "> **Warning: T**  \n> a\n\n" },
		{ "::: warning ::::::\na\n::::::\n", "> [!WARNING]\n> a\n\n" },
		{ "::: warning Caution\na\n:::\n", "> [!CAUTION]\n> a\n\n" },
		{ "::: details More\na\n:::\n", "> **More**  \n> a\n\n" },
		{ "::: info\n```\n:::\n```\n:::\n", "> Info:\n> ```\n> :::\n> ```\n\n" },
		{ ":::: note\n::: tip\na\n:::\nb\n::::\n",
		    "> [!NOTE]\n> > [!TIP]\n> > a\n> \n> b\n\n" },
		{ "::: tip\na\n:::\n::: note\nb\n:::\n", "> [!TIP]\n> a\n\n> [!NOTE]\n> b\n\n" },
		{ "- a\n\n  ::: tip\n  b\n\n  c\n  :::\n- d\n",
		    "- a\n\n  > [!TIP]\n  > b\n  > \n  > c\n  \n- d\n" },
		{ "- a\n\n  ::: tip\n  b\n\nc\n:::\n", "- a\n\n  > [!TIP]\n  > b\n  > \nc\n:::\n" },
		{ "- ::: tip\n  a\n- b\n  :::\n", "- > [!TIP]\n  > a\n- b\n  :::\n" },
		{ "> ::: tip\n> a\n> :::\n", "> > [!TIP]\n> > a\n> \n" },
		{ "::: code-group\n```\na\n```\n:::\n", "\n```\na\n```\n\n" },
		{ "::: v-pre\n{{ a }}\n:::\n{{ b }}\n", "\n{{ a }}\n\n\n" },
		{ "::: tip\n- a\n\n      code\n:::\n", "> [!TIP]\n> - a\n> \n>       code\n\n" },
		{ "<Note>\n\na `<Note>` b\n\n</Note>\n", "> [!NOTE]\n> \n> a `<Note>` b\n> \n\n" },
		{ "<Note>\n\na\n\n</Note>\n", "> [!NOTE]\n> \n> a\n> \n\n" },
	};

	(void)state;
	check(pairs, COUNT(pairs));
}

/* Python-Markdown's, as MkDocs has them: what is indented is no code. */
static void
test_indented(void **state)
{
	static const struct pair pairs[] = {
		{ "!!! note\n\n    a\n\n    b\n\nc\n", "> [!NOTE]\n> \n> a\n> \n> b\n\nc\n" },
		{ "!!! warning \"A *title*\"\n    a\n", "> Warning: A *title*  \n> a\n" },
		{ "!!! info inline end \"T\"\n    a\n", "> **Info: T**  \n> a\n" },
		{ "!!! note \"\"\n\n    a\n", "\n> \n> a\n" },
		{ "!!! pied-piper \"Pied Piper\"\n    a\n", "> **Pied Piper**  \n> a\n" },
		{ "!!! my-kind\n    a\n", "> My-kind:\n> a\n" },
		{ "??? tip\n\ta\n", "> [!TIP]\n> a\n" },
		{ "???+ question \"Why?\"\n    a\n", "> **Question: Why?**  \n> a\n" },
		{ "!!! danger\n    ```\n    a\n\n      b\n    ```\n\n        c\n",
		    "> Danger:\n> ```\n> a\n> \n>   b\n> ```\n> \n>     c\n" },
		{ "!!! note\n\n    !!! tip\n\n        a\n\n    b\n",
		    "> [!NOTE]\n> \n> > [!TIP]\n> > \n> > a\n> \n> b\n" },
		{ "1. a\n\n    !!! note\n\n        b\n\n2. c\n",
		    "1. a\n\n    > [!NOTE]\n    > \n    > b\n\n2. c\n" },
		{ "> !!! note\n>     a\n", "> > [!NOTE]\n> > a\n" },
		/* Two are two, and a list below is none of it. */
		{ "!!! note\n    a\n\n!!! tip\n    b\n\n1. c\n",
		    "> [!NOTE]\n> a\n\n> [!TIP]\n> b\n\n1. c\n" },
		{ "=== \"A\"\n\n    ``` c\n    a;\n    ```\n\n=== \"B\"\n    b\n",
		    "**A**  \n\n``` c\na;\n```\n\n**B**  \nb\n" },
		{ "=== \"A\"\n    a\n===! \"B\"\n    b\n", "**A**  \na\n<br>**B**  \nb\n" },
		{ "!!! example\n\n    === \"A\"\n\n        {{ x }}a\n",
		    "> Example:\n> \n> **A**  \n> \n> a\n" },
		{ "=== \"A\"\n\nb\n", "**A**  \n\nb\n" },
		{ "/// note\na\n///\nb\n", "> [!NOTE]\n> a\n\nb\n" },
		{ "/// warning | A title\n\na\n\n///\n",
		    "> **Warning: A title**  \n> \n> a\n> \n\n" },
		{ "//// tab | A\n\na\n\n/// note\nb\n///\n\n////\n",
		    "**A**  \n\na\n\n> [!NOTE]\n> b\n\n\n\n" },
		{ "::: note\n/// tip\na\n///\n:::\n", "> [!NOTE]\n> > [!TIP]\n> > a\n> \n\n" },
	};
	static const struct pair nothing[] = {
		{ "!!! note\n\nnot indented\n", NULL },
		{ "!!!\n    a\n\n???\n    a\n", NULL },
		{ "!!! What a day, and no note\n\nyes\n", NULL },
		{ "a\n=== b\n    c\n\nTitle\n===\n\n    code\n", NULL },
		{ "/// <summary>\n/// a\n/// </summary>\n", NULL },
		{ "/// note\nno end\n", NULL },
		{ "/// some words\na\n///\n", NULL },
		{ "```\n!!! note\n    a\n=== \"A\"\n```\n", NULL },
	};

	(void)state;
	check(pairs, COUNT(pairs));
	check(nothing, COUNT(nothing));
}

static void
test_includes(void **state)
{
	static const struct dialect_options in_code = { .code_escapes = true };
	static const struct pair pairs[] = {
		{ "{{#include ../a/b.md}}\n", "[b.md](<../a/b.md>)\n" },
		{ "--8<-- \"a/b.txt:3:5\"\n", "[b.txt:3:5](<a/b.txt>)\n" },
		{ "<<< ./a/b.ts#part{2,4 ts}\n<<< @/c.js\n", "[b.ts#part](<./a/b.ts>)\n[c.js](</c.js>)\n" },
		{ "<!--@include: ./a.md-->\n<!-- @include: @/b.md{3,} -->\n",
		    "[a.md](<./a.md>)\n[b.md](</b.md>)\n" },
		{ "{* ../x/main.py hl[1:3,5] *}\n", "[main.py](<../x/main.py>)\n" },
		{ "```rust,ignore\n{{#rustdoc_include ../l/src/main.rs:here}}\n```\na\n",
		    "\n[main.rs:here](<../l/src/main.rs>)\n\na\n" },
		{ "- a\n\n  ``` yaml\n  --8<-- \"b.yml\"\n  ```\n", "- a\n\n  \n  [b.yml](<b.yml>)\n  \n" },
		{ "!!! note\n\n    ``` c\n    --8<-- \"b.c\"\n    ```\n",
		    "> [!NOTE]\n> \n> \n> [b.c](<b.c>)\n> \n" },
	};
	static const struct pair nothing[] = {
		{ "```\n{{#include a.md}}\nand more\n```\n", NULL },
		{ "```\n{{#include a.md}}", NULL },
		{ "    {{#include a.md}}\n", NULL },
		{ "<<< a word\n", NULL },
		{ "{* bold? *}\n", NULL },
	};
	static const struct pair plain[] = {
		{ "```\n{{#include a.md}}\n```\n", NULL },
	};

	(void)state;
	check_with(pairs, COUNT(pairs), &in_code);
	check_with(nothing, COUNT(nothing), &in_code);
	check(plain, COUNT(plain));
}

static void
test_open_html(void **state)
{
	static const struct pair pairs[] = {
		{ "<div markdown=\"1\">\n*a*\n</div>\n", "\n*a*\n</div>\n" },
		{ "<aside markdown=\"1\" class=\"x\">\n  <img src=\"a.png\">\n  *b*\n"
		    "  <p markdown=\"1\">\n— [c](d)\n  </p>\n</aside>\n",
		    "\n  <!-- --><img src=\"a.png\">\n  *b*\n\n— [c](d)\n  </p>\n</aside>\n" },
		{ "<aside markdown=\"1\">\n  <img src=\"a.png\">\n    *b*\n</aside>\n",
		    "\n  <img src=\"a.png\">\n    *b*\n</aside>\n" },
		{ "<br>\n**a**\n", "<!-- --><br>\n**a**\n" },
		{ "> <img src=\"a.png\" />\n> *b*\n", "> <!-- --><img src=\"a.png\" />\n> *b*\n" },
		{ "<figure markdown>\n  ![A](b.png){ width=\"3\" }\n</figure>\n",
		    "\n  ![A](b.png)\n</figure>\n" },
	};
	static const struct pair nothing[] = {
		{ "<div markdown=\"0\">\n*a*\n</div>\n", NULL },
		{ "<div class=\"a\">\n*a*\n<img src=\"a.png\">\n</div>\n", NULL },
		{ "<br>\n\n<img src=\"a.png\">\n<img src=\"b.png\">\n\na\n<br>\nb\n", NULL },
		{ "<div>\n<br>\n*a*\n</div>\n", NULL },
		{ "<div markdown=\"1\">\n\ttext\n</div>\n", NULL },
		{ "<div title=\"the markdown way\">\n*a*\n</div>\n", NULL },
		{ "<td markdown=\"1\">\n*a*\n</td>\n", NULL },
	};

	(void)state;
	check(pairs, COUNT(pairs));
	check(nothing, COUNT(nothing));
}

static void
test_kramdown(void **state)
{
	static const struct pair pairs[] = {
		{ "# A {#id}\n\n## B {: .c }\n\nD {#e}\n---\n", "# A \n\n## B \n\nD \n---\n" },
		{ "# A {#@a/b-c}\n\n## B {#a(b), c} \n\nD {#@e}\n===\n", "# A \n\n## B  \n\nD \n===\n" },
		{ "# A {#id} ##\n\n## B ## {#@id}\n", "# A  ##\n\n## B ## \n" },
		{ "# A {#}\n\n## B {# b}\n\n## {#if x}\n\n## {#each}\n\n### a {#b}c\n", NULL },
		{ "Not a heading {#@id}\n", NULL },
		{ "# A { #b }\n", "# A \n" },
		{ ":icon:{ .lg .middle } a, b:{x=1}\n", ":icon: a, b:{x=1}\n" },
		{ "a\n{: .note .info}\n\n{:.x}\n\n{.y #z}\n\n{:a: .b}\n", "a\n\n\n\n\n\n\n\n" },
		{ "[a](b){:target=\"_blank\"} ![c](d){width=50%} `e`{:.f}\n",
		    "[a](b) ![c](d) `e`\n" },
		{ "# A {/*a-b*/}\n\nc {/* d */}\n", "# A \n\nc {/* d */}\n" },
		{ "* TOC\n{:toc}\na\n", "\n\na\n" },
		{ "1. Not this\n{: toc}\n", "\n\n" },
		{ "{::comment}\na\n\nb\n{:/comment}\nc\n", "\n\n\n\n\nc\n" },
		{ "{::nomarkdown}a{:/}\n", "a\n" },
		{ "HTML\n\n*[HTML]: Hyper Text\n", "HTML\n\n\n" },
		{ "Term\n: text\n: more\n\nB\n: c\n", "**Term**\n- text\n- more\n\n**B**\n- c\n" },
		{ "A\nB\n: c\n", "**A**  \n**B**\n- c\n" },
		{ "A\n\n:   b\n\n    {{ c }}d\n\nE\n", "**A**\n\n-   b\n\n    d\n\nE\n" },
		{ "`a`\n: {{< new >}}\n: b\n", "**`a`**\n\n- b\n" },
		{ "A **b**\n: c\n", "A **b**\n- c\n" },
		{ "> A\n> : b\n", "> **A**\n> - b\n" },
		{ "A\n:   b\n    c\nD\n:   e\n\nF\n",
		    "**A**\n-   b\n    c\n- **D**  \n    e\n\nF\n" },
		{ "a^[b *c*] d\n", "a[^inline-note-1] d\n\n[^inline-note-1]: b *c*\n" },
		{ "a^[b [c](d) `]`] e ^[f\ng]\n\nh",
		    "a[^inline-note-1] e [^inline-note-2]\n\n\nh\n\n"
		    "[^inline-note-1]: b [c](d) `]`\n[^inline-note-2]: f g\n" },
		{ "a^[[[b]]]\n", "a[^inline-note-1]\n\n[^inline-note-1]: [b](<b>)\n" },
		{ "a^[b]\n\n```\nc", "a[^inline-note-1]\n\n```\nc\n```\n\n[^inline-note-1]: b\n" },
	};

	(void)state;
	check(pairs, COUNT(pairs));
}

static void
test_math(void **state)
{
	static const struct pair pairs[] = {
		{ "$$\nx_1\n\n+ b\n$$\n", "```math\nx_1\n\n+ b\n```\n" },
		{ "\\[\na\n\\]\n", "```math\na\n```\n" },
		{ "$$ a\n\n+ b $$\n",
		    "<pre><code class=\"language-math\"> a\n\n+ b </code></pre>\n" },
		{ "$$a_{{b}}$$\n\n$x_{{c}}$ {{ d }}\n", "$$a_{{b}}$$\n\n$x_{{c}}$ \n" },
		{ "\\(x_1\\) and \\[a^2*b\\]\n", "\\\\(x\\_1\\\\) and \\\\\\[a^2\\*b\\\\\\]\n" },
		{ "\\[a <b c=\"d\">e</b>\\]: {{ f }}\n", "\\[a <b c=\"d\">e</b>\\]: \n" },
		{ "\\(b&gt;9 \\Rightarrow c\\)\n", "\\\\(b&gt;9 \\\\Rightarrow c\\\\)\n" },
		{ "$5 and {{ a }} for $10\n", "$5 and  for $10\n" },
	};

	(void)state;
	check(pairs, COUNT(pairs));
}

static void
test_components(void **state)
{
	static const struct pair pairs[] = {
		{ "<Foo bar=\"x\" />\n\n<Foo src=\"a.png\" alt=\"A\" />\n", "\n\n![A](<a.png>)\n" },
		{ "<Foo>\n\n*a*\n\n</Foo>\n", "\n\n*a*\n\n\n" },
		{ "<Card title=\"T\" href=\"/x\" />\n", "[T](</x>)\n" },
		{ "<LinkCard\n\ttitle=\"T\"\n\thref=\"/x\"\n\tdescription=\"What it *is*.\"\n/>\n",
		    "[T](</x>): What it *is*.\n\n\n\n\n" },
		{ "a <Badge type=\"tip\" text=\"new\" /> b\n", "a  b\n" },
		{ "# A <Version>3.2.0</Version>\n", "# A 3.2.0\n" },
		{ "<Listing number=\"2-1\" file-name=\"a.rs\" caption=\"What *it* does\">\n\na\n\n"
		    "</Listing>\n", "Listing 2-1: What *it* does  \n\na\n\n\n" },
		{ "import A from './a.vue'\nimport { b,\n  c } from \"d\";\n\ne\n", "\n\n\n\ne\n" },
	};

	(void)state;
	check(pairs, COUNT(pairs));
}

static void
test_mdx(void **state)
{
	static const struct dialect_options mdx = { .mdx = true };
	static const struct pair pairs[] = {
		{ "Plain *text*.\n", NULL },
		{ "```\n{a}\n```\n\n`{b}`\n", NULL },
		{ "import A from 'a'\n\nexport const b = {\n  c: [1],\n\n  d,\n}\n\ne\n",
		    "\n\n\n\n\n\n\n\ne\n" },
		{ "{/* a\n\nb */}\nc {d.e} {\"f*\"}{' '}g\n", "\n\n\nc  f\\* g\n" },
		{ "<Tabs>\n  <Tab label=\"x\">\n\n    ```js\n    {a}\n    ```\n\n    b\n"
		    "  </Tab>\n</Tabs>\n",
		    "\n  **x**  \n\n```js\n{a}\n```\n\nb\n  \n\n" },
		{ "<Tabs>\n  <TabItem label=\"x\">a</TabItem>\n  <TabItem value=\"y?\">b</TabItem>\n</Tabs>\n",
		    "\n  **x**: a  \n  **y?** b  \n\n" },
		{ "a <Link to=\"/b\">c {d}</Link> e\n", "a [c ](</b>) e\n" },
		{ "<>a</>\n", "a\n" },
		{ "<Img src={require('./a.png')} alt=\"b\" />c\n", "![b](<./a.png>)c\n" },
		{ "<Img src={photo('./a.png')} alt=\"b\" />c\n", "c\n" },
		{ "<Img src={require('./a.png').width} alt=\"b\" />c\n", "c\n" },
		{ "<img src=\"a.png\" style={{ width: 3 }} />\n", "<img src=\"a.png\" />\n" },
		{ "<a href={b.c} title=\"d\">e</a>\n", "<a title=\"d\">e</a>\n" },
		{ "<a\n\tid=\"a\"\n\thref=\"/b\"\n>{`c`}</a\n>\n", "<a href=\"/b\"\n_\n_\n_>c</a>\n<!-- -->\n" },
		{ "<a\n  href=\"/b\">c</a>\n", NULL },
		{ "<a href={`/b/${c}`}>e</a>\n", "<a>e</a>\n" },
		{ "<div className=\"a\">\n*b*\n</div>\n", "\n*b*\n\n" },
		{ "<Pitfall>\n\na\n\n</Pitfall>\n", "> Pitfall:\n> \n> a\n> \n\n" },
		{ "<callout-info>\n\t*a* [b](c)\n</callout-info>\n", "\n*a* [b](c)\n\n" },
		{ "a <my-mark>*b*</my-mark>\n", "a *b*\n" },
		{ "# A {/*b*/}\n", "# A \n" },
		{ "<details>\n<summary>**a**</summary>\n\n*b*\n\n</details>\n",
		    "\n**a**  \n\n*b*\n\n\n" },
		{ "import A from 'a'; import B from \"b\"; import {c} from 'c';\n\nd\n", "\n\nd\n" },
		{ "import A from 'a'; import\nB from 'b';\n\nd\n", "\n\n\nd\n" },
		{ "an open { brace\n", NULL },
	};
	/* Docusaurus reads ".md" so as well. */
	static const struct pair like_mdx[] = {
		{ "import A from 'a';\n\n<div className={b}>\n*c*\n</div>\n", "\n\n\n*c*\n\n" },
		{ "a <b style={{ color: 'red' }}>*c*</b>\n", "a <b>*c*</b>\n" },
		{ "<img alt=\"a\" src={require('@site/static/b.png').default}/>\n",
		    "<img src=\"/b.png\" alt=\"a\" />\n" },
		{ "<img src={require('./b.png').default} width=\"3\" />\n", "<img src=\"./b.png\" />\n" },
		{ "a <a\n  href=\"/b?c&amp;d\"\n  style={{\n    e: f,\n\n  }}>g\nh</a>\n",
		    "a <a href=\"/b?c&amp;d\"\n_\n_\n_\n_\n_>g\nh</a>\n" },
		{ "<a href={useBaseUrl(\"/c/\")}>d</a>\n", "<a href=\"/c/\">d</a>\n" },
	};
	static const struct pair not_mdx[] = {
		{ "a {b} {/* c */}\n", NULL },
		{ "export const a = 1\n", NULL },
		{ "<div className=\"a\">\n*b*\n</div>\n", NULL },
		{ "<my-note>\n*b*\n</my-note>\n", NULL },
	};

	(void)state;
	check_with(pairs, COUNT(pairs), &mdx);
	check(like_mdx, COUNT(like_mdx));
	check(not_mdx, COUNT(not_mdx));
}

static void
test_code_escapes(void **state)
{
	static const struct dialect_options escapes = { .code_escapes = true };
	static const struct pair pairs[] = {
		{ "```\n{{</* a */>}}\n{{%/* b */%}}\n/* c */\n```\n",
		    "```\n{{< a >}}\n{{% b %}}\n/* c */\n```\n" },
		{ "```\n{% raw %}\n{{ a }}\n{% endraw %}\n```\n", "```\n\n{{ a }}\n\n```\n" },
		{ "`{{</* a */>}}`\n", "`{{< a >}}`\n" },
		{ "```\n{{ a }}\n```\n", NULL },
	};

	(void)state;
	check_with(pairs, COUNT(pairs), &escapes);
}

/* --- limits ---------------------------------------------------------- */

static void
repeat(struct strbuf *sb, const char *unit, size_t n)
{
	while (n-- > 0)
		strbuf_adds(sb, unit);
}

static bool
translate(struct strbuf *in, struct strbuf *out)
{
	static const struct dialect_options plain = { .mdx = false };

	strbuf_reset(out);
	return dialect_translate(out, strbuf_str(in), &plain);
}

static void
test_limits(void **state)
{
	struct strbuf in = STRBUF_INIT, out = STRBUF_INIT;

	(void)state;
	/* A tag of the size that is allowed, and one byte more. */
	strbuf_adds(&in, "{{< a ");
	repeat(&in, "x", DIALECT_TAG_MAX - 9);
	strbuf_adds(&in, ">}}b");
	assert_true(translate(&in, &out));
	assert_string_equal(out.buf, "b");
	strbuf_insert(&in, 6, STR("x"));
	strbuf_insert(&in, 6, STR("x"));
	strbuf_insert(&in, 6, STR("x"));
	strbuf_insert(&in, 6, STR("x"));
	assert_false(translate(&in, &out));

	strbuf_reset(&in);
	strbuf_adds(&in, "[[");
	repeat(&in, "x", DIALECT_NAME_MAX);
	strbuf_adds(&in, "]]");
	assert_true(translate(&in, &out));
	strbuf_insert(&in, 2, STR("x"));
	assert_false(translate(&in, &out));

	/* The seventh container loses its mark, and all of them end. */
	strbuf_reset(&in);
	repeat(&in, "::: tip\n", DIALECT_BOXES_MAX + 1);
	strbuf_adds(&in, "a\n");
	repeat(&in, ":::\n", DIALECT_BOXES_MAX + 1);
	strbuf_adds(&in, "b\n");
	assert_true(translate(&in, &out));
	assert_non_null(strstr(out.buf, "\n> > > > > > a\n"));
	assert_non_null(strstr(out.buf, "\nb\n"));
	assert_int_equal(str_count(strbuf_str(&out), '\n'), str_count(strbuf_str(&in), '\n'));

	strbuf_reset(&in);
	repeat(&in, "a^[b] ", DIALECT_NOTES_MAX + 1);
	assert_true(translate(&in, &out));
	assert_non_null(strstr(out.buf, "a[^inline-note-10000] a^[b] \n"));
	strbuf_done(&in);
	strbuf_done(&out);
}

/* Texts that a careless reader would look through again at each byte. */
static void
test_hostile(void **state)
{
	static const char *const units[] = {
		"{{", "{%", "{{<", "{{ a ", "{% a ", "{{< a >}}", "{% note %}\n", "{{\"",
		"{{'", "[[", "![[", "[[a|", "](", "]({{", "](<{{", "%%", "%% a\n", "==",
		"==a ", "^[", "a^[b", "a^[b\n", "$", "$a ", "$$\n", "$$a\n", "\\(",
		"\\[\n", ":::", "::: a\n", "::: tip\n", "> ::: tip\n", "- ::: tip\n", "`",
		"`a``b", "<", "<A ", "<A>", "<a href=\"", "<a {{", "<!--", "{:",
		"{::comment}", "{#", "{# ", "{.a", "{/*", "import a\n", "import \"a\"\n",
		"a\n: b\n", ": a\n", "*[a", "* a\n{:toc}\n", "> ", "> [!a] b\n", "- ",
		"1. ", "  ", "\t", "\n", "    a\n", "<div>\n", "<pre>", "{{</*", "{%/*",
		"{{/*", "{% raw %}", "{% comment %}", "{{< highlight c >}}\n",
		"{% highlight c %}`", "{{a(\"", "(\xc3\xa4 ==",
		"{{< note >}}\n{{< /note >}}\n", "<Note>\n", "<Note>\n</Note>\n",
		"!!! a\n", "!!! a\n    b\n", "!!! \"a\"\n\n\n", "=== \"a\"\n", "/// note\n",
		"/// note\n///\n", "--8<-- \"a.b\"\n", "```\n{{#include a.b}}\n```\n",
		"```\n{{#include a.b}}\n", "<div markdown>\n", "<Ab>c", "</Ab>",
		"](a b", "](a b.md) ", "[a](b c.md)", "]([[", "((", "((" ID, "^^a", "{{embed [[a]]",
		"{{cloze ", "#+BEGIN_NOTE\n", "#+BEGIN_NOTE\na\n#+END_NOTE\n", "#+BEGIN_SRC\n", "#+",
		":LOGBOOK:\n", ":LOGBOOK:\n:END:\n", "a:: b\n", "id:: " ID "\n", "<aside>\na\n",
		"- <aside>\n  a\n  </aside>\n", "# a {#",
	};
	static const struct dialect_options both[] = { { .mdx = false }, { .mdx = true } };
	struct strbuf in = STRBUF_INIT, out = STRBUF_INIT;

	(void)state;
	for (size_t i = 0; i < COUNT(units) * 2; i++) {
		strbuf_reset(&in);
		strbuf_reset(&out);
		repeat(&in, units[i / 2], 50000 / strlen(units[i / 2]));
		if (!dialect_translate(&out, strbuf_str(&in), &both[i % 2]))
			continue;
		assert_true(str_count(strbuf_str(&out), '\n') >= str_count(strbuf_str(&in), '\n'));
		assert_true(out.len <= in.len * DIALECT_GROWTH + DIALECT_GROWTH_BASE);
	}
	strbuf_done(&in);
	strbuf_done(&out);
}

/* A text that begins with code was taken for MDX, which has none such. */
static void
test_import_in_code(void **state)
{
	static const struct pair pairs[] = {
		{ "    import a from 'b'\n    [[c|d]]\n", NULL },
		{ "\n\n\timport a from 'b'\n\t[[c|d]]\n", NULL },
	};

	(void)state;
	check(pairs, COUNT(pairs));
}

/* Each took another piece of the stack. */
static void
test_imports_in_a_row(void **state)
{
	struct strbuf in = STRBUF_INIT, out = STRBUF_INIT;

	(void)state;
	repeat(&in, "import \"\";", 100000);
	strbuf_adds(&in, "\na\n");
	assert_true(translate(&in, &out));
	assert_string_equal(out.buf, "\na\n");
	strbuf_reset(&in);
	strbuf_reset(&out);
	strbuf_adds(&in, "import \"a\"; import b from 'c'; d\n");
	assert_false(translate(&in, &out));
	strbuf_done(&in);
	strbuf_done(&out);
}

/* At each of these the rest of the line was looked through. */
static void
test_long_lines(void **state)
{
	static const struct {
		const char *before, *unit, *after;
		bool changed;
	} cases[] = {
		{ "", "std::x", "", false },
		{ "", "a %%b ", "", false },
		{ "a", " --", "", false },
		{ "", "{{", "", false },
		{ "", "{{embed a ", "", false },
		{ "a", "<< ", "", false },
		{ "a", "<! ", "", false },
		{ "a", ">  {", "", false },
		{ "", "{.a} ", "{{< b >}}\n===", true },
	};
	struct strbuf in = STRBUF_INIT, out = STRBUF_INIT;

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		strbuf_reset(&in);
		strbuf_adds(&in, cases[i].before);
		while (in.len < 8000000)
			strbuf_adds(&in, cases[i].unit);
		strbuf_adds(&in, cases[i].after);
		assert_int_equal(translate(&in, &out), cases[i].changed);
	}
	/* There the lines of another engine are indented, which is a sign. */
	strbuf_reset(&in);
	strbuf_adds(&in, "a");
	strbuf_fill(&in, '\t', 8000000);
	strbuf_adds(&in, "b");
	strbuf_reset(&out);
	assert_false(dialect_translate(&out, strbuf_str(&in), &(struct dialect_options){ .mdx = true }));
	strbuf_done(&in);
	strbuf_done(&out);
}

/* What is looked for often and never found took all steps: what came behind it
 * was not translated. */
static void
test_many_misses(void **state)
{
	static const char *const units[] = {
		"[a](b) ", "{{ a ", "{% a ", "{{< a ", "{# ", "{:/ ", "\\( ", "%%a ", "==a ", "`` a ", "[[a ",
	};
	struct strbuf in = STRBUF_INIT, out = STRBUF_INIT;

	(void)state;
	for (size_t i = 0; i < COUNT(units); i++) {
		strbuf_reset(&in);
		repeat(&in, units[i], 20000);
		strbuf_adds(&in, "\n\n[[c]]");
		assert_true(translate(&in, &out));
		assert_true(str_ends(strbuf_str(&out), STR("\n\n[c](<c>)")));
	}
	strbuf_done(&in);
	strbuf_done(&out);
}

static void
test_appends(void **state)
{
	static const struct dialect_options plain = { .mdx = false };
	struct strbuf out = STRBUF_INIT;

	(void)state;
	strbuf_adds(&out, "before ");
	assert_false(dialect_translate(&out, STR("a == b {{ c d }}\n"), &plain));
	assert_string_equal(out.buf, "before ");
	assert_true(dialect_translate(&out, STR("[[a]]\n"), &plain));
	assert_string_equal(out.buf, "before [a](<a>)\n");
	strbuf_done(&out);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_nothing),
		cmocka_unit_test(test_hugo),
		cmocka_unit_test(test_liquid),
		cmocka_unit_test(test_zola),
		cmocka_unit_test(test_obsidian),
		cmocka_unit_test(test_logseq),
		cmocka_unit_test(attributes_of_a_container_may_stay_open),
		cmocka_unit_test(test_notion),
		cmocka_unit_test(test_spaces_in_targets),
		cmocka_unit_test(test_boxes),
		cmocka_unit_test(test_indented),
		cmocka_unit_test(test_includes),
		cmocka_unit_test(test_open_html),
		cmocka_unit_test(test_kramdown),
		cmocka_unit_test(test_math),
		cmocka_unit_test(test_components),
		cmocka_unit_test(test_mdx),
		cmocka_unit_test(test_code_escapes),
		cmocka_unit_test(test_limits),
		cmocka_unit_test(test_hostile),
		cmocka_unit_test(test_import_in_code),
		cmocka_unit_test(test_imports_in_a_row),
		cmocka_unit_test(test_long_lines),
		cmocka_unit_test(test_many_misses),
		cmocka_unit_test(test_appends),
	};

	return cmocka_run_group_tests_name("dialect", tests, NULL, NULL);
}
