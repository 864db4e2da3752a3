"""Lists that an author places in a text, and what stands on all pages; in both protocols."""

import re

from folder import article, make_many, write
from identity import Identity, visit
from judge import Gemtext, judge_gemtext, judge_menu, judge_text
from marmot import run
from wire import gemini, gopher


def site(folder):
    write(folder / "notes" / "_index.md", article("Notes", body="All notes."))
    for i, (title, tags) in enumerate([("Ada", "[linux, apple]"), ("Bea", "[linux]"), ("Cid", "[bsd]"),
                                       ("Dan", "[linux, bsd]"), ("Eve", "[apple]")]):
        write(folder / "notes" / f"{title.lower()}.md",
              article(title, f"202{i}-01-01", tags=tags, order=9 - i, excerpt=f"About {title}.", category="Tech/Old"))
    write(folder / "walks" / "deep" / "hill.md", article("Hill", "2025-06-01", featured="true", series="The Alps",
                                                         lang="de-AT", category="Walks", excerpt="Up."))
    write(folder / "walks" / "lake.md", article("Lake", series="the alps", category="Walks"))
    return folder


def labels(marmot, path):
    answer = gemini(marmot, path)
    assert answer.status == 20, (path, answer)
    assert judge_gemtext(answer.body) == [], path
    return [label for _, label in Gemtext(answer.text).links]


def titles(marmot, path):
    """Of the dated links, and of the articles without a date."""
    return [re.sub(r"^\d{4}-\d{2}-\d{2} ", "", label) for label in labels(marmot, path)
            if re.match(r"\d{4}-", label) or label == "Lake"]


def menu(marmot, selector):
    answer = gopher(marmot, selector)
    assert judge_menu(answer.raw) == [], selector
    return [item[1] for item in answer.items if item[0] not in "i3"]


def place(folder, words, name="page.md", **keys):
    write(folder / name, article("A page", body=f"Before.\n\n<!-- marmot: {words} -->\n\nAfter.", **keys))


def test_articles_are_chosen(serve, scratch):
    """By tag, category, section, year, series, language, pin; any of them together."""
    folder = site(scratch / "content")
    wanted = {
        "articles tag=linux": ["Dan", "Bea", "Ada"],
        "articles tag=Linux limit=2": ["Dan", "Bea"],
        "articles tag=linux order=oldest": ["Ada", "Bea", "Dan"],
        "articles tag=linux order=title limit=2": ["Ada", "Bea"],
        "articles section=notes order=order": ["Eve", "Dan", "Cid", "Bea", "Ada"],
        "articles section=walks": ["Hill", "Lake"],
        "articles section=/walks/deep/": ["Hill"],
        "articles tag=linux tag=bsd": [],
        "articles tag=bsd category=tech": ["Dan", "Cid"],
        "articles category=Tech/Old year=2021": ["Bea"],
        "articles year=undated section=walks": ["Lake"],
        "articles series='The Alps' order=oldest": ["Hill", "Lake"],
        "articles lang=de": ["Hill"],
        "articles featured=yes": ["Hill"],
        "articles featured=no limit=1": ["Eve"],
        "featured": ["Hill"],
        "latest limit=2": ["Hill", "Eve"],
    }
    for i, words in enumerate(wanted):
        place(folder, words, name=f"page-{i}.md", date="2019-01-01", featured="false")
    marmot = serve(folder)
    for i, (words, names) in enumerate(wanted.items()):
        assert titles(marmot, f"/page-{i}.gmi") == names, words
        found = [re.sub(r"^\d{4}-\d{2}-\d{2} ", "", name) for name in menu(marmot, f"/page-{i}")]
        assert [name for name in found if name in "Ada Bea Cid Dan Eve Hill Lake".split()] == names, words


