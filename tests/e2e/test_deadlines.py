"""Who is slow is ended in every state; who is merely slow to others' eyes is not.

Nothing is timed: "hasty" has deadlines of a few seconds, "marmot" none within any guard.
"""

import threading

import pytest
from folder import make_large
from marmot import wait_for
from wire import Plain, Tls, finish, gemini, gopher, is_served, pause

LARGE = 20 * 1024 * 1024


@pytest.fixture(scope="module")
def large_server(tmp_path_factory):
    """Stuck readers are given up after two seconds."""
    from fixtures import remove_folder, scratch_folder
    from marmot import Marmot

    work = scratch_folder("large")
    (work / "content").mkdir()
    make_large(work / "content" / "large.bin", LARGE)
    server = Marmot(work / "content", work=work, settings={"limits": {
        "reply_seconds": 2, "finish_seconds": 2, "linger_seconds": 1}})
    try:
        server.start()
        yield server
        server.stop()
    finally:
        server.kill()
        remove_folder(work)


def test_idle_tcp_on_the_gemini_port(hasty):
    with Plain(hasty.address("gemini")) as client:
        assert client.read() == b""
        assert client.end in ("clean", "reset")


def test_half_a_hello(hasty):
    with Tls(hasty.address("gemini"), handshake=False) as client:
        flight = client.first_flight()
        client.sock.sendall(flight[:len(flight) // 2])
        assert Plain.read(client) == b""


def test_hello_without_an_answer_to_the_server(hasty):
    """The handshake stops in the middle of it."""
    with Tls(hasty.address("gemini"), handshake=False) as client:
        client.sock.sendall(client.first_flight())
        said = Plain.read(client)
    assert said[:1] in (b"\x16", b"")
    assert is_served(hasty)


def test_slow_hello(hasty):
    """A byte now and then does not renew the deadline: it is over before the hello is."""
    with Tls(hasty.address("gemini"), handshake=False) as client:
        flight = client.first_flight()
        assert cut_while_sending(client.sock, flight, 0.1)


def cut_while_sending(sock, data, every):
    """Whether the server ended the connection before all of data was sent, a byte at a time."""
    sock.setblocking(False)
    for i in range(len(data)):
        try:
            sock.send(data[i:i + 1])
            if sock.recv(4096) == b"":
                return True
        except BlockingIOError:
            pass
        except (BrokenPipeError, ConnectionResetError):
            return True
        pause(every)
    return False


def test_idle_tls(hasty):
    """With the handshake done even this end is a clean one."""
    with Tls(hasty.address("gemini")) as client:
        answer = finish(client)
    assert answer.raw == b"" and answer.end == "clean", answer


def test_half_a_request(hasty):
    with Tls(hasty.address("gemini")) as client:
        client.send(b"gemini://localhost/")
        answer = finish(client)
    assert answer.raw == b"" and answer.end == "clean", answer


def test_slow_request(hasty):
    """The deadline is for the whole line, not for each byte of it."""
    with Tls(hasty.address("gemini")) as client:
        client.sock.setblocking(False)
        sent = 0
        line = b"gemini://localhost/" + b"x" * 300 + b"\r\n"
        for i in range(len(line)):
            try:
                client.sock.send(client.record(line[i:i + 1]))
                sent += 1
                if client.sock.recv(4096):
                    break  # the close_notify
            except BlockingIOError:
                pass
            except (BrokenPipeError, ConnectionResetError):
                break
            pause(0.1)
    assert sent < len(line)
    assert is_served(hasty)


def test_idle_gopher(hasty):
    """A silent close: nothing was asked, so nothing is answered."""
    with Plain(hasty.address("gopher")) as client:
        assert client.read() == b""
        assert client.end == "clean"


def test_half_a_selector(hasty):
    with Plain(hasty.address("gopher")) as client:
        client.send(b"/posts/fir")
        assert client.read() == b""


def test_slow_selector(hasty):
    with Plain(hasty.address("gopher")) as client:
        assert cut_while_sending(client.sock, b"/" + b"x" * 300 + b"\r\n", 0.1)


@pytest.mark.parametrize("protocol", ["gemini", "gopher"])
def test_client_that_never_closes(hasty, protocol):
    """The server says its end and goes, whether or not the client does."""
    make = Tls if protocol == "gemini" else Plain
    with make(hasty.address(protocol)) as client:
        client.send(hasty.url("/").encode() + b"\r\n" if protocol == "gemini" else b"\r\n")
        assert client.read() and client.end == "clean"
        wait_for("the server to be gone", lambda: is_gone(client.sock), step=0.1)


def is_gone(sock):
    """A server that has closed answers what is still sent with a reset."""
    try:
        sock.send(b"x")
    except (BrokenPipeError, ConnectionResetError):
        return True
    return False


@pytest.mark.parametrize("protocol", ["gemini", "gopher"])
def test_client_that_sends_for_ever(hasty, protocol):
    """What comes behind the request is drained, but not without end."""
    make = Tls if protocol == "gemini" else Plain
    with make(hasty.address(protocol)) as client:
        client.send(hasty.url("/").encode() + b"\r\n" if protocol == "gemini" else b"\r\n")
        client.read()
        client.sock.settimeout(1)
        block = b"z" * 65536
        for _ in range(16384):  # a gigabyte is endless
            try:
                client.sock.send(block)
            except (BrokenPipeError, ConnectionResetError):
                return
            except TimeoutError:
                continue
    pytest.fail("a gigabyte was drained")


def ask_large(server, protocol):
    """A client with little room that has asked for the large file and read none of it."""
    make = Tls if protocol == "gemini" else Plain
    client = make(server.address(protocol), receive_buffer=4096)
    client.send(server.url("/large.bin").encode() + b"\r\n" if protocol == "gemini" else b"/large.bin\r\n")
    return client


@pytest.mark.parametrize("protocol", ["gemini", "gopher"])
def test_client_that_never_reads(large_server, protocol):
    """Given up, and told so: what it may read later does not look whole."""
    before = len(large_server.log())
    with ask_large(large_server, protocol) as client:
        large_server.wait_log("large.bin", after=before)  # logged when it is over
        data = client.read()
        assert len(data) < LARGE
        assert client.end != "clean", client.end
    assert is_served(large_server)


@pytest.mark.parametrize("protocol", ["gemini", "gopher"])
def test_client_that_stops_reading(large_server, protocol):
    before = len(large_server.log())
    with ask_large(large_server, protocol) as client:
        client.read(1024 * 1024)
        large_server.wait_log("large.bin", after=before)
        data = client.read()
        assert len(data) < LARGE and client.end != "clean"


@pytest.mark.parametrize("protocol", ["gemini", "gopher"])
def test_a_trickle_is_no_progress(large_server, protocol):
    """A few bytes now and then do not keep a reply alive."""
    before = len(large_server.log())
    with ask_large(large_server, protocol) as client:
        taken = 0
        while "large.bin" not in large_server.log()[before:]:
            assert taken < LARGE // 1000, "so many trickles, and still it is sent"
            taken += len(client.recv(10))
            pause(0.05)
        client.read()
        assert client.end != "clean"


@pytest.mark.parametrize("protocol", ["gemini", "gopher"])
def test_slow_but_steady_reader_outlives_a_stuck_one(large_server, protocol):
    """It began first, read on while the other was given up, and gets everything."""
    steady, got = ask_large(large_server, protocol), []
    stop = threading.Event()

    def read_steadily():
        while not stop.is_set():
            got.append(steady.recv(16384))
            pause(0.02)
        got.append(steady.read())

    reader = threading.Thread(target=read_steadily)
    reader.start()
    before = len(large_server.log())
    try:
        with ask_large(large_server, protocol):
            large_server.wait_log("large.bin", after=before)
        # Another deadline's length of patience with the slow one.
        with ask_large(large_server, protocol):
            at = len(large_server.log())
            large_server.wait_log("large.bin", after=at)
    finally:
        stop.set()
        reader.join()
    with steady:
        assert steady.end == "clean"
    size = sum(len(part) for part in got)
    assert size >= LARGE


def test_patience_is_not_endless_trust(marmot):
    """With far deadlines nobody is ended early: a request may take its time."""
    with Tls(marmot.address("gemini")) as client:
        client.send(b"gemini://local")
        for _ in range(5):
            assert is_served(marmot)
        client.send(b"host/\r\n")
        assert finish(client).status == 20
    with Plain(marmot.address("gopher")) as client:
        client.send(b"/abou")
        assert is_served(marmot)
        client.send(b"t.txt\r\n")
        assert client.read() == gopher(marmot, "/about.txt").raw
    assert gemini(marmot, "/").status == 20
