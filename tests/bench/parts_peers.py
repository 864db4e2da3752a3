"""The same load on other servers: those of Debian's packages that are here, and any that the environment names.

BENCH_PEER_GEMINI and BENCH_PEER_GOPHER: the command that starts one in the foreground.  In it {port} is where it is to
listen on 127.0.0.1, {root} a folder with four.gmi and four.txt, {cert} and {key} a certificate for localhost.
"""

import os
import random
import shlex
import shutil
import socket
import subprocess
import time
from pathlib import Path

from parts_wire import LATENCIES, ONE_WORKER, PAGE, Turn, make_content, start_bare
from servers import Marmot, Server, Trouble, fetch_gemini, fetch_gopher, stopping

UNPACKED = Path(__file__).resolve().parents[2] / "build" / "servers" / "usr" / "sbin"
SEARCHED = f"{os.environ.get('PATH', '')}:/usr/bin:/usr/sbin:/usr/local/bin:/usr/local/sbin:{UNPACKED}"
START_GUARD = 20  # [s]
FAULTS = ("refused", "reset", "broken", "truncated", "changed", "late")


def free_port():
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return sock.getsockname()[1]


class Peer(Server):
    """Somebody else's server; all its processes are of its session and counted together."""

    def processes(self):
        for stat in Path("/proc").glob("[0-9]*/stat"):
            try:
                fields = stat.read_text().rpartition(")")[2].split()
            except OSError:
                continue
            if int(fields[3]) == self.process.pid:
                yield int(stat.parent.name), fields

    def cpu_s(self):
        tick, used = os.sysconf("SC_CLK_TCK"), 0
        for pid, fields in self.processes():
            try:
                used += time.clock_gettime(((~pid) << 3) | 2)
            except OSError:
                pass
            used += (int(fields[13]) + int(fields[14])) / tick
        return used

    def resident(self):
        """[bytes], shared pages counted in each."""
        return sum(int(fields[21]) for _, fields in self.processes()) * os.sysconf("SC_PAGE_SIZE")

    def stop(self):
        others = [pid for pid, _ in self.processes() if pid != self.process.pid] if self.process else []
        super().stop()
        for pid in others:
            try:
                os.kill(pid, 9)
            except ProcessLookupError:
                pass

    def start(self, command, port, log, user=None):
        with open(log, "wb") as out:
            self.launch(command, stdout=out, stderr=out, cwd=log.parent, user=user)
        self.ports = dict.fromkeys(("gemini", "gopher"), port)
        end = time.monotonic() + START_GUARD
        while True:
            if self.process.poll() is not None or time.monotonic() > end:
                words = log.read_text("utf-8", "replace").strip().splitlines()
                raise Trouble(f"{self.name} does not listen: {words[-1] if words else 'it said nothing'}")
            with socket.socket() as sock:
                if sock.connect_ex(("127.0.0.1", port)) == 0:
                    return self
            time.sleep(0.02)


class Inetd(Peer):
    """One that wants a process for each connection."""

    def start(self, command, log, user):
        self.launch(command, stdout=subprocess.PIPE, text=True, user=user)
        line = self.process.stdout.readline()
        if not line.startswith("port="):
            raise Trouble(f"{self.name} did not start")
        self.ports = dict.fromkeys(("gemini", "gopher"), int(line[5:]))
        return self


class Field:
    """Where all of them run: the folder, the certificate, who could not be measured."""

    def __init__(self, bench, root, crt, key, servers):
        self.bench, self.root, self.crt, self.key, self.servers = bench, root, crt, key, servers

    def add(self, server):
        self.servers.append(server)
        return server

    def molly_brown(self, program):
        port, work = free_port(), self.bench.work
        (work / "molly.conf").write_text(
            f'Port = {port}\nHostname = "localhost"\nCertPath = "{self.crt}"\nKeyPath = "{self.key}"\nDocBase = "{self.root}"\n'
            f'AccessLog = "{work}/molly.access"\nErrorLog = "{work}/molly.errors"\nGeminiExt = "gmi"\n')
        return self.add(Peer("molly-brown", self.bench.cores)).start([program, "-c", work / "molly.conf"], port,
                                                                     work / "molly.log")

    def gophernicus(self, program):
        # It refuses to be root, and another user may not reach where it lies.
        copy = shutil.copy(program, self.bench.work / "gophernicus")
        inetd = shutil.copy(self.bench.tools / "inetd", self.bench.work / "inetd")
        self.bench.work.chmod(0o755)
        return self.add(Inetd("gophernicus", self.bench.cores)).start(
            [inetd, copy, "-r", self.root, "-h", "localhost", "-p", "70", "-nx", "-nf", "-nq"], None,
            "nobody" if os.getuid() == 0 else None)

    def named(self, text, protocol):
        port = free_port()
        words = [word.format(port=port, root=self.root, cert=self.crt, key=self.key) for word in shlex.split(text)]
        return self.add(Peer(Path(words[0]).name, self.bench.cores)).start(words, port, self.bench.work / f"peer-{protocol}.log")

    def peers(self, protocol):
        """Those that could be started."""
        package, method = {"gemini": ("molly-brown", self.molly_brown), "gopher": ("gophernicus", self.gophernicus)}[protocol]
        program, variable = shutil.which(package, path=SEARCHED), f"BENCH_PEER_{protocol.upper()}"
        tries = [(method, program)] if program else []
        if not program:
            self.bench.skip(f"{package}, which is not installed (sh src/dist/needs.sh test)")
        if os.environ.get(variable):
            tries.append((lambda text: self.named(text, protocol), os.environ[variable]))
        else:
            self.bench.skip(f"another {protocol.capitalize()} server ({variable} is the command that starts one)")
        started = []
        for start, what in tries:
            try:
                started.append(start(what))
            except (Trouble, OSError, KeyError, ValueError) as trouble:
                self.bench.fail(f"{variable if what is not program else package}: {trouble}")
        return started


