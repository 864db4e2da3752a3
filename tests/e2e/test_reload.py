"""What is saved, made, renamed or deleted shows by itself: no signal, and no looking now and then (rescan_seconds: 0)."""

import ctypes
import os
import re
import shutil
import signal
import subprocess
import sys
import threading
import time

import pytest
from fixtures import UNHURRIED
from folder import PNG, article, make_many, write
from marmot import may_not_override, wait_for
from terminal import need
from wire import Plain, Tls, finish, gemini, gopher, is_served

QUIET = {"rescan_seconds": 0, "log_requests": False}

# Elsewhere nobody tells Marmot of changes, and it finds them by looking.
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells Marmot of changes")


@pytest.fixture
def folder(scratch):
    folder = scratch / "content"
    write(folder / "index.md", article("Home of the marmots"))
    write(folder / "posts" / "old.md", article("Old post", "2020-01-01", tags="[burrow]"))
    write(folder / "posts" / "deep" / "down.md", article("Down below", "2020-02-02"))
    return folder


def is_listed(marmot, title, where="/posts/"):
    gemtext, menu = gemini(marmot, where), gopher(marmot, where)
    assert gemtext.status in (20, 51) and gemtext.end == "clean" and menu.end == "clean"
    return title in gemtext.text and title in menu.text


def until_listed(marmot, title, where="/posts/"):
    wait_for(f"{title!r} in {where}", lambda: is_listed(marmot, title, where))


def until_missed(marmot, title, where="/posts/"):
    def is_missed():
        return title not in gemini(marmot, where).text and title not in gopher(marmot, where).text
    wait_for(f"{title!r} to leave {where}", is_missed)


def readings(marmot):
    """How often the folder was read again."""
    return len(re.findall(r"read \S+ again", marmot.log()))


def test_new_changed_renamed_deleted(serve, folder):
    """In the lists of both protocols, and under their addresses."""
    marmot = serve(folder, settings=QUIET)
    write(folder / "posts" / "new.md", article("Newly dug", "2024-05-05", tags="[fresh earth]"))
    until_listed(marmot, "Newly dug")
    assert is_listed(marmot, "Newly dug", "/") and "Newly dug" in gemini(marmot, "/atom.xml").text
    assert "Newly dug" in gemini(marmot, "/tags/fresh-earth.gmi").text
    write(folder / "posts" / "new.md", article("Dug anew", "2024-05-05", tags="[loam]"))
    until_listed(marmot, "Dug anew")
    assert not is_listed(marmot, "Newly dug") and gemini(marmot, "/tags/fresh-earth.gmi").status == 51
    os.rename(folder / "posts" / "new.md", folder / "posts" / "renamed.md")
    wait_for("the new name", lambda: gemini(marmot, "/posts/renamed.gmi").status == 20)
    assert gemini(marmot, "/posts/new.gmi").status == 51 and gopher(marmot, "/posts/new").is_error
    (folder / "posts" / "renamed.md").unlink()
    until_missed(marmot, "Dug anew")
    assert gemini(marmot, "/posts/renamed.gmi").status == 51 and gopher(marmot, "/posts/renamed").is_error


def test_assets(serve, folder):
    marmot = serve(folder, settings=QUIET)
    write(folder / "pictures" / "new.png", PNG)
    wait_for("the picture", lambda: gemini(marmot, "/pictures/new.png").status == 20)
    assert gopher(marmot, "/pictures/new.png").raw == PNG
    (folder / "pictures" / "new.png").unlink()
    wait_for("its end", lambda: gemini(marmot, "/pictures/new.png").status == 51)
    write(folder / "posts" / "page.gmi", "# By hand\n")
    wait_for("the page", lambda: gemini(marmot, "/posts/page.gmi").status == 20)


def test_further_roots_are_watched_and_may_come_later(serve, folder, scratch):
    marmot = serve(folder, settings=QUIET | {"assets": ["../static"], "sandbox_read": [scratch]})
    write(scratch / "static" / "a.txt", "one\n")
    wait_for("the folder", lambda: gemini(marmot, "/a.txt").status == 20)
    write(scratch / "static" / "deep" / "b.txt", "two\n")
    wait_for("the file", lambda: gemini(marmot, "/deep/b.txt").status == 20)


