"""SCGI, FastCGI and proxied servers: real ones, and those that answer as none should."""

import re

import pytest
from folder import article, make_large, write
from foreign import free_port
from identity import Identity, visit
from marmot import run
from upstreams import LARGE, Peer, fcgiwrap, saying, scgi_program
from wire import gemini, is_served


@pytest.fixture
def behind():
    """behind(upstream) has it stopped with the test."""
    started = []

    def begin(upstream):
        started.append(upstream)
        return upstream

    yield begin
    for upstream in started:
        upstream.stop()


def settings(kind, path, upstream, **more):
    return {kind: [{"path": path, "to": upstream.to, **more}]}


def told(answer):
    assert answer.status == 20, answer
    return dict(line.split("=", 1) for line in answer.text.splitlines())


# --- SCGI ---------------------------------------------------------------------------

@pytest.mark.parametrize("unix", [False, True])
def test_scgi_program(serve, site, scratch, behind, unix):
    """A real one: on Debian's SCGI library for Perl."""
    program = behind(scgi_program(scratch, unix))
    marmot = serve(site, settings=settings("scgi", "/guestbook", program))
    line = marmot.url("/guestbook/deep/p%C3%A4th?two%20words")
    env = told(gemini(marmot, line))
    assert env["GATEWAY_INTERFACE"] == "CGI/1.1" and env["SCGI"] == "1" and env["CONTENT_LENGTH"] == "0"
    assert env["SERVER_PROTOCOL"] == "GEMINI" and env["SERVER_SOFTWARE"].startswith("Marmot/")
    assert env["SERVER_NAME"] == "localhost" and env["SERVER_PORT"] == str(marmot.ports["gemini"])
    assert env["SCRIPT_NAME"] == "/guestbook" and env["PATH_INFO"] == "/deep/päth"
    assert env["QUERY_STRING"] == "two%20words" and env["GEMINI_URL"] == line
    assert env["GEMINI_URL_PATH"] == "/guestbook/deep/p%C3%A4th"
    assert env["REMOTE_ADDR"] == env["REMOTE_HOST"] == "127.0.0.1"
    assert not any(name.startswith("TLS_CLIENT") or name == "REMOTE_USER" for name in env)
    assert gemini(marmot, "/guestbook/ask").header == b"10 What is your name?"
    assert gemini(marmot, "/guestbook/ask?Ada").body.startswith(b"# Hello Ada\n")
    # Beside it the capsule is as it was.
    assert gemini(marmot, "/guestbooks").status == 51 and is_served(marmot)


def test_scgi_client_certificate(serve, site, scratch, behind):
    marmot = serve(site, settings=settings("scgi", "/guestbook", behind(scgi_program(scratch))))
    ada = Identity(scratch, "Ada", start="20200101000000Z", end="20991231235959Z")
    assert gemini(marmot, "/guestbook/who").status == 60
    env = told(visit(marmot, "/guestbook/who", ada))
    assert env["TLS_CLIENT_HASH"] == "SHA256:" + ada.fingerprint
    assert env["REMOTE_USER"] == env["TLS_CLIENT_SUBJECT_CN"] == "Ada" and env["TLS_CLIENT_SUBJECT"] == "CN=Ada"
    assert env["AUTH_TYPE"] == "Certificate"
    assert env["TLS_CLIENT_NOT_BEFORE"] == "2020-01-01T00:00:00Z"
    assert env["TLS_CLIENT_NOT_AFTER"] == "2099-12-31T23:59:59Z"


def test_scgi_large_answer(serve, site, scratch, behind):
    marmot = serve(site, settings=settings("scgi", "/guestbook", behind(scgi_program(scratch))))
    answer = gemini(marmot, "/guestbook/large")
    assert answer.body == LARGE and answer.end == "clean"


# --- FastCGI ------------------------------------------------------------------------

GUESTBOOK = r"""#!/bin/sh
case $PATH_INFO in
/fail) echo "no such luck" >&2; exit 3 ;;
/large) printf '20 application/octet-stream\r\n'; head -c 3000000 /dev/zero | tr '\0' x; exit ;;
esac
printf '20 text/plain\r\n'
env
"""


@pytest.fixture
def guestbook(scratch):
    path = scratch / "guestbook.cgi"
    path.write_text(GUESTBOOK)
    path.chmod(0o755)
    return path


@pytest.mark.parametrize("unix", [False, True])
def test_fastcgi_program(serve, site, scratch, behind, guestbook, unix):
    """fcgiwrap, with a CGI program."""
    program = behind(fcgiwrap(scratch, unix))
    marmot = serve(site, settings=settings("fastcgi", "/guestbook", program, script=guestbook))
    env = told(gemini(marmot, "/guestbook/a/b?q=1"))
    assert env["SERVER_PROTOCOL"] == "GEMINI" and env["PATH_INFO"] == "/a/b" and env["QUERY_STRING"] == "q=1"
    assert env["SCRIPT_FILENAME"] == str(guestbook) and env["SCRIPT_NAME"] == "/guestbook"
    assert env["REMOTE_ADDR"] == "127.0.0.1"
    large = gemini(marmot, "/guestbook/large")
    assert large.body == b"x" * 3000000 and large.end == "clean"
    assert gemini(marmot, "/guestbook/fail").status == 42
    marmot.wait_log("no such luck")


