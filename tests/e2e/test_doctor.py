"""marmot doctor: nothing is wrong with Marmot, and what is wrong with others is found."""

import contextlib
import socket
import ssl
import threading

import pytest
from folder import make_site
from marmot import run


def doctor(scratch, url, *options):
    status, out, err = run("doctor", *options, url, cwd=scratch, guard=300)
    return status, out, err


def complaints(out):
    return [line for line in out.splitlines() if line.startswith(("WRONG", "odd"))]


@pytest.mark.parametrize("protocol", ["gemini", "gopher"])
def test_marmot_is_well(serve, scratch, protocol):
    server = serve(make_site(scratch / "content"), settings={"limits": {"request_seconds": 1}})
    status, out, _ = doctor(scratch, f"{protocol}://localhost:{server.ports[protocol]}/", "--verbose")
    assert status == 0 and complaints(out) == [], out
    assert out.endswith(" good, 0 odd, 0 wrong\n") and not out.startswith("0 good")


class Careless:
    """A server that gives answer(request) and closes; with TLS, without saying so."""

    def __init__(self, answer, certificate=None):
        self.answer, self.context = answer, None
        if certificate:
            self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            self.context.load_cert_chain(*certificate)
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.thread = threading.Thread(target=self.serve)
        self.thread.start()

    def serve(self):
        while True:
            client, _ = self.listener.accept()
            with client, contextlib.suppress(OSError):
                if self.stopping:
                    return
                client.settimeout(20)
                stream = self.context.wrap_socket(client, server_side=True) if self.context else client
                with stream:
                    request = b""
                    while not request.endswith(b"\n"):
                        piece = stream.recv(4096)
                        if not piece:
                            break
                        request += piece
                    stream.sendall(self.answer(request))

    stopping = False

    def stop(self):
        self.stopping = True
        socket.create_connection(("127.0.0.1", self.port)).close()
        self.thread.join()
        self.listener.close()


@contextlib.contextmanager
def careless(*how):
    server = Careless(*how)
    try:
        yield server
    finally:
        server.stop()


def test_finds_what_is_wrong_with_a_gemini_server(serve, scratch):
    certs = serve(make_site(scratch / "content")).certs
    pair = next(certs.glob("*.crt")), next(certs.glob("*.key"))
    with careless(lambda request: b"20 text/gemini\r\nroot:x:0:0\n", pair) as server:
        status, out, _ = doctor(scratch, f"gemini://localhost:{server.port}/", "--patience", "5")
    assert status == 1
    for words in ("cut off without TLS's close_notify", "WRONG  no path leads out of the capsule",
                  "WRONG  a URL without a scheme is no request", "WRONG  one of 1025 bytes is not",
                  "odd    a page that is not there is 51"):
        assert words in out, (words, out)


def test_finds_what_is_wrong_with_a_gopher_server(scratch):
    with careless(lambda request: b"iHello\nroot:x:0:0 " + request) as server:
        status, out, _ = doctor(scratch, f"gopher://localhost:{server.port}/")
    assert status == 1
    for words in ("line 1 does not end with CR and LF", "/etc/passwd was served", "HTML can be put into it",
                  "odd    a selector of 5000 bytes is not sent back"):
        assert words in out, (words, out)


def test_a_servers_words_do_not_move_the_cursor(scratch):
    with careless(lambda request: b"\x1b[2Jhello\r\n") as server:
        _, out, _ = doctor(scratch, f"gopher://localhost:{server.port}/")
    assert "\x1b" not in out


def test_a_host_that_is_not_served(serve, scratch):
    """Each of twenty probes would say the same."""
    server = serve(make_site(scratch / "content"), host=("example.org",))
    status, out, _ = doctor(scratch, f"gemini://localhost:{server.ports['gemini']}/")
    assert status == 1 and out.count("WRONG") == 1 and "visit it by a host and port that it answers to" in out, out


def test_nobody_there(scratch):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    for scheme in ("gemini", "gopher"):
        status, out, err = doctor(scratch, f"{scheme}://localhost:{port}/")
        assert (status, out) == (2, "")
        # Where there is no IPv6 the system may have another word for the last address that was tried.
        assert err.startswith(f"marmot doctor: localhost port {port} cannot be reached: no connection: ") and err.count("\n") == 1


@pytest.mark.parametrize("words", [(), ("http://localhost/",), ("localhost",), ("gemini://",),
                                   ("gemini://localhost/", "gopher://localhost/"), ("--patience", "0", "gemini://localhost/"),
                                   ("--patience", "601", "gemini://localhost/")])
def test_usage(scratch, words):
    assert run("doctor", *words, cwd=scratch)[0] == 2
