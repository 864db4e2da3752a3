#!/usr/bin/env python3
"""bench.py --marmot BINARY --tools DIR: how close Marmot comes to the limits, as a table.

Only ratios count: a machine that is busy, or another one, shifts every figure, but hardly the ratio between two
servers that take turns within the second.  So Marmot and a yardstick, the leanest server that can be written on the
same library, both run at once and are loaded in short bursts in shuffled order; the ratio is taken round by round,
and its median and quartiles are shown.  CPU is the server's own, of all its threads, from the kernel's clock.

Environment: BENCH_ROUNDS (20), BENCH_SECONDS of a burst (0.5), BENCH_CONNECTIONS at once (16), BENCH_SCALE=1 for
100,000 articles, BENCH_PARTS (some of gemini, gopher, static, instructions, settings, convert, scale, reload, search,
idle, crowds, hostile), BENCH_CROWD connections of a crowd (10000) and BENCH_CROWD_SECONDS, their deadline (30).

With --peers: see parts_peers.py.  Everything is on loopback.  What the README shows is written to bench.md beside
the binary (bench-peers.md with --peers).  Exit status: 0 when everything was measured and no request failed, whatever
the goals say; else 1.
"""

import argparse
import os
import platform
import ssl
import subprocess
import sys
import time
from pathlib import Path

import parts_convert
import parts_crowds
import parts_hostile
import parts_instructions
import parts_peers
import parts_reload
import parts_scale
import parts_search
import parts_settings
import parts_static
import parts_wire
from servers import Cores, Load, Trouble, raise_descriptors, scratch
from table import Table

PARTS = ("gemini", "gopher", "static", "instructions", "settings", "convert", "scale", "reload", "search", "idle",
         "crowds", "hostile")

PEER_PARTS = ("peers", "convert")  # of make bench-peers

# What the goals name and this harness does not look at.
NEVER_MEASURED = (
    "other servers (make bench-peers does)",
    "a soak of 1,000,000 requests",
    "more than one worker, TLS 1.2, other groups than X25519, resumption, client certificates, IPv6, the network",
)


NEVER_OF_PEERS = (
    "Marmot alone (make bench does)",
    "what a server's children used that it did not wait for",
    "more than one core, TLS 1.2, resumption, client certificates, IPv6, the network",
)


class Bench:
    def __init__(self, marmot, tools, work, peers):
        self.marmot, self.tools, self.work = marmot, tools, work
        self.rounds = positive("BENCH_ROUNDS", 20, int)
        self.seconds = positive("BENCH_SECONDS", 0.5, float)
        self.scale = os.environ.get("BENCH_SCALE", "") not in ("", "0")
        self.all_parts = PEER_PARTS if peers else PARTS
        self.parts = os.environ.get("BENCH_PARTS", ",".join(self.all_parts)).replace(",", " ").split()
        self.cores = Cores()
        self.load = Load(tools, self.cores, positive("BENCH_CONNECTIONS", 16, int))
        self.table = Table()
        self.failures, self.skipped = [], []
        for part in self.parts:
            if part not in self.all_parts:
                sys.exit(f"BENCH_PARTS: there is no part {part!r}; there are {', '.join(self.all_parts)}")

    def wants(self, part):
        return part in self.parts

    @staticmethod
    def number(name, default, kind):
        return positive(name, default, kind)

    def fail(self, text):
        self.failures.append(text)

    def skip(self, text):
        self.skipped.append(text)


def positive(name, default, kind):
    text = os.environ.get(name, "")
    try:
        value = kind(text) if text else default
    except ValueError:
        value = 0
    if value <= 0:
        sys.exit(f"{name}: a number above 0, not {text!r}")
    return value


def processor():
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith(("model name", "Model", "Hardware")):
            return line.partition(":")[2].strip()
    return platform.machine()


def setting(bench):
    """Where it was measured, in lines."""
    version = subprocess.run([bench.marmot, "version"], capture_output=True, text=True).stdout.splitlines()
    return (f"{version[0] if version else 'marmot'}; {ssl.OPENSSL_VERSION}; Linux {platform.release()}; {processor()}",
            f"{bench.cores}; {bench.load.connections} connections at once, one worker; "
            f"{bench.rounds} rounds of {bench.seconds:g} s; requests are logged",
            f"ratios are to the yardstick that took turns with it; load average before: {os.getloadavg()[0]:.1f}")


def write_readme(bench, lines):
    """What the README shows, beside the binary: the rows that have goals."""
    path = bench.marmot.with_name("bench-peers.md" if bench.all_parts is PEER_PARTS else "bench.md")
    path.write_text("\n".join(f"- {line}" for line in lines) + "\n\n" + bench.table.markdown())
    print(f"as a table of Markdown: {path.name}, beside the binary")


def run(bench):
    measures = [
        (("peers",), parts_peers.measure),
        (("gemini", "gopher"), parts_wire.measure),
        (("static",), parts_static.measure),
        (("instructions",), parts_instructions.measure),
        (("settings",), parts_settings.measure),
        (("convert",), parts_convert.measure),
        (("scale",), parts_scale.measure_scale),
        (("reload",), parts_reload.measure_reload),
        (("search",), parts_search.measure),
        (("idle",), parts_scale.measure_idle),
        (("crowds",), parts_crowds.measure),
        (("hostile",), parts_hostile.measure),
    ]
    bench.table.head("Marmot")
    for parts, measure in measures:
        if not any(map(bench.wants, parts)):
            continue
        try:
            measure(bench)
        except (Trouble, OSError, subprocess.SubprocessError) as trouble:
            bench.fail(f"{' and '.join(parts)}: {trouble}")


def print_end(bench, seconds):
    print(f"\ngoals met: {len(bench.table.met)}, missed: {len(bench.table.missed)}; took {seconds:.0f} s")
    for what in bench.table.missed:
        print(f"  missed: {what.strip()}")
    print("not measured:")
    left_out = [f"the part {part} (BENCH_PARTS)" for part in bench.all_parts if not bench.wants(part)]
    for what in [*left_out, *bench.skipped, *(NEVER_MEASURED if bench.all_parts is PARTS else NEVER_OF_PEERS)]:
        print(f"  {what}")
    for failure in bench.failures:
        print(f"FAILED: {failure}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--marmot", required=True, type=Path, help="the binary")
    parser.add_argument("--tools", required=True, type=Path, help="where bare_tls, load_tls, convert ... are")
    parser.add_argument("--peers", action="store_true", help="the same load on other servers")
    arguments = parser.parse_args()
    raise_descriptors()
    begun = time.monotonic()
    with scratch() as work:
        bench = Bench(arguments.marmot.resolve(), arguments.tools.resolve(), work, arguments.peers)
        lines = setting(bench)
        print(*lines, sep="\n", end="\n\n", flush=True)
        run(bench)
        print_end(bench, time.monotonic() - begun)
        write_readme(bench, lines)
    return 1 if bench.failures else 0


if __name__ == "__main__":
    sys.exit(main())
