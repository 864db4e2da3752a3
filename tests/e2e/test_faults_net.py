"""What the network's other end may do: in every state it idles, dawdles, lies, goes silently or with a bang.

While it does, others are answered; when it has gone, the server has its descriptors back.  The server has one worker
and deadlines beyond every guard: nothing here is put right by a deadline.
"""

import json
import os
import re
import resource
import socket
import ssl
import struct
import subprocess
import sys

import pytest
from fixtures import PATIENT, remove_folder, scratch_folder, wait_for_texts
from folder import make_large, make_site
from marmot import LITTLE_QUARANTINE, Marmot, run, wait_for
from wire import Answer, Plain, Tls, context, is_served, pause

LARGE = 4 * 1024 * 1024
SOME = 20  # clients of each kind at once
MANY = 10000
OTHERS = 256  # descriptors that server and tests need besides those of a crowd

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="descriptors are counted in /proc")


def descriptors(server):
    return len(os.listdir(f"/proc/{server.process.pid}/fd"))


def settled(server):
    """How many descriptors there are once nothing changes any more."""
    last, same = descriptors(server), 0
    while same < 10:
        pause(0.05)
        now = descriptors(server)
        same, last = same + 1 if now == last else 0, now
    return last


@pytest.fixture(scope="module")
def faced():
    work = scratch_folder("faced")
    make_site(work / "content")
    make_large(work / "content" / "large.bin", LARGE)
    server = Marmot(work / "content", work=work, env=LITTLE_QUARANTINE, settings={"limits": PATIENT | {
        "finish_seconds": 300, "linger_seconds": 300}})
    try:
        server.start()
        wait_for_texts(server)
        server.resting = settled(server)
        yield server
        server.stop()
    finally:
        server.kill()
        remove_folder(work)


@pytest.fixture
def server(faced):
    """Judged after each test: everybody is gone, and what they held."""
    yield faced
    assert faced.alive(), faced.log()[-4000:]
    assert is_served(faced)
    wait_for("all descriptors to come back", lambda: descriptors(faced) <= faced.resting)


# --- what a client does, until it is in the state in question ----------------------------------


def idle(server):
    return Plain(server.address("gemini"))


def idle_gopher(server):
    return Plain(server.address("gopher"))


