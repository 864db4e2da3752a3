"""What real clients see: home, from there to an article, and its text."""

import os
import re
import subprocess

import pytest
from folder import EVERY_BYTE, article, write
from marmot import wait_for
from terminal import Terminal, need
from wire import gemini, gopher

GUARD = 100  # [s]


def batch(home, *command, input=b""):
    need(command[0])
    done = subprocess.run([str(word) for word in command], input=input, capture_output=True, timeout=GUARD, cwd=home,
                          env={"PATH": os.environ["PATH"], "HOME": str(home), "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8"})
    assert done.returncode == 0, (done.returncode, done.stdout[-500:], done.stderr[-500:])
    return done.stdout


def gopher_url(marmot, kind="1", selector="/"):
    return f"gopher://localhost:{marmot.ports['gopher']}/{kind}{selector}"


# --- curl ------------------------------------------------------------------------------------


def test_curl(marmot, home):
    """The menu, an article's menu, its text, and bytes."""
    menu = batch(home, "curl", "-sS", gopher_url(marmot))
    assert menu == gopher(marmot, "").raw and menu.endswith(b"\r\n.\r\n")
    selector = re.search(rb"^1[^\t]*The third post\t([^\t]+)\t", menu, re.M)[1].decode()
    assert b"The body of the third post begins otherwise." in batch(home, "curl", "-sS",
                                                                    gopher_url(marmot, "1", selector))
    text = batch(home, "curl", "-sS", gopher_url(marmot, "0", selector + ".txt"))
    assert text.startswith(b"The third post\r\n") and b"begins otherwise." in text
    assert batch(home, "curl", "-sS", gopher_url(marmot, "9", "/data.bin")) == EVERY_BYTE
    assert batch(home, "curl", "-sS", gopher_url(marmot, "1", "/caf%C3%A9/")) == gopher(marmot, "/café/").raw


def test_curl_reads_gopher_over_tls(serve, site, home):
    marmot = serve(site, settings={"gopher_tls": True})
    url = f"gophers://localhost:{marmot.ports['gopher']}/1/"
    assert batch(home, "curl", "-sSk", url) == gopher(marmot, "").raw


# --- openssl s_client --------------------------------------------------------------------------


@pytest.mark.parametrize("version", ["-tls1_2", "-tls1_3"])
@pytest.mark.parametrize("name", [["-servername", "localhost"], ["-noservername"]], ids=["name", "no name"])
def test_s_client(marmot, home, version, name):
    """Says so itself when a stream ends without close_notify."""
    host, port = marmot.address("gemini")
    command = ["openssl", "s_client", "-quiet", "-connect", f"{host}:{port}", version, *name]
    for path, words in (("/", b"# The test capsule\n"), ("/posts/third.gmi", b"begins otherwise.")):
        need("openssl")
        done = subprocess.run(command, input=marmot.url(path).encode() + b"\r\n", capture_output=True, timeout=GUARD)
        assert done.returncode == 0, done.stderr
        assert done.stdout.startswith(b"20 text/gemini; charset=utf-8\r\n") and words in done.stdout
        assert b"unexpected eof" not in done.stderr and b":error:" not in done.stderr, done.stderr


def test_s_client_is_refused_with_tls_1_1(marmot, home):
    host, port = marmot.address("gemini")
    done = subprocess.run(["openssl", "s_client", "-connect", f"{host}:{port}", "-tls1_1", "-cipher",
                           "ALL:@SECLEVEL=0"], input=b"",
                          capture_output=True, timeout=GUARD)
    assert done.returncode != 0 and b"alert protocol version" in done.stderr, done.stderr


def test_s_client_sees_the_certificate(marmot, home):
    host, port = marmot.address("gemini")
    done = subprocess.run(["openssl", "s_client", "-connect", f"{host}:{port}", "-servername", "localhost",
                           "-verify_hostname", "localhost",
                           "-CAfile", marmot.certs / "localhost.crt"], input=b"", capture_output=True, timeout=GUARD)
    assert b"Verify return code: 0 (ok)" in done.stdout, done.stdout[-800:]
    assert b"Verified peername: localhost" in done.stdout


# --- lynx ----------------------------------------------------------------------------------------


def test_lynx(marmot, home):
    page = batch(home, "lynx", "-dump", "-width=100", gopher_url(marmot)).decode()
    assert "The test capsule" in page and "Welcome underground" in page
    link = re.search(r"^ *(\d+)\. (gopher://\S+/posts/third)$", page, re.M)
    assert link, page
    article = batch(home, "lynx", "-dump", "-width=100", link[2]).decode()
    assert "The body of the third post begins otherwise." in article
    assert "UNKN" not in page + article, "an item type that lynx does not know"
    text = batch(home, "lynx", "-dump", gopher_url(marmot, "0", "/posts/third.txt")).decode()
    assert "begins otherwise." in text and not re.search(r"^ *\.$", text, re.M)