def right_answer(protocol, port, request, body):
    """Whether the body is the file's."""
    if protocol == "gopher":
        return fetch_gopher(port, request).rstrip(b".\r\n") == body.rstrip(b".\r\n")
    reply = fetch_gemini(port, request)
    return reply.startswith(b"20 text/gemini") and reply.partition(b"\r\n")[2] == body


def run_rounds(bench, turns):
    """All of them once in each round, in shuffled order; who fails altogether drops out."""
    order, lost = random.Random(1), []
    for number in range(bench.rounds + 1):
        for turn in order.sample(turns, len(turns)):
            if turn in lost:
                continue
            try:
                turn.take(bench)
            except Trouble as trouble:
                bench.fail(str(trouble))
                lost.append(turn)
                continue
            if number == 0:
                turn.found.clear()
    return [turn for turn in turns if turn not in lost]


def print_turn(bench, turn, bare):
    goals = turn.server.name == "marmot"
    cpu = ("<=", 1.05 if turn.protocol == "gemini" else 1.25) if goals else None
    rate = (">=", 0.95) if goals and turn.protocol == "gemini" else None
    name = f"{turn.protocol.capitalize()}, {turn.server.name}"
    if turn is not bare:
        bench.table.row(f"{name}: server CPU", turn.each("server_us"), "us", turn.over(bare, "server_us"), cpu, keep=True)
        bench.table.row(f"{name}: requests per second", turn.each("rate"), "/s", turn.over(bare, "rate"), rate, keep=True)
    latency = "  ".join(f"{key[:-3].replace('p999', 'p99.9')} {sum(turn.each(key)) / len(turn.found):,.0f}" for key in LATENCIES)
    resident = turn.server.memory()[0] if not isinstance(turn.server, Peer) else turn.server.resident()
    bench.table.note(f"{turn.server.name}: {sum(turn.each('server_us')) / len(turn.found):,.1f} us; latency [us] {latency}; "
                     f"resident {resident / 1e6:.1f} MB")
    failed = sum(turn.each("failed"))
    if failed:
        kinds = ", ".join(f"{sum(turn.each(kind)):.0f} {kind}" for kind in FAULTS if sum(turn.each(kind)))
        bench.table.note(f"{turn.server.name}: {failed:.0f} of {failed + sum(turn.each('requests')):.0f} requests failed ({kinds})")


def measure_protocol(bench, protocol, marmot, field, servers):
    path = f"/{PAGE}.gmi" if protocol == "gemini" else f"/{PAGE}.txt"
    reply = marmot.gemini(path) if protocol == "gemini" else marmot.gopher(path)
    body = reply.partition(b"\r\n")[2] if protocol == "gemini" else reply
    (field.root / path[1:]).write_bytes(body)
    answer = bench.work / f"reply-{protocol}"
    answer.write_bytes(reply)
    command = [bench.tools / "bare_tls", field.crt, field.key, answer] if protocol == "gemini" else [bench.tools / "bare_tcp", answer]
    bare = Turn(start_bare(bench, servers, "bare-tls" if protocol == "gemini" else "bare-tcp", *command), protocol, path)
    turns = [Turn(marmot, protocol, path), *(Turn(peer, protocol, path) for peer in field.peers(protocol))]
    for turn in [*turns, bare]:
        port = turn.server.ports[protocol]
        # Some refuse what names another port than their own.
        turn.request = f"gemini://localhost:{port}{path}" if protocol == "gemini" else path
        if not right_answer(protocol, port, turn.request, body):
            bench.fail(f"{turn.server.name} does not answer with the file")
            turns = [one for one in turns if one is not turn]
    for turn in run_rounds(bench, [*turns, bare]):
        print_turn(bench, turn, bare)


def measure(bench):
    content = make_content(bench)
    root = bench.work / "root"
    root.mkdir()
    with stopping([]) as servers:
        marmot = Marmot("marmot", bench.cores, bench.marmot, bench.work)
        servers.append(marmot)
        marmot.start(content, ONE_WORKER)
        field = Field(bench, root, *marmot.certificate(), servers)
        for protocol in "gemini", "gopher":
            measure_protocol(bench, protocol, marmot, field, servers)
