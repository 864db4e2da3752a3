"""Faults of the system that nothing but a library in between can bring about: see tests/faults/inject.h.

Whatever fails, the server goes on: a reader gets a whole answer, a failure that says so, or an end; never half an
answer that looks whole, and the next reader is served.
"""

import contextlib
import errno
import os
import shutil
import signal
import ssl
import subprocess
import time

import pytest
from fixtures import HASTY, PATIENT, wait_for_texts
from folder import article, write
from inject import CALLS, HOLD, KILL, SHORT, Faults
from marmot import ANSWER_GUARD, STOP_GUARD, binary, environment, run, wait_for
from wire import Plain, Tls, finish, gemini, gopher, is_served

LONG = "FAULTS_LONG" in os.environ  # make faults: every n of a range, where make test takes a few
PAGES = ("/", "/posts/first.gmi", "/guide/beta.gmi", "/about.txt", "/nothing-here", "/search?excerpt", "/data.bin")
TOKEN = "open-sesame-8"
GRAIN = 2.2  # [s] until the stamp of a file is trusted, and what was read of it is saved
SURVEY_RETRY = 60  # [s] until what failed is tried again (SURVEY_RETRY_S)


@pytest.fixture
def faults(scratch):
    page = Faults(scratch)
    yield page
    page.close()


@pytest.fixture
def disturbed(serve, site, faults):
    """A server whose calls are as they should be until a test says otherwise."""
    (site / "notes").mkdir()
    write(site.parent / "token", TOKEN + "\n")
    marmot = serve(site, env=faults.env, settings={
        "log_file": site.parent / "requests.log",
        "titan": {"paths": {"notes/": ["token"]}, "token_file": site.parent / "token"}})
    assert faults.loaded()
    wait_for_texts(marmot)
    return marmot


def seen(marmot):
    return [gemini(marmot, page).raw for page in PAGES] + \
        [gopher(marmot, selector).raw for selector in (b"", b"/posts/first.gmi", b"/data.bin")]


def served(marmot):
    with contextlib.suppress(ssl.SSLError, OSError):
        return is_served(marmot)
    return False


def publish(marmot, path, text):
    line = f"titan://localhost:{marmot.ports['gemini']}{path};mime=text/markdown;size={len(text)};token={TOKEN}\r\n"
    with Tls(marmot.address("gemini")) as client:
        client.send(line.encode() + text.encode())
        return finish(client)


# --- calls that are interrupted, or do a part of their work --------------------------------------------


@pytest.mark.parametrize("every", [1, 2, 3])
@pytest.mark.parametrize("kind", [errno.EINTR, SHORT], ids=["eintr", "short"])
def test_answers_are_the_same_whatever_cuts_the_calls(disturbed, faults, kind, every):
    before = seen(disturbed)
    for call in CALLS:
        faults.call(call, every, kind)
    assert seen(disturbed) == before
    disturbed.reload()
    assert seen(disturbed) == before
    for call in set(CALLS) - {"sync", "poll"}:
        assert faults.faults(call) > 0, call


@pytest.mark.parametrize("kind", [errno.EINTR, SHORT], ids=["eintr", "short"])
def test_a_server_starts_whatever_cuts_the_calls(serve, site, faults, kind):
    for call in CALLS:
        faults.call(call, 1, kind)
    marmot = serve(site, env=faults.env)
    wait_for_texts(marmot)
    assert faults.faults("sync") > 0, "its key was made, and is on the disk"
    assert "error" not in marmot.log().replace("0 errors", "")
    before = seen(marmot)
    faults.stop()
    assert seen(marmot) == before


@pytest.mark.parametrize("kind", [errno.EINTR, SHORT], ids=["eintr", "short"])
def test_publishing_whatever_cuts_the_calls(disturbed, faults, kind):
    """A folder's fsync and openat were once given up when a signal came."""
    for call in CALLS:
        faults.call(call, 1, kind)
    text = article("A new note", "2021-01-01", body="Written from afar. " * 2000)
    for path in ("/notes/new.md", "/notes/deep/down/new.md"):
        assert publish(disturbed, path, text).status in (20, 30), path
        assert (disturbed.folder / path[1:]).read_text() == text
    assert faults.faults("sync") > 0 or kind == SHORT


