"""Real clients that show a certificate: a private page, drafts, an upload."""

import subprocess

import pytest
from folder import article, write
from identity import Identity
from terminal import Terminal, need

GUARD = 100  # [s]


@pytest.fixture
def ada(scratch):
    return Identity(scratch / "people", "ada")


@pytest.fixture
def desk(serve, scratch, ada):
    folder = scratch / "content"
    write(folder / "index.md", article("The desk", body="[To the members](members/)"))
    write(folder / "members" / "plan.md", article("The secret plan", "2021-01-01", body="Dig deeper."))
    write(folder / "members" / "next.md", article("What comes next", "2021-02-01", draft="true", body="Sleep."))
    return serve(folder, settings={"title": "The desk", "private": {"members/": ada.fingerprint},
                                   "authors": [ada.fingerprint], "titan": {"max_size": "1M"}})


def amfora_knows(home, marmot, who):
    """Its settings: who is shown to this server."""
    names = "localhost", f"localhost:{marmot.ports['gemini']}"
    lines = ["[auth.certs]"] + [f"\"{name}\" = '{who.crt}'" for name in names]
    lines += ["[auth.keys]"] + [f"\"{name}\" = '{who.key}'" for name in names]
    write(home / "xdg-config" / "amfora" / "config.toml", "\n".join(lines) + "\n")


def test_amfora_is_asked(desk, home):
    """Without a certificate it shows what is said, and public pages as ever."""
    with Terminal(home, need("amfora"), desk.url("/members/")) as terminal:
        terminal.wait("certificate is needed here")
    with Terminal(home, need("amfora"), desk.url("/")) as terminal:
        terminal.wait("The desk", "To the members")


def test_amfora_is_let_in(desk, home, ada):
    amfora_knows(home, desk, ada)
    with Terminal(home, need("amfora"), desk.url("/members/")) as terminal:
        terminal.wait("The secret plan")
        terminal.type("Space")
        terminal.words("1")
        terminal.type("Enter")
        terminal.wait("Dig deeper.")
    with Terminal(home, need("amfora"), desk.url("/drafts/members/next.gmi")) as terminal:
        terminal.wait("What comes next", "Sleep.")


def test_amfora_is_turned_away(desk, home, scratch):
    eve = Identity(scratch / "people", "eve")
    amfora_knows(home, desk, eve)
    with Terminal(home, need("amfora"), desk.url("/members/")) as terminal:
        terminal.wait("marmot cert allow", eve.fingerprint[:20])


@pytest.mark.parametrize("version", ["-tls1_2", "-tls1_3"])
def test_s_client_publishes(desk, home, ada, version):
    """A TLS client that is not Python's: certificate, upload, and what came of it."""
    need("openssl")
    host, port = desk.address("gemini")
    command = ["openssl", "s_client", "-quiet", "-connect", f"{host}:{port}", "-servername", "localhost", version,
               "-cert", ada.crt, "-key", ada.key]
    text = article("From the shell", "2022-01-01", body="Sent by hand.").encode()

    def ask(line, body=b""):
        done = subprocess.run([str(word) for word in command], input=line.encode() + b"\r\n" + body,
                              capture_output=True, timeout=GUARD)
        assert done.returncode == 0 and b":error:" not in done.stderr, done.stderr
        return done.stdout.decode()

    head = ask(f"titan://localhost:{port}/notes/shell.gmi;size={len(text)};mime=text/markdown", text)
    assert head == f"30 {desk.url('/notes/shell.gmi')}\r\n"
    assert "Sent by hand." in ask(desk.url("/notes/shell.gmi"))
    assert ask(f"titan://localhost:{port}/notes/shell.gmi;edit").endswith(text.decode())
    assert ask(f"titan://localhost:{port}/notes/shell.gmi;size=0") == f"30 {desk.url('/')}\r\n"
    assert ask(desk.url("/notes/shell.gmi")).startswith("51 ")
