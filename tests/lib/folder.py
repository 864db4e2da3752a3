"""Folders to be served: the sample below e2e/site, and what no repository should hold."""

import os
import shutil
import socket
import stat
from pathlib import Path

SITE = Path(__file__).resolve().parent.parent / "e2e" / "site"

# The smallest PNG: one grey pixel.
PNG = bytes.fromhex("89504e470d0a1a0a0000000d49484452000000010000000108000000003a7e9b55"
                    "0000000a4944415478da63680000008200816d94e5ab0000000049454e44ae426082")
EVERY_BYTE = bytes(range(256)) * 40 + b"\r\n.\r\n..\r\n"


def article(title, date=None, body="Some text.", **keys):
    """The source of one article; keys as in front matter, underscores as they are."""
    lines = ["---", f'title: "{title}"']
    if date:
        lines.append(f"date: {date}")
    for key, value in keys.items():
        lines.append(f"{key}: {value}")
    return "\n".join(lines) + f"\n---\n\n{body}\n"


def write(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def make_site(path):
    """The sample, with what is odd."""
    shutil.copytree(SITE, path)
    outside = path.parent / "outside"
    write(outside / "secret.txt", "outside of the folder\n")
    write(outside / "secret.md", article("Secret outside", "2022-01-01"))
    write(outside / "shed" / "tool.txt", "outside of the folder\n")

    for picture in ("static/images/mound.png", "assets/images/den.png", "posts/trip/view.png"):
        write(path / picture, PNG)
    write(path / "data.bin", EVERY_BYTE)
    write(path / "empty.txt", "")
    write(path / "crlf.txt", "one\r\ntwo\r\n\r\nfour\r\n")
    write(path / "mark.txt", b"\xef\xbb\xbfbehind a mark\n")
    write(path / "mark.gmi", b"\xef\xbb\xbf# Behind a mark\n")
    write(path / "marked.md",
          b"\xef\xbb\xbf---\r\ntitle: Marked and returned\r\ndate: 2020-05-05\r\n---\r\n\r\nText.\r\n")
    write(path / "latin1.md",
          "---\ntitle: Caf\u00e9 in Latin\ndate: 2020-06-06\n---\n\nCr\u00e8me.\n".encode("latin-1"))
    write(path / "caf\u00e9" / "na\u00efve \u00fcn\u00ef.md", article("Accents everywhere", "2021-10-10"))
    write(path / "with space.md", article("A blank in its name", "2021-11-11"))
    write(path / "Case.md", article("Case matters", "2021-12-12"))
    write(path / "backup.md~", article("Secret backup"))
    write(path / "#backup.md#", article("Secret autosave"))
    write(path / ".backup.md.swp", "secret swap\n")
    write(path / "static" / ".htaccess", "secret\n")
    write(path / "static" / "archive.tar.gz", b"\x1f\x8b" + b"x" * 100)

    (path / "way-out.txt").symlink_to(outside / "secret.txt")
    (path / "way-out.md").symlink_to(outside / "secret.md")
    (path / "relative-way-out.txt").symlink_to("../outside/secret.txt")
    (path / "shed").symlink_to(outside / "shed")
    (path / "root").symlink_to("/")
    (path / "nowhere.txt").symlink_to("not-there.txt")
    (path / "round.txt").symlink_to("round.txt")
    (path / "inside.txt").symlink_to("crlf.txt")
    os.mkfifo(path / "pipe.txt")
    os.mkfifo(path / "pipe.md")
    os.mkfifo(path / "static" / "pipe.png")
    make_socket(path / "socket.txt")
    if os.geteuid() == 0:
        os.mknod(path / "zero.bin", 0o644 | stat.S_IFCHR, os.makedev(1, 5))
    return path


def make_socket(path):
    """A bound socket in a folder whose path may be longer than a socket's address."""
    here = os.getcwd()
    os.chdir(path.parent)
    try:
        with socket.socket(socket.AF_UNIX) as s:
            s.bind(path.name)
    finally:
        os.chdir(here)


def make_many(path, n, **keys):
    """n articles, a day apart, the last the newest, all with the tag "many"."""
    for i in range(n):
        day = f"{2000 + i // 336:04}-{1 + i // 28 % 12:02}-{1 + i % 28:02}"
        write(path / "many" / f"entry-{i:04}.md", article(f"Entry {i:04}", day, tags="[many]", category="plenty",
                                                          **keys))
    return path


def make_large(path, size):
    """A file of size bytes that no two blocks of are alike; returns its blocks, to be made again."""
    with open(path, "wb") as f:
        for block in large_blocks(size):
            f.write(block)
    return path


def large_blocks(size):
    left, number = size, 0
    while left > 0:
        block = (b"%015d\n" % number) * 4096
        yield block[:left]
        left -= len(block)
        number += 1
