"""Markdown to gemtext in process, against cmark-gfm and lowdown."""

import os
import shutil
import statistics
import subprocess

from servers import Trouble, pinned

DOCUMENTS = 300  # of about 8 KB
COMMAND_DOCUMENTS = 8  # in the one file that the lowdown command gets
COMMAND_RUNS = 20


def convert(bench, *arguments):
    done = subprocess.run([bench.tools / "convert", *arguments], capture_output=True, timeout=600,
                          preexec_fn=pinned(bench.cores.server))
    if done.returncode != 0:
        raise Trouble(f"convert: {done.stderr.decode(errors='replace').strip()}")
    return done.stdout


def child_cpu_us(command):
    """CPU of one command [us]."""
    with open(os.devnull, "wb") as null:
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=null)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        raise Trouble(f"{command[0]} failed")
    return (usage.ru_utime + usage.ru_stime) * 1e6


def lowdown_command(bench):
    """[us] per byte by the command: a file of some documents, less an empty one; a list, or None without lowdown."""
    program = shutil.which("lowdown")
    if program is None:
        return None
    full, empty = bench.work / "corpus.md", bench.work / "empty.md"
    full.write_bytes(convert(bench, "-p", str(COMMAND_DOCUMENTS)))
    empty.write_bytes(b"")
    size, found = full.stat().st_size, []
    for _ in range(COMMAND_RUNS):
        with_text = child_cpu_us([program, "-tgemini", str(full)])
        found.append((with_text - child_cpu_us([program, "-tgemini", str(empty)])) / size)
    return found


def measure(bench):
    us = {}
    for line in convert(bench, "-d", str(DOCUMENTS), "-r", str(bench.rounds)).decode().splitlines():
        found = dict(word.split("=") for word in line.split())
        us.setdefault(found["name"], []).append(float(found["us"]) / float(found["bytes"]))
    mine, table = us["marmot"], bench.table

    def speed(name):
        return [1 / each for each in us[name]]

    def times(name):
        return [ours / theirs for ours, theirs in zip(mine, us[name])]

    def faster(name):
        return [theirs / ours for ours, theirs in zip(mine, us[name])]

    table.row("Markdown to gemtext in process", speed("marmot"), "MB/s")
    table.row("  its time : cmark-gfm's parse in an arena", speed("cmark-arena"), "MB/s", times("cmark-arena"), ("<=", 1.3))
    table.row("  its time : the same without extensions", speed("cmark-arena-plain"), "MB/s", times("cmark-arena-plain"))
    table.row("  its speed : cmark-gfm's parse + CommonMark", speed("cmark-commonmark"), "MB/s", faster("cmark-commonmark"))
    if "lowdown" in us:
        table.row("  its speed : lowdown's library, gemini", speed("lowdown"), "MB/s", faster("lowdown"), (">=", 1.8))
        return
    bench.skip("lowdown's library, which has the goal >= 1.8 (liblowdown-dev is not installed)")
    by_command = lowdown_command(bench)
    if by_command is None:
        bench.skip("the lowdown command (not installed)")
        return
    middle = statistics.median(mine)
    table.row("  its speed : the lowdown command, less its start", [1 / statistics.median(by_command)], "MB/s",
              [each / middle for each in by_command])
    table.note("the command takes about twice its library's time: the goal is not judged by it")
