"""SCGI, FastCGI and proxied servers: real ones, and those that answer as none should."""

import re
import socket
import struct
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path

import pytest
from folder import article, make_large, write
from foreign import free_port
from identity import Identity, visit
from judge import Gemtext, judge_gemtext, judge_menu
from marmot import ANSWER_GUARD, run, wait_for, yaml_of
from upstreams import LARGE, Peer, fcgiwrap, netstring, saying, scgi_program
from wire import Plain, Tls, finish, gemini, gopher, is_served, pause


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
    assert gemini(marmot, "/games?a b").header == f"31 {marmot.url('/games/?a%20b')}".encode()
    # A header over 1,000 bytes fails in clients.
    room = 1000 - len(f"31 {marmot.url('/games/?')}\r\n")
    assert gemini(marmot, "/games?" + "x" * room).status == 31
    assert gemini(marmot, "/games?" + "x" * (room + 1)).status == 59
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


def test_complaints_that_take_turns(serve, site, behind):
    """Readers who bring about one mistake after the other fill no log: each is told of once in ten seconds."""
    answers = list(BAD_HEADERS)
    assert len(set(BAD_HEADERS.values())) > 8

    def bad(connection, number):
        netstring(connection)
        connection.sendall(answers[number % len(answers)])

    marmot = serve(site, settings=settings("scgi", "/x", behind(Peer(bad))))
    for _ in range(3 * len(answers)):
        assert gopher(marmot, "/x").is_error
    told = [(datetime.fromisoformat(when[:-1]), what) for when, what in
            re.findall(r"^(\S+) warning: (/x: .*)$", marmot.log(), re.M)]
    assert told
    # The log's seconds are whole.
    for i, (when, what) in enumerate(told):
        assert all((when - before).seconds >= 9 for before, same in told[:i] if same == what)
        assert i < 8 or (when - told[i - 8][0]).seconds >= 9


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


# --- limits ----------------------------------------------------------------------------

def forever(connection):
    """Until the other side is gone: what it sends, or b"" for its end."""
    try:
        return connection.recv(1)
    except OSError:
        return b""


@pytest.mark.parametrize("size, whole", [(4096, True), (4097, False)])
def test_largest_answer(serve, site, behind, size, whole):
    peer = behind(saying(b"20 text/plain\r\n" + b"x" * size))
    marmot = serve(site, settings=settings("scgi", "/x", peer, max_size=4096))
    answer = gemini(marmot, "/x")
    assert answer.status == 20 and answer.body == b"x" * 4096
    assert answer.end == ("clean" if whole else "cut")
    if not whole:
        marmot.wait_log("larger than max_size")
    assert ("larger than max_size" in marmot.log()) is not whole


def test_silence_before_the_answer(serve, site, behind):
    seen = []

    def silent(connection, number):
        netstring(connection)
        seen.append(forever(connection))

    marmot = serve(site, settings=settings("scgi", "/x", behind(Peer(silent)), seconds=1))
    answer = gemini(marmot, "/x")
    assert answer.status == 42 and "too long" in answer.meta and answer.end == "clean"
    wait_for("the program to be left", lambda: seen == [b""])


def test_silence_in_the_answer(serve, site, behind):
    def silent(connection, number):
        netstring(connection)
        connection.sendall(b"20 text/plain\r\nhalf")
        forever(connection)

    marmot = serve(site, settings=settings("scgi", "/x", behind(Peer(silent)), seconds=3))
    answer = gemini(marmot, "/x")
    assert answer.status == 20 and answer.body == b"half" and answer.end == "cut"
    marmot.wait_log("silent for longer than seconds")


def test_answer_that_never_ends(serve, site, behind):
    """Never silent, and over when its time is."""
    def dripping(connection, number):
        netstring(connection)
        connection.sendall(b"20 text/plain\r\n")
        while True:
            connection.sendall(b"x")
            pause(0.05)

    marmot = serve(site, settings=settings("scgi", "/x", behind(Peer(dripping)), total_seconds=4, seconds=60))
    answer = gemini(marmot, "/x")
    assert answer.status == 20 and set(answer.body) == {ord("x")} and answer.end == "cut"
    marmot.wait_log("longer than total_seconds")


