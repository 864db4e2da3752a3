"""kill -9 at every moment in which a file changes: the next start can use all that is there, and nothing piles up."""

import os
import signal
import sys

import pytest
from changes import Changes
from folder import article, write
from identity import Identity
from marmot import Marmot, running, wait_for
from wire import Hang, Tls, finish, gemini, gopher, is_served

ROUNDS = 40

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="changes are told of by inotify")


@pytest.fixture
def ada(tmp_path):
    return Identity(tmp_path, "ada")


def put(marmot, ada, path, text):
    body = text.encode()
    with Tls(marmot.address("gemini"), context=ada.context()) as client:
        client.send(f"titan://localhost:{marmot.ports['gemini']}{path};mime=text/plain;size={len(body)}\r\n".encode() + body)
        return finish(client)


def work_through(marmot, ada, n, stored):
    """What an evening's work changes on the disk.  stored: what was promised to be kept."""
    marmot.start()
    for i in range(3):
        text = article(f"Note {i}", "2024-01-01", body=f"Version {n} " + "word " * 400 + "end")
        # From here on either is right, until the answer comes.
        stored[i] = stored[i][-1:] + [text]
        answer = put(marmot, ada, f"/notes/note-{i}.gmi", text)
        assert answer.status == 30, answer
        stored[i] = [text]
        gemini(marmot, f"/notes/note-{i}.gmi")
        gopher(marmot, "/search\tversion")
        os.rename(marmot.work / "requests.log", marmot.work / "requests.log.1")
        os.kill(marmot.process.pid, signal.SIGUSR1)
        wait_for("the new log", (marmot.work / "requests.log").exists)
        write(marmot.folder / f"own-{i}.md", article(f"By hand {n}", "2024-01-02", body=f"Own {n}"))
    wait_for("the index", lambda: f"By hand {n}" in gemini(marmot, "/search?hand").text, step=0.05)


def live_and_die(marmot, ada, n, stored):
    """True when it was killed before all was done."""
    def kill():
        if marmot.process is not None:
            marmot.process.send_signal(signal.SIGKILL)

    marmot.process = None
    running.clear()
    changes = Changes([marmot.work], n, kill, but=("log", "marmot.yaml"))
    try:
        work_through(marmot, ada, n, stored)
    except (OSError, Hang, AssertionError, pytest.fail.Exception):
        if changes.left > 0:
            raise
    finally:
        changes.end()
    killed = changes.left <= 0
    kill()
    marmot.process.wait()
    marmot.log_file.close()
    return killed


def look_after(marmot, stored):
    """A start after the kill serves all that was there."""
    marmot.start()
    assert is_served(marmot)
    assert "An old note" in gemini(marmot, "/notes/old.gmi").text
    for i, texts in stored.items():
        answer = gemini(marmot, f"/notes/note-{i}.md")
        assert answer.end == "clean" and (answer.text in texts or (answer.status == 51 and "" in texts)), answer
        stored[i] = [answer.text if answer.status == 20 else ""]
    wait_for("the index", lambda: "Still indexing" not in gemini(marmot, "/search?old").text, step=0.05)
    assert "An old note" in gemini(marmot, "/search?old").text
    assert "damaged" not in marmot.log() and "error: " not in marmot.log(), marmot.log()
    for line in (marmot.work / "requests.log").read_text().splitlines()[-3:]:
        assert line.startswith("20"), line
    marmot.stop()


def names(marmot):
    return sorted(str(path.relative_to(marmot.work)) for path in marmot.work.rglob("*")
                  if path.is_file())


def test_killed_at_every_change(scratch, ada):
    folder, work = scratch / "work" / "content", scratch / "work"
    write(folder / "index.md", article("The desk"))
    write(folder / "notes" / "old.md", article("An old note", "2020-01-01"))
    stored = {i: [""] for i in range(3)}
    marmot = Marmot(folder, work=work, settings={
        "titan": {"paths": {"/": ada.fingerprint}, "versions": 2}, "log_file": work / "requests.log", "rescan_seconds": 0})
    moments, n, certificate = 0, 1, None
    try:
        while n < 400 and moments < ROUNDS:
            moments += live_and_die(marmot, ada, n, stored)
            look_after(marmot, stored)
            # What readers have pinned stays.
            shown = (work / "certs" / "localhost.crt").read_bytes()
            assert certificate in (None, shown)
            certificate = shown
            # Each of the first, then ever fewer.
            n += 1 + n // 8
        left = [name for name in names(marmot) if name.endswith(".tmp")]
        assert moments >= 15, "it was killed in the midst of things"
        assert len(left) <= 2, left
        assert len(names(marmot)) < 40, names(marmot)
    finally:
        marmot.kill()
