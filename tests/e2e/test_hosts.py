"""Several capsules in one process: by host in Gemini, by address in Gopher, each with a certificate of its own."""

import json
import re
import socket

import pytest
from marmot import ANSWER_GUARD, run, wait_for
from test_certificates import make_pair, replace
from wire import Plain, Tls, finish, gemini, gopher


def article(folder, title, words):
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "index.md").write_text(f"# {title}\n\nThe home of {title}.\n")
    (folder / "one.md").write_text(f"---\ntitle: {title} one\ndate: 2026-01-02\n---\n{words}\n")
    return folder


@pytest.fixture
def capsules(scratch):
    return [article(scratch / "first", "First", "granite"), article(scratch / "second", "Second", "basalt"),
            article(scratch / "third", "Third", "marble")]


@pytest.fixture
def houses(serve, capsules):
    """The top level is the first capsule; the second has Gopher at an address of its own, and the third has none."""
    first, second, third = capsules
    return serve(first, host=("first.example", "www.first.example"), settings={"capsules": [
        {"host": ["second.example", "'*.second.example'"], "content": second, "title": "The second", "lang": "de",
         "gopher": "127.0.0.1:0"},
        {"host": "bücher.example", "content": third, "search": False}]})


def ask(marmot, host, path="/", sni=True):
    name = sni if isinstance(sni, str) else host.encode("idna").decode() if sni else None
    return gemini(marmot, f"gemini://{host}{path}".encode(), sni=name)


def shown(marmot, sni):
    with Tls(marmot.address("gemini"), sni=sni) as client:
        der = client.tls.getpeercert(binary_form=True)
        client.send(b"gemini://first.example/\r\n")
        finish(client)
    return der


def der_of(path):
    import ssl
    return ssl.PEM_cert_to_DER_cert(path.read_text())


# --- which capsule ------------------------------------------------------------------------


@pytest.mark.parametrize("host,title", [
    ("first.example", "First"), ("www.first.example", "First"), ("FIRST.example", "First"), ("first.example.", "First"),
    ("second.example", "The second"), ("any.second.example", "The second"), ("bücher.example", "Third"),
    ("xn--bcher-kva.example", "Third"), ("b%C3%BCcher.example", "Third"), ("BÜCHER.example", "Third"),
])
def test_the_host_picks_the_capsule(houses, host, title):
    answer = ask(houses, host, sni=False)
    assert answer.status == 20 and answer.text.startswith(f"# {title}"), answer


@pytest.mark.parametrize("host", ["third.example", "a.b.second.example", "example", "127.0.0.1", "localhost", "xn--bcher-kva"])
def test_other_hosts_are_refused(houses, host):
    assert ask(houses, host, sni=False).status == 53


def test_aliases_share_a_capsule_and_a_handshake(houses):
    assert ask(houses, "www.first.example", sni="first.example").status == 20
    assert ask(houses, "any.second.example", sni="second.example").status == 20


def test_a_handshake_for_another_capsule_is_refused(houses):
    """The first one's certificate must not vouch for the second one's pages."""
    answer = ask(houses, "second.example", sni="first.example")
    assert answer.status == 53 and "another host" in answer.meta
    assert ask(houses, "first.example", sni="xn--bcher-kva.example").status == 53
    # An unknown name, or none, says nothing: the URL does.
    assert ask(houses, "second.example", sni="unknown.example").status == 20
    assert ask(houses, "second.example", sni=False).status == 20


