"""Follows every local link of a capsule, in both protocols, and judges what comes."""

import re
from urllib.parse import urldefrag, urljoin, urlsplit

import wire
from judge import Gemtext, judge_feed, judge_gemtext, judge_header, judge_menu, judge_text

# urljoin knows only the schemes it was taught.
import urllib.parse

for scheme in ("gemini",):
    for known in (urllib.parse.uses_relative, urllib.parse.uses_netloc):
        if scheme not in known:
            known.append(scheme)

PAGES_MAX = 20000


def crawl_gemini(marmot, start="/", written_by_hand=(), skip=()):
    """{path: answer} of all that is linked to from start, and complaints.

    written_by_hand: paths served as they lie, whose form is their author's; skip: links not to be followed.
    """
    answers, complaints, queue = {}, [], [(start, "the start")]
    own = urlsplit(marmot.url("/")).netloc
    seen = {start}
    while queue and len(answers) < PAGES_MAX:
        path, source = queue.pop()
        answer = wire.gemini(marmot, path)
        answers[path] = answer
        complaints += [f"{path}: {text}" for text in judge_header(answer)]
        if answer.status == 10 and path == "/search":
            continue  # it asks for words
        if answer.status != 20:
            complaints.append(f"{path}: {answer.header!r}, linked from {source}")
            continue
        if answer.meta.startswith("application/atom+xml"):
            complaints += [f"{path}: {text}" for text in judge_feed(answer.body)]
            continue
        if not answer.meta.startswith("text/gemini"):
            continue
        if path not in written_by_hand:
            complaints += [f"{path}: {text}" for text in judge_gemtext(answer.body)]
        for url, _ in Gemtext(answer.text).links:
            if path in written_by_hand and "://" not in url:
                url = urljoin(marmot.url(path), url)
            whole = urldefrag(urljoin(marmot.url(path), url))[0]
            parts = urlsplit(whole)
            if parts.scheme != "gemini" or parts.netloc not in (own, parts.hostname and own.split(":")[0]):
                continue
            target = whole[len("gemini://" + parts.netloc):] or "/"
            if target not in seen and target not in skip:
                seen.add(target)
                queue.append((target, path))
    return answers, complaints


def crawl_gopher(marmot, start="", written_by_hand=(), skip=()):
    """{(type, selector): answer} of all items at our own host and port, and complaints."""
    answers, complaints, queue = {}, [], [("1", start, "the start")]
    host, port = marmot.hosts[0], str(marmot.ports["gopher"])
    seen = {("1", start)}
    while queue and len(answers) < PAGES_MAX:
        kind, selector, source = queue.pop()
        answer = wire.gopher(marmot, selector)
        answers[kind, selector] = answer
        if answer.end != "clean":
            complaints.append(f"{selector}: ended {answer.end}")
        if answer.is_error:
            complaints.append(f"{kind} {selector}: {answer.raw!r}, linked from {source}")
            continue
        if kind == "0" and selector.endswith(".xml"):
            complaints += [f"{selector}: {text}" for text in judge_feed(answer.raw, "gopher")]
        elif kind == "0" and selector not in written_by_hand and not re.search(r"\.(md|gmi)$", selector):
            complaints += [f"{selector}: {text}" for text in judge_text(answer.raw)]
        if kind not in "17":
            continue
        complaints += [f"{selector}: {text}" for text in judge_menu(answer.raw, selector not in written_by_hand)]
        for item in answer.items:
            if len(item) != 5 or item[0] in "i3h8" or item[3:] != (host, port):
                continue
            if not item[2].startswith("/"):
                complaints.append(f"{selector}: an item's selector {item[2]!r} does not begin with \"/\"")
            if (item[0], item[2]) not in seen and item[2] not in skip:
                seen.add((item[0], item[2]))
                queue.append((item[0], item[2], selector))
    return answers, complaints
