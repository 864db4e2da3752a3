"""Many connections, few descriptors, large files: others are served still, and memory stays small."""

import hashlib
import os
import re
import resource
import shutil
import sys
import threading
from pathlib import Path

import pytest
from fixtures import wait_for_texts
from folder import article, large_blocks, make_large, write
from judge import judge_header
from marmot import LITTLE_QUARANTINE, binary, wait_for
from wire import Answer, Hang, Plain, Tls, gemini, gopher, is_served, pause

LARGE = 50 * 1024 * 1024
MEMORY_MORE = 24 * 1024 * 1024  # [bytes] that streaming may take, sanitizers and all


def with_files(n):
    """For the server's side of fork: it may have n descriptors."""
    return lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (n, n))


def idle_crowd(server, protocol, n):
    crowd = []
    for _ in range(n):
        try:
            crowd.append(Plain(server.address(protocol)))
        except OSError:
            break
    return crowd


@pytest.mark.parametrize("connections", [None, 1000], ids=["as many as descriptors", "more than descriptors"])
def test_three_hundred_idle_connections(serve, site, connections):
    """With 64 descriptors: it neither dies nor spins nor fills the log, and serves others afterwards."""
    # As many workers as a large machine has processors would need all of them themselves.
    limits = {f"{name}_seconds": 300 for name in ("handshake", "request")} | {"workers": 2}
    if connections:
        limits["connections"] = connections
    server = serve(site, settings={"limits": limits}, before=with_files(64))
    crowd = idle_crowd(server, "gemini", 150) + idle_crowd(server, "gopher", 150)
    try:
        assert len(crowd) > 60
        # An idler gives way to somebody who asks.
        assert is_served(server)
    finally:
        for client in crowd:
            client.sock.close()
    for _ in range(5):
        assert is_served(server)
    assert len(server.log()) < 32768, "it complains too much"


def test_connections_are_limited_by_option(serve, site):
    server = serve(site, settings={"limits": {"connections": 20, "request_seconds": 300, "handshake_seconds": 300}})
    crowd = idle_crowd(server, "gopher", 60)
    try:
        assert is_served(server)
    finally:
        for client in crowd:
            client.sock.close()
    assert is_served(server)


def test_a_burst_of_clients(marmot):
    """All at once, each gets its own answer."""
    wanted = {"/": gemini(marmot, "/").raw, "/posts/first.gmi": gemini(marmot, "/posts/first.gmi").raw,
              "/data.bin": gemini(marmot, "/data.bin").raw, "/missing": gemini(marmot, "/missing").raw}
    wrong = []

    def ask(path):
        try:
            answer = gemini(marmot, path)
            if answer.raw != wanted[path] or judge_header(answer):
                wrong.append(answer)
            if not gopher(marmot, "/posts/").raw.endswith(b"\r\n.\r\n"):
                wrong.append("menu")
        except (OSError, Hang, AssertionError) as failure:
            wrong.append(failure)

    threads = [threading.Thread(target=ask, args=(path,)) for path in list(wanted) * 25]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_idle_handshaken_clients_hurt_nobody(marmot):
    crowd = [Tls(marmot.address("gemini")) for _ in range(100)]
    try:
        for client in crowd[::3]:
            client.send(b"gemini://loc")
        assert is_served(marmot)
        # And those who waited are served as well.
        for client in crowd[::3]:
            client.send(b"alhost/missing\r\n")
        for client in crowd[::3]:
            raw = client.read()
            assert Answer(raw, client.end).status == 51
    finally:
        for client in crowd:
            client.sock.close()


@pytest.fixture(scope="module")
def large_folder():
    from fixtures import remove_folder, scratch_folder

    work = scratch_folder("large")
    (work / "content").mkdir()
    make_large(work / "content" / "large.bin", LARGE)
    make_large(work / "content" / "large.txt", LARGE)
    yield work / "content"
    remove_folder(work)


def digest_of(blocks):
    digest = hashlib.sha256()
    for block in blocks:
        digest.update(block)
    return digest.hexdigest()