def test_each_has_its_own_pages_language_search_and_feed(houses):
    assert "granite" in ask(houses, "first.example", "/one.gmi").text
    answer = ask(houses, "second.example", "/one.gmi")
    assert "basalt" in answer.text and "lang=de" in answer.meta
    wait_for("the texts to be read", lambda: "Second one" in ask(houses, "second.example", "/search?basalt").text)
    wait_for("the texts to be read", lambda: "First one" in ask(houses, "first.example", "/search?granite").text)
    assert "First one" not in ask(houses, "second.example", "/search?granite").text
    assert ask(houses, "bücher.example", "/search?marble").status == 51
    feed = ask(houses, "second.example", "/atom.xml").text
    assert "gemini://second.example" in feed and "first.example" not in feed
    assert "gemini://xn--bcher-kva.example" in ask(houses, "bücher.example", "/atom.xml").text
    # The same page of two capsules is not one page of the cache.
    for _ in range(2):
        assert "marble" in ask(houses, "bücher.example", "/one.gmi").text
        assert "granite" in ask(houses, "first.example", "/one.gmi").text


def test_redirects_stay_in_the_capsule(houses):
    answer = ask(houses, "second.example", "/one")
    assert answer.status == 31 and answer.meta.startswith("gemini://second.example")


def test_changes_show_in_each(houses, capsules):
    for folder, host in zip(capsules, ("first.example", "second.example", "bücher.example")):
        (folder / "two.md").write_text("# Two\n\nslate\n")
        wait_for("the new article", lambda: ask(houses, host, "/two.gmi").status == 20)


# --- certificates -------------------------------------------------------------------------


def test_each_has_a_certificate_of_its_own(houses):
    names = {"first.example": "first.example", "www.first.example": "first.example", "second.example": "second.example",
             "x.second.example": "second.example", "xn--bcher-kva.example": "xn--bcher-kva.example",
             "XN--BCHER-KVA.EXAMPLE": "xn--bcher-kva.example", None: "first.example", "unknown.example": "first.example",
             "127.0.0.1": "first.example"}
    for sni, name in names.items():
        assert shown(houses, sni) == der_of(houses.certs / f"{name}.crt"), sni


def test_one_certificate_is_replaced_alone(houses, scratch):
    first, second = shown(houses, "first.example"), shown(houses, "second.example")
    make_pair(scratch / "new", "crt", "key", names=("second.example",))
    replace(houses.certs / "second.example.key", scratch / "new" / "key")
    replace(houses.certs / "second.example.crt", scratch / "new" / "crt")
    wait_for("the new certificate", lambda: shown(houses, "second.example") != second)
    assert shown(houses, "first.example") == first


def test_the_common_certificate_is_the_first_ones(serve, capsules, scratch):
    """cert.pem names the first host alone: the second gets one of its own, and all who are named share."""
    work = scratch / "work"
    make_pair(work / "certs", "cert.pem", "key.pem", names=("first.example", "third.example"))
    marmot = serve(capsules[0], work=work, host=("first.example",), settings={"capsules": [
        {"host": "second.example", "content": capsules[1]}, {"host": "third.example", "content": capsules[2]}]})
    common = der_of(work / "certs" / "cert.pem")
    assert shown(marmot, "first.example") == common == shown(marmot, "third.example")
    assert shown(marmot, "second.example") == der_of(work / "certs" / "second.example.crt") != common


# --- Gopher: one capsule at an address ------------------------------------------------------


def test_gopher_has_one_capsule_at_each_address(houses):
    first, second = houses.addresses["gopher"]
    texts = []
    for address in (first, second):
        with Plain(address) as client:
            client.send(b"\r\n")
            data = client.read()
            texts.append((data[0] if isinstance(data, tuple) else data).decode())
    assert "First" in texts[0] and "The second" not in texts[0]
    assert "The second" in texts[1] and f"second.example\t{second[1]}" in texts[1]
    assert f"gopher://second.example:{second[1]}" in houses.log()


# --- the top level, and mistakes --------------------------------------------------------------


def test_a_top_level_without_host_is_no_capsule(serve, capsules, scratch):
    """All capsules stand in the list; the first answers where nobody names a host."""
    marmot = serve(scratch / "nowhere", host=(), settings={"author": "Mara Mott", "capsules": [
        {"host": "first.example", "content": capsules[0]}, {"host": "second.example", "content": capsules[1]}]})
    assert ask(marmot, "first.example").text.startswith("# First")
    assert ask(marmot, "second.example").text.startswith("# Second")
    assert ask(marmot, "localhost", sni=False).status == 53
    assert shown(marmot, None) == der_of(marmot.certs / "first.example.crt")
    assert "First" in gopher(marmot).text
    assert "Mara Mott" in ask(marmot, "second.example", "/atom.xml").text
    assert not (marmot.certs / "localhost.crt").exists()


