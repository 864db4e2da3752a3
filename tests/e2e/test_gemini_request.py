"""Gemini requests to the byte (Gemini 0.24.1, "Requests"; RFC 3986)."""

import pytest
from judge import judge_header
from wire import Tls, finish, gemini

HOME = b"# The test capsule\n"


def refused(answer, status):
    assert judge_header(answer) == []
    assert answer.status == status, answer


def home(answer):
    assert judge_header(answer) == []
    assert answer.status == 20 and answer.body.startswith(HOME), answer


# "h" is localhost, 1965 is good whatever port is listened on.
MALFORMED = [
    b"", b"/", b"//localhost/", b"localhost/", b"hello", b"?q", b"gemini:", b"gemini:/", b"gemini://", b"gemini:///x",
    b"gemini://:1965/", b"gemini:localhost/",
    b"gemini://u@localhost/", b"gemini://u:p@localhost/", b"gemini://:p@localhost/", b"gemini://@localhost/",
    b"gemini://localhost/#f", b"gemini://localhost/#", b"gemini://localhost#f", b"gemini://localhost/?q#f",
    b"gemini://localhost:abc/", b"gemini://localhost:99999/", b"gemini://localhost:65536/", b"gemini://localhost:-1/",
    b"gemini://localhost:19 65/",
    b"\xef\xbb\xbfgemini://localhost/", b" gemini://localhost/", b"gemini://localhost/ ", b"gemini://localhost/a b",
    b"gemini://localhost/%00", b"gemini://localhost/about%00.gmi", b"gemini://localhost/%", b"gemini://localhost/%4",
    b"gemini://localhost/%zz", b"gemini://localhost/%4/", b"gemini://localhost/?%zz",
    b"gemini://localhost/\xff", b"gemini://localhost/\xc3", b"gemini://localhost/\xed\xa0\x80",
    b"gemini://localhost/\xc0\xaf", b"gemini://localhost/\xf5\x80\x80\x80",
    b"gemini://localhost/\x00", b"gemini://localhost/\x01", b"gemini://localhost/\x09", b"gemini://localhost/\x0d",
    b"gemini://localhost/a\nb", b"gemini://localhost/\x1b[31m", b"gemini://localhost/\x7f",
    b"gemini://[::1/", b"gemini://::1]/", b"gemini://%/",
    b"gemini://localhost/<", b"gemini://localhost/>", b'gemini://localhost/"', b"gemini://localhost/{",
    b"gemini://localhost/}", b"gemini://localhost/|", b"gemini://localhost/^", b"gemini://localhost/`",
    b"gemini://localhost/\\",
]


@pytest.mark.parametrize("line", MALFORMED)
def test_malformed_is_59(marmot, line):
    refused(gemini(marmot, line), 59)


NOT_OURS = [
    b"http://localhost/", b"https://localhost/", b"gopher://localhost/", b"ftp://localhost/", b"xyz://localhost/",
    b"spartan://localhost/", b"gemini+x://localhost/",
    b"gemini://example.org/", b"gemini://www.localhost/", b"gemini://localhost.evil/", b"gemini://xlocalhost/",
    b"gemini://localhos/", b"gemini://localhost..", b"gemini://192.0.2.1/", b"gemini://[2001:db8::1]/",
    b"gemini://localhost:443/", b"gemini://localhost:1/", b"gemini://localhost:0/", b"gemini://localhost:70/",
    b"titan://localhost/x;size=5", b"titan://localhost/x;size=999999999999",
]


@pytest.mark.parametrize("line", NOT_OURS)
def test_not_ours_is_53(marmot, line):
    refused(gemini(marmot, line), 53)


def test_file_scheme_is_refused(marmot):
    answer = gemini(marmot, b"file:///etc/passwd")
    assert judge_header(answer) == []
    assert answer.status in (53, 59)


AS_HOME = [
    b"gemini://localhost", b"gemini://localhost/", b"GEMINI://LOCALHOST/", b"GeMiNi://LocalHost/",
    b"gemini://localhost:1965/", b"gemini://localhost:1965", b"gemini://localhost:", b"gemini://localhost:/",
    b"gemini://localhost./", b"gemini://localhost.:1965/", b"gemini://localhost:01965/",
    b"gemini://localhost/.", b"gemini://localhost/./", b"gemini://localhost/?", b"gemini://localhost?",
    b"gemini://localhost/posts/../", b"gemini://localhost/posts/..", b"gemini://localhost/posts/%2e%2e/",
    b"gemini://localhost/%2E", b"gemini://localhost//", b"gemini://marmot.test/",
    b"gemini://MARMOT.test.:1965",
]


@pytest.mark.parametrize("line", AS_HOME)
def test_home_without_redirect(marmot, line):
    home(gemini(marmot, line))


def test_own_port_in_the_url(marmot):
    home(gemini(marmot, b"gemini://localhost:%d/" % marmot.ports["gemini"]))
    home(gemini(marmot, b"gemini://localhost:%d" % marmot.ports["gemini"]))


