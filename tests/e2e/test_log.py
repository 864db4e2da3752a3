"""The log of requests: its forms, its file, what it tells of readers."""

import contextlib
import json
import os
import re
import signal
import threading

from marmot import wait_for
from wire import Plain, gemini, gopher, is_served


def lines(path):
    return path.read_text().splitlines() if path.exists() else []


def logged(path, words):
    found = []

    def look():
        found[:] = [line for line in lines(path) if words in line]
        return found

    wait_for(f"{words!r} in {path}", look)
    return found


def test_json_lines_in_a_file(serve, site, scratch):
    log = scratch / "requests.log"
    marmot = serve(site, settings={"log_format": "json", "log_file": str(log), "log_addresses": "full"})
    answer = gemini(marmot, "/posts/first.gmi?one")
    gopher(marmot, b"/nothing-here\x1b[31m\"\\")
    row = json.loads(logged(log, "?one")[0])
    assert row.pop("time").endswith("Z") and row.pop("ms") >= 0
    assert row == {"protocol": "gemini", "status": 20, "bytes": len(answer.body), "outcome": "ok",
                   "client": "127.0.0.1", "request": marmot.url("/posts/first.gmi?one")}
    assert json.loads(logged(log, "nothing-here")[0])["request"] == "/nothing-here\\x1b[31m\"\\\\"
    assert "?one" not in marmot.log()


def test_common_lines(serve, site):
    marmot = serve(site, settings={"log_format": "common"})
    answer = gemini(marmot, "/?two")
    marmot.wait_log("?two")
    url = re.escape(marmot.url("/?two"))
    assert re.search(rf'^- - - \[\d\d/\w{{3}}/\d{{4}}:\d\d:\d\d:\d\d \+0000\] "GET {url} gemini" 20 {len(answer.body)}$',
                     marmot.log(), re.M)


def test_addresses_short_and_hashed(serve, site):
    short = serve(site, settings={"log_addresses": "short"})
    gemini(short, "/?who")
    short.wait_log("?who")
    assert " from 127.0.0.0 " in short.log()
    hashed = serve(site, settings={"log_addresses": "hashed"})
    gemini(hashed, "/?who")
    gopher(hashed, "/?me")
    hashed.wait_log("?who")
    hashed.wait_log("?me")
    names = re.findall(r" from ([0-9a-f]{16}) ", hashed.log())
    assert len(names) == 2 and len(set(names)) == 1
    assert "127.0.0.1 \"" not in hashed.log()


def ask_at_once(marmot, selectors):
    """All of them lie ready when the server comes to them."""
    with contextlib.ExitStack() as stack:
        marmot.process.send_signal(signal.SIGSTOP)
        try:
            clients = [stack.enter_context(Plain(marmot.address("gopher"))) for _ in selectors]
            for client, selector in zip(clients, selectors):
                client.send(selector.encode() + b"\r\n")
        finally:
            marmot.process.send_signal(signal.SIGCONT)
        for client in clients:
            client.read()


def test_lines_of_one_turn_are_all_there_and_whole(serve, site, scratch):
    selectors = [f"/{number}/" + "x" * 200 for number in range(100)]
    log = scratch / "requests.log"
    for settings in {"log_file": str(log)}, {}:
        marmot = serve(site, settings=settings)
        ask_at_once(marmot, selectors)

        def found():
            text = log.read_text() if settings else marmot.log()
            return [line for line in text.splitlines() if "xxx" in line]

        wait_for("a line for each", lambda: len(found()) >= len(selectors))
        matches = [re.fullmatch(r'\S+Z gopher 51 \d+ bytes \d+ ms ok "(.*)"', line) for line in found()]
        assert all(matches) and sorted(match[1] for match in matches) == sorted(selectors)


def test_the_file_is_opened_anew(serve, site, scratch):
    log, moved = scratch / "requests.log", scratch / "requests.log.1"
    marmot = serve(site, settings={"log_file": str(log)})
    gemini(marmot, "/?before")
    logged(log, "?before")
    log.rename(moved)
    gemini(marmot, "/?between")
    logged(moved, "?between")
    os.kill(marmot.process.pid, signal.SIGUSR1)
    # It is there a moment before it takes the old one's place.
    wait_for("a line in a new file", lambda: gemini(marmot, "/?soon") and log.exists() and "?soon" in log.read_text())
    before = lines(moved)
    gemini(marmot, "/?after")
    assert re.match(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ gemini 20 ", logged(log, "?after")[0])
    assert lines(moved) == before and not any("?soon" not in line for line in before[2:])


def test_sigusr1_without_a_file_does_no_harm(serve, site):
    marmot = serve(site)
    os.kill(marmot.process.pid, signal.SIGUSR1)
    assert gemini(marmot, "/").status == 20


def test_a_full_disk_costs_lines_and_no_answers(serve, site):
    marmot = serve(site, settings={"log_file": "/dev/full"})
    for _ in range(5):
        assert gemini(marmot, "/").status == 20
    assert is_served(marmot)
    marmot.wait_log("No space left on device")
    assert marmot.log().count("log_file: /dev/full") == 1


def test_a_log_that_nobody_reads_stops_nobody(serve, site, scratch):
    """Standard error is a pipe, and its reader stands still: lines are lost, and no answers."""
    out, into = os.pipe()
    reads = threading.Event()
    reads.set()

    def pump():
        while reads.wait() and (data := os.read(out, 65536)):
            with open(marmot.log_path, "ab") as log:
                log.write(data)

    marmot = serve(site, launch=True, before=lambda: (os.dup2(into, 1), os.dup2(into, 2)))
    os.close(into)
    reader = threading.Thread(target=pump)
    reader.start()
    try:
        wait_for("the server to listen", lambda: marmot.is_listening(2))
        assert is_served(marmot)
        reads.clear()
        # As many as a pipe holds several times.
        for _ in range(400):
            assert b"\t" in gopher(marmot, "/" + "x" * 900).raw
        reads.set()
        wait_for("room in the pipe", lambda: gopher(marmot, "/again").raw and "/again" in marmot.log())
        assert re.search(r"warning: the log was not read: \d+ pieces of it are lost", marmot.log())
        marmot.stop()
    finally:
        reads.set()
        marmot.kill()
        reader.join()
        os.close(out)


def test_a_log_that_cannot_be_opened_does_not_keep_anybody_from_reading(serve, site, scratch):
    marmot = serve(site, settings={"log_file": str(scratch / "missing" / "requests.log")})
    assert gemini(marmot, "/").status == 20
    assert marmot.log().count("No such file or directory") == 1