MISTAKES = [
    ("capsules: x\n", "needs a list of capsules"),
    ("capsules:\n  - x\n", "needs keys for each"),
    ("capsules:\n  - content: .\n", 'each needs a "host:"'),
    ("capsules:\n  - host: a.example\n", 'each needs a folder of its own'),
    ("capsules:\n  - host: a.example\n    content: .\n    limits:\n      workers: 3\n",
     "capsules: limits: workers: is the whole server's: it belongs to the top level; of its own a capsule can have jobs, "
     "cache_size, article_size, articles, search_seconds"),
    ("capsules:\n  - host: a.example\n    content: .\n    limits:\n      jobs: 0\n", "limits: jobs: "),
    ("capsules:\n  - host: a.example\n    content: .\n    limits: x\n", "limits: needs indented lines"),
    ("capsules:\n  - host: a.example\n    content: .\n    gemini: '*:1965'\n", "is the whole server's"),
    ("capsules:\n  - host: a.example\n    content: .\n    capsules: []\n", "is the whole server's"),
    ("capsules:\n  - host: a.example\n    content: .\n    tilte: x\n", 'capsules: tilte: there is no such key; did you mean "title"'),
    ("host: '*.example'\n", "which is the public one"),
    ("host: [a.example, 'b*.example']\n", "a wildcard stands for the first part"),
    ("host: a..b\n", "is no host name"),
    ("host: a.example\ncontent: one\ncapsules:\n  - host: [b.example, A.example]\n    content: two\n", "a.example is a host of two of them"),
    ("host: a.example\ncontent: one\ncapsules:\n  - host: b.example\n    content: one\n", "is the content of two of them"),
]


@pytest.mark.parametrize("text,words", MISTAKES, ids=range(len(MISTAKES)))
def test_mistakes_are_named(scratch, text, words):
    (scratch / "content").mkdir()
    (scratch / "marmot.yaml").write_text(text)
    status, out, err = run("check", "--config", scratch / "marmot.yaml", cwd=scratch)
    assert status in (1, 2) and words in out + err, out + err
    assert re.search(r"marmot\.yaml:\d+:\d+: error", out + err)


@pytest.mark.parametrize("settings,words", [
    ("private: [x/]\ncapsules:\n  - host: b.example\n    content: one\n", "the top level is none"),
])
def test_what_does_not_go_together_is_refused(scratch, settings, words):
    for name in ("one", "two", "content"):
        (scratch / name).mkdir()
    (scratch / "marmot.yaml").write_text(settings)
    status, out, err = run("check", "--config", scratch / "marmot.yaml", cwd=scratch)
    assert status == 2 and words in err


def test_a_capsule_has_limits_of_its_own(serve, capsules, scratch):
    first, second, third = capsules
    marmot = serve(first, host=("first.example",), settings={"limits": {"article_size": 4096}, "capsules": [
        {"host": "second.example", "content": second, "limits": {"articles": 1}},
        {"host": "third.example", "content": third, "limits": {"article_size": 1024}}]})
    for folder in capsules:
        (folder / "long.md").write_text("# Long\n" + "word\n" * 300)
    marmot.reload()
    wait_for("the long one", lambda: ask(marmot, "first.example", "/long.gmi").status == 20)
    wait_for("the others", lambda: "1024" in marmot.log() and "more than 1 " in marmot.log())
    assert ask(marmot, "third.example", "/long.gmi").status != 20
    assert ask(marmot, "third.example", "/one.gmi").status == 20
    shown = [path for path in ("/one.gmi", "/long.gmi") if ask(marmot, "second.example", path).status == 20]
    assert len(shown) < 2


