"""Requests over the wire: Marmot against the yardsticks, in bursts that take turns."""

import random
import subprocess

from servers import Bare, Marmot, Trouble, stopping

PAGE_SIZE = 4096  # [bytes] of the answer aimed at
ARTICLE_SIZE = 6000  # [bytes] of the Markdown that is converted
ONE_WORKER = "limits:\n  workers: 1\n"  # the server has one core
NO_CACHE = "  cache_size: 0\n"  # after ONE_WORKER
PAGE, ARTICLE = "four", "six"
LATENCIES = ("p50_us", "p90_us", "p99_us", "p999_us")


def page_text(size):
    """Plain paragraphs of size bytes."""
    words = "the marmot sits before its burrow and whistles when a shadow crosses the meadow".split()
    text, line, at = "", "", 0
    while len(text) + len(line) < size:
        line += words[at * 7 % len(words)] + " "
        at += 1
        if at % 60 == 0:
            text, line = text + line.strip() + ".\n\n", ""
    return text + line.strip() + ".\n"


def article_text(tools, size):
    """The beginning of the corpus's first document, to the end of a block."""
    whole = subprocess.run([tools / "convert", "-p", "1"], capture_output=True, check=True).stdout.decode()
    return whole[: whole.index("\n\n", size) + 1]


def make_content(bench):
    folder = bench.work / "content"
    folder.mkdir(exist_ok=True)
    front = "---\ntitle: {}\ndate: 2024-05-01\ntags: [bench]\n---\n\n"
    (folder / f"{PAGE}.md").write_text(front.format("Four") + page_text(PAGE_SIZE - 300))
    (folder / f"{ARTICLE}.md").write_text(front.format("Six") + article_text(bench.tools, ARTICLE_SIZE))
    return folder


class Turn:
    """A server, what it is asked, and what each round's burst found."""

    def __init__(self, server, protocol, request, *options):
        self.server, self.protocol, self.request, self.options = server, protocol, request, options
        self.found = []

    def take(self, bench):
        self.found.append(bench.load.burst(self.server, self.protocol, self.request, bench.seconds, *self.options))

    def each(self, key):
        return [burst[key] for burst in self.found]

    def over(self, other, key):
        """The ratio round by round."""
        return [mine / theirs for mine, theirs in zip(self.each(key), other.each(key))]

    def minus(self, other, key):
        return [mine - theirs for mine, theirs in zip(self.each(key), other.each(key))]


def run_rounds(bench, pairs):
    """Turns in pairs that are compared: pairs in shuffled order, and who begins in each, so that the two are never
    more than a burst apart.  A first round that warms is thrown away."""
    shuffled, order = [list(pair) for pair in pairs], random.Random(1)
    for number in range(bench.rounds + 1):
        order.shuffle(shuffled)
        for pair in shuffled:
            order.shuffle(pair)
            for turn in pair:
                turn.take(bench)
                if number == 0:
                    turn.found.clear()
    for turn in [turn for pair in pairs for turn in pair]:
        failed = sum(turn.each("failed"))
        if failed > 0:
            kinds = ", ".join(f"{sum(turn.each(kind)):.0f} {kind}" for kind in
                              ("refused", "reset", "broken", "truncated", "changed", "late") if sum(turn.each(kind)))
            bench.fail(f"{turn.server.name}, {turn.request}: {failed:.0f} of "
                       f"{failed + sum(turn.each('requests')):.0f} requests failed ({kinds})")


def print_against(bench, name, mine, bare, cpu_goal, rate_goal):
    table = bench.table
    size = mine.found[0]["bytes"]
    table.row(f"{name}, {size:,.0f} bytes: server CPU", mine.each("server_us"), "us", mine.over(bare, "server_us"), cpu_goal)
    table.row(f"{name}: requests per second", mine.each("rate"), "/s", mine.over(bare, "rate"), rate_goal)
    for turn in mine, bare:
        latency = "  ".join(f"{key[:-3].replace('p999', 'p99.9')} {sum(turn.each(key)) / len(turn.found):,.0f}"
                            for key in LATENCIES)
        busy = sum(turn.each("busy")) / len(turn.found)
        table.note(f"{turn.server.name}: {sum(turn.each('server_us')) / len(turn.found):,.1f} us, "
                   f"busy {100 * busy:.0f} %; latency [us] {latency}; client {sum(turn.each('cpu_us')) / len(turn.found):,.0f} us")


