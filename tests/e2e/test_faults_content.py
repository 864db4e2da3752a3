"""The content folder goes away, is another one, or holds what no folder should: the capsule goes on."""

import os
import shutil
import stat
from urllib.parse import quote

import pytest
from folder import PNG, article, make_socket, write
from marmot import may_not_override, wait_for
from mounts import mount, mounts, umount  # noqa: F401
from wire import gemini, gopher, is_served

QUIET = {"rescan_seconds": 0, "log_requests": False}


def make_capsule(folder):
    write(folder / "index.md", article("Home of the marmots"))
    write(folder / "posts" / "old.md", article("Old post", "2020-01-01", tags="[burrow]"))
    write(folder / "posts" / "new.md", article("New post", "2024-01-01", tags="[burrow]"))
    write(folder / "posts" / "den.png", PNG)
    return folder


def lists(marmot):
    """Which articles are listed where; not their excerpts, which lie in the files."""
    texts = [gemini(marmot, path).text for path in ("/posts/", "/tags/burrow.gmi", "/archive/2020.gmi", "/atom.xml")]
    texts += [gopher(marmot, path).text for path in ("/posts/", "/tags/burrow", "/archive/2020")]
    return [("Old post" in text, "New post" in text) for text in texts]


def answers_for(marmot, path):
    answer = gemini(marmot, path)
    assert answer.end == "clean", answer
    return answer.status


# --- gone -------------------------------------------------------------------------------------


@pytest.mark.parametrize("how", ["bind", "tmpfs", "sandbox"])
def test_unmounted_content(serve, scratch, mounts, how):
    """The mount point is left, an empty folder: that is no reason to forget all articles."""
    place = scratch / "content"
    if how == "tmpfs":
        make_capsule(mounts(place))
    else:
        make_capsule(scratch / "disk")
        place.mkdir()
        mount("--bind", scratch / "disk", place)
    marmot = serve(place, settings=QUIET | {"sandbox": how == "sandbox", "sandbox_read": [scratch]})
    before = lists(marmot)
    assert before.count((True, True)) == 5
    assert umount(place, "-l")
    marmot.wait_log("what was read before stays")
    assert lists(marmot) == before
    said = [line for line in marmot.log().splitlines() if "what was read before stays" in line]
    assert len(said) == 1 and "is empty" in said[0] and "mount" in said[0], said
    marmot.reload()
    assert lists(marmot) == before, "the owner's word makes no articles either"
    # It comes back with something new.
    if how == "tmpfs":
        make_capsule(mounts(place))
    else:
        mount("--bind", scratch / "disk", place)
    write(place / "posts" / "more.md", article("After the mount", "2024-06-01"))
    wait_for("what is mounted again", lambda: "After the mount" in gemini(marmot, "/posts/").text)
    assert "Old post" in gemini(marmot, "/posts/old.gmi").text
    umount(place, "-l")


def test_unmounted_content_in_the_sandbox(serve, scratch, mounts):
    """Rules hold the file system that was there; when that is back, so is all."""
    place = scratch / "content"
    make_capsule(scratch / "disk")
    place.mkdir()
    mount("--bind", scratch / "disk", place)
    marmot = serve(place, settings=QUIET)
    before = lists(marmot)
    assert before.count((True, True)) == 5
    umount(place, "-l")
    marmot.wait_log("what was read before stays")
    assert lists(marmot) == before
    mount("--bind", scratch / "disk", place)
    write(place / "posts" / "more.md", article("After the mount", "2024-06-01"))
    wait_for("what is mounted again", lambda: "After the mount" in gemini(marmot, "/posts/").text)
    assert marmot.log().count("what was read before stays") == 1
    umount(place, "-l")


def test_content_that_is_mounted_after_the_start(serve, scratch, mounts):
    """At boot the disk may come later than the server: it serves an empty capsule, and then all of it."""
    place = scratch / "content"
    place.mkdir()
    marmot = serve(place, settings=QUIET | {"sandbox_read": [scratch]})
    assert answers_for(marmot, "/") == 20 and answers_for(marmot, "/posts/old.gmi") == 51
    make_capsule(mounts(place))
    wait_for("what is mounted", lambda: answers_for(marmot, "/posts/old.gmi") == 20)
    assert "New post" in gemini(marmot, "/posts/").text