def test_too_many_capsules(scratch):
    (scratch / "content").mkdir()
    one = "".join(f"  - host: h{i}.example\n    content: c{i}\n" for i in range(33))
    (scratch / "marmot.yaml").write_text("host: a.example\ncapsules:\n" + one)
    status, out, err = run("check", "--config", scratch / "marmot.yaml", cwd=scratch)
    assert status == 1 and "more than 32 of them" in out


# --- the commands ----------------------------------------------------------------------------


def test_check_reads_all_capsules(scratch, capsules):
    (capsules[1] / "bad.md").write_text("---\ntitle: x\ndate: soon\n---\n[nowhere](nowhere.md)\n")
    (scratch / "marmot.yaml").write_text("host: first.example\ncontent: first\ncapsules:\n  - host: second.example\n"
                                         "    content: second\n")
    make_pair(scratch / "certs", "second.example.crt", "second.example.key", names=("other.example",))
    status, out, err = run("check", "--config", scratch / "marmot.yaml", cwd=scratch)
    assert "bad.md" in out and "does not name second.example" in out, out + err
    # A folder that is named is checked alone.
    assert "bad.md" not in run("check", "--config", scratch / "marmot.yaml", capsules[0], cwd=scratch)[1]


@pytest.fixture
def three(scratch, capsules):
    (scratch / "marmot.yaml").write_text(
        "content: nowhere\ncapsules:\n  - host: first.example\n    content: first\n"
        "  - host: [second.example, '*.second.example']\n    content: second\n    lang: de\n    text_width: 40\n"
        "  - host: bücher.example\n    content: third\n")
    return ("--config", scratch / "marmot.yaml")


def test_check_names_the_capsule(scratch, capsules, three):
    (capsules[1] / "bad.md").write_text("---\ntitle: x\ndate: soon\n---\n")
    status, out, err = run("check", *three, cwd=scratch)
    assert [line.partition(":")[0] for line in err.splitlines() if " articles (" in line or " article (" in line] == [
        "first.example", "second.example", "xn--bcher-kva.example"]
    rows = [json.loads(line) for line in run("check", "--json", *three, cwd=scratch)[1].splitlines()]
    assert [row["capsule"] for row in rows] == ["first.example", "second.example", "xn--bcher-kva.example"]
    assert [row["warnings"] > 0 or row["errors"] > 0 for row in rows] == [False, True, False]
    one, = [json.loads(line) for line in run("check", "--json", "--capsule", "any.second.example", *three,
                                             cwd=scratch)[1].splitlines()]
    assert one == rows[1]
    assert json.loads(run("check", "--json", "--capsule", "bücher.example", *three, cwd=scratch)[1]) == rows[2]


def test_render_goes_by_the_file(scratch, capsules, three):
    for folder in capsules:
        (folder / "one.md").write_text("# One\n\n" + "word " * 30 + "\n")
    widths = [max(map(len, run("render", "--to", "text", *three, folder / "one.md", cwd=scratch)[1].splitlines()))
              for folder in capsules]
    assert widths[1] <= 40 < widths[0] == widths[2]
    out = run("render", "--to", "text", *three, "--capsule", "second.example", capsules[0] / "one.md", cwd=scratch)[1]
    assert max(map(len, out.splitlines())) <= 40


def test_new_goes_by_the_folder(scratch, capsules, three):
    status, _, err = run("new", *three, "Where to", cwd=scratch)
    assert status == 2 and "say which with --capsule (first.example, second.example, xn--bcher-kva.example)" in err
    status, out, err = run("new", *three, "--capsule", "second.example", "Where to", cwd=scratch)
    assert status == 0 and (capsules[1] / "where-to.md").exists(), err
    (capsules[2] / "deep").mkdir()
    status, out, err = run("new", *three, "Where to", cwd=capsules[2] / "deep")
    assert status == 0 and (capsules[2] / "where-to.md").exists(), err
    status, _, err = run("new", *three, "--capsule", "second.example", "--content", capsules[0], "X", cwd=scratch)
    assert status == 2 and "not both" in err


