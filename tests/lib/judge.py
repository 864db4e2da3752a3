"""Judges of what Marmot writes: gemtext, menus, texts, headers, feeds.

Each returns a list of complaints, "line 7: …", that is empty for good output.
"""

import re
import subprocess
import unicodedata
import xml.etree.ElementTree as ElementTree

HEADER_MAX = 1000  # [bytes]; Telescope and Offpunk fail at 1,024
URL_MAX = 1024  # [bytes] (Gemini 0.24.1, "Requests")
SELECTOR_MAX = 255  # [bytes] (RFC 1436, appendix)
MENU_WIDTH = 67  # [columns]
TEXT_WIDTH = 70
STATUSES = {10, 11, 20, 30, 31, 40, 41, 42, 43, 44, 50, 51, 52, 53, 59, 60, 61, 62}
# What every Gopher client knows (8 and 3 aside, which are for telnet links and errors alone).
TYPES = set("0179gIhis8")

URL_BYTES = re.compile(r"[!-~]+\Z")
BAD_ESCAPE = re.compile(r"%(?![0-9A-Fa-f]{2})")
NOT_IN_URL = re.compile(r'[<>"{}|\\^`]')


def is_control(ch):
    return unicodedata.category(ch) == "Cc"


def width(text):
    """[columns] on a terminal."""
    columns = 0
    for ch in text:
        if unicodedata.combining(ch) or unicodedata.category(ch) in ("Mn", "Me", "Cf"):
            continue
        columns += 2 if unicodedata.east_asian_width(ch) in "WF" else 1
    return columns


def decode(data, found):
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        found.append(f"not UTF-8: {error}")
        text = data.decode("utf-8", "replace")
    if text.startswith("\ufeff"):
        found.append("begins with a byte order mark")
    return text


def judge_header(answer):
    found = []
    if answer.status is None:
        return [f"not \"NN META\": {answer.header[:80]!r}"]
    if answer.status not in STATUSES:
        found.append(f"status {answer.status} is not defined")
    if len(answer.header) + 2 > HEADER_MAX:
        found.append(f"a header of {len(answer.header) + 2} bytes")
    if not answer.meta.strip():
        found.append("no meta")
    if any(is_control(ch) for ch in answer.meta):
        found.append("control characters in the meta")
    if answer.body and answer.status // 10 != 2:
        found.append(f"a body of {len(answer.body)} bytes behind status {answer.status}")
    if answer.status // 10 == 2 and not re.match(r"[a-z]+/[\w.+-]+(; [a-z]+=[\w.+-]+)*\Z", answer.meta):
        found.append(f"a media type like {answer.meta!r}")
    if answer.status // 10 == 3 and not re.match(r"gemini://[^/#]+/[^#]*\Z", answer.meta):
        found.append(f"a redirect to {answer.meta!r}, neither absolute nor without fragment")
    if answer.end != "clean":
        found.append(f"ended {answer.end}, without close_notify")
    elif answer.after != "fin":
        found.append(f"{answer.after} behind the close_notify")
    return found


def judge_url(url, where):
    found = []
    if not URL_BYTES.match(url):
        found.append(f"{where}: {url[:80]!r} holds what no URL may")
    if BAD_ESCAPE.search(url) or NOT_IN_URL.search(url):
        found.append(f"{where}: {url[:80]!r} is not percent-encoded")
    if len(url) > URL_MAX:
        found.append(f"{where}: a URL of {len(url)} bytes")
    return found


class Gemtext:
    """A page of gemtext taken apart: (number, kind, text) of each line; link texts are (url, label)."""

    def __init__(self, text):
        self.lines, self.balanced = [], True
        inside = False
        for number, line in enumerate(text.split("\n")[:-1] if text.endswith("\n") else text.split("\n"), 1):
            if line.startswith("```"):
                inside = not inside
                self.lines.append((number, "fence" if inside else "end", line[3:]))
            elif inside:
                self.lines.append((number, "verbatim", line))
            elif line.startswith("=>"):
                url, _, label = line[2:].strip().partition(" ")
                self.lines.append((number, "link", (url, label.strip())))
            elif line.startswith("#"):
                level = len(line) - len(line.lstrip("#"))
                self.lines.append((number, f"h{level}", line[level:]))
            elif line.startswith("* "):
                self.lines.append((number, "item", line[2:]))
            elif line.startswith(">"):
                self.lines.append((number, "quote", line[1:]))
            else:
                self.lines.append((number, "text" if line else "blank", line))
        self.balanced = not inside

    def of(self, *kinds):
        return [text for _, kind, text in self.lines if kind in kinds]

    @property
    def links(self):
        return self.of("link")

    @property
    def title(self):
        first = self.of("h1")
        return first[0].strip() if first else None


