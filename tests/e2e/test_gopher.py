"""Gopher: selectors in, menus, texts and bytes out (RFC 1436; Goerzen, "Links to URL")."""

import re
from html import unescape

import pytest
from folder import EVERY_BYTE, PNG
from judge import judge_menu, judge_text
from wire import Plain, gemini, gopher, is_served

SECRETS = (b"root:", b"outside of the folder", b"Nobody may read", b"never shown", b"Secret", b"secret")


def is_menu(answer):
    assert judge_menu(answer.raw) == []
    assert answer.end == "clean"
    return answer


def is_error(answer):
    assert answer.is_error, answer
    assert judge_menu(answer.raw.replace(b"3", b"i", 1), is_listing=True) == []
    assert answer.end == "clean"
    assert not any(secret in answer.raw for secret in SECRETS), answer
    return answer


@pytest.mark.parametrize("selector", [b"", b"/", b".", b"/.", b"//", b"/./", b"\t", b"/\t", b"\twords", b"\t\t+",
                                      b"\t+", b"/\t$", b"/\t!"])
@pytest.mark.parametrize("end", [b"\r\n", b"\n"], ids=["CRLF", "LF"])
def test_root_menu(marmot, selector, end):
    answer = is_menu(gopher(marmot, selector, end))
    assert answer.items[0][:2] == ("i", "The test capsule"), answer


def test_root_for_a_client_of_gopher_plus(marmot):
    """What gopher(1) asks first; from cache and fresh, by the same rules."""
    plain = gopher(marmot, "").raw
    for _ in range(2):
        raw = gopher(marmot, b"\t$").raw
        lines = raw.split(b"\r\n")
        assert lines[0] == b"+-1" and lines[-2:] == [b".", b""]
        assert all(line.startswith(b"+INFO: ") for line in lines[1:-2])
        assert b"\r\n".join(line.removeprefix(b"+INFO: ") for line in lines[1:]) == plain
    assert gopher(marmot, b"/missing\t$").raw == gopher(marmot, b"/missing").raw


SAME = [
    (b"/about", b"about"), (b"/about.txt", b"about.txt"), (b"/about.txt", b"/about.txt\tx"),
    (b"/about.txt", b"/about.txt\tx\t+"),
    (b"/about.txt", b"/about.txt\t+"), (b"/about.txt", b"//about.txt"), (b"/about.txt", b"/./about.txt"),
    (b"/posts/", b"/posts"),
    (b"/posts/", b"posts"), (b"/posts/", b"posts/"), (b"/posts/first", b"posts/first"), (b"/data.bin", b"data.bin"),
]


@pytest.mark.parametrize("one,other", SAME)
@pytest.mark.parametrize("end", [b"\r\n", b"\n"], ids=["CRLF", "LF"])
def test_the_same_selector_in_other_words(marmot, one, other, end):
    whole = gopher(marmot, one)
    assert not whole.is_error, whole
    assert gopher(marmot, other, end).raw == whole.raw


def test_selector_byte_by_byte(marmot):
    with Plain(marmot.address("gopher")) as client:
        for byte in b"/posts/first.txt\r\n":
            client.send(bytes([byte]))
        assert client.read() == gopher(marmot, "/posts/first.txt").raw


@pytest.mark.parametrize("selector", ["", "/", "/posts/first.txt", "/data.bin", "/missing"])
def test_half_closed_client_gets_everything(marmot, selector):
    whole = gopher(marmot, selector)
    with Plain(marmot.address("gopher")) as client:
        client.send(selector.encode() + b"\r\n")
        client.half_close()
        assert client.read() == whole.raw
        assert client.end == "clean"


def test_end_instead_of_a_line_end(marmot):
    """What came is the selector, or nothing is said; never a hang."""
    with Plain(marmot.address("gopher")) as client:
        client.send(b"/posts/first.txt")
        client.half_close()
        assert client.read() in (b"", gopher(marmot, "/posts/first.txt").raw)
        assert client.end == "clean"
    with Plain(marmot.address("gopher")) as client:
        client.half_close()
        client.read()
        assert client.end == "clean"


