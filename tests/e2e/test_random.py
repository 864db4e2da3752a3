"""Whatever is sent, what comes back is well-formed, and the server goes on.  The seed makes a failure come again."""

import random

import pytest
from judge import judge_header, judge_menu
from wire import Plain, Tls, finish, gemini, gopher, is_served

SEEDS = range(12)
PARTS = [b"gemini://", b"localhost", b":1965", b":", b"/", b"//", b"..", b".", b"%2e", b"%2F", b"%00", b"%", b"%zz",
         b"?", b"#", b"@", b"a", b"posts",
         b"first.gmi", b"\xc3\xa9", b"\xff", b" ", b"\t", b"\x00", b"\x1b", b"[::1]", b"[", b"]", b"\\", b"~", b"*",
         b"x" * 300, b"page/2.gmi",
         b"tags/", b"http://", b"URL:", b"https://example.org", b"\r", b"\n", b"data.bin", b"GEMINI", b"localhost.",
         b"titan://", b";size=3"]


def some_line(chance):
    if chance.random() < 0.3:
        return bytes(chance.randrange(256) for _ in range(chance.randrange(60)))
    line = b"".join(chance.choice(PARTS) for _ in range(chance.randrange(1, 9)))
    return b"gemini://localhost/" + line if chance.random() < 0.5 else line


@pytest.mark.parametrize("seed", SEEDS)
def test_gemini(marmot, seed):
    chance = random.Random(seed)
    for _ in range(40):
        line = some_line(chance)
        answer = gemini(marmot, line)
        assert judge_header(answer) == [], line
        assert b"root:" not in answer.body and b"outside of the folder" not in answer.body, line
    assert is_served(marmot)


@pytest.mark.parametrize("seed", SEEDS)
def test_gopher(marmot, seed):
    chance = random.Random(seed)
    for _ in range(80):
        line = some_line(chance).removeprefix(b"gemini://localhost")
        answer = gopher(marmot, line)
        # A first byte of 0x16 is TLS, which is not answered.
        assert answer.end == "clean" and (answer.raw or line[:1] == b"\x16" or b"empty" in line), line
        assert b"root:" not in answer.raw and b"outside of the folder" not in answer.raw, line
        if answer.raw.endswith(b"\r\n.\r\n"):
            assert judge_menu(answer.raw.replace(b"3", b"i", 1) if answer.is_error else answer.raw) == [], line
    assert is_served(marmot)


@pytest.mark.parametrize("seed", SEEDS)
def test_bytes_instead_of_tls(marmot, seed):
    chance = random.Random(seed)
    for _ in range(30):
        data = bytes(chance.randrange(256) for _ in range(chance.randrange(1, 400)))
        if chance.random() < 0.5:
            data = b"\x16\x03\x01" + data
        for protocol in ("gemini", "gopher"):
            with Plain(marmot.address(protocol)) as client:
                client.send(data)
                client.half_close()
                said = client.read()
                assert not said.startswith(b"20 ")
    assert is_served(marmot)


@pytest.mark.parametrize("seed", SEEDS)
def test_cut_anywhere(marmot, seed):
    """The same request in pieces of any size, in records and segments."""
    chance = random.Random(seed)
    whole = gemini(marmot, "/posts/first.gmi").raw
    for _ in range(5):
        line, at = marmot.url("/posts/first.gmi").encode() + b"\r\n", 0
        with Tls(marmot.address("gemini")) as client:
            wire = b""
            while at < len(line):
                n = chance.randrange(1, 20)
                wire += client.record(line[at:at + n])
                at += n
            while wire:
                n = chance.randrange(1, 200)
                client.sock.sendall(wire[:n])
                wire = wire[n:]
            answer = finish(client)
        assert answer.raw == whole and answer.end == "clean"