def test_fastcgi_without_script(serve, site, scratch, behind):
    """fcgiwrap's own words are no answer."""
    marmot = serve(site, settings=settings("fastcgi", "/guestbook", behind(fcgiwrap(scratch))))
    assert gemini(marmot, "/guestbook").status == 42
    marmot.wait_log("does not begin with a header")


# --- another Gemini server ------------------------------------------------------------

@pytest.fixture
def other(serve, scratch):
    """A second Marmot, with pages of its own."""
    write(scratch / "games" / "index.md", article("The games", body="[Chess](chess.md)"))
    write(scratch / "games" / "chess.md", article("Chess", body="Moves."))
    write(scratch / "games" / "deep" / "caf\u00e9.md", article("Caf\u00e9", body="Cups."))
    make_large(scratch / "games" / "large.bin", 3_000_000)
    return serve(scratch / "games")


def proxy(to, path="/games/", **more):
    return {"proxy": [{"path": path, "to": to, **more}]}


def test_proxied_server(serve, site, scratch, other):
    marmot = serve(site, settings=proxy(other.url("/")))
    assert gemini(marmot, "/games/").body == gemini(other, "/").body
    # Its own title, not ours.
    assert gemini(marmot, "/games/chess.gmi").text.startswith("# Chess\n")
    assert gemini(marmot, "/games/deep/caf%C3%A9.gmi").text.startswith("# Caf\u00e9\n")
    assert gemini(marmot, "/games/nothing").status == 51
    assert gemini(marmot, "/games/search").status == 10
    assert "Chess" in gemini(marmot, "/games/search?moves").text
    large = gemini(marmot, "/games/large.bin")
    assert large.body == (scratch / "games" / "large.bin").read_bytes() and large.end == "clean"
    # The folder without its slash, as links on its pages need it.
    assert gemini(marmot, "/games?q").header == f"31 {marmot.url('/games/?q')}".encode()
    # Seen for the first time, once.
    key = (marmot.work / "state" / "known_servers").read_text()
    assert key.startswith(f"localhost:{other.ports['gemini']} ") and key.count("\n") == 1
    assert marmot.log().count("seen for the first time") == 1
    # Redirects to itself lead to where readers find it.
    assert gemini(marmot, "/games/chess.html").header == f"31 {marmot.url('/games/chess.gmi')}".encode()
    assert is_served(marmot)


def test_proxied_folder_of_a_server(serve, site, other):
    """to: has a path; what it redirects to outside of that is left as it is."""
    marmot = serve(site, settings=proxy(other.url("/deep"), "/x/y/"))
    assert gemini(marmot, "/x/y/caf%C3%A9.gmi").text.startswith("# Caf\u00e9\n")
    assert gemini(marmot, "/x/y/caf%C3%A9").header == f"31 {marmot.url('/x/y/caf%C3%A9.gmi')}".encode()
    assert gemini(marmot, "/x/y/../chess.gmi").status == 51


def test_whole_capsule_behind_a_path(serve, site, other):
    marmot = serve(site, settings=proxy(other.url("/"), "/"))
    assert gemini(marmot, "/chess.gmi").text.startswith("# Chess\n")
    assert gemini(marmot, "/").body == gemini(other, "/").body


@pytest.mark.parametrize("kind", ["certificate", "key"])
def test_pinned_certificate(serve, site, other, kind):
    shown = run("cert", "show", "--certs", other.certs, cwd=other.work)[1]
    right = re.search({"certificate": r"\nSHA-256 +([0-9A-F:]{95})", "key": r"SPKI SHA-256 +([0-9A-F:]{95})"}[kind], shown)[1]
    marmot = serve(site, settings=proxy(other.url("/"), fingerprint=f"SHA256:{right}"))
    assert gemini(marmot, "/games/").status == 20
    wrong = serve(site, settings=proxy(other.url("/"), fingerprint="ab" * 32))
    assert gemini(wrong, "/games/").status == 43
    wrong.wait_log("not the one of fingerprint:")
    assert not (wrong.work / "state" / "known_servers").exists()