@pytest.mark.parametrize("more", [b"x", b"/about\r\n", b"\x00" * 1000, b"y" * 200000])
@pytest.mark.parametrize("selector", ["", "/data.bin", "/missing"])
def test_bytes_behind_the_line_are_ignored(marmot, selector, more):
    """And unread they must not turn the close into RST."""
    answer = gopher(marmot, selector, b"\r\n" + more)
    assert answer.raw == gopher(marmot, selector).raw
    assert answer.end == "clean"


BAD = [
    b"/no", b"no", b"/no/", b"/posts/no", b"../x", b"/..", b"/../x", b"/../../etc/passwd", b"..",
    b"/posts/../../outside/secret.txt",
    b"../outside/secret.txt", b"/..\\x", b"/..\\..\\etc\\passwd", b"\\etc\\passwd", b"/\x00", b"\x00", b"/about\x00",
    b"/about\x00.txt",
    b"\x01", b"/\x1b[2J", b"/\x7f", b"/\xff", b"\xff\xfe", b"/\xc3", b"/\xed\xa0\x80", b"x" * 1025, b"x" * 4000,
    b"/etc/passwd",
    b"//etc/passwd", b"~root", b"/~root/", b"/....//....//etc/passwd", b"/%2e%2e/outside/secret.txt",
    b"/..%2foutside%2fsecret.txt",
    b"/%2e%2e/%2e%2e/etc/passwd", b"/.secret", b"/.hidden", b"/.hidden.md", b"/%2esecret", b"/_drafts/sketch",
    b"/node_modules/x/",
    b"/static/.htaccess", b"/backup.md~", b"/pipe.txt", b"/pipe", b"/pipe.md", b"/pipe.png", b"/socket.txt",
    b"/zero.bin",
    b"/way-out.txt", b"/way-out", b"/shed/tool.txt", b"/root/etc/passwd", b"/nowhere.txt", b"/round.txt",
    b"/posts/gone", b"/search/x",
    b"/tags/missing", b"/posts/page/9", b"/a\x0bb", b"/a\rb", b"/posts/first.pdf",
]


@pytest.mark.parametrize("selector", BAD)
def test_error_items(marmot, selector):
    is_error(gopher(marmot, selector))


def test_selectors_up_to_1024_bytes_are_looked_up(marmot):
    for length in (255, 256, 1023, 1024):
        is_error(gopher(marmot, b"/" + b"x" * (length - 1)))
    # A long way round to a short one.
    long = b"/." * 500 + b"/about.txt"
    assert gopher(marmot, long).raw == gopher(marmot, "/about.txt").raw


def test_words_behind_the_selector_may_be_long(marmot):
    assert gopher(marmot, b"/about.txt\t" + b"w" * 2000).raw == gopher(marmot, "/about.txt").raw


@pytest.mark.parametrize("length", [5000, 70000, 1000000])
def test_line_without_end_is_cut_at_once(marmot, length):
    """Nothing but a few kB is ever buffered; the deadline is minutes away."""
    with Plain(marmot.address("gopher")) as client:
        try:
            client.send(b"x" * length)
        except (BrokenPipeError, ConnectionResetError):
            pass
        said = client.read()
    assert len(said) < 1000 and b"xxx" not in said
    assert is_served(marmot)


def test_errors_echo_nothing(marmot):
    for selector in (b"/marker", b"/mar\x1bker", b"/../marker", b"/marker\twords"):
        assert b"marker" not in is_error(gopher(marmot, selector)).raw


def test_selector_means_what_it_says(marmot):
    """No percent-decoding: "percent%41.txt" is a file's name."""
    assert gopher(marmot, "/percent%41.txt").raw == b"percent\r\n"


def test_selector_decoded_when_nothing_else_answers(marmot):
    """For clients that encode what they should send as it is."""
    assert gopher(marmot, "/caf%C3%A9/").raw == gopher(marmot, "/café/").raw
    assert gopher(marmot, "/with%20space").raw == gopher(marmot, "/with space").raw
    assert not gopher(marmot, "/with space").is_error