def test_program_that_goes_away(serve, site, behind):
    half, taken = b"20 text/plain\r\nhalf", threading.Event()

    def reset(connection, number):
        netstring(connection)
        if number > 1:
            connection.sendall(half)
            assert taken.wait(ANSWER_GUARD)
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))

    marmot = serve(site, settings=settings("scgi", "/x", behind(Peer(reset))))
    assert gemini(marmot, "/x").status == 42
    with Tls(marmot.address("gemini")) as client:
        client.send(marmot.url("/x").encode() + b"\r\n")
        assert client.read(len(half)) == half
        taken.set()
        assert client.read() == b"" and client.end == "cut"
    marmot.wait_log("the connection was lost")


def held_back(behind):
    """A peer that answers all when go is set."""
    go = threading.Event()

    def answer(connection, number):
        netstring(connection)
        assert go.wait(ANSWER_GUARD)
        connection.sendall(b"20 text/plain\r\nserved")

    return behind(Peer(answer)), go


def test_at_once(serve, site, behind):
    """As many as may, and one more; its place is free again when the first is answered."""
    peer, go = held_back(behind)
    marmot = serve(site, settings=settings("scgi", "/x", peer, at_once=2))
    with Tls(marmot.address("gemini")) as one, Tls(marmot.address("gemini")) as two:
        for client in (one, two):
            client.send(marmot.url("/x").encode() + b"\r\n")
        wait_for("both to be there", lambda: peer.number == 2)
        refused = gemini(marmot, "/x")
        assert refused.status == 41 and "Too many" in refused.meta
        go.set()
        for client in (one, two):
            assert finish(client).body == b"served"
    assert gemini(marmot, "/x").body == b"served"


def test_long_answers_to_one_address(serve, site, behind):
    """One reader cannot have all places: the limit of long answers holds here too."""
    peer, go = held_back(behind)
    marmot = serve(site, settings=settings("scgi", "/x", peer) |
                   {"limits": {"jobs_per_address": 1, "loopback": True}})
    with Tls(marmot.address("gemini")) as one:
        one.send(marmot.url("/x").encode() + b"\r\n")
        wait_for("the first to be there", lambda: peer.number == 1)
        assert gemini(marmot, "/x").status == 44
        go.set()
        assert finish(one).body == b"served"
    assert gemini(marmot, "/x").body == b"served"


def test_server_that_is_its_own_upstream(serve, site):
    """A ring ends where the places do."""
    port = free_port()
    marmot = serve(site, gemini=f"127.0.0.1:{port}",
                   settings=proxy(f"gemini://localhost:{port}/ring/", "/ring/", at_once=4, verify="none"))
    answer = gemini(marmot, "/ring/x")
    assert answer.status == 41 and "Too many" in answer.meta
    assert gemini(marmot, "/ring/x").status == 41 and is_served(marmot)


@pytest.mark.parametrize("how", ["reset", "close"])
def test_reader_who_goes_away(serve, site, behind, how):
    """The program is left too: at once after a reset, else when what comes is refused."""
    ended = threading.Event()

    def talking(connection, number):
        netstring(connection)
        connection.sendall(b"20 text/plain\r\n")
        try:
            while True:
                connection.sendall(b"x")
                pause(0.05)
        except OSError:
            ended.set()

    marmot = serve(site, settings=settings("scgi", "/x", behind(Peer(talking)), total_seconds=600))
    with Tls(marmot.address("gemini")) as client:
        client.send(marmot.url("/x").encode() + b"\r\n")
        assert client.recv(4)
        if how == "reset":
            client.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    assert ended.wait(ANSWER_GUARD)


