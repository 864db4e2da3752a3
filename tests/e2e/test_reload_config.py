"""SIGHUP reads everything anew as one transaction: all of it, or nothing at all."""

import os
import re
import signal
import socket
import threading

import pytest

from fixtures import UNHURRIED
from folder import article, write
from marmot import wait_for, yaml_of
from sandbox import landlock
from wire import Plain, Tls, finish, gemini, gopher


@pytest.fixture
def folder(scratch):
    folder = scratch / "content"
    write(folder / "posts" / "first.md", article("First post", "2024-01-01", tags="[burrow]"))
    return folder


def settings_file(marmot):
    return marmot.work / "marmot.yaml"


def change(marmot, settings):
    """New settings in the file, and a reload; what the log said about it."""
    text = settings if isinstance(settings, str) else yaml_of(settings)
    settings_file(marmot).write_text(text)
    before = len(marmot.log())
    marmot.reload()
    return marmot.log()[before:]


def title(marmot):
    return gemini(marmot, "/").text.split("\n", 1)[0]


# --- what changes --------------------------------------------------------------------------


def test_title(serve, folder):
    marmot = serve(folder, settings={"title": "The old burrow"})
    assert title(marmot) == "# The old burrow"
    said = change(marmot, {"title": "The new burrow", "footer": "posts/first.md"})
    assert title(marmot) == "# The new burrow" and "The new burrow" in gopher(marmot, "/").text
    assert "read" in said and "as asked" in said


def at_once(marmot, n):
    """So many requests without a wait between them."""
    clients = [Plain(marmot.address("gopher")) for _ in range(n)]
    for client in clients:
        client.send(b"/\r\n")
    answers = [client.read() for client in clients]
    for client in clients:
        client.sock.close()
    return answers


def test_limits(serve, folder):
    """A rate that is set holds for the next request, and one that is lifted no more."""
    marmot = serve(folder, settings={"limits": {"loopback": True}})
    assert all(gemini(marmot, "/").status == 20 for _ in range(5))
    change(marmot, {"limits": {"loopback": True, "requests_per_second": 1, "requests_burst": 2}})
    assert any(b"Too many requests" in answer for answer in at_once(marmot, 20))
    change(marmot, {"limits": {"loopback": True, "requests_per_second": 0}})
    assert not any(b"Too many requests" in answer for answer in at_once(marmot, 20))


def test_rules_people_words_and_hosts(serve, folder):
    """Whom a certificate is asked of, too, which is settled with the handshake."""
    marmot = serve(folder)
    assert gemini(marmot, "/old").status == 51 and gemini(marmot, "/posts/first.gmi").status == 20
    change(marmot, {"redirects": {"/old": "/"}, "private": {"posts": ["all"]}, "lang": "de",
                    "words": {"latest": "Eben ausgegraben"}})
    assert gemini(marmot, "/old").status == 31 and gemini(marmot, "/posts/first.gmi").status == 60
    change(marmot, {"gone": ["/old"], "lang": "de", "words": {"latest": "Eben ausgegraben"}})
    assert gemini(marmot, "/old").status == 52 and gemini(marmot, "/posts/first.gmi").status == 20
    assert "Eben ausgegraben" in gemini(marmot, "/").text
    change(marmot, {})
    assert gemini(marmot, "/old").status == 51 and "Eben ausgegraben" not in gemini(marmot, "/").text


def test_log_file(serve, folder):
    """Another one from the next line on; the first is left alone."""
    marmot = serve(folder, settings={"log_file": "one.log"})
    gemini(marmot, "/posts/")
    wait_for("the line", lambda: "/posts/" in (marmot.work / "one.log").read_text())
    change(marmot, {"log_file": "two.log"})
    gemini(marmot, "/posts/first.gmi")
    wait_for("the line", lambda: "first.gmi" in (marmot.work / "two.log").read_text())
    assert "first.gmi" not in (marmot.work / "one.log").read_text()


