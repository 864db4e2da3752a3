"""Readers' walks through the sample folder, each with a real client: home, a tag, an article, its image; search; a feed.

Every client is told the name of a link and finds it in its own way.
"""

import re
from contextlib import contextmanager

import pytest
from marmot import wait_for
from terminal import SCREEN_GUARD, STILL, Terminal, need
from wire import gemini

ROWS = 110  # the whole home is on the screen, so that every link has its number there

SAVES = "Download complete. Save file as:"
STALL = "Connection time-out"
PROMPT = "What do you seek?"
STALLS_MAX = 50  # in a row: on a busy machine more than one handshake of two stalls

# Emacs on a terminal has no fonts, and Elpher 2.10 asks for the size of one at each heading.
# A blank in the name of a link is a blank.  A handshake that stalls (Elpher.wait) is given up after two seconds, twice, and
# not after five: there may be many in a row.
ELPHER = """(progn (require 'elpher)
  (advice-add 'font-get :around (lambda (get &rest all) (or (ignore-errors (apply get all)) 1)))
  (setq completion-styles '(substring) elpher-connection-timeout 2)
  (dolist (map (list minibuffer-local-completion-map minibuffer-local-must-match-map))
    (define-key map " " 'self-insert-command))
  (elpher-go "%s"))"""


class Client:
    """One program; what its keys mean."""

    command = ()
    protocols = ("gopher",)

    def __init__(self, terminal, protocol, home):
        self.terminal, self.protocol, self.home = terminal, protocol, home

    @classmethod
    def prepare(cls, home):
        """Settings, where it cannot do without."""

    @classmethod
    def words(cls, url):
        return [need(cls.command[0]), *cls.command[1:], url]

    def begin(self, *words):
        """The first page."""
        self.wait(*words)

    def wait(self, *words):
        self.terminal.wait(*words)

    def follow_image(self, name):
        self.follow(name)

    def wait_feed(self):
        """As the text that it is."""
        self.wait("http://www.w3.org/2005/Atom", "A trip with pictures")

    def number(self, name):
        found = re.search(r"\[(\d+)\]\s*[^\n]*" + re.escape(name), self.terminal.screen())
        assert found, (name, self.terminal.screen())
        return found[1]

    def ask(self, words):
        """Where it asks for something to search for."""
        self.terminal.words(words)
        self.terminal.type("Enter")


class Amfora(Client):
    command = ("amfora",)
    protocols = ("gemini",)

    def wait_feed(self):
        """It offers to subscribe."""
        self.terminal.wait("feed")

    def follow(self, name):
        number = self.number(name)
        self.terminal.type("Space")
        self.terminal.words(number)
        self.terminal.type("Enter")

    def ask(self, words):
        self.terminal.wait(PROMPT, "Send")
        self.terminal.words(words)
        self.terminal.type("Tab")
        self.terminal.type("Enter")


class Bombadillo(Client):
    command = ("bombadillo",)
    protocols = ("gemini", "gopher")

    @classmethod
    def prepare(cls, home):
        """What it cannot show it saves, of its own accord in the home of the account."""
        settings = home / "xdg-config" / ".bombadillo.ini"
        settings.parent.mkdir(mode=0o700)
        settings.write_text(f"[SETTINGS]\nsavelocation={home}\n")

    def wait_feed(self):
        if self.protocol == "gopher":
            super().wait_feed()
        else:
            wait_for("the feed", lambda: any(self.home.glob("**/atom.xml")))

    def follow(self, name):
        """A digit alone is followed at once; a number is a command."""
        number = self.number(name)
        if len(number) == 1:
            self.terminal.words(number)
        else:
            self.terminal.words(":")
            self.terminal.wait(":")
            self.terminal.words(number)
            self.terminal.wait(f": {number}")
            self.terminal.type("Enter")


class Lynx(Client):
    command = ("lynx",)

    def follow(self, name):
        self.terminal.type("/")
        self.terminal.wait("Enter a whereis query")
        self.terminal.words(name)
        self.terminal.type("Enter")
        self.terminal.type("Right")


class W3m(Client):
    command = ("w3m",)

    def follow(self, name):
        self.terminal.type("/")
        self.terminal.words(re.escape(name))
        self.terminal.type("Enter")
        self.terminal.type("Enter")

    def ask(self, words):
        """It makes a form of it."""
        self.terminal.type("Tab")
        self.terminal.type("Enter")
        self.terminal.wait("TEXT:")
        self.terminal.words(words)
        self.terminal.type("Enter")


class Sacc(Client):
    command = ("sacc",)

    def follow(self, name):
        self.terminal.type("/")
        self.terminal.words(name)
        self.terminal.type("Enter")
        self.terminal.type("Enter")

    def follow_image(self, name):
        self.follow(name)
        self.terminal.wait("Download view.png to")
        self.terminal.words(str(self.home / "view.png"))
        self.terminal.type("Enter")


