"""The tests' own tools: a judge that finds nothing wrong with anything would let everything pass."""

import socket
import ssl
import struct
import subprocess
import threading

import pytest
from fixtures import remove_folder
from judge import judge_feed, judge_gemtext, judge_header, judge_menu, judge_subscription, judge_text, width
from marmot import Marmot, reports_in
from wire import Answer, Plain, Tls, finish


@pytest.fixture
def liar(scratch):
    """liar(data, end): the address of a TLS server that says data once and ends in that way."""
    crt, key = scratch / "crt", scratch / "key"
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
                    "-keyout", key,
                    "-out", crt, "-subj", "/CN=localhost"], check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(crt, key)
    threads = []

    def serve_once(listener, data, end):
        sock, _ = listener.accept()
        tls = context.wrap_socket(sock, server_side=True)
        tls.recv(2000)
        tls.sendall(data)
        if end == "clean":
            try:
                tls.unwrap()
            except (ssl.SSLError, OSError):
                pass
        if end == "reset":
            tls.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        tls.close()
        listener.close()

    def start(data, end):
        listener = socket.create_server(("127.0.0.1", 0))
        threads.append(threading.Thread(target=serve_once, args=(listener, data, end)))
        threads[-1].start()
        return listener.getsockname()

    yield start
    for thread in threads:
        thread.join()


@pytest.mark.parametrize("end", ["clean", "cut", "reset"])
@pytest.mark.parametrize("data", [b"20 text/gemini\r\n# Hello\n", b"x" * 100000])
def test_ends_are_told_apart(liar, data, end):
    with Tls(liar(data, end)) as client:
        client.send(b"anything\r\n")
        if end != "clean":
            raw = client.read()
            assert client.end == end
            assert data.startswith(raw)
        else:
            client.half_close()
            answer = finish(client)
            assert (answer.raw, answer.end) == (data, "clean")


HEADERS = [b"20\r\n", b"2 text/gemini\r\n", b"20 text/gemini\n", b"20\ttext/gemini\r\n", b"51\r\n", b"65 x\r\n",
           b"51 not found\r\nbody",
           b"31 /relative\r\n", b"31 gemini://h/#x\r\n", b"20 text/gemini; charset=\"utf-8\"\r\n",
           b"51 " + b"x" * 1000 + b"\r\n",
           b"51 a\x1bb\r\n", b"20 \r\n", b"gemini\r\n", b""]


@pytest.mark.parametrize("raw", HEADERS)
def test_bad_headers_are_found(raw):
    assert judge_header(Answer(raw, "clean", "fin"))


def test_good_headers_pass_and_bad_ends_do_not():
    for raw in (b"20 text/gemini; charset=utf-8; lang=de\r\nbody", b"51 Not found\r\n", b"31 gemini://h/\r\n",
                b"20 text/plain\r\n"):
        assert judge_header(Answer(raw, "clean", "fin")) == []
        assert judge_header(Answer(raw, "cut"))
        assert judge_header(Answer(raw, "clean", "reset"))


def test_gemtext():
    good = b"# T\n\nText\n\n=> /x X\n=> /y\n\n## H\n\n* a\n* b\n\n> q\n\n```sh\n\tcode \n#x\n```\n\nEnd\n"
    assert judge_gemtext(good) == []
    for wrong, right in ((b"Text", b"Te\x00xt"), (b"=> /x", b"=> /a#x"), (b"=> /x X", b"=>"), (b"## H", b"#### H"),
                         (b"## H", b"##"),
                         (b"Text\n", b"Text\n\n"), (b"Text", b"Text "), (b"\n```\n", b"\n``` x\n"),
                         (b"\n```\n", b"\n"), (b"# T", b"T"),
                         (b"Text", b"Te\xffxt"), (b"Text\n", b"Text\r\n"), (b"End\n", b"End"), (b"End\n", b"End\n\n"),
                         (b"* a", b"* "),
                         (b"/y", "/\u00fc".encode()), (b"/y", b"/%zz"), (b"/y", b"/" + b"y" * 1024),
                         (b"# T", b"\xef\xbb\xbf# T"),
                         (b"Text", b"a\tb")):
        assert judge_gemtext(good.replace(wrong, right, 1)), (wrong, right)


