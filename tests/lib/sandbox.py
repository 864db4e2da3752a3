"""Whether this kernel can shut a server in."""

import subprocess
import sys

import pytest


def has_sandbox():
    script = "import ctypes; print(ctypes.CDLL(None, use_errno=True).syscall(444, None, 0, 1))"
    return int(subprocess.run([sys.executable, "-c", script], capture_output=True, text=True).stdout) > 0


HAS_SANDBOX = has_sandbox()
if not HAS_SANDBOX:
    print("\n*** NOT TESTED: this kernel has no landlock, so the sandbox is not tried ***\n")
landlock = pytest.mark.skipif(not HAS_SANDBOX, reason="THIS KERNEL HAS NO LANDLOCK: the sandbox is not tried")
