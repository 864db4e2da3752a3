#!/usr/bin/env python3
"""seeds.py TARGET FOLDER [N]: inputs to begin fuzzing from, made of what the other tests hold.

The strings of the unit tests, the golden articles and the sample capsule are pieces, each of which takes a branch that
somebody had a test for.  TARGET markdown and dialect get N (20,000) texts in which such pieces stand within each other's
constructs, front the pieces as articles and N articles with pieces for values of front matter, config the pieces as they
are and N files of its keys; other targets read no texts and get nothing.  The same N gives the same inputs.  Ends with 0.
"""

import random
import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PIECE_MAX = 400     # [bytes] of what is put within something else
INPUT_MAX = 4000    # [bytes]
LITERAL = re.compile(r'"((?:[^"\\\n]|\\.)*)"|/\*.*?\*/|//[^\n]*|\'(?:[^\'\\]|\\.)+\'', re.S)
ESCAPE = re.compile(rb"\\(x[0-9a-fA-F]+|[0-7]{1,3}|u[0-9a-fA-F]{4}|.)", re.S)
SHORT = {b"n": b"\n", b"t": b"\t", b"r": b"\r", b"a": b"\a", b"b": b"\b", b"f": b"\f", b"v": b"\v"}


def unescaped(match):
    code = match[1]
    if code[:1] == b"x":
        return bytes([int(code[1:], 16) & 0xFF])
    if code[:1].isdigit():
        return bytes([int(code, 8) & 0xFF])
    if code[:1] == b"u" and len(code) == 5:
        return chr(int(code[1:], 16)).encode("utf-8", "replace")
    return SHORT.get(code, code)


def strings_of(source):
    """The string literals of a C file; those that only blanks part are one."""
    whole, end = None, 0
    for match in LITERAL.finditer(source):
        if match[1] is None:
            continue
        text = ESCAPE.sub(unescaped, match[1].encode())
        if whole is not None and not source[end:match.start()].strip():
            whole += text
        else:
            if whole is not None:
                yield whole
            whole = text
        end = match.end()
    if whole is not None:
        yield whole


def pieces():
    found = {}
    for path in sorted((ROOT / "tests/unit").glob("*.c")):
        for text in strings_of(path.read_text()):
            found[text] = None
    for folder in ("tests/golden", "content"):
        for path in sorted((ROOT / folder).rglob("*.md")):
            for paragraphs in path.read_bytes().split(b"\n\n"):
                found[paragraphs + b"\n"] = None
    return [text for text in found if 2 <= len(text) <= INPUT_MAX]


def short_of(whole):
    return [piece for piece in whole if len(piece) <= PIECE_MAX]


def one_line(text):
    return text.replace(b"\n", b" ")


def behind(first, rest):
    """Lines that stand behind a marker."""
    return lambda text: first + text.replace(b"\n", b"\n" + rest)


def between(before, after, line=False):
    return lambda text: before + (one_line(text) if line else text) + after


