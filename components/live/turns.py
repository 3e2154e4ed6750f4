"""Threads that compute the answers of a live route, in turns that are fair to all viewers.

A viewer has at most one computation at a time, so that each has the same share of the threads. Dear
computations have threads of their own, half as many as cheap ones and at least one: whoever asks
for a large picture waits for others who do, and those who drag circles wait for neither. While a
core of this process's share is free, a large problem that moves is solved by two threads.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import Future
from functools import lru_cache
from threading import Lock
from typing import Any, TypeVar

import orjson

from components.live.duration import segmentation_seconds
from components.pictures.working_size import MOST_WORKING
from components.serving.metrics import CountedPool
from components.serving.processes import n_processes
from components.state.control_specs import control_specs
from components.state.link import from_query
from components.state.model import LONGEST_PINNED, ExplorerState
from segmentation.cores import available_cores, solver_threads
from segmentation.kernels import compiled
from segmentation.kernels.kept_memory import keep_freed_memory

__all__ = ["DEAR", "Turns", "estimate_seconds", "estimate_state"]

DEAR = 0.1  # seconds of a computation, by the estimate, from which it is a dear one
DEFAULT = ExplorerState()
FIELDS = {
    "picture",
    "picture_size",
    "size",
    "use_mask",
    "n_clusters",
    "merge_from",
    "eigen_solver",
    "assign_labels",
}

MASKED = 0.3  # share of the pixels that are nodes where a mask is used

Answer = TypeVar("Answer")


class Turns:
    """Threads for cheap computations, and others for dear ones.

    Parameters
    ----------
    name : str
        Prefix of the threads' names.
    threads : int or None, default=None
        Cheap computations at once; by default the number of cores that the process may use, divided
        by that of the processes that serve. Half as many dear ones, and at least one.
    """

    def __init__(self, name: str, threads: int | None = None) -> None:
        keep_freed_memory()
        self._cores = available_cores() // n_processes()  # the other processes may use theirs
        count = threads or max(1, self._cores)
        self._cheap = _pool(name, count)
        self._dear = _pool(f"{name}-dear", max(1, count // 2))

    def begin(self, seconds: float, run: Callable[[], Answer]) -> Future[Answer]:
        """Compute in a thread when its turn comes.

        Parameters
        ----------
        seconds : float
            Estimate of the time it takes.
        run : callable

        Returns
        -------
        concurrent.futures.Future
            Of what `run` returns; if it is cancelled before its turn, nothing is computed.
        """
        pool = self._dear if seconds >= DEAR else self._cheap
        return pool.submit(_compute, run, self._cores)


_under_way = 0
_lock = Lock()


def _compute(run: Callable[[], Answer], n_cores: int) -> Answer:
    """Compute, with a second thread for a large problem if one of this process's cores is free."""
    global _under_way
    with _lock:
        _under_way += 1
        threads = 2 if _under_way < n_cores else 1
    try:
        with solver_threads(threads):
            return run()
    finally:
        with _lock:
            _under_way -= 1


def _pool(name: str, threads: int) -> CountedPool:
    return CountedPool(
        threads,
        thread_name_prefix=name,
        initializer=compiled.do_not_wait,  # because other viewers wait for the thread
    )


def estimate_seconds(message: bytes | str) -> float:
    """Estimate the time that the answer to a message takes.

    Parameters
    ----------
    message : bytes or str
        Any content; the answer to an invalid one takes none.

    Returns
    -------
    float
        Seconds of one thread.
    """
    try:
        content = orjson.loads(message)
        state = content["state"]
        seconds = _estimate(state)
        pinned = state.get("pinned")
        if pinned and "compare" in content.get("views", ()):  # A may have to be computed as well
            seconds += _estimate_pinned(str(pinned)[:LONGEST_PINNED])
    except (orjson.JSONDecodeError, TypeError, KeyError, ValueError, AttributeError, OverflowError):
        return 0.0
    return seconds


def estimate_state(state: ExplorerState) -> float:
    """Estimate the time that the segmentation of a state takes, in seconds of one thread."""
    return _estimate(state.model_dump(include=FIELDS))


@lru_cache(maxsize=256)
def _estimate_pinned(query: str) -> float:
    return estimate_state(from_query(query)[0])


def _estimate(state: Mapping[str, Any]) -> float:
    k, picture = _number(state, "n_clusters"), bool(state.get("picture"))
    nodes = _number(state, "picture_size" if picture else "size") ** 2
    if picture:
        nodes = min(nodes, MOST_WORKING)
        k = max(k, _number(state, "merge_from"))
    elif state.get("use_mask", DEFAULT.use_mask):
        nodes *= MASKED
    solver = str(state.get("eigen_solver", DEFAULT.eigen_solver))
    labels = str(state.get("assign_labels", DEFAULT.assign_labels))
    return segmentation_seconds(nodes, k, picture=picture, solver=solver, labels=labels)


def _number(state: Mapping[str, Any], name: str) -> float:
    """Return a field, within its bounds; a state beyond them is refused without a computation."""
    spec = control_specs()[name]
    value = float(state.get(name, getattr(DEFAULT, name)))
    return min(max(value, float(spec.minimum or 0)), float(spec.maximum or 0))
