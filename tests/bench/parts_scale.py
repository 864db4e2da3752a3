"""Start, restart, memory and lists with many articles, and what idle connections cost."""

import subprocess
import sys
import time
from pathlib import Path

from servers import Marmot, Trouble, stopping

MAKE_ARTICLES = Path(__file__).resolve().parent.parent / "lib" / "make_articles.py"
START_ROUNDS = 5
SAVED_GUARD = 120  # [s] for what was read to be kept
GRAIN = 2.5  # [s] until the stamp of a new file is trusted
RESTART_GOAL = 0.4  # [s] of CPU at 100,000 articles
LIST_FOLDERS = 10
PAGE = 100  # entries (CAPSULE_PAGE_ENTRIES)
LIST_ASKED = 40  # times each
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


def restart_rounds(bench, folder):
    """CPU [s] of starts that find what the last run has read: all of them take it from one state folder."""
    marmot = Marmot("marmot", bench.cores, bench.marmot, bench.work)
    saved = marmot.work / "state" / "catalogue.saved"
    found = []
    time.sleep(GRAIN)
    with stopping([marmot]):
        marmot.start(folder, LEAN, step=0.002)
        end = time.monotonic() + SAVED_GUARD
        while not saved.exists():
            if time.monotonic() > end:
                raise Trouble(f"nothing was kept of {folder.name} within {SAVED_GUARD} s")
            time.sleep(0.05)
        marmot.stop()
        for _ in range(START_ROUNDS):
            marmot.start(folder, LEAN, step=0.002)
            marmot.gopher("/")
            found.append(marmot.cpu_s())
            marmot.stop()
    return found, saved.stat().st_size / 1e6


def growth(bench, what, each):
    """each: (articles, figure).  What the largest folder takes for each article, to the smallest."""
    counted = [(count, figure) for count, figure in each if count > 0]
    if len(counted) < 2:
        return
    (few, small), (many, large) = counted[0], counted[-1]
    bench.table.row(f"{what}: growth from {few:,} to {many:,}, to linear", ratios=[large / many / (small / few)],
                    goal=("<=", 1))


def measure_scale(bench):
    starts, restarts, memory = [], [], []
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
        starts.append((count, middle(cpu)))
        memory.append((count, middle(own)))
        if count == 0:
            continue
        again, size = restart_rounds(bench, folder)
        table.row(f"{count:,} articles: restart from the saved catalogue, CPU", again, "s",
                  goal=("<=", RESTART_GOAL) if count == 100000 else None)
        table.row(f"{count:,} articles:   size of it", [size], "MB")
        restarts.append((count, middle(again)))
    growth(bench, "start, CPU", starts)
    growth(bench, "restart, CPU", restarts)
    growth(bench, "own memory", memory)
    measure_lists(bench)


def middle(values):
    return sorted(values)[len(values) // 2]


def make_lists(bench, count):
    """count short articles in LIST_FOLDERS folders; half of them have one tag."""
    folder = bench.work / f"lists-{count}"
    for number in range(LIST_FOLDERS):
        below = folder / f"f{number}"
        below.mkdir(parents=True)
        for i in range(count // LIST_FOLDERS):
            (below / f"a{i}.md").write_text(
                f"---\ntitle: Entry {number} {i}\ndate: {2005 + i % 20}-{1 + i % 12:02}-{1 + i % 28:02}\n"
                f"tags: [{'half' if i % 2 else 'other'}]\n---\n\nText {i}.\n")
    return folder


def page_cost(marmot, selector):
    """[ms] of CPU for each of LIST_ASKED answers that are made anew."""
    answer = marmot.gopher(selector)
    if not answer or answer.startswith(b"3"):
        raise Trouble(f"{selector} answers {answer[:60]!r}")
    before = marmot.cpu_s()
    for _ in range(LIST_ASKED):
        marmot.gopher(selector)
    return (marmot.cpu_s() - before) * 1000 / LIST_ASKED


def measure_lists(bench):
    """A page of a list, or a feed, costs what stands in it, however long the list is."""
    for count in SCALES:
        if count == 0 or (count > 10000 and not bench.scale):
            continue
        folder = make_lists(bench, count)
        entries, tagged = count // LIST_FOLDERS, count // 2
        marmot = Marmot("marmot", bench.cores, bench.marmot, bench.work)
        with stopping([marmot]):
            marmot.start(folder, LEAN)
            for what, selector in (
                    (f"a folder of {entries:,}, first page", "/f0/"),
                    (f"a folder of {entries:,}, last page", f"/f0/page/{entries // PAGE}" if entries > PAGE else "/f0/"),
                    (f"a tag of {tagged:,}, first page", "/tags/half"),
                    (f"a tag of {tagged:,}, last page", f"/tags/half/page/{tagged // PAGE}"),
                    (f"a tag of {tagged:,}, its feed", "/tags/half.xml"),
                    (f"the feed of {count:,}", "/atom.xml"),
                    (f"the home page of {count:,}", "/")):
                bench.table.row(f"{what}: CPU", [page_cost(marmot, selector)], "ms")


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
