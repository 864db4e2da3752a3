"""What was read of the articles is kept below the state folder, and the next start reads only what has changed."""

import re
import signal
import time

import pytest
from folder import article, make_many, write
from marmot import wait_for
from wire import gemini

MANY = 40
GRAIN = 2.2  # [s] until the stamp of a file is trusted (FS_STAMP_GRAIN_S)
LACKS = re.compile(r"catalogue\.saved lacks (\d+) of (\d+) articles")
QUIET = {"rescan_seconds": 0, "log_requests": False}


@pytest.fixture
def folder(scratch):
    folder = scratch / "content"
    write(folder / "index.md", article("Home of the marmots"))
    write(folder / "wrong.md", article("Wrong", "2024-13-01"))
    write(folder / "hidden.md", article("Hidden", "2024-01-01", draft="true"))
    make_many(folder, MANY)
    time.sleep(GRAIN)
    return folder


@pytest.fixture
def start(serve, scratch, folder):
    return lambda **how: serve(folder, work=scratch / "work", settings=QUIET, options=["--verbose"], **how)


@pytest.fixture
def saved(scratch):
    (scratch / "work").mkdir()
    return scratch / "work" / "state" / "catalogue.saved"


def until_saved(saved, than=None):
    wait_for("the articles to be saved", lambda: saved.exists() and saved.stat().st_ino != than)
    return saved.read_bytes()


def test_a_restart_reads_what_has_changed(start, saved, folder):
    first = start()
    assert LACKS.search(first.log()) is None
    until_saved(saved)
    home, problems = gemini(first, "/many/").text, re.findall(r"wrong\.md:.*", first.log())
    assert problems
    first.stop()
    write(folder / "index.md", article("Another home"))
    write(folder / "new.md", article("New"))
    (folder / "many" / sorted(path.name for path in (folder / "many").iterdir())[0]).unlink()
    second = start()
    lacks, of = map(int, LACKS.search(second.log()).groups())
    assert lacks <= 2 and of == MANY + 3
    assert gemini(second, "/").text.startswith("# Another home\n")
    assert gemini(second, "/new.gmi").status == 20
    assert gemini(second, "/hidden.gmi").status == 51
    assert len(gemini(second, "/many/").text.splitlines()) < len(home.splitlines())
    # What is wrong is still told of, though the file was not read.
    assert re.findall(r"wrong\.md:.*", second.log()) == problems


def test_other_settings_read_all(start, serve, scratch, saved, folder):
    first = start()
    until_saved(saved)
    first.stop()
    second = serve(folder, work=scratch / "work", settings=dict(QUIET, show_future=True), options=["--verbose"])
    assert "catalogue.saved" not in second.log()
    assert gemini(second, "/many/").status == 20


def halve(data):
    return data[:len(data) // 2]


def flip(data):
    return data[:200] + bytes([data[200] ^ 1]) + data[201:]


@pytest.mark.parametrize("damage", [halve, flip, lambda data: b"", lambda data: b"# An article\n" * 100],
                         ids=["half", "bit", "empty", "other"])
def test_damage_is_made_good(start, saved, damage):
    first = start()
    good = until_saved(saved)
    pages = [gemini(first, path).text for path in ("/", "/many/", "/wrong")]
    first.stop()
    saved.write_bytes(damage(good))
    broken = saved.stat().st_ino
    second = start()
    said = [line for line in second.log().splitlines() if "catalogue.saved" in line]
    assert len(said) == 1 and "damaged" in said[0]
    assert [gemini(second, path).text for path in ("/", "/many/", "/wrong")] == pages
    until_saved(saved, than=broken)
    second.stop()
    assert LACKS.search(start().log()).group(1) == "0"


def test_killed_at_any_moment(start, saved):
    for wait_s in (0, 0.02, 0.1):
        marmot = start()
        time.sleep(wait_s)
        marmot.process.send_signal(signal.SIGKILL)
        marmot.process.wait()
        marmot.log_file.close()  # it needs no stopping
    last = start()
    assert "damaged" not in last.log()
    assert gemini(last, "/many/").status == 20


def test_a_folder_in_its_place(start, saved):
    """It cannot be read, nor written: both are said once, and all is served."""
    saved.mkdir(parents=True)
    marmot = start()
    wait_for("a word", lambda: "cannot be written" in marmot.log())
    said = [line for line in marmot.log().splitlines() if "catalogue.saved" in line]
    assert len(said) == 2 and "read anew" in said[0] and "--state DIR" in said[1]
    assert gemini(marmot, "/many/").status == 20