def line_of(length):
    start = b"gemini://localhost/"
    return start + b"x" * (length - len(start))


@pytest.mark.parametrize("length", [1000, 1022, 1023, 1024])
def test_up_to_1024_bytes_are_taken(marmot, length):
    refused(gemini(marmot, line_of(length)), 51)


@pytest.mark.parametrize("length", [1025, 1026, 1027, 1028, 2000, 5000])
def test_more_than_1024_bytes_are_59(marmot, length):
    refused(gemini(marmot, line_of(length)), 59)


def test_a_query_fills_the_1024_bytes(marmot):
    line = b"gemini://localhost/?" + b"q" * (1024 - len(b"gemini://localhost/?"))
    home(gemini(marmot, line))


def test_1024_bytes_of_percent_and_utf8(marmot):
    start = b"gemini://localhost/"
    refused(gemini(marmot, start + b"%C3%A9" * ((1024 - len(start)) // 6)), 51)
    # 1,024 are counted in bytes: 512 letters of two bytes are too many behind a host.
    refused(gemini(marmot, start + "é".encode() * 512), 59)
    refused(gemini(marmot, start + "é".encode() * 500), 51)


@pytest.mark.parametrize("length", [1025, 1026, 1027, 4096, 65536])
def test_too_long_is_answered_before_it_ends(marmot, length):
    """No CRLF comes, and no deadline for minutes: the answer must not wait for either."""
    refused(gemini(marmot, line_of(length), trailing=b""), 59)


def test_1024_bytes_and_half_an_end_wait(marmot):
    """After 1,024 bytes and CR a LF may still come."""
    with Tls(marmot.address("gemini")) as client:
        client.send(line_of(1024) + b"\r")
        client.send(b"\n")
        refused(finish(client), 51)
    with Tls(marmot.address("gemini")) as client:
        client.send(line_of(1024))
        client.send(b"\r")
        client.send(b"\n")
        refused(finish(client), 51)


def test_one_byte_in_each_record(marmot):
    with Tls(marmot.address("gemini")) as client:
        for byte in marmot.url("/").encode() + b"\r\n":
            client.send(bytes([byte]))
        home(finish(client))


def test_one_byte_in_each_segment(marmot):
    """Records split wherever the network likes."""
    with Tls(marmot.address("gemini")) as client:
        for byte in client.record(marmot.url("/").encode() + b"\r\n"):
            client.sock.sendall(bytes([byte]))
        home(finish(client))


@pytest.mark.parametrize("at", [1, 6, 9, -3, -2, -1])
def test_two_records(marmot, at):
    line = marmot.url("/").encode() + b"\r\n"
    with Tls(marmot.address("gemini")) as client:
        client.send(line[:at])
        client.send(line[at:])
        home(finish(client))


def test_many_records_in_one_segment(marmot):
    with Tls(marmot.address("gemini")) as client:
        line = marmot.url("/").encode() + b"\r\n"
        client.sock.sendall(b"".join(client.record(line[i:i + 1]) for i in range(len(line))))
        home(finish(client))


def test_handshake_byte_by_byte(marmot):
    with Tls(marmot.address("gemini"), handshake=False) as client:
        for byte in client.first_flight():
            client.sock.sendall(bytes([byte]))
        client.handshake()
        client.send(marmot.url("/").encode() + b"\r\n")
        home(finish(client))


def test_finished_and_request_in_one_segment(marmot):
    """As clients do that do not wait for anything."""
    with Tls(marmot.address("gemini"), handshake=False) as client:
        client.sock.sendall(client.first_flight())
        while True:
            client.fill()
            try:
                client.tls.do_handshake()
                break
            except Exception as wants:
                assert "WantRead" in type(wants).__name__, wants
        client.tls.write(marmot.url("/").encode() + b"\r\n")
        client.flush()
        home(finish(client))


def test_line_feed_alone_is_no_end(hasty):
    """Strict: it waits for CRLF until the deadline, and then ends cleanly without an answer."""
    with Tls(hasty.address("gemini")) as client:
        client.send(hasty.url("/").encode() + b"\n")
        answer = finish(client)
    assert answer.raw == b"" and answer.end == "clean", answer


def test_line_feed_alone_is_refused_when_more_comes(marmot):
    """The line then holds a control character."""
    refused(gemini(marmot, marmot.url("/").encode() + b"\n"), 59)


@pytest.mark.parametrize("end", [b"", b"\r", b"\n"])
def test_cut_request_is_never_20(marmot, end):
    """FIN, or close_notify, before CRLF: it may be the head of another URL."""
    for tell in (Tls.say_end, Tls.half_close):
        with Tls(marmot.address("gemini")) as client:
            client.send(marmot.url("/").encode() + end)
            tell(client)
            answer = finish(client)
        assert answer.raw == b"" or answer.status == 59, answer


def test_nothing_and_the_end(marmot):
    for tell in (Tls.say_end, Tls.half_close):
        with Tls(marmot.address("gemini")) as client:
            tell(client)
            answer = finish(client)
        assert answer.raw == b"" or answer.status == 59, answer


@pytest.mark.parametrize("tell", [Tls.say_end, Tls.half_close], ids=["close_notify", "fin"])
@pytest.mark.parametrize("path", ["/", "/data.bin", "/missing"])
def test_half_closed_client_gets_everything(marmot, tell, path):
    whole = gemini(marmot, path)
    with Tls(marmot.address("gemini")) as client:
        client.send(marmot.url(path).encode() + b"\r\n")
        tell(client)
        answer = finish(client)
    assert answer.raw == whole.raw, answer
    # A TLS 1.2 client that said close_notify and a TCP FIN are both good ends.
    assert answer.end == "clean" and answer.after == "fin", answer


@pytest.mark.parametrize("more", [b"x", b"gemini://localhost/about.gmi\r\n", b"\r\n\r\n", b"\x00" * 100, b"y" * 200000])
def test_bytes_behind_the_request_are_ignored(marmot, more):
    """One answer, whole, and no RST although nobody reads the rest."""
    for path in ("/", "/data.bin", "/missing"):
        whole = gemini(marmot, path)
        answer = gemini(marmot, path, trailing=b"\r\n" + more)
        assert answer.raw == whole.raw, answer
        assert (answer.end, answer.after) == ("clean", "fin"), answer


def test_bytes_that_come_behind_the_answer(marmot):
    """A client that is still sending when all is said must not lose the answer."""
    with Tls(marmot.address("gemini")) as client:
        client.send(marmot.url("/data.bin").encode() + b"\r\n")
        for _ in range(50):
            client.send(b"z" * 1000)
        answer = finish(client)
    assert answer.raw == gemini(marmot, "/data.bin").raw
    assert (answer.end, answer.after) == ("clean", "fin"), answer


def test_titan_body_is_drained(marmot):
    answer = gemini(marmot, b"titan://localhost/up.txt;mime=text/plain;size=200000", trailing=b"\r\n" + b"u" * 200000)
    refused(answer, 53)


def test_raw_utf8_is_taken(marmot):
    raw = gemini(marmot, marmot.url("/café/").encode())
    encoded = gemini(marmot, "/caf%C3%A9/")
    assert raw.status == encoded.status == 20 and raw.body == encoded.body


def test_raw_blank_is_taken_in_the_query_alone(marmot):
    """Bombadillo, gmni and Offpunk send what was typed."""
    home(gemini(marmot, b"gemini://localhost/?two words"))
    refused(gemini(marmot, b"gemini://localhost/two words?x"), 59)


SAME = [
    ("/notes-are-not-there.txt", "/missing.gmi", 51),
    ("/crlf.txt", "/%63rlf.txt", 20),
    ("/crlf.txt", "/%63%72%6C%66%2etxt", 20),
    ("/crlf.txt", "/posts/../crlf.txt", 20),
    ("/crlf.txt", "/./crlf.txt", 20),
    ("/crlf.txt", "/%2e/crlf.txt", 20),
    ("/crlf.txt", "//crlf.txt", 20),
    ("/caf%C3%A9/", "/caf%c3%a9/", 20),
    ("/with%20space.gmi", "/with%20spac%65.gmi", 20),
    ("/percent%2541.txt", "/%70ercent%2541.txt", 20),
]


@pytest.mark.parametrize("one,other,status", SAME)
def test_the_same_page_in_other_escapes(marmot, one, other, status):
    first, second = gemini(marmot, one), gemini(marmot, other)
    assert first.status == second.status == status, (first, second)
    assert first.raw == second.raw


def test_plus_is_no_blank(marmot):
    assert gemini(marmot, "/with%20space.gmi").status == 20
    answer = gemini(marmot, "/with+space.gmi")
    assert answer.status == 51, answer


def test_decoded_once(marmot):
    assert gemini(marmot, "/percent%2541.txt").body == b"percent\n"
    assert gemini(marmot, "/percent%41.txt").status == 51  # percentA.txt


def test_query_on_a_page_that_takes_none(marmot):
    for query in ("?", "?x", "?a=b&c=d", "?%C3%A9", "?/../..", "?a?b"):
        home(gemini(marmot, "/" + query))


def test_case_of_a_path_counts(marmot):
    """The file is Case.md; another case is at most another spelling, never the page itself."""
    assert gemini(marmot, "/Case.gmi").status == 20
    assert gemini(marmot, "/cASE.gmi").status in (31, 51)
    assert gemini(marmot, "/CRLF.TXT").status in (31, 51)


def test_fragments_by_option(serve, site):
    lenient = serve(site, settings={"title": "The test capsule", "accept_fragments": True})
    home(gemini(lenient, b"gemini://localhost/#f"))
    home(gemini(lenient, b"gemini://localhost/?q#"))
    assert gemini(lenient, "/crlf.txt#x").body == gemini(lenient, "/crlf.txt").body
    refused(gemini(lenient, b"gemini://u@localhost/#f"), 59)