@pytest.fixture
def polyglot(serve, scratch):
    """A home with lists of its author's, in two languages."""
    content = scratch / "content"
    write(content / "index.md", "---\ntitle: My own home\nlang: en\n---\nBefore.\n\n<!-- marmot: articles tag=snow limit=1 -->\n\nAfter.\n")
    write(content / "index.de.md", "---\ntitle: Mein Haus\n---\nWillkommen.\n")
    write(content / "walk.md", article("A walk", "2024-01-02", body="In English.", tags="[snow]"))
    write(content / "walk.de.md", article("Ein Gang", "2024-01-02", body="Auf Deutsch.", tags="[snow]"))
    write(content / "old.md", article("Long ago", "2001-01-01", tags="[snow]"))
    return serve(content)


def test_lynx_finds_lists_and_translations(polyglot, home):
    page = batch(home, "lynx", "-dump", "-width=100", gopher_url(polyglot)).decode()
    assert page.index("Before.") < page.index("A walk") < page.index("After.") and "Long ago" not in page
    walk = batch(home, "lynx", "-dump", "-width=100", gopher_url(polyglot, "1", "/walk")).decode()
    link = re.search(r"\[(\d+)\]Deutsch", walk)
    assert link, walk
    target = re.search(rf"^ *{link[1]}\. (gopher://\S+)$", walk, re.M)[1]
    german = batch(home, "lynx", "-dump", "-width=100", target).decode()
    assert "Auf Deutsch." in german and "English" in german and "Schlagwort" in german


def test_amfora_finds_lists_and_translations(polyglot, home):
    with Terminal(home, need("amfora"), polyglot.url("/")) as terminal:
        screen = terminal.wait("My own home", "A walk", "After.")
        assert "Long ago" not in screen
        number = follow(terminal, screen, "A walk")
        terminal.type("Space")
        terminal.words(number)
        terminal.type("Enter")
        screen = terminal.wait("In English.", "Deutsch")
        number = follow(terminal, screen, "Deutsch")
        terminal.type("Space")
        terminal.words(number)
        terminal.type("Enter")
        terminal.wait("Auf Deutsch.", "English")


def test_lynx_keeps_lines_whole(marmot, home):
    """No line of a menu is broken by it at 80 columns."""
    wanted = [item[1].strip() for item in gopher(marmot, "/posts/third").items if item[0] == "i" and item[1].strip()]
    page = [line.strip() for line in batch(home, "lynx", "-dump", "-width=80",
                                           gopher_url(marmot, "1", "/posts/third")).decode().split("\n")]
    for line in wanted:
        assert line in page, (line, page)


# --- Bombadillo -------------------------------------------------------------------------------------


def follow(terminal, screen, name):
    """Types the number that stands before name."""
    number = re.search(r"\[(\d+)\]\s+[^\n]*" + re.escape(name), screen)
    assert number, screen
    return number[1]


@pytest.mark.parametrize("protocol", ["gemini", "gopher"])
def test_bombadillo(marmot, home, protocol):
    start = marmot.url("/") if protocol == "gemini" else gopher_url(marmot)
    with Terminal(home, need("bombadillo"), start) as terminal:
        screen = terminal.wait("The test capsule", "Welcome underground", "The third post")
        terminal.words(follow(terminal, screen, "The third post"))
        terminal.type("Enter")
        screen = terminal.wait("The body of the third post begins otherwise.", "Bobak Brown")
        assert "rror" not in screen
        terminal.words(follow(terminal, screen, "Sleep"))
        terminal.type("Enter")
        terminal.wait("Tag: Sleep", "The third post")
        terminal.type("b")
        terminal.wait("The body of the third post begins otherwise.")


def test_bombadillo_from_one_protocol_to_the_other(marmot, serve, site, home):
    """A link to another hole in a page of a capsule, and a text there."""
    capsule = serve(site)
    page = site / "guide" / "alpha.md"
    page.write_text(page.read_text() + f"\n[another hole]({gopher_url(marmot, '1', '/guide/beta')})\n")
    with Terminal(home, need("bombadillo"), capsule.url("/guide/alpha.gmi")) as terminal:
        screen = terminal.wait("Alpha comes second", "another hole")
        terminal.words(follow(terminal, screen, "another hole"))
        terminal.type("Enter")
        screen = terminal.wait("Beta comes first", "Plain text version")
        terminal.words(follow(terminal, screen, "Plain text version"))
        terminal.type("Enter")
        terminal.wait("Beta. Back to alpha [1].", "[1] gopher://")


def test_bombadillo_shows_errors(marmot, home):
    with Terminal(home, need("bombadillo"), marmot.url("/missing.gmi")) as terminal:
        terminal.wait("Not found")
    with Terminal(home, need("bombadillo"), gopher_url(marmot, "1", "/missing")) as terminal:
        terminal.wait("Not found")


def test_bombadillo_fingers(serve, site, home):
    marmot = serve(site, settings={"finger": "127.0.0.1:0"})
    with Terminal(home, need("bombadillo"), f"finger://third@localhost:{marmot.ports['finger']}") as terminal:
        terminal.wait("The third post", "The body of the third post begins otherwise.")


