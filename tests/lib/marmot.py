"""A Marmot under test: started on ports of the system's choice, watched, ended, judged.

Hang guards are ten times what a slow machine under sanitizers is expected to need; no test compares times.
"""

import ctypes
import errno
import os
import re
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest

START_GUARD = 60  # [s]
STOP_GUARD = 60
ANSWER_GUARD = 30
ASAN_OPTIONS = "detect_leaks=1"
# AddressSanitizer keeps what was freed, 256 MB of it: none of the program's own memory.
LITTLE_QUARANTINE = {"ASAN_OPTIONS": ASAN_OPTIONS + ":quarantine_size_mb=1:thread_local_quarantine_size_kb=64"}
REPORTS = ("ERROR: AddressSanitizer", "runtime error:", "LeakSanitizer", "WARNING: ThreadSanitizer", "assertion")

LISTENING = re.compile(r"\b(gemini|gopher|spartan|nex|finger) +(.*?),? port (\d+)(?: \(TLS too\))?$", re.M)

running = []  # every Marmot that was started in this test, for the log of a failure


def binary():
    path = os.environ.get("MARMOT", "")
    if not os.path.isabs(path) or not os.access(path, os.X_OK):
        pytest.exit("MARMOT must hold the absolute path of the binary under test", returncode=2)
    return path


def environment(**more):
    """Ours alone: no settings of the one who runs the tests."""
    env = {k: v for k, v in os.environ.items() if k in ("PATH", "TMPDIR", "LANG", "LD_LIBRARY_PATH")}
    env["ASAN_OPTIONS"] = ASAN_OPTIONS
    env["UBSAN_OPTIONS"] = "print_stacktrace=1"
    env["TSAN_OPTIONS"] = "halt_on_error=0"
    env.update(more)
    return env


def reports_in(text):
    """What a sanitizer or an assertion of ours has to say."""
    return [word for word in REPORTS if word.lower() in text.lower()]


def run(*args, cwd, input=None, guard=STOP_GUARD, env=None):
    """One command of the binary, to its end: exit status, standard output, standard error."""
    home = env or environment(HOME=str(cwd))
    done = subprocess.run([binary(), *map(str, args)], cwd=cwd, input=input, capture_output=True, timeout=guard,
                          env=home)
    out, err = done.stdout.decode("utf-8", "backslashreplace"), done.stderr.decode("utf-8", "backslashreplace")
    assert not reports_in(err), err
    assert done.returncode >= 0, f"killed by signal {-done.returncode}: {err}"
    return done.returncode, out, err


def yaml_of(settings, indent=""):
    lines = []
    for key, value in settings.items():
        if isinstance(value, dict):
            lines += [f"{indent}{key}:", yaml_of(value, indent + "  ").rstrip("\n")]
        elif isinstance(value, (list, tuple)):
            lines.append(f"{indent}{key}:")
            for item in value:
                text = yaml_of(item, indent + "    ").rstrip("\n") if isinstance(item, dict) else f"{indent}    {item}"
                lines.append(f"{indent}  - {text.lstrip()}")
        elif isinstance(value, bool):
            lines.append(f"{indent}{key}: {'true' if value else 'false'}")
        else:
            lines.append(f"{indent}{key}: {value}")
    return "\n".join(lines) + "\n"


def wait_for(what, condition, guard=ANSWER_GUARD, step=0.02):
    """Until condition() gives something true, which is returned."""
    end = time.monotonic() + guard
    while True:
        found = condition()
        if found:
            return found
        if time.monotonic() > end:
            pytest.fail(f"waited {guard} s in vain for {what}")
        time.sleep(step)


def may_not_override():
    """In the server's process: even root reads only what its permissions say."""
    if os.geteuid() != 0:
        return
    if sys.platform != "linux":
        os.setgid(65534)
        os.setuid(65534)
        return
    libc = ctypes.CDLL(None, use_errno=True)
    for capability in (1, 2):  # CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH
        if libc.prctl(24, capability, 0, 0, 0) != 0:  # PR_CAPBSET_DROP
            raise OSError(ctypes.get_errno(), "prctl")


