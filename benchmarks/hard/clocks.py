"""Clocks that are set, and processes that are stopped for minutes, beside a study."""

import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psutil

from benchmarks.apps.servers import ROOT
from benchmarks.hard.kills import complete
from benchmarks.hard.report import Report
from benchmarks.hard.server import Server, serving
from benchmarks.study.kills import COORDINATOR
from benchmarks.study.plan import tutorial
from segmentation.study import n_trials
from segmentation.study.store.store import Store

TRIALS = 3000
MINUTE, SIX_MINUTES = 60.0, 360.0
GOES_ON = 30.0  # seconds
HOUR = 3600.0
DAYS = 400 * 24 * HOUR
STEPS = (-DAYS, 0.0, DAYS, 0.0)  # seconds by which the clock is ahead, one after the other
PATIENCE = 600.0  # seconds
# Python's clock in all processes of a study: libfaketime breaks the sleep of Python 3.11.
FALSE_CLOCK = """
import time
real, state = time.time, [0.0, 0.0]

def false():
    if time.monotonic() > state[0]:
        with open({file!r}) as opened:
            state[:] = time.monotonic() + 0.05, float(opened.read() or 0)
    return real() + state[1]

time.time = false
"""


def measure(report: Report, long: "Stopped | None" = None) -> None:
    """Look at leases, set the clock of a study, and stop servers."""
    minute = Stopped(MINUTE)
    _lease_ahead(report)
    _set_clock(report)
    minute.go_on(report)
    _heir(report)
    (long or Stopped(SIX_MINUTES)).go_on(report)


def _study(folder: str, owner: str | None = None) -> tuple[Store, int]:
    store, plan = Store(str(Path(folder) / "studies.sqlite")), tutorial(TRIALS)
    return store, store.add(plan.to_json(), n_trials(plan), plan.name, owner=owner)


def _recorded(store: Store, number: int, more_than: int) -> float:
    """Wait until so many trials are recorded; return the seconds that it took."""
    begin = time.monotonic()
    while store.get(number).recorded <= more_than:
        assert time.monotonic() < begin + PATIENCE, "the study does not go on"
        time.sleep(0.05)
    return time.monotonic() - begin


def _done(store: Store, number: int) -> float:
    return _recorded(store, number, TRIALS - 1)


def _lease_ahead(report: Report) -> None:
    """Take over a study whose lease was given before the clock was set back by an hour."""
    with tempfile.TemporaryDirectory() as folder:
        store, number = _study(folder, owner="the dead")
        with store.database.writing() as connection:
            connection.exec_driver_sql(f"UPDATE studies SET lease_until = lease_until + {HOUR}")
        with serving(folder):
            seconds = _recorded(store, number, 0)
        store.close()
    report.most("a study with a lease an hour ahead goes on after", seconds, GOES_ON, "s")


def _set_clock(report: Report) -> None:
    """Set the clock of coordinator and workers while they run."""
    with tempfile.TemporaryDirectory() as folder:
        store, number = _study(folder)
        clock, url = Path(folder) / "clock", str(Path(folder) / "studies.sqlite")
        clock.write_text("0")
        (Path(folder) / "sitecustomize.py").write_text(FALSE_CLOCK.format(file=str(clock)))
        command = [sys.executable, "-c", COORDINATOR, url, str(number), "", "10"]
        process = subprocess.Popen(command, cwd=ROOT, env={**os.environ, "PYTHONPATH": folder})
        stalls = []
        try:
            _recorded(store, number, 100)
            for step in STEPS:
                clock.write_text(str(step))
                stalls.append(_recorded(store, number, store.get(number).recorded + 300))
            _done(store, number)
            process.wait(30)
        finally:
            process.kill()
        days = (f"{step / DAYS * 400:+.0f} days" for step in STEPS)
        shown = ", ".join(f"{day}: {stall:.0f}" for day, stall in zip(days, stalls, strict=True))
        name = "300 trials after the clock was set"
        report.most(name, max(stalls), GOES_ON, "s", shown)
        complete(report, "the study whose clock was set", store, number)
        store.close()


class Stopped:
    """A server whose processes are all stopped within a study, as on a machine that sleeps."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self._folder = tempfile.TemporaryDirectory()
        self._store, self._number = _study(self._folder.name)
        self._server = Server(Path(self._folder.name))
        _recorded(self._store, self._number, 20)
        self._family = family(self._server)
        send(self._family, signal.SIGSTOP)
        self._until = time.monotonic() + seconds

    def go_on(self, report: Report) -> None:
        """Let it go on once the time is over."""
        time.sleep(max(0.0, self._until - time.monotonic()))
        before = self._store.get(self._number).recorded
        send(self._family, signal.SIGCONT)
        try:
            seconds = _recorded(self._store, self._number, before)
            _done(self._store, self._number)
        finally:
            self._server.end()
        name = f"a server that was stopped for {self.seconds:g} s"
        report.most(f"{name} goes on after", seconds, GOES_ON, "s")
        complete(report, f"the study of {name}", self._store, self._number)
        self._store.close()
        self._folder.cleanup()


def family(server: Server) -> list[psutil.Process]:
    """Return all processes of a server, with the workers of its studies."""
    main = psutil.Process(server.process.pid)
    return [main, *main.children(recursive=True)]


def send(processes: list[psutil.Process], sign: signal.Signals) -> None:
    """Send a signal to processes."""
    for each in processes:
        each.send_signal(sign)


def _heir(report: Report) -> None:
    """Let another server take the study over from one that is stopped, which then goes on."""
    with tempfile.TemporaryDirectory() as folder:
        store, number = _study(folder)
        with serving(folder) as first:
            _recorded(store, number, 20)
            stopped, owner = family(first), store.get(number).owner
            send(stopped, signal.SIGSTOP)
            try:
                with serving(folder):
                    seconds = _recorded(store, number, store.get(number).recorded + 20)
                    changed = store.get(number).owner != owner
                    send(stopped, signal.SIGCONT)
                    _done(store, number)
            finally:
                send(stopped, signal.SIGCONT)
        name = "another server takes over from one that is stopped after"
        report.most(name, seconds if changed else float("inf"), GOES_ON, "s")
        complete(report, "the study that was taken over", store, number)
        store.close()
