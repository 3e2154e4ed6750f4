"""A study of a million trials: its files and figures, and a viewer who drags meanwhile."""

import tempfile
from pathlib import Path

import psutil

from benchmarks.hard.report import Report
from benchmarks.hard.server import serving
from benchmarks.study import million

TRIALS = 1_000_000
MORE = 200  # MB, of the server itself, and of the process that does the work over one at rest
P95 = 60  # ms of a viewer's frame


def measure(report: Report) -> None:
    """Fetch each file, five at once, and the figures."""
    with tempfile.TemporaryDirectory() as folder:
        number = million.make(Path(folder) / "studies.sqlite", TRIALS)
        with serving(folder, "--workers=1") as server:
            process = psutil.Process(server.process.pid)
            for name, work in million.works(server.url, number).items():
                seen = million.watched(process, server.url, work)
                test = f"a million trials, {name}"
                shown = f"{seen.took:.0f} s, {seen.result}" if seen.result else ""
                report.most(f"{test}: the server's growth", seen.growth, MORE, "MB", shown)
                if seen.other:
                    most = 2 * MORE * (2 if "five" in name else 1)  # two work at a time
                    report.most(f"{test}: its processes", seen.other, most, "MB")
                report.most(f"{test}: p95 of a viewer meanwhile", seen.p95, P95, "ms")
