"""A folder that changes while it is served, and what in it cannot be read."""

import os
import re
from urllib.parse import quote

import pytest
from fixtures import UNHURRIED
from folder import PNG, article, make_large, make_many, make_socket, write
from judge import judge_gemtext, judge_header
from marmot import may_not_override, wait_for
from wire import Plain, Tls, finish, gemini, gopher, is_served


def test_edited_article_is_shown_at_once(serve, site):
    """No signal, no waiting: the next request, in every form, cached or not."""
    marmot = serve(site, settings={"watch": False, "rescan_seconds": 0})
    for _ in range(2):
        assert "Alpha." in gemini(marmot, "/guide/alpha.gmi").text
        assert "Alpha." in gopher(marmot, "/guide/alpha").text
    text = (site / "guide/alpha.md").read_text()
    for word in ("Changed once, rather long.", "Changed", "x" * 5000):
        (site / "guide/alpha.md").write_text(text.replace("Alpha.\n", word + "\n"))
        assert word in gemini(marmot, "/guide/alpha.gmi").text
        assert word in gemini(marmot, "/guide/alpha.txt").text
        assert word.encode() in gemini(marmot, "/guide/alpha.md").body
        assert word[:40] in gopher(marmot, "/guide/alpha").text
        assert word in gopher(marmot, "/guide/alpha.txt").text


def test_replaced_article_is_shown_at_once(serve, site):
    """Editors write a new file and rename it."""
    marmot = serve(site, settings={"watch": False, "rescan_seconds": 0})
    gemini(marmot, "/guide/alpha.gmi")
    write(site / "guide" / ".alpha.md.new", article("Alpha comes second", "2021-01-01", body="From a new file."))
    os.rename(site / "guide" / ".alpha.md.new", site / "guide" / "alpha.md")
    assert "From a new file." in gemini(marmot, "/guide/alpha.gmi").text


def test_new_article_on_sighup_with_connections_open(serve, site):
    """Those who were there before get the new state, or the old one; never an error."""
    marmot = serve(site, settings={"watch": False, "rescan_seconds": 0, "limits": UNHURRIED})
    assert gemini(marmot, "/new.gmi").status == 51
    early = [Tls(marmot.address("gemini")) for _ in range(5)]
    half = Tls(marmot.address("gemini"))
    half.send(b"gemini://localhost/ne")
    selector = Plain(marmot.address("gopher"))
    selector.send(b"/ne")
    write(site / "new.md", article("Newly written", "2024-12-24", tags="[Fresh]"))
    for _ in range(3):
        marmot.reload()
    half.send(b"w.gmi\r\n")
    assert finish(half).status == 20
    selector.send(b"w\r\n")
    assert b"Newly written" in selector.read()
    for client in early:
        client.send(marmot.url("/new.gmi").encode() + b"\r\n")
        answer = finish(client)
        assert judge_header(answer) == [] and answer.status == 20
    for client in (*early, half, selector):
        client.sock.close()
    assert "Newly written" in gemini(marmot, "/").text
    assert "Newly written" in gemini(marmot, "/atom.xml").text
    assert gemini(marmot, "/tags/fresh.gmi").status == 20
    assert gemini(marmot, "/posts/first.gmi").status == 20


def test_reload_in_the_middle_of_an_answer(serve, scratch):
    folder = make_many(scratch / "content", 50)
    make_large(folder / "large.bin", 8 * 1024 * 1024)
    marmot = serve(folder, settings={"limits": UNHURRIED})
    with Tls(marmot.address("gemini"), receive_buffer=4096) as client:
        client.send(marmot.url("/large.bin").encode() + b"\r\n")
        got = len(client.read(100000))
        for i in range(5):
            write(folder / f"more-{i}.md", article(f"More {i}", "2024-01-01"))
            marmot.reload()
        got += len(client.read())
        assert client.end == "clean"
        assert got == len(b"20 application/octet-stream\r\n") + 8 * 1024 * 1024


