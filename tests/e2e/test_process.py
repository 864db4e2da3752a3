"""The server as a process: start, ports, settings, log, signals, end."""

import os
import re
import signal
import socket
import sys

import pytest
from folder import article, make_large, write
from marmot import Marmot, binary, environment, reports_in, run, wait_for
from wire import Plain, Tls, finish, gemini, gopher, has_ipv6, is_served

# --- the start ---------------------------------------------------------------------------


def test_summary_at_start(marmot):
    log = marmot.log()
    assert re.search(r"Marmot \S+ serves \"The test capsule\"", log)
    assert re.search(r"content .*: \d+ articles \(\d+ hidden\), \d+ tags, \d+ other files; problems: \d+ errors?, \d+ w", log)
    assert re.search(r"fingerprint  SHA-256 ([0-9A-F]{2}:){31}[0-9A-F]{2}\b", log)
    assert re.search(r"certificate .*localhost\.crt for .*valid until 9999-12-31", log)
    assert f"gemini://localhost:{marmot.ports['gemini']}/" in log
    assert f"gopher://localhost:{marmot.ports['gopher']}/" in log


def test_title_and_description_are_set(serve, site):
    marmot = serve(site, settings={"title": "A configured title", "description": "And what it is about."})
    home = gemini(marmot, "/").text
    assert home.startswith("# A configured title\n\nAnd what it is about.\n")
    assert "A configured title" in gopher(marmot, "/").text
    assert "<title>A configured title</title>" in gemini(marmot, "/atom.xml").text


def test_gopher_off(serve, site):
    marmot = serve(site, gopher="off")
    assert gemini(marmot, "/").status == 20
    assert "gopher" not in marmot.ports and "gopher://" not in marmot.log()
    assert "gopher://localhost" not in gemini(marmot, "/").text


def test_gemini_off(serve, site):
    """Then no certificate is needed either."""
    marmot = serve(site, gemini="off")
    assert gopher(marmot, "").raw.endswith(b"\r\n.\r\n")
    assert "gemini" not in marmot.ports
    assert not marmot.certs.exists() or not list(marmot.certs.glob("*.crt"))
    feed = gopher(marmot, "/atom.xml")
    assert b"<id>gemini://" in feed.raw  # the same ids in both, whichever is on


def test_both_off_is_refused(serve, site):
    marmot = serve(site, gemini="off", gopher="off", launch=True)
    assert marmot.wait() == 2
    assert "nothing to serve" in marmot.log()


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux shows in /proc what is open")
def test_closed_standard_streams_are_nobody_elses(serve, site):
    """What some starters close would be a reader's connection or a file of ours, and be written into."""
    marmot = serve(site, before=lambda: os.closerange(0, 2))
    assert gemini(marmot, "/").status == 20
    for fd in (0, 1):
        assert os.readlink(f"/proc/{marmot.process.pid}/fd/{fd}") == "/dev/null"


def test_off_in_the_settings(serve, site):
    marmot = Marmot(site, settings={"gopher": "off"})
    command = marmot.command()
    at = command.index("--gopher")
    marmot.command = lambda: command[:at] + command[at + 2:]
    try:
        marmot.launch()
        wait_for("the server to listen", lambda: marmot.is_listening(1))
        assert list(marmot.ports) == ["gemini"]
        assert gemini(marmot, "/").status == 20
        marmot.stop()
    finally:
        marmot.kill()


def reach(address, protocol):
    if protocol == "gopher":
        with Plain(address) as client:
            client.send(b"\r\n")
            return client.read().endswith(b"\r\n.\r\n")
    with Tls(address) as client:
        client.send(b"gemini://localhost/\r\n")
        return finish(client).status == 20


@pytest.mark.parametrize("listen", ["[::1]:0", "localhost:0", "*:0"])
def test_ipv6(serve, site, listen):
    if not has_ipv6() and listen == "[::1]:0":
        marmot = serve(site, gemini=listen, launch=True)
        assert marmot.wait() == 2 and "--gemini" in marmot.log()
        return
    insist = {"user": "root"} if os.geteuid() == 0 and listen == "*:0" else {}
    marmot = serve(site, gemini=listen, gopher=listen, settings=insist)
    for protocol in ("gemini", "gopher"):
        port = marmot.ports[protocol]
        if listen != "[::1]:0":
            assert reach(("127.0.0.1", port), protocol)
        if has_ipv6():
            assert reach(("::1", port), protocol)