CONTEXTS = [
    behind(b"- ", b"  "), behind(b"1. ", b"   "), behind(b"> ", b"> "), behind(b"    ", b"    "), behind(b"  ", b"  "),
    behind(b"\t", b"\t"), behind(b"> [!warning] ", b"> "), behind(b"a[^1]\n\n[^1]: ", b"    "),
    behind(b'!!! note "T"\n    ', b"    "), behind(b"term\n: ", b"  "), behind(b"- a\n- b\n    - ", b"      "),
    between(b"## ", b"", line=True), between(b"| h | i |\n|---|---:|\n| ", b" | k |", line=True),
    between(b'[', b'](u "t")', line=True), between(b"![", b"](i.png)", line=True), between(b"- [ ] ", b"", line=True),
    between(b"[a]: ", b"\n\n[a] ![a]", line=True), between(b"[[", b"]]", line=True), between(b"_", b"_", line=True),
    between(b'<img src="i" alt="', b'">', line=True), between(b"<summary>", b"</summary>", line=True),
    between(b"<div>", b"</div>"), between(b"<div>\n\n", b"\n\n</div>"), between(b"<p>", b""), between(b"<b>", b"</b>"),
    between(b"<ul><li>", b"</li></ul>"), between(b"<table><tr><td>", b"</td></tr></table>"), between(b"<h2>", b"</h2>"),
    between(b"<details>\n", b"\n</details>"), between(b"<figure>", b"<figcaption>c</figcaption></figure>"),
    between(b"<pre>", b"</pre>"), between(b"<blockquote>\n", b"\n</blockquote>"), between(b"<!-- ", b" -->"),
    between(b'<a href="u">', b"</a>"), between(b'<Card title="t">\n', b"\n</Card>"), between(b"<X y={", b"}>"),
    between(b"{{< box >}}\n", b"\n{{< /box >}}"), between(b"{% note %}\n", b"\n{% endnote %}"),
    between(b"::: note\n", b"\n:::"), between(b"```\n", b"\n```"), between(b'import A from "a"\n\n', b""),
    between(b"**", b"**"), between(b"~~", b"~~"), between(b"`", b"`"), between(b"==", b"=="), between(b"%%", b"%%"),
    between(b"$", b"$"), between(b"$$\n", b"\n$$"), between(b"{", b"}"), between(b"(", b")"), between(b'"', b'"'),
    between(b"text ", b""), between(b"", b" text"), between(b"text\n", b""), between(b"", b"\ntext"),
    lambda text: text.replace(b"\n", b"\r\n"), lambda text: text + b"\n" + text,
]
# What scanners ask for, one of each class of characters, and nothing.
SIGNS = [sign.encode() for sign in "\t\n\r\f\v \"'`<>=/\\|{}[]():;,.!?#%&@~^*_+-$09azAZé漢\u0301\u200d\ufe0f\u00ad\u0085\u00a0\u2028"
         "\U0001F600\x01\x7f"] + [b"", b"\0", b"\xff", b"\n\n", b"  "]
JOINS = [b"\n\n", b"\n\n", b"\n", b" ", b"\n\n\n"]


def changed(rng, text):
    """With one sign more, or another in its place."""
    at = rng.randrange(len(text) + 1)
    return text[:at] + rng.choice(SIGNS) + text[at + rng.choice([0, 1, 1]):]


def text_of(rng, short):
    parts = []
    for _ in range(rng.choice([1, 1, 1, 2, 2, 3, 4])):
        part = rng.choice(short)
        if rng.random() < 0.2:
            part = part[:rng.randrange(1, len(part))]
        elif rng.random() < 0.5:
            part = changed(rng, part)
        for _ in range(rng.choice([0, 1, 1, 1, 2, 2, 3])):
            part = rng.choice(CONTEXTS)(part)
        parts.append(part)
    return rng.choice(JOINS).join(parts)[:INPUT_MAX] + (b"\n" if rng.random() < 0.7 else b"")


def texts(n):
    rng = random.Random(n)
    whole = pieces()
    yield from whole
    short = short_of(whole)
    for _ in range(n):
        yield text_of(rng, short)


def keys(target):
    """What a target's dictionary has of keys."""
    dictionary = (ROOT / f"tests/fuzz/{target}.dict").read_bytes()
    return re.findall(rb'^"([A-Za-z_]+): "$', dictionary, re.M)


def value(rng, short):
    part = rng.choice(short)
    if rng.random() < 0.5:
        part = changed(rng, part)
    return part if rng.random() < 0.1 else one_line(part).strip()


def quoted(text):
    return b'"' + text.replace(b"\\", b"\\\\").replace(b'"', b'\\"') + b'"'