def test_new_files_are_found_without_a_signal(serve, site):
    marmot = serve(site, settings={"rescan_seconds": 1})
    write(site / "found.md", article("Found by itself", "2024-12-24"))
    write(site / "static" / "found.png", PNG)
    wait_for("the article to be found", lambda: gemini(marmot, "/found.gmi").status == 20, step=0.3)
    wait_for("the file to be found", lambda: gemini(marmot, "/found.png").status == 20, step=0.3)
    (site / "found.md").unlink()
    wait_for("the article to be missed", lambda: gemini(marmot, "/found.gmi").status == 51, step=0.3)
    assert "Found by itself" not in gemini(marmot, "/").text


def test_vanished_files(serve, site):
    """Before anybody has looked again: an answer, never a crash or a hang."""
    marmot = serve(site, settings={"watch": False, "rescan_seconds": 0})
    for path in ("/guide/alpha.gmi", "/posts/", "/"):
        assert gemini(marmot, path).status == 20
    (site / "guide/alpha.md").unlink()
    (site / "posts/_index.md").unlink()
    (site / "data.bin").unlink()
    for path in ("/guide/alpha.gmi", "/guide/alpha.txt", "/guide/alpha.md"):
        answer = gemini(marmot, path)
        assert judge_header(answer) == [] and answer.status in (40, 51), answer
    assert gemini(marmot, "/data.bin").status in (40, 51)
    assert gopher(marmot, "/guide/alpha").is_error and gopher(marmot, "/data.bin").is_error
    for path in ("/guide/", "/categories/", "/atom.xml", "/archive/2021.gmi"):
        assert gemini(marmot, path).status == 20, path
    assert gemini(marmot, "/posts/").status in (20, 40)
    marmot.reload()
    assert gemini(marmot, "/guide/alpha.gmi").status == 51
    assert gemini(marmot, "/posts/").status == 20
    assert "Alpha" not in gemini(marmot, "/guide/").text


def test_files_of_quarto(serve, scratch):
    folder = scratch / "content"
    write(folder / "a.qmd", article("Cells", "2024-01-01", body="See [b](b.qmd) and [c](c.html).\n\n```{r}\nplot(x)\n```"))
    write(folder / "b.md", article("Made of b.qmd"))
    write(folder / "b.qmd", article("Source of b.md"))
    write(folder / "c.qmd", article("C"))
    marmot = serve(folder)
    text = gemini(marmot, "/a.gmi").text
    assert "```r\nplot(x)\n```" in text and "=> /c.gmi" in text
    assert gemini(marmot, "/b.gmi").text.startswith("# Made of b.qmd")
    # What Quarto made of a file stands for it, which is there as it lies, and no second article.
    source = gemini(marmot, "/b.qmd")
    assert source.meta.startswith("text/plain") and "Source of b.md" in source.text
    assert "Source of b.md" not in gemini(marmot, "/").text
    assert gemini(marmot, "/a.md").text.startswith('---\ntitle: "Cells"')


def test_vanished_folder(serve, site):
    """The old state stays until there is a new one."""
    marmot = serve(site)
    os.rename(site, site.parent / "elsewhere")
    marmot.reload()
    assert is_served(marmot)
    os.rename(site.parent / "elsewhere", site)
    marmot.reload()
    assert gemini(marmot, "/posts/first.gmi").status == 20


ODD = ["pipe", "socket", "folder", "way out", "dangling", "loop"]


@pytest.mark.parametrize("kind", ODD)
def test_a_file_becomes_something_else(serve, site, kind):
    """Between two looks at the folder."""
    marmot = serve(site, settings={"watch": False, "rescan_seconds": 0})
    for name in ("guide/alpha.md", "crlf.txt"):
        path = site / name
        path.unlink()
        if kind == "pipe":
            os.mkfifo(path)
        elif kind == "socket":
            make_socket(path)
        elif kind == "folder":
            path.mkdir()
        elif kind == "way out":
            path.symlink_to(site.parent / "outside" / "secret.txt")
        elif kind == "dangling":
            path.symlink_to("not-there")
        else:
            path.symlink_to(path.name)
    for target in ("/guide/alpha.gmi", "/guide/alpha.txt", "/guide/alpha.md", "/crlf.txt"):
        answer = gemini(marmot, target)
        assert judge_header(answer) == [] and answer.status in (40, 51), answer
        assert b"outside" not in answer.raw
    assert gopher(marmot, "/crlf.txt").is_error and gopher(marmot, "/guide/alpha").is_error
    marmot.reload()
    assert gemini(marmot, "/crlf.txt").status == 51
    assert gemini(marmot, "/guide/alpha.gmi").status == 51
    assert is_served(marmot)


