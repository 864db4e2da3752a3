"""How many requests and connections one address may have: who asks for too much is told to wait, others are not.

Loopback is exempt by default, so these servers count it ("loopback: true").  On Linux all of 127.0.0.0/8 is there:
a test's clients come from addresses of its own.
"""

import socket
import ssl
import sys

import pytest
from fixtures import UNHURRIED
from judge import judge_header
from marmot import run
from wire import Plain, Tls, finish, gemini, is_served

BURST = 3
CROWD = 40  # at once: even where an answer takes long, fewer tokens than that come back meanwhile
HANDSHAKES = 100  # that an address may begin at once at the least
HELLOS = 300  # to begin them all takes less time than as many tokens need to come back
ACCESS_DENIED = b"\x15\x03\x03\x00\x02\x02\x31"  # a fatal alert
STINGY = UNHURRIED | {"requests_per_second": 1, "requests_burst": BURST, "loopback": True}
WORDS = b"Too many requests, try again in 1 second"
ASKING, OTHER, NEAR_OTHER = "127.0.0.3", "127.0.0.4", "127.0.7.5"

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only Linux has all of 127.0.0.0/8 by itself")


def ask_at_once(server, source, protocol="gemini", request=None, n=CROWD):
    """What n clients of one address get who are connected, and ask all together."""
    request = request or (server.url("/").encode() + b"\r\n" if protocol == "gemini" else b"\r\n")
    make = Tls if protocol == "gemini" else Plain
    crowd = []
    try:
        for _ in range(n):
            crowd.append(make(server.address(protocol), source=source))
        for client in crowd:
            client.send(request)
        answers = [(client.read(), client.end) for client in crowd]
    finally:
        for client in crowd:
            client.sock.close()
    assert {end for _, end in answers} == {"clean"}, answers
    return [raw for raw, _ in answers]


def test_too_many_gemini_requests(serve, site):
    server = serve(site, settings={"limits": STINGY})
    answers = ask_at_once(server, ASKING)
    refused = [raw for raw in answers if raw.startswith(b"44")]
    assert set(refused) == {b"44 1\r\n"}
    assert len(answers) - len(refused) >= BURST
    assert all(raw.startswith(b"20 ") for raw in answers if raw not in refused)
    # One's greed is nothing to another.
    other = gemini(server, "/", source=OTHER)
    assert other.status == 20 and other.end == "clean" and judge_header(other) == []
    server.wait_log(" 44 0 bytes ")


def test_too_many_gopher_requests(serve, site):
    server = serve(site, settings={"limits": STINGY})
    answers = ask_at_once(server, ASKING, "gopher")
    refused = [raw for raw in answers if raw.startswith(b"3")]
    assert set(refused) == {b"3" + WORDS + b"\t\terror.host\t1\r\n.\r\n"}
    assert len(answers) - len(refused) >= BURST
    with Plain(server.address("gopher"), source=OTHER) as client:
        client.send(b"\r\n")
        assert client.read().endswith(b"\r\n.\r\n") and client.end == "clean"


class Hello:
    """What a client sends first, and what its TLS makes of the answer."""

    def __init__(self):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        self.incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        self.tls = context.wrap_bio(self.incoming, outgoing, server_hostname="localhost")
        with pytest.raises(ssl.SSLWantReadError):
            self.tls.do_handshake()
        self.bytes = outgoing.read()

    def take(self, answer):
        self.incoming.write(answer)
        self.tls.do_handshake()


def test_handshakes_that_never_end_are_counted_too(serve, site):
    """Who never sent a request was never counted, though each ClientHello had the server do its most costly work."""
    server = serve(site, settings={"limits": STINGY})
    hello, crowd = Hello(), []
    try:
        for _ in range(HELLOS):
            crowd.append(socket.create_connection(server.address("gemini"), 60, (ASKING, 0)))
        for client in crowd:
            client.sendall(hello.bytes)
        firsts = [client.recv(7) for client in crowd]
        ends = [client.recv(1) for client, first in zip(crowd, firsts) if first == ACCESS_DENIED]
    finally:
        for client in crowd:
            client.close()
    begun = [first for first in firsts if first != ACCESS_DENIED]
    assert HANDSHAKES <= len(begun) < HELLOS
    assert all(first[:1] == b"\x16" for first in begun)
    assert set(ends) == {b""}
    # His TLS tells him so, and others are none the worse.
    with pytest.raises(ssl.SSLError, match="(?i)access.denied"):
        hello.take(ACCESS_DENIED)
    assert gemini(server, "/", source=OTHER).status == 20
    server.wait_log("too many handshakes from there")


@pytest.mark.parametrize("protocol,request_line,good,refusal", [
    ("spartan", b"localhost / 0\r\n", b"2 text/gemini", b"5 " + WORDS + b"\r\n"),
    ("nex", b"/\r\n", b"=> ", WORDS + b"\n"),
    ("finger", b"\r\n", b"", WORDS + b"\r\n"),
])
def test_too_many_requests_of_neighbours(serve, site, protocol, request_line, good, refusal):
    server = serve(site, settings={"limits": STINGY, protocol: "127.0.0.1:0"})
    answers = ask_at_once(server, ASKING, protocol, request_line)
    served = [raw for raw in answers if raw != refusal]
    assert BURST <= len(served) < CROWD
    assert all(good in raw and WORDS not in raw for raw in served)


def test_protocols_share_the_tokens(serve, site):
    """An address has one bucket, whatever it speaks."""
    server = serve(site, settings={"limits": STINGY})
    ask_at_once(server, ASKING, "gopher")
    assert b"44 1\r\n" in ask_at_once(server, ASKING)