def judge_gemtext(data, own_host="localhost", titled=True):
    """Section 2 of the rules: what is generated; titled: begins with its title."""
    found = []
    text = decode(data, found)
    if not text:
        return found + ["empty"]
    if "\r" in text:
        found.append("a CR among line ends of LF")
    if not text.endswith("\n"):
        found.append("the last line does not end")
    page = Gemtext(text)
    if not page.balanced:
        found.append("a fence is not closed")
    if titled and page.lines[0][1] != "h1":
        found.append(f"begins with {page.lines[0][2]!r}, not with its title")
    blanks = 1  # none at the start
    for number, kind, line in page.lines:
        where = f"line {number}"
        if kind == "link":
            url, label = line
            if not url:
                found.append(f"{where}: a link to nowhere")
                continue
            found += judge_url(url, where)
            if any(is_control(ch) for ch in label):
                found.append(f"{where}: control characters in a label")
            local = url.startswith("/") or "://" not in url and not url.startswith("mailto:")
            if "#" in url and (local or f"//{own_host}" in url):
                found.append(f"{where}: a fragment in a local link")
        elif any(is_control(ch) and not (ch == "\t" and kind == "verbatim") for ch in line):
            found.append(f"{where}: control characters")
        if kind in ("h1", "h2", "h3") and not re.match(r" \S", line):
            found.append(f"{where}: a heading without its blank or text")
        if kind.startswith("h") and kind not in ("h1", "h2", "h3"):
            found.append(f"{where}: a heading of level {kind[1:]}")
        if kind == "item" and not line.strip():
            found.append(f"{where}: an empty item")
        if kind == "end" and line:
            found.append(f"{where}: {line!r} behind the closing fence")
        if kind not in ("verbatim", "link") and line != line.rstrip():
            found.append(f"{where}: trailing blanks")
        if kind == "blank":
            blanks += 1
            if blanks > 1:
                found.append(f"{where}: a blank line too many")
        else:
            blanks = 0
    if page.lines[-1][1] == "blank":
        found.append("ends with a blank line")
    return found


def judge_menu(data, is_listing=True, menu_width=MENU_WIDTH):
    """Sections 3.2 and 4 of the rules.  is_listing: a page of ours, not one copied from an author."""
    found = []
    text = decode(data, found)
    if not text.endswith("\r\n.\r\n") and text != ".\r\n":
        found.append(f"does not end with \".\": {text[-40:]!r}")
    lines = text[:-3].split("\r\n")[:-1] if text.endswith(".\r\n") else text.split("\r\n")
    blanks = 0
    for number, line in enumerate(lines, 1):
        where = f"line {number}"
        if "\n" in line or "\r" in line:
            found.append(f"{where}: ends in something else than CRLF")
        fields = line.split("\t")
        if len(fields) != 4:
            found.append(f"{where}: {len(fields)} fields: {line[:80]!r}")
            continue
        kind, display, selector, host, port = line[0], fields[0][1:], fields[1], fields[2], fields[3]
        if kind not in TYPES:
            found.append(f"{where}: item type {kind!r}")
        if any(is_control(ch) for field in fields for ch in field):
            found.append(f"{where}: control characters")
        if not re.match(r"[1-9][0-9]{0,4}\Z", port) or int(port) > 65535:
            found.append(f"{where}: port {port!r}")
        if not host:
            found.append(f"{where}: no host")
        if len(selector.encode()) > SELECTOR_MAX:
            found.append(f"{where}: a selector of {len(selector.encode())} bytes")
        if kind == "i":
            if selector:
                found.append(f"{where}: text with a selector")
        elif not display.strip():
            found.append(f"{where}: an item without a name")
        if kind == "h" and not selector.startswith("URL:"):
            found.append(f"{where}: an h item that Lagrange drops: {selector!r}")
        if is_listing:
            # A blank line of code keeps its indent, in quotes too: it holds the block together in Lagrange.
            if display.strip("> ") and display != display.rstrip():
                found.append(f"{where}: trailing blanks")
            if width(display) > menu_width:
                found.append(f"{where}: {width(display)} columns")
            blanks = blanks + 1 if kind == "i" and not display else 0
            if blanks > 1:
                found.append(f"{where}: a blank line too many")
    return found


def judge_text(data, text_width=TEXT_WIDTH):
    """Section 5 of the rules: an article as wrapped text over Gopher."""
    found = []
    text = decode(data, found)
    if not text.endswith("\r\n"):
        found.append("the last line does not end in CRLF")
    for number, line in enumerate(text.split("\r\n")[:-1], 1):
        where = f"line {number}"
        if any(is_control(ch) for ch in line):
            found.append(f"{where}: control characters: {line[:60]!r}")
        if line.startswith("."):
            found.append(f"{where}: begins with \".\"")
        # Code keeps its lines, and a word too long for a line stays whole.
        too_long = width(line) > text_width and not re.match(r"[> ]*    ", line)
        if too_long and " " in re.sub(r"^(\s|[>*-] |\d+\. |\[\d+\] )*", "", line).strip():
            found.append(f"{where}: {width(line)} columns: {line[:90]!r}")
    return found


