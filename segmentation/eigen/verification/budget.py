"""Budgets of work and memory of a solve, from the numbers of nodes and eigenpairs alone."""

from __future__ import annotations

import os
from functools import cache
from typing import NamedTuple

from segmentation.errors import ConvergenceError

__all__ = ["Budget", "admit", "fitting", "machine_memory"]

UNKNOWN = 16e9  # bytes of memory to assume if the operating system does not report it
SHARE = 0.9  # of the memory, for one solve


class Budget(NamedTuple):
    """Upper bounds on the work and memory of a solve.

    Attributes
    ----------
    steps : int
        Steps of the outermost iteration, after which the solver gives up. No step costs more than
        the first.
    memory : int
        Bytes, without those of the graph.
    """

    steps: int
    memory: int


@cache
def machine_memory() -> float:
    """Return the bytes of memory that this machine has."""
    try:
        return float(os.sysconf("SC_PHYS_PAGES")) * os.sysconf("SC_PAGE_SIZE")
    except (AttributeError, ValueError, OSError):  # not on Windows
        return UNKNOWN


def fitting(fixed: float, each: float) -> int:
    """Return the number of blocks of `each` bytes that fit in memory beside `fixed` bytes."""
    return int((SHARE * machine_memory() - fixed) / each)


def admit(solver: str, n_nodes: int, memory: float) -> None:
    """Raise `ConvergenceError` for a solve that may take more memory than the machine has."""
    limit = SHARE * machine_memory()
    if memory <= limit:
        return
    digits = f"{0.9 * n_nodes * limit / memory:.1e}"  # memory grows a little faster than nodes
    raise ConvergenceError(
        f"The {solver} solver may take {memory / 1e9:.1f} GB for {n_nodes:,} pixels, of the "
        f"{machine_memory() / 1e9:.1f} GB of this machine.",
        f"Use a picture or a mask of {int(float(digits)):,} pixels.",
    )