def half_a_hello(server):
    client = Tls(server.address("gemini"), handshake=False)
    flight = client.first_flight()
    client.sock.sendall(flight[:len(flight) // 2])
    return client


def half_a_handshake(server):
    """The server has answered, and waits for the client's Finished."""
    client = Tls(server.address("gemini"), handshake=False)
    client.sock.sendall(client.first_flight())
    assert client.sock.recv(1) == b"\x16"
    return client


def idle_tls(server):
    return Tls(server.address("gemini"))


def half_a_request(server):
    client = Tls(server.address("gemini"))
    client.send(b"gemini://localhost/posts/fir")
    return client


def half_a_record(server):
    client = Tls(server.address("gemini"))
    record = client.record(server.url("/").encode() + b"\r\n")
    client.sock.sendall(record[:len(record) // 2])
    return client


def half_a_selector(server):
    client = Plain(server.address("gopher"))
    client.send(b"/posts/fir")
    return client


def never_reading(server):
    client = Tls(server.address("gemini"), receive_buffer=4096)
    client.send(server.url("/large.bin").encode() + b"\r\n")
    return client


def never_reading_gopher(server):
    client = Plain(server.address("gopher"), receive_buffer=4096)
    client.send(b"/large.bin\r\n")
    return client


def never_closing(server):
    """It has got everything, close_notify too, and stays."""
    client = Tls(server.address("gemini"))
    client.send(server.url("/").encode() + b"\r\n")
    assert client.read().startswith(b"20 ") and client.end == "clean"
    return client


def never_closing_gopher(server):
    client = Plain(server.address("gopher"))
    client.send(b"\r\n")
    assert client.read().endswith(b"\r\n.\r\n") and client.end == "clean"
    return client


def pipelining(server):
    """A thousand requests behind one another; the first is answered."""
    client = Tls(server.address("gemini"))
    line = server.url("/about.txt").encode() + b"\r\n"
    client.send(line * 1000)
    answer = Answer(client.read(), client.end)
    assert answer.status == 20 and answer.end == "clean" and b"\r\n20 " not in answer.raw
    return client


def pipelining_gopher(server):
    client = Plain(server.address("gopher"))
    client.send(b"/\r\n" * 1000)
    assert client.read().count(b"\r\n.\r\n") == 1 and client.end == "clean"
    return client


def garbage(server):
    client = Plain(server.address("gemini"))
    client.send(bytes(i * 7 % 256 for i in range(3000)))
    assert client.read() == b""
    return client


def garbage_in_a_handshake(server):
    client = half_a_handshake(server)
    client.sock.sendall(b"\x17\x03\x03\x00\x20" + b"g" * 32)
    return client


def garbage_gopher(server):
    client = Plain(server.address("gopher"))
    client.send(bytes(i * 7 % 256 for i in range(3000)))
    assert client.read().startswith(b"3") and client.end == "clean"
    return client


def plain_text_for_tls(server):
    client = Plain(server.address("gemini"))
    client.send(server.url("/").encode() + b"\r\n")
    assert client.read() == b""
    return client


def garbage_for_tls(server):
    client = Plain(server.address("gemini"))
    client.send(b"SSH\x80\x01\x00")
    assert client.read() == b""
    return client


def web_for_tls(server):
    client = Plain(server.address("gemini"))
    client.send(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
    assert client.read() == b""
    return client


def tls_for_gopher(server):
    client = Tls(server.address("gopher"), handshake=False)
    client.sock.sendall(client.first_flight())
    assert Plain.read(client) == b""
    return client


KINDS = [idle, idle_gopher, half_a_hello, half_a_handshake, idle_tls, half_a_request, half_a_record, half_a_selector,
         never_reading, never_reading_gopher, never_closing, never_closing_gopher, pipelining, pipelining_gopher, garbage,
         garbage_in_a_handshake, garbage_gopher, plain_text_for_tls, web_for_tls, tls_for_gopher]


# --- how it goes -----------------------------------------------------------------------------------


def close(client):
    client.sock.close()


def reset(client):
    client.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    client.sock.close()


def half_close(client):
    """It would read on, but the server has nothing more to say: it goes first, or is gone."""
    try:
        client.half_close()
    except OSError:
        pass
    while Plain.recv(client):
        pass
    client.sock.close()


def say_end(client):
    """close_notify in whatever state, and then the door."""
    if isinstance(client, Tls):
        try:
            client.say_end()
        except (OSError, ValueError):
            pass
    client.sock.close()


@pytest.mark.parametrize("end", [close, reset, half_close, say_end], ids=lambda end: end.__name__)
@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_goes_in_each_state(server, kind, end):
    crowd = []
    try:
        for _ in range(SOME):
            crowd.append(kind(server))
        assert is_served(server)
        for client in crowd[::2]:
            end(client)
        # Those who stay hurt nobody, and nobody's going hurts them.
        assert is_served(server)
        for client in crowd[1::2]:
            end(client)
    finally:
        for client in crowd:
            client.sock.close()


def test_all_of_them_at_once(server):
    crowd = []
    try:
        for _ in range(5):
            crowd += [kind(server) for kind in KINDS]
            assert is_served(server)
        for i, client in enumerate(crowd):
            (close, reset, say_end)[i % 3](client)
            if i % 10 == 0:
                assert is_served(server)
    finally:
        for client in crowd:
            client.sock.close()


def test_a_byte_at_a_time(server):
    """A hundred who dawdle are served in the end, and nobody waits for them."""
    plain = [Plain(server.address("gopher")) for _ in range(50)]
    hellos = [Tls(server.address("gemini"), handshake=False) for _ in range(25)]
    asking = [Tls(server.address("gemini")) for _ in range(25)]
    try:
        flights = [client.first_flight() for client in hellos]
        lines = [client.record(server.url("/").encode() + b"\r\n") for client in asking]
        longest = max(map(len, flights + lines))
        for i in range(longest):
            for client in plain:
                if i < 12:
                    client.send(b"/about.txt\r\n"[i:i + 1])
            for client, flight in zip(hellos + asking, flights + lines):
                if i < len(flight):
                    client.sock.sendall(flight[i:i + 1])
            if i % 40 == 0:
                assert is_served(server)
        for client in hellos:
            client.handshake()
            client.send(server.url("/").encode() + b"\r\n")
        for client in hellos + asking:
            assert client.read().startswith(b"20 ") and client.end == "clean"
        for client in plain:
            assert client.read() and client.end == "clean"
    finally:
        for client in plain + hellos + asking:
            client.sock.close()


# --- what the owner reads of it ----------------------------------------------------------------


def old_tls(server):
    with pytest.raises(ssl.SSLError):
        Tls(server.address("gemini"), context=context(ssl.TLSVersion.TLSv1_1, ssl.TLSVersion.TLSv1_1,
                                                      ciphers="ALL:@SECLEVEL=0"))


def foreign_ciphers(server):
    with pytest.raises(ssl.SSLError):
        Tls(server.address("gemini"), context=context(ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_2,
                                                      ciphers="AES128-SHA:@SECLEVEL=0"))


def distrust(server):
    """A client that goes by authorities."""
    strict = context()
    strict.verify_mode = ssl.CERT_REQUIRED
    client = Tls(server.address("gemini"), context=strict, handshake=False)
    with pytest.raises(ssl.SSLCertVerificationError):
        client.handshake()
    client.flush()
    close(client)


def foreign_group(server):
    """Of the groups that TLS 1.3 has, one that is not ours."""
    host, port = server.address("gemini")
    subprocess.run(["openssl", "s_client", "-connect", f"{host}:{port}", "-tls1_3", "-groups", "P-521"],
                   stdin=subprocess.DEVNULL, capture_output=True, timeout=600)


def elsewhere(server):
    """One that was sent to the wrong house, and notices."""
    strict = context()
    strict.verify_mode = ssl.CERT_REQUIRED
    client = Tls(server.address("gemini"), sni="other.example", context=strict, handshake=False)
    with pytest.raises(ssl.SSLCertVerificationError):
        client.handshake()
    client.flush()
    close(client)


@pytest.mark.parametrize("act,words", [
    (lambda server: close(plain_text_for_tls(server)), "it sent plain text"),
    (lambda server: close(web_for_tls(server)), "it sent plain HTTP, as a web client does"),
    (lambda server: close(garbage_for_tls(server)), "what it sent is no TLS"),
    (old_tls, "it speaks TLS 1.1 at most, and 1.2 is the least here"),
    (foreign_ciphers, "it and this server have no cipher or group in common"),
    (foreign_group, "it and this server have no group for the key exchange in common"),
    (distrust, "it does not know who signed the certificate here: it goes by authorities"),
    (elsewhere, "it goes by authorities; it asked for the host other.example, and this capsule is localhost"),
    (lambda server: half_close(half_a_hello(server)), "closed by the client"),
    (lambda server: half_close(half_a_handshake(server)), "closed by the client"),
    (lambda server: reset(half_a_handshake(server)), "reset by the client"),
    (half_a_handshake, "it took too long"),
], ids=["plain text", "web", "garbage", "old version", "no cipher", "no group", "distrust", "elsewhere",
        "closed in the hello", "closed", "reset", "slow"])
def test_failed_handshakes_in_plain_words(serve, site, act, words):
    """Without --verbose.  No address unless addresses are logged."""
    server = serve(site, settings={"limits": {"handshake_seconds": 2 if act is half_a_handshake else 300}})
    before = len(server.log())  # the harness has knocked already, with an empty line
    client = act(server)  # kept, so that it is not the client who closes
    server.wait_log(words, before)
    line, = [line for line in server.log()[before:].splitlines() if "could not shake hands" in line]
    assert re.search(rf"gemini: a client could not shake hands: .*{re.escape(words)}$", line), (line, client)


def test_who_only_asks_whether_somebody_listens_is_not_spoken_of(serve, site):
    server = serve(site)
    before = len(server.log())
    close(idle(server))
    close(web_for_tls(server))
    server.wait_log("it sent plain HTTP")
    assert server.log().count("could not shake hands", before) == 1


def test_the_log_of_failed_handshakes_is_bounded(serve, site):
    """Strangers cannot fill a disk with it, and the owner is told how many there were."""
    server = serve(site, settings={"log_addresses": "full"})
    for _ in range(24):  # and the harness one
        close(plain_text_for_tls(server))
    assert is_served(server)
    wait_for("all of them", lambda: "25 failed to begin TLS" in run("stats", "--state", server.work / "state",
                                                                   cwd=server.work)[1])
    assert server.log().count("gemini: 127.0.0.1 could not shake hands: it sent plain text") == 10
    server.stop()
    assert "15 more could not shake hands: at most 10 lines a minute tell of that" in server.log()


def test_failed_handshakes_in_json(serve, site, scratch):
    log = scratch / "requests.log"
    server = serve(site, settings={"log_format": "json", "log_file": str(log), "log_addresses": "short"})
    for _ in range(11):  # the first is the harness
        old_tls(server)
        close(plain_text_for_tls(server))
    server.stop()
    rows = [json.loads(line) for line in log.read_text().splitlines()]
    assert all(row.pop("time").endswith("Z") and row["event"] == "handshake" for row in rows)
    assert rows[0] == {"event": "handshake", "protocol": "gemini", "client": "127.0.0.0",
                       "outcome": "it sent plain text"}
    assert rows[1]["outcome"].startswith("it speaks TLS 1.1")
    assert len(rows) == 11 and rows[10]["left_out"] == 13 and "client" not in rows[10]
    assert "shake hands" not in server.log()


def test_failed_handshakes_are_no_requests_of_a_web_server(serve, site, scratch):
    """Programs that read the Common Log Format would stumble: standard error has them then."""
    log = scratch / "requests.log"
    server = serve(site, settings={"log_format": "common", "log_file": str(log)})
    close(plain_text_for_tls(server))
    server.wait_log("a client could not shake hands: it sent plain text")
    assert log.read_text() == ""


def test_without_a_log_of_requests_there_is_none_of_handshakes(serve, site):
    server = serve(site, settings={"log_requests": False})
    close(plain_text_for_tls(server))
    server.stop()
    assert "shake hands" not in server.log()


# --- very many -------------------------------------------------------------------------------------


@pytest.fixture
def many():
    """How many connections there may be: MANY where the system lets a process have so many descriptors."""
    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (before[1], before[1]))
    # The server keeps a quarter of its descriptors for files.
    yield min(MANY, before[1] // 4 * 3 - OTHERS)
    resource.setrlimit(resource.RLIMIT_NOFILE, before)


def without_state(client):
    """The socket alone: ten thousand TLS clients are the server's business, not ours."""
    client.tls = client.incoming = client.outgoing = None
    return client


# [bytes] of the server's memory for each, sanitizers and all.
CROWDS = {"idle": (idle, 4096), "half_a_hello": (half_a_hello, 8192), "idle_tls": (idle_tls, 65536)}


@pytest.mark.parametrize("kind", CROWDS)
def test_ten_thousand(server, many, kind):
    make, memory = CROWDS[kind]
    before, crowd = server.memory(), []
    try:
        for i in range(many):
            crowd.append(make(server))
            if isinstance(crowd[-1], Tls):
                without_state(crowd[-1])
            if i % 1000 == 0:
                assert is_served(server)
        wait_for("the server to have accepted all", lambda: descriptors(server) >= server.resting + many)
        for _ in range(5):
            assert is_served(server)
        print(f"{many} connections, {(server.memory() - before) / many:.0f} bytes for each")
        assert server.memory() - before < many * memory
    finally:
        for client in crowd:
            client.sock.close()
