"""How soon a saved article is seen: its page, a list it stands in, and what the look through the folder costs."""

import os
import time

from parts_scale import LEAN, SCALES, make_articles
from servers import Marmot, Trouble, stopping

ROUNDS = 7
GUARD = 60  # [s] for one change to be seen
POLL = 0.005
GOAL = 1000  # [ms] in a list
QUIET = 1.2  # [s] between two changes, so that each is one by itself


def save(path, number):
    """As editors do: a new file, renamed."""
    new = path.with_name(".saved.new")
    new.write_text(f"---\ntitle: Saved {number}\ndate: 2020-01-01\ntags: [watched]\n---\n\nText {number}.\n")
    os.rename(new, path)


def seen_after(marmot, selector, words):
    """[ms] until an answer holds words."""
    begun = time.monotonic()
    while words not in marmot.gopher(selector):
        if time.monotonic() - begun > GUARD:
            raise Trouble(f"{words!r} did not come to {selector} within {GUARD} s: {marmot.last_words()}")
        time.sleep(POLL)
    return (time.monotonic() - begun) * 1000


def reload_once(marmot, path, selector, number):
    """[ms] until it is in its page and in a list; CPU [ms] of all that."""
    time.sleep(QUIET)
    cpu = marmot.cpu_s()
    save(path, number)
    page = seen_after(marmot, selector, b"Text %d." % number)
    listed = page + seen_after(marmot, "/tags/watched", b"Saved %d" % number)
    return page, listed, (marmot.cpu_s() - cpu) * 1000


def measure_reload(bench):
    for count in SCALES:
        if count == 0 or (count > 10000 and not bench.scale):
            if count > 0:
                bench.skip(f"one saved file among {count:,} (BENCH_SCALE=1 does)")
            continue
        folder = bench.work / f"articles-{count}"
        if not folder.exists():
            folder = make_articles(bench, count)
        below = sorted(path for path in folder.iterdir() if path.is_dir())[0]
        path, selector = below / "watched.md", f"/{below.name}/watched"
        save(path, 0)
        marmot = Marmot("marmot", bench.cores, bench.marmot, bench.work)
        with stopping([marmot]):
            marmot.start(folder, LEAN)
            rounds = [reload_once(marmot, path, selector, i + 1) for i in range(ROUNDS)]
        path.unlink()
        page, listed, cpu = ([one[i] for one in rounds] for i in range(3))
        bench.table.row(f"{count:,} articles: one saved, seen in its page", page, "ms")
        bench.table.row(f"{count:,} articles: one saved, seen in a list", listed, "ms", goal=("<=", GOAL))
        bench.table.row(f"{count:,} articles:   CPU of it, of the index and the asking", cpu, "ms")