def test_folder_made_and_filled_at_once(serve, folder):
    """Faster than anybody can begin to watch it."""
    marmot = serve(folder, settings=QUIET)
    for i in range(20):
        write(folder / f"new-{i}" / "a" / "b" / "c" / "page.md", article(f"Deep {i}", "2024-01-01"))
    for i in range(20):
        wait_for("the page", lambda: gemini(marmot, f"/new-{i}/a/b/c/page.gmi").status == 20)
    write(folder / "new-7" / "a" / "b" / "c" / "page.md", article("Deep and changed", "2024-01-01"))
    until_listed(marmot, "Deep and changed", "/new-7/a/b/c/")


def test_folder_moved_in_and_out(serve, folder, scratch):
    marmot = serve(folder, settings=QUIET)
    write(scratch / "elsewhere" / "sub" / "in.md", article("From elsewhere", "2024-01-01"))
    os.rename(scratch / "elsewhere", folder / "here")
    until_listed(marmot, "From elsewhere", "/here/sub/")
    write(folder / "here" / "sub" / "in.md", article("Changed here", "2024-01-01"))
    until_listed(marmot, "Changed here", "/here/sub/")
    os.rename(folder / "here", scratch / "gone")
    wait_for("its end", lambda: gemini(marmot, "/here/sub/in.gmi").status == 51)
    os.rename(folder / "posts", folder / "entries")
    until_listed(marmot, "Down below", "/entries/deep/")
    assert gemini(marmot, "/posts/deep/").status == 51


def test_many_files_at_once_are_few_readings(serve, folder, scratch):
    """Never one for each."""
    make_many(scratch / "source", 2000)
    marmot = serve(folder, settings=QUIET)
    subprocess.run(["cp", "-r", scratch / "source" / "many", folder / "many"], check=True)
    wait_for("the last of them", lambda: gemini(marmot, "/many/entry-1999.gmi").status == 20)
    until_listed(marmot, "Entry 1999", "/many/")
    assert readings(marmot) < 100, marmot.log()
    shutil.rmtree(folder / "many")
    wait_for("their end", lambda: gemini(marmot, "/many/").status == 51)
    assert readings(marmot) < 200, marmot.log()


def test_half_written_is_mended(serve, folder):
    """Truncated, read in between, written to its end."""
    marmot = serve(folder, settings=QUIET)
    whole = article("Written to the end", "2024-01-01", body="The last words.")
    with open(folder / "posts" / "old.md", "w") as f:
        until_missed(marmot, "Old post")
        f.write(whole[:20])
        f.flush()
        wait_for("a part of it", lambda: "Written to" not in gemini(marmot, "/posts/").text)
        f.write(whole[20:])
        f.flush()
        # The file is still open: some programs never close theirs.
        until_listed(marmot, "Written to the end")
    assert "The last words." in gemini(marmot, "/posts/old.gmi").text


def test_what_editors_leave_is_never_read(serve, folder):
    """Nor what lies in folders that are out."""
    write(folder / "node_modules" / "a" / "readme.md", "text\n")
    (folder / ".git").mkdir()
    marmot = serve(folder, settings=QUIET)
    for i in range(30):
        write(folder / "node_modules" / "a" / f"{i}.md", "text\n")
        write(folder / ".git" / f"{i}", "text\n")
        write(folder / "posts" / f".old.md.{i}.swp", "text\n")
        write(folder / "posts" / f"#{i}.md#", "text\n")
        write(folder / "posts" / f"{i}.md~", "text\n")
    # In one step: what is read while it is written is read again.
    write(folder / "posts" / ".new.md", article("The only new one", "2024-05-05"))
    os.rename(folder / "posts" / ".new.md", folder / "posts" / "new.md")
    until_listed(marmot, "The only new one")
    wait_for("a word of it", lambda: readings(marmot) > 0)  # listed first, and said then
    assert readings(marmot) == 1, marmot.log()