def test_lines_of_the_log_stay_whole_in_parts(disturbed, faults):
    """Once a part was taken for a full disk, and the next line stood behind it."""
    faults.call("write", 1, SHORT)
    for i in range(20):
        gemini(disturbed, f"/?number-{i}-")
    log = disturbed.folder.parent / "requests.log"
    wait_for("the last line", lambda: "number-19-" in log.read_text())
    lines = [line for line in log.read_text().splitlines() if "number-" in line]
    assert len(lines) == 20 and all(line.count("number-") == 1 and " gemini 20 " in line for line in lines)
    assert "log_file" not in disturbed.log()


# --- a clock that jumps -----------------------------------------------------------------------------------

HOUR, YEAR = 3600, 366 * 86400
JUMPS = [HOUR, -HOUR, YEAR, -YEAR]


@pytest.mark.parametrize("seconds", JUMPS)
def test_the_clock_jumps_while_serving(disturbed, faults, seconds):
    before = seen(disturbed)
    faults.clock(seconds)
    assert seen(disturbed) == before
    disturbed.reload()
    assert seen(disturbed) == before
    faults.clock(0)
    assert seen(disturbed) == before


@pytest.mark.parametrize("seconds", JUMPS)
def test_what_is_published_is_there_though_the_clock_jumped(disturbed, faults, seconds):
    """Waiting for the new catalogue once went by the clock of the day: an answer before it, or an hour after."""
    faults.clock(seconds)
    for i in range(5):
        assert publish(disturbed, f"/notes/new-{i}.md", article("New", "2001-01-01")).status in (20, 30)
        assert gemini(disturbed, f"/notes/new-{i}.gmi").status == 20


@pytest.mark.parametrize("seconds", JUMPS)
def test_the_clock_jumps_during_a_deadline(serve, site, faults, seconds):
    """It neither ends a client who has time left, nor lets one stay for ever."""
    patient = serve(site, env=faults.env, settings={"limits": PATIENT})
    with Tls(patient.address("gemini")) as client, Plain(patient.address("gopher")) as other:
        client.send(patient.url("/about").encode())
        other.send(b"/about")
        faults.clock(seconds)
        assert is_served(patient)
        client.send(b".txt\r\n")
        other.send(b".txt\r\n")
        assert finish(client).status == 20
        assert other.read() and other.end == "clean"
    faults.clock(0)
    hasty = serve(site, env=faults.env, settings={"limits": HASTY}, gopher="off")
    with Tls(hasty.address("gemini")) as client:
        client.send(hasty.url("/about").encode())
        faults.clock(seconds)
        client.read()
        assert client.end


def test_the_feed_follows_a_clock_that_jumps(serve, site, faults):
    """An article of tomorrow comes when its day does, and goes when that day is far again."""
    tomorrow = time.strftime("%Y-%m-%d", time.gmtime(time.time() + 86400 * 2))
    write(site / "posts" / "tomorrow.md", article("Of tomorrow", tomorrow))
    marmot = serve(site, env=faults.env, settings={"log_file": site.parent / "requests.log"})

    def in_feed():
        return "Of tomorrow" in gemini(marmot, "/atom.xml").text

    assert not in_feed() and gemini(marmot, "/posts/tomorrow.gmi").status == 51
    faults.clock(3 * 86400)
    wait_for("tomorrow's article", in_feed)
    assert gemini(marmot, "/posts/tomorrow.gmi").status == 20
    faults.clock(0)
    wait_for("tomorrow to be tomorrow again", lambda: not in_feed())
    log = (site.parent / "requests.log").read_text().splitlines()
    days = {line[:10] for line in log}
    assert len(days) >= 2, "the log's lines bear the day on which they were written"


def test_a_certificate_that_ends_under_a_running_server_is_named(serve, site, faults, scratch):
    """In good time, once a day, and not only at the next start, which may be months away."""
    certs = scratch / "work" / "certs"
    certs.mkdir(parents=True)
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "60",
                    "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost", "-keyout", certs / "localhost.key", "-out",
                    certs / "localhost.crt"], check=True, capture_output=True)
    (certs / "localhost.key").chmod(0o600)
    marmot = serve(site, work=scratch / "work", env=faults.env)
    assert "localhost.crt: " not in marmot.log()
    for day, words in ((20, None), (50, "the certificate expires on "), (51, "the certificate expires on "),
                       (61, "the certificate has expired on "), (62, "the certificate has expired on ")):
        said = len(marmot.log())
        faults.clock(day * 86400)
        if words:
            marmot.wait_log(words, said)
            assert '"marmot cert renew" makes one for the same key' in marmot.log()[said:]
    # Once more where a true midnight passed.
    assert 4 <= marmot.log().count("localhost.crt: ") <= 5