def judge_subscription(data):
    """Subscribing to Gemini pages: a title, entries with dates, each address once, newest first within a block."""
    found = []
    page = Gemtext(data.decode("utf-8"))
    if not page.title:
        found.append("no title")
    seen, last = set(), None
    for _, kind, line in page.lines:
        if kind in ("h1", "h2", "h3"):
            last = None
        if kind != "link":
            continue
        url, label = line
        dated = re.match(r"(\d{4}-\d{2}-\d{2})(.*)", label)
        if not dated:
            continue
        if not re.match(r" \S", dated[2]):
            found.append(f"{url}: a date without a title")
        if url in seen:
            found.append(f"{url}: stands there twice")
        seen.add(url)
        if last is not None and dated[1] > last:
            found.append(f"{url}: {dated[1]} stands behind {last}")
        last = dated[1]
    if not seen:
        found.append("no entry with a date")
    return found


ATOM = "{http://www.w3.org/2005/Atom}"
RFC3339 = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})\Z")


def judge_person(element, where):
    names = element.findall(ATOM + "name")
    return [] if len(names) == 1 and (names[0].text or "").strip() else [f"{where}: an author without a name"]


def judge_common(element, where):
    """What RFC 4287 asks of feeds (4.1.1) and entries (4.1.2) alike."""
    found = []
    for name in ("id", "title", "updated"):
        these = element.findall(ATOM + name)
        if len(these) != 1 or not (these[0].text or "").strip():
            found.append(f"{where}: {len(these)} of {name}, or empty")
    for name in ("updated", "published"):
        for date in element.findall(ATOM + name):
            if not RFC3339.match(date.text or ""):
                found.append(f"{where}: {name} is {date.text!r}")
    for one in element.findall(ATOM + "id"):
        if not re.match(r"gemini://[^/]+/", one.text or ""):
            found.append(f"{where}: its id is {one.text!r}")
    for link in element.findall(ATOM + "link"):
        href = link.get("href") or ""
        if "://" not in href:
            found.append(f"{where}: a link to {href!r} is not absolute")
        found += judge_url(href, where)
    alternates = [(link.get("type"), link.get("hreflang")) for link in element.findall(ATOM + "link")
                  if link.get("rel", "alternate") == "alternate"]
    if len(alternates) != len(set(alternates)):
        found.append(f"{where}: alternate links of the same type and language")
    for author in element.findall(ATOM + "author"):
        found += judge_person(author, where)
    return found


def judge_feed(data, scheme="gemini"):
    found = []
    try:
        feed = ElementTree.fromstring(data)
    except ElementTree.ParseError as error:
        return [f"not XML: {error}"]
    if feed.tag != ATOM + "feed":
        return [f"the root is {feed.tag}"]
    found += judge_common(feed, "feed")
    entries = feed.findall(ATOM + "entry")
    if not [link for link in feed.findall(ATOM + "link") if link.get("rel") == "self"]:
        found.append("feed: no link to itself")
    if not feed.findall(ATOM + "author") and not all(entry.findall(ATOM + "author") for entry in entries):
        found.append("feed: no author, and not in every entry either")
    ids = [one.text for entry in entries for one in entry.findall(ATOM + "id")]
    if len(ids) != len(set(ids)):
        found.append("feed: two entries of one id")
    newest = [entry.findtext(ATOM + "published") or entry.findtext(ATOM + "updated") for entry in entries]
    if newest != sorted(newest, reverse=True):
        found.append("feed: not newest first")
    for entry in entries:
        where = entry.findtext(ATOM + "id") or "entry"
        found += judge_common(entry, where)
        links = [link for link in entry.findall(ATOM + "link") if link.get("rel", "alternate") == "alternate"]
        if not links and entry.find(ATOM + "content") is None:
            found.append(f"{where}: neither content nor an alternate link")
        if not all((link.get("href") or "").startswith(scheme + "://") for link in links):
            found.append(f"{where}: a link into another protocol than {scheme}")
        if len(entry.findall(ATOM + "summary")) > 1:
            found.append(f"{where}: two summaries")
    done = subprocess.run(["xmllint", "--noout", "--nonet", "-"], input=data, capture_output=True)
    if done.returncode != 0:
        found.append(f"xmllint: {done.stderr.decode('utf-8', 'replace')[:300]}")
    return found


def feed_entries(data):
    """(title, id, link, published) of each entry."""
    feed = ElementTree.fromstring(data)
    return [(entry.findtext(ATOM + "title"), entry.findtext(ATOM + "id"), entry.find(ATOM + "link").get("href"),
             entry.findtext(ATOM + "published")) for entry in feed.findall(ATOM + "entry")]