def test_ipv6_address_as_host(serve, site):
    if not has_ipv6():
        return
    marmot = serve(site, host=(), gemini="[::1]:0", gopher="[::1]:0")
    with Tls(("::1", marmot.ports["gemini"]), sni=None) as client:
        client.send(b"gemini://[::1]:%d/\r\n" % marmot.ports["gemini"])
        answer = finish(client)
    assert answer.status == 20, answer


def test_several_addresses(serve, site):
    marmot = serve(site, gemini=["127.0.0.1:0", "127.0.0.2:0"], gopher=["127.0.0.1:0", "127.0.0.1:0"])
    assert len(marmot.addresses["gemini"]) == len(marmot.addresses["gopher"]) == 2
    for address in marmot.addresses["gemini"]:
        assert reach(address, "gemini")
    for address in marmot.addresses["gopher"]:
        assert reach(address, "gopher")


def test_port_that_is_taken(serve, site, marmot):
    """A second Marmot says which option to change, and the first one goes on."""
    for protocol in ("gemini", "gopher"):
        taken = f"127.0.0.1:{marmot.ports[protocol]}"
        second = serve(site, launch=True, **{protocol: taken})
        assert second.wait() == 2
        log = second.log()
        assert f"--{protocol}" in log and str(marmot.ports[protocol]) in log and re.search("in use", log), log
    assert is_served(marmot)


def test_address_that_is_not_ours(serve, site):
    marmot = serve(site, gemini="192.0.2.1:0", launch=True,
                   settings={"user": "root"} if os.geteuid() == 0 else None)
    assert marmot.wait() == 2
    assert "--gemini" in marmot.log() and "192.0.2.1" in marmot.log()


@pytest.mark.parametrize("folder", ["missing", "file"])
def test_content_that_is_no_folder(serve, scratch, folder):
    if folder == "file":
        (scratch / folder).write_text("x")
    marmot = serve(scratch / folder, launch=True)
    assert marmot.wait() == 2
    assert "--content" in marmot.log() and folder in marmot.log()


def test_content_that_a_service_does_not_see(scratch):
    """Bug: below ProtectHome=tmpfs a folder that is there was said to be missing, and no more."""
    words = ["serve", "--content", "/home/nobody-of-that-name/articles", "--gemini", "127.0.0.1:0", "--gopher", "off"]
    status, _, err = run(*words, cwd=scratch, env=environment(HOME=str(scratch), INVOCATION_ID="0123"))
    assert status == 2 and "BindReadOnlyPaths" in err
    status, _, err = run(*words, cwd=scratch)
    assert status == 2 and "--content" in err and "BindReadOnlyPaths" not in err


def test_certificates_cannot_be_written(serve, site, scratch):
    (scratch / "work").mkdir()
    (scratch / "work" / "certs").write_text("a file where a folder should be")
    marmot = serve(site, work=scratch / "work", launch=True)
    assert marmot.wait() == 2
    assert "certs" in marmot.log()


# --- settings ------------------------------------------------------------------------------


BAD_SETTINGS = [
    ("title: x\ntilte: y\n", 2, "did you mean \"title\""),
    ("descripton: y\n", 1, "did you mean \"description\""),
    ("title: x\n\n# note\nhosts: y\n", 4, "did you mean \"host\""),
    ("wibble: y\n", 1, "no such key"),
    ("limits:\n  request_second: 3\n", 2, "did you mean \"request_seconds\""),
    ("request_seconds: 3\n", 1, "belongs below \"limits:\""),
    ("limits:\n  request_seconds: soon\n", 2, "whole number"),
    ("limits:\n  request_seconds: 0\n", 2, "whole number"),
    ("limits:\n  request_seconds: -1\n", 2, "whole number"),
    ("limits:\n  request_seconds: 99999999999999999999\n", 2, "whole number"),
    ("limits: 3\n", 1, "indented"),
    ("latest: ten\n", 1, "whole number"),
    ("show_future: maybe\n", 1, "neither true nor false"),
    ("gemini: 127.0.0.1:99999\n", 1, "127.0.0.1:1965"),
    ("gopher: nowhere\n", 1, "127.0.0.1:70"),
    ("host: gemini://example.org/\n", 1, "without scheme"),
    ("title: [a, b]\n", 1, "one value"),
    ("content:\n  a: b\n", 1, "one value"),
    ("tags_split: never\n", 1, "auto, comma, space"),
    ("title: \"unclosed\ndescription: x\n", None, "title"),
]