class Gopher(Client):
    """Debian's gopher(1)."""

    command = ("gopher",)

    def begin(self, *words):
        self.terminal.wait("Press RETURN to continue")
        self.terminal.type("Enter")
        self.wait(*words)

    def follow(self, name):
        number = self.number(name)
        self.terminal.words(number)
        self.terminal.type("Enter")

    def ask(self, words):
        self.terminal.wait("Words to search for")
        super().ask(words)


class GopherByHost(Gopher):
    """Without a URL it begins in the manner of Gopher+."""

    @classmethod
    def words(cls, url):
        host, port = re.search(r"gopher://([^:]+):(\d+)/", url).groups()
        return [need("gopher"), host, port]


class Elpher(Client):
    protocols = ("gemini", "gopher")

    @classmethod
    def prepare(cls, home):
        """In a home that is new it would compile its libraries anew, beside what is to be shown."""
        settings = home / ".emacs.d" / "early-init.el"
        settings.parent.mkdir(mode=0o700)
        settings.write_text("(setq native-comp-deferred-compilation nil native-comp-jit-compilation nil)\n")

    @classmethod
    def words(cls, url):
        return [need("emacs"), "-nw", "--eval", ELPHER % url]

    asked = None  # what was searched for last

    def seen(self, *choices):
        """The first of the choices, each some words, that is on the screen."""
        def look():
            screen = self.terminal.screen()
            return next((words for words in choices if all(word in screen for word in words)), None)

        return wait_for(f"one of {choices}", look, SCREEN_GUARD, STILL)

    def wait(self, *words):
        """Emacs 28 stalls in one TLS handshake of four or more, with any server; it is asked again then.  Of a search it loads
        the page that asks for words anew, and wants to be told them again."""
        for _ in range(STALLS_MAX):
            if self.protocol == "gopher" or self.seen(words, [STALL]) == words:
                break
            self.terminal.type("R")
            wait_for("another try", lambda: STALL not in self.terminal.screen(), SCREEN_GUARD)
            if self.asked is not None and self.seen(words, [STALL], [PROMPT]) == [PROMPT]:
                super().ask(self.asked)
        self.terminal.wait(*words)

    def follow(self, name):
        self.asked = None
        self.terminal.type("m")
        self.terminal.words(name)
        self.terminal.type("Enter")

    def ask(self, words):
        self.wait(PROMPT if self.protocol == "gemini" else "Query:")
        super().ask(words)
        self.asked = words

    def follow_image(self, name):
        self.follow(name)
        self.wait(SAVES)

    def wait_feed(self):
        if self.protocol == "gopher":
            super().wait_feed()
        else:
            self.wait(SAVES)


CLIENTS = [Amfora, Bombadillo, Lynx, W3m, Sacc, Gopher, GopherByHost, Elpher]
WALKS = [pytest.param(client, protocol, id=f"{client.__name__} {protocol}")
         for client in CLIENTS for protocol in client.protocols]


@contextmanager
def walk(client, protocol, marmot, home):
    url = marmot.url("/") if protocol == "gemini" else f"gopher://localhost:{marmot.ports['gopher']}/1/"
    client.prepare(home)
    with Terminal(home, *client.words(url), rows=ROWS) as terminal:
        walker = client(terminal, protocol, home)
        walker.begin("The test capsule", "Travel (1)", "Search")
        yield walker


@pytest.mark.parametrize("client,protocol", WALKS)
def test_home_tag_article_image(marmot, home, client, protocol):
    before = len(marmot.log())
    with walk(client, protocol, marmot, home) as walker:
        walker.follow("Travel (1)")
        walker.wait("Tag: Travel", "A trip with pictures")
        walker.follow("A trip with pictures")
        walker.wait("A bundle:", "Image: the view")
        walker.follow_image("Image: the view")
        size = (marmot.folder / "posts" / "trip" / "view.png").stat().st_size
        line = rf"{protocol} 20 {size} bytes .* \"[^\"]*/posts/trip/view.png\""
        wait_for("the image", lambda: re.search(line, marmot.log()[before:]))


@pytest.mark.parametrize("client,protocol", WALKS)
def test_search(marmot, home, client, protocol):
    wait_for("the index", lambda: "Still indexing" not in gemini(marmot, "/search?body").text)
    with walk(client, protocol, marmot, home) as walker:
        walker.follow("Search")
        walker.ask("begins otherwise")
        # w3m says "+" for a blank.
        walker.wait("Search: begins", "otherwise", "Found: 1")
        walker.follow("The third post")
        walker.wait("Bobak Brown", "The fourth post")


@pytest.mark.parametrize("client,protocol", WALKS)
def test_feed(marmot, home, client, protocol):
    with walk(client, protocol, marmot, home) as walker:
        walker.follow("Atom feed")
        walker.wait_feed()
