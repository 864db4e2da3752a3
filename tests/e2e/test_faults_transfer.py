"""A file changes while a slow reader takes it: he gets it whole, as it was, or sees that he did not."""

import os
import random
import shutil
import threading

import pytest
from folder import article, large_blocks, make_large, write
from judge import judge_header
from marmot import wait_for
from wire import Answer, Plain, Tls, gemini, gopher, is_served, pause

SIZE = 8 * 1024 * 1024
TAKEN = 200000  # [bytes] that the reader has when it happens
STILL = 90  # articles; a page lists a hundred


def truncate(path):
    os.truncate(path, SIZE // 2)


def empty(path):
    os.truncate(path, 0)


def overwrite(path):
    """As cp does, but without a moment in which the file is shorter."""
    with open(path, "r+b") as f:
        f.write(b"\xff" * SIZE)


def overwrite_end(path):
    with open(path, "r+b") as f:
        f.seek(SIZE - 10)
        f.write(b"\xff" * 10)


def shorter(path):
    path.write_bytes(b"\xff" * (SIZE // 2))


def rename_over(path):
    beside = path.with_name(".beside")
    beside.write_bytes(b"\xff" * SIZE)
    beside.rename(path)


def delete(path):
    path.unlink()


def become_folder(path):
    path.unlink()
    path.mkdir()


def become_link(path):
    path.unlink()
    path.symlink_to("other.bin")


def append(path):
    with open(path, "ab") as f:
        f.write(b"\xff" * SIZE)


def unreadable(path):
    path.chmod(0)


def rename_away(path):
    path.rename(path.with_name("elsewhere"))


BROKEN = [truncate, empty, overwrite, overwrite_end, shorter]
WHOLE = [rename_over, delete, become_folder, become_link, append, unreadable, rename_away]


@pytest.fixture(scope="module")
def blocks():
    return b"".join(large_blocks(SIZE))


@pytest.fixture
def folder(scratch):
    folder = scratch / "content"
    write(folder / "index.md", article("Home"))
    write(folder / "other.bin", b"\xff" * SIZE)
    make_large(folder / "large.bin", SIZE)
    make_large(folder / "large.txt", SIZE)
    return folder


def take(marmot, protocol, name, path, change):
    """What a reader gets of a file that changes once he has some of it, and how it ends."""
    make, line = (Tls, marmot.url("/" + name).encode()) if protocol == "gemini" else (Plain, b"/" + name.encode())
    with make(marmot.address(protocol), receive_buffer=4096) as client:
        client.send(line + b"\r\n")
        got = client.read(TAKEN)
        change(path)
        got += client.read()
        if protocol == "gemini":
            answer = Answer(got, client.end)
            assert answer.header == b"20 " + (b"text/plain; charset=utf-8" if name.endswith("txt") else b"application/octet-stream")
            got = answer.body
    return got, client.end


@pytest.mark.parametrize("name", ["large.bin", "large.txt"])
@pytest.mark.parametrize("protocol", ["gemini", "gopher"])
@pytest.mark.parametrize("change", BROKEN + WHOLE, ids=lambda change: change.__name__)
def test_file_changes_while_it_is_sent(serve, folder, blocks, protocol, name, change):
    marmot = serve(folder)
    got, end = take(marmot, protocol, name, folder / name, change)
    wanted = blocks if protocol == "gemini" or name == "large.bin" else blocks.replace(b"\n", b"\r\n")
    assert len(got) >= TAKEN - 100 and wanted.startswith(got), "bytes that were never in this file"
    if change in WHOLE:
        assert len(got) == len(wanted) and end == "clean"
    else:
        assert len(got) < len(wanted) and end != "clean", "half a file that looks whole"
        marmot.wait_log("truncated file" if change in (truncate, empty, shorter) else "overwritten file")
    assert is_served(marmot)


def test_file_goes_before_it_is_read(serve, folder):
    """Between the request and its first byte there is a whole answer or an error, and nothing else."""
    marmot = serve(folder, settings={"watch": False, "rescan_seconds": 0})
    stop, wrong = threading.Event(), []
    target, spare = folder / "small.txt", folder / ".spare"
    old, new = b"o" * 30000 + b"\n", b"n" * 30000 + b"\n"
    target.write_bytes(old)
    marmot.reload()

    def change():
        """At moments of its own: on one processor it went in step with who asked, who then saw the same each time."""
        chance = random.Random(1)
        while not stop.is_set():
            for body in (old, new):
                spare.write_bytes(body)
                spare.rename(target)
                pause(chance.random() / 500)
            for make, unmake in ((lambda: target.symlink_to("nowhere"), target.unlink), (target.mkdir, target.rmdir)):
                if target.exists():
                    target.unlink()
                make()
                pause(chance.random() / 500)
                unmake()

    thread = threading.Thread(target=change)
    thread.start()
    seen = set()
    try:
        for _ in range(300):
            answer = gemini(marmot, "/small.txt")
            seen.add(answer.status)
            if answer.end != "clean" or judge_header(answer) or answer.status not in (20, 40, 51) or (
                    answer.status == 20 and answer.body not in (old, new)):
                wrong.append(answer)
            menu = gopher(marmot, "/small.txt")
            if not menu.is_error and menu.raw not in (old.replace(b"\n", b"\r\n"), new.replace(b"\n", b"\r\n")):
                wrong.append(menu)
    finally:
        stop.set()
        thread.join()
    assert wrong == [] and 20 in seen and len(seen) > 1
    assert is_served(marmot)


def test_folder_that_changes_while_it_is_read(serve, scratch):
    """Folders come, go and change places under the walk: nothing is served that is not there, and all that stays is."""
    folder = scratch / "content"
    for i in range(STILL):
        write(folder / f"still-{i % 10}" / f"{i:03}.md", article(f"Still {i:03}", "2022-01-01", tags="[still]"))
    marmot = serve(folder, settings={"rescan_seconds": 0, "log_requests": False})
    stop = threading.Event()

    def change():
        n = 0
        while not stop.is_set():
            room = folder / f"moving-{n % 7}"
            deep = room.joinpath(*["deeper"] * (n % 20))
            write(deep / "here.md", article(f"Moving {n}", "2022-01-01", tags="[moving]"))
            os.rename(room, folder / f"moved-{n % 7}")
            (folder / f"moving-{n % 7}").symlink_to(f"moved-{n % 7}")
            (folder / "still-0").rename(folder / ".aside")
            (folder / ".aside").rename(folder / "still-0")
            os.unlink(folder / f"moving-{n % 7}")
            if n % 3:
                shutil.rmtree(folder / f"moved-{n % 7}")
            else:
                os.rename(folder / f"moved-{n % 7}", scratch / f"out-{n}")
            n += 1

    thread = threading.Thread(target=change)
    thread.start()
    try:
        for i in range(15):
            marmot.reload()
            listing = gemini(marmot, "/tags/still.gmi").text
            missing = [j for j in range(STILL) if j % 10 and f"Still {j:03}" not in listing]
            assert missing == [], missing
            assert is_served(marmot)
    finally:
        stop.set()
        thread.join()

    def is_at_rest():
        listing = gemini(marmot, "/tags/still.gmi").text
        return all(f"Still {j:03}" in listing for j in range(STILL)) and "Moving" not in gemini(marmot, "/archive/2022.gmi").text

    wait_for("the folder as it is", is_at_rest)
