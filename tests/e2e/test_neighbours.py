"""Spartan, Nex and Finger from the same sheets, Gopher over TLS, and web browsers at Gopher's door."""

import re
import socket

import pytest
import wire
from folder import PNG, article, write
from judge import Gemtext, judge_gemtext, judge_text
from marmot import run, wait_for

# Who links to a page is learned while the tests compare it.
NEIGHBOURS = {"backlinks": False, "spartan": "127.0.0.1:0", "nex": "127.0.0.1:0", "finger": "127.0.0.1:0", "gopher_tls": True}


@pytest.fixture
def town(serve, scratch):
    folder = scratch / "content"
    write(folder / "index.md", article("The town", body="Hello.\n\n[snow](walks/snow.md)"))
    write(folder / "walks" / "snow.md", article("First snow", "2024-01-02", body="It *fell*.\n\n.dot and [out](https://e.net/).",
                                                tags="[winter]", aliases="[/old/snow/]"))
    write(folder / "walks" / "gone.md", article("Gone", gone="true"))
    write(folder / "walks" / "draft.md", article("Draft", draft="true"))
    write(folder / "family" / "secret.md", article("Secret", "2024-01-03"))
    write(folder / "a.png", PNG)
    return serve(folder, settings=NEIGHBOURS | {"private": {"/family/": "[" + "ab" * 32 + "]"}})


def ask(marmot, protocol, request, half_close=False):
    with wire.Plain(marmot.address(protocol)) as client:
        client.send(request)
        if half_close:
            client.half_close()
        raw = client.read()
        assert client.end == "clean", client.end
        return raw


def spartan(marmot, path, data=b"", host=b"localhost"):
    head, found, body = ask(marmot, "spartan", b"%s %s %d\r\n%s" % (host, path.encode(), len(data), data)).partition(b"\r\n")
    assert found and head[:1] in b"2345" and head[1:2] == b" ", head
    return int(head[:1]), head[2:].decode(), body


# --- Spartan ---------------------------------------------------------------------------------


def test_spartan_pages_are_those_of_gemini(town):
    seen, queue = {}, ["/"]
    while queue:
        path = queue.pop()
        status, meta, body = spartan(town, path)
        assert status == 2, (path, meta)
        seen[path] = meta
        as_gemini = body.replace(b"\n=: /search ", b"\n=> /search ").replace(
            b"spartan://localhost:%d/" % town.ports["spartan"], b"gemini://localhost:%d/" % town.ports["gemini"])
        assert as_gemini == wire.gemini(town, path).body, path
        if meta.startswith("text/gemini"):
            assert judge_gemtext(as_gemini) == []
            queue += [url for url, _ in Gemtext(body.decode()).links if url.startswith("/") and url not in seen and url not in queue]
    assert {"/", "/walks/", "/walks/snow.gmi", "/tags/winter.gmi", "/atom.xml"} <= set(seen)
    assert seen["/walks/snow.gmi"] == "text/gemini; charset=utf-8" and seen["/atom.xml"] == "application/atom+xml"
    assert spartan(town, "/a.png") == (2, "image/png", PNG)
    assert spartan(town, "/walks/snow.md")[1].startswith("text/plain")


def test_spartan_search(town):
    """A line of its own asks for words; they come as data."""
    assert b"\n=: /search Search\n" in spartan(town, "/")[2]
    status, _, body = spartan(town, "/search")
    assert status == 2 and b"\n=: /search Search\n" in body
    body = wait_for("the index", lambda: (lambda b: b if b"First snow" in b else None)(spartan(town, "/search", b"fell")[2]))
    assert body.startswith(b"# Search: fell\n") and b"\n=> /walks/snow.gmi 2024-01-02 First snow\n" in body
    status, _, body = spartan(town, "/search", "nothing\u00e9 \"like this".encode())
    assert status == 2 and b"First snow" not in body


def test_nex_and_finger_offer_no_search(town):
    assert b"/search" not in ask(town, "nex", b"\n") and b"/search" not in ask(town, "finger", b"\r\n")
    assert b"Not found" in ask(town, "nex", b"/search\n")


def test_spartan_redirects_and_refusals(town):
    assert spartan(town, "/old/snow/")[:2] == (3, "/walks/snow.gmi")
    assert spartan(town, "/walks/snow")[:2] == (3, "/walks/snow.gmi")
    assert spartan(town, "/walks")[:2] == (3, "/walks/")
    for path in ("/nothing", "/walks/gone.gmi", "/walks/draft.gmi", "/family/", "/family/secret.gmi", "/family", "/drafts/",
                 "/%2e%2e/x", "/a%2fb"):
        status, meta, body = spartan(town, path)
        assert status == 4 and meta and body == b"", path
    assert spartan(town, "/", host=b"elsewhere.example")[:2] == (4, "That host is not served here")
    assert spartan(town, "/", host=b"LOCALHOST")[0] == 2


