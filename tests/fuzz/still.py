#!/usr/bin/env python3
"""still.py BINARY CORPUS SEEDS [options of libFuzzer, more folders of seeds]: fuzzes until coverage has stood still.

FUZZ_STILL: for how many minutes of processor time (10).  FUZZ_MOST: give up waiting for that after so many (120).
Prints one line: target, what ended it, executions, edges, minutes of processor time, inputs kept.
Ends with 1 if there was a finding, whose input libFuzzer has written beside it.
"""

import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

STATUS = re.compile(r"^#(\d+)\s+\w+\s+cov: (\d+)")
STATS = re.compile(r"^stat::number_of_executed_units:\s+(\d+)")
STEP_S = 1.0


def processor_s(pid):
    """Of all threads, from proc(5); the name in brackets may hold blanks."""
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


class Run:
    def __init__(self, command, log):
        self.executions = self.edges = 0
        self.used = self.news = 0.0
        self.log, self.read = log, 0
        with open(log, "wb") as out:
            self.process = subprocess.Popen(command, stdout=out, stderr=out, stdin=subprocess.DEVNULL)

    def look(self):
        """What the target has said since the last look."""
        with open(self.log, "rb") as said:
            said.seek(self.read)
            text = said.read()
        text = text[:text.rfind(b"\n") + 1]
        self.read += len(text)
        for line in text.decode("utf-8", "replace").splitlines():
            if found := STATUS.match(line):
                self.executions = int(found[1])
                if int(found[2]) > self.edges:
                    self.edges, self.news = int(found[2]), self.used
            elif found := STATS.match(line):
                self.executions = int(found[1])

    def until_still(self, still_s, most_s):
        """Why it ended: "still", "limit" or "FINDING"."""
        while self.process.poll() is None:
            time.sleep(STEP_S)
            try:
                self.used = processor_s(self.process.pid)
            except (FileNotFoundError, ProcessLookupError):
                continue
            self.look()
            still = self.used - self.news >= still_s
            if still or self.used >= most_s:
                self.process.send_signal(signal.SIGINT)
                self.process.wait()
                self.look()
                return "still" if still else "limit"
        self.look()
        return "FINDING"


def main():
    binary, corpus, seeds, *options = sys.argv[1:]
    still_s = 60 * float(os.environ.get("FUZZ_STILL", 10))
    most_s = 60 * float(os.environ.get("FUZZ_MOST", 120))
    Path(corpus).mkdir(parents=True, exist_ok=True)
    log = f"{binary}.log"
    run = Run([binary, "-timeout=30", "-rss_limit_mb=2048", "-print_final_stats=1", f"-artifact_prefix={binary}-",
               corpus, seeds, *options], log)
    try:
        end = run.until_still(still_s, most_s)
    finally:
        if run.process.poll() is None:
            run.process.kill()
            run.process.wait()
    print(f"{Path(binary).name:<12} {end:<8} {run.executions:>12,} runs {run.edges:>7,} edges "
          f"{run.used / 60:>7.1f} min {len(os.listdir(corpus)):>7,} inputs", flush=True)
    if end == "FINDING":
        print(Path(log).read_text(errors="replace")[-6000:], file=sys.stderr)
        return 1
    return 0


sys.exit(main())
