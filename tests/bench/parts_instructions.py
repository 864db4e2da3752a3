"""User-space instructions per request, by valgrind: no noise, and blind to the kernel."""

import re
import shutil
import subprocess
import time

from parts_wire import ARTICLE, NO_CACHE, ONE_WORKER, PAGE, make_content
from servers import Bare, Marmot, Trouble, stopping

SETTLE = 4  # [s]: what a server looks at again soon after its start belongs to both runs
FEW, MANY = 50, 250  # requests; what both took in common, the start, falls out of the difference
COUNTED = re.compile(r"^==\d+== Collected : (\d+)", re.M)


class Counted:
    """A server that is run under callgrind once for each number of requests; start(server) starts it."""

    def __init__(self, bench, make, start):
        self.bench, self.make, self.start = bench, make, start

    def run(self, protocol, request, requests, options):
        log = self.bench.work / "valgrind.log"
        log.unlink(missing_ok=True)
        server = self.make()
        server.wrapper = ("valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null", f"--log-file={log}")
        with stopping([server]):
            self.start(server)
            subprocess.run([self.bench.load.client(protocol), *options, "-c", str(self.bench.load.connections),
                            "-n", str(requests), str(server.ports[protocol]), request],
                           check=True, stdout=subprocess.DEVNULL, timeout=300)
        found = COUNTED.search(log.read_text())
        if not found:
            raise Trouble(f"valgrind counted nothing for {server.name}")
        return int(found[1])

    def per_request(self, protocol, request, *options):
        """In thousands."""
        many, few = (self.run(protocol, request, requests, options) for requests in (MANY, FEW))
        return (many - few) / (MANY - FEW) / 1000


def counted_marmot(bench, settings, binary=None):
    def start(server):
        server.start(bench.work / "content", settings)
        time.sleep(SETTLE)

    return Counted(bench, lambda: Marmot("marmot", bench.cores, binary or bench.marmot, bench.work), start)


def counted_bare(bench, name, *command):
    return Counted(bench, lambda: Bare(name, bench.cores), lambda server: server.start(*command))


def measure(bench):
    if shutil.which("valgrind") is None:
        bench.skip("instructions per request (valgrind is not installed)")
        return
    content, table = make_content(bench), bench.table
    marmot = Marmot("marmot", bench.cores, bench.marmot, bench.work)
    with stopping([marmot]):
        marmot.start(content, ONE_WORKER)
        (bench.work / "reply-tls").write_bytes(marmot.gemini(f"/{PAGE}.gmi"))
        (bench.work / "reply-tcp").write_bytes(marmot.gopher(f"/{PAGE}.txt"))
    bare_tls = counted_bare(bench, "bare-tls", bench.tools / "bare_tls", *marmot.certificate(), bench.work / "reply-tls")
    bare_tcp = counted_bare(bench, "bare-tcp", bench.tools / "bare_tcp", bench.work / "reply-tcp")
    cached, uncached = counted_marmot(bench, ONE_WORKER), counted_marmot(bench, ONE_WORKER + NO_CACHE)
    page, article = (f"gemini://localhost/{name}.gmi" for name in (PAGE, ARTICLE))
    mine, theirs = cached.per_request("gemini", page), bare_tls.per_request("gemini", page)
    table.row("Gemini: user instructions per request", [mine], "k", [mine / theirs], keep=True)
    for name, protocol, request in (("Gemini, an article", "gemini", article), ("Gopher, a text", "gopher", f"/{ARTICLE}.txt"),
                                    ("Gopher, a menu", "gopher", f"/{ARTICLE}")):
        more = uncached.per_request(protocol, request) - cached.per_request(protocol, request)
        table.row(f"{name} of 6 KB not in the cache: more", [more], "k")
    mine, theirs = cached.per_request("gopher", f"/{PAGE}.txt"), bare_tcp.per_request("gopher", f"/{PAGE}.txt")
    table.row("Gopher: user instructions per request", [mine], "k", keep=True)
    table.note(f"bare-tcp: {theirs:,.1f} k; it is the kernel's work that counts there")