def test_symlink_switched(serve, folder, scratch):
    """As deployments do: one folder's name, then the content folder's own."""
    for name in ("one", "two"):
        write(scratch / name / "page.md", article(f"Page {name}", "2024-01-01"))
    shutil.copytree(scratch / "two", folder / "releases" / "two")
    shutil.copytree(scratch / "one", folder / "releases" / "one")
    (folder / "current").symlink_to("releases/one")
    (scratch / "live").symlink_to("content")
    marmot = serve(scratch / "live", settings=QUIET | {"sandbox_read": [scratch]})
    assert is_listed(marmot, "Page one", "/current/")
    (folder / "next").symlink_to("releases/two")
    os.rename(folder / "next", folder / "current")
    until_listed(marmot, "Page two", "/current/")
    write(folder / "releases" / "two" / "page.md", article("Page two again", "2024-01-01"))
    until_listed(marmot, "Page two again", "/current/")
    (scratch / "next").symlink_to("two")
    os.rename(scratch / "next", scratch / "live")
    wait_for("the other folder", lambda: gemini(marmot, "/page.gmi").status == 20)
    assert gemini(marmot, "/current/").status == 51
    write(scratch / "two" / "page.md", article("In the other folder", "2024-01-01"))
    until_listed(marmot, "In the other folder", "/")


def test_article_behind_a_link(serve, folder, scratch):
    """Nothing happens in the folder itself when it is saved."""
    write(scratch / "notes" / "note.md", article("A linked note", "2024-01-01"))
    (folder / "posts" / "note.md").symlink_to(scratch / "notes" / "note.md")
    marmot = serve(folder, settings=QUIET | {"follow_links": True, "sandbox_read": [scratch / "notes"]})
    assert is_listed(marmot, "A linked note")
    assert b"A linked note" in gemini(marmot, "/posts/note.md").body
    write(scratch / "notes" / "note.md", article("Changed behind the link", "2024-01-01"))
    until_listed(marmot, "Changed behind the link")
    write(scratch / "notes" / "new", article("Renamed behind the link", "2024-01-01"))
    os.rename(scratch / "notes" / "new", scratch / "notes" / "note.md")
    until_listed(marmot, "Renamed behind the link")


def test_folder_gone_and_back(serve, folder, scratch):
    """What was read before stays, is said once, and the folder is found again when it is back."""
    marmot = serve(folder, settings=QUIET)
    os.rename(folder, scratch / "away")
    marmot.wait_log("what was read before stays")
    write(scratch / "away" / "posts" / "new.md", article("Written while away", "2024-05-05"))
    assert gemini(marmot, "/posts/").status == 20
    os.rename(scratch / "away", folder)
    until_listed(marmot, "Written while away")
    assert marmot.log().count("what was read before stays") == 1
    write(folder / "posts" / "more.md", article("Watched as before", "2024-05-06"))
    until_listed(marmot, "Watched as before")


def test_own_folders_are_no_content(serve, folder):
    """Where the index and the certificate are kept below the content: the first was served, and read again at each
    change of its own."""
    marmot = serve(folder, settings=QUIET, work=folder)
    write(folder / "state" / "note.md", article("In the state folder", "2020-01-01"))
    write(folder / "posts" / "new.md", article("Newly dug", "2024-05-05"))
    until_listed(marmot, "Newly dug")
    assert list(folder.glob("state/*")) and list(folder.glob("certs/*"))
    for path in [*folder.glob("state/*"), *folder.glob("certs/*")]:
        assert gemini(marmot, f"/{path.parent.name}/{path.name}").status == 51, path
    assert gemini(marmot, "/state/note.gmi").status == 51
    assert readings(marmot) < 10, marmot.log()


def test_not_watched_when_not_wanted(serve, folder):
    """Then the owner's signal is what counts."""
    marmot = serve(folder, settings=QUIET | {"watch": False})
    write(folder / "posts" / "new.md", article("Newly dug", "2024-05-05"))
    marmot.reload()
    assert is_listed(marmot, "Newly dug")
    assert readings(marmot) == 1


def in_a_small_namespace():
    """Three watches are all that the system has for the server."""
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.unshare(0x10000000) != 0:  # CLONE_NEWUSER
        os._exit(77)
    with open("/proc/sys/user/max_inotify_watches", "w") as f:
        f.write("3")


def can_be_small():
    return subprocess.run([sys.executable, "-c", "pass"], preexec_fn=in_a_small_namespace,
                          capture_output=True).returncode == 0


