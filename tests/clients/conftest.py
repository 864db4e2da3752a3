import sys
from pathlib import Path

import pytest

sys.dont_write_bytecode = True
sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "lib"))

from fixtures import *  # noqa: E402, F401, F403


@pytest.fixture
def home(scratch):
    """No trust, no cache, no settings from before."""
    path = scratch / "home"
    path.mkdir(mode=0o700)
    return path
