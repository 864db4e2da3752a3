"""Where Marmot keeps things there is no more room, or it cannot be written, or is gone: the capsule goes on, the log
says once what to do, and all is well again when it is.
"""

import os
import shutil
import signal
import time
from urllib.parse import quote

import pytest
from folder import article, make_many, write
from marmot import may_not_override, run, wait_for
from mounts import fill, mount, mounts, umount  # noqa: F401
from sandbox import landlock
from wire import gemini, gopher, is_served

QUIET = {"rescan_seconds": 0}
GRAIN = 2.2  # [s] until the stamp of a file is trusted, and what was read of it is saved


def said(marmot, words):
    return [line for line in marmot.log().splitlines() if words in line]


def finds(marmot, words):
    answer = gemini(marmot, "/search?" + quote(words))
    assert answer.status == 20 and answer.end == "clean", answer
    assert gopher(marmot, "/search\t" + words).end == "clean"
    return answer.text


def until_found(marmot, words, title):
    """Once all is indexed: before that a page may name what is only like the words."""
    def is_found():
        text = finds(marmot, words)
        return "Still indexing" not in text and title in text
    wait_for(f"{title!r} to be found", is_found, step=0.1)


@pytest.fixture
def folder(scratch):
    folder = scratch / "content"
    write(folder / "index.md", article("Home of the marmots"))
    make_many(folder, 30)
    (scratch / "work").mkdir()
    return folder


# --- no room ------------------------------------------------------------------------------------


def test_no_room_for_the_index(serve, scratch, mounts, folder):
    """What was indexed before is found; once there is room so is the rest, without anybody's doing."""
    state = mounts(scratch / "work" / "state", "4m")
    marmot = serve(folder, work=scratch / "work", settings=QUIET)
    until_found(marmot, "0007", "Entry 0007")
    filler = fill(state)
    for i in range(20):
        words = " ".join(f"w{i}x{j}" for j in range(500))
        write(folder / f"new-{i}.md", article(f"Newcomer {i}", "2024-01-01", f"glacier {words}"))
    marmot.wait_log("make room on that disk")
    assert "Entry 0007" in finds(marmot, "0007") and gemini(marmot, "/new-3.gmi").status == 20
    assert is_served(marmot)
    os.unlink(filler)
    # It would try again by itself within a minute.
    write(folder / "last.md", article("The last straw", "2024-01-01", "glacier"))
    until_found(marmot, "glacier", "Newcomer 3")
    until_found(marmot, "glacier", "The last straw")
    assert len(said(marmot, "make room")) == 1
    marmot.stop()
    # And what was written then can be used by the next one.
    again = serve(folder, work=scratch / "work", settings=QUIET, options=["--verbose"])
    until_found(again, "glacier", "The last straw")
    assert said(again, "of them new") == [] and said(again, "damaged") == []


def test_no_room_for_the_index_at_the_start(serve, scratch, mounts, folder):
    state = mounts(scratch / "work" / "state", "1m")
    filler = fill(state)
    marmot = serve(folder, work=scratch / "work", settings=QUIET)
    wait_for("a word", lambda: "search: " in marmot.log())
    assert is_served(marmot)
    assert gemini(marmot, "/many/").status == 20
    os.unlink(filler)
    until_found(marmot, "0007", "Entry 0007")
    assert 1 <= len(said(marmot, "search: ")) <= 2, said(marmot, "search: ")


