"""Servers and load for the benchmark: started, pinned to a core, measured, stopped.  Linux, loopback only."""

import contextlib
import os
import re
import resource
import select
import shutil
import signal
import socket
import ssl
import subprocess
import tempfile
import time
from pathlib import Path

START_GUARD = 120  # [s] for a server to listen
STOP_GUARD = 30
BURST_GUARD = 60  # [s] beyond a burst's own length
LISTENING = re.compile(r"\b(gemini|gopher) +.*?port (\d+)$", re.M)


class Trouble(Exception):
    """What makes a figure impossible; its text is for the one who runs the benchmark."""


class Cores:
    """One core for the server and one for the load, where there are two."""

    def __init__(self):
        self.all = sorted(os.sched_getaffinity(0))
        self.server, self.load = (self.all[:1], self.all[1:2]) if len(self.all) > 1 else (self.all, self.all)

    def __str__(self):
        if len(self.all) == 1:
            return "one core for server and load together: expect higher figures"
        return f"server on core {self.server[0]}, load on core {self.load[0]} of {len(self.all)}"


def raise_descriptors():
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


def pinned(cores):
    return lambda: os.sched_setaffinity(0, cores)


class Server:
    """A process that serves, from start() to stop()."""

    def __init__(self, name, cores):
        self.name, self.cores, self.process = name, cores, None
        self.wrapper = ()  # a command that runs the server's, and becomes it
        self.ports = {}

    def launch(self, command, **streams):
        self.process = subprocess.Popen([str(word) for word in (*self.wrapper, *command)], stdin=subprocess.DEVNULL,
                                        preexec_fn=pinned(self.cores.server), start_new_session=True, **streams)

    def cpu_s(self):
        """[s] that all its threads have used, and the children it has waited for."""
        pid = self.process.pid
        after_name = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        tick = os.sysconf("SC_CLK_TCK")
        children = (int(after_name[13]) + int(after_name[14])) / tick
        try:
            # The CPU clock of another process: clock_getcpuclockid(3) as Linux numbers it.
            return time.clock_gettime(((~pid) << 3) | 2) + children
        except OSError:
            return (int(after_name[11]) + int(after_name[12])) / tick + children

    def background_cpu_s(self):
        """[s] of CPU of its threads that have a low place, which is Marmot's survey, from the kernel's clock."""
        def niceness(process):
            return int((process / "stat").read_text().rpartition(")")[2].split()[16])

        main = Path(f"/proc/{self.process.pid}")
        used = sum(int((thread / "schedstat").read_text().split()[0]) for thread in (main / "task").iterdir()
                   if niceness(thread) > niceness(main))
        if used == 0:
            raise Trouble(f"{self.name} has no thread in the background, or this kernel does not count (schedstat)")
        return used / 1e9

    def memory(self):
        """[bytes] resident, and those of them that are its own (neither shared nor of a file)."""
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        rollup = Path(f"/proc/{self.process.pid}/smaps_rollup").read_text()
        found = re.search(r"^VmRSS:\s+(\d+)", status, re.M), re.search(r"^Anonymous:\s+(\d+)", rollup, re.M)
        return int(found[0][1]) * 1024, int(found[1][1]) * 1024

    def stop(self):
        if self.process is None or self.process.poll() is not None:
            return
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(STOP_GUARD)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            raise Trouble(f"{self.name} did not end within {STOP_GUARD} s of SIGTERM") from None


class Bare(Server):
    """A yardstick; it prints its port."""

    def start(self, *command):
        self.launch(command, stdout=subprocess.PIPE, text=True)
        line = self.process.stdout.readline()
        if not line.startswith("port="):
            raise Trouble(f"{self.name} did not start")
        self.ports = dict.fromkeys(("gemini", "gopher"), int(line[5:]))
        return self


