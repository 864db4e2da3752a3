"""Atom (RFC 4287): the whole capsule, each tag and category, in both protocols."""

import json
import subprocess
import sys
from urllib.parse import unquote

import pytest
from folder import article, make_many, write
from judge import feed_entries, judge_feed
from wire import gemini, gopher

FEEDS = ["/atom.xml", "/tags/digging.xml", "/tags/long-winters.xml", "/categories/notes.xml", "/categories/food.xml"]

READ = """
import feedparser, json, sys
f = feedparser.parse(sys.stdin.buffer.read())
json.dump({"bozo": bool(f.bozo), "why": str(f.get("bozo_exception", "")), "version": f.version,
    "title": f.feed.get("title"), "author": f.feed.get("author"),
    "entries": [[e.get("title"), e.get("id"), e.get("link"), e.get("updated"), bool(e.get("updated_parsed"))]
        for e in f.entries]}, sys.stdout)
"""


def read_as_a_feed_reader(data):
    for python in (sys.executable, "/usr/bin/python3"):
        if subprocess.run([python, "-c", "import feedparser"], capture_output=True).returncode == 0:
            break
    else:
        pytest.fail("there is no feedparser (src/dist/needs.sh installs it)")
    done = subprocess.run([python, "-c", READ], input=data, capture_output=True, check=True)
    return json.loads(done.stdout)


@pytest.mark.parametrize("path", FEEDS)
def test_feeds_are_valid(marmot, path):
    answer = gemini(marmot, path)
    assert answer.status == 20 and answer.meta == "application/atom+xml", answer
    assert judge_feed(answer.body) == []
    over_gopher = gopher(marmot, path)
    assert judge_feed(over_gopher.raw, "gopher") == []
    assert over_gopher.end == "clean"


@pytest.mark.parametrize("path", FEEDS)
def test_feed_readers_read_them(marmot, path):
    for data in (gemini(marmot, path).body, gopher(marmot, path).raw):
        read = read_as_a_feed_reader(data)
        assert not read["bozo"], read["why"]
        assert read["version"] == "atom10" and read["title"] and read["author"]
        assert read["entries"] and all(all(entry) for entry in read["entries"])


def test_feed_lists_what_is_dated(marmot):
    titles = [title for title, _, _, _ in feed_entries(gemini(marmot, "/atom.xml").body)]
    assert titles[:3] == ["A trip with pictures", "The fourth post", "The third post"]
    assert "About this burrow" not in titles  # nobody dated it
    of_a_tag = feed_entries(gemini(marmot, "/tags/digging.xml").body)
    assert [title for title, _, _, _ in of_a_tag] == ["The second post", "The first post"]


def test_links_of_both_protocols(marmot):
    """The same ids; links into the reader's own protocol, in Gopher to the text."""
    over_gemini = feed_entries(gemini(marmot, "/atom.xml").body)
    over_gopher = feed_entries(gopher(marmot, "/atom.xml").raw)
    assert [entry[1] for entry in over_gemini] == [entry[1] for entry in over_gopher]
    start = f"gopher://localhost:{marmot.ports['gopher']}/0/"
    for (_, ident, link, _), (_, _, text, _) in zip(over_gemini, over_gopher):
        assert ident == link and link.startswith(marmot.url("/"))
        assert gemini(marmot, link.encode()).status == 20, link
        assert text.startswith(start) and text.endswith(".txt")
        assert not gopher(marmot, unquote(text[len(start) - 1:])).is_error, text


def test_dates_and_excerpts(marmot):
    feed = gemini(marmot, "/atom.xml").text
    assert "<published>2023-02-11T10:30:00Z</published>" in feed
    assert "<updated>2023-03-01T" in feed
    assert "<summary>An excerpt found nowhere in the body.</summary>" in feed
    assert "<summary>The first paragraph of the first post serves as its excerpt.</summary>" in feed
    assert "<name>Mara Mott</name>" in feed and "<name>Bobak Brown</name>" in feed


def test_author_defaults_to_the_title(serve, site):
    marmot = serve(site)
    read = read_as_a_feed_reader(gemini(marmot, "/atom.xml").body)
    assert read["author"] == read["title"] == "Home of the tests"


def test_updated_is_that_of_its_newest(marmot):
    """Not the time of the request: a feed that did not change says so."""
    one, other = gemini(marmot, "/atom.xml"), gemini(marmot, "/atom.xml?again")
    assert one.body == other.body


def test_fifty_entries_at_most(serve, scratch):
    marmot = serve(make_many(scratch / "content", 70))
    for path in ("/atom.xml", "/tags/many.xml", "/categories/plenty.xml"):
        assert judge_feed(gemini(marmot, path).body) == []
        titles = [title for title, _, _, _ in feed_entries(gemini(marmot, path).body)]
        assert titles == [f"Entry {i:04}" for i in range(69, 19, -1)]


def test_entries_by_option(serve, scratch):
    marmot = serve(make_many(scratch / "content", 9), settings={"feed_entries": 4})
    assert len(feed_entries(gemini(marmot, "/atom.xml").body)) == 4


def test_hostile_titles_and_excerpts(serve, scratch):
    """What XML cannot hold, and what it takes for markup."""
    folder = scratch / "content"
    write(folder / "a.md", b"---\ntitle: \"a < b & ]]> \\\"c\\\" 'd' \\x0c\"\ndate: 2020-01-01\ntags: ['<&>\"']\n"
                           b"excerpt: '</summary><entry/> &amp; &nbsp; <script>'\nauthor: 'A <a@b>'\n---\n\nx\n")
    write(folder / "b.md", article("b", "2020-01-02",
                                   body="Text with \x01 control \uffff and \u0085 things <b>bold</b> & so on."))
    marmot = serve(folder)
    for data, scheme in ((gemini(marmot, "/atom.xml").body, "gemini"), (gopher(marmot, "/atom.xml").raw, "gopher")):
        assert judge_feed(data, scheme) == []
        assert len(feed_entries(data)) == 2
        assert feed_entries(data)[1][0].startswith("a < b & ]]>")


def test_feed_without_dated_articles(serve, scratch):
    """Valid or absent, never half."""
    write(scratch / "content" / "a.md", article("Undated"))
    marmot = serve(scratch / "content")
    answer = gemini(marmot, "/atom.xml")
    assert answer.status == 51 or judge_feed(answer.body) == []
    assert "/atom.xml" not in gemini(marmot, "/").text


def test_feed_over_gopher_is_a_text(marmot):
    """An item of type 0: its lines end in CRLF (RFC 1436, appendix)."""
    raw = gopher(marmot, "/atom.xml").raw
    assert raw.endswith(b"\r\n") and raw.count(b"\n") == raw.count(b"\r\n")