def test_no_room_for_the_saved_catalogue(serve, scratch, mounts, folder):
    """Said once, though each change leads to another try; written when there is room."""
    state = mounts(scratch / "work" / "state", "64k")
    filler = fill(state)
    time.sleep(GRAIN)
    marmot = serve(folder, work=scratch / "work", settings=QUIET | {"search": "off"})
    marmot.wait_log("catalogue.saved: cannot be written")
    for i in range(3):
        make_many(scratch / "content" / f"more-{i}", 30)
        wait_for("the articles", lambda: gemini(marmot, f"/more-{i}/many/").status == 20)
        assert is_served(marmot)
    assert len(said(marmot, "cannot be written")) == 1 and "o space" in said(marmot, "cannot be written")[0]
    assert [path.name for path in state.iterdir() if path.name.endswith(".tmp")] == []
    os.unlink(filler)
    for i in range(3, 20):
        make_many(scratch / "content" / f"more-{i}", 30)
        wait_for("the articles", lambda: gemini(marmot, f"/more-{i}/many/").status == 20)
        if (state / "catalogue.saved").exists():
            break
    wait_for("the file", (state / "catalogue.saved").exists)


@pytest.mark.parametrize("format", ["plain", "json"])
def test_no_room_for_the_log_file(serve, scratch, mounts, folder, format):
    """Requests go unlogged, and are answered; what is written when there is room again are whole lines."""
    place = mounts(scratch / "logs", "64k")
    log = place / "requests.log"
    marmot = serve(folder, settings=QUIET | {"log_file": log, "log_format": format})
    gemini(marmot, "/?first")
    wait_for("a line", lambda: "?first" in log.read_text())
    filler = fill(place)
    for i in range(100):
        assert gemini(marmot, f"/?{i}{'x' * 500}").status == 20
    marmot.wait_log("o space left")
    assert len(said(marmot, "log_file: ")) == 1 and is_served(marmot)
    os.unlink(filler)
    wait_for("a line", lambda: gemini(marmot, "/?second") and "?second" in log.read_text())
    for line in log.read_text().splitlines():
        if "?second" in line or "?first" in line:
            assert line[0] == ("{" if format == "json" else "2") and line.count("gemini://") == 1, line


# --- not to be written ----------------------------------------------------------------------


def test_state_folder_that_becomes_read_only(serve, scratch, mounts, folder):
    """As file systems do by themselves after an error."""
    state = mounts(scratch / "work" / "state", "4m")
    marmot = serve(folder, work=scratch / "work", settings=QUIET)
    until_found(marmot, "0007", "Entry 0007")
    marmot.stop()
    mount("-o", "remount,ro", state)
    again = serve(folder, work=scratch / "work", settings=QUIET)
    until_found(again, "0007", "Entry 0007")
    assert is_served(again)
    assert len(said(again, "search: ")) == 1 and "--state DIR" in said(again, "search: ")[0], again.log()
    make_many(folder / "more", 30)
    write(folder / "new.md", article("Newcomer", "2024-01-01", "glacier"))
    until_found(again, "glacier", "Newcomer")
    again.stop()
    mount("-o", "remount,rw", state)
    last = serve(folder, work=scratch / "work", settings=QUIET)
    until_found(last, "glacier", "Newcomer")
    assert said(last, "search: ") == []


def test_state_folder_that_may_not_be_written(serve, scratch, folder):
    (scratch / "work" / "state").mkdir()
    time.sleep(GRAIN)
    (scratch / "work" / "state").chmod(0o555)
    marmot = serve(folder, work=scratch / "work", settings=QUIET, before=may_not_override)
    until_found(marmot, "0007", "Entry 0007")
    wait_for("both", lambda: len(said(marmot, "--state DIR")) == 2)
    assert is_served(marmot)
    assert len(said(marmot, "ermission denied")) == 3, "index, articles, socket of the figures: each once"