def test_deleted_content(serve, scratch):
    """The folder is gone with all that was in it, and made anew before it is filled again."""
    folder = make_capsule(scratch / "content")
    marmot = serve(folder, settings=QUIET | {"sandbox_read": [scratch]})
    before = lists(marmot)
    assert before.count((True, True)) == 5
    os.rename(folder, scratch / "gone")
    shutil.rmtree(scratch / "gone")
    marmot.wait_log("what was read before stays")
    assert lists(marmot) == before
    for path in ("/posts/old.gmi", "/posts/old.txt", "/posts/den.png", "/"):
        assert answers_for(marmot, path) in (20, 40, 51), path
    assert gopher(marmot, "/posts/den.png").is_error
    folder.mkdir()
    marmot.reload()
    assert "is empty" in marmot.log() and lists(marmot) == before
    make_capsule(folder)
    write(folder / "posts" / "more.md", article("Written anew", "2024-06-01"))
    wait_for("the new folder", lambda: "Written anew" in gemini(marmot, "/posts/").text)
    assert answers_for(marmot, "/posts/old.gmi") == answers_for(marmot, "/posts/den.png") == 20


def test_content_emptied_by_its_owner(serve, scratch):
    """The folder is the same one: what was taken out of it is not served."""
    folder = make_capsule(scratch / "content")
    marmot = serve(folder, settings=QUIET)
    shutil.rmtree(folder / "posts")
    (folder / "index.md").unlink()
    wait_for("the articles to go", lambda: answers_for(marmot, "/posts/") == 51)
    assert is_served(marmot) and "read before stays" not in marmot.log()
    write(folder / "posts" / "more.md", article("A new beginning", "2024-06-01"))
    wait_for("the new article", lambda: "A new beginning" in gemini(marmot, "/posts/").text)


def test_unreadable_content(serve, scratch):
    """chmod 000: lists stay, what would have to be read is refused for now, and the log says what to look at."""
    folder = make_capsule(scratch / "content")
    marmot = serve(folder, settings=QUIET, before=may_not_override)
    before = lists(marmot)
    assert before.count((True, True)) == 5
    folder.chmod(0)
    marmot.wait_log("what was read before stays")
    assert f"{folder}: " in marmot.log() and "ermission denied" in marmot.log() and "owner and mode" in marmot.log()
    assert lists(marmot) == before
    for path in ("/posts/old.gmi", "/posts/den.png"):
        wait_for(f"{path} to be refused", lambda: answers_for(marmot, path) == 40)
    assert gopher(marmot, "/posts/den.png").is_error
    marmot.reload()
    assert lists(marmot) == before
    folder.chmod(0o755)
    write(folder / "posts" / "more.md", article("Readable again", "2024-06-01"))
    wait_for("the folder", lambda: "Readable again" in gemini(marmot, "/posts/").text)
    assert answers_for(marmot, "/posts/old.gmi") == answers_for(marmot, "/posts/den.png") == 20


def test_unreadable_folder_is_kept_by_a_reload(serve, scratch):
    """SIGHUP reads everything into a new state, and forgot what lies in a folder that cannot be read just now."""
    folder = make_capsule(scratch / "content")
    marmot = serve(folder, settings=QUIET, before=may_not_override)
    before = lists(marmot)
    (folder / "posts").chmod(0)
    for _ in range(3):
        marmot.reload()
        assert lists(marmot) == before and answers_for(marmot, "/posts/den.png") == 40
    (folder / "posts").chmod(0o755)
    wait_for("the article", lambda: answers_for(marmot, "/posts/old.gmi") == 20)
    assert lists(marmot) == before


# --- full of what no folder should hold -------------------------------------------------------


def make_odd(folder):
    """Hundreds of each; beside every tenth of them an article as it should be."""
    outside = folder.parent / "outside"
    write(outside / "secret.md", article("Secret outside", "2022-01-01"))
    write(outside / "secret.txt", "Secret outside\n")
    for i in range(200):
        room = folder / f"room-{i % 20:02}"
        write(room / "good.md", article(f"Good {i % 20:02}", "2022-01-01", tags="[good]"))
        os.mkfifo(room / f"pipe-{i}.md")
        os.mkfifo(room / f"pipe-{i}.txt")
        make_socket(room / f"socket-{i}.md")
        (room / f"loop-{i}").symlink_to(".")
        (room / f"up-{i}").symlink_to("..")
        (room / f"round-{i}.md").symlink_to(f"round-{i + 20}.md")
        (room / f"out-{i}.md").symlink_to(outside / "secret.md")
        (room / f"out-{i}").symlink_to("../../outside")
        (room / f"absolute-{i}").symlink_to("/")
        (room / f"nothing-{i}.txt").symlink_to("nowhere")
    if os.geteuid() == 0:
        # What ends never, what blocks, what is not there.
        for i, (kind, major, minor) in enumerate([(stat.S_IFCHR, 1, 5), (stat.S_IFCHR, 1, 8), (stat.S_IFCHR, 5, 0),
                                                  (stat.S_IFCHR, 5, 2), (stat.S_IFCHR, 250, 250), (stat.S_IFBLK, 7, 0),
                                                  (stat.S_IFBLK, 240, 240), (stat.S_IFCHR, 10, 130)]):
            for name in (f"device-{i}.md", f"device-{i}.bin"):
                os.mknod(folder / name, 0o644 | kind, os.makedev(major, minor))
    write(folder / "index.md", article("Home"))