def test_unreadable_files(serve, site):
    """They cost themselves alone."""
    (site / "guide/alpha.md").chmod(0)
    (site / "crlf.txt").chmod(0)
    (site / "recipes").chmod(0)
    marmot = serve(site, before=may_not_override, settings={"watch": False, "rescan_seconds": 0})
    for path in ("/guide/alpha.gmi", "/guide/alpha.txt", "/guide/alpha.md", "/crlf.txt"):
        answer = gemini(marmot, path)
        assert judge_header(answer) == [] and answer.status == 40, answer
    assert gemini(marmot, "/recipes/bread.gmi").status == 51  # who knows what was in there
    assert gemini(marmot, "/guide/beta.gmi").status == 20
    marmot.wait_log("guide/alpha.md: ")
    (site / "guide/beta.md").chmod(0)
    answer = gemini(marmot, "/guide/beta.gmi")
    assert judge_header(answer) == [] and answer.status == 40, answer
    assert gemini(marmot, "/guide/beta.txt").status == 40
    assert gopher(marmot, "/guide/beta.txt").is_error
    for path in ("/", "/guide/", "/archive/2020.gmi", "/atom.xml"):
        assert gemini(marmot, path).status == 20


def test_a_file_that_shrinks_while_it_is_sent(serve, scratch):
    """Its end must not look whole."""
    folder = scratch / "content"
    folder.mkdir()
    make_large(folder / "large.bin", 20 * 1024 * 1024)
    marmot = serve(folder)
    for make, protocol, line in ((Tls, "gemini", b"gemini://localhost/large.bin\r\n"),
                                 (Plain, "gopher", b"/large.bin\r\n")):
        make_large(folder / "large.bin", 20 * 1024 * 1024)
        marmot.reload()
        with make(marmot.address(protocol), receive_buffer=4096) as client:
            client.send(line)
            client.read(100000)
            os.truncate(folder / "large.bin", 200000)
            client.read()
            assert client.end != "clean"
    assert is_served(marmot)


def test_a_file_that_grows_while_it_is_sent(serve, scratch):
    folder = scratch / "content"
    folder.mkdir()
    make_large(folder / "large.bin", 4 * 1024 * 1024)
    marmot = serve(folder)
    with Tls(marmot.address("gemini"), receive_buffer=4096) as client:
        client.send(b"gemini://localhost/large.bin\r\n")
        got = len(client.read(100000))
        with open(folder / "large.bin", "ab") as f:
            f.write(b"more" * 100000)
        got += len(client.read())
        assert client.end == "clean"
    assert got >= 4 * 1024 * 1024


def test_further_roots(serve, scratch):
    """Hugo's and Astro's static folders lie beside the content."""
    write(scratch / "content" / "a.md", article("A", "2020-01-01", body="![p](/img/p.png) and ![q](/q.png)"))
    write(scratch / "static" / "img" / "p.png", PNG)
    write(scratch / "static" / ".secret", "secret\n")
    write(scratch / "public" / "q.png", PNG)
    write(scratch / "public" / "page.md", article("No article", "2020-01-01"))
    marmot = serve(scratch / "content", settings={"assets": ["../static", "../public"]})
    assert gemini(marmot, "/img/p.png").body == PNG
    assert gemini(marmot, "/q.png").body == PNG
    assert gopher(marmot, "/img/p.png").raw == PNG
    assert "/img/p.png" in gemini(marmot, "/a.gmi").text
    assert gemini(marmot, "/.secret").status == 51
    assert gemini(marmot, "/../static/img/p.png").status in (51, 59)
    assert "No article" not in gemini(marmot, "/").text
    assert gemini(marmot, "/page.gmi").status == 51