def test_changed_key(serve, site, scratch, other):
    """Another key than the one seen first is refused until the owner says so."""
    marmot = serve(site, settings=proxy(other.url("/")), work=scratch)
    assert gemini(marmot, "/games/").status == 20
    known = scratch / "state" / "known_servers"
    known.write_text(re.sub(r"[0-9a-f]{64}", "ab" * 32, known.read_text()))
    marmot.stop()
    marmot = serve(site, settings=proxy(other.url("/")), work=scratch)
    refused = gemini(marmot, "/games/")
    assert refused.status == 43 and "not the one" in refused.meta
    marmot.wait_log("its key is not the one seen first")
    marmot.stop()
    known.write_text("nonsense\n")
    marmot = serve(site, settings=proxy(other.url("/")), work=scratch)
    assert gemini(marmot, "/games/").status == 20
    assert known.read_text().startswith("nonsense\nlocalhost:")


def test_no_certificate_is_checked_on_loopback_if_so_wanted(serve, site, other):
    marmot = serve(site, settings=proxy(other.url("/"), verify="none"))
    assert gemini(marmot, "/games/").status == 20
    assert not (marmot.work / "state" / "known_servers").exists()


def test_proxied_server_that_is_not_there(serve, site):
    marmot = serve(site, settings=proxy(f"gemini://127.0.0.1:{free_port()}/"))
    refused = gemini(marmot, "/games/")
    assert refused.status == 43 and "cannot be reached" in refused.meta
    marmot.wait_log("Connection refused")


def test_proxied_server_without_tls(serve, site, behind):
    def talk(connection, number):
        connection.recv(4096)
        connection.sendall(b"20 text/gemini\r\n# Hello\n")

    peer = behind(Peer(talk))
    marmot = serve(site, settings=proxy(f"gemini://{peer.to}/"))
    assert gemini(marmot, "/games/").status == 43
    marmot.wait_log("no TLS with it")


def test_url_that_grows_too_long(serve, site, other):
    """59 from us, at the edge of 1,024 bytes for the one behind."""
    marmot = serve(site, settings=proxy(other.url("/"), "/g/"))
    room = 1024 - len(other.url("/"))
    assert gemini(marmot, "/g/" + "x" * room, sni="localhost").status in (51, 59)
    longer = serve(site, settings=proxy(other.url("/deep/"), "/g/"))
    room = 1024 - len(other.url("/deep/"))
    assert gemini(longer, "/g/" + "x" * room).status == 51
    assert gemini(longer, "/g/" + "x" * (room + 1)).status == 59


# --- what no program should answer ------------------------------------------------------

BAD_HEADERS = {
    b"": "answered nothing, or half a header",
    b"20 text/gemini": "answered nothing, or half a header",
    b"20 text/gemini\n# Hello\n": "ends in LF without CR",
    b"Status: 403 Forbidden\r\nContent-type: text/plain\r\n\r\n403": "does not begin with a header",
    b"20\r\nHello": "names no media type",
    b"20 \r\nHello": "names no media type",
    b"20 gemtext\r\nHello": "media type is none",
    b"10\r\n": "without a prompt",
    b"30\r\n": "redirects to nowhere",
    b"30 /a b\r\n": "no address",
    b"99 What\r\n": "does not begin with a header",
    b"65 What\r\n": "Gemini does not define",
    b"2 text/gemini\r\n": "does not begin with a header",
    b"20\ttext/gemini\r\n": "does not begin with a header",
    b"20 text/\x1bgemini\r\n": "control characters",
    b"40 \xff\r\n": "not UTF-8",
    b"20 text/plain; x=" + b"x" * 1011 + b"\r\n": "longer than 1,029 bytes",
}


@pytest.mark.parametrize("answer", BAD_HEADERS)
def test_wrong_header(serve, site, behind, answer):
    marmot = serve(site, settings=settings("scgi", "/guestbook", behind(saying(answer))))
    got = gemini(marmot, "/guestbook")
    assert got.status == 42 and got.end == "clean" and not got.body
    marmot.wait_log(BAD_HEADERS[answer])


@pytest.mark.parametrize("answer", [
    b"20 text/plain; x=" + b"x" * 1010 + b"\r\nHello", b"20 text/gemini; lang=de\r\n", b"44 10\r\n", b"11 Secret?\r\n",
    b"31 /else?where\r\n", b"62 Too old\r\n"])
def test_right_header(serve, site, behind, answer):
    marmot = serve(site, settings=settings("scgi", "/guestbook", behind(saying(answer))))
    got = gemini(marmot, "/guestbook")
    assert got.raw == answer and got.end == "clean"


def test_no_body_behind_other_headers(serve, site, behind):
    marmot = serve(site, settings=settings("scgi", "/guestbook", behind(saying(b"51 Not here\r\nbut a body\n"))))
    assert gemini(marmot, "/guestbook").raw == b"51 Not here\r\n"


def test_header_without_words(serve, site, behind):
    """Clients take an empty meta for a broken header."""
    marmot = serve(site, settings=settings("scgi", "/guestbook", behind(saying(b"51\r\n"))))
    got = gemini(marmot, "/guestbook")
    assert got.status == 51 and got.meta
