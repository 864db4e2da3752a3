#!/usr/bin/env python3
"""soak.py --marmot BINARY --tools DIR: many mixed requests over both protocols while the capsule lives on.

A capsule is served; load clients ask for its pages, one after another, thousands of times each, and hold every reply
against the first to the byte.  Meanwhile articles are saved, made, renamed and removed, the certificate's file is
touched, and SIGHUP is sent.  What is asked for does not change by that, so that every reply has to be whole, the same,
and ended as its protocol demands.  Pages that do change are fetched between, and have to be well-formed.

Environment: SOAK_REQUESTS (1,000,000), SOAK_MINUTES (0: no limit of time), SOAK_CONNECTIONS (16) at once for each
protocol.  Everything is on loopback.  Exit status: 0 when nothing failed, nothing changed and memory stayed flat,
else 1.
"""

import argparse
import itertools
import os
import random
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "lib"))

from judge import judge_feed, judge_gemtext, judge_menu  # noqa: E402
from servers import BURST_GUARD, Cores, Load, Marmot, Trouble, raise_descriptors, scratch, stopping  # noqa: E402

BURST_REQUESTS = 5000
STEADY, MOVING = 200, 60  # articles that stay as they are, and that do not
FAILURES_MAX = 20  # bursts, then it ends early
FLAT = 1.2  # what memory may come to, as a multiple of what it was after the first tenth
LONE = "\n\nHere a heliotrope is in bloom.\n"  # in one article alone, so that what is found stays the same
WORDS = "burrow snow meadow marmot winter sun stone grass path valley lake ridge cloud larch hay".split()

# Foot lists and the home page of a capsule change with its articles; articles of one folder are to stay the same.
SETTINGS = """log_requests: false
related: 0
backlinks: false
rescan_seconds: 5
limits:
  article_size: 1M"""


def text(rng, paragraphs):
    return "\n\n".join(" ".join(rng.choice(WORDS) for _ in range(60)) + f" [a link](stone-{rng.randrange(STEADY)}.md)."
                       for _ in range(paragraphs))


