"""Figures for Prometheus: frames, their stages, viewers, queues, studies and failures.

They are off unless a server is started with ``--metrics``, and have an address of their own, which
is not the page's. Several processes may serve. Each counts in files of one directory
(``prometheus_client``'s multiprocess mode), and the process that started them adds these up. So an
answer is about all of them, and waits for none that computes.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from functools import cache, partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")

__all__ = ["CountedPool", "FailureCounter", "count_frame", "count_viewers", "served"]

DIRECTORY = "PROMETHEUS_MULTIPROC_DIR"  # of prometheus_client, read when it is imported
SECONDS = (0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20)


class Counters:
    """What one process counts."""

    def __init__(self) -> None:
        from prometheus_client import Counter, Gauge, Histogram  # reads the environment

        new: dict[str, Any] = {"registry": None}
        live: dict[str, Any] = {**new, "multiprocess_mode": "livesum"}
        self.frames = Counter("cutlab_frames", "Frames computed.", **new)
        self.stages = Histogram(
            "cutlab_stage_seconds", "Time of a frame's stage.", ["stage"], buckets=SECONDS, **new
        )
        self.viewers = Gauge("cutlab_viewers", "Open websockets.", ["route"], **live)
        self.waiting = Gauge("cutlab_waiting", "Questions without a thread.", ["route"], **live)
        self.failures = Counter("cutlab_failures", "Errors in the log.", ["logger"], **new)


@cache
def counters() -> Counters | None:
    """Return the counters of this process, or None if figures are off."""
    return Counters() if DIRECTORY in os.environ else None


def count_frame(stages: Mapping[str, float]) -> None:
    """Count a frame that was computed, with the seconds of its stages."""
    if found := counters():
        found.frames.inc()
        for stage, seconds in stages.items():
            found.stages.labels(stage).observe(seconds)


@contextmanager
def count_viewers(route: str) -> Iterator[None]:
    """Count one viewer within the block."""
    gauge = found.viewers.labels(route) if (found := counters()) else None
    if gauge is not None:
        gauge.inc()
    try:
        yield
    finally:
        if gauge is not None:
            gauge.dec()


class CountedPool(ThreadPoolExecutor):
    """Pool of threads that counts what waits for one; `thread_name_prefix` is its name."""

    def submit(self, fn: Callable[P, R], /, *args: P.args, **kwargs: P.kwargs) -> Future[R]:
        """Call a function in a thread."""
        found = counters()
        if found is None:
            return super().submit(fn, *args, **kwargs)
        gauge = found.waiting.labels(self._thread_name_prefix)
        gauge.inc()

        def begun() -> R:
            gauge.dec()
            return fn(*args, **kwargs)

        future = super().submit(begun)
        future.add_done_callback(lambda each: gauge.dec() if each.cancelled() else None)
        return future


class FailureCounter(logging.Handler):
    """Handler of the log that counts errors, also those whose lines are dropped."""

    def emit(self, record: logging.LogRecord) -> None:
        """Count a record."""
        if record.levelno >= logging.ERROR and (found := counters()):
            found.failures.labels(record.name).inc()


@contextmanager
def served(
    address: tuple[str, int] | None, studies: Callable[[], Mapping[str, int]]
) -> Iterator[None]:
    """Answer at an address within the block, in which other processes are started.

    Parameters
    ----------
    address : (str, int) or None
        Host and port; None for no figures.
    studies : callable
        Returns the number of studies by state; it may block, and raise an exception.

    Raises
    ------
    OSError
        If the address cannot be had.
    """
    if address is None:
        yield
        return
    with TemporaryDirectory(prefix="cutlab-metrics-") as folder:
        os.environ[DIRECTORY] = folder
        from prometheus_client import CollectorRegistry, start_http_server

        registry = CollectorRegistry()
        registry.register(_Collector(partial(_processes, Path(folder))))
        registry.register(_Collector(partial(_studies, studies)))
        server, _ = start_http_server(address[1], address[0], registry)
        try:
            yield
        finally:
            server.shutdown()
            server.server_close()


class _Collector:
    """Collector of prometheus_client made of a function."""

    def __init__(self, collect: Callable[[], Any]) -> None:
        self.collect = collect


def _processes(folder: Path) -> Any:
    """Return the sums over the processes; those that have ended have no viewers any more."""
    from prometheus_client.multiprocess import MultiProcessCollector, mark_process_dead

    for file in folder.glob("gauge_live*_*.db"):
        pid = int(file.stem.rpartition("_")[2])
        if not _runs(pid):
            mark_process_dead(pid, str(folder))  # type: ignore[no-untyped-call]
    return MultiProcessCollector(None, str(folder)).collect()  # type: ignore[no-untyped-call]


def _runs(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    return True


def _studies(count: Callable[[], Mapping[str, int]]) -> Any:
    """Yield the studies of the database, and whether it answers."""
    from prometheus_client.core import GaugeMetricFamily

    try:
        found, answers = count(), 1
    except Exception as error:  # the other figures do not need it
        logging.getLogger("cutlab.serving").warning("No figures of studies: %s", error)
        found, answers = {}, 0
    yield GaugeMetricFamily("cutlab_database_up", "Whether it answers.", value=answers)
    family = GaugeMetricFamily("cutlab_studies", "Studies by state.", labels=["state"])
    for state, number in found.items():
        family.add_metric([state], number)
    yield family
