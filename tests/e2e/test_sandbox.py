"""What the server can still touch once it serves, and whom it has become.

The sandbox itself is tried by tests/unit/sandbox_test.c; here it is met from outside.
"""

import contextlib
import os
import pwd
import re
import shutil

import pytest

from folder import write
from marmot import run, wait_for
from sandbox import landlock
from wire import gemini

NOBODY = "nobody"


@pytest.fixture
def site(scratch):
    """A folder with no link out of it but those that a test makes."""
    folder = scratch / "content"
    write(folder / "posts" / "first.md", "---\ntitle: First\ndate: 2024-01-01\n---\nText.\n")
    return folder


as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can become another user")


def status(marmot):
    with open(f"/proc/{marmot.process.pid}/status") as file:
        return dict(line.rstrip("\n").split(":\t", 1) for line in file if ":\t" in line)


@landlock
def test_a_link_to_passwd_answers_51(serve, site):
    (site / "users.txt").symlink_to("/etc/passwd")
    free = serve(site, settings={"follow_links": True, "sandbox": False})
    assert b"root:" in gemini(free, "/users.txt").body
    assert "sandbox      off, as configured" in free.log()
    free.stop()
    shut = serve(site, settings={"follow_links": True})
    assert gemini(shut, "/users.txt").status == 51
    assert gemini(shut, "/posts/first.gmi").status == 20
    assert "sandbox      landlock" in shut.log()


@landlock
def test_sandbox_read_opens_a_folder(serve, site, scratch):
    (scratch / "shared").mkdir()
    (scratch / "shared" / "note.txt").write_text("shared\n")
    (site / "note.txt").symlink_to(scratch / "shared" / "note.txt")
    shut = serve(site, settings={"follow_links": True})
    assert gemini(shut, "/note.txt").status == 51
    opened = serve(site, settings={"follow_links": True, "sandbox_read": [scratch / "shared"]})
    assert gemini(opened, "/note.txt").body == b"shared\n"


@landlock
def test_a_replaced_folder_is_refused_and_named(serve, site, scratch):
    """mv new content: rules hold the old folder.  It is noticed, and what was read before stays."""
    other = scratch / "other"
    shutil.copytree(site, other)
    (other / "posts" / "news.md").write_text("---\ntitle: Only in the other\n---\nText.\n")
    marmot = serve(site)
    os.rename(site, scratch / "old")
    os.rename(other, site)
    marmot.wait_log("sandbox_read:")
    assert f"{site} is another folder than at the start" in marmot.log() and "needs a restart" in marmot.log()
    assert "First" in gemini(marmot, "/posts/").text
    before = len(marmot.log())
    marmot.reload()
    assert "nothing is reloaded: the certificate in use stays, and so does what was read before" in marmot.log()[before:]
    assert gemini(marmot, "/posts/").status == 20
    marmot.stop()
    again = serve(site)
    assert "Only in the other" in gemini(again, "/posts/").text


@landlock
def test_a_folder_of_sandbox_read_that_is_not_there_is_named(serve, site, scratch):
    marmot = serve(site, settings={"sandbox_read": [scratch, scratch / "nowhere"]})
    assert marmot.log().count("warning: sandbox_read:") == 1
    assert f"sandbox_read: {scratch}/nowhere: No such file or directory: " in marmot.log()


def test_a_replaced_folder_is_served_below_sandbox_read(serve, site, scratch):
    other = scratch / "other"
    shutil.copytree(site, other)
    (other / "posts" / "news.md").write_text("---\ntitle: Only in the other\n---\nText.\n")
    marmot = serve(site, settings={"sandbox_read": [scratch]})
    os.rename(site, scratch / "old")
    os.rename(other, site)
    wait_for("the other folder", lambda: "Only in the other" in gemini(marmot, "/posts/").text)


@landlock
def test_replaced_assets_are_refused(serve, site, scratch):
    (scratch / "static").mkdir()
    (scratch / "static" / "a.txt").write_text("old\n")
    (scratch / "next").mkdir()
    marmot = serve(site, settings={"assets": [scratch / "static"]})
    assert gemini(marmot, "/a.txt").body == b"old\n"
    os.rename(scratch / "static", scratch / "old")
    os.rename(scratch / "next", scratch / "static")
    marmot.wait_log(f"{scratch / 'static'} is another folder than at the start")
    assert gemini(marmot, "/a.txt").body == b"old\n"