@pytest.mark.parametrize("line", [
    b"localhost / 0\n", b"localhost /\r\n", b"localhost / 0 0\r\n", b"localhost  0\r\n", b" / 0\r\n", b"localhost / x\r\n",
    b"localhost / -1\r\n", b"localhost walks 0\r\n", b"\r\n", b"localhost / 1025\r\n", b"localhost / 99999999999\r\n",
    b"localhost /" + b"a" * 2100 + b" 0\r\n", b"GET / HTTP/1.1\r\n\r\n",
])
def test_spartan_refuses_what_is_none(town, line):
    assert ask(town, "spartan", line)[:2] == b"4 "


def test_spartan_at_the_edges(town):
    pad = b"/" * (2048 - len(b"localhost  0\r"))
    assert ask(town, "spartan", b"localhost " + pad + b" 0\r\n").startswith(b"2 text/gemini")
    assert ask(town, "spartan", b"localhost /" + pad + b" 0\r\n") == b"4 The request is too long\r\n"
    assert ask(town, "spartan", b"localhost / 1024\r\n" + b"x" * 1024).startswith(b"2 ")
    assert ask(town, "spartan", b"localhost / 10\r\nshort", half_close=True).startswith(b"4 ")
    assert ask(town, "spartan", b"localhost / 0", half_close=True).startswith(b"4 ")


def test_spartan_in_pieces(town):
    with wire.Plain(town.address("spartan")) as client:
        for byte in b"localhost /walks/snow.gmi 3\r\nabc":
            client.send(bytes([byte]))
        assert client.read().startswith(b"2 text/gemini") and client.end == "clean"


# --- Nex --------------------------------------------------------------------------------------


def test_nex(town):
    home = ask(town, "nex", b"\n")
    assert home == ask(town, "nex", b"/\r\n") and b"=> /walks/snow.gmi " in home
    assert ask(town, "nex", b"/walks/snow.gmi\n") == wire.gemini(town, "/walks/snow.gmi").body
    assert ask(town, "nex", b"walks/snow\n") == ask(town, "nex", b"/old/snow\n") == ask(town, "nex", b"/walks/snow.gmi\n")
    assert ask(town, "nex", b"/walks/snow.txt\n") == wire.gemini(town, "/walks/snow.txt").body.replace(b"gemini://localhost:%d" % town.ports["gemini"], b"nex://localhost:%d" % town.ports["nex"])
    assert ask(town, "nex", b"/a.png\n") == PNG
    for path in (b"/nothing", b"/../x", b"/family/", b"/family/secret.gmi", b"/walks/draft.gmi", b"/a%00b"):
        answer = ask(town, "nex", path + b"\n")
        assert answer.count(b"\n") == 1 and b"Secret" not in answer, path
    assert ask(town, "nex", b"/" * 1024 + b"\n") == home
    assert b"too long" in ask(town, "nex", b"/" * 1025 + b"\n")
    assert ask(town, "nex", b"", half_close=True) == b""
    assert ask(town, "nex", b"/walks/snow.gmi", half_close=True) == ask(town, "nex", b"/walks/snow.gmi\n")


# --- Finger -----------------------------------------------------------------------------------


def test_finger(town):
    home = ask(town, "finger", b"\r\n")
    assert home.startswith(b"The town\r\n") and b"First snow" in home and judge_text(home) == []
    assert home == ask(town, "finger", b"/W\r\n") == ask(town, "finger", b"/W \n")
    snow = ask(town, "finger", b"snow\r\n")
    assert snow.startswith(b"First snow\r\n") and b"It _fell_." in snow and judge_text(snow) == []
    assert snow == ask(town, "finger", b"/W snow\r\n") == ask(town, "finger", b"walks/snow\r\n") == ask(town, "finger", b"SNOW\r\n")
    assert b"First snow" in ask(town, "finger", b"tags/winter\r\n")
    for name in (b"nobody", b"secret", b"family/secret", b"draft", b"../x", b"a.png"):
        answer = ask(town, "finger", name + b"\r\n")
        assert answer.count(b"\r\n") == 1 and b"Secret" not in answer, name
    assert b"not passed on" in ask(town, "finger", b"snow@elsewhere.example\r\n")
    assert b"not passed on" in ask(town, "finger", b"@elsewhere.example\r\n")
    assert b"called that" in ask(town, "finger", b"a\\b\r\n")
    assert ask(town, "finger", b" " * 508 + b"snow\n") == snow
    assert b"too long" in ask(town, "finger", b" " * 509 + b"snow\n")


