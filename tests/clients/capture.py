#!/usr/bin/env python3
"""capture.py [FILE]: what real clients show of the sample capsule, as text; for the README, where FILE is it.

Each piece between "<!-- capture: NAME -->" and "<!-- /capture -->" in FILE is made anew.
"""

import re
import shutil
import sys
import tempfile
from pathlib import Path

sys.dont_write_bytecode = True
ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT / "tests" / "lib"))

from marmot import Marmot  # noqa: E402
from terminal import Terminal, need  # noqa: E402

COLUMNS, ROWS = 92, 30


def without_frame(screen, ports):
    """No blank lines at the ends, no scroll bar; the ports of "make run" in place of the test's."""
    lines = [line.rstrip(" ▒") for line in screen.replace("\t", "    ").split("\n")]
    while lines and not lines[-1]:
        lines.pop()
    while lines and not lines[0]:
        lines.pop(0)
    screen = "\n".join(lines)
    return screen.replace(f"localhost:{ports['gemini']}", "localhost").replace(f"localhost:{ports['gopher']}", "localhost:7070")


def capture(home, ports, *command, words):
    with Terminal(home, *command, columns=COLUMNS, rows=ROWS) as terminal:
        return without_frame(terminal.wait(*words), ports)


def captures(marmot, home):
    article = f"gopher://localhost:{marmot.ports['gopher']}/1/reference/markdown"
    return {
        "amfora": capture(home, marmot.ports, need("amfora"), marmot.url("/"), words=["readable in Gemini and in Gopher"]),
        "sacc": capture(home, marmot.ports, need("sacc"), article, words=["One example of everything"]),
    }


def main():
    work = Path(tempfile.mkdtemp(prefix="marmot-capture-"))
    home = work / "home"
    home.mkdir(mode=0o700)
    marmot = Marmot(ROOT / "content", work=work)
    try:
        made = captures(marmot.start(), home)
        marmot.stop()
    finally:
        marmot.kill()
        shutil.rmtree(work)
    if len(sys.argv) < 2:
        for name, screen in made.items():
            print(f"--- {name}\n{screen}\n")
        return
    page = Path(sys.argv[1])
    text = page.read_text()
    for name, screen in made.items():
        text, n = re.subn(rf"(<!-- capture: {name} -->\n).*?(<!-- /capture -->)",
                          lambda found: f"{found[1]}\n```\n{screen}\n```\n\n{found[2]}", text, flags=re.S)
        if n != 1:
            sys.exit(f"{page}: no place for {name}: a line \"<!-- capture: {name} -->\" and one \"<!-- /capture -->\"")
    page.write_text(text)


main()
