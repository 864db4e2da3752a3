"""Texts that cost most: what Marmot takes for each MB, beside cmark-gfm, and how that grows with their size."""

import os
import resource
import signal
import subprocess
import time

from servers import Trouble
from table import Table

# [s] of CPU, [bytes] of memory.  cmark-gfm by itself needs time or memory that grows with the square for some.
LIMITS = {"marmot": (20, 2 << 30), "cmark": (1, 1 << 30)}
GROWTH = 2.5  # of the time when a text is twice as long; 2 is linear, the rest is for noise
AGAIN = 8  # how often what seems to grow faster is looked at again
PAUSE = 0.2  # [s] before that, and each time longer: what disturbs may last
FORMS = {"marmot": "gemtext", "marmot-menu": "menu", "marmot-text": "text", "marmot-article": "reading"}
COLUMNS = (("Hostile texts", 50), ("KB", 6), ("ms/MB", 7), ("slowest", 8), ("growth", 6), ("peak/B", 6),
           ("cmark", 7), ("growth", 6), ("peak/B", 6), ("ratio", 6), ("", 6))


class Cost:
    """Of one converter for one text."""

    def __init__(self, lines, stopped):
        self.stopped = stopped  # "" when it came to its end
        self.forms, self.size, self.peak = {}, 0, 0  # [us] of each form
        for found in (dict(word.split("=") for word in line.split()) for line in lines):
            if "peak" in found:
                self.peak = int(found["peak"])
            else:
                self.forms[found["name"]], self.size = float(found["us"]), int(found["bytes"])

    def form(self):
        """The one that takes longest."""
        return max(self.forms, key=self.forms.get, default="")

    def per_byte(self):
        """[us], which is [s] per MB."""
        return self.forms[self.form()] / self.size

    def seen_again(self, other):
        """Whatever took longer than it has to was disturbed."""
        for form, us in other.forms.items():
            self.forms[form] = min(us, self.forms[form])


def limited(bench, seconds, memory):
    def prepare():
        os.sched_setaffinity(0, bench.cores.server)
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    return prepare


def hostile(bench, *arguments, limits=(60, 4 << 30)):
    done = subprocess.run([bench.tools / "hostile", *map(str, arguments)], capture_output=True, text=True,
                          preexec_fn=limited(bench, *limits), timeout=600)
    if done.returncode > 0:
        raise Trouble(f"hostile {' '.join(map(str, arguments))}: {done.stderr.strip()}")
    return done


def cost(bench, kind, scale, who):
    seconds, memory = LIMITS[who]
    done = hostile(bench, kind, scale, who, limits=LIMITS[who])
    stopped = ""
    if done.returncode in (-signal.SIGXCPU, -signal.SIGKILL):
        stopped = f"> {seconds} s"
    elif done.returncode < 0:
        stopped = f"> {memory >> 30} GB" if done.returncode == -signal.SIGABRT else "crash"
    return Cost([] if stopped else done.stdout.splitlines(), stopped)


def costs(bench, kind, who):
    """For a text and one twice as long."""
    once = cost(bench, kind, 1, who)
    return once, once if once.stopped else cost(bench, kind, 2, who)


def growth(once, twice):
    """How the time grew, as if the text had become exactly twice as long."""
    return 2 * twice.per_byte() / once.per_byte()


def measured(bench, kind):
    """Marmot's costs; what seems to grow faster than it should was perhaps only disturbed, or took a step, as where
    memory begins to come from the kernel.  That is taken once: what does grow so grows so in the next doubling too."""
    once, twice = costs(bench, kind, "marmot")
    for i in range(AGAIN):
        if once.stopped or twice.stopped or growth(once, twice) <= GROWTH:
            break
        time.sleep(PAUSE * (i + 1))
        for one, again in zip((once, twice), costs(bench, kind, "marmot")):
            one.seen_again(again)
    if not once.stopped and not twice.stopped and growth(once, twice) > GROWTH:
        return twice, cost(bench, kind, 4, "marmot")
    return once, twice


def whole(value):
    return f"{value:,.0f}" if value >= 10 else f"{value:.1f}"


def shown(once, twice):
    """Time, growth and memory, as the columns are."""
    if once.stopped:
        return once.stopped, "", ""
    if twice.stopped:
        return whole(once.per_byte() * 1000), twice.stopped, whole(once.peak / once.size)
    return whole(twice.per_byte() * 1000), f"{growth(once, twice):.1f}", whole(twice.peak / twice.size)


def measure(bench):
    table = Table(COLUMNS)
    print("\nEach text at half the size shown and at that: Marmot's slowest of gemtext, menu, text and reading, then cmark-gfm's\n"
          "parser and HTML; how that grew, and the memory for each byte.")
    table.head()
    worst = {"growth": [], "time": [], "peak": []}
    stopped = 0
    for kind, name in enumerate(hostile(bench).stdout.splitlines()):
        mine = measured(bench, kind)
        theirs = costs(bench, kind, "cmark")
        stopped += bool(theirs[1].stopped)
        if mine[1].stopped:
            bench.fail(f"hostile text: {name}: {mine[1].stopped}")
        else:
            worst["growth"].append(growth(*mine))
            worst["time"].append(mine[1].per_byte() * 1000)
            worst["peak"].append(mine[1].peak / mine[1].size)
        good = not mine[1].stopped and growth(*mine) <= GROWTH
        ratio = "" if mine[1].stopped or theirs[1].stopped else f"{mine[1].per_byte() / theirs[1].per_byte():.2f}"
        table.print_row([name, f"{mine[1].size / 1000:,.0f}", shown(*mine)[0], FORMS.get(mine[1].form(), ""),
                         *shown(*mine)[1:], *shown(*theirs), ratio, "" if good else "MISSED"])
    print()
    bench.table.head("Hostile texts: the worst")
    bench.table.row("growth when a text is twice as long", [max(worst["growth"])], "", goal=("<=", GROWTH))
    bench.table.row("time", [max(worst["time"])], "ms/MB")
    bench.table.row("memory for each byte", [max(worst["peak"])], "B")
    bench.table.note(f"cmark-gfm, parsing and writing HTML, was stopped at {stopped} of {len(worst['time'])}")