def test_menus():
    good = b"iText\t\terror.host\t1\r\n1Item\t/x\tlocalhost\t70\r\nhWeb\tURL:https://x/\tlocalhost\t70\r\n.\r\n"
    assert judge_menu(good) == []
    for wrong, right in ((b"\r\n.\r\n", b"\r\n"), (b"\r\n.\r\n", b"\r\n.\n"), (b"\t1\r\n", b"\r\n"),
                         (b"\t70", b"\t70\t+"), (b"1Item", b"dItem"),
                         (b"1Item", b"1"), (b"URL:", b"/URL:"), (b"iText\t", b"iText\tx"), (b"\t70", b"\t0"),
                         (b"\t70", b"\t70000"),
                         (b"Text", b"Text "), (b"Text", b"x" * 68), (b"Text", b"Te\x1bxt"), (b"localhost", b""),
                         (b"/x", b"/" + b"x" * 255),
                         (b"1Item", b"i\t\terror.host\t1\r\ni\t\terror.host\t1\r\n1Item")):
        assert judge_menu(good.replace(wrong, right, 1)), (wrong, right)


def test_texts():
    assert judge_text(b"T\r\n=\r\n\r\nwords\r\n    " + b"code " * 20 + b"\r\n" + b"x" * 90 + b"\r\n[1] https://" + b"y" * 90 + b"\r\n") == []
    for wrong in (b"a\n", b"a", b".\r\n", b".a\r\n", b"a\tb\r\n", b"word " * 15 + b"\r\n", b"\xff\r\n"):
        assert judge_text(wrong), wrong
    assert width("ブログ") == 6 and width("e\u0301") == 1


FEED = b"""<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom"><title>T</title><id>gemini://h/</id><updated>2024-01-01T00:00:00Z</updated>
<link rel="self" href="gemini://h/atom.xml"/><author><name>A</name></author>
<entry><title>E</title><id>gemini://h/e</id><updated>2024-01-01T00:00:00Z</updated><link href="gemini://h/e"/></entry></feed>"""


def test_feeds():
    assert judge_feed(FEED) == []
    for wrong, right in ((b"<title>T</title>", b""), (b"<id>gemini://h/</id>", b""),
                         (b"<id>gemini://h/e</id>", b"<id>/e</id>"),
                         (b"<author><name>A</name></author>", b""), (b"00Z</updated><link ", b"00</updated><link "),
                         (b'"gemini://h/e"/', b'"/e"/'),
                         (b'rel="self"', b'rel="x"'), (b"<title>E</title>", b"<title></title>"), (b"</feed>", b""),
                         (b"2005/Atom", b"2006/Atom"),
                         (b"<name>A</name>", b"<name/>"), (b'<link href="gemini://h/e"/>', b""),
                         (b"<title>E", b"<title>&nbsp;E")):
        assert judge_feed(FEED.replace(wrong, right, 1)), (wrong, right)
    assert judge_feed(FEED, "gopher")


def test_subscriptions():
    good = b"# T\n\n=> /b 2024-01-02 B\n=> /a 2023-01-01 A\n=> /x X\n"
    assert judge_subscription(good) == []
    for wrong, right in ((b"# T", b"T"), (b"2023", b"2025"), (b"/a", b"/b"), (b"01 A", b"01")):
        assert judge_subscription(good.replace(wrong, right, 1)), (wrong, right)
    assert judge_subscription(b"# T\n\n=> /x X\n")


def test_reports_of_sanitizers():
    for text in ("==1==ERROR: AddressSanitizer: heap-use-after-free", "x.c:1:2: runtime error: shift",
                 "WARNING: ThreadSanitizer: data race",
                 "ERROR: LeakSanitizer: detected memory leaks", "marmot: x.c:1: f: Assertion `x' failed."):
        assert reports_in(text)
    assert reports_in("2026-01-01T00:00:00Z gemini 20 1 bytes") == []


def test_plain_ends():
    for end in ("clean", "reset"):
        listener = socket.create_server(("127.0.0.1", 0))
        with Plain(listener.getsockname()) as client:
            sock, _ = listener.accept()
            sock.sendall(b"x")
            assert client.recv() == b"x"
            if end == "reset":
                sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            sock.close()
            assert client.read() == b"" and client.end == end
        listener.close()


def test_log_outlives_its_folder(scratch, site):
    """A server that a session shares may have failed to start: its folder is gone by the time its log is asked for."""
    work = scratch / "work"
    work.mkdir()
    server = Marmot(site, work=work, settings={"no such key": 1})
    with pytest.raises(pytest.fail.Exception):
        server.start()
    server.kill()
    remove_folder(work)
    assert "no such key" in server.log()