class Marmot(Server):
    """marmot serve over a folder, in a work folder of its own; settings are lines of marmot.yaml."""

    def __init__(self, name, cores, binary, work):
        super().__init__(name, cores)
        self.binary = binary
        self.work = Path(tempfile.mkdtemp(prefix="marmot-", dir=work))
        self.certs, self.log = self.work / "certs", self.work / "log"

    def begin(self, content, settings=""):
        """Starts without waiting."""
        config = self.work / "marmot.yaml"
        config.write_text(settings + "\n" if settings else "# as it comes\n")
        self.log.write_bytes(b"")
        self.certs.mkdir(exist_ok=True)
        with open(self.log, "ab") as log:
            self.launch([self.binary, "serve", "--config", config, "--content", content, "--certs", self.certs,
                         "--state", self.work / "state", "--host", "localhost", "--gemini", "127.0.0.1:0",
                         "--gopher", "127.0.0.1:0"], stdout=log, stderr=log, cwd=self.work)

    def listening(self):
        if self.process.poll() is not None:
            raise Trouble(f"{self.name} ended with status {self.process.returncode}: {self.last_words()}")
        self.ports = {name: int(port) for name, port in LISTENING.findall(self.log.read_text("utf-8", "replace"))}
        return len(self.ports) == 2

    def start(self, content, settings="", step=0.01):
        self.begin(content, settings)
        end = time.monotonic() + START_GUARD
        while not self.listening():
            if time.monotonic() > end:
                self.process.kill()
                raise Trouble(f"{self.name} did not listen within {START_GUARD} s: {self.last_words()}")
            time.sleep(step)
        return self

    def last_words(self):
        lines = self.log.read_text("utf-8", "replace").splitlines()
        return lines[-1] if lines else "it said nothing"

    def certificate(self):
        crt = sorted(self.certs.glob("*.crt"))
        if not crt:
            raise Trouble(f"{self.name} made no certificate")
        return crt[0], crt[0].with_suffix(".key")

    def gemini(self, path):
        return fetch_gemini(self.ports["gemini"], f"gemini://localhost{path}")

    def gopher(self, selector):
        return fetch_gopher(self.ports["gopher"], selector)


@contextlib.contextmanager
def stopping(servers):
    """The list given; every server in it is stopped at the end, whatever happened."""
    try:
        yield servers
    finally:
        for server in servers:
            server.stop()


@contextlib.contextmanager
def scratch():
    folder = tempfile.mkdtemp(prefix="marmot-bench-")
    try:
        yield Path(folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def read_all(sock):
    parts = []
    while part := sock.recv(65536):
        parts.append(part)
    return b"".join(parts)


def fetch_gopher(port, selector):
    with socket.create_connection(("127.0.0.1", port), timeout=30) as sock:
        sock.sendall(selector.encode() + b"\r\n")
        return read_all(sock)


def fetch_gemini(port, url):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    with socket.create_connection(("127.0.0.1", port), timeout=30) as plain:
        with context.wrap_socket(plain, server_hostname="localhost", suppress_ragged_eofs=False) as sock:
            sock.sendall(url.encode() + b"\r\n")
            return read_all(sock)


class Held:
    """A client that holds connections."""

    def __init__(self, process):
        self.process = process

    def line(self, seconds):
        """The next line it has to say within this time."""
        if not select.select([self.process.stdout], [], [], seconds)[0]:
            raise Trouble(f"the held connections were not ended within {seconds:.0f} s")
        return self.process.stdout.readline().strip()


class Load:
    """The load clients."""

    def __init__(self, tools, cores, connections):
        self.tools, self.cores, self.connections = tools, cores, connections

    def client(self, protocol):
        return str(self.tools / {"gemini": "load_tls", "gopher": "load_tcp"}[protocol])

    def burst(self, server, protocol, request, seconds, *options):
        """One burst; a dict of its figures, with the server's CPU per request [us]."""
        before = server.cpu_s()
        done = subprocess.run([self.client(protocol), *options, "-c", str(self.connections), "-s", str(seconds),
                               str(server.ports[protocol]), request], capture_output=True, text=True,
                              timeout=seconds + BURST_GUARD, preexec_fn=pinned(self.cores.load))
        # The last connections are still being closed.
        time.sleep(0.02)
        used = server.cpu_s() - before
        if not done.stdout.startswith("requests="):
            raise Trouble(f"load on {server.name} failed: {done.stderr.strip()}")
        found = {key: float(value) for key, value in (word.split("=") for word in done.stdout.split())}
        if found["requests"] == 0:
            raise Trouble(f"{server.name} answered none of {found['failed']:.0f} requests: {done.stdout.strip()}")
        found["server_us"] = used * 1e6 / found["requests"]
        found["busy"] = used / found["seconds"]
        return found

    @contextlib.contextmanager
    def held(self, server, protocol, how, count, request):
        """count connections that stay as they are within the context."""
        process = subprocess.Popen([self.client(protocol), "--hold", how, "-c", str(count),
                                    str(server.ports[protocol]), request], stdin=subprocess.PIPE,
                                   stdout=subprocess.PIPE, text=True, preexec_fn=pinned(self.cores.load))
        try:
            line = process.stdout.readline()
            if line.strip() != f"held={count} failed=0":
                raise Trouble(f"{count} idle connections to {server.name}: {line.strip() or 'the client failed'}")
            yield Held(process)
        finally:
            process.stdin.close()
            process.wait(STOP_GUARD)
            process.stdout.close()