# What stands behind a key, for two values.
YAML_VALUES = [lambda a, b: b" " + a, lambda a, b: b" " + quoted(a), lambda a, b: b" '" + a + b"'",
               lambda a, b: b" [" + a + b", " + b + b"]", lambda a, b: b"\n  - " + a + b"\n  - " + b,
               lambda a, b: b"\n  " + a + b": " + b, lambda a, b: b"\n- name: " + a + b"\n  " + b + b": " + a,
               lambda a, b: b" |\n  " + a.replace(b"\n", b"\n  "), lambda a, b: b" >-\n  " + a + b"\n\n  " + b,
               lambda a, b: b" {" + a + b": " + b + b"}", lambda a, b: b" " + a + b" # " + b]
TOML_VALUES = [lambda a, b: a, lambda a, b: quoted(a), lambda a, b: b"'" + a + b"'", lambda a, b: b'"""' + a + b'"""',
               lambda a, b: b"[" + quoted(a) + b", " + b + b"]", lambda a, b: b"{ a = " + quoted(a) + b", b = " + b + b" }"]
TOML_HEADS = [b"", b"", b"[extra]\n", b"[[a.b]]\n", b"extra."]


def lines(rng, names, short, sign, values, heads=()):
    def line():
        head = rng.choice(heads) if heads else b""
        return head + rng.choice(names) + sign + rng.choice(values)(value(rng, short), value(rng, short))
    return b"\n".join(line() for _ in range(rng.randrange(1, 5)))


def json_object(rng, names, short):
    def item():
        return rng.choice([quoted, lambda text: text, lambda text: b"[" + quoted(text) + b"]"])(value(rng, short))
    return b"{" + b", ".join(quoted(rng.choice(names)) + b": " + item() for _ in range(rng.randrange(1, 4))) + b"}"


def article(rng, names, short):
    form = rng.randrange(4)
    if form == 0:
        front = b"+++\n" + lines(rng, names, short, b" = ", TOML_VALUES, TOML_HEADS) + b"\n+++\n"
    elif form == 1:
        front = json_object(rng, names, short) + b"\n"
    else:
        front = b"---\n" + lines(rng, names, short, b":", YAML_VALUES) + b"\n---\n"
    if rng.random() < 0.3:
        front = changed(rng, front)
    return bytes([rng.randrange(256)]) + (front + b"\n" + rng.choice(short))[:INPUT_MAX]


def articles(n):
    """The first byte chooses the file's name and the owner's settings."""
    rng = random.Random(n)
    whole = pieces()
    for piece in whole:
        for choice in (0x00, 0x02, 0x03, 0x49, 0xB4, 0x43):
            yield bytes([choice]) + piece
        if b":" in piece and not piece.startswith((b"---", b"+++", b"{")):
            yield b"\x01---\n" + piece.rstrip(b"\n") + b"\n---\nText.\n"
    names, short = keys("front"), short_of(whole)
    for _ in range(n):
        yield article(rng, names, short)


def settings(n):
    rng = random.Random(n)
    whole = pieces()
    yield from whole
    names, short = keys("config"), short_of(whole)
    for _ in range(n):
        text = lines(rng, names, short, b":", YAML_VALUES)
        if rng.random() < 0.5:
            text = rng.choice(names) + b":\n" + behind(b"  ", b"  ")(text)
        yield (changed(rng, text) if rng.random() < 0.3 else text)[:INPUT_MAX] + b"\n"


MAKERS = {
    "markdown": texts, "front": articles, "config": settings,
    # The first byte has the options.
    "dialect": lambda n: (bytes([i % 4]) + text for i, text in enumerate(texts(n))),
}


def main():
    target, folder = sys.argv[1], Path(sys.argv[2])
    n = int(sys.argv[3]) if len(sys.argv) > 3 else 20000
    folder.mkdir(parents=True, exist_ok=True)
    for i, text in enumerate(MAKERS.get(target, lambda _: ())(n)):
        (folder / f"{i:06d}").write_bytes(text)


main()
