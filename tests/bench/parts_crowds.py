"""Crowds that idle or never read, while others are served: what they cost, who notices, and when they are gone.

The others' latency is compared between two Marmots that take turns: one with the crowd, one without.  BENCH_CROWD
(10,000) connections; BENCH_CROWD_SECONDS (30) is every deadline, within which the crowd has to come together and the
bursts have to be over.
"""

import re
import resource
import time
from pathlib import Path

from parts_wire import LATENCIES, ONE_WORKER, PAGE, Turn, make_content
from servers import Marmot, Trouble, stopping

LONG = "long"  # the page of those who never read it
LONG_SIZE = 300_000  # [bytes]: more than the kernel takes
SETTLE = 0.5  # [s]
GONE_GUARD = 30  # [s] beyond every deadline
RESERVE = 1.5  # [s] before the deadline no burst begins
WARMING = 3  # bursts
METER = 1 + 1 / 8  # a reply's deadline is looked at in eighths (CONN_METER_PARTS)
SPARE_DESCRIPTORS = 500

# what, protocol, how, factor of the deadline, goal of each one's user memory [kB], goal with the kernel's
CROWDS = (
    ("Gopher, idle TCP", "gopher", "silent", 1, 1.5, None),
    ("Gemini, half a ClientHello", "gemini", "half", 1, 1.5, None),
    ("Gemini, handshaken and idle", "gemini", "shaken", 1, 17, None),
    ("Gopher, never reading", "gopher", "unread", METER, None, 100),
    ("Gemini, never reading", "gemini", "unread", METER, None, 100),
)


def settings(seconds):
    return ONE_WORKER + "".join(f"  {name}_seconds: {seconds}\n" for name in ("handshake", "request", "reply"))


def kernel_memory():
    """[bytes] in the buffers of all TCP sockets of this machine."""
    found = re.search(r"^TCP:.* mem (\d+)", Path("/proc/net/sockstat").read_text(), re.M)
    return int(found[1]) * resource.getpagesize()


def descriptors(crowd):
    """Enough for the crowd in a process; a superuser may raise the limit."""
    want, (_, hard) = crowd + SPARE_DESCRIPTORS, resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard != resource.RLIM_INFINITY and hard < want:
        try:
            resource.setrlimit(resource.RLIMIT_NOFILE, (want, want))
        except (OSError, ValueError):
            raise Trouble(f"{crowd:,} connections need a limit of {want:,} open files, which is {hard:,}: "
                          "raise it (ulimit -n) or lower BENCH_CROWD") from None


def make_long(folder):
    (folder / f"{LONG}.md").write_text("---\ntitle: Long\n---\n\n" + "A whistle, then silence.\n\n" * (LONG_SIZE // 26))


class Crowd:
    """One kind, from its coming to its end, before two servers."""

    def __init__(self, bench, marmot, alone, protocol, count, seconds):
        self.bench, self.count, self.seconds = bench, count, seconds
        page = f"gemini://localhost/{PAGE}.gmi" if protocol == "gemini" else f"/{PAGE}.txt"
        self.long = f"gemini://localhost/{LONG}.gmi" if protocol == "gemini" else f"/{LONG}.txt"
        self.protocol = protocol
        self.marmot = marmot
        self.turns = [Turn(marmot, protocol, page), Turn(alone, protocol, page)]

    def round(self):
        for turn in self.turns:
            turn.take(self.bench)
        self.turns.reverse()

    def run(self, how):
        # Or they would all have it made at once, and some be told to try again later.
        fetch = self.marmot.gemini if self.protocol == "gemini" else self.marmot.gopher
        fetch(f"/{LONG}.{'gmi' if self.protocol == 'gemini' else 'txt'}")
        for _ in range(WARMING):
            self.round()
        with_crowd = next(turn for turn in self.turns if turn.server is self.marmot)
        for turn in self.turns:
            turn.found.clear()
        time.sleep(SETTLE)
        self.before, self.own_before, kernel_before = *self.marmot.memory(), kernel_memory()
        begun = time.monotonic()
        with self.bench.load.held(self.marmot, self.protocol, how, self.count, self.long) as client:
            self.opened = time.monotonic() - begun
            time.sleep(SETTLE)
            self.own = self.marmot.memory()[1] - self.own_before
            self.kernel = kernel_memory() - kernel_before
            last = begun + self.seconds - RESERVE - 2 * self.bench.seconds
            while len(with_crowd.found) < self.bench.rounds and time.monotonic() < last:
                self.round()
            line = client.line(self.seconds * METER + GONE_GUARD)
            found = {key: int(value) for key, value in (word.split("=") for word in line.split())}
        if not with_crowd.found:
            raise Trouble(f"it took {self.opened:.0f} s to come together: raise BENCH_CROWD_SECONDS")
        if found["gone"] != self.count:
            raise Trouble(f"{self.count - found['gone']} of the crowd were never dropped")
        self.ages = found["age_min_ms"] / 1000, found["age_max_ms"] / 1000
        time.sleep(2 * SETTLE)
        self.after = self.marmot.memory()[0]
        self.mine = with_crowd
        self.alone = next(turn for turn in self.turns if turn is not with_crowd)
        return self


def report(bench, what, crowd, factor, goal, whole_goal):
    table, count, deadline = bench.table, crowd.count, crowd.seconds * factor
    table.row(f"{what}: memory of each of {count:,}", [crowd.own / count / 1000], "kB", goal=goal and ("<=", goal))
    both = (crowd.own + crowd.kernel) / count / 1000
    table.row(f"{what}: with buffers of both ends", [both], "kB", goal=whole_goal and ("<=", whole_goal))
    table.row(f"{what}: p99 of the others", [one / 1000 for one in crowd.mine.each("p99_us")], "ms",
              crowd.mine.over(crowd.alone, "p99_us"), ("<=", 1.2))
    table.row(f"{what}: dropped too late by", [crowd.ages[1] - deadline], "s", goal=("<=", 1))
    table.row(f"{what}: memory afterwards", [crowd.after / 1e6], "MB", [crowd.after / crowd.before],
              ("<=", 1.3))
    for turn, name in (crowd.mine, "with them"), (crowd.alone, "without"):
        shown = "  ".join(f"{key[:-3].replace('p999', 'p99.9')} {sum(turn.each(key)) / len(turn.found):,.0f}"
                          for key in LATENCIES)
        table.note(f"{name}: latency [us] {shown} ({len(turn.found)} rounds)")
    table.note(f"they came within {crowd.opened:.1f} s and were dropped {crowd.ages[0]:.1f}-{crowd.ages[1]:.1f} s later; "
               f"the deadline is {deadline:.4g} s")
    failed = sum(crowd.mine.each("failed")) + sum(crowd.alone.each("failed"))
    if failed:
        bench.fail(f"{what}: {failed:.0f} requests of others failed")


def measure(bench):
    count, seconds = bench.number("BENCH_CROWD", 10000, int), bench.number("BENCH_CROWD_SECONDS", 30, int)
    descriptors(count)
    folder = make_content(bench)
    make_long(folder)
    for what, protocol, how, factor, goal, whole_goal in CROWDS:
        with stopping([]) as servers:
            marmot, alone = (Marmot(name, bench.cores, bench.marmot, bench.work) for name in ("marmot", "alone"))
            servers += [marmot, alone]
            for server in servers:
                server.start(folder, settings(seconds))
            report(bench, what, Crowd(bench, marmot, alone, protocol, count, seconds).run(how), factor, goal, whole_goal)