# --- Amfora -------------------------------------------------------------------------------------------


def test_amfora(marmot, home):
    """The first visit is trusted, the second one too."""
    for _ in range(2):
        with Terminal(home, need("amfora"), marmot.url("/")) as terminal:
            screen = terminal.wait("The test capsule", "Welcome underground", "The third post")
            number = follow(terminal, screen, "The third post")
            terminal.type("Space")
            terminal.words(number)
            terminal.type("Enter")
            # The address below is drawn after the page.
            terminal.wait("The body of the third post begins otherwise.", "Bobak Brown", "/posts/third.gmi")


def test_amfora_follows_a_missing_slash_without_asking(marmot, home):
    with Terminal(home, need("amfora"), marmot.url("/posts")) as terminal:
        terminal.wait("Everything that was written down.", "/posts/")


def test_amfora_shows_errors(marmot, home):
    with Terminal(home, need("amfora"), marmot.url("/missing.gmi")) as terminal:
        terminal.wait("Not found")


def test_amfora_knows_the_feed(marmot, home):
    """Offers to subscribe: by its media type it is a feed."""
    with Terminal(home, need("amfora"), marmot.url("/atom.xml")) as terminal:
        terminal.wait("feed")


# --- sacc -----------------------------------------------------------------------------------------------


def test_sacc(marmot, home):
    with Terminal(home, need("sacc"), gopher_url(marmot)) as terminal:
        screen = terminal.wait("The test capsule", "Welcome underground", "The third post")
        # Past "Dir+" and "Txt" no item is of a type that it does not know.
        assert not re.search(r"^ *(\?|!) ", screen, re.M)
        terminal.type("/")
        terminal.words("The third post")
        terminal.type("Enter")
        terminal.type("Enter")
        terminal.wait("The body of the third post begins otherwise.", "Bobak Brown")


# --- searching ----------------------------------------------------------------------------------------


@pytest.fixture
def searched(marmot):
    """With an index that holds every article."""
    wait_for("the index", lambda: "Still indexing" not in gemini(marmot, "/search?body").text)
    return marmot


def test_amfora_searches(searched, home):
    """It asks the words of the reader, and follows what was found."""
    with Terminal(home, need("amfora"), searched.url("/search")) as terminal:
        terminal.wait("What do you seek?")
        terminal.words("begins otherwise")
        terminal.type("Tab")  # to "Send"
        terminal.type("Enter")
        screen = terminal.wait("Search: begins otherwise", "Found: 1", "The body of the third post")
        terminal.type("Space")
        terminal.words(follow(terminal, screen, "The third post"))
        terminal.type("Enter")
        terminal.wait("Bobak Brown", "/posts/third.gmi")


def test_bombadillo_searches_gemini(searched, home):
    with Terminal(home, need("bombadillo"), searched.url("/search")) as terminal:
        terminal.wait("What do you seek?")
        terminal.words("begins otherwise")
        terminal.type("Enter")
        screen = terminal.wait("Search: begins otherwise", "Found: 1")
        terminal.words(follow(terminal, screen, "The third post"))
        terminal.type("Enter")
        terminal.wait("The body of the third post begins otherwise.", "Bobak Brown")


def test_bombadillo_searches_gopher(searched, home):
    """A link below 10 is followed as soon as its number is typed."""
    with Terminal(home, need("bombadillo"), gopher_url(searched, "1", "/archive/2023")) as terminal:
        terminal.words(follow(terminal, terminal.wait("FTS"), "Search"))
        terminal.wait("??")
        terminal.words("begins otherwise")
        terminal.type("Enter")
        terminal.words(follow(terminal, terminal.wait("Search: begins otherwise", "Found: 1"), "The third post"))
        terminal.wait("The body of the third post begins otherwise.", "Bobak Brown")


def test_lynx_searches(searched, home):
    """It makes a "?" in the address of an item of type 7 the TAB before the words."""
    page = batch(home, "lynx", "-dump", "-width=100", gopher_url(searched, "7", "/search?begins+otherwise")).decode()
    assert "Search: begins otherwise" in page and "Found: 1" in page
    assert re.search(r"gopher://\S+/posts/third$", page, re.M), page


def test_curl_searches(searched, home):
    found = gopher(searched, "/search\tbegins otherwise").raw
    assert b"Found: 1" in found
    assert batch(home, "curl", "-sS", gopher_url(searched, "7", "/search%09begins%20otherwise")) == found
    assert batch(home, "curl", "-sS", gopher_url(searched, "1", "/search/page/1/begins%20otherwise")) == found


def test_sacc_searches(searched, home):
    with Terminal(home, need("sacc"), gopher_url(searched)) as terminal:
        terminal.wait("The test capsule")
        terminal.type("/")
        terminal.words("Search")
        terminal.type("Enter")
        terminal.type("Enter")
        terminal.wait("search")
        terminal.words("begins otherwise")
        terminal.type("Enter")
        terminal.wait("Search: begins otherwise", "Found: 1", "The third post")