def test_http_is_answered_shortly(marmot):
    for line in (b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n", b"HEAD / HTTP/1.0\r\n\r\n",
                 b"CONNECT x:443 HTTP/1.1\r\n\r\n"):
        answer = gopher(marmot, line, b"")
        assert answer.end == "clean" and 0 < len(answer.raw) < 4096
        # HEAD is answered without a body (RFC 9110, 9.3.2).
        if line.startswith(b"HEAD"):
            assert answer.raw.startswith(b"HTTP/") and answer.raw.endswith(b"\r\n\r\n")
        else:
            assert answer.is_error or b"<" in answer.raw


# --- menus ---------------------------------------------------------------------------


MENUS = ["", "/posts/", "/guide/", "/guide/deep/", "/tags/", "/tags/digging", "/categories/", "/categories/notes",
         "/archive/",
         "/archive/2023", "/archive/undated", "/posts/first", "/posts/second", "/posts/tricky",
         "/recipes/soups/nettle", "/about",
         "/posts/trip/", "/café/", "/café/naïve ünï", "/recipes/", "/latin1", "/marked"]


@pytest.mark.parametrize("selector", MENUS)
def test_menus(marmot, selector):
    answer = is_menu(gopher(marmot, selector))
    assert not answer.is_error
    own = ("localhost", str(marmot.ports["gopher"]))
    for item in answer.items:
        if item[0] == "i":
            assert item[2:] == ("", "error.host", "1")
        else:
            assert item[3:] == own, item  # everything the sample links to is here, or an h item of ours
            assert item[2].startswith(("/", "URL:")), item
            assert "%" not in item[2] or item[2].startswith("URL:"), item


def test_items_carry_the_public_name_and_port(serve, site):
    public = serve(site, host=("capsule.example",), settings={"gopher_public_port": 70})
    for item in is_menu(gopher(public, "/posts/")).items:
        if item[0] != "i":
            assert item[3:] == ("capsule.example", "70")


def item_of(answer, text):
    found = [item for item in answer.items if text in item[1] and item[0] != "i"]
    assert len(found) == 1, (text, answer.items)
    return found[0]


def test_item_types(marmot):
    home, article = gopher(marmot, ""), gopher(marmot, "/posts/second")
    assert item_of(gopher(marmot, "/posts/"), "The first post")[0] == "1"
    assert item_of(home, "All tags")[0] == "1"
    assert item_of(home, "Atom feed")[0] == "0"
    assert item_of(article, "Plain text version")[:3:2] == ("0", "/posts/second.txt")
    assert item_of(article, "mound of fresh earth")[0] == "I"
    assert item_of(article, "Burrow Gazette")[:3:2] == ("h", "URL:https://gazette.example/issue/2?page=3")


def test_links_to_the_web_keep_their_fragment(marmot):
    assert item_of(gopher(marmot, "/about"), "a far place")[2] == "URL:https://example.org/far?x=1#there"


def test_nothing_of_an_article_becomes_an_item(marmot):
    answer = is_menu(gopher(marmot, "/posts/tricky"))
    assert not [item for item in answer.items if "evil.example" in item[3] or "evil.example" in item[2]
                and item[0] != "i"]
    assert not [item for item in answer.items if item[2].lower().startswith("url:javascript")]
    assert answer.raw.count(b"\r\n.\r\n") == 1


def test_dates_stand_first(marmot):
    titles = [item[1] for item in gopher(marmot, "/archive/2023").items if item[0] == "1" and "post" in item[1]]
    assert titles and all(re.match(r"2023-\d\d-\d\d  ?\S", title) for title in titles), titles


# --- texts and bytes -------------------------------------------------------------------


TEXTS = ["/posts/first.txt", "/posts/second.txt", "/posts/tricky.txt", "/recipes/soups/nettle.txt", "/index.txt",
         "/posts/index.txt",
         "/café/naïve ünï.txt", "/latin1.txt", "/marked.txt"]


@pytest.mark.parametrize("selector", TEXTS)
def test_texts_of_articles(marmot, selector):
    answer = gopher(marmot, selector)
    assert judge_text(answer.raw) == []
    assert answer.end == "clean"


def test_links_of_a_text_are_whole_urls(marmot):
    """Numbered in the text, listed at its end, in the reader's own protocol and with their type."""
    text = gopher(marmot, "/posts/first.txt").text
    assert "link to the second [1]" in text
    assert f"[1] gopher://localhost:{marmot.ports['gopher']}/1/posts/second\r\n" in text
    text = gemini(marmot, "/posts/first.txt").text
    assert f"[1] {marmot.url('/posts/second.gmi')}\n" in text


