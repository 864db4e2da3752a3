"""Signals under load, an end with clients that do not go, certificates that go bad while they are served."""

import os
import shutil
import signal
import socket
import threading

import pytest
from fixtures import wait_for_texts
from folder import article, make_large, write
from marmot import may_not_override, wait_for
from test_certificates import ask_dates, make_pair, replace, served
from wire import Hang, Plain, Tls, gemini, gopher, is_served

LARGE = 8 * 1024 * 1024


# --- signals ------------------------------------------------------------------------------------


def test_a_hundred_reloads_under_load(serve, site):
    """Nobody's answer fails, is cut or is another one."""
    marmot = serve(site, settings={"rescan_seconds": 0, "log_requests": False})
    wait_for_texts(marmot)
    paths = ["/", "/posts/", "/posts/first.gmi", "/tags/digging.gmi", "/guide/alpha.gmi", "/atom.xml", "/data.bin", "/missing"]
    wanted = {path: (gemini(marmot, path).raw, gopher(marmot, path.removesuffix(".gmi")).raw) for path in paths}
    wrong, asked, stop = [], [0] * 4, threading.Event()

    def read(number):
        while not stop.is_set():
            for path in paths:
                try:
                    answer, menu = gemini(marmot, path), gopher(marmot, path.removesuffix(".gmi"))
                    if (answer.raw, menu.raw) != wanted[path] or (answer.end, menu.end) != ("clean", "clean"):
                        wrong.append((path, answer, menu))
                except (OSError, Hang, AssertionError) as failure:
                    wrong.append((path, failure))
                asked[number] += 1

    threads = [threading.Thread(target=read, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    try:
        for i in range(100):
            marmot.process.send_signal(signal.SIGHUP)
            before = sum(asked)
            wait_for("some answers", lambda: sum(asked) > before or wrong)
    finally:
        stop.set()
        for thread in threads:
            thread.join()
    assert wrong == []
    marmot.reload()
    assert marmot.log().count("again, as asked") > 1 and is_served(marmot)


def refused(address):
    try:
        with socket.create_connection(address, timeout=5):
            return False
    except OSError:
        return True


def test_end_with_clients_that_do_not_go(serve, scratch):
    """The door is shut, who reads gets all of it, who does not is left at the deadline, and that is the end."""
    folder = scratch / "content"
    write(folder / "index.md", article("Home"))
    make_large(folder / "large.bin", LARGE)
    patient = {f"{name}_seconds": 300 for name in ("handshake", "request", "reply", "finish", "linger")}
    marmot = serve(folder, settings={"limits": patient | {"stop_seconds": 20}})
    secure, plain = marmot.address("gemini"), marmot.address("gopher")
    line = marmot.url("/large.bin").encode() + b"\r\n"
    idle = [Plain(secure), Plain(plain), Tls(secure), Tls(secure, handshake=False)]
    idle[3].sock.sendall(idle[3].first_flight()[:50])
    idle[2].send(b"gemini://loc")
    stuck = [Tls(secure, receive_buffer=4096), Plain(plain, receive_buffer=4096)]
    readers = [Tls(secure, receive_buffer=65536), Plain(plain, receive_buffer=65536)]
    for crowd in (stuck, readers):
        crowd[0].send(line)
        crowd[1].send(b"/large.bin\r\n")
    got = [len(client.read(50000)) for client in readers]
    for client in stuck:
        client.read(1000)
    marmot.process.send_signal(signal.SIGTERM)
    wait_for("the door to be shut", lambda: refused(secure) and refused(plain))
    for i, client in enumerate(readers):
        got[i] += len(client.read())
        assert client.end == "clean"
    assert got == [LARGE + len(b"20 application/octet-stream\r\n"), LARGE]
    assert marmot.alive(), "those who are stuck have had their time"
    assert marmot.wait() == 0
    for client in stuck:
        client.read()
        assert client.end != "clean"
    for client in idle + stuck + readers:
        client.sock.close()
    lines = marmot.log().splitlines()
    whole = [i for i, text in enumerate(lines) if "large.bin" in text and " ok " in text]
    assert len(whole) == 2 and "stopped" in lines[-1] and max(whole) < len(lines) - 1


# --- certificates -----------------------------------------------------------------------------


def expired(marmot, scratch):
    ask_dates(scratch / "old" / "certs", "20200101000000Z", "20210101000000Z")
    for name in ("localhost.key", "localhost.crt"):
        replace(marmot.certs / name, scratch / "old" / "certs" / name)


def unreadable_key(marmot, scratch):
    make_pair(scratch / "new", "localhost.crt", "localhost.key")
    for name in ("localhost.key", "localhost.crt"):
        shutil.copy(scratch / "new" / name, marmot.certs / name)
        (marmot.certs / "localhost.key").chmod(0)


def other_key(marmot, scratch):
    make_pair(scratch / "new", "localhost.crt", "localhost.key")
    replace(marmot.certs / "localhost.key", scratch / "new" / "localhost.key")


def garbage(marmot, scratch):
    for name in ("localhost.key", "localhost.crt"):
        (marmot.certs / name).write_bytes(b"nonsense\n" * 100)


def emptied(marmot, scratch):
    for name in ("localhost.key", "localhost.crt"):
        os.truncate(marmot.certs / name, 0)


def folder_deleted(marmot, scratch):
    shutil.rmtree(marmot.certs)


@pytest.mark.parametrize("spoil", [unreadable_key, other_key, garbage, emptied, folder_deleted], ids=lambda how: how.__name__)
def test_certificate_goes_bad_while_it_is_served(serve, site, scratch, spoil):
    """What is in use stays, for those who come and for SIGHUP; one line says so."""
    marmot = serve(site, before=may_not_override)
    old = served(marmot)
    spoil(marmot, scratch)
    marmot.wait_log("the certificate in use stays")
    assert served(marmot) == old and is_served(marmot)
    before = len(marmot.log())
    marmot.process.send_signal(signal.SIGHUP)
    marmot.wait_log("the certificate in use stays", before)
    assert served(marmot) == old and is_served(marmot)
    assert marmot.log()[:before].count("the certificate in use stays") == 1


def test_certificate_is_replaced_by_an_expired_one(serve, site, scratch):
    """It is the owner's; the log says what is wrong with it."""
    marmot = serve(site)
    old = served(marmot)
    expired(marmot, scratch)
    wait_for("the other certificate", lambda: served(marmot) != old)
    marmot.wait_log("has expired on 2021-01-01")
    assert is_served(marmot)
