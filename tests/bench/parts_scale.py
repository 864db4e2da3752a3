"""Start and memory with many articles, and what idle connections cost."""

import subprocess
import sys
import time
from pathlib import Path

from servers import Marmot, Trouble, stopping

MAKE_ARTICLES = Path(__file__).resolve().parent.parent / "lib" / "make_articles.py"
START_ROUNDS = 5
IDLE = 1000  # connections
BEFORE = 3000
SETTLE = 0.3  # [s] for the server to take in what has come
WARMING = 200  # requests before memory is looked at
PATIENT = "limits:\n  workers: 1\n  handshake_seconds: 600\n  request_seconds: 600\n"
LEAN = "log_requests: false\nsearch: false\nlimits:\n  workers: 1\n  cache_size: 0\n"

# articles: (CPU of the start [s], resident memory [MB]), the goals
SCALES = {0: (None, 9), 1000: (None, None), 10000: (0.25, 22), 100000: (2.0, 130)}


def make_articles(bench, count):
    folder = bench.work / f"articles-{count}"
    if folder.exists():
        return folder
    folder.mkdir()
    if count > 0:
        subprocess.run([sys.executable, str(MAKE_ARTICLES), str(folder), str(count)], check=True)
    return folder


def start_once(bench, folder):
    """CPU and wall clock [s] to the first answer, resident and own memory [MB]."""
    marmot = Marmot("marmot", bench.cores, bench.marmot, bench.work)
    with stopping([marmot]):
        begun = time.monotonic()
        marmot.start(folder, LEAN, step=0.002)
        answer = marmot.gopher("/")
        wall, cpu = time.monotonic() - begun, marmot.cpu_s()
        if not answer.startswith(b"i"):
            raise Trouble(f"the home page of {folder.name} answers {answer[:60]!r}")
        marmot.gemini("/")
        resident, own = marmot.memory()
    return cpu, wall, resident / 1e6, own / 1e6


def measure_scale(bench):
    per_article = []
    for count, (cpu_goal, memory_goal) in SCALES.items():
        if count > 10000 and not bench.scale:
            bench.skip(f"{count:,} articles (BENCH_SCALE=1 does)")
            continue
        folder = make_articles(bench, count)
        start_once(bench, folder)
        rounds = [start_once(bench, folder) for _ in range(START_ROUNDS)]
        cpu, wall, resident, own = ([one[i] for one in rounds] for i in range(4))
        table = bench.table
        table.row(f"{count:,} articles: start, CPU", cpu, "s", goal=("<=", cpu_goal) if cpu_goal else None)
        table.row(f"{count:,} articles: start to the first answer", wall, "s")
        table.row(f"{count:,} articles: resident memory", resident, "MB", goal=("<=", memory_goal) if memory_goal else None)
        table.row(f"{count:,} articles:   of which its own", own, "MB")
        per_article.append((count, sorted(cpu)[len(cpu) // 2]))
    grown = [f"{cpu / count * 1e6:,.0f} us at {count:,}" for count, cpu in per_article if count > 0]
    bench.table.note("start per article: " + ", ".join(grown))


def idle_once(bench, folder, protocol, how, request):
    """[bytes] of its own memory that each of IDLE connections takes.

    BEFORE others are there first: they use up what the heap has to spare, which would hide what the others cost.
    """
    marmot = Marmot("marmot", bench.cores, bench.marmot, bench.work)
    with stopping([marmot]):
        marmot.start(folder, PATIENT)
        subprocess.run([bench.load.client(protocol), "-n", str(WARMING), str(marmot.ports[protocol]), request],
                       check=True, stdout=subprocess.DEVNULL, timeout=120)
        with bench.load.held(marmot, protocol, how, BEFORE, request):
            time.sleep(SETTLE)
            before = marmot.memory()[1]
            with bench.load.held(marmot, protocol, how, IDLE, request):
                time.sleep(SETTLE)
                after = marmot.memory()[1]
    return (after - before) / IDLE


def measure_idle(bench):
    folder = bench.work / "idle"
    folder.mkdir()
    (folder / "index.md").write_text("# Idle\n\nNothing happens here.\n")
    gemini, gopher = "gemini://localhost/", "/"
    for what, protocol, how, request, goal in (
            ("Gopher, idle TCP", "gopher", "silent", gopher, 1.5),
            ("Gopher, half a line", "gopher", "half", gopher, 1.5),
            ("Gemini, idle TCP", "gemini", "silent", gemini, 1.5),
            ("Gemini, half a ClientHello", "gemini", "half", gemini, 1.5),
            ("Gemini, handshaken and idle", "gemini", "shaken", gemini, 17)):
        each = [idle_once(bench, folder, protocol, how, request) / 1000 for _ in range(3)]
        bench.table.row(f"{what}: memory of each of {IDLE:,}", each, "kB", goal=("<=", goal))