def test_export_wants_to_know_which(scratch, capsules, three):
    status, _, err = run("export", *three, scratch / "out", cwd=scratch)
    assert status == 2 and "say which with --capsule" in err and not (scratch / "out").exists()
    status, _, err = run("export", *three, "--capsule", "bücher.example", scratch / "out", cwd=scratch)
    assert status == 0, err
    assert "The home of Third" in (scratch / "out/gemini/index.gmi").read_text()
    assert "gemini://xn--bcher-kva.example/" in (scratch / "out/gemini/atom.xml").read_text()


@pytest.mark.parametrize("command", [["check"], ["new", "X"], ["export", "out"], ["render", "--to", "text", "first/one.md"]])
def test_a_capsule_that_is_not_there(scratch, capsules, three, command):
    status, _, err = run(command[0], *three, "--capsule", "other.example", *command[1:], cwd=scratch)
    assert status == 2 and 'no capsule here has the host "other.example": first.example, second.example' in err


def test_cert_finds_the_capsule_by_its_host(scratch, capsules):
    (scratch / "marmot.yaml").write_text("host: first.example\ncontent: first\ncapsules:\n"
                                         "  - host: [second.example, www.second.example]\n    content: second\n")
    config = ("--config", scratch / "marmot.yaml")
    for host, crt in (("second.example", "second.example.crt"), ("www.second.example", "second.example.crt")):
        run("cert", "new", *config, "--host", "second.example", cwd=scratch)
        status, out, err = run("cert", "show", *config, "--host", host, cwd=scratch)
        assert status == 0 and crt in out and "second.example, www.second.example" in out, out + err
    run("cert", "new", *config, cwd=scratch)
    assert "first.example.crt" in run("cert", "show", *config, cwd=scratch)[1]


# --- Unix sockets ------------------------------------------------------------------------------


def over_unix(path, data):
    with socket.socket(socket.AF_UNIX) as client:
        client.settimeout(ANSWER_GUARD)
        client.connect(str(path))
        client.sendall(data)
        answer = b""
        while piece := client.recv(65536):
            answer += piece
    return answer


def test_unix_socket(serve, capsules, scratch):
    """Made for user and group, counted as loopback, removed at the end."""
    path = scratch / "gopher.sock"
    marmot = serve(capsules[0], gopher=["127.0.0.1:0", f"unix:{path}"],
                   settings={"limits": {"connections_per_address": 1}})
    assert path.stat().st_mode & 0o777 == 0o660
    held = [socket.socket(socket.AF_UNIX) for _ in range(3)]
    for client in held:
        client.connect(str(path))
    assert b"The home of First" in over_unix(path, b"\r\n")
    for client in held:
        client.close()
    marmot.stop()
    assert not path.exists()


def test_stale_unix_socket_is_replaced_and_others_are_not(serve, capsules, scratch):
    path = scratch / "gopher.sock"
    with socket.socket(socket.AF_UNIX) as left_behind:
        left_behind.bind(str(path))
    marmot = serve(capsules[0], gopher=["127.0.0.1:0", f"unix:{path}"])
    assert b"The home of First" in over_unix(path, b"\r\n")
    second = serve(capsules[1], gopher=f"unix:{path}", launch=True)
    assert second.wait() == 2 and "a program listens there already" in second.log()
    assert b"The home of First" in over_unix(path, b"\r\n")
    (scratch / "file").write_text("kept")
    third = serve(capsules[1], gopher=f"unix:{scratch}/file", launch=True)
    assert third.wait() == 2 and (scratch / "file").read_text() == "kept"
    assert "No such file" in launched(serve, capsules[1], f"unix:{scratch}/none/sock")
    assert "name too long" in launched(serve, capsules[1], "unix:" + "x" * 104)
    assert marmot.alive()


def launched(serve, folder, gopher):
    marmot = serve(folder, gopher=gopher, launch=True)
    assert marmot.wait() == 2
    return marmot.log()
