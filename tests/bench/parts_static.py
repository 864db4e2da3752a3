"""The build without shared libraries (make static), in turns with the usual one and with the yardstick."""

import shutil

from parts_instructions import counted_marmot
from parts_wire import ONE_WORKER, PAGE, Turn, make_content, run_rounds, start_bare
from servers import Marmot, stopping


def measure(bench):
    binary = bench.marmot.with_name("marmot-static")
    if not binary.exists():
        bench.skip("the build without shared libraries (make static comes first)")
        return
    content = make_content(bench)
    page = f"gemini://localhost/{PAGE}.gmi"
    with stopping([]) as servers:
        usual, static = (Marmot(path.name, bench.cores, path, bench.work) for path in (bench.marmot, binary))
        for server in usual, static:
            servers.append(server)
            server.start(content, ONE_WORKER)
        reply = bench.work / "reply-static"
        reply.write_bytes(usual.gemini(f"/{PAGE}.gmi"))
        bare = start_bare(bench, servers, "bare-tls", bench.tools / "bare_tls", *usual.certificate(), reply)
        selector = f"/{PAGE}.txt"
        # The turns of a pair follow each other, so each comparison has turns of its own.
        gemini = Turn(static, "gemini", page), Turn(usual, "gemini", page)
        yardstick = Turn(static, "gemini", page), Turn(bare, "gemini", page)
        gopher = Turn(static, "gopher", selector), Turn(usual, "gopher", selector)
        run_rounds(bench, [gemini, yardstick, gopher])
    for what, (mine, other) in (("Gemini, static build, to the usual build: server CPU", gemini),
                                ("Gemini, static build, to bare-tls: server CPU", yardstick),
                                ("Gopher, static build, to the usual build: server CPU", gopher)):
        bench.table.row(what, mine.each("server_us"), "us", mine.over(other, "server_us"), keep=True)
    if shutil.which("valgrind") is not None:
        mine, theirs = (counted_marmot(bench, ONE_WORKER, path).per_request("gemini", page) for path in (binary, bench.marmot))
        bench.table.row("Gemini, static build: user instructions per request", [mine], "k", [mine / theirs])
