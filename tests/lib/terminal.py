"""Programs in a terminal: typed to and read through tmux, each with a home of its own."""

import os
import shlex
import shutil
import subprocess
import time
import uuid

import pytest

SCREEN_GUARD = 100  # [s] until a client shows what it should
STILL = 0.4  # [s] without a change


def need(program):
    """A client that is missing fails the run: nothing is skipped in silence."""
    path = shutil.which(program)
    if path is None:
        pytest.fail(f"there is no {program} (src/dist/needs.sh installs what the tests need)")
    return path


class Terminal:
    """One program in a tmux server of its own."""

    def __init__(self, home, *command, columns=100, rows=45):
        need("tmux")
        self.socket = home / f"tmux-{uuid.uuid4().hex[:8]}"
        env = {"PATH": os.environ["PATH"], "HOME": str(home), "TERM": "xterm-256color", "LANG": "C.UTF-8",
               "LC_ALL": "C.UTF-8"}
        for name in ("CONFIG", "DATA", "CACHE", "STATE", "RUNTIME"):
            folder = home / f"xdg-{name.lower()}"
            folder.mkdir(mode=0o700, exist_ok=True)
            env[f"XDG_{name}_HOME" if name != "RUNTIME" else "XDG_RUNTIME_DIR"] = str(folder)
        self.env = env
        words = " ".join(shlex.quote(str(word)) for word in command)
        self.tmux("-f", "/dev/null", "new-session", "-d", "-x", columns, "-y", rows,
                  f"{words}; echo ENDED $?; sleep 1000")

    def tmux(self, *words):
        done = subprocess.run(["tmux", "-u", "-S", str(self.socket), *map(str, words)], env=self.env,
                              capture_output=True, check=True)
        return done.stdout.decode("utf-8", "replace")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.tmux("kill-server")

    def type(self, *keys):
        """Keys as tmux names them: "Enter", "Space", "C-c"."""
        self.tmux("send-keys", *keys)

    def words(self, text):
        self.tmux("send-keys", "-l", text)

    def screen(self):
        return self.tmux("capture-pane", "-p")

    def wait(self, *words):
        """Until all words are on the screen, and it stands still."""
        end = time.monotonic() + SCREEN_GUARD
        last = None
        while time.monotonic() < end:
            screen = self.screen()
            if screen == last and all(word in screen for word in words):
                return screen
            last = screen
            time.sleep(STILL)
        pytest.fail(f"{words} did not come up:\n{last}")