def test_full_of_what_is_no_file(serve, scratch):
    folder = scratch / "content"
    make_odd(folder)
    marmot = serve(folder, settings=QUIET | {"watch": True})
    listing = gemini(marmot, "/tags/good.gmi").text
    assert all(f"Good {i:02}" in listing for i in range(20)) and "Secret" not in listing
    odd = sorted(path.relative_to(folder) for path in folder.rglob("*") if path.name not in ("good.md", "index.md") and
                 not path.name.startswith("room-"))
    assert len(odd) >= 2000  # and devices, where one may make them
    for path in odd[::37] + [path for path in odd if path.name.startswith("device")]:
        for address in {f"/{path}", f"/{path.with_suffix('.gmi')}", f"/{path}/secret.txt", f"/{path}/good.gmi"}:
            assert answers_for(marmot, address) == 51, address
            assert gopher(marmot, address).is_error, address
    assert len(marmot.log()) < 65536 and "marmot check" in marmot.log(), "named as far as it makes sense"
    marmot.reload()
    write(folder / "room-00" / "more.md", article("One more", "2024-01-01", tags="[good]"))
    wait_for("one more", lambda: "One more" in gemini(marmot, "/tags/good.gmi").text)
    assert is_served(marmot)


def chain(root, names):
    """Folders within one another, deeper than a path can be spelled; descriptor of the last."""
    at = os.open(root, os.O_RDONLY)
    for name in names:
        os.mkdir(name, dir_fd=at)
        further = os.open(name, os.O_RDONLY, dir_fd=at)
        os.close(at)
        at = further
    return at


@pytest.mark.parametrize("name", [b"d", b"n" * 255, "é".encode() * 127], ids=["short", "long", "encoded"])
def test_folders_two_hundred_deep(serve, scratch, name):
    folder = make_capsule(scratch / "content")
    bottom = chain(folder, [name] * 200)
    with open(os.open("bottom.md", os.O_WRONLY | os.O_CREAT, dir_fd=bottom), "w") as f:
        f.write(article("At the bottom", "2024-01-01"))
    os.close(bottom)
    marmot = serve(folder, settings=QUIET)
    marmot.wait_log("folders within folders: not read")  # whole, however long the path is
    assert "bottom" not in gemini(marmot, "/archive/2024.gmi").text and lists(marmot).count((True, True)) == 5
    write(folder / "posts" / "more.md", article("One more", "2024-01-01"))
    wait_for("one more", lambda: "One more" in gemini(marmot, "/posts/").text)
    assert is_served(marmot)


def test_names_of_255_bytes(serve, scratch):
    """In both protocols; an address that is longer than a request can be is named."""
    folder = make_capsule(scratch / "content")
    names = {"n": "n" * 252, "é": "é" * 126, "ん": "ん" * 84}
    for first, name in names.items():
        write(folder / f"{name}.md", article(f"Article {first}", "2024-01-01", tags="[long]"))
        write(folder / f"{name}.t", f"File {first}\n")
    write(folder / names["é"] / f"{names['é']}.md", article("Out of reach", "2024-01-01"))
    write(folder / names["é"] / f"{names['é']}.t", "Out of reach\n")
    write(folder / names["é"] / "slug.md", article("In reach", "2024-01-01", tags="[long]", slug="ok"))
    marmot = serve(folder, settings=QUIET)
    for first, name in names.items():
        assert f"Article {first}" in gemini(marmot, "/" + quote(name) + ".gmi").text
        assert f"Article {first}" in gopher(marmot, "/" + name).text
        assert gemini(marmot, "/" + quote(name) + ".t").body == f"File {first}\n".encode()
    links = [line.split()[1] for line in gemini(marmot, "/tags/long.gmi").text.splitlines() if line.startswith("=> ")]
    assert len(links) >= 4
    for link in links:
        assert gemini(marmot, link).status == (10 if link == "/search" else 20), link
    said = [line for line in marmot.log().splitlines() if "too long for Gemini" in line]
    assert len(said) == 2 and [line for line in said if "give it a slug" in line] == [line for line in said if ".md:" in line]
    assert gemini(marmot, "/" + quote(f"{names['é']}/{names['é']}.gmi")).status == 59