def test_texts_end_by_closing(marmot):
    """Four common clients would print the final "."."""
    for selector in ("/posts/first.txt", "/posts/tricky.txt", "/crlf.txt", "/hand/note.txt", "/posts/first.md"):
        answer = gopher(marmot, selector)
        assert answer.raw.endswith(b"\r\n") and not answer.raw.endswith(b"\r\n.\r\n"), answer


def test_text_assets_end_their_lines_with_crlf(marmot):
    assert gopher(marmot, "/hand/note.txt").raw == b"A note.\r\n.\r\n.dot\r\nThe end, without a line end\r\n"
    assert gopher(marmot, "/crlf.txt").raw == b"one\r\ntwo\r\n\r\nfour\r\n"
    assert gopher(marmot, "/mark.txt").raw == b"behind a mark\r\n"
    assert gopher(marmot, "/robots.txt").raw == b"User-agent: *\r\nDisallow: /posts/trip/\r\n"


def test_sources_end_their_lines_with_crlf(marmot):
    source = (marmot.folder / "posts/first.md").read_bytes().replace(b"\n", b"\r\n")
    assert gopher(marmot, "/posts/first.md").raw == source
    returned = gopher(marmot, "/marked.md").raw
    assert b"\r\r" not in returned and returned.count(b"\r\n") == returned.count(b"\n")


def test_empty_text(marmot):
    assert gopher(marmot, "/empty.txt").raw in (b"", b".\r\n")


@pytest.mark.parametrize("selector,data", [("/data.bin", EVERY_BYTE), ("/images/mound.png", PNG), ("/archive.tar.gz",
                                                                                                   None),
                                           ("/posts/trip/view.png", PNG)])
def test_bytes_are_sent_as_they_are(marmot, selector, data):
    if data is None:
        data = (marmot.folder / "static/archive.tar.gz").read_bytes()
    answer = gopher(marmot, selector)
    assert (answer.raw, answer.end) == (data, "clean")


def test_final_dot_by_option(serve, site):
    """RFC 1436's own form: "." at the end and a second "." before every line that begins with one."""
    dotted = serve(site, settings={"gopher_text_dot": True})
    for selector in ("/posts/first.txt", "/posts/tricky.txt", "/crlf.txt", "/posts/first.md"):
        answer = gopher(dotted, selector)
        assert answer.raw.endswith(b"\r\n.\r\n"), answer
        assert answer.raw.count(b"\r\n.\r\n") == 1
    assert gopher(dotted, "/hand/note.txt").raw == b"A note.\r\n..\r\n..dot\r\nThe end, without a line end\r\n.\r\n"
    assert gopher(dotted, "/data.bin").raw == EVERY_BYTE
    assert gopher(dotted, "/images/mound.png").raw == PNG


def test_text_of_an_article_says_the_same_in_both_protocols(marmot):
    over_gemini = gemini(marmot, "/posts/first.txt").body
    assert over_gemini.count(b"\r") == 0
    lines = [line for line in over_gemini.decode().split("\n") if "://" not in line]
    others = [line for line in gopher(marmot, "/posts/first.txt").text.split("\r\n") if "://" not in line]
    assert lines == others


# --- the small documents ----------------------------------------------------------------


def test_caps(marmot):
    for selector in ("caps.txt", "/caps.txt"):
        answer = gopher(marmot, selector)
        lines = answer.text.split("\r\n")
        assert lines[0] == "CAPS"
        for line in ("CapsVersion=1", "PathDelimeter=/", "PathIdentity=.", "PathParent=..", "PathParentDouble=FALSE",
                     "PathKeepPreDelimeter=FALSE"):
            assert line in lines
        assert re.search(r"^ExpireCapsAfter=\d+\r$", answer.text, re.M)
        assert re.search(r"^ServerSoftware=Marmot\r$", answer.text, re.M)
        assert re.search(r"^ServerSoftwareVersion=\S+\r$", answer.text, re.M)
        for line in lines:
            assert line == "" or line == "CAPS" or line.startswith("#") or re.match(r"[A-Za-z]+=.*\Z", line), line


