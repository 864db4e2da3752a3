"""The other side of tests/faults/inject.h: a page by which calls of a running server are made to fail."""

import errno
import mmap
import os
import struct
import subprocess
from pathlib import Path

import pytest
from marmot import ASAN_OPTIONS, binary

SHORT = -1
KILL = -2
HOLD = -3
CALLS = ("read", "recv", "write", "send", "open", "sync", "accept", "poll")
NAMES = ("name",)
MEMORY = ("own", "openssl", "yaml", "sqlite", "event", "cmark")
FOLDER = 256
RANGES = 4
HEAD = struct.Struct(f"=qqq{FOLDER}s{RANGES * 2}q")
SLOT = struct.Struct("=qqqqq")
EVENT_FUNCTIONS = ("loop_memory_alloc", "loop_memory_resize", "piece_take")


def library():
    path = Path(binary()).parent / "tests" / "faults" / "inject.so"
    if not path.exists():
        pytest.skip("faults are injected where the linker knows LD_PRELOAD as Linux does")
    return path


def event_ranges():
    """Where the server's functions lie in which libevent asks for memory."""
    found = []
    for line in subprocess.run(["nm", "-S", binary()], capture_output=True, check=True, text=True).stdout.splitlines():
        words = line.split()
        if len(words) == 4 and words[3].split(".")[0] in EVENT_FUNCTIONS:
            found.append((int(words[0], 16), int(words[0], 16) + int(words[1], 16)))
    assert 0 < len(found) <= RANGES
    return found + [(0, 0)] * (RANGES - len(found))


class Faults:
    """What goes wrong: faults.call("recv", 3, errno.EINTR), faults.memory("openssl", 5), faults.stop()."""

    def __init__(self, folder):
        self.path = Path(folder) / "faults"
        ranges = [number for pair in event_ranges() for number in pair]
        self.path.write_bytes(HEAD.pack(0, 0, 0, b"", *ranges) + bytes(SLOT.size * len(CALLS + NAMES + MEMORY)))
        self.file = open(self.path, "r+b")
        self.page = mmap.mmap(self.file.fileno(), 0)
        # Else what OpenSSL asks for comes from our own code where there is no sanitizer.
        self.env = {"INJECT": str(self.path), "LD_PRELOAD": str(library()), "MARMOT_PLAIN_MALLOC": "1",
                    "ASAN_OPTIONS": ASAN_OPTIONS + ":verify_asan_link_order=0"}

    def close(self):
        self.page.close()
        self.file.close()

    def at(self, name):
        return HEAD.size + SLOT.size * (CALLS + NAMES + MEMORY).index(name)

    def read(self, name, field):
        return struct.unpack_from("=q", self.page, self.at(name) + 8 * field)[0]

    def write(self, offset, number):
        struct.pack_into("=q", self.page, offset, number)

    def loaded(self):
        return struct.unpack_from("=q", self.page, 0)[0] == 1

    def call(self, name, every, kind=errno.EINTR, most=0):
        """Each so manieth call of that name from now on."""
        at = self.at(name)
        self.write(at, 0)
        for i, number in enumerate((kind, most, 0, 0)):
            self.write(at + 8 * (i + 1), number)
        self.write(at, every)

    def memory(self, whose, every, most=0):
        self.call(whose, every, errno.ENOMEM, most)

    def calls(self, name):
        return self.read(name, 3)

    def faults(self, name):
        return self.read(name, 4)

    def clock(self, seconds):
        """How far the clock of the day is ahead of the true one."""
        self.write(8, seconds)

    def full(self, folder):
        """What is written below folder finds the disk full; None: nothing does."""
        self.write(16, 0)
        if folder:
            name = os.path.realpath(folder).encode()
            assert len(name) < FOLDER
            self.page[24:24 + FOLDER] = name.ljust(FOLDER, b"\0")
            self.write(16, errno.ENOSPC)

    def stop(self):
        for name in CALLS + NAMES + MEMORY:
            self.write(self.at(name), 0)
        self.clock(0)
        self.full(None)