# --- gone ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("sandbox", [pytest.param(True, marks=landlock), False])
def test_state_folder_deleted(serve, scratch, folder, sandbox):
    """It is made anew with all that was in it, where the sandbox does not refuse a new folder; else memory does."""
    state = scratch / "work" / "state"
    marmot = serve(folder, work=scratch / "work", settings=QUIET | {"sandbox": sandbox})
    until_found(marmot, "0007", "Entry 0007")
    shutil.rmtree(state)
    assert is_served(marmot) and "Entry 0007" in finds(marmot, "0007")
    time.sleep(GRAIN)
    make_many(folder / "more", 60)
    write(folder / "new.md", article("Newcomer", "2024-01-01", "glacier"))
    until_found(marmot, "glacier", "Newcomer")
    until_found(marmot, "0007", "Entry 0007")
    assert len(said(marmot, "search.db was deleted")) == 1
    if sandbox:
        wait_for("both, of the articles and of the index", lambda: len(said(marmot, "--state DIR")) >= 2)
        assert len(said(marmot, "--state DIR")) == 2 and not state.exists()
    else:
        assert (state / "search.db").exists() and said(marmot, "--state DIR") == []
    assert is_served(marmot)


def test_index_deleted(serve, scratch, folder):
    """Alone, with the server still reading what it has open."""
    state = scratch / "work" / "state"
    marmot = serve(folder, work=scratch / "work", settings=QUIET)
    until_found(marmot, "0007", "Entry 0007")
    for path in state.glob("search.db*"):
        path.unlink()
    write(folder / "new.md", article("Newcomer", "2024-01-01", "glacier"))
    until_found(marmot, "glacier", "Newcomer")
    until_found(marmot, "0007", "Entry 0007")
    assert (state / "search.db").stat().st_size > 4096 or (state / "search.db-wal").stat().st_size > 4096
    marmot.stop()
    again = serve(folder, work=scratch / "work", settings=QUIET)
    until_found(again, "glacier", "Newcomer")
    assert said(again, "made anew") == []


@pytest.mark.parametrize("sandbox", [pytest.param(True, marks=landlock), False])
def test_log_folder_deleted(serve, scratch, folder, sandbox):
    log = scratch / "logs" / "requests.log"
    log.parent.mkdir()
    marmot = serve(folder, settings=QUIET | {"log_file": log, "sandbox": sandbox})
    gemini(marmot, "/?first")
    wait_for("a line", lambda: "?first" in log.read_text())
    shutil.rmtree(log.parent)
    marmot.wait_log("log_file: ")
    assert is_served(marmot)
    log.parent.mkdir()
    if sandbox:
        assert "restart" in said(marmot, "log_file: ")[0]
    else:
        wait_for("a new file", lambda: gemini(marmot, "/?second").status == 20 and log.exists() and "?second" in log.read_text())
    assert len(said(marmot, "error: log_file: ")) == 1


def test_log_file_deleted(serve, scratch, folder):
    """It is made anew without a signal; a file that was renamed waits for SIGUSR1, as logrotate wants it."""
    log = scratch / "logs" / "requests.log"
    log.parent.mkdir()
    marmot = serve(folder, settings=QUIET | {"log_file": log})
    gemini(marmot, "/?first")
    wait_for("a line", lambda: "?first" in log.read_text())
    log.unlink()
    wait_for("a new file", lambda: gemini(marmot, "/?second").status == 20 and log.exists() and "?second" in log.read_text())
    log.rename(log.with_name("moved"))
    gemini(marmot, "/?third")
    wait_for("a line in the old file", lambda: "?third" in log.with_name("moved").read_text())
    os.kill(marmot.process.pid, signal.SIGUSR1)
    wait_for("a new file", log.exists)


def test_an_export_goes_on_when_there_is_room_again(scratch, mounts):
    """The folder is known for one of an export though its list had no room."""
    make_many(scratch / "content", 40)
    out = mounts(scratch / "small", "64k")
    words = ("export", "--content", scratch / "content", "--host", "a.example", out / "out")
    status, _, err = run(*words, cwd=scratch)
    assert status == 2 and "No space left on device" in err, err
    mount("-o", "remount,size=20m", out)
    status, _, err = run(*words, cwd=scratch)
    assert status == 0, err
    assert run(*words, cwd=scratch)[2].count(" 0 written, 0 taken away") == 1