def test_large_file_is_streamed(serve, large_folder):
    """To the last byte, in both protocols, in little memory."""
    server = serve(large_folder, env=LITTLE_QUARANTINE)
    assert is_served(server)
    gemini(server, "/missing")
    before = server.memory(peak=True)
    wanted = digest_of(large_blocks(LARGE))
    for make, protocol, line in ((Tls, "gemini", server.url("/large.bin").encode()), (Plain, "gopher", b"/large.bin")):
        with make(server.address(protocol)) as client:
            client.send(line + b"\r\n")
            head = b""
            while protocol == "gemini" and b"\r\n" not in head:
                head += client.recv(1)
            if protocol == "gemini":
                assert head == b"20 application/octet-stream\r\n"
            assert digest_of(iter(client.recv, b"")) == wanted
            assert client.end == "clean"
    with Plain(server.address("gopher")) as client:
        client.send(b"/large.txt\r\n")
        size = sum(len(part) for part in iter(client.recv, b""))
        assert size == LARGE + LARGE // 16  # a CR for each line of 16
    assert server.memory(peak=True) - before < MEMORY_MORE


def test_many_readers_of_a_large_file(serve, large_folder):
    """Ten that have asked and read slowly share no memory's worth of it."""
    server = serve(large_folder, env=LITTLE_QUARANTINE)
    assert is_served(server)
    before = server.memory(peak=True)
    crowd = []
    for _ in range(10):
        client = Tls(server.address("gemini"), receive_buffer=65536)
        client.send(server.url("/large.bin").encode() + b"\r\n")
        crowd.append(client)
    try:
        for _ in range(20):
            for client in crowd:
                assert client.recv()
        assert is_served(server)
        assert server.memory(peak=True) - before < MEMORY_MORE
    finally:
        for client in crowd:
            client.sock.close()


def test_large_article_is_converted(serve, scratch):
    """Megabytes of Markdown are a job off the loop: others are answered meanwhile."""
    folder = scratch / "content"
    folder.mkdir()
    paragraph = "A paragraph with a [link](https://example.org/x) and `code` in it.\n\n"
    (folder / "long.md").write_text("---\ntitle: Long\ndate: 2020-01-01\n---\n\n" + paragraph * 20000)
    server = serve(folder)
    with Tls(server.address("gemini")) as client:
        client.send(server.url("/long.gmi").encode() + b"\r\n")
        assert is_served(server)
        answer = client.read()
    assert answer.startswith(b"20 text/gemini") and client.end == "clean"
    assert answer.count(b"A paragraph with") == 20000


def test_too_many_jobs_are_refused(serve, scratch):
    """Room for one article at a time: the others are told to come again, and get it then."""
    folder = scratch / "content"
    folder.mkdir()
    paragraph = "A paragraph with a [link](https://example.org/x) and `code` in it.\n\n"
    for i in range(8):
        (folder / f"long-{i}.md").write_text(f"---\ntitle: Long {i}\ndate: 2020-01-01\n---\n\n" + paragraph * 20000)
    server = serve(folder, settings={"limits": {"helpers": 1, "jobs": 1, "cache_size": 0, "job_seconds": 300}})
    refused = served = 0
    for _ in range(50):
        clients = [Tls(server.address("gemini")) for _ in range(8)]
        menus = [Plain(server.address("gopher")) for _ in range(2)]
        for i, client in enumerate(clients):
            client.send(server.url(f"/long-{i}.gmi").encode() + b"\r\n")
        for i, client in enumerate(menus):
            client.send(f"/long-{i}\r\n".encode())
        for client in clients:
            raw = client.read()
            answer = Answer(raw, client.end, client.after())
            assert judge_header(answer) == []
            assert answer.status == 41 or (answer.status, answer.body.count(b"A paragraph with")) == (20, 20000), answer
            refused, served = refused + (answer.status == 41), served + (answer.status == 20)
            client.sock.close()
        for client in menus:
            raw = client.read()
            assert raw.endswith(b"\r\n.\r\n") and client.end == "clean"
            client.sock.close()
        if refused and served:
            break
    assert refused and served
    assert gemini(server, "/long-0.gmi").status == 20