def test_caps_of_the_owners(serve, site):
    (site / "caps.txt").write_text("CAPS\n\nCapsVersion=1\nServerAdmin=me\n")
    marmot = serve(site)
    assert gopher(marmot, "caps.txt").raw == b"CAPS\r\n\r\nCapsVersion=1\r\nServerAdmin=me\r\n"


def test_gophermap(marmot):
    """A hand-written menu: bare lines are text, missing fields are filled in."""
    for selector in ("/hand/", "hand/"):
        answer = gopher(marmot, selector)
        assert judge_menu(answer.raw, is_listing=False) == []
        own = ("localhost", str(marmot.ports["gopher"]))
        assert answer.items[0] == ("i", "Written by hand for gopher", "", "error.host", "1")
        assert answer.items[1][:3] == ("i", "", "")
        assert ("0", "A note", "/hand/note.txt", *own) in answer.items
        assert ("1", "Home", "/", *own) in answer.items
        assert ("1", "Elsewhere", "/far", "gopher.example", "7070") in answer.items
        assert ("h", "On the web", "URL:https://example.org/", *own) in answer.items


def test_gophermap_of_a_folder_without_its_slash(marmot):
    for selector in ("/hand", "hand"):
        assert gopher(marmot, selector).raw == gopher(marmot, "/hand/").raw


URLS = ["http://example.org/", "https://example.org/a?b=c&d=e#f", "gemini://example.org/", "mailto:a@example.org",
        "gopher://example.org/1/x"]


@pytest.mark.parametrize("url", URLS)
@pytest.mark.parametrize("prefix", ["URL:", "/URL:"])
def test_url_pages(marmot, url, prefix):
    answer = gopher(marmot, prefix + url)
    page = answer.text
    assert answer.end == "clean" and re.search(r"<html", page, re.I), answer
    assert unescape(re.search(r'<a href="([^"]*)">', page, re.I)[1]) == url
    refresh = re.search(r'http-equiv="?refresh"? content="(\d+); ?url=([^"]*)"', page, re.I)
    assert int(refresh[1]) <= 10 and unescape(refresh[2]) == url
    assert not re.search(r"<(script|img|frame|iframe|link|style|object)", page, re.I)


@pytest.mark.parametrize("url", ['http://example.org/"><script>alert(1)</script>', "http://example.org/'onload=x",
                                 "http://example.org/<b>",
                                 "http://example.org/&lt;script&gt;", 'http://example.org/" onclick="x'])
def test_url_pages_are_escaped(marmot, url):
    page = gopher(marmot, "URL:" + url).text
    body = re.sub(r"<!DOCTYPE[^>]*>|</?(html|head|title|body|p|a|meta)( [^<>\"]*(\"[^\"<>]*\"[^<>\"]*)*)?>", "", page,
                  flags=re.I)
    assert "<" not in body and "script>" not in body.lower(), page
    assert len(re.findall(r'="', page)) == len(re.findall(r'="', gopher(marmot, "URL:http://example.org/").text)), page


@pytest.mark.parametrize("url", ["javascript:alert(1)", "JavaScript:alert(1)", "data:text/html,x",
                                 "file:///etc/passwd", "vbscript:x",
                                 "", "example.org", "//example.org/", " javascript:alert(1)", "http:"])
def test_unsafe_urls_are_refused(marmot, url):
    answer = gopher(marmot, "URL:" + url)
    assert "href" not in answer.text and "refresh" not in answer.text, answer
    is_error(answer)


def test_other_spellings_are_answered_directly(marmot):
    """There is no redirect in Gopher."""
    for selector, meant in (("/posts/first.gmi", "/posts/first"), ("/Posts/First", "/posts/first"),
                            ("/old/fourth/", "/posts/renamed-fourth"),
                            ("/posts/fourth", "/posts/renamed-fourth"), ("/tags/Digging", "/tags/digging"),
                            ("/posts/first.html", "/posts/first"),
                            ("/2020/02/03/dated-name/", "/posts/2020-02-03-dated-name"),
                            ("/posts/first/", "/posts/first")):
        assert gopher(marmot, selector).raw == gopher(marmot, meant).raw, selector
        assert not gopher(marmot, meant).is_error