def test_a_refused_upload(serve, site):
    """Titan's body is taken and thrown away, so that the client reads why."""
    token = "open-sesame-8"
    server = serve(site, settings={"limits": STINGY, "titan": {"paths": {"notes/": ["token"]}, "token": token}})
    line = f"titan://localhost:{server.ports['gemini']}/notes/new;mime=text/plain;size=300000;token={token}\r\n"
    refused = False
    for _ in range(10):
        ask_at_once(server, ASKING)
        with Tls(server.address("gemini"), source=ASKING) as client:
            client.send(line.encode() + b"x" * 300000)
            answer = finish(client)
        assert answer.end == "clean" and answer.status in (30, 44), answer
        if answer.status == 44:
            refused = True
            break
    assert refused and answer.raw == b"44 1\r\n"


def test_bad_requests_count_too(serve, site):
    server = serve(site, settings={"limits": STINGY})
    answers = ask_at_once(server, ASKING, request=b"nonsense\r\n")
    assert {raw[:2] for raw in answers} == {b"59", b"44"}


def test_allowed_networks(serve, site):
    server = serve(site, settings={"limits": STINGY | {"connections_per_address": 5,
                                                       "allow": ["127.0.0.4", "127.0.7.0/24", '"2001:db8::/32"']}})
    for source in (OTHER, NEAR_OTHER):
        assert all(raw.startswith(b"20 ") for raw in ask_at_once(server, source))
    assert b"44 1\r\n" in ask_at_once(server, ASKING, n=5)


def test_loopback_is_exempt_unless_asked(serve, site):
    limits = STINGY | {"loopback": False, "connections_per_address": 1}
    server = serve(site, settings={"limits": limits})
    assert all(raw.startswith(b"20 ") for raw in ask_at_once(server, ASKING))


@pytest.mark.parametrize("off", ["requests_per_second", "requests_burst"])
def test_no_limit_to_requests(serve, site, off):
    server = serve(site, settings={"limits": STINGY | {off: 0}})
    assert all(raw.startswith(b"20 ") for raw in ask_at_once(server, ASKING))


def test_default_rate(serve, site):
    """A hundred at once, which no reader's client sends, are answered."""
    server = serve(site, settings={"limits": UNHURRIED | {"loopback": True}})
    assert all(raw.startswith(b"20 ") for raw in ask_at_once(server, ASKING, n=100))
    assert b"44 1\r\n" in ask_at_once(server, ASKING, n=400)


def test_long_answers_for_one_address(serve, scratch):
    """He who asks for nothing but those has two under way; the others find room."""
    folder = scratch / "content"
    folder.mkdir()
    paragraph = "A paragraph with a [link](https://example.org/x) and `code` in it.\n\n"
    for i in range(8):
        (folder / f"long-{i}.md").write_text(f"---\ntitle: Long {i}\ndate: 2020-01-01\n---\n\n" + paragraph * 20000)
    server = serve(folder, settings={"limits": {"loopback": True, "jobs_per_address": 2, "helpers": 1, "jobs": 8,
                                                "cache_size": 0, "job_seconds": 300, "requests_per_second": 0}})
    long = server.url("/long-0.gmi").encode() + b"\r\n"
    for _ in range(20):
        greedy = [Tls(server.address("gemini"), source=ASKING) for _ in range(12)]
        try:
            for client in greedy:
                client.send(long)
            # Full for one, and not for another.
            other = gemini(server, "/long-1.gmi", source=OTHER)
            assert other.status == 20 and other.body.count(b"A paragraph with") == 20000
            answers = [client.read() for client in greedy]
        finally:
            for client in greedy:
                client.sock.close()
        assert all(raw == b"44 1\r\n" or raw.startswith(b"20 ") for raw in answers)
        if b"44 1\r\n" in answers:
            break
    assert b"44 1\r\n" in answers
    # What was counted is given back: one after another is served.
    for _ in range(4):
        assert gemini(server, "/long-2.gmi", source=ASKING).status == 20


def test_connections_of_one_address(serve, site):
    """The sixth is closed at once; others come in, and so does he who has left."""
    server = serve(site, settings={"limits": {"loopback": True, "connections_per_address": 5, "request_seconds": 300}})
    # Shaken hands with, and so counted, whatever thread took them.
    crowd = [Tls(server.address("gemini"), source=ASKING) for _ in range(5)]
    try:
        with Plain(server.address("gopher"), source=ASKING) as client:
            assert client.read() == b""
        with Plain(server.address("gopher"), source=OTHER) as client:
            client.send(b"\r\n")
            assert client.read().endswith(b"\r\n.\r\n")
        # None of the five was hurt.
        crowd[0].send(server.url("/").encode() + b"\r\n")
        assert crowd[0].read().startswith(b"20 ") and crowd[0].end == "clean"
    finally:
        for client in crowd:
            client.sock.close()
    assert is_served(server)


@pytest.mark.parametrize("limits,says", [
    ("allow: example.org", "neither an address nor a network"),
    ("allow: 192.0.2.0/33", "neither an address nor a network"),
    ("requests_per_second: many", "not a whole number from 0 to 1000000"),
    ("requests_burst: 1000001", "not a whole number from 0 to 1000000"),
    ("loopback: perhaps", "neither true nor false"),
])
def test_wrong_settings(site, scratch, limits, says):
    config = scratch / "marmot.yaml"
    config.write_text(f"limits:\n  {limits}\n")
    status, _, err = run("serve", "--config", config, "--content", site, cwd=scratch)
    assert status != 0 and says in err and "marmot.yaml:2:" in err, err