def test_reader_who_resets_while_the_program_thinks(serve, site, behind):
    seen = []

    def silent(connection, number):
        netstring(connection)
        seen.append(forever(connection))

    peer = behind(Peer(silent))
    marmot = serve(site, settings=settings("scgi", "/x", peer, seconds=600))
    with Tls(marmot.address("gemini")) as client:
        client.send(marmot.url("/x").encode() + b"\r\n")
        wait_for("the program to be asked", lambda: peer.number == 1)
        client.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    wait_for("the program to be left", lambda: seen == [b""])
    marmot.wait_log("gone before the answer")


@pytest.mark.parametrize("how", ["close_notify", "fin"])
def test_reader_who_says_no_more(serve, site, behind, how):
    """Half a close is no whole one: the answer still comes."""
    peer, go = held_back(behind)
    marmot = serve(site, settings=settings("scgi", "/x", peer))
    with Tls(marmot.address("gemini")) as client:
        client.send(marmot.url("/x").encode() + b"\r\n")
        wait_for("the program to be asked", lambda: peer.number == 1)
        if how == "close_notify":
            client.say_end()
        client.half_close()
        pause(0.2)
        go.set()
        assert b"served" in client.read()


def test_slow_reader_holds_the_program_back(serve, site, behind):
    """No more is kept than a piece and what the sockets hold, however much the program would say."""
    said = [0]

    def endless(connection, number):
        netstring(connection)
        connection.sendall(b"20 application/octet-stream\r\n")
        while True:
            said[0] += connection.send(b"x" * 65536)

    marmot = serve(site, settings=settings("scgi", "/x", behind(Peer(endless)), max_size="1G"))
    assert is_served(marmot)
    before = marmot.memory()
    with Tls(marmot.address("gemini"), receive_buffer=4096) as client:
        client.send(marmot.url("/x").encode() + b"\r\n")
        client.recv(10)
        last = -1
        while last != said[0]:
            last = said[0]
            pause(0.5)
        assert said[0] < 64 << 20
        assert marmot.memory() < before + (16 << 20)
    assert is_served(marmot)


def test_more_than_one_worker(serve, site, scratch, behind):
    """Many readers at once, each with his own answer."""
    program = behind(fcgiwrap(scratch))
    script = scratch / "echo.cgi"
    script.write_text("#!/bin/sh\nprintf '20 text/plain\\r\\n%s' \"$QUERY_STRING\"\n")
    script.chmod(0o755)
    marmot = serve(site, settings=settings("fastcgi", "/x", program, script=script, at_once=100) |
                   {"limits": {"workers": 4}})
    with ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(lambda n: gemini(marmot, f"/x?{n}"), range(100)))
    assert [answer.body for answer in answers] == [str(n).encode() for n in range(100)]


def test_private_area_goes_before_the_program(serve, site, scratch, behind):
    ada = Identity(scratch, "Ada")
    marmot = serve(site, settings=settings("scgi", "/guestbook", behind(scgi_program(scratch))) |
                   {"private": {"guestbook/": ada.fingerprint}})
    assert gemini(marmot, "/guestbook/x").status == 60
    assert visit(marmot, "/guestbook/x", Identity(scratch, "Eve")).status == 61
    assert told(visit(marmot, "/guestbook/x", ada))["REMOTE_USER"] == "Ada"
    assert gopher(marmot, "/guestbook/x").is_error


def test_private_path_goes_before_the_program(serve, site, scratch, behind):
    """The same path for both, without "/": then nobody reaches it but by the door."""
    ada = Identity(scratch, "Ada")
    marmot = serve(site, settings=settings("scgi", "/guestbook", behind(scgi_program(scratch))) |
                   {"private": {"guestbook": ada.fingerprint}})
    for path in ("/guestbook", "/guestbook/", "/guestbook/x", "/%67uestbook", "/a/../guestbook"):
        assert gemini(marmot, path).status == 60, path
        assert told(visit(marmot, path, ada))["REMOTE_USER"] == "Ada"
        assert gopher(marmot, path).is_error


