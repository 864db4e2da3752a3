"""Sockets that a service manager opens, and those that have a path: who may connect."""

import grp
import os
import shutil
import socket
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from folder import article, write
from marmot import Marmot, run, wait_for, yaml_of
from wire import Plain, finish, gemini, gopher, has_ipv6

ACTIVATOR = Path(__file__).resolve().parents[1] / "lib/activator.py"


@pytest.fixture
def folder(scratch):
    write(scratch / "content" / "posts" / "first.md", article("First post", "2024-01-01"))
    return scratch / "content"


@pytest.fixture
def activate(folder):
    """activate(sockets, options) starts a Marmot that is handed sockets, and has no address of its own."""
    started = []

    def start(sockets, settings=None, options=(), env=None, activator=(sys.executable, ACTIVATOR)):
        marmot = Marmot(folder, settings=settings, env=env)
        command = marmot.command()
        at = command.index("--gemini")
        command = command[:at] + command[at + 4:] + list(options)
        marmot.command = lambda: [*map(str, activator), *sockets, "--", *command]
        started.append(marmot)
        return marmot

    yield start
    for marmot in started:
        try:
            marmot.stop()
        finally:
            marmot.kill()


def begin(marmot, protocols):
    """As Marmot.start, which does not know of what it was not asked for."""
    marmot.launch()
    wait_for("it to serve", lambda: marmot.is_listening(protocols))
    return marmot


def free_port():
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return sock.getsockname()[1]


# --- a service manager's ---------------------------------------------------------------------


def test_names_decide_the_protocol(activate):
    marmot = begin(activate(["gemini=127.0.0.1:0", "gopher=127.0.0.1:0", "gemini=127.0.0.2:0", "nex=127.0.0.1:0"]), 3)
    assert [len(marmot.addresses[name]) for name in ("gemini", "gopher", "nex")] == [2, 1, 1]
    assert gemini(marmot, "/posts/").status == 20 and "First post" in gopher(marmot, "/posts/").text
    with Plain(marmot.address("nex")) as client:
        client.send(b"/posts/\n")
        assert b"First post" in client.read()
    assert "nobody's" not in marmot.log()


def test_others_are_found_by_address_and_port(activate):
    here, there = free_port(), free_port()
    marmot = activate([f"marmot.socket=127.0.0.1:{here}", f"127.0.0.1:{there}", "stray=127.0.0.1:0"],
                      settings={"gemini": f"127.0.0.1:{here}", "gopher": f'"localhost:{there}"'})
    begin(marmot, 2)
    assert marmot.ports == {"gemini": here, "gopher": there}
    assert gemini(marmot, "/posts/").status == 20 and "First post" in gopher(marmot, "/posts/").text
    assert marmot.log().count("is nobody's") == 1


def test_one_for_both_families(activate):
    """As systemd opens it: "*" is then that one socket."""
    if not socket.has_dualstack_ipv6():
        pytest.skip("this machine has no IPv6")
    port = free_port()
    marmot = begin(activate([f"x=[::]:{port}"], settings={"gemini": f'"*:{port}"', "gopher": "off"},
                            options=["--user", "root"] if os.geteuid() == 0 else []), 1)
    marmot.addresses["gemini"] = [("127.0.0.1", port)]
    assert gemini(marmot, "/posts/").status == 20
    if has_ipv6():
        marmot.addresses["gemini"] = [("::1", port)]
        assert gemini(marmot, "/posts/").status == 20


def test_a_path_stays_the_managers(activate, scratch):
    path = scratch / "gopher.sock"
    marmot = begin(activate([f"gopher=unix:{path}", "gemini=127.0.0.1:0"]), 1)
    with socket.socket(socket.AF_UNIX) as client:
        client.connect(str(path))
        client.sendall(b"/posts/\r\n")
        assert b"First post" in client.recv(65536)
    marmot.stop()
    assert path.exists()


def test_meant_for_another(activate):
    """The variables were only inherited."""
    marmot = activate(["gemini=127.0.0.1:0"], env={"LISTEN_PID_IS_ANOTHER": "1"},
                      options=["--gemini", "127.0.0.1:0", "--gopher", "off"])
    begin(marmot, 1)
    assert gemini(marmot, "/posts/").status == 20


def test_what_listens_to_nothing(activate):
    """A descriptor that is no such socket is named, and the rest serves."""
    marmot = activate(["gemini=127.0.0.1:0"], options=["--gopher", "off"])
    command = marmot.command()
    script = (f"import os, runpy, sys; sys.argv = sys.argv[1:]; e = os.execve\n"
              "def execve(path, args, env):\n"
              "    os.dup2(os.open('/dev/null', os.O_RDONLY), 4, inheritable=True)\n"
              "    e(path, args, dict(env, LISTEN_FDS='2'))\n"
              "os.execve = execve\nrunpy.run_path(sys.argv[0])\n")
    marmot.command = lambda: [command[0], "-c", script, *command[1:]]
    begin(marmot, 1)
    assert "descriptor 4 is no socket that listens" in marmot.log()
    assert gemini(marmot, "/posts/").status == 20


