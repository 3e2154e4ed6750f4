"""Memory that a process keeps for the next solve."""

from __future__ import annotations

import ctypes
import sys

__all__ = ["keep_freed_memory"]

M_TRIM_THRESHOLD, M_MMAP_THRESHOLD = -1, -3  # of glibc's malloc.h
LARGEST_KEPT = 32 * 2**20  # bytes of an array; a larger one is given back when it is freed
MOST_KEPT = 64 * 2**20  # bytes at the end of an arena


def keep_freed_memory() -> bool:
    """Have freed memory kept, by glibc, where it would be given back to the system at once.

    A solve of 43,000 nodes would ask for 2,800 pages each time, and a fourth of its time would be
    the system's. It concerns all of the process, which should be a server or a worker.

    Returns
    -------
    bool
        Whether that is possible here.
    """
    if not sys.platform.startswith("linux"):
        return False
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    return (
        mallopt is not None
        and bool(mallopt(M_MMAP_THRESHOLD, LARGEST_KEPT))
        and bool(mallopt(M_TRIM_THRESHOLD, MOST_KEPT))
    )
