"""The PROXY protocol: who is believed, who is not, and what follows from what was told."""

import socket
import struct

import pytest
from marmot import wait_for
from wire import Plain, Tls, finish, gemini, gopher, is_served, pause

PROXY = "127.0.0.2"
SETTINGS = {"proxy_protocol": [PROXY], "log_addresses": "full"}
V2 = b"\r\n\r\n\0\r\nQUIT\n"


def v1(client="192.0.2.7", local="198.51.100.1", port=1965):
    return f"PROXY TCP4 {client} {local} 40000 {port}\r\n".encode()


def v2(client="192.0.2.7", local="198.51.100.1", port=1965, more=b""):
    body = socket.inet_aton(client) + socket.inet_aton(local) + struct.pack("!HH", 40000, port) + more
    return V2 + b"\x21\x11" + struct.pack("!H", len(body)) + body


LOCAL = V2 + b"\x20\x00\0\0"


def ask_gopher(marmot, header, selector=b"/about.txt", source=PROXY, pieces=()):
    with Plain(marmot.address("gopher"), source=source) as client:
        data = header + selector + b"\r\n"
        for cut in (*pieces, len(data)):
            client.send(data[:cut])
            data = data[cut:]
            if data:
                pause(0.05)
        return client.read()


def ask_gemini(marmot, header, target=None, together=True):
    with Tls(marmot.address("gemini"), handshake=False, source=PROXY) as client:
        hello = client.first_flight()
        if together:
            client.sock.sendall(header + hello)
        else:
            client.sock.sendall(header)
            pause(0.05)
            client.sock.sendall(hello)
        client.handshake()
        client.send((target or marmot.url("/")).encode() + b"\r\n")
        return finish(client)


@pytest.fixture
def behind(serve, site):
    return serve(site, settings=SETTINGS)


@pytest.mark.parametrize("header", [v1(), v2(), v2(more=b"\x04\0\x01x")])
@pytest.mark.parametrize("together", [True, False])
def test_the_client_that_is_told_is_the_one_that_is_logged(behind, header, together):
    answer = ask_gemini(behind, header, together=together)
    assert answer.status == 20 and answer.end == "clean"
    behind.wait_log(" from 192.0.2.7 ")
    assert b"about" in ask_gopher(behind, header).lower()
    wait_for("both", lambda: behind.log().count(" from 192.0.2.7 ") == 2)


def test_in_pieces(behind):
    for header in (v1(), v2()):
        assert b"about" in ask_gopher(behind, header, pieces=[1] * 30).lower()


def test_ipv6(behind):
    ask_gopher(behind, b"PROXY TCP6 2001:db8::7 2001:db8::1 40000 70\r\n")
    behind.wait_log(" from 2001:db8::7 ")


@pytest.mark.parametrize("header", [b"PROXY UNKNOWN\r\n", LOCAL])
def test_a_proxy_that_speaks_for_itself(behind, header):
    assert b"about" in ask_gopher(behind, header).lower()
    behind.wait_log(f" from {PROXY} ")


@pytest.mark.parametrize("header", [b"", b"PROXY TCP4 nonsense\r\n", b"PROXY " + b"x" * 200 + b"\r\n",
                                    V2 + b"\x21\x11\xff\xff", V2 + b"\x11\x11\0\0", b"\xff" * 5000])
def test_a_named_source_must_send_a_header(behind, header):
    for _ in range(3):
        assert ask_gopher(behind, header, selector=b"/about.txt") == b""
    behind.wait_log(f"{PROXY} sends no PROXY header")
    assert behind.log().count("sends no PROXY header") == 1
    assert is_served(behind)


def test_nobody_else_is_believed(behind):
    """For them these bytes are a bad request."""
    assert ask_gopher(behind, v1(), source="127.0.0.1").startswith(b"3")
    with Plain(behind.address("gemini")) as client:
        client.send(v1() + b"gemini://localhost/\r\n")
        assert client.read() == b""
    assert "192.0.2.7 " not in behind.log().replace("TCP4 192.0.2.7 ", "")
    assert is_served(behind)


def test_the_address_connected_to_is_the_one_told(serve, site):
    """Without a name of its own, the capsule is reached at the proxy's address and port."""
    marmot = serve(site, settings=SETTINGS, host=())
    assert ask_gemini(marmot, v2(port=4444), "gemini://198.51.100.1:4444/").status == 20
    assert ask_gemini(marmot, v2(port=4444), "gemini://198.51.100.2:4444/").status == 53


def test_limits_hold_for_the_client_and_not_for_the_proxy(serve, site):
    # Answered, and kept until their clients go: so they are counted, whatever thread took them.
    marmot = serve(site, settings=SETTINGS | {"limits": {"connections_per_address": 2, "loopback": True,
                                                         "linger_seconds": 60}})
    held = []
    try:
        for last in (1, 1, 2, 2, 3, 3):
            client = Plain(marmot.address("gopher"), source=PROXY)
            held.append(client)
            client.send(v1(f"192.0.2.{last}") + b"/about.txt\r\n")
            assert b"about" in client.read().lower()
        assert ask_gopher(marmot, v1("192.0.2.1")) == b""
        assert b"about" in ask_gopher(marmot, v1("192.0.2.4")).lower()
        held.pop(0).sock.close()
        wait_for("room for another", lambda: b"about" in ask_gopher(marmot, v1("192.0.2.1")).lower())
    finally:
        for client in held:
            client.sock.close()


def test_a_header_that_never_ends(serve, site):
    marmot = serve(site, settings=SETTINGS | {"limits": {"handshake_seconds": 1}})
    for start in (b"", b"PROXY TCP4 ", V2 + b"\x21\x11\x07\xf0"):
        with Plain(marmot.address("gopher"), source=PROXY) as client:
            client.send(start)
            assert client.read() == b""
    assert gemini(marmot, "/").status == 20 and not gopher(marmot, "").is_error
