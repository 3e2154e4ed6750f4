"""Threads that compute the answers of a live route, in turns that are fair to all viewers.

A viewer has at most one computation at a time, so that each has the same share of the threads. Dear
computations have threads of their own, fewer than there are cores: whoever asks for a large picture
waits for others who do, and those who drag circles wait for neither.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from typing import TypeVar

import orjson

from components.serving.metrics import CountedPool
from components.state.model import ExplorerState
from segmentation.cores import available_cores
from segmentation.kernels import compiled

__all__ = ["DEAR", "Turns", "estimate_seconds"]

DEAR = 0.1  # seconds of a computation, by the estimate, from which it is a dear one
DEFAULT = ExplorerState()

# Microseconds a node, fitted to the median times of one thread for scenes of 50 to 400 pixels and k
# 4 and 20, and for the samples at 100 to 400 pixels: eigenvectors of a scene, those of a picture,
# and labels by k-means, whose time grows with the square of k. Within a factor of three of each.
SCENE, PICTURE, LABELS = 0.7, 5.0, 0.035
MASKED = 0.3  # share of the pixels that are nodes where a mask is used

Answer = TypeVar("Answer")


class Turns:
    """Threads for cheap computations, and others for dear ones.

    Parameters
    ----------
    name : str
        Prefix of the threads' names.
    threads : int or None, default=None
        Cheap computations at once; by default the number of cores that the process may use. Half
        as many dear ones.
    """

    def __init__(self, name: str, threads: int | None = None) -> None:
        count = threads or available_cores()
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
        return (self._dear if seconds >= DEAR else self._cheap).submit(run)


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
        state = orjson.loads(message)["state"]
        k = int(state.get("n_clusters", DEFAULT.n_clusters))
        if state.get("picture"):
            side = int(state.get("picture_size", DEFAULT.picture_size))
            nodes, each = float(side**2), PICTURE
        else:
            nodes, each = float(int(state.get("size", DEFAULT.size)) ** 2), SCENE
            if state.get("use_mask", DEFAULT.use_mask):
                nodes *= MASKED
    except (orjson.JSONDecodeError, TypeError, KeyError, ValueError, AttributeError):
        return 0.0
    return 1e-6 * nodes * (each + LABELS * k**2)
