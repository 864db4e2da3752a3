"""The search: how soon its index is made, what it takes, and how long a question does."""

import statistics
import time

from parts_scale import growth, make_articles
from servers import Marmot, Trouble, stopping

SETTINGS = "log_requests: false\nlimits:\n  workers: 1\n  cache_size: 0\n"
GUARD = 600  # [s] for an index
ASKED = 15  # times each
STILL = b"Still indexing"

# What to ask, and how common that is in generated articles (lib/make_articles.py).
WORDS = (
    ("a rare word", "rare", "kamodax"),
    ("a rare prefix", "rare", "kamod*"),
    ("a tag", "rare", 'tag:"river 3"'),
    ("a word in every text", "common", "river"),
    ("two words in every text", "common", "river stone"),
    ("a prefix in every text", "common", "riv*"),
    ("a phrase", "phrase", '"river stone"'),
    ("a year and a word", "common", "year:2015 castle"),
    ("nothing, and the nearest names", "nothing", "xyzzyxyzzy"),
)

# articles: how often the index is made, and the goals: [s] for that, [ms] for 90 of 100 questions, [ms] by how
# common it is.  What takes a tenth of a second is made more often, for the growth is by it.
SCALES = {1000: (9, None, None, {}), 10000: (3, 2.0, 15, {}), 100000: (1, None, None, {"rare": 5, "common": 20})}


def ask(marmot, words):
    """The server's CPU [ms], which is what it takes when nothing else runs, and the answer."""
    before = marmot.cpu_s()
    answer = marmot.gopher("/search\t" + words)
    if not answer.startswith(b"iSearch"):
        raise Trouble(f"a search for {words!r} answers {answer[:60]!r}")
    return (marmot.cpu_s() - before) * 1000, answer


def begin(marmot, folder):
    """A start over folder, until it answers."""
    marmot.start(folder, SETTINGS)
    marmot.gopher("/")


def wait_for_index(marmot, begun):
    # What the asking costs, some milliseconds for names that resemble, is not the survey's.
    while STILL in ask(marmot, "year:1")[1]:
        if time.monotonic() - begun > GUARD:
            raise Trouble(f"no index after {GUARD} s")
        time.sleep(0.05)


def measure_one(bench, folder, count, goals):
    rounds, index_goal, p90_goal, common_goals = goals
    table, times, indices = bench.table, [], []
    marmot = Marmot("marmot", bench.cores, bench.marmot, bench.work)
    for _ in range(rounds - 1):
        with stopping([marmot]):
            begin(marmot, folder)
            wait_for_index(marmot, time.monotonic())
            indices.append(marmot.background_cpu_s())
        for file in (marmot.work / "state").glob("search.db*"):
            file.unlink()
    with stopping([marmot]):
        begin(marmot, folder)
        begun, memory = time.monotonic(), marmot.memory()[0]
        wait_for_index(marmot, begun)
        indices.append(marmot.background_cpu_s())
        table.row(f"{count:,} articles: index, CPU in the background", indices, "s",
                  goal=("<=", index_goal) if index_goal else None)
        table.row(f"{count:,} articles: index, until all can be found", [time.monotonic() - begun], "s")
        size = sum(file.stat().st_size for file in (marmot.work / "state").glob("search.db*"))
        table.row(f"{count:,} articles: index on disk", [size / 1e6], "MB")
        for what, kind, words in WORDS:
            each = [ask(marmot, words)[0] for _ in range(ASKED)]
            times += each
            goal = common_goals.get(kind)
            table.row(f"{count:,} articles: {what}, CPU", each, "ms", goal=("<=", goal) if goal else None)
        p90 = statistics.quantiles(times, n=10, method="inclusive")[-1]
        table.row(f"{count:,} articles: 90 of 100 questions, CPU within", [p90], "ms",
                  goal=("<=", p90_goal) if p90_goal else None)
        table.row(f"{count:,} articles: resident memory with search", [marmot.memory()[0] / 1e6], "MB")
        table.row(f"{count:,} articles:   before any of it", [memory / 1e6], "MB")
    with stopping([marmot]):
        begin(marmot, folder)
        wait_for_index(marmot, time.monotonic())
        table.row(f"{count:,} articles: started again, index looked through, CPU", [marmot.background_cpu_s()], "s")
    return statistics.median(indices)


def measure(bench):
    indices = []
    for count, goals in SCALES.items():
        if count > 10000 and not bench.scale:
            bench.skip(f"the search in {count:,} articles (BENCH_SCALE=1 does)")
            continue
        indices.append((count, measure_one(bench, make_articles(bench, count), count, goals)))
    growth(bench, "search index, CPU", indices)