def test_further_root_that_is_missing(serve, scratch):
    write(scratch / "content" / "a.md", article("A", "2020-01-01"))
    marmot = serve(scratch / "content", settings={"assets": ["../nowhere"]})
    marmot.wait_log("nowhere")
    assert gemini(marmot, "/a.gmi").status == 20


def test_content_wins_over_further_roots(serve, scratch):
    write(scratch / "content" / "both.txt", "content\n")
    write(scratch / "static" / "both.txt", "static\n")
    marmot = serve(scratch / "content", settings={"assets": ["../static"]})
    assert gemini(marmot, "/both.txt").body == b"content\n"


NAMES = ["with space.txt", "100% sure.txt", "question?.txt", "hash#.txt", "plus+.txt", "semi;colon.txt", "ümläut.txt",
         "日本語.txt",
         "quote\"s.txt", "amp&.txt", "a=b.txt", "(paren).txt", "[brackets].txt", "tilde~x.txt", "comma,.txt",
         "colon:.txt", "at@.txt",
         "a..dots.txt", "trailing..txt", "%41.txt", "e\u0301.txt", "🐹.txt"]


@pytest.mark.parametrize("name", NAMES)
def test_names_of_files(serve, scratch, name):
    folder = scratch / "content"
    write(folder / name, f"this is {name}\n")
    target = name.replace("%", "%25").replace("?", "%3F").replace("#", "%23")
    write(folder / "page.md", article("A page", "2020-01-01", body=f"[the file](<./{target}>)"))
    marmot = serve(folder)
    body = f"this is {name}\n"
    assert gemini(marmot, "/" + quote(name)).text == body
    assert gopher(marmot, "/" + name).text == body.replace("\n", "\r\n")
    page = gemini(marmot, "/page.gmi")
    assert judge_gemtext(page.body) == []
    link = re.search(r"^=> (\S+) the file$", page.text, re.M)
    assert link, page.text
    assert gemini(marmot, link[1]).text == body
    items = [item for item in gopher(marmot, "/page").items if item[1] == "the file"]
    assert len(items) == 1 and gopher(marmot, items[0][2]).text == body.replace("\n", "\r\n")


@pytest.mark.parametrize("name", [b"new\nline.txt", b"tab\there.txt", b"esc\x1b.txt", b"bad\xff.txt",
                                  b"back\\slash.txt", b"new\nline.md", b"bad\xff.md"])
def test_names_that_no_address_can_hold(serve, scratch, name):
    """Left out, and said."""
    folder = scratch / "content"
    folder.mkdir()
    with open(os.path.join(os.fsencode(folder), name), "wb") as f:
        f.write(b"# Unreachable\n")
    write(folder / "a.md", article("A", "2020-01-01"))
    marmot = serve(folder)
    marmot.wait_log("not served")
    assert all(" " <= ch or ch == "\n" for ch in marmot.log())
    for path in ("/", "/archive/undated.gmi"):
        assert "Unreachable" not in gemini(marmot, path).text
    assert is_served(marmot)


def test_deep_and_wide_folders(serve, scratch):
    folder = scratch / "content"
    deep = folder.joinpath(*["d"] * 20)
    write(deep / "bottom.md", article("At the bottom", "2020-01-01"))
    write(folder.joinpath(*["e"] * 60) / "too-deep.md", article("Too deep", "2020-01-01"))
    for i in range(300):
        write(folder / f"wide-{i}" / "a.md", article(f"Wide {i}", "2020-01-01"))
    marmot = serve(folder)
    assert gemini(marmot, "/" + "d/" * 20 + "bottom.gmi").status == 20
    assert "At the bottom" in gemini(marmot, "/" + "d/" * 20).text
    assert gemini(marmot, "/" + "e/" * 60 + "too-deep.gmi").status == 51
    marmot.wait_log("folders within folders")
    assert gemini(marmot, "/wide-299/").status == 20