def test_short_pages_are_made_though_long_ones_fill_the_helpers(serve, scratch):
    """While a long text is parsed short ones are made by helpers, but not if there is no room for them."""
    folder = scratch / "content"
    folder.mkdir()
    paragraph = "A paragraph with https://example.org/x and `code` in it.\n\n"
    (folder / "long.md").write_text("---\ntitle: Long\ndate: 2020-01-01\n---\n\n" + paragraph * 20000)
    (folder / "short.md").write_text("---\ntitle: Short\ndate: 2020-01-01\n---\n\nA short one.\n")
    # Nobody else reads the long text, as the index would: a short page that waits for that takes the one place.
    server = serve(folder, settings={"search": False, "backlinks": False, "limits": {
        "helpers": 1, "jobs": 1, "cache_size": 0, "job_seconds": 300}})
    for _ in range(10):
        with Tls(server.address("gemini")) as long:
            long.send(server.url("/long.gmi").encode() + b"\r\n")
            for _ in range(10):
                answer = gemini(server, "/short.gmi")
                assert answer.status == 20 and b"A short one." in answer.body, answer
            assert long.read().startswith(b"20 ")


def test_reload_and_edits_under_load(serve, site):
    """Eight readers at once, articles changing, the folder read again and again: every answer is whole."""
    server = serve(site, settings={"rescan_seconds": 1, "limits": {"workers": 4}})
    wrong, stop = [], threading.Event()

    def read(paths):
        while not stop.is_set():
            for path in paths:
                try:
                    answer = gemini(server, path)
                    if judge_header(answer) or answer.status != 20:
                        wrong.append((path, answer))
                    menu = gopher(server, path.removesuffix(".gmi"))
                    if menu.end != "clean" or menu.is_error:
                        wrong.append((path, menu))
                except (OSError, Hang, AssertionError) as failure:
                    wrong.append((path, failure))

    paths = ["/", "/posts/", "/posts/first.gmi", "/tags/digging.gmi", "/guide/alpha.gmi", "/archive/2023.gmi",
             "/posts/second.txt", "/atom.xml"]
    def change():
        """Files come, are renamed and go without a pause, and so do folders."""
        i = 0
        while not stop.is_set():
            folder = site / "restless" / f"folder-{i % 5}"
            write(folder / f"{i}.md", article(f"Restless {i}", "2024-01-01", tags=f"[Digging, restless {i % 7}]"))
            os.replace(folder / f"{i}.md", folder / "same.md")
            if i % 5 == 4:
                shutil.rmtree(site / "restless")
            i += 1
            pause(0.005)

    threads = [threading.Thread(target=read, args=(paths[i:] + paths[:i],)) for i in range(8)]
    threads.append(threading.Thread(target=change))
    for thread in threads:
        thread.start()
    try:
        for i in range(12):
            (site / "posts" / f"more-{i}.md").write_text(article(f"More {i}", "2024-01-01", tags=f"[Digging, tag {i}]"))
            (site / "guide" / "alpha.md").write_text(article("Alpha comes second", "2021-01-01",
                                                             body=f"Change {i}. " * (i * 50 + 1)))
            server.reload()
    finally:
        stop.set()
        for thread in threads:
            thread.join()
    assert wrong == []
    assert "Change 11." in gemini(server, "/guide/alpha.gmi").text
    write(site / "posts" / "last.md", article("The last one", "2024-01-01"))
    wait_for("the last one", lambda: "The last one" in gemini(server, "/posts/").text)
    assert len(re.findall("read .* again", server.log())) > 12  # by itself, and when asked


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has all of 127.0.0.0/8 by itself")
def test_large_pages_that_nobody_reads(serve, scratch):
    """Each of them lies in memory until it is read: of one address 16 MB, of all 64 MB, and the one that passes that."""
    folder = scratch / "content"
    write(folder / "index.md", article("Home"))
    write(folder / "book.md", article("Book", "2020-01-01", body=("word " * 60 + "\n\n") * 10000))
    size, share, whole = 3000000, 16 << 20, 64 << 20  # [bytes]; the page is no smaller than its text
    server = serve(folder, env=LITTLE_QUARANTINE, settings={"limits": {
        "loopback": True, "requests_per_second": 1000, "requests_burst": 1000, "reply_seconds": 300, "job_seconds": 300}})
    crowd = []

    def ask(source):
        client = Tls(server.address("gemini"), receive_buffer=4096, source=source)
        crowd.append(client)
        client.send(server.url("/book.gmi").encode() + b"\r\n")
        return client.recv(2)

    try:
        greedy = [ask("127.0.0.2") for _ in range(share // size + 5)]
        assert greedy.index(b"44") <= share // size + 1 and set(greedy) == {b"20", b"44"}, greedy
        # That is nobody else's concern.
        assert ask("127.0.0.3") == b"20"
        many = [ask(f"127.0.1.{i}") for i in range(whole // size)]
        assert set(many) == {b"20", b"41"}, many
        assert gemini(server, "/", source="127.0.0.4").status == 20
    finally:
        for client in crowd:
            client.sock.close()
    wait_for("room for large pages", lambda: len(gemini(server, "/book.gmi", source="127.0.0.2").text) > size)


@pytest.mark.parametrize("path,line,lines", [("/search?alpha", "a alpha\n", 20000), ("/texts/", "a\n", 8000),
                                             ("/atom.xml", "a\n", 8000)])
def test_a_page_of_many_texts_that_take_much_memory(serve, scratch, path, line, lines):
    """Of short lines a tree is a hundred times as large as its text: one at a time is in memory, not those of all."""
    folder, n = scratch / "content", 20 if "search" in path else 100
    write(folder / "index.md", article("Home"))
    for i in range(n):
        write(folder / "texts" / f"{i}.md", article(f"Text {i}", f"2020-01-{1 + i % 28:02}", body=line * lines))
    server = serve(folder, env=LITTLE_QUARANTINE, settings={"feed_entries": n, "limits": {"job_seconds": 300,
                                                                                         "search_seconds": 60}})
    wait_for("the texts to be read", lambda: "Still indexing" not in gemini(server, "/search?nothing").text)
    before = server.memory(peak=True)
    answer = gemini(server, path)
    assert answer.status == 20 and b"Text 1" in answer.body, answer
    # ThreadSanitizer and Valgrind take many times the program's memory, and keep it.
    if not any(mark in Path(binary()).read_bytes() for mark in (b"__tsan_init", b"valgrind")):
        assert server.memory(peak=True) - before < 200 * 1024 * 1024, "sanitizers and all"


def test_pages_are_the_same_without_a_cache(serve, site, marmot):
    """Only their ports differ."""
    bare = serve(site, settings={"title": "The test capsule", "author": "Mara Mott", "limits": {"cache_size": 0}},
                 host=("localhost", "marmot.test"))
    wait_for_texts(bare)
    for path in ("/", "/posts/", "/posts/first.gmi", "/posts/second.gmi", "/tags/", "/guide/alpha.txt",
                 "/archive/2023.gmi"):
        bodies = {gemini(server, path).raw.replace(str(server.ports[name]).encode(), b"PORT")
                  for server in (bare, bare, marmot, marmot) for name in ("gemini",)}
        assert len(bodies) == 1, path


def test_a_thousand_requests_leak_nothing(marmot):
    """Descriptors above all: more requests than there are of them."""
    import pathlib

    descriptors = pathlib.Path(f"/proc/{marmot.process.pid}/fd")
    before = len(list(descriptors.iterdir())) if descriptors.exists() else None
    for i in range(250):
        assert gemini(marmot, "/data.bin").end == "clean"
        assert gopher(marmot, "/crlf.txt").end == "clean"
        gopher(marmot, f"/missing-{i}")
        gemini(marmot, f"/missing-{i}?{'q' * i}")
    if before is not None:
        assert len(list(descriptors.iterdir())) <= before + 16  # some may linger still