def test_more_folders_than_the_system_watches(serve, scratch):
    """One plain warning with a remedy; the looking now and then finds the rest."""
    try:
        small = can_be_small()
    except (OSError, subprocess.SubprocessError):
        small = False
    if not small:
        pytest.skip("no user namespace can be made here; the unit test sees to our own limit")
    folder = scratch / "content"
    for i in range(8):
        write(folder / f"f{i}" / "a.md", article(f"Article {i}", "2020-01-01"))
    marmot = serve(folder, settings={"rescan_seconds": 1, "log_requests": False}, before=in_a_small_namespace)
    assert re.search(r"6 of 9 folders are not watched .*max_user_watches", marmot.log())
    write(folder / "f7" / "a.md", article("Found by looking", "2020-01-01"))
    until_listed(marmot, "Found by looking", "/f7/")
    write(folder / "f0" / "a.md", article("Found by news", "2020-01-01"))
    until_listed(marmot, "Found by news", "/f0/")
    assert marmot.log().count("not watched") == 1


def test_no_connection_notices(serve, folder):
    """Those who came before, in the midst of a request or an answer, are served to the end."""
    marmot = serve(folder, settings=QUIET | {"limits": UNHURRIED})
    shaken, half = Tls(marmot.address("gemini")), Tls(marmot.address("gemini"))
    half.send(b"gemini://localhost/posts/ne")
    selector = Plain(marmot.address("gopher"))
    selector.send(b"/posts/ne")
    write(folder / "posts" / "new.md", article("Newly dug", "2024-05-05"))
    until_listed(marmot, "Newly dug")
    half.send(b"w.gmi\r\n")
    shaken.send(b"gemini://localhost/posts/\r\n")
    selector.send(b"w\r\n")
    assert finish(half).status == 20
    assert "Newly dug" in finish(shaken).text
    assert b"Newly dug" in selector.read() and selector.end == "clean"
    for client in (shaken, half, selector):
        client.sock.close()


def test_end_in_the_midst_of_a_reading(serve, scratch):
    """Asked to read much, then to end: it ends well."""
    folder = make_many(scratch / "content", 3000)
    marmot = serve(folder, settings=QUIET)
    for path in sorted((folder / "many").iterdir()):
        path.write_text(path.read_text() + "More.\n")
    marmot.process.send_signal(signal.SIGHUP)
    marmot.process.send_signal(signal.SIGTERM)
    assert marmot.wait() == 0
    assert "stopped" in marmot.log()


def test_signals_while_files_change(serve, folder):
    """Each SIGHUP is followed by a reading that began after it."""
    marmot = serve(folder, settings=QUIET)
    for i in range(10):
        write(folder / "posts" / f"new-{i}.md", article(f"New {i}", "2024-05-05"))
        marmot.reload()
        assert is_listed(marmot, f"New {i}")


# --- what cannot be read, or not wholly --------------------------------------------------


def until_answered(marmot, path, status):
    wait_for(f"{status} from {path}", lambda: gemini(marmot, path + ".gmi").status == status)
    assert gopher(marmot, path).is_error == (status != 20)
    assert gemini(marmot, path + ".txt").status == status
    assert gemini(marmot, path + ".md").status == status


def test_unreadable_article_stays_listed(serve, folder):
    """Answers "temporary failure" until it can be read again, and is named in the log."""
    marmot = serve(folder, settings=QUIET, before=may_not_override)
    gemini(marmot, "/posts/old.gmi")
    old(folder).chmod(0)
    marmot.wait_log("posts/old.md: error: cannot be read: Permission denied, listed as it was before")
    until_answered(marmot, "/posts/old", 40)
    assert is_listed(marmot, "Old post") and "Old post" in gemini(marmot, "/atom.xml").text
    assert "Old post" in gemini(marmot, "/tags/burrow.gmi").text
    write(folder / "posts" / "new.md", article("Newly dug", "2024-05-05"))
    until_listed(marmot, "Newly dug")
    until_answered(marmot, "/posts/old", 40)
    old(folder).chmod(0o644)
    until_answered(marmot, "/posts/old", 20)
    assert marmot.log().count("Permission denied") == 1


def test_article_that_never_could_be_read(serve, folder):
    """It may be a draft, so no list has it; but it is there."""
    old(folder).chmod(0)
    marmot = serve(folder, settings=QUIET, before=may_not_override)
    assert "posts/old.md: error: cannot be read: Permission denied, not listed" in marmot.log()
    until_answered(marmot, "/posts/old", 40)
    for where in ("/", "/posts/", "/atom.xml", "/archive/undated.gmi"):
        assert "old" not in gemini(marmot, where).text.lower()
    old(folder).chmod(0o644)
    until_answered(marmot, "/posts/old", 20)
    until_listed(marmot, "Old post")