@pytest.mark.parametrize("text,line,remedy", BAD_SETTINGS)
def test_bad_settings(scratch, site, text, line, remedy):
    """Named with line and remedy; nothing is served until they are right."""
    config = scratch / "marmot.yaml"
    config.write_text(text)
    status, out, err = run("serve", "--config", config, "--content", site, "--gemini", "127.0.0.1:0", "--gopher",
                           "127.0.0.1:0", cwd=scratch)
    assert status == 2
    assert re.search(rf"marmot\.yaml:{line or ''}\d*(:\d+)?: (error|warning): ", err), err
    assert remedy in err, err
    assert "nothing is served" in err


def test_all_mistakes_are_named_at_once(scratch, site):
    config = scratch / "marmot.yaml"
    config.write_text("tilte: a\nlatest: b\nlimits:\n  jobs: c\nshow_future: d\n")
    status, _, err = run("serve", "--config", config, "--content", site, cwd=scratch)
    assert status == 2
    for line in (1, 2, 4, 5):
        assert f"marmot.yaml:{line}:" in err, err


def test_missing_settings_file(scratch, site):
    status, _, err = run("serve", "--config", scratch / "no.yaml", "--content", site, cwd=scratch)
    assert status == 2 and "no.yaml" in err and "No such file" in err


@pytest.mark.parametrize("words,says", [
    (["--wibble"], "no option --wibble"), (["--gemini"], "needs a value"), (["extra"], "does not take \"extra\""),
    (["-v"], "one-letter"),
    (["--content", "a", "--content", "b"], "given twice"), (["--verbose=1"], "takes no value"),
    (["--gemini", "1965:x"], "ADDR:PORT"),
    (["--gemini", "::1:1965"], "ADDR:PORT"), (["--gopher", "127.0.0.1:65536"], "ADDR:PORT"),
    (["--host", "a/b"], "no host name"),
    (["--host", ""], "no host name"),
])
def test_bad_options(scratch, words, says):
    status, _, err = run("serve", *words, cwd=scratch)
    assert status == 2 and says in err and "--help" in err, err


def test_options_win_over_the_file(serve, site, scratch):
    (scratch / "other").mkdir()
    marmot = serve(site, host=("localhost",), settings={"content": str(scratch / "other"), "host": "example.org",
                                                        "gemini": "127.0.0.1:1",
                                                       "gopher": "off"})
    assert gemini(marmot, b"gemini://localhost/posts/first.gmi").status == 20
    assert gemini(marmot, b"gemini://example.org/").status == 53
    assert "gopher" in marmot.ports


def test_public_ports(serve, site):
    """Behind a forwarder: what pages, redirects and feeds say is what readers see; what they say is taken."""
    marmot = serve(site, host=("capsule.example", "other.example"),
                   settings={"gemini_public_port": 1965, "gopher_public_port": 7071})
    answer = gemini(marmot, b"gemini://capsule.example/posts")
    assert (answer.status, answer.meta) == (31, "gemini://capsule.example/posts/")
    answer = gemini(marmot, b"gemini://other.example/posts")
    assert answer.status == 31 and gemini(marmot, answer.meta.encode()).status == 20
    assert b"<id>gemini://capsule.example/posts/first.gmi</id>" in gemini(marmot,
                                                                          b"gemini://capsule.example/atom.xml").body
    assert b'href="gopher://capsule.example:7071/0/posts/first.txt"' in gopher(marmot, "/atom.xml").raw
    elsewhere = serve(site, settings={"gemini_public_port": 19650})
    for port in ("", ":1965", ":19650", f":{elsewhere.ports['gemini']}"):
        assert gemini(elsewhere, f"gemini://localhost{port}/".encode()).status == 20
    assert gemini(elsewhere, b"gemini://localhost:19651/").status == 53
    assert gemini(elsewhere, b"gemini://localhost/posts").meta == "gemini://localhost:19650/posts/"


