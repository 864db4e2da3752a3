"""Addresses that the owner's rules lead elsewhere: redirects, temporary_redirects, gone."""

import pytest
from folder import article, write
from marmot import run, wait_for
from wire import Plain, gemini, gopher


def ask(marmot, protocol, line):
    with Plain(marmot.address(protocol)) as client:
        client.send(line + b"\r\n")
        return client.read()


RULES = {
    "redirects": {"/blog/([0-9]{4})/(.*)": "/posts/\\2", "/round": "/round", "/lost": "/nowhere",
                  "/moved/(.*)": "gemini://other.example/\\1", "/web/(.*)": "https://example.org/\\1?a=1",
                  "/posts/first.*": "/posts/second", "/into/(.*)": "/members/\\1"},
    "temporary_redirects": {"/today": "/posts/second.gmi"},
    "gone": ["/shop/.*"],
}


@pytest.fixture
def marmot(serve, scratch):
    folder = scratch / "content"
    write(folder / "index.md", article("Home"))
    write(folder / "posts/first.md", article("The first", "2024-01-01"))
    write(folder / "posts/second.md", article("The second", "2024-01-02", body="Second to none."))
    write(folder / "members/secret.md", article("Secret", "2024-01-03"))
    return serve(folder, settings={**RULES, "private": ["members/"]})


@pytest.mark.parametrize("path, status, target", [
    ("/blog/2019/second", 31, "/posts/second.gmi"),
    ("/blog/2019/second.html", 31, "/posts/second.gmi"),
    ("/blog/2019/second?a=b", 31, "/posts/second.gmi?a=b"),
    ("/today", 30, "/posts/second.gmi"),
])
def test_within_the_capsule(marmot, path, status, target):
    answer = gemini(marmot, path)
    assert (answer.status, answer.meta) == (status, marmot.url(target))
    assert "Second to none." in gopher(marmot, path.partition("?")[0]).text


def test_away(marmot):
    answer = gemini(marmot, "/moved/a%20b")
    assert (answer.status, answer.meta) == (31, "gemini://other.example/a%20b")
    # Gopher has no redirects, and Gemini none to other kinds of address: a page says where it is.
    assert "other.example/a%20b" in gopher(marmot, "/moved/a b").text
    answer = gemini(marmot, "/web/x")
    assert answer.status == 20 and "=> https://example.org/x?a=1 Moved to" in answer.text
    assert "https://example.org/x?a=1" in gopher(marmot, "/web/x").text


def test_gone(marmot):
    assert gemini(marmot, "/shop/cart").status == 52
    assert gopher(marmot, "/shop/cart").is_error


@pytest.mark.parametrize("path", ["/round", "/lost", "/blog/2019/none", "/blog/20/second", "/into/secret", "/into/"])
def test_leads_nowhere(marmot, path):
    """Circles, targets that are not there, no match, and private ones."""
    assert gemini(marmot, path).status == 51
    assert gopher(marmot, path).is_error


def test_what_is_there_wins(marmot):
    assert gemini(marmot, "/posts/first.gmi").status == 20


@pytest.mark.parametrize("line, words", [
    ("redirects: /a", "redirects: needs an indented line for each"),
    ("redirects:\n  old: /new", 'redirects: "old": a pattern begins with "/"'),
    ("redirects:\n  /old: new", 'redirects: "/old": its target is neither a path'),
    ("redirects:\n  /old: [/a, /b]", 'redirects: "/old" leads nowhere'),
    ("redirects:\n  /(a: /b", 'redirects: "/(a": '),
    ("temporary_redirects:\n  /a: /\\1", 'temporary_redirects: "/a": its target asks for a group'),
    ("redirects:\n  /(.{99}){99}: /new", 'redirects: "/(.{99}){99}": with its counts ({...}, +) written out'),
    ("gone: shop", 'gone: "shop": a pattern begins with "/"'),
    ("gone: [[/a]]", "gone: needs patterns of paths"),
])
def test_malformed(scratch, line, words):
    write(scratch / "content/index.md", "# Home\n")
    write(scratch / "marmot.yaml", line + "\n")
    status, out, err = run("check", "--config", scratch / "marmot.yaml", cwd=scratch)
    assert status == 1 and words in out and "marmot.yaml:" in out, out + err