def write(path, content):
    """As editors do: whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    aside = path.with_name("." + path.name + ".new")
    aside.write_text(content)
    aside.rename(path)


def article(title, tag, body):
    return f"---\ntitle: {title}\ndate: 2026-01-02\ntags: [{tag}]\n---\n\n{body}\n"


def make_folder(folder, rng):
    write(folder / "index.md", "---\ntitle: Soaked\n---\n\nA capsule in the rain.\n")
    for i in range(STEADY):
        body = text(rng, 1 + i % 12) + ("\n\n| a | b |\n|---|---|\n" + "| x | y |\n" * 20 if i % 7 == 0 else "")
        write(folder / f"steady/stone-{i}.md", article(f"Stone {i}", f"kind-{i % 5}", body + LONE * (i == 3)))
    for i in range(MOVING):
        write(folder / f"moving/leaf-{i}.md", article(f"Leaf {i}", "leaf", text(rng, 3)))
    (folder / "steady/large.bin").write_bytes(rng.randbytes(600 * 1024))
    (folder / "steady/small.png").write_bytes(rng.randbytes(9000))


def requests():
    """(protocol, request) of what stays the same."""
    steady = [("gemini", f"gemini://localhost/steady/stone-{i}{form}") for i in range(0, STEADY, 5)
              for form in (".gmi", ".txt", ".md")]
    steady += [("gopher", f"/steady/stone-{i}{form}") for i in range(0, STEADY, 5) for form in ("", ".txt", ".md")]
    for path in ("/steady/", "/steady/page/2.gmi", "/tags/kind-1.gmi", "/tags/kind-2.xml", "/steady/large.bin",
                 "/steady/small.png", "/nothing/here", "/steady", "/search", "/search?heliotrope"):
        steady.append(("gemini", "gemini://localhost" + path))
    for selector in ("/steady/", "/tags/kind-1", "/tags/kind-2.xml", "/steady/large.bin", "/steady/small.png",
                     "/nothing/here", "/steady/stone-5.gmi", "/search\theliotrope bloom"):
        steady.append(("gopher", selector))
    return steady


class Shaker(threading.Thread):
    """What goes on in the folder meanwhile."""

    def __init__(self, folder, server, rng):
        super().__init__(daemon=True)
        self.folder, self.server, self.rng = folder, server, rng
        self.enough = threading.Event()
        self.saved = self.signals = self.judged = 0
        self.complaints = []

    def run(self):
        try:
            for n in itertools.count(1):
                if self.enough.wait(0.1):
                    return
                self.shake(n)
        except Exception as problem:  # the run is to know
            self.complaints.append(f"{type(problem).__name__}: {problem}")

    def shake(self, n):
        moving = self.folder / "moving"
        path = moving / f"leaf-{self.rng.randrange(MOVING)}.md"
        if n % 7 == 0 and path.exists():
            path.unlink()
        elif n % 11 == 0 and path.exists():
            path.rename(moving / f"leaf-{self.rng.randrange(MOVING)}.md")
        else:
            write(path, article(f"Leaf, the {n}th time", "leaf", text(self.rng, 3)))
        self.saved += 1
        if n % 20 == 0:
            self.server.process.send_signal(signal.SIGHUP)
            self.signals += 1
        if n % 10 == 0:
            self.judge()

    def judge(self):
        for path in ("/", "/moving/", "/tags/", "/archive/"):
            header, _, body = self.server.gemini(path).partition(b"\r\n")
            if not header.startswith(b"20 "):
                self.complaints.append(f"{path}: {header!r}")
            else:
                self.complaints += [f"{path}: {word}" for word in judge_gemtext(body)]
            menu = self.server.gopher("" if path == "/" else path)
            self.complaints += [f"gopher {path}: {word}" for word in judge_menu(menu)]
        feed = self.server.gopher("/atom.xml")
        self.complaints += [f"/atom.xml: {word}" for word in judge_feed(feed, "gopher")]
        self.judged += 9


class Soak:
    def __init__(self, server, load, wanted, until):
        self.server, self.load, self.wanted, self.until = server, load, wanted, until
        self.done = dict.fromkeys(("gemini", "gopher"), 0)
        self.failures = []
        self.memory = []  # (requests, bytes)
        self.lock = threading.Lock()

    def total(self):
        return sum(self.done.values())

    def enough(self, protocol):
        return (2 * self.done[protocol] >= self.wanted or time.monotonic() > self.until
                or len(self.failures) > FAILURES_MAX)

    def burst(self, protocol, request):
        client = subprocess.run([self.load.client(protocol), "-c", str(self.load.connections), "-n",
                                 str(BURST_REQUESTS), str(self.server.ports[protocol]), request], text=True,
                                capture_output=True, timeout=20 * BURST_GUARD)
        words = dict(word.split("=") for word in client.stdout.split())
        with self.lock:
            self.done[protocol] += int(words.get("requests", 0))
            if client.returncode != 0:
                self.failures.append(f"{request!r}: {client.stdout.strip() or client.stderr.strip()}")

    def ask(self, protocol, wanted):
        for request in itertools.cycle([r for p, r in wanted if p == protocol]):
            if self.enough(protocol):
                return
            self.burst(protocol, request)

    def run(self, wanted):
        threads = [threading.Thread(target=self.ask, args=(protocol, wanted)) for protocol in self.done]
        begun = told = time.monotonic()
        for thread in threads:
            thread.start()
        while any(thread.is_alive() for thread in threads):
            time.sleep(0.5)
            self.memory.append((self.total(), self.server.memory()[0]))
            if time.monotonic() - told > 10:
                told = time.monotonic()
                print(f"soak: {self.total():,} of {self.wanted:,} requests, {told - begun:.0f} s, "
                      f"{len(self.failures)} failed bursts, {self.memory[-1][1] / 1e6:.1f} MB", file=sys.stderr, flush=True)
        return time.monotonic() - begun

    def growth(self):
        """The largest memory of the last tenth, by that of the second."""
        tenth = max(1, self.total() // 10)
        first = [size for n, size in self.memory if tenth <= n <= 2 * tenth] or [self.memory[0][1]]
        last = [size for n, size in self.memory if n >= 9 * tenth]
        return max(first), max(last)


def number(name, default):
    return float(os.environ.get(name, default))


def references(server, wanted):
    return {(protocol, request): server.gopher(request) if protocol == "gopher" else
            server.gemini(request.removeprefix("gemini://localhost")) for protocol, request in wanted}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--marmot", type=Path, required=True)
    parser.add_argument("--tools", type=Path, required=True)
    args = parser.parse_args()
    raise_descriptors()
    rng = random.Random(1436)
    minutes = number("SOAK_MINUTES", 0)
    until = time.monotonic() + minutes * 60 if minutes > 0 else float("inf")
    cores = Cores()
    cores.server = cores.load = cores.all
    with scratch() as work, stopping([]) as servers:
        folder = work / "content"
        make_folder(folder, rng)
        server = Marmot("marmot", cores, args.marmot.resolve(), work)
        servers.append(server)
        server.start(folder, SETTINGS)
        while b"still" in server.gemini("/search?heliotrope").lower():
            time.sleep(0.1)
        wanted = requests()
        before = references(server, wanted)
        shaker = Shaker(folder, server, random.Random(1965))
        shaker.start()
        soak = Soak(server, Load(args.tools, cores, int(number("SOAK_CONNECTIONS", 16))),
                    int(number("SOAK_REQUESTS", 1_000_000)), until)
        seconds = soak.run(wanted)
        shaker.enough.set()
        shaker.join()
        changed = [key for key, reply in references(server, wanted).items() if reply != before[key]]
        alive = server.process.poll() is None
    early, late = soak.growth()
    flat = late <= FLAT * early
    print(f"requests      {soak.done['gemini']:,} by Gemini, {soak.done['gopher']:,} by Gopher, in {seconds:.0f} s")
    print(f"meanwhile     {shaker.saved:,} files saved or removed, {shaker.signals:,} times SIGHUP, "
          f"{shaker.judged:,} changing pages judged")
    print(f"failed        {len(soak.failures)} bursts of {BURST_REQUESTS:,}")
    print(f"changed       {len(changed)} of {len(wanted)} replies that were not to change")
    print(f"memory        {early / 1e6:.1f} MB early, {late / 1e6:.1f} MB at the end ({late / early:.2f} times, "
          f"at most {FLAT})")
    for line in [*soak.failures, *map(repr, changed), *shaker.complaints[:20]]:
        print(f"PROBLEM       {line}")
    return 0 if alive and flat and not (soak.failures or changed or shaker.complaints) else 1


if __name__ == "__main__":
    try:
        sys.exit(main())
    except Trouble as trouble:
        sys.exit(f"soak: {trouble}")