def test_limits_on_articles(serve, scratch):
    """What is too large is left out and named; the rest is served."""
    folder = scratch / "content"
    for name, size in (("small", 100), ("edge", 2048), ("large", 2049)):
        start = article(name, "2020-01-01", body="")
        write(folder / f"{name}.md", start + "x" * (size - len(start)))
    marmot = serve(folder, settings={"limits": {"article_size": 2048}})
    assert gemini(marmot, "/small.gmi").status == gemini(marmot, "/edge.gmi").status == 20
    assert gemini(marmot, "/large.gmi").status in (40, 51)
    assert re.search(r"large\.md: (error|warning): ", marmot.log())


def test_settings_beside_the_work(scratch, site):
    """Without --config it is ./marmot.yaml; its folders start beside it."""
    (scratch / "marmot.yaml").write_text(f"title: Found it\ncontent: {site.name}\ngemini: 127.0.0.1:0\ngopher: 127.0.0.1:0\n")
    status, out, err = run("check", cwd=scratch)
    assert "articles" in err and status in (0, 1), err
    marmot = Marmot(site, work=scratch)
    marmot.command = lambda: [binary(), "serve"]
    try:
        marmot.launch()
        wait_for("the server to listen", lambda: marmot.is_listening(2))
        assert gemini(marmot, "/").text.startswith("# Found it\n")
        marmot.stop()
    finally:
        marmot.kill()


# --- the log ---------------------------------------------------------------------------------


def lines_about(marmot, words, after):
    marmot.wait_log(words, after)
    return [line for line in marmot.log()[after:].split("\n") if words in line]


def test_a_line_for_each_request(marmot):
    after = len(marmot.log())
    answer = gemini(marmot, "/posts/first.gmi?log-test")
    line = lines_about(marmot, "log-test", after)
    assert len(line) == 1
    url = re.escape(marmot.url("/posts/first.gmi?log-test"))
    assert re.search(rf"gemini 20 {len(answer.body)} bytes \d+ ms .*\"{url}\"\Z", line[0]), line
    answer = gopher(marmot, "/data.bin\tlog-test-two")
    line = lines_about(marmot, "log-test-two", after)
    assert re.search(rf"gopher 20 {len(answer.raw)} bytes \d+ ms ", line[0]), line
    gemini(marmot, "/missing-log-test")
    assert re.search(r"gemini 51 0 bytes", lines_about(marmot, "missing-log-test", after)[0])


def test_no_addresses_unless_asked(serve, site):
    quiet = serve(site)
    gemini(quiet, "/?who")
    assert "127.0.0.1" not in lines_about(quiet, "?who", 0)[0]
    chatty = serve(site, settings={"log_addresses": True})
    gemini(chatty, "/?who")
    assert "127.0.0.1" in lines_about(chatty, "?who", 0)[0]


def test_requests_are_not_logged_by_option(serve, site):
    marmot = serve(site, settings={"log_requests": False})
    gemini(marmot, "/?whoever-asks")
    gopher(marmot, "/about.txt\twhoever-asks")
    marmot.stop()
    assert "whoever-asks" not in marmot.log()


def test_nothing_a_stranger_sends_reaches_a_terminal(marmot):
    """Escapes, forged lines, what turns text round."""
    after = len(marmot.log())
    evil = ["\x1b[31mred", "a\rforged", "\x07bell", "\u202egnirts", "\x9b31m", "line\u2028break", "quote\" 200 \"x"]
    for text in evil:
        gemini(marmot, b"gemini://localhost/log-evil" + text.encode())
        gopher(marmot, b"/log-evil" + text.encode())
    gopher(marmot, b"/log-evil\n2026-01-01T00:00:00Z forged line")
    gopher(marmot, b"/log-evil\xff\xfe")
    wait_for("all of them in the log", lambda: marmot.log()[after:].count("log-evil") >= 2 * len(evil) + 2)
    log = marmot.log()[after:]
    assert all(ch == "\n" or ch >= " " and ch not in "\x7f\u202e\u2028\x9b" for ch in log)
    assert not re.search(r"^(?!\d{4}-\d\d-\d\dT)", log.rstrip("\n"), re.M)
    assert not re.search(r"^forged", log, re.M)