# --- Gopher over TLS --------------------------------------------------------------------------


def test_gopher_with_and_without_tls_on_one_port(town):
    plain = wire.gopher(town, "/walks/snow").raw
    with wire.Tls(town.address("gopher")) as client:
        client.send(b"/walks/snow\r\n")
        assert client.read() == plain and client.end == "clean"
    assert wire.gopher(town, "/walks/snow").raw == plain


def test_gopher_over_tls_in_pieces(town):
    with wire.Tls(town.address("gopher"), handshake=False) as client:
        for byte in client.first_flight():
            client.sock.sendall(bytes([byte]))
        client.handshake()
        client.send(b"\r\n")
        assert client.read().endswith(b".\r\n") and client.end == "clean"


def test_what_only_begins_like_tls_is_let_go(town):
    for garbage in (b"\x16\x03\x01\xff\xff" + b"x" * 100, b"\x16GET / HTTP/1.1\r\n\r\n", b"\x16"):
        with wire.Plain(town.address("gopher")) as client:
            client.send(garbage)
            client.half_close()
            client.read()
    assert wire.is_served(town)


def test_no_tls_on_gopher_unless_it_was_asked_for(serve, scratch):
    write(scratch / "content" / "a.md", article("A"))
    marmot = serve(scratch / "content")
    assert set(marmot.ports) == {"gemini", "gopher"}
    with wire.Plain(marmot.address("gopher")) as client:
        client.send(wire.Tls(marmot.address("gemini"), handshake=False).first_flight())
        client.half_close()
        assert client.read() == b""


# --- browsers ---------------------------------------------------------------------------------


@pytest.mark.parametrize("method", ["GET", "HEAD", "POST"])
def test_a_browser_is_told_where_to_go(town, method):
    evil = "/<script>alert(1)</script>\u00e9?x=\"'"
    raw = ask(town, "gopher", f"{method} {evil} HTTP/1.1\r\nHost: <b>evil</b>\r\n\r\n".encode())
    head, _, page = raw.partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.0 400 Bad Request\r\n") and b"Content-Type: text/html; charset=utf-8" in head
    length = int(re.search(rb"Content-Length: (\d+)", head)[1])
    assert b"evil" not in raw and b"script" not in raw
    if method == "HEAD":
        assert page == b"" and length > 100
    else:
        assert len(page) == length
        assert b'href="gemini://localhost:%d/"' % town.ports["gemini"] in page
        assert b'href="gopher://localhost:%d/1/"' % town.ports["gopher"] in page


def test_selectors_that_look_a_little_like_http_are_selectors(town):
    for selector in ("GET", "GET ", "/GET / HTTP/1.1", "get / http/1.1", "GET / HTTP/2"):
        assert wire.gopher(town, selector).is_error, selector


# --- the owner --------------------------------------------------------------------------------


def test_the_summary_names_the_neighbours(town):
    log = town.log()
    for protocol in ("spartan", "nex"):
        assert f"open         {protocol}://localhost:{town.ports[protocol]}/" in log
    assert re.search(r"finger +127\.0\.0\.1 port \d+$", log, re.M)
    assert re.search(r"gopher +127\.0\.0\.1 port \d+ \(TLS too\)$", log, re.M)


def test_a_wrong_address_is_explained(scratch):
    write(scratch / "marmot.yaml", "spartan: nowhere:port\n")
    write(scratch / "content" / "a.md", article("A"))
    status, _, err = run("serve", "--config", scratch / "marmot.yaml", "--content", scratch / "content", cwd=scratch)
    assert status == 2 and 'marmot.yaml:1:1: error: spartan: "nowhere:port" is no address to listen on' in err and "*:300" in err


def test_ports_in_use_by_others_are_named(serve, scratch):
    write(scratch / "content" / "a.md", article("A"))
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        write(scratch / "marmot.yaml", f"nex: 127.0.0.1:{port}\ngemini: 127.0.0.1:0\ngopher: off\n")
        status, _, err = run("serve", "--config", scratch / "marmot.yaml", "--content", scratch / "content", "--certs",
                             scratch / "certs", cwd=scratch)
    assert status == 2 and str(port) in err and "nex:" in err
