"""Solving with a Cholesky factor, eight right-hand sides at once."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from segmentation.eigen.cholesky import Factor
from segmentation.kernels.compiled import fast_kernel
from segmentation.kernels.lanes import at, load, store, zeros

Floats = NDArray[np.float64]


@fast_kernel
def solve_block(f: Factor, b: Floats, x: Floats, y: Floats, spare: Floats) -> None:
    """``x = (A + shift I)^-1 b`` for (n + 2, 8) arrays in the hierarchy's numbers.

    `y`, (n, 8), and `spare`, as long as the largest panel with its border, are scratch.
    """
    n = len(f.order)
    for p in range(n):
        store(y, p, load(b, at(f.order, p)))
    for s in range(len(f.panels)):
        first, m = f.panels[s, 0], f.panels[s, 1] - f.panels[s, 0]
        o = f.start[s]
        for i in range(m):
            store(spare, i, _row_times(f.entries, o + i * m, i + 1, y, first))
        for i in range(m):
            store(y, first + i, load(spare, i))
        o += m * m
        start = f.border_start[s]
        for i in range(f.border_start[s + 1] - start):
            j = at(f.border, start + i)
            store(y, j, load(y, j) - _row_times(f.entries, o + i * m, m, y, first))
    for s in range(len(f.panels) - 1, -1, -1):
        first, m = f.panels[s, 0], f.panels[s, 1] - f.panels[s, 0]
        o = f.start[s] + m * m
        start = f.border_start[s]
        for i in range(f.border_start[s + 1] - start):
            known = load(y, at(f.border, start + i))
            for j in range(m):
                store(y, first + j, load(y, first + j) - at(f.entries, o + i * m + j) * known)
        o = f.start[s]
        for j in range(m):
            store(spare, j, zeros(spare))
        for i in range(m):
            known = load(y, first + i)
            for j in range(i + 1):
                store(spare, j, load(spare, j) + at(f.entries, o + i * m + j) * known)
        for j in range(m):
            store(y, first + j, load(spare, j))
    for p in range(n):
        store(x, at(f.order, p), load(y, p))


@fast_kernel
def _row_times(entries: Floats, o: int, count: int, y: Floats, first: int):  # type: ignore[no-untyped-def]
    """Sum of ``entries[o + j] * y[first + j]``, in four chains: one is bound by latency."""
    s0 = s1 = s2 = s3 = zeros(y)
    j = 0
    while j + 3 < count:
        s0 = s0 + at(entries, o + j) * load(y, first + j)
        s1 = s1 + at(entries, o + j + 1) * load(y, first + j + 1)
        s2 = s2 + at(entries, o + j + 2) * load(y, first + j + 2)
        s3 = s3 + at(entries, o + j + 3) * load(y, first + j + 3)
        j += 4
    while j < count:
        s0 = s0 + at(entries, o + j) * load(y, first + j)
        j += 1
    return (s0 + s1) + (s2 + s3)
