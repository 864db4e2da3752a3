"""What a running server has counted, asked through its socket."""

import os
import re
import shutil
import stat
import subprocess

import pytest
from identity import Identity, visit
from judge import judge_gemtext
from marmot import binary, environment, run, wait_for
from wire import Plain, gemini, gopher


def stats(marmot, *options):
    status, out, err = run("stats", "--state", marmot.work / "state", *options, cwd=marmot.work)
    assert status == 0, err
    return out


def samples(text):
    """{name with labels: number} of the form that Prometheus reads, every line of which is judged."""
    found, typed = {}, set()
    for line in text.splitlines():
        if line.startswith("# TYPE "):
            typed.add(line.split()[2])
        elif not line.startswith("# HELP "):
            name, labels, value = re.fullmatch(r'(\w+)(\{\w+="\w+"(?:,\w+="\w+")*\})? (\d+)', line).groups()
            assert name in typed, line
            found[name + (labels or "")] = int(value)
    return found


def test_requests_paths_and_readers(serve, site):
    marmot = serve(site)
    for _ in range(3):
        gemini(marmot, "/posts/first.gmi?query;token=secret")
    gopher(marmot, "/about.txt")
    gemini(marmot, "/nothing-here")
    gemini(marmot, "/atom.xml")
    gopher(marmot, "/atom.xml")
    wait_for("all of them", lambda: "  gemini   51           1\n" in stats(marmot))
    text = stats(marmot)
    assert re.search(r"^  gemini   20           4$", text, re.M)
    assert re.search(r"^ +3  /posts/first\.gmi$", text, re.M)
    assert re.search(r"^ +2  /atom\.xml$", text, re.M)
    assert "feeds        1 readers today" in text
    assert "nothing-here" not in text and "secret" not in text and "127.0.0.1" not in text


def test_prometheus(serve, site):
    marmot = serve(site, settings={"limits": {"workers": 3}, "log_requests": False})
    asked = 0

    def from_the_cache():
        nonlocal asked
        gemini(marmot, "/tags/")
        asked += 1
        return samples(stats(marmot, "--prometheus"))["marmot_cached_total"] >= 1

    wait_for("a page from the cache", from_the_cache)
    with Plain(marmot.address("gopher")):
        found = {}

        def all_there():
            found.update(samples(stats(marmot, "--prometheus")))
            return found.get('marmot_requests_total{protocol="gemini",status="20"}') == asked and found["marmot_connections_open"]

        wait_for("all requests and a connection", all_there)
    assert found["marmot_connections_total"] >= asked + 1 and found["marmot_failed_total"] == 0
    assert found["marmot_sent_bytes_total"] > 0 and "marmot_uptime_seconds" in found


def test_the_socket_is_the_owners(serve, site):
    marmot = serve(site)
    path = marmot.work / "state" / "stats.sock"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    marmot.stop()
    assert not path.exists()


def test_no_server(scratch):
    status, _, err = run("stats", "--state", scratch, cwd=scratch)
    assert status == 2 and "no server is running" in err


def test_a_socket_left_behind_and_one_in_use(serve, site, scratch):
    marmot = serve(site)
    marmot.kill()
    path = marmot.work / "state" / "stats.sock"
    assert path.exists()
    marmot.start()
    assert stats(marmot)
    work = scratch / "second"
    work.mkdir()
    (work / "state").symlink_to(marmot.work / "state")
    second = serve(site, work=work)
    assert re.search('stats.sock: another server runs with this state folder .*: "marmot stats" finds nothing', second.log())
    assert gemini(second, "/").status == 20
    second.stop()
    assert stats(marmot)


# --- the owner's page -------------------------------------------------------------------------


@pytest.fixture(scope="module")
def people(tmp_path_factory):
    folder = tmp_path_factory.mktemp("owners")
    return {name: Identity(folder, name) for name in ("ada", "eve")} | {
        "late": Identity(folder, "late", end="20210101000000Z")}


def test_the_owner_sees_the_counters(serve, site, people):
    marmot = serve(site, settings={"counters": {"/counters": [people["ada"].fingerprint]}})
    for _ in range(3):
        gemini(marmot, "/posts/first.gmi?query;token=secret")
    gopher(marmot, "/about.txt")
    gemini(marmot, "/nothing-here")
    wait_for("all of them", lambda: "  gemini   51           1\n" in stats(marmot))
    for path in ("/counters", "/counters/", "/Counters", "/%63ounters"):
        page = visit(marmot, path, people["ada"])
        assert (page.status, page.meta) == (20, "text/gemini; charset=utf-8; lang=en")
    assert not judge_gemtext(page.body)
    lines = page.text.splitlines()
    assert lines[0] == "# Counters" and "## By protocol and status" in lines and "## Most asked" in lines
    assert "           3  /posts/first.gmi" in lines and "  gopher   20           1" in lines
    assert any(line.startswith("* Up: 0 d 00:0") for line in lines)
    assert any(line.startswith("* Feeds: ") for line in lines)
    assert "secret" not in page.text and "nothing-here" not in page.text and "127.0.0.1" not in page.text