def test_a_reload_keeps_them(activate):
    marmot = begin(activate(["gemini=127.0.0.1:0", "gopher=127.0.0.1:0"], settings={"title": "The old burrow"}), 2)
    for title in ("One", "Two", "Three"):
        (marmot.work / "marmot.yaml").write_text(f"title: {title}\n")
        marmot.reload()
        assert gemini(marmot, "/").text.startswith(f"# {title}\n") and title in gopher(marmot, "/").text


def test_systemd_socket_activate(activate):
    """The real one, where there is one.  It waits for somebody to come."""
    program = shutil.which("systemd-socket-activate")
    if program is None:
        pytest.skip("no systemd-socket-activate here")
    port = free_port()
    marmot = activate([], options=["--gopher", "off"],
                      activator=(program, "--listen", f"127.0.0.1:{port}", "--fdname=gemini"))
    command = [word for word in marmot.command() if word != "--"]
    names = [f"--setenv={name}" for name in ("HOME", "ASAN_OPTIONS", "UBSAN_OPTIONS", "TSAN_OPTIONS")]
    marmot.command = lambda: command[:4] + names + command[4:]
    marmot.launch()
    marmot.wait_log("Listening on")
    marmot.addresses["gemini"], marmot.ports["gemini"] = [("127.0.0.1", port)], port
    assert gemini(marmot, "/posts/").status == 20


# --- paths ----------------------------------------------------------------------------------


def mode_of(path):
    return stat.S_IMODE(path.stat().st_mode)


def test_modes(serve, folder, scratch):
    path = scratch / "gopher.sock"
    marmot = serve(folder, settings={"nex": f"unix:{path}"})
    assert mode_of(path) == 0o660 and mode_of(marmot.work / "state/stats.sock") == 0o600
    marmot.stop()
    again = serve(folder, work=marmot.work,
                  settings={"nex": f"unix:{path}", "socket_mode": "0666", "stats_socket_mode": "640"})
    assert mode_of(path) == 0o666 and mode_of(marmot.work / "state/stats.sock") == 0o640
    assert run("stats", "--state", again.work / "state", cwd=scratch)[0] == 0


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a socket to any group")
@pytest.mark.parametrize("user", [None, "nobody"])
def test_groups(serve, folder, scratch, user):
    """Also of a server that becomes somebody else afterwards."""
    group, path = grp.getgrgid(1), scratch / "nex.sock"
    settings = {"nex": f"unix:{path}", "socket_group": group.gr_name, "stats_socket_group": "1"}
    marmot = serve(folder, settings=settings | ({"user": user} if user else {}))
    assert path.stat().st_gid == 1 and (marmot.work / "state/stats.sock").stat().st_gid == 1


def test_a_group_that_is_not_there(serve, folder, scratch):
    marmot = serve(folder, settings={"nex": f"unix:{scratch}/nex.sock", "socket_group": "no-such-group"}, launch=True)
    assert marmot.wait() == 2 and "there is no such group (socket_group)" in marmot.log()
    assert not (scratch / "nex.sock").exists()


def test_a_file_of_another_kind_is_left_alone(serve, folder):
    """A regular file in the place of stats.sock was removed, since nobody listened at it."""
    marmot = serve(folder)
    marmot.stop()
    (marmot.work / "state/stats.sock").write_text("mine\n")
    again = serve(folder, work=marmot.work)
    assert (marmot.work / "state/stats.sock").read_text() == "mine\n" and "marmot stats" in again.log()


@pytest.mark.parametrize("line", ["socket_mode: rw", "socket_mode: 0999", "socket_mode: 7777", "socket_mode: 0",
                                  "stats_socket_mode: [1]", "socket_group: 'a b'", "stats_socket_group: ''"])
def test_malformed(folder, line):
    (folder.parent / "marmot.yaml").write_text(line + "\n")
    status, out, err = run("check", "--config", "marmot.yaml", folder, cwd=folder.parent)
    assert status != 0 and f"marmot.yaml:1:1: error: {line.split(':')[0]}: needs" in err + out, err + out


def test_changed_modes_need_a_restart(serve, folder, scratch):
    marmot = serve(folder, settings={"nex": f"unix:{scratch}/nex.sock"})
    (marmot.work / "marmot.yaml").write_text(yaml_of({"nex": f"unix:{scratch}/nex.sock", "socket_mode": "0666"}))
    marmot.reload()
    assert "socket_mode or socket_group: needs a restart" in marmot.log()