def has_no_openat2():
    """In the server's process: the kernel does not know how to stay below a folder, as most BSDs' do not."""
    if sys.platform != "linux":
        return
    number, allow, no_such_call = 437, 0x7FFF0000, 0x00050000 | errno.ENOSYS
    code = b"".join(struct.pack("HBBI", *row) for row in (
        (0x20, 0, 0, 0),  # load seccomp_data.nr
        (0x15, 0, 1, number), (0x06, 0, 0, no_such_call), (0x06, 0, 0, allow)))
    rows = ctypes.create_string_buffer(code, len(code))
    program = struct.pack("HxxxxxxP" if struct.calcsize("P") == 8 else "HxxP", len(code) // 8, ctypes.addressof(rows))
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(38, 1, 0, 0, 0) != 0 or libc.prctl(22, 2, program) != 0:  # PR_SET_NO_NEW_PRIVS, PR_SET_SECCOMP
        raise OSError(ctypes.get_errno(), "prctl")


class Marmot:
    """marmot serve over a folder; gemini and gopher are what --gemini and --gopher get."""

    def __init__(self, folder, settings=None, host=("localhost",), gemini="127.0.0.1:0", gopher="127.0.0.1:0",
                 work=None, before=None, options=(), env=None):
        self.folder = Path(folder)
        self.work = Path(work) if work else Path(tempfile.mkdtemp(prefix="marmot-", dir=self.folder.parent))
        self.settings, self.hosts, self.before = dict(settings or {}), list(host), before
        self.asked = {"gemini": gemini, "gopher": gopher}
        self.options, self.env = list(options), dict(env or {})
        self.certs, self.log_path = self.work / "certs", self.work / "log"
        self.ports, self.addresses, self.process = {}, {}, None

    def command(self):
        config = self.work / "marmot.yaml"
        config.write_text(yaml_of(self.settings) if self.settings else "# nothing but what the options say\n")
        command = [binary(), "serve", "--config", config, "--content", self.folder, "--certs", self.certs,
                   "--state", self.work / "state"]
        for host in self.hosts:
            command += ["--host", host]
        for protocol, address in self.asked.items():
            for one in [address] if isinstance(address, str) else address:
                command += [f"--{protocol}", one]
        return [str(word) for word in command + self.options]

    def launch(self):
        """Begins the process without waiting for it to serve."""
        self.log_file = open(self.log_path, "ab")
        # Held open: a failure is reported when the folder may be gone.
        self.log_reader = open(self.log_path, "rb")
        self.log_from = self.log_path.stat().st_size
        self.process = subprocess.Popen(
            self.command(), cwd=self.work, env=environment(HOME=str(self.work), **self.env), stdin=subprocess.DEVNULL,
            stdout=self.log_file, stderr=self.log_file, preexec_fn=self.before, start_new_session=True)
        running.append(self)
        return self

    def start(self):
        self.launch()
        wanted = sum(address != "off" for address in self.asked.values())
        wait_for("the server to listen", lambda: self.is_listening(wanted), START_GUARD)
        # It is bound before it serves; an empty line is answered, or ended, by both protocols.
        with socket.create_connection(self.address(next(iter(self.ports))), START_GUARD) as client:
            client.sendall(b"\r\n")
            while client.recv(65536):
                pass
        return self

    def is_listening(self, wanted):
        if self.process.poll() is not None:
            pytest.fail(f"serve ended with status {self.process.returncode}:\n{self.log()}")
        log = self.log()
        # What can be opened is named last of the addresses.
        if log.count(" open ") < wanted:
            return False
        self.addresses = {}
        for name, address, port in LISTENING.findall(log):
            self.addresses.setdefault(name, []).append((address.strip("[]"), int(port)))
        self.ports = {name: found[0][1] for name, found in self.addresses.items()}
        return True

    def log(self):
        """What this process has said so far, in whole lines: one that is being written may lie across two pages."""
        lives = self.alive()
        self.log_reader.seek(self.log_from)
        data = self.log_reader.read()
        if lives:
            data = data[:data.rfind(b"\n") + 1]
        return data.decode("utf-8", "backslashreplace")

    def wait_log(self, words, after=0, guard=ANSWER_GUARD):
        """Until the log holds words beyond after characters of it."""
        return wait_for(f"{words!r} in the log", lambda: words in self.log()[after:], guard)

    def reload(self):
        """SIGHUP, and until the folder has been read again."""
        before = len(self.log())
        self.process.send_signal(signal.SIGHUP)
        over = re.compile("read .* again, as asked|stays, although a reload was asked|nothing is reloaded")
        wait_for("the reload", lambda: over.search(self.log()[before:]))

    def address(self, protocol):
        host, port = self.addresses[protocol][0]
        return ("127.0.0.1" if host in ("all addresses", "localhost") else host), port

    def url(self, path="/"):
        return f"gemini://{self.hosts[0]}:{self.ports['gemini']}{path}"

    def memory(self, peak=False):
        """[bytes] in RAM now, or at most so far."""
        status = Path(f"/proc/{self.process.pid}/status")
        if status.exists():
            return int(re.search(r"^Vm%s:\s+(\d+)" % ("HWM" if peak else "RSS"), status.read_text(), re.M)[1]) * 1024
        rss = subprocess.run(["ps", "-o", "rss=", "-p", str(self.process.pid)], capture_output=True, check=True)
        return int(rss.stdout) * 1024

    def alive(self):
        return self.process is not None and self.process.poll() is None

    def wait(self, guard=STOP_GUARD):
        """The exit status of a process that ends by itself."""
        try:
            self.process.wait(guard)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGABRT)
            self.process.wait()
            pytest.fail(f"did not end within {guard} s:\n{self.log()}")
        self.log_file.close()
        assert not reports_in(self.log()), self.log()
        return self.process.returncode

    def stop(self, number=signal.SIGTERM):
        """Ends it as an owner does, and judges the end."""
        if self.process is None or self.log_file.closed:
            return
        if self.process.poll() is None:
            self.process.send_signal(number)
        status = self.wait()
        assert status == 0, f"exit status {status}:\n{self.log()}"

    def kill(self):
        """For a test that has failed already."""
        if self.process is not None and self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