def test_unreadable_folder_stays_listed(serve, folder):
    """With all that was known of it."""
    write(folder / "posts" / "deep" / "den.png", PNG)
    marmot = serve(folder, settings=QUIET, before=may_not_override)
    (folder / "posts").chmod(0)
    marmot.wait_log("posts: error: cannot be read: Permission denied, listed as it was before")
    assert is_listed(marmot, "Old post") and is_listed(marmot, "Down below", "/posts/deep/")
    until_answered(marmot, "/posts/old", 40)
    assert gemini(marmot, "/posts/deep/den.png").status == 40 and gopher(marmot, "/posts/deep/den.png").is_error
    (folder / "posts").chmod(0o755)
    until_answered(marmot, "/posts/old", 20)
    write(folder / "posts" / "deep" / "down.md", article("Watched again", "2020-02-02"))
    until_listed(marmot, "Watched again", "/posts/deep/")


def test_article_is_shown_as_far_as_it_can_be_read(serve, folder):
    """A bad key costs that key; bytes that are no UTF-8 become U+FFFD; both are named."""
    marmot = serve(folder, settings=QUIET)
    write(old(folder), b"---\ntitle: Half a \xff title\ndate: 2020-13-45\ntags: [burrow]\norder: many\n---\n\n"
                       b"Some te\xfet and \xc3\xa9.\n")
    until_listed(marmot, "Half a \ufffd title")
    page = gemini(marmot, "/posts/old.gmi")
    assert page.status == 20 and "Some te\ufffdt and \u00e9." in page.text and "2020" not in page.text
    assert "Half a \ufffd title" in gemini(marmot, "/tags/burrow.gmi").text
    assert "Some te\ufffdt" in gopher(marmot, "/posts/old").text
    assert re.search(r"posts/old.md:3:\d+: warning: date", marmot.log())


def test_problems_are_named_when_they_are_new(serve, folder):
    """As many as before, but others: found by comparing numbers only."""
    write(old(folder), article("Old post", "2020-13-45"))
    marmot = serve(folder, settings=QUIET)
    assert marmot.log().count("posts/old.md:") == 1
    write(old(folder), article("Old post", "2020-01-01"))
    write(folder / "posts" / "deep" / "down.md", article("Down below", "2020-14-01"))
    marmot.wait_log("posts/deep/down.md:")
    assert marmot.log().count("posts/old.md:") == 1


@pytest.mark.parametrize("watch", [False, True])
def test_article_that_goes_while_it_is_asked_for(serve, folder, watch):
    """Between finding and opening it.  Where it is still listed it cannot be "not found"."""
    marmot = serve(folder, settings=QUIET | {"watch": watch})
    path, stop, seen = old(folder), threading.Event(), set()

    def flicker():
        while not stop.is_set():
            os.rename(path, path.parent / ".away")
            os.rename(path.parent / ".away", path)

    thread = threading.Thread(target=flicker)
    thread.start()
    try:
        for i in range(150):
            answer = gemini(marmot, "/posts/old." + ("gmi", "txt", "md")[i % 3])
            menu = gopher(marmot, "/posts/old")
            assert answer.end == menu.end == "clean"
            assert answer.status != 20 or b"Some text." in answer.body
            assert menu.is_error or b"Some text." in menu.raw
            seen.add(answer.status)
    finally:
        stop.set()
        thread.join()
    assert seen <= ({20, 40, 51} if watch else {20, 40}), seen
    wait_for("the article", lambda: gemini(marmot, "/posts/old.gmi").status == 20)


# --- the ways in which editors and tools save --------------------------------------------


def old(folder):
    return folder / "posts" / "old.md"


def by_vim(folder, *settings):
    """For real; with or without a backup, into the file or by renaming another."""
    subprocess.run([need("vim"), "-N", "-u", "NONE", "-i", "NONE", "-n", "-es", "-c", "set " + " ".join(settings),
                    "-c", "%s/Old post/Saved anew/", "-c", "wq", "posts/old.md"], cwd=folder, check=True, timeout=60)