@pytest.mark.parametrize("path", ["/counters", "/counters/", "/COUNTERS", "/counters.gmi", "/counters/x"])
def test_nobody_else_sees_the_counters(serve, site, people, path):
    marmot = serve(site, settings={"counters": {"/counters": [people["ada"].fingerprint]}, "spartan": "127.0.0.1:0",
                                   "nex": "127.0.0.1:0"})
    for _ in range(2):
        assert visit(marmot, path).status == 60
        assert visit(marmot, path, people["eve"]).status == 61
        assert visit(marmot, path, people["late"]).status == 62
    assert gopher(marmot, path).is_error
    for protocol, line in (("spartan", f"localhost {path} 0\r\n"), ("nex", f"{path}\r\n")):
        with Plain(marmot.address(protocol)) as client:
            client.send(line.encode())
            assert b"ounters" not in client.read()
    if path in ("/counters.gmi", "/counters/x"):
        assert visit(marmot, path, people["ada"]).status == 51


def test_no_counters_unless_the_owner_wants_them(serve, site):
    assert gemini(serve(site), "/counters").status == 51


def test_what_strangers_ask_for_makes_no_links(serve, scratch, people):
    """Lines of a page that a stranger can choose stay in their block."""
    folder = scratch / "content"
    (folder / "a").mkdir(parents=True)
    (folder / "index.md").write_text("# Home\n")
    marmot = serve(folder, settings={"counters": {"/c": [people["ada"].fingerprint]}})
    gopher(marmot, "/?\x1b]0;```")
    gopher(marmot, "\x0b=> gemini://evil.example/")
    page = visit(marmot, "/c", people["ada"])
    assert page.status == 20 and not any(line.startswith("=>") for line in page.text.splitlines())
    assert page.text.count("\n```") == 4 and "\x1b" not in page.text


@pytest.mark.parametrize("line, words", [
    ("counters: /counters", "counters: needs one path and who sees it"),
    ("counters: {/a: [ada], /b: [ada]}", "counters: needs one path and who sees it"),
    ("counters: {/: [ada]}", "counters: needs a path of its own"),
    ("counters: {/a: []}", "counters: names nobody"),
    ("counters: {../a: [ada]}", "is no path below the capsule"),
    ("private: {a: all}\ncounters: {a: all}", "named twice"),
    ("counters: {a: all}\ncapsules: [{host: x.example, content: x}]", "titan:, private:, authors:, counters:, redirects:"),
])
def test_counters_that_make_no_sense(scratch, line, words):
    (scratch / "content").mkdir()
    (scratch / "marmot.yaml").write_text(line + "\n")
    status, out, err = run("check", "--config", scratch / "marmot.yaml", cwd=scratch)
    assert status in (1, 2) and words in out + err, out + err


# --- who may not ask --------------------------------------------------------------------------


def test_errors_in_plain_words(scratch):
    """No server, no permission, what is no socket."""
    status, _, err = run("stats", "--state", scratch / "nowhere", cwd=scratch)
    assert status == 2 and "no server is running with this state folder" in err
    (scratch / "stats.sock").write_text("")
    status, _, err = run("stats", "--state", scratch, cwd=scratch)
    assert status == 2 and "no server is running with this state folder" in err
    status, _, err = run("stats", "--state", scratch / ("x" * 120), cwd=scratch)
    assert status == 2 and "its path is too long for a socket" in err


@pytest.mark.skipif(os.getuid() != 0, reason="only root can become somebody else")
def test_permission_in_plain_words(serve, site):
    marmot = serve(site)
    state = marmot.work / "state"
    for folder in (state, marmot.work, *marmot.work.parents):
        if folder.stat().st_uid == os.getuid() and str(folder).startswith("/tmp/"):
            folder.chmod(0o755)
    # Where the project lies he may not even look.
    program = shutil.copy(binary(), marmot.work / "marmot")
    done = subprocess.run([program, "stats", "--state", str(state)], capture_output=True, text=True, cwd="/",
                          user=65534, group=65534, extra_groups=[], env=environment())
    assert done.returncode == 2, done
    assert "you may not ask this server: do it as the user it runs as, or as root" in done.stderr, done.stderr