@pytest.mark.parametrize("seconds", JUMPS)
def test_the_end_comes_though_the_clock_jumped(disturbed, faults, seconds):
    gemini(disturbed, "/")
    faults.clock(seconds)
    disturbed.process.send_signal(signal.SIGHUP)
    disturbed.stop()


# --- kill -9 at any moment ----------------------------------------------------------------------------------


def killed_at(faults, cwd, name, n, *words):
    """Runs a command that is killed at its n-th call of that name; False: it came to its end."""
    faults.call(name, n, KILL, most=1)
    done = subprocess.run([binary(), *words], cwd=cwd, env=environment(HOME=str(cwd), **faults.env), capture_output=True,
                          timeout=STOP_GUARD)
    faults.stop()
    assert done.returncode in (0, -9), done.stderr.decode()
    return done.returncode != 0


@pytest.mark.parametrize("name", ["write", "sync", "name"] + ["open"] * LONG)
@pytest.mark.parametrize("words", [("new",), ("renew", "--yes"), ("renew", "--yes", "--new-key")], ids=" ".join)
def test_killed_between_key_and_certificate(faults, scratch, words, name):
    """A key without its certificate, or one that does not belong to it, once kept the server from starting."""
    command = ("cert", *words, "--certs", "certs", "--host", "localhost")
    shown = ("cert", "show", "--certs", "certs", "--host", "localhost")
    n, killed = 0, True
    while killed:
        n += 1
        shutil.rmtree(scratch / "certs", ignore_errors=True)
        if words[0] == "renew":
            assert run("cert", "new", *shown[2:], cwd=scratch)[0] == 0
            before = {p.name: p.read_bytes() for p in (scratch / "certs").iterdir()}
        killed = killed_at(faults, scratch, name, n, *command)
        status, out, err = run(*shown, cwd=scratch)
        if words[0] == "new" and status == 1:
            assert "there is no certificate" in err
            status, out, err = run("cert", "new", *shown[2:], cwd=scratch)
        assert status == 0 and "error" not in out, f"killed at {name} {n}: {out}{err}"
        kept = [p for p in (scratch / "certs").iterdir() if p.name.startswith("localhost.crt.2")]
        if kept:
            assert [p.read_bytes() for p in kept] == [before["localhost.crt"]]
    assert n > 1, "it was killed somewhere"


def test_killed_while_publishing_the_old_stays(disturbed, faults):
    """A half-written file is in nobody's way, and gone with the next that is published."""
    assert publish(disturbed, "/notes/new.md", article("Before", "2021-01-01")).status in (20, 30)
    before = (disturbed.folder / "notes" / "new.md").read_bytes()
    faults.call("sync", 2, KILL, most=1)  # the first is of what is kept of the old
    with contextlib.suppress(ssl.SSLError, OSError):
        publish(disturbed, "/notes/new.md", article("After", "2021-01-01"))
    assert disturbed.process.wait(STOP_GUARD) == -9
    faults.stop()
    disturbed.log_file.close()
    assert list(disturbed.folder.rglob(".marmot-*")) != []
    disturbed.start()
    assert (disturbed.folder / "notes" / "new.md").read_bytes() == before
    assert publish(disturbed, "/notes/new.md", article("After", "2021-01-01")).status in (20, 30)
    assert "After" in gemini(disturbed, "/notes/new.gmi").text
    assert list(disturbed.folder.rglob(".marmot-*")) == []


# --- a disk that takes its time --------------------------------------------------------------------------------


def threads(marmot):
    return len(os.listdir(f"/proc/{marmot.process.pid}/task"))