def by_sed(folder):
    subprocess.run(["sed", "-i", "s/Old post/Saved anew/", "posts/old.md"], cwd=folder, check=True)


def by_rsync(folder, *options):
    """From a copy, as when a site is uploaded."""
    source = folder.parent / "source"
    shutil.copytree(folder, source)
    write(old(source), article("Saved anew", "2020-01-01", tags="[burrow]"))
    subprocess.run([need("rsync"), "-a", "--checksum", *options, f"{source}/", f"{folder}/"], check=True)


def by_emacs(folder):
    """A lock that is a link to nothing, an autosave, the old file as the backup, a new one in its place."""
    path = old(folder)
    lock = path.parent / f".#{path.name}"
    lock.symlink_to("somebody@somewhere.1234:1600000000")
    write(path.parent / f"#{path.name}#", article("Half saved", "2020-01-01"))
    os.rename(path, path.parent / f"{path.name}~")
    write(path, article("Saved anew", "2020-01-01"))
    (path.parent / f"#{path.name}#").unlink()
    lock.unlink()


def by_new_file(folder):
    """gedit, kate, VS Code's atomic save …: a new file of any name, its mode set, renamed."""
    new = folder / "posts" / "old.md.kate-swp7"
    write(new, article("Saved anew", "2020-01-01"))
    new.chmod(0o640)
    os.rename(new, old(folder))


def by_truncation(folder):
    """nano, and most others: the same file, emptied and written."""
    with open(old(folder), "r+") as f:
        f.truncate(0)
        f.flush()
        time.sleep(0.05)  # so that one may read it in between; nothing depends on it
        f.write(article("Saved anew", "2020-01-01"))


def by_link(folder):
    """Exclusive creation: link and unlink."""
    write(folder / "posts" / ".new", article("Saved anew", "2020-01-01"))
    old(folder).unlink()
    os.link(folder / "posts" / ".new", old(folder))
    (folder / "posts" / ".new").unlink()


def git(folder, *words):
    subprocess.run([need("git"), "-c", "user.name=M", "-c", "user.email=m@localhost", "-c", "init.defaultBranch=one",
                    "-c", "commit.gpgsign=false", *words], cwd=folder, check=True, capture_output=True)


def by_git(folder):
    """A branch with other files is checked out."""
    git(folder, "init")
    git(folder, "add", ".")
    git(folder, "commit", "-m", "one")
    git(folder, "checkout", "-b", "two")
    write(old(folder), article("Saved anew", "2020-01-01"))
    git(folder, "mv", "posts/deep", "deeper")
    git(folder, "commit", "-a", "-m", "two")
    git(folder, "checkout", "one")
    git(folder, "checkout", "two")


WAYS = {
    "vim": by_vim,
    "vim, backup by renaming": lambda folder: by_vim(folder, "backup", "backupcopy=no"),
    "vim, backup by copying": lambda folder: by_vim(folder, "backup", "backupcopy=yes"),
    "vim, no backup": lambda folder: by_vim(folder, "nobackup", "nowritebackup"),
    "emacs": by_emacs,
    "sed -i": by_sed,
    "rsync": by_rsync,
    "rsync --inplace": lambda folder: by_rsync(folder, "--inplace"),
    "rsync --delay-updates": lambda folder: by_rsync(folder, "--delay-updates"),
    "a new file renamed": by_new_file,
    "truncated and written": by_truncation,
    "linked": by_link,
    "git checkout": by_git,
}


@pytest.mark.parametrize("way", WAYS)
def test_saved_by(serve, folder, way):
    marmot = serve(folder, settings=QUIET)
    assert is_listed(marmot, "Old post")
    WAYS[way](folder)

    def is_saved():
        """What was beside it meanwhile is beside it no more; a step in between may be shown for a moment."""
        listing = gemini(marmot, "/posts/").text
        return is_listed(marmot, "Saved anew") and not any(words in listing for words in ("Old post", "Half saved", "kate"))

    wait_for("what was saved", is_saved)
    assert "Saved anew" in gemini(marmot, "/posts/old.gmi").text and "Saved anew" in gopher(marmot, "/posts/old").text
    if way == "git checkout":
        until_listed(marmot, "Down below", "/deeper/")
    write(old(folder), article("And once more", "2020-01-01"))
    until_listed(marmot, "And once more")
    assert is_served(marmot)