def test_each_capsule_has_its_own(serve, site, scratch, other, behind):
    program = behind(scgi_program(scratch))
    write(scratch / "second" / "index.md", article("Second"))
    marmot = serve(site, settings=settings("scgi", "/x", program) | {"capsules": [
        {"host": "second.test", "content": scratch / "second", **proxy(other.url("/"), "/x/")}]})
    def ask(host, path):
        return gemini(marmot, f"gemini://{host}:{marmot.ports['gemini']}{path}", sni=host)
    assert told(ask("localhost", "/x/a"))["SERVER_NAME"] == "localhost"
    assert ask("second.test", "/x/chess.gmi").text.startswith("# Chess\n")
    assert ask("second.test", "/x/chess.html").header == \
        f"31 gemini://second.test:{marmot.ports['gemini']}/x/chess.gmi".encode()
    assert (marmot.work / "state" / "second.test" / "known_servers").exists()
    for line in (f"scgi         /x is answered by {program.to}", f"proxy        /x/ is answered by {other.url('/')}"):
        assert line in marmot.log()


def test_stop_while_a_program_answers(serve, site, behind):
    def silent(connection, number):
        netstring(connection)
        forever(connection)

    peer = behind(Peer(silent))
    marmot = serve(site, settings=settings("scgi", "/x", peer) | {"limits": {"stop_seconds": 1}})
    with Tls(marmot.address("gemini")) as client:
        client.send(marmot.url("/x").encode() + b"\r\n")
        wait_for("the program to be asked", lambda: peer.number == 1)
        marmot.stop()


def test_stop_in_the_middle_of_an_answer(serve, site, behind):
    """Over Gopher nothing else tells half an answer from a whole one."""
    def half(connection, number):
        netstring(connection)
        connection.sendall(b"20 text/plain\r\nhalf")
        forever(connection)

    marmot = serve(site, settings=settings("scgi", "/x", behind(Peer(half))) | {"limits": {"stop_seconds": 1}})
    with Plain(marmot.address("gopher")) as client:
        client.send(b"/x\r\n")
        assert client.read(4) == b"half"
        marmot.stop()
        assert client.read() == b"" and client.end == "reset"


def test_reload(serve, site, other, behind):
    """New limits and programs hold from the next request on; who waits keeps what he began with."""
    peer, go = held_back(behind)
    marmot = serve(site, settings=proxy(other.url("/")) | settings("scgi", "/x", peer, at_once=1))
    with Tls(marmot.address("gemini")) as client:
        client.send(marmot.url("/x").encode() + b"\r\n")
        wait_for("the program to be asked", lambda: peer.number == 1)
        assert gemini(marmot, "/x").status == 41
        marmot.settings = proxy(other.url("/"), "/plays/") | settings("scgi", "/y", peer)
        (marmot.work / "marmot.yaml").write_text(yaml_of(marmot.settings))
        marmot.reload()
        wait_for("the new path", lambda: gemini(marmot, "/plays/").status == 20)
        assert gemini(marmot, "/games/").status == 51 and gemini(marmot, "/x").status == 51
        go.set()
        assert finish(client).body == b"served"
    assert gemini(marmot, "/y").body == b"served"


# --- Gopher ------------------------------------------------------------------------------

def test_scgi_program_over_gopher(serve, site, scratch, behind):
    program = behind(scgi_program(scratch))
    marmot = serve(site, settings=settings("scgi", "/guestbook", program))
    text = gopher(marmot, "/guestbook/d\u00e9ep\ttwo words").text
    assert text.endswith("\r\n") and "\r\n.\r\n" not in text
    env = dict(line.split("=", 1) for line in text.split("\r\n")[:-1])
    assert env["SERVER_PROTOCOL"] == "GOPHER" and env["SERVER_PORT"] == str(marmot.ports["gopher"])
    assert env["SCRIPT_NAME"] == "/guestbook" and env["PATH_INFO"] == "/d\u00e9ep"
    assert env["QUERY_STRING"] == "two%20words" and "GEMINI_URL" not in env
    # It asks, as an item of type 7, and answers.
    port = str(marmot.ports["gopher"])
    asked = gopher(marmot, "/guestbook/ask")
    assert asked.items == [("7", "What is your name?", "/guestbook/ask", "localhost", port)]
    assert not judge_menu(asked.raw)
    answered = gopher(marmot, "/guestbook/ask\tAda")
    assert not judge_menu(answered.raw)
    assert ("i", "Hello Ada") in [item[:2] for item in answered.items]
    assert ("1", "Back", "/guestbook", "localhost", port) in answered.items
    assert gopher(marmot, "/guestbook/who").is_error
    assert gopher(marmot, "/guestbook/large").raw == LARGE
    assert is_served(marmot)