def test_a_list_stands_where_it_was_placed(serve, scratch):
    folder = site(scratch / "content")
    place(folder, "articles tag=linux limit=2 excerpts=yes")
    marmot = serve(folder)
    text = gemini(marmot, "/page.gmi").text
    assert ("Before.\n\n=> /notes/dan.gmi 2023-01-01 Dan\nAbout Dan.\n\n=> /notes/bea.gmi 2021-01-01 Bea\nAbout Bea.\n\n"
            "After.\n") in text
    plain = gopher(marmot, "/page.txt")
    assert judge_text(plain.raw) == []
    assert re.search(r"Before\.\n\n2023-01-01 Dan \[1\]\n *About Dan\.\n", plain.text.replace("\r", ""))
    assert gopher(marmot, "/page").text.index("Before.") < gopher(marmot, "/page").text.index("Bea")


def test_tags_categories_sections_years(serve, scratch):
    folder = site(scratch / "content")
    for i, words in enumerate(["tags", "tags limit=1", "tags order=name", "categories", "sections section=/", "archive",
                               "feed", "feed tag=bsd label='All of BSD'", "sections section=walks"]):
        place(folder, words, name=f"page-{i}.md")
    marmot = serve(folder)

    def links(i):
        body = gemini(marmot, f"/page-{i}.gmi").text.partition("Before.")[2].partition("After.")[0]
        return [line[3:] for line in body.splitlines() if line.startswith("=> ")]

    assert links(0) == ["/tags/linux.gmi linux (3)", "/tags/apple.gmi apple (2)", "/tags/bsd.gmi bsd (2)"]
    assert links(1) == ["/tags/linux.gmi linux (3)", "/tags/ All tags (3)"]
    assert links(2) == ["/tags/apple.gmi apple (2)", "/tags/bsd.gmi bsd (2)", "/tags/linux.gmi linux (3)"]
    assert links(3) == ["/categories/tech.gmi Tech (5)", "/categories/walks.gmi Walks (2)"]
    assert links(4) == ["/notes/ Notes (5)", "/walks/ walks (2)"]
    assert links(5)[0] == "/archive/2025.gmi 2025 (1)" and links(5)[-1].startswith("/archive/undated.gmi Without a date")
    assert links(6) == ["/atom.xml Atom feed"]
    assert links(7) == ["/tags/bsd.xml All of BSD"]
    assert links(8) == ["/walks/deep/ deep (1)"]


def test_home_with_a_list_adds_none(serve, scratch):
    folder = site(scratch / "content")
    write(folder / "index.md", article("Home", body="<!-- marmot: featured -->\n\nText.\n\n<!-- marmot: latest limit=3 -->"))
    marmot = serve(folder)
    text = gemini(marmot, "/").text
    assert titles(marmot, "/") == ["Hill", "Eve", "Dan", "Cid"]
    assert not re.search("^#{2,}", text, re.M) and "/tags/" not in text and "Up." in text
    assert not any("tags" in name for name in menu(marmot, ""))


def test_auto_brings_the_homes_own_lists(serve, scratch):
    folder = site(scratch / "content")
    write(folder / "index.md", article("Home", body="<!-- marmot: articles tag=bsd -->\n\n<!-- marmot: auto -->\n\nThe end."))
    marmot = serve(folder)
    text = gemini(marmot, "/").text
    assert text.index("Cid") < text.index("## Latest") < text.index("## Browse") < text.index("The end.")
    assert text.count("## Latest") == 1


def test_a_link_or_a_mistake_leaves_the_homes_lists(serve, scratch):
    folder = site(scratch / "content")
    write(folder / "index.md", article("Home", body="<!-- marmot: feed -->\n\n<!-- marmot: tagz -->\n\n"
                                                    "<!-- marmot: articles tag=nothing -->"))
    marmot = serve(folder)
    assert "## Latest" in gemini(marmot, "/").text and "marmot:" not in gemini(marmot, "/").text