def test_one_survey_feeds_the_index_though_a_disk_held_a_reload_up(serve, site, scratch, faults):
    """The old server's went on where its builder did not end in time: two that write one index."""
    work = scratch / "work"
    work.mkdir()
    serve(site, work=work).stop()  # else its key would be what is written first
    (work / "state" / "catalogue.saved").unlink(missing_ok=True)
    time.sleep(GRAIN)
    faults.call("sync", 1, HOLD, most=1)
    marmot = serve(site, work=work, env=faults.env, settings={"limits": {"workers": 1, "helpers": 1}})
    wait_for("the catalogue to be saved", lambda: faults.faults("sync") == 1)
    wait_for_texts(marmot)
    before = threads(marmot)
    marmot.reload()
    marmot.wait_log("takes too long")
    wait_for("one builder more, and no survey", lambda: threads(marmot) == before + 1)
    faults.stop()
    wait_for("its end", lambda: threads(marmot) == before)
    write(site / "found.md", article("Found", "2021-01-01", body="A sesquipedalian word."))
    wait_for("the index", lambda: "Found" in gemini(marmot, "/search?sesquipedalian").text)


# --- a folder that is full ----------------------------------------------------------------------------------


def test_a_full_state_folder_costs_no_answer(disturbed, faults):
    """Neither the index nor the saved catalogue can be written, while pages change."""
    lasting = [page for page in PAGES if page not in ("/", "/search?excerpt")]
    before = [gemini(disturbed, page).raw for page in lasting]
    faults.full(disturbed.work / "state")
    write(disturbed.folder / "notes" / "found.md", article("Found", "2021-01-01", body="A sesquipedalian word."))
    disturbed.reload()
    assert [gemini(disturbed, page).raw for page in lasting] == before
    assert "sesquipedalian" in gemini(disturbed, "/notes/found.gmi").text
    disturbed.wait_log("make room on that disk")
    faults.stop()
    disturbed.reload()
    wait_for("the index", lambda: "Found" in gemini(disturbed, "/search?sesquipedalian").text)


def test_a_full_content_folder_takes_nothing_and_loses_nothing(disturbed, faults):
    assert publish(disturbed, "/notes/new.md", article("Before", "2021-01-01")).status in (20, 30)
    faults.full(disturbed.folder)
    for path in ("/notes/new.md", "/notes/other.md", "/notes/deep/other.md"):
        assert 40 <= publish(disturbed, path, article("After", "2021-01-01")).status < 50
    assert "Before" in gemini(disturbed, "/notes/new.gmi").text
    assert sorted(p.name for p in (disturbed.folder / "notes").rglob("*")) == ["new.md"]
    faults.stop()
    assert publish(disturbed, "/notes/new.md", article("After", "2021-01-01")).status in (20, 30)
    assert "After" in gemini(disturbed, "/notes/new.gmi").text


# --- memory that is refused ---------------------------------------------------------------------------------

MANY = range(1, 60) if LONG else (1, 2, 3, 5, 8, 13, 21, 34)


def asked(marmot):
    """What becomes of requests of all kinds: a whole answer, a failure that says so, an end; never anything else."""
    for target in PAGES:
        try:
            answer = gemini(marmot, target)
        except (ssl.SSLError, OSError):
            continue
        assert answer.status is None or answer.status in (20, 30, 31, 51) or 40 <= answer.status < 50, answer
    for selector in (b"", b"/posts/first.gmi", b"/search\texcerpt"):
        try:
            gopher(marmot, selector)
        except OSError:
            continue


@pytest.mark.parametrize("whose", ["openssl", "sqlite"])
def test_refused_memory_costs_an_answer_and_not_the_server(disturbed, faults, whose):
    before = seen(disturbed)
    refused = 0
    for n in MANY:
        faults.memory(whose, n)
        asked(disturbed)
        disturbed.process.send_signal(signal.SIGHUP)
        asked(disturbed)
        assert disturbed.alive(), f"{whose} {n}: {disturbed.log()[-2000:]}"
        refused += faults.faults(whose)
        faults.stop()
        assert is_served(disturbed)
    # The index may have failed for the last time just now.
    wait_for("all to be as it was", lambda: seen(disturbed) == before, guard=SURVEY_RETRY + ANSWER_GUARD)
    assert refused > len(MANY)