PAGE = """# Title
A line.
The next line, which is so long that it does not fit into the width of a menu and has to be wrapped.

* one
* two
> said
> by somebody
=> /about.txt Text
=> sub/x%20y Deeper
=> ../notes/ Notes
=> ?q A question
=> gemini://example.org/ Elsewhere
=> gopher://example.org/0/x There
=> https://example.org/
=> .hidden.png
```shape
a	b
=> no link
```
"""


def test_gemtext_as_a_menu(serve, site, behind):
    marmot = serve(site, settings=settings("scgi", "/x/", behind(saying(b"20 text/gemini\r\n" + PAGE.encode()))))
    menu = gopher(marmot, "/x/page")
    assert not judge_menu(menu.raw)
    port, own = str(marmot.ports["gopher"]), "localhost"
    found = {item[1]: (item[0], *item[2:]) for item in menu.items if item[0] != "i"}
    assert found["Text"] == ("0", "/about.txt", own, port)
    assert found["Deeper"] == ("1", "/x/sub/x y", own, port)
    assert found["Notes"] == ("1", "/notes/", own, port)
    assert found["A question"][:2] == ("h", f"URL:{marmot.url('/x/page?q')}")
    assert found["Elsewhere"][:2] == ("h", "URL:gemini://example.org/")
    assert found["There"] == ("0", "/x", "example.org", "70")
    lines = [item[1] for item in menu.items if item[0] == "i"]
    assert "=> no link" in [line.strip() for line in lines] and lines[0] == "Title"
    assert lines.index("A line.") + 1 == next(i for i, line in enumerate(lines) if line.startswith("The next line"))


@pytest.mark.parametrize("answer, raw", [
    (b"20 text/plain\r\none\n.two\r\nthree", b"one\r\n.two\r\nthree\r\n"),
    (b"20 image/png\r\n\x89PNG\n\r\n", b"\x89PNG\n\r\n"),
    (b"20 application/gopher-menu\r\niHello\t\tx\t1\r\n.\r\n", b"iHello\t\tx\t1\r\n.\r\n"),
    (b"20 text/plain\r\n", b""),
    (b"51 Not here\r\n", b"3Not here\t\terror.host\t1\r\n.\r\n"),
    (b"51\r\n", b"3The answer says no more\t\terror.host\t1\r\n.\r\n"),
    (b"no header", b"3The program behind this path does not answer as it should\t\terror.host\t1\r\n.\r\n"),
])
def test_answers_over_gopher(serve, site, behind, answer, raw):
    marmot = serve(site, settings=settings("scgi", "/x", behind(saying(answer))))
    assert gopher(marmot, "/x").raw == raw


def test_dotted_text_over_gopher(serve, site, behind):
    peer = behind(saying(b"20 text/plain\r\n.one\ntwo"))
    marmot = serve(site, settings=settings("scgi", "/x", peer) | {"gopher_text_dot": True})
    assert gopher(marmot, "/x").raw == b"..one\r\ntwo\r\n.\r\n"


def test_redirect_over_gopher(serve, site, behind):
    marmot = serve(site, settings=settings("scgi", "/x", behind(saying(b"30 /x/thanks\r\n"))))
    menu = gopher(marmot, "/x/sign")
    assert not judge_menu(menu.raw) and [item[0::2] for item in menu.items] == [("1", "/x/thanks", str(
        marmot.ports["gopher"]))]