def test_a_section_with_a_list_adds_none(serve, scratch):
    folder = site(scratch / "content")
    write(folder / "notes" / "_index.md", article("Notes", body="<!-- marmot: articles section=. tag=bsd -->"))
    write(folder / "walks" / "_index.md", article("Walks", body="<!-- marmot: tags -->\n\n<!-- marmot: auto -->"))
    marmot = serve(folder)
    assert titles(marmot, "/notes/") == ["Dan", "Cid"]
    assert "Home: " in labels(marmot, "/notes/")[-1]
    assert titles(marmot, "/walks/") == ["Lake"] and "deep (1)" in labels(marmot, "/walks/")


def test_code_and_quotes_of_directives_are_text(serve, scratch):
    folder = site(scratch / "content")
    write(folder / "page.md", article("How", body="```\n<!-- marmot: tags -->\n```\n\n`<!-- marmot: tags -->`"))
    marmot = serve(folder)
    assert gemini(marmot, "/page.gmi").text.count("<!-- marmot: tags -->") == 2
    assert not [label for label in labels(marmot, "/page.gmi") if "linux" in label]


def test_mistakes_are_named_and_not_shown(scratch):
    folder = site(scratch / "content")
    write(folder / "page.md", article("Page", body="<!-- marmot: articles tag=linus -->\n\nText <!-- marmot: tags --> in.\n\n"
                                                   "<!-- marmot: artcles -->\n<!-- marmot: articles section=nowhere -->\n\n"
                                                   "<!-- marmot: auto -->\n\n<!-- marmot: articles year=1999 -->"))
    _, out, _ = run("check", "--content", folder, cwd=scratch)
    assert 'page.md:5: warning: marmot: tag: no article has "linus"; did you mean "linux"?' in out
    assert "page.md:7: warning: marmot: stands within a text" in out
    assert 'page.md:9: warning: marmot: there is no list "artcles"; did you mean "articles"?' in out
    assert 'page.md:10: warning: marmot: section: there is no folder "nowhere/"' in out
    assert "page.md:12: warning: marmot: auto: this page lists nothing of itself" in out
    assert "page.md:14: note: marmot: articles: this list is empty" in out


def test_a_kept_page_follows_the_catalogue(serve, scratch):
    """The list on a page in the cache is as old as the folder's last reading, not as the page's file."""
    folder = site(scratch / "content")
    place(folder, "articles tag=bsd")
    marmot = serve(folder)
    assert titles(marmot, "/page.gmi") == ["Dan", "Cid"] == titles(marmot, "/page.gmi")
    write(folder / "notes" / "fay.md", article("Fay", "2025-01-01", tags="[bsd]"))
    marmot.reload()
    assert titles(marmot, "/page.gmi") == ["Fay", "Dan", "Cid"]
    (folder / "notes" / "dan.md").unlink()
    marmot.reload()
    assert titles(marmot, "/page.gmi") == ["Fay", "Cid"]


def test_lists_have_an_end(serve, scratch):
    folder = make_many(scratch / "content", 130)
    write(folder / "page.md", article("Page", body="<!-- marmot: articles tag=many -->"))
    write(folder / "more.md", article("More", body="<!-- marmot: articles tag=many limit=1000 excerpts=yes -->"))
    write(folder / "many.md", article("Much", body="<!-- marmot: latest limit=1 -->\n\n" * 51))
    marmot = serve(folder)
    assert len(titles(marmot, "/page.gmi")) == 100
    assert len(titles(marmot, "/more.gmi")) == 130 and gemini(marmot, "/more.gmi").text.count("Some text.") == 100
    assert len(titles(marmot, "/many.gmi")) == 50


