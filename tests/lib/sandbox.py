"""Whether this kernel can shut a server in.  NO_LANDLOCK in the environment says why a server cannot be, though it can."""

import os
import subprocess
import sys

import pytest


def has_sandbox():
    script = "import ctypes; print(ctypes.CDLL(None, use_errno=True).syscall(444, None, 0, 1))"
    return int(subprocess.run([sys.executable, "-c", script], capture_output=True, text=True).stdout) > 0


WHY_NOT = os.environ.get("NO_LANDLOCK") or ("" if has_sandbox() else "this kernel has no landlock")
if WHY_NOT:
    print(f"\n*** NOT TESTED: {WHY_NOT}, so the sandbox is not tried ***\n")
landlock = pytest.mark.skipif(bool(WHY_NOT), reason=f"{WHY_NOT.upper()}: the sandbox is not tried")