def start_bare(bench, servers, name, *command):
    server = Bare(name, bench.cores)
    servers.append(server)
    return server.start(*command)


def check_reply(reply, protocol, what):
    good = reply.startswith(b"20 text/gemini") if protocol == "gemini" else reply and not reply.startswith(b"3")
    if not good:
        raise Trouble(f"{what} answers {reply[:60]!r}")


def measure(bench):
    content = make_content(bench)
    with stopping([]) as servers:
        marmot = Marmot("marmot", bench.cores, bench.marmot, bench.work)
        uncached = Marmot("marmot without cache", bench.cores, bench.marmot, bench.work)
        servers += [marmot, uncached]
        marmot.start(content, ONE_WORKER)
        uncached.start(content, ONE_WORKER + NO_CACHE)
        asked = {("gemini", name): (f"gemini://localhost/{name}.gmi", f"/{name}.gmi") for name in (PAGE, ARTICLE)}
        asked |= {("gopher", name): (f"/{name}.txt", f"/{name}.txt") for name in (PAGE, ARTICLE)}
        for (protocol, name), (_, path) in asked.items():
            reply = marmot.gemini(path) if protocol == "gemini" else marmot.gopher(path)
            check_reply(reply, protocol, f"{protocol} {path}")
            (bench.work / f"reply-{protocol}-{name}").write_bytes(reply)
        bares = {
            "gemini": start_bare(bench, servers, "bare-tls", bench.tools / "bare_tls", *marmot.certificate(),
                                 bench.work / f"reply-gemini-{PAGE}"),
            "gopher": start_bare(bench, servers, "bare-tcp", bench.tools / "bare_tcp", bench.work / f"reply-gopher-{PAGE}"),
        }
        turns = {}
        for protocol in "gemini", "gopher":
            if not bench.wants(protocol):
                continue
            page, article = asked[protocol, PAGE][0], asked[protocol, ARTICLE][0]
            turns[protocol] = ((Turn(marmot, protocol, page), Turn(bares[protocol], protocol, page)),
                               (Turn(marmot, protocol, article), Turn(uncached, protocol, article)))
        run_rounds(bench, [pair for pairs in turns.values() for pair in pairs])
        for protocol, (against_bare, against_cached) in turns.items():
            report(bench, protocol, *against_bare, *against_cached)
        if bench.wants("gemini"):
            cross_check(bench, marmot, bares["gemini"], asked["gemini", PAGE][0])


def report(bench, protocol, page, bare, article, uncached):
    if protocol == "gemini":
        print_against(bench, "Gemini, full handshakes", page, bare, ("<=", 1.05), (">=", 0.95))
    else:
        print_against(bench, "Gopher", page, bare, ("<=", 1.25), None)
    extra = uncached.minus(article, "server_us")
    bench.table.row(f"{protocol.capitalize()}, an article of 6 KB not in the cache: more CPU", extra, "us",
                    goal=("<=", 80))


def cross_check(bench, marmot, bare, request):
    """The same by libssl's client, a few rounds: do both clients see the same ratio?"""
    mine, theirs = Turn(marmot, "gemini", request, "--openssl"), Turn(bare, "gemini", request, "--openssl")
    rounds, bench.rounds = bench.rounds, max(3, bench.rounds // 4)
    try:
        run_rounds(bench, [(mine, theirs)])
    finally:
        bench.rounds = rounds
    bench.table.row("  the same through libssl's client: server CPU", mine.each("server_us"), "us",
                    mine.over(theirs, "server_us"))