def test_as_many_rules_as_there_may_be(scratch):
    write(scratch / "content/index.md", "# Home\n")
    for n, status in ((256, 0), (257, 1)):
        write(scratch / "marmot.yaml", "gone:\n" + "".join(f"  - /x{i}\n" for i in range(n)))
        assert run("check", "--config", scratch / "marmot.yaml", cwd=scratch)[0] == status


# --- what files are ---------------------------------------------------------------------------


@pytest.fixture
def shop(serve, scratch):
    folder = scratch / "content"
    write(folder / "index.md", article("Home", body="[Data](data/old.xyz) and [source](src/main.weird)"))
    write(folder / "src/main.weird", "int main;\n")
    write(folder / "data/old.xyz", "caf\xe9\n".encode("latin-1"))
    write(folder / "data/page.html", "<p>")
    write(folder / "de/gruss.gmi", "# Gruss\n")
    write(folder / "plain.gmi", "# Plain\n")
    write(folder / "notes/a.md", article("A", "2024-01-01"))
    return serve(folder, settings={"lang": "en", "types": {
        "/src/*": "text/plain", "'*.xyz'": "'text/plain; charset=iso-8859-1'", "de/*": "text/gemini; lang=de",
        "'*.html'": "application/octet-stream", "notes/*.md": "text/markdown"},
        "spartan": "127.0.0.1:0"})


@pytest.mark.parametrize("path, meta", [
    ("/src/main.weird", "text/plain; charset=utf-8"),
    ("/data/old.xyz", "text/plain; charset=iso-8859-1"),
    ("/data/page.html", "application/octet-stream"),
    ("/de/gruss.gmi", "text/gemini; lang=de; charset=utf-8"),
    ("/plain.gmi", "text/gemini; charset=utf-8; lang=en"),
    ("/notes/a.md", "text/markdown; charset=utf-8"),
    ("/index.md", "text/plain; charset=utf-8"),
    ("/notes/a.gmi", "text/gemini; charset=utf-8; lang=en"),
])
def test_types(shop, path, meta):
    answer = gemini(shop, path)
    assert (answer.status, answer.meta) == (20, meta)


def test_types_are_item_types_of_gopher(shop):
    menu = gopher(shop, "/").text
    assert "0Data\t/data/old.xyz\t" in menu and "0source\t/src/main.weird\t" in menu
    assert ask(shop, "gopher", b"/src/main.weird") == b"int main;\r\n", "a text, with a text's line ends"
    assert b"caf\xe9" in ask(shop, "gopher", b"/data/old.xyz")


def test_types_in_spartan(shop):
    assert ask(shop, "spartan", b"localhost /data/old.xyz 0").startswith(b"2 text/plain; charset=iso-8859-1\r\n")


# --- what is not there --------------------------------------------------------------------------


@pytest.fixture
def lost(serve, scratch):
    folder = scratch / "content"
    write(folder / "index.md", article("Home"))
    write(folder / "notes/a.md", article("A note", "2024-01-01"))
    write(folder / "lost.md", "# Lost in the stacks\n\nTry [the notes](notes/), or search.\n")
    return serve(folder, settings={"not_found": "lost.md", "nex": "127.0.0.1:0", "spartan": "127.0.0.1:0",
                                   "ignore": ["drafts/", "'*.bak2'"]})


def test_own_words_for_what_is_not_there(lost):
    for path in ("/nothing", "/drafts/", "/notes/page/99.gmi", "/tags/none.gmi"):
        answer = gemini(lost, path)
        assert (answer.status, answer.meta, answer.body) == (51, "Lost in the stacks", b"")
    lines = ask(lost, "gopher", b"/nothing").decode().split("\r\n")[:-1]
    assert lines[0] == "3Lost in the stacks\t\terror.host\t1" and lines[-1] == "."
    assert sum("Lost" in line for line in lines) == 1
    assert any(line.startswith("1the notes\t/notes/\t") for line in lines), lines
    assert ask(lost, "spartan", b"localhost /nothing 0") == b"4 Lost in the stacks\r\n"
    text = ask(lost, "nex", b"/nothing").decode()
    assert text.startswith("Lost in the stacks\n") and "Try the notes" in text


