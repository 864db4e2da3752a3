"""What a running server has counted, asked through its socket."""

import re
import stat

from marmot import run, wait_for
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
    assert "Address already in use" in second.log()
    assert gemini(second, "/").status == 20
    second.stop()
    assert stats(marmot)