def test_gemini_alone_over_gopher(serve, site):
    """It needs not even be there."""
    marmot = serve(site, settings=proxy(f"gemini://127.0.0.1:{free_port()}/"))
    menu = gopher(marmot, "/games/a b")
    assert not judge_menu(menu.raw)
    assert "on Gemini alone" in menu.items[0][1]
    assert menu.items[-1][2] == f"URL:{marmot.url('/games/a%20b')}"


@pytest.mark.parametrize("size, whole", [(256 * 1024, True), (256 * 1024 + 1, False)])
def test_largest_menu(serve, site, behind, size, whole):
    line = b"x" * 63 + b"\n"
    peer = behind(saying(b"20 text/gemini\r\n" + (line * (size // 64 + 1))[:size]))
    marmot = serve(site, settings=settings("scgi", "/x", peer))
    menu = gopher(marmot, "/x")
    assert menu.is_error is not whole
    assert menu.text.count("x" * 63) == (size // 64 if whole else 0)
    assert gemini(marmot, "/x").end == "clean"


def test_text_that_breaks_off_over_gopher(serve, site, behind):
    """Half a text ends as no whole one does."""
    marmot = serve(site, settings=settings("scgi", "/x", behind(saying(b"20 text/plain\r\n" + b"x" * 100)),
                                           max_size=50))
    menu = gopher(marmot, "/x")
    assert menu.end == "reset"


def test_other_neighbours_have_no_programs(serve, site, behind):
    peer = behind(saying(b"20 text/plain\r\nhello"))
    marmot = serve(site, settings=settings("scgi", "/x", peer) | {"nex": "127.0.0.1:0"})
    with Plain(marmot.address("nex")) as client:
        client.send(b"/x\n")
        assert b"hello" not in client.read()
    assert peer.number == 0


GUIDE = Path(__file__).resolve().parents[2] / "content" / "guide" / "guestbook.md"


def test_guestbook_of_the_guide(serve, site, scratch, behind):
    """The program as it stands there, signed over both protocols."""
    script = scratch / "guestbook"
    script.write_text(re.search(r"^```python\n(.*?)^```$", GUIDE.read_text(), re.M | re.S)[1])
    script.chmod(0o755)
    program = behind(fcgiwrap(scratch, env={"GUESTBOOK": str(scratch / "entries")}))
    marmot = serve(site, settings=settings("fastcgi", "/guestbook", program, script=script))
    first = gemini(marmot, "/guestbook").text
    assert first.count("\n") == first.count("\r\n")
    assert ("/guestbook/sign", "Sign it") in Gemtext(first.replace("\r", "")).links
    assert gemini(marmot, "/guestbook/sign").header == b"10 Your name, and a few words"
    assert gemini(marmot, "/guestbook/sign?Ada%20was%20here%0A=%3E%20evil").header == b"30 /guestbook"
    asked = next(item for item in gopher(marmot, "/guestbook/sign").items if item[0] == "7")
    assert gopher(marmot, f"{asked[2]}\tBob dug here").items[0][:3:2] == ("1", "/guestbook")
    page = gemini(marmot, "/guestbook").body.replace(b"\r\n", b"\n")
    items = Gemtext(page.decode()).of("item")
    assert re.fullmatch(r"[0-9-]{10} Bob dug here", items[0])
    assert re.fullmatch(r"[0-9-]{10} Ada was here => evil", items[1]) and not judge_gemtext(page)
    menu = gopher(marmot, "/guestbook")
    assert not judge_menu(menu.raw) and "Bob dug here" in menu.text


def test_settings_of_the_guide(serve, site, scratch):
    """Each is taken as it stands there."""
    for number, block in enumerate(re.findall(r"^```yaml\n(.*?)^```$", GUIDE.read_text(), re.M | re.S)):
        config = scratch / f"{number}.yaml"
        config.write_text("gemini: 127.0.0.1:1965\ngopher: off\n" + block)
        status, out, err = run("check-config", "--config", config, cwd=scratch)
        assert status == 0, out + err