def test_long_requests_are_cut_in_the_log(marmot):
    after = len(marmot.log())
    gemini(marmot, b"gemini://localhost/long-log-" + b"x" * 60000, trailing=b"")
    gopher(marmot, b"/long-log-" + b"\x01" * 60000)
    wait_for("both in the log", lambda: marmot.log()[after:].count("long-log-") >= 2)
    assert max(len(line) for line in marmot.log()[after:].split("\n")) <= 4096


def test_verbose(serve, site):
    marmot = serve(site, options=["--verbose"])
    with Plain(marmot.address("gemini")) as client:
        client.send(b"plain text\r\n")
        client.read()
    marmot.wait_log("could not shake hands: it sent plain text")


# --- signals and the end -----------------------------------------------------------------------


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_ends_with_status_0(serve, site, number):
    marmot = serve(site)
    assert is_served(marmot)
    marmot.stop(number)
    assert "stopped" in marmot.log()


def test_port_is_free_afterwards(serve, site):
    """At once, although connections linger in the kernel."""
    first = serve(site)
    ports = dict(first.ports)
    assert is_served(first)
    idle = Tls(first.address("gemini"))
    first.stop()
    second = serve(site, gemini=f"127.0.0.1:{ports['gemini']}", gopher=f"127.0.0.1:{ports['gopher']}")
    assert is_served(second)
    idle.sock.close()


def test_ends_with_idle_clients(serve, site):
    """In every state; none of them can hold it up."""
    marmot = serve(site, settings={"limits": {"request_seconds": 300, "handshake_seconds": 300}})
    crowd = [Plain(marmot.address("gemini")), Plain(marmot.address("gopher")), Tls(marmot.address("gemini"))]
    half = Tls(marmot.address("gemini"), handshake=False)
    flight = half.first_flight()
    half.sock.sendall(flight[:50])
    asking = Tls(marmot.address("gemini"))
    asking.send(b"gemini://loc")
    marmot.stop()
    for client in (*crowd, half, asking):
        client.sock.close()


@pytest.fixture
def large(serve, scratch):
    folder = scratch / "content"
    folder.mkdir()
    make_large(folder / "large.bin", 20 * 1024 * 1024)
    write(folder / "small.txt", "small\n")

    def start(**limits):
        return serve(folder, settings={"limits": limits} if limits else None)

    return start


def test_ends_while_a_client_is_stuck(large):
    marmot = large(stop_seconds=1, reply_seconds=300)
    with Tls(marmot.address("gemini"), receive_buffer=4096) as client:
        client.send(b"gemini://localhost/large.bin\r\n")
        client.read(1000)
        marmot.stop()
        client.read()
        assert client.end != "clean"


def test_lets_a_reader_finish(large):
    """Who takes what is sent gets it whole, though nobody new is let in."""
    marmot = large(stop_seconds=300, reply_seconds=300)
    address = marmot.address("gemini")
    with Tls(address, receive_buffer=65536) as client:
        client.send(b"gemini://localhost/large.bin\r\n")
        got = len(client.read(100000))
        marmot.process.send_signal(signal.SIGTERM)
        wait_for("the door to be shut", lambda: refused(address))
        got += len(client.read())
        assert client.end == "clean"
    assert got == len(b"20 application/octet-stream\r\n") + 20 * 1024 * 1024
    assert marmot.wait() == 0


def refused(address):
    try:
        with socket.create_connection(address, timeout=5):
            return False
    except OSError:
        return True


def test_two_signals(large):
    """An owner who presses Ctrl-C again; or a reload on the way out."""
    marmot = large(stop_seconds=1, reply_seconds=300)
    with Tls(marmot.address("gemini"), receive_buffer=4096) as client:
        client.send(b"gemini://localhost/large.bin\r\n")
        client.read(1000)
        for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT, signal.SIGTERM):
            if marmot.alive():
                marmot.process.send_signal(number)
        assert marmot.wait() == 0


def test_signals_at_the_very_start(serve, site):
    marmot = serve(site, launch=True)
    marmot.process.send_signal(signal.SIGTERM)
    marmot.process.wait(60)
    assert marmot.process.returncode in (0, -signal.SIGTERM)
    assert not reports_in(marmot.log())
    marmot.log_file.close()


def test_sigpipe_and_others_do_not_end_it(serve, site):
    marmot = serve(site)
    for number in (signal.SIGPIPE, signal.SIGHUP, signal.SIGHUP):
        marmot.process.send_signal(number)
        assert is_served(marmot)