def test_what_is_private_is_listed_where_it_may_be(serve, scratch):
    folder = site(scratch / "content")
    ada = Identity(scratch, "ada")
    for i, words in enumerate(["articles", "articles section=members", "sections section=members", "latest", "tags",
                               "articles tag=hush"]):
        place(folder, words, name=f"open-{i}.md")
    write(folder / "members" / "_index.md", article("Club", body="<!-- marmot: articles section=. -->\n\n"
                                                                "<!-- marmot: latest limit=2 -->\n\n"
                                                                "<!-- marmot: sections -->"))
    write(folder / "members" / "one.md", article("Secret one", "2024-06-01", tags="[hush]"))
    write(folder / "members" / "board" / "two.md", article("Secret two", "2026-01-01"))
    marmot = serve(folder, settings={"private": {"members/": [ada.fingerprint]}})
    for i in range(6):
        assert not re.search("secret|hush|members|board", gemini(marmot, f"/open-{i}.gmi").text, re.I), i
        assert not re.search("secret|hush|members|board", gopher(marmot, f"/open-{i}").text, re.I), i
    names = [label for _, label in Gemtext(visit(marmot, "/members/", ada).text).links]
    assert names[:5] == ["2026-01-01 Secret two", "2024-06-01 Secret one", "2026-01-01 Secret two", "2025-06-01 Hill",
                         "board (1)"]


# --- above and below all pages ----------------------------------------------------------


def test_header_and_footer_stand_on_all_pages(serve, scratch):
    folder = site(scratch / "content")
    write(folder / "parts" / "head.md", "[Ada](../notes/ada.md)\n\n<!-- marmot: feed -->\n")
    write(folder / "_footer.md", "---\ntitle: Not seen\n---\n\nCC BY-SA. <!-- nothing -->\n\n<!-- marmot: latest limit=1 -->\n")
    write(folder / "index.md", article("Home"))
    marmot = serve(folder, settings={"header": "/parts/head.md", "footer": "_footer.md"})
    for path in ("/", "/notes/", "/notes/bea.gmi", "/tags/", "/tags/linux.gmi", "/archive/2021.gmi"):
        answer = gemini(marmot, path)
        assert judge_gemtext(answer.body) == [], path
        assert re.match("# .*\n\n=> /notes/ada.gmi Ada\n\n=> /atom.xml Atom feed\n\n", answer.text), path
        assert answer.text.endswith("\n\nCC BY-SA.\n\n=> /walks/deep/hill.gmi 2025-06-01 Hill\n"), path
    for selector in ("", "/notes/", "/notes/bea", "/tags/linux"):
        names = menu(marmot, selector)
        assert names[:2] == ["Ada", "Atom feed"] and names[-1] == "2025-06-01 Hill", selector
    text = gopher(marmot, "/notes/bea.txt").text
    assert "===\r\n\r\nAda [1]" in text and "CC BY-SA." in text
    # They are no articles of their own.
    assert gemini(marmot, "/_footer.gmi").status == 51 and gemini(marmot, "/_footer.md").status == 51
    assert "Not seen" not in gemini(marmot, "/archive/undated.gmi").text


def test_a_changed_footer_is_seen(serve, scratch):
    folder = site(scratch / "content")
    write(folder / "foot.md", "Old foot.\n")
    marmot = serve(folder, settings={"footer": "foot.md"})
    assert gemini(marmot, "/tags/").text.endswith("Old foot.\n")
    write(folder / "foot.md", "A new foot.\n")
    marmot.reload()
    assert gemini(marmot, "/tags/").text.endswith("A new foot.\n")
    (folder / "foot.md").unlink()
    marmot.reload()
    assert "foot" not in gemini(marmot, "/tags/").text


def test_a_missing_header_is_named(scratch):
    folder = site(scratch / "content")
    write(scratch / "marmot.yaml", "content: content\nheader: head.md\nfooter: foot.md\n")
    write(folder / "foot.md", "<!-- marmot: tagz -->\n\n[x](nowhere.md)\n")
    status, out, _ = run("check", cwd=scratch)
    assert status != 0 and "head.md: error: header: cannot be read, so pages go without it: No such file" in out
    assert 'foot.md:1: warning: marmot: there is no list "tagz"; did you mean "tags"?' in out
    assert "foot.md:3: warning" in out
