"""systemd's side of the server: what it is told, over a real datagram socket."""

import os
import re
import signal
import socket
import subprocess
import time

import pytest
from marmot import STOP_GUARD, binary, environment, wait_for
from wire import gemini, is_served


class Manager:
    """Takes what is said to $NOTIFY_SOCKET."""

    def __init__(self, name):
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.sock.bind(name.replace("@", "\0", 1) if name.startswith("@") else name)
        self.sock.setblocking(False)
        self.name, self.said = name, []

    def look(self):
        while True:
            try:
                self.said.append(self.sock.recv(4096).decode().split("\n"))
            except BlockingIOError:
                return self.said

    def wait(self, what):
        wait_for(f"{what} from the server", lambda: any(what in message for message in self.look()))
        return next(message for message in self.said if what in message)


@pytest.fixture(params=["file", "abstract"])
def manager(request, scratch):
    manager = Manager(str(scratch / "notify") if request.param == "file" else f"@marmot-test-{scratch.name}")
    yield manager
    manager.sock.close()


def test_ready_reloading_stopping(serve, site, manager):
    marmot = serve(site, env={"NOTIFY_SOCKET": manager.name})
    assert manager.wait("READY=1") == ["READY=1", "STATUS=Serving"]
    assert gemini(marmot, "/").status == 20
    manager.said.clear()
    before = time.clock_gettime(time.CLOCK_MONOTONIC)
    os.kill(marmot.process.pid, signal.SIGHUP)
    manager.wait("READY=1")
    assert [message[0] for message in manager.said] == ["RELOADING=1", "READY=1"]
    at = int(re.fullmatch(r"MONOTONIC_USEC=(\d+)", manager.said[0][1])[1]) / 1e6
    assert before <= at <= time.clock_gettime(time.CLOCK_MONOTONIC)
    manager.said.clear()
    marmot.stop()
    assert manager.wait("STOPPING=1")
    assert not any("WATCHDOG=1" in message for message in manager.said)


def test_a_refused_reload_says_where_the_mistake_is(serve, site, manager):
    marmot = serve(site, env={"NOTIFY_SOCKET": manager.name})
    manager.wait("READY=1")
    for text, words in (("title: x\nnope: 1\n", "refused: .*marmot.yaml:2:1: error: nope: there is no such key"),
                        ("title: x\n", "everything was read anew")):
        manager.said.clear()
        (marmot.work / "marmot.yaml").write_text(text)
        os.kill(marmot.process.pid, signal.SIGHUP)
        message = manager.wait("READY=1")
        assert manager.said[0][0] == "RELOADING=1" and re.match(f"STATUS=Serving.*{words}", message[1]), message


def test_the_watchdog_is_fed_while_all_workers_turn(serve, site, manager):
    marmot = serve(site, settings={"limits": {"workers": 3}},
                   env={"NOTIFY_SOCKET": manager.name, "WATCHDOG_USEC": "200000"})
    wait_for("many signs of life", lambda: sum("WATCHDOG=1" in message for message in manager.look()) >= 10)
    assert is_served(marmot)


def test_a_watchdog_for_somebody_else(serve, site, manager):
    marmot = serve(site, env={"NOTIFY_SOCKET": manager.name, "WATCHDOG_USEC": "20000", "WATCHDOG_PID": "1"})
    assert is_served(marmot)
    marmot.stop()
    manager.wait("STOPPING=1")
    assert not any("WATCHDOG=1" in message for message in manager.said)


@pytest.mark.parametrize("name", ["relative", "/does/not/exist", "/" + "x" * 200])
def test_a_manager_that_cannot_be_reached(serve, site, name):
    marmot = serve(site, env={"NOTIFY_SOCKET": name})
    assert "NOTIFY_SOCKET" in marmot.log()
    assert is_served(marmot)


def test_the_journal_is_told_each_level(site, scratch):
    """Standard error is the journal's: each line begins with its priority and has no time of its own."""
    (scratch / "marmot.yaml").write_text("gemini: 127.0.0.1:0\ngopher: off\nlog_format: json\n")
    out = scratch / "journal"
    with open(out, "wb") as journal:
        st = os.fstat(journal.fileno())
        process = subprocess.Popen(
            [binary(), "serve", "--config", scratch / "marmot.yaml", "--content", site, "--certs", scratch / "certs",
             "--state", scratch / "state"], stdout=journal, stderr=journal, cwd=scratch,
            env=environment(HOME=str(scratch), JOURNAL_STREAM=f"{st.st_dev}:{st.st_ino}"), start_new_session=True)
    try:
        wait_for("the server to listen", lambda: b">open " in out.read_bytes())
        port = int(re.search(r"port (\d+)", out.read_text())[1])
        with socket.create_connection(("127.0.0.1", port)) as client:
            client.sendall(b"plain text\r\n")
            client.recv(1)
        (scratch / "marmot.yaml").write_text("gemini: nowhere at all\n")
        process.send_signal(signal.SIGHUP)
        wait_for("the mistake", lambda: b"no address to listen on" in out.read_bytes())
    finally:
        process.terminate()
        process.wait(STOP_GUARD)
    lines = out.read_text().splitlines()
    assert all(re.match(r"<[3467]>(?!\d{4}-)", line) for line in lines), lines
    assert any(re.match(r'<6>\{"time":.*"event":"handshake"', line) for line in lines)
    assert any(line.startswith("<6>gemini ") for line in lines), lines
    assert any(line.startswith("<4>warning: ") and "no address to listen on" in line for line in lines), lines