def test_libevent_finds_no_memory_for_a_crowd(disturbed, faults):
    """It asks for room for some hundreds of descriptors at once, and for more timers never."""
    faults.memory("event", 1)
    crowd = []
    try:
        for _ in range(1500):
            with contextlib.suppress(OSError):
                crowd.append(Plain(disturbed.address("gopher")))
        wait_for("the refusal", lambda: faults.faults("event") > 0)
        assert disturbed.alive()
    finally:
        for client in crowd:
            client.sock.close()
    faults.stop()
    wait_for("the others to be served", lambda: served(disturbed))


FOLDED = "summary: >\n  of more\n  than one line\ntags: [a, {b: c}]"


def test_a_draft_is_no_article_for_want_of_memory(serve, site, faults):
    """Once libyaml's refusal was taken for an author's mistake, and mended, or ended the server."""
    write(site / "posts" / "hidden.md", f"---\ntitle: Hidden\n{FOLDED}\ndraft: true\n---\nSecret words.\n")
    write(site / "posts" / "shown.md", f"---\ntitle: Shown\n{FOLDED}\n---\nOpen words.\n")
    marmot = serve(site, env=faults.env)
    assert gemini(marmot, "/posts/shown.gmi").status == 20
    tries = 0
    for n in MANY:
        for name in ("hidden", "shown"):
            (site / "posts" / f"{name}.md").unlink()
        marmot.reload()
        write(site / "posts" / "hidden.md", f"---\ntitle: Hidden {n}\n{FOLDED}\ndraft: true\n---\nSecret words.\n")
        write(site / "posts" / "shown.md", f"---\ntitle: Shown {n}\n{FOLDED}\n---\nOpen words.\n")
        faults.memory("yaml", n)
        marmot.reload()
        tries += faults.faults("yaml") > 0
        for target in ("/", "/posts/", "/posts/hidden.gmi", "/posts/hidden.md", "/search?Secret", "/atom.xml"):
            answer = gemini(marmot, target)
            assert b"Hidden" not in answer.body and b"Secret" not in answer.body.replace(b"Secret\n", b""), target
        faults.stop()
        if n != MANY[-1]:
            marmot.reload()
        # Else by itself, after a while.
        wait_for("what could not be read to be read", lambda: gemini(marmot, "/posts/shown.gmi").status == 20)
        assert gemini(marmot, "/posts/hidden.gmi").status != 20
    assert tries > 3


def test_search_is_not_given_up_for_want_of_memory(serve, site, faults):
    """Once SQLite's refusal while the index was opened meant that nothing was ever found."""
    faults.memory("sqlite", 1)
    marmot = serve(site, env=faults.env)
    wait_for("the refusal", lambda: "out of memory" in marmot.log())
    faults.stop()
    assert "Still indexing" in gemini(marmot, "/search?excerpt").text
    marmot.reload()
    wait_for("the index", lambda: "The first post" in gemini(marmot, "/search?excerpt").text)


def test_the_first_client_finds_no_memory(serve, site, faults):
    """Once that ended the server, or left it without TLS for ever."""
    marmot = serve(site, env=faults.env, gopher="off")
    for n in MANY:
        faults.memory("openssl", n)
        for _ in range(3):
            with contextlib.suppress(ssl.SSLError, OSError):
                gemini(marmot, "/")
        faults.stop()
        assert gemini(marmot, "/").status == 20
    assert marmot.log().count("the certificate cannot be used") <= len(MANY)


def test_refused_memory_of_our_own_is_one_line_and_the_end(serve, site, faults):
    # A line about a request may come after its answer.
    marmot = serve(site, env=faults.env, settings={"log_requests": False})
    wait_for_texts(marmot)  # else it may have more to say
    before = len(marmot.log())
    faults.memory("own", 1)
    with contextlib.suppress(ssl.SSLError, OSError):
        gemini(marmot, "/posts/first.gmi")
    assert marmot.wait() == 70
    said = marmot.log()[before:].splitlines()
    assert len(said) == 1 and "out of memory" in said[0]


def test_refused_memory_of_cmark_is_one_line_and_its_own_end(serve, site, faults):
    """It asks the system when it converts for the first time, which may be any thread's, and from then on our arena."""
    faults.memory("cmark", 1)
    marmot = serve(site, env=faults.env, launch=True)
    assert marmot.wait() == -6
    # Other threads may say something of theirs until it has ended.
    assert sum("[cmark]" in line for line in marmot.log().splitlines()) == 1
