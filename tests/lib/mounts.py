"""File systems of a test's own: small ones that fill up, and ones that go away.

They are mounted where nobody but the tests and what they start can see them, and end with them.
"""

import ctypes
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

CLONE_NEWNS = 0x00020000
private = []  # of this process; the servers that it starts inherit it


def mount(*words):
    done = subprocess.run(["mount", *map(str, words)], capture_output=True)
    assert done.returncode == 0, done.stderr.decode()


def umount(path, *words):
    return subprocess.run(["umount", *words, str(path)], capture_output=True).returncode == 0


def is_private(path):
    """Whether what is mounted at path is seen by nobody else (proc_pid_mountinfo(5))."""
    lines = [line.split() for line in Path("/proc/self/mountinfo").read_text().splitlines()]
    return any(fields[4] == str(path) and "shared:" not in " ".join(fields[6:fields.index("-")]) for fields in lines)


def is_private_below_a_root_of_its_own():
    """A root that was changed to (chroot) is no mount that could be made private: it may be so already."""
    with tempfile.TemporaryDirectory(prefix="marmot-mount-") as name:
        path = Path(name).resolve()
        if subprocess.run(["mount", "-t", "tmpfs", "tmpfs", path], capture_output=True).returncode != 0:
            return False
        try:
            return is_private(path)
        finally:
            umount(path)


def may_mount():
    """Whether mounts can be kept from everybody else's eyes; asks once."""
    if private:
        return private[0]
    libc = ctypes.CDLL(None, use_errno=True)
    may = sys.platform == "linux" and os.geteuid() == 0 and libc.unshare(CLONE_NEWNS) == 0
    if may and subprocess.run(["mount", "--make-rprivate", "/"], capture_output=True).returncode != 0:
        may = is_private_below_a_root_of_its_own()
    private.append(may)
    return may


@pytest.fixture
def mounts():
    """mounts(path, size) puts an empty file system of so many bytes at the folder path, which it makes."""
    if not may_mount():
        pytest.skip("no file system can be mounted here")
    made = []

    def tmpfs(path, size="1m", mode="755"):
        path.mkdir(parents=True, exist_ok=True)
        mount("-t", "tmpfs", "-o", f"size={size},mode={mode}", "tmpfs", path)
        made.append(path)
        return path

    yield tmpfs
    for path in reversed(made):
        # Lazily: a server that failed may still be there.
        umount(path, "-l")


def fill(path):
    """Leaves no room at all on the file system of path: the file that takes it."""
    filler = path / ".filler"
    with open(filler, "ab", buffering=0) as f:
        for size in (65536, 4096, 512, 1):
            try:
                while True:
                    f.write(b"\0" * size)
            except OSError:
                pass
    return filler