@landlock
def test_a_certificate_is_still_reloaded(serve, site, scratch):
    """The main thread keeps the folder of certificates."""
    marmot = serve(site)
    made = scratch / "made"
    made.mkdir()
    assert run("cert", "new", "--certs", made, "--host", "localhost", cwd=scratch)[0] == 0
    before = gemini(marmot, "/").status
    for name in ("localhost.crt", "localhost.key"):
        shutil.copy(made / name, marmot.certs / name)
    marmot.reload()
    assert before == gemini(marmot, "/").status == 20
    assert "certificate in use stays" not in marmot.log() and "Permission denied" not in marmot.log()


@landlock
def test_a_key_among_the_content_is_named(serve, site):
    """Certificates within a folder that threads may read are named as the mistake they are."""
    (site / "own").mkdir()
    marmot = serve(site, work=site / "own")
    assert "may read the key" in marmot.log()


@as_root
@landlock
def test_becomes_the_user(serve, scratch):
    user = pwd.getpwnam(NOBODY)
    folder = scratch / "content"
    write(folder / "a.md", "# A\n")
    os.chmod(scratch, 0o755)
    marmot = serve(folder, settings={"user": NOBODY})
    found = status(marmot)
    assert found["Uid"].split() == [str(user.pw_uid)] * 4 and found["Gid"].split() == [str(user.pw_gid)] * 4
    assert int(found["CapEff"], 16) == 0 and int(found["CapPrm"], 16) == 0 and found["NoNewPrivs"] == "1"
    assert str(0) not in found["Groups"].split()
    assert f"user         {NOBODY}, root no more" in marmot.log()
    assert (marmot.certs / "localhost.key").stat().st_uid == user.pw_uid
    assert (marmot.work / "state").stat().st_uid == user.pw_uid
    for path in (marmot.work / "state").iterdir():
        with contextlib.suppress(FileNotFoundError):  # a temporary one
            assert path.lstat().st_uid == user.pw_uid, path
    assert gemini(marmot, "/a.gmi").status == 20


@as_root
def test_a_key_of_roots_is_loaded_and_said(serve, site, scratch):
    marmot = serve(site, options=["--user", "root"])
    marmot.stop()
    os.chmod(scratch, 0o755)
    os.chmod(marmot.work, 0o755)
    shutil.rmtree(marmot.work / "state", ignore_errors=True)
    again = serve(site, work=marmot.work, options=["--user", NOBODY])
    assert "only root may read it" in again.log() and f"chown {NOBODY}" in again.log()
    assert gemini(again, "/").status == 20
    again.reload()
    assert "the certificate in use stays" in again.log() and gemini(again, "/").status == 20


@as_root
def test_root_serves_no_strangers(serve, site):
    marmot = serve(site, gemini="0.0.0.0:0", launch=True)
    assert marmot.wait() == 2
    assert "root must not serve strangers" in marmot.log() and "user:" in marmot.log()
    insists = serve(site, gemini="0.0.0.0:0", options=["--user", "root"])
    assert "runs as root and stays so" in insists.log()


def test_no_such_user(serve, site):
    marmot = serve(site, options=["--user", "no-such-user-here"], launch=True)
    assert marmot.wait() == 2 and 'there is no user "no-such-user-here"' in marmot.log()


def test_check_says_what_there_is(site):
    done, out, err = run("check", site, cwd=site.parent)
    assert re.search(r"^sandbox: (landlock \d+|pledge|none)", err, re.M), err


@pytest.mark.parametrize("line, words", [
    ("user: [a, b]", "user"), ('user: "two words"', "name of a user"), ('user: ""', "name of a user"),
    ("sandbox: perhaps", "sandbox"), ("sandbox_read: {a: b}", "sandbox_read"), ('sandbox_read: [""]', "paths of folders"),
])
def test_malformed(site, line, words):
    config = site.parent / "marmot.yaml"
    config.write_text(line + "\n")
    status, out, err = run("check", "--config", config, site, cwd=site.parent)
    assert status != 0 and "marmot.yaml:1:" in out and words in out, out + err
