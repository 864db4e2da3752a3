"""Clients made of bare sockets: they say what real clients never would, and see how a connection ends.

The end of a reply is one of
  "clean"   TLS: close_notify; plain: FIN
  "cut"     TLS: FIN without close_notify
  "reset"   RST
  "alert …" TLS: a fatal alert
and `after` says what followed a close_notify: "fin" or "reset".
"""

import socket
import ssl
import time
import warnings

from marmot import ANSWER_GUARD

CHUNK = 65536


class Hang(Exception):
    """The server said nothing more and did not end either."""


class Plain:
    """A TCP connection; source: the address it comes from."""

    def __init__(self, address, receive_buffer=None, source=None):
        family = socket.AF_INET6 if ":" in address[0] else socket.AF_INET
        self.sock = socket.socket(family, socket.SOCK_STREAM)
        if receive_buffer:
            self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
        self.sock.settimeout(ANSWER_GUARD)
        self.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if source:
            self.sock.bind((source, 0))
        self.sock.connect(address)
        self.end = None

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.sock.close()

    def send(self, data):
        self.sock.sendall(data)

    def half_close(self):
        self.sock.shutdown(socket.SHUT_WR)

    def recv(self, size=CHUNK):
        """Some bytes; b"" at the end, which self.end then names."""
        try:
            data = self.sock.recv(size)
        except socket.timeout:
            raise Hang(f"nothing came for {ANSWER_GUARD} s") from None
        except (ConnectionResetError, BrokenPipeError):
            self.end = "reset"
            return b""
        if not data:
            self.end = "clean"
        return data

    def read(self, most=None):
        """All that comes, or as much as most bytes."""
        parts, n = [], 0
        while most is None or n < most:
            data = self.recv(CHUNK if most is None else min(CHUNK, most - n))
            if not data:
                break
            parts.append(data)
            n += len(data)
        return b"".join(parts)


def context(least=None, most=None, ciphers=None, alpn=None):
    """A client that trusts on first use: no authority, no name."""
    c = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    c.check_hostname = False
    c.verify_mode = ssl.CERT_NONE
    # Python's default takes a cut stream for a whole one.
    c.options &= ~ssl.OP_IGNORE_UNEXPECTED_EOF
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # old versions are what is tested
        if most:
            c.minimum_version = least or most
            c.maximum_version = most
        elif least:
            c.minimum_version = least
    if ciphers:
        c.set_ciphers(ciphers)
    if alpn:
        c.set_alpn_protocols(alpn)
    return c


DEFAULT = context()


class Tls(Plain):
    """TLS over a socket of our own, so that records and segments are ours to cut."""

    def __init__(self, address, sni="localhost", context=DEFAULT, receive_buffer=None, handshake=True, session=None,
                 source=None):
        super().__init__(address, receive_buffer, source)
        self.incoming, self.outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        self.tls = context.wrap_bio(self.incoming, self.outgoing, server_hostname=sni, session=session)
        if handshake:
            try:
                self.handshake()
            except BaseException:
                self.sock.close()
                raise

    def pending(self):
        """The bytes that TLS wants to send now."""
        return self.outgoing.read()

    def flush(self):
        data = self.pending()
        if data:
            self.sock.sendall(data)

    def fill(self):
        data = Plain.recv(self)
        if data:
            self.incoming.write(data)
        else:
            self.incoming.write_eof()

    def first_flight(self):
        """The ClientHello, unsent."""
        try:
            self.tls.do_handshake()
        except ssl.SSLWantReadError:
            pass
        return self.pending()

    def handshake(self):
        while True:
            try:
                self.tls.do_handshake()
                break
            except ssl.SSLWantReadError:
                self.flush()
                self.fill()
        self.flush()

    def record(self, data):
        """data as TLS records, unsent."""
        self.tls.write(data)
        return self.pending()

    def send(self, data):
        self.sock.sendall(self.record(data))

    def say_end(self):
        """close_notify from our side, without waiting for the other."""
        try:
            self.tls.unwrap()
        except (ssl.SSLWantReadError, ssl.SSLError):
            pass
        self.flush()

    def recv(self, size=CHUNK):
        while True:
            try:
                data = self.tls.read(size)
            except ssl.SSLWantReadError:
                self.flush()
                self.fill()
                continue
            except ssl.SSLZeroReturnError:
                data = b""
            except ssl.SSLError as error:
                if self.end != "reset":
                    ragged = isinstance(error, ssl.SSLEOFError) or "UNEXPECTED_EOF" in str(error.reason)
                    self.end = "cut" if ragged else f"alert {error.reason}"
                return b""
            if not data:
                self.end = "clean"
            return data

    def after(self):
        """What follows the close_notify on the wire."""
        data = Plain.recv(self)
        assert not data, f"{len(data)} bytes behind the close_notify"
        end, self.end = self.end, "clean"
        return "fin" if end == "clean" else "reset"


class Answer:
    """A Gemini response, and how it ended."""

    def __init__(self, raw, end, after=None):
        self.raw, self.end, self.after = raw, end, after
        self.header, found, self.body = raw.partition(b"\r\n")
        self.status, self.meta = None, None
        if found and self.header[:2].isdigit() and self.header[2:3] == b" ":
            self.status = int(self.header[:2])
            self.meta = self.header[3:].decode("utf-8")

    @property
    def text(self):
        return self.body.decode("utf-8")

    def __repr__(self):
        return f"<{self.header[:200]!r} + {len(self.body)} bytes, {self.end}>"


def finish(client):
    raw = client.read()
    return Answer(raw, client.end, client.after() if client.end == "clean" else None)


def gemini(marmot, target="/", sni="localhost", trailing=b"\r\n", **how):
    """One request: a path, or bytes that are the whole line."""
    if isinstance(target, str):
        target = marmot.url(target).encode() if target.startswith("/") or not target else target.encode()
    with Tls(marmot.address("gemini"), sni, **how) as client:
        client.send(target + trailing)
        return finish(client)


class Menu:
    """A Gopher answer, and how it ended."""

    def __init__(self, raw, end):
        self.raw, self.end = raw, end

    @property
    def text(self):
        return self.raw.decode("utf-8")

    @property
    def items(self):
        """(type, display, selector, host, port) of each line but the last "."."""
        found = []
        for line in self.text.split("\r\n"):
            if line and line != ".":
                fields = line[1:].split("\t")
                found.append((line[0], *fields))
        return found

    @property
    def is_error(self):
        return self.raw.startswith(b"3") and self.raw.endswith(b"\r\n.\r\n") and self.raw.count(b"\r\n") == 2

    def __repr__(self):
        return f"<{self.raw[:200]!r} … {len(self.raw)} bytes, {self.end}>"


def gopher(marmot, selector="", end=b"\r\n"):
    if isinstance(selector, str):
        selector = selector.encode()
    with Plain(marmot.address("gopher")) as client:
        client.send(selector + end)
        return Menu(client.read(), client.end)


def has_ipv6():
    """A system may know of it and yet have no address."""
    try:
        with socket.socket(socket.AF_INET6) as s:
            s.bind(("::1", 0))
        return True
    except OSError:
        return False


def is_served(marmot):
    """Both protocols answer somebody new."""
    home = gemini(marmot, "/")
    assert home.status == 20 and home.end == "clean", home
    menu = gopher(marmot, "")
    assert menu.raw.endswith(b"\r\n.\r\n") and menu.end == "clean", menu
    return True


def pause(seconds):
    """Lets a slow client be slow; nothing is concluded from how long it took."""
    time.sleep(seconds)
