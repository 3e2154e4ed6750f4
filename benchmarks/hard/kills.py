"""Kills: of coordinators, workers, writers of the database, and of whole servers."""

import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.apps.servers import ROOT
from benchmarks.hard.report import Report
from benchmarks.hard.server import Server
from benchmarks.study.plan import tutorial
from segmentation.study import n_trials
from segmentation.study.store.store import Store

KILLS = ("--trials", "3000", "--coordinators", "8", "--workers", "8", "--writers", "4")
SERVERS = 2
TRIALS = 3000
GOES_ON = 30.0  # seconds from the next start to the next trial


def measure(report: Report) -> None:
    """Run a study whose processes are killed, and one whose server is."""
    command = [sys.executable, "-m", "benchmarks.study.kills", *KILLS]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    last = (ran.stdout if ran.returncode == 0 else ran.stderr).strip().splitlines()
    figure = " ".join(line.removeprefix("- ") for line in last)[-250:]
    promise = "each trial recorded once, none lost"
    report.tell("20 kills within a study", figure, promise, ran.returncode == 0)
    _servers(report, promise)


def _servers(report: Report, promise: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        store, plan = Store(str(Path(folder) / "studies.sqlite")), tutorial(TRIALS)
        number, waits = store.add(plan.to_json(), n_trials(plan), plan.name), []
        for kill in range(SERVERS + 1):
            server, begin = Server(Path(folder)), time.monotonic()
            before = store.get(number).recorded
            while (row := store.get(number)).recorded <= before:
                time.sleep(0.1)
            waits.append(time.monotonic() - begin)
            due = TRIALS * (kill + 1) // (SERVERS + 1)
            while row.recorded < due and row.state != "done":
                row = store.get(number)
                time.sleep(0.02)
            if row.state != "done":
                os.killpg(server.process.pid, signal.SIGKILL)
            server.end()
        complete(report, f"{SERVERS} kills of the server", store, number)
        report.most("it goes on after such a start", max(waits), GOES_ON, "s")
        store.close()


def complete(report: Report, name: str, store: Store, number: int) -> None:
    """Report whether a study is done, with each trial recorded once."""
    row, indices = store.get(number), sorted(store.trials(number).index.tolist())
    once = indices == list(range(row.n_trials)) and row.recorded == row.n_trials
    figure = f"{row.state}, {row.recorded:,} of {row.n_trials:,} recorded, {row.failed} failed"
    report.tell(name, figure, "done, each trial recorded once", once and row.state == "done")