def test_log_settings(serve, folder):
    marmot = serve(folder, settings={"log_requests": False})
    gemini(marmot, "/posts/")
    assert "/posts/" not in marmot.log()
    change(marmot, {"log_requests": True, "log_format": "json", "log_addresses": "full"})
    gemini(marmot, "/posts/first.gmi")
    marmot.wait_log("/posts/first.gmi")
    line = next(line for line in marmot.log().splitlines() if "/posts/first.gmi" in line)
    assert '"status":20' in line and '"client":"127.0.0.1"' in line
    change(marmot, {"log_requests": False})
    gemini(marmot, "/tags/")
    gemini(marmot, "/tags/")
    assert "localhost/tags/" not in marmot.log()


# --- mistakes ------------------------------------------------------------------------------

MISTAKES = {
    "an unknown key": ("titel: New\n", r"marmot\.yaml:1:\d+: error: titel: there is no such key; did you mean \"title\""),
    "a bad value": ("title: New\nlog_format: xml\n", r"marmot\.yaml:2:\d+: error: log_format: needs one of plain"),
    "a bad limit": ("title: New\nlimits:\n  requests_burst: many\n", r"marmot\.yaml:3:\d+: error: limits: requests_burst"),
    "bad YAML": ("title: [New\n", r"marmot\.yaml:\d+:\d+: error: title: a list .* is not closed"),
    "a bad pattern": ("title: New\nredirects:\n  /old/(: /new\n", r"marmot\.yaml:3:\d+: error: redirects"),
    "half a certificate": ("title: New\ncertificate: a.crt\n", "belong together"),
    "people nobody knows how": ("title: New\nprivate:\n  secret: [not a name:]\n", r"marmot\.yaml:\d+"),
    "two capsules with one folder": ("title: New\nhost: a.test\ncapsules:\n  - host: b.test\n    content: {content}\n",
                                     "is the content of two of them"),
    "a capsule without a folder": ("title: New\ncapsules:\n  - host: b.test\n    content: nowhere\n", "nowhere"),
    "words without a form": ("title: New\nwords: 7\n", r"marmot\.yaml:2"),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_changes_nothing(serve, folder, mistake):
    marmot = serve(folder, settings={"title": "The old burrow", "log_requests": False})
    text, words = MISTAKES[mistake]
    write(folder / "posts" / "second.md", article("Second post", "2024-02-02"))
    said = change(marmot, text.format(content=folder))
    assert re.search(words, said), said
    assert "nothing is reloaded" in said
    assert title(marmot) == "# The old burrow"
    # The next one, without it, is not held up.
    change(marmot, {"title": "The new burrow"})
    assert title(marmot) == "# The new burrow" and "Second post" in gemini(marmot, "/posts/").text


def test_a_file_that_is_gone_changes_nothing(serve, folder):
    marmot = serve(folder, settings={"title": "The old burrow"})
    settings_file(marmot).unlink()
    marmot.reload()
    assert "cannot be read" in marmot.log() and title(marmot) == "# The old burrow"


# --- in one step ---------------------------------------------------------------------------

def test_readers_see_the_old_or_the_new(serve, folder):
    """While it is reloaded again and again, with mistakes between: no failed answer, and never a mixture."""
    for i in range(30):
        write(folder / "posts" / f"{i}.md", article(f"Post {i}", "2024-01-01"))
    write(folder / "head-a.md", "Head of burrow A.\n")
    write(folder / "head-b.md", "Head of burrow B.\n")
    marmot = serve(folder, settings={"title": "Burrow A", "header": "head-a.md", "log_requests": False})
    wrong, seen, stop = [], set(), threading.Event()

    def read(protocol):
        while not stop.is_set():
            answer = gemini(marmot, "/") if protocol == "gemini" else gopher(marmot, "/")
            text = answer.text
            if protocol == "gemini" and (answer.status != 20 or answer.end != "clean"):
                wrong.append(repr(answer))
            found = set(re.findall(r"(?:Burrow|burrow) ([AB])", text))
            if len(found) != 1:
                wrong.append(text)
            seen.update(found)

    readers = [threading.Thread(target=read, args=(protocol,)) for protocol in ("gemini", "gemini", "gopher")]
    for reader in readers:
        reader.start()
    try:
        for i in range(12):
            letter = "ba"[i % 2]
            change(marmot, {"title": f"Burrow {letter.upper()}", "header": f"head-{letter}.md", "log_requests": False,
                            "limits": {"request_seconds": 10 + i, "helpers": 1 + i % 3, "cache_size": i % 2 * 1000000}})
            if i % 3 == 0:
                change(marmot, "title: Burrow C\nno_such_key: 1\n")
    finally:
        stop.set()
        for reader in readers:
            reader.join()
    assert not wrong, wrong[:3]
    assert seen == {"A", "B"}


def test_a_request_that_has_begun_keeps_what_was(serve, folder):
    """One who has only connected sees the new; an answer under way goes on to its end; then the old is given back."""
    write(folder / "large.txt", "marmot\n" * 400000)
    marmot = serve(folder, settings={"title": "The old burrow", "limits": UNHURRIED})
    slow = Plain(marmot.address("gopher"))
    slow.send(b"/large.txt\r\n")
    assert slow.recv(10)
    early = Tls(marmot.address("gemini"))
    early.send(b"gemini://localhost/")
    change(marmot, {"title": "The new burrow", "limits": UNHURRIED})
    early.send(b"\r\n")
    assert finish(early).text.startswith("# The new burrow")
    assert slow.read().count(b"marmot") > 399990
    slow.sock.close()
    early.sock.close()
    change(marmot, {"title": "The newest burrow"})
    assert title(marmot) == "# The newest burrow"


def test_a_signal_during_the_start(serve, folder):
    """It ended the process; it waits until there is something to be reloaded."""
    marmot = serve(folder, settings={"title": "Burrow"}, launch=True)
    marmot.wait_log("sandbox  ")
    for number in (signal.SIGHUP, signal.SIGUSR1):
        os.kill(marmot.process.pid, number)
    marmot.wait_log("again, as asked")
    marmot.is_listening(2)
    assert title(marmot) == "# Burrow"


def test_signals_in_a_row(serve, folder):
    """One that comes while another is obeyed leads to one more."""
    marmot = serve(folder, settings={"title": "Burrow 0"})
    for i in range(1, 8):
        settings_file(marmot).write_text(f"title: Burrow {i}\n")
        os.kill(marmot.process.pid, signal.SIGHUP)
    wait_for("the last of them", lambda: title(marmot) == "# Burrow 7")


# --- addresses -----------------------------------------------------------------------------


def ports(said, protocol):
    return [int(port) for port in re.findall(rf"{protocol} +127\.0\.0\.1 port (\d+)", said)]


def nex(port, path=b"/posts/"):
    with Plain(("127.0.0.1", port)) as client:
        client.send(path + b"\n")
        return client.read()


def is_refused(port):
    try:
        Plain(("127.0.0.1", port)).sock.close()
    except ConnectionRefusedError:
        return True
    return False


def test_addresses_come_and_go(serve, folder):
    """Those that stay are not touched, whatever happens to the others: no connection to them is refused or lost."""
    marmot = serve(folder, settings={"log_requests": False})
    wrong, stop = [], threading.Event()

    def read():
        while not stop.is_set():
            try:
                answer = gemini(marmot, "/posts/")
                if answer.status != 20 or answer.end != "clean":
                    wrong.append(repr(answer))
            except OSError as error:
                wrong.append(repr(error))

    reader = threading.Thread(target=read)
    reader.start()
    try:
        for _ in range(5):
            said = change(marmot, {"log_requests": False, "nex": ["127.0.0.1:0", "127.0.0.1:0"]})
            one, two = ports(said, "nex")
            assert b"First post" in nex(one) and b"First post" in nex(two)
            said = change(marmot, {"log_requests": False, "nex": "127.0.0.1:0", "spartan": "127.0.0.1:0"})
            assert ports(said, "nex") == [one] and b"First post" in nex(one)
            wait_for("the other to be closed", lambda: is_refused(two))
            change(marmot, {"log_requests": False})
            wait_for("both to be closed", lambda: is_refused(one))
    finally:
        stop.set()
        reader.join()
    assert not wrong, wrong[:3]


def test_a_closed_address_finishes_what_it_began(serve, folder):
    write(folder / "large.txt", "marmot\n" * 400000)
    marmot = serve(folder, settings={"limits": UNHURRIED})
    port, = ports(change(marmot, {"nex": "127.0.0.1:0", "limits": UNHURRIED}), "nex")
    with Plain(("127.0.0.1", port)) as slow, Plain(("127.0.0.1", port)) as silent:
        slow.send(b"/large.txt\n")
        assert slow.recv(10)
        change(marmot, {"limits": UNHURRIED})
        wait_for("it to be closed", lambda: is_refused(port))
        assert slow.read().count(b"marmot") > 399990
        silent.send(b"/posts/\n")
        assert b"First post" in silent.read()


def test_an_address_in_use_changes_nothing(serve, folder):
    marmot = serve(folder, settings={"title": "The old burrow"})
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        said = change(marmot, {"title": "The new burrow", "nex": ["127.0.0.1:0", "127.0.0.1:%d" % other.getsockname()[1]]})
    assert "in use" in said and "nex" in said and title(marmot) == "# The old burrow"
    change(marmot, {"title": "The new burrow"})
    assert title(marmot) == "# The new burrow"


def test_a_protocol_may_take_over_a_port(serve, folder):
    marmot = serve(folder)
    port, = ports(change(marmot, {"nex": "127.0.0.1:0"}), "nex")
    change(marmot, {})
    wait_for("it to be closed", lambda: is_refused(port))
    change(marmot, {"nex": f"127.0.0.1:{port}"})
    assert b"First post" in nex(port)
    change(marmot, {"finger": f"127.0.0.1:{port}"})
    with Plain(("127.0.0.1", port)) as client:
        client.send(b"\r\n")
        assert b"First post" in client.read()


# --- what needs a restart ------------------------------------------------------------------

RESTART = {
    "user": "user: root\n", "sandbox": "sandbox: false\n", "sandbox_read": "sandbox_read: [/srv]\n",
    "limits: workers": "limits:\n  workers: 7\n",
}


@pytest.mark.parametrize("key", RESTART)
def test_needs_a_restart(serve, folder, key):
    marmot = serve(folder, settings={"title": "The old burrow"})
    said = change(marmot, "title: The new burrow\n" + RESTART[key])
    assert f"{key}: needs a restart" in said
    assert title(marmot) == "# The old burrow"


@pytest.mark.skipif(os.geteuid() != 0, reason="only root is dangerous")
def test_root_still_serves_no_strangers(serve, folder):
    marmot = serve(folder, settings={"title": "The old burrow"})
    said = change(marmot, "title: The new burrow\nnex: '0.0.0.0:0'\n")
    assert "root must not serve strangers" in said and title(marmot) == "# The old burrow"


@landlock
@pytest.mark.parametrize("key, line", [
    ("content", "capsules:\n  - {{host: b.test, content: {elsewhere}}}\n"), ("assets", "assets: [{elsewhere}]\n"),
    ("log_file", "log_file: {elsewhere}/log\n"), ("titan", "titan: {{paths: {{posts/: [all]}}}}\n"),
    ("certificate", "certificate: {elsewhere}/a.crt\ncertificate_key: {elsewhere}/a.key\n"),
    ("host", "capsules:\n  - {{host: b.test, content: {inside}}}\n"),
])
def test_beyond_the_sandbox_needs_a_restart(serve, folder, scratch, key, line):
    (scratch / "elsewhere").mkdir()
    marmot = serve(folder, settings={"title": "The old burrow"})
    text = "title: The new burrow\n" + line.format(elsewhere=scratch / "elsewhere", inside=folder / "posts")
    said = change(marmot, text)
    assert re.search(rf"{key}: .*needs a restart", said), said
    assert title(marmot) == "# The old burrow"


@landlock
def test_a_folder_that_is_served_no_more_is_not_missed(serve, folder, scratch):
    """Whatever became of it, it held up all that came after."""
    (scratch / "static").mkdir()
    (scratch / "static" / "a.txt").write_text("asset\n")
    marmot = serve(folder, settings={"assets": [scratch / "static"]})
    assert gemini(marmot, "/a.txt").status == 20
    (scratch / "static").rename(scratch / "old")
    (scratch / "static").mkdir()
    change(marmot, {"assets": [scratch / "static"], "title": "With another"})
    assert "needs a restart" in marmot.log() and title(marmot) != "# With another"
    for name in ("Without it", "Still going"):
        change(marmot, {"title": name})
        assert title(marmot) == f"# {name}" and gemini(marmot, "/a.txt").status == 51
    # It can come back, as long as it is the same.
    (scratch / "static").rmdir()
    (scratch / "old").rename(scratch / "static")
    change(marmot, {"assets": [scratch / "static"]})
    assert gemini(marmot, "/a.txt").status == 20


def test_without_a_sandbox_folders_and_hosts_may_come(serve, folder, scratch):
    write(scratch / "elsewhere" / "note.md", article("A note from elsewhere", "2024-01-01"))
    marmot = serve(folder, settings={"sandbox": False})
    change(marmot, {"sandbox": False, "capsules": [{"host": "b.test", "content": scratch / "elsewhere"}]})
    with Tls(marmot.address("gemini"), sni="b.test") as client:
        client.send(b"gemini://b.test/\r\n")
        assert "A note from elsewhere" in finish(client).text
    assert "First post" in gemini(marmot, "/").text
    change(marmot, {"sandbox": False})
    with Tls(marmot.address("gemini"), sni="b.test") as client:
        client.send(b"gemini://b.test/\r\n")
        assert finish(client).status == 53


# --- what is kept ----------------------------------------------------------------------------


def test_search_and_backlinks_are_not_forgotten(serve, folder):
    """Handed on: there is no moment in which nothing is found."""
    write(folder / "posts" / "second.md", article("Second post", "2024-02-02", body="See [the first](first.md), woodchuck."))
    marmot = serve(folder, settings={"title": "Burrow 0"})
    wait_for("the index", lambda: "Second post" in gemini(marmot, "/search?woodchuck").text)
    wait_for("the link", lambda: "Linked from" in gemini(marmot, "/posts/first.gmi").text)
    for i in range(1, 6):
        change(marmot, {"title": f"Burrow {i}"})
        assert "Second post" in gemini(marmot, "/search?woodchuck").text
        assert "Linked from" in gemini(marmot, "/posts/first.gmi").text
    assert "kept in memory" not in marmot.log()
    write(folder / "posts" / "third.md", article("Third post", "2024-03-03", body="Another woodchuck."))
    wait_for("the next to be found", lambda: "Third post" in gemini(marmot, "/search?woodchuck").text)


def test_a_removed_certificate_is_not_made_anew(serve, folder):
    """Readers have pinned the one in use."""
    marmot = serve(folder, settings={"title": "The old burrow", "sandbox": False})
    for path in marmot.certs.iterdir():
        path.unlink()
    said = change(marmot, {"title": "The new burrow", "sandbox": False})
    assert "none is made in the place" in said and not list(marmot.certs.iterdir())
    assert title(marmot) == "# The old burrow"