def test_own_words_are_no_article(lost):
    """No list has them, and no address."""
    assert "Lost" not in gemini(lost, "/").text and "Lost" not in gemini(lost, "/atom.xml").text
    for path in ("/lost.gmi", "/lost.md", "/lost", "/lost.txt"):
        assert gemini(lost, path).status == 51


def test_own_words_change_with_their_file(lost, scratch):
    write(scratch / "content/lost.md", "# Gone fishing\n")
    lost.reload()
    wait_for("the new words", lambda: gemini(lost, "/nothing").meta == "Gone fishing")


def test_own_words_with_lists(serve, scratch):
    """A list in them takes time, so that a helper makes it."""
    folder = scratch / "content"
    write(folder / "index.md", article("Home"))
    write(folder / "notes/a.md", article("A note", "2024-01-01"))
    write(folder / "lost.md", "# Lost\n\n<!-- marmot: latest -->\n")
    marmot = serve(folder, settings={"not_found": "lost.md"})
    assert gemini(marmot, "/nothing").meta == "Lost"
    assert "A note" in gopher(marmot, "/nothing").text


def test_a_title_too_long_for_a_status_line(serve, scratch):
    folder = scratch / "content"
    write(folder / "index.md", article("Home"))
    for n, meta in ((512, "x" * 512), (513, "Not found")):
        write(folder / "lost.md", f"# {'x' * n}\n")
        marmot = serve(folder, settings={"not_found": "lost.md"})
        assert gemini(marmot, "/nothing").meta == meta
        marmot.stop()


@pytest.mark.parametrize("line, words", [
    ("types: text/plain", "types: needs an indented line for each"),
    ("types:\n  '*.x': [text/plain]", 'types: "*.x": needs one media type'),
    ("types:\n  '*.x': text", 'types: "*.x": needs a media type'),
    ("types:\n  '*.x': text/plain; charset", 'types: "*.x": needs a media type'),
    ("types:\n  '/': text/plain", 'types: "/": needs a pattern'),
    ("not_found: [a]", "not_found: needs one value"),
    ("not_found: gone.md", "not_found: cannot be read"),
])
def test_malformed_types_and_words(scratch, line, words):
    write(scratch / "content/index.md", "# Home\n")
    write(scratch / "marmot.yaml", line + "\n")
    status, out, err = run("check", "--config", scratch / "marmot.yaml", cwd=scratch)
    assert status == 1 and words in out, out + err


def test_as_many_types_as_there_may_be(scratch):
    write(scratch / "content/index.md", "# Home\n")
    for n, status in ((64, 0), (65, 1)):
        write(scratch / "marmot.yaml", "types:\n" + "".join(f"  /x{i}: text/plain\n" for i in range(n)))
        assert run("check", "--config", scratch / "marmot.yaml", cwd=scratch)[0] == status


# --- what is hidden -----------------------------------------------------------------------------


def test_ignored_is_nowhere(serve, scratch):
    """Never served, never listed, in no language of address; only when asked for by the owner's file."""
    folder = scratch / "content"
    write(folder / "index.md", article("Home"))
    write(folder / "drafts/a.md", article("Secret draft", "2024-01-01", tags="[hush]"))
    write(folder / "drafts/b.png", b"x")
    write(folder / "notes/old.bak2", "secret\n")
    write(folder / "notes/a.md", article("A note", "2024-01-01"))
    marmot = serve(folder, settings={"ignore": ["/drafts/", "'*.bak2'"]})
    for path in ("/drafts/", "/drafts", "/drafts/a.gmi", "/drafts/a.md", "/drafts/b.png", "/notes/old.bak2",
                 "/Drafts/a.gmi", "/%64rafts/a.gmi", "/tags/hush.gmi", "/hush"):
        assert gemini(marmot, path).status == 51, path
        assert gopher(marmot, path).is_error
    for page in ("/", "/notes/", "/tags/", "/archive/", "/atom.xml"):
        text = gemini(marmot, page).text
        assert "ecret" not in text and "hush" not in text
