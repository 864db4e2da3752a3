"""Addresses that the owner's rules lead elsewhere: redirects, temporary_redirects, gone."""

import pytest
from folder import article, write
from marmot import run
from wire import gemini, gopher

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
