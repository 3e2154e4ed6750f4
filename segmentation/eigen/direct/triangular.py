"""Solution with a Cholesky factor for eight right-hand sides at once.

Four rows of a panel's block, or four columns, are processed together: each value read from the
right-hand sides then serves four products, and the four sums do not depend on one another.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from segmentation.eigen.direct.cholesky import Factor
from segmentation.kernels.compiled import fast_device, fast_kernel
from segmentation.kernels.simd.vectors import at, load, store, zeros

Floats = NDArray[np.float64]


@fast_kernel
def solve_block(f: Factor, b: Floats, x: Floats, y: Floats, spare: Floats) -> None:
    """Compute ``x = (A + shift I)^-1 b`` for one or more blocks, with rows numbered as in the grid.

    `b` and `x` are (n + 2, 8 m) arrays read eight numbers at once, as ((n + 2) m, 8): the m blocks
    of a node one after the other. `y`, (n m, 8), and `spare`, (f.longest, 8), are scratch.
    """
    n = len(f.order)
    per = len(y) // n
    for p in range(n):
        for q in range(per):
            store(y, p * per + q, load(b, at(f.order, p) * per + q))
    for s in range(len(f.panels)):
        first, m = f.panels[s, 0], f.panels[s, 1] - f.panels[s, 0]
        start, length = f.border_start[s], f.border_start[s + 1] - f.border_start[s]
        for q in range(per):
            _times(f.entries, f.start[s], m, m, True, y, first * per + q, per, spare)
            for i in range(m):
                store(y, (first + i) * per + q, load(spare, i))
            _times(f.entries, f.start[s] + m * m, length, m, False, y, first * per + q, per, spare)
            for i in range(length):
                j = at(f.border, start + i) * per + q
                store(y, j, load(y, j) - load(spare, i))
    for s in range(len(f.panels) - 1, -1, -1):
        first, m = f.panels[s, 0], f.panels[s, 1] - f.panels[s, 0]
        start, length = f.border_start[s], f.border_start[s + 1] - f.border_start[s]
        for q in range(per):
            for i in range(length):
                store(spare, i, load(y, at(f.border, start + i) * per + q))
            _transposed_times(f.entries, f.start[s] + m * m, length, m, False, spare, 0, length)
            for j in range(m):
                store(spare, j, load(y, (first + j) * per + q) - load(spare, length + j))
            _transposed_times(f.entries, f.start[s], m, m, True, spare, 0, m)
            for j in range(m):
                store(y, (first + j) * per + q, load(spare, m + j))
    for p in range(n):
        for q in range(per):
            store(x, at(f.order, p) * per + q, load(y, p * per + q))


@fast_device
def _times(
    entries: Floats, o: int, n: int, m: int, lower: bool, y: Floats, first: int, per: int,
    out: Floats,
) -> None:  # fmt: skip
    """Compute ``out = M y[first::per]`` for the (n, m) matrix at `o`, triangular if `lower`."""
    i = 0
    while i + 3 < n:
        s0 = s1 = s2 = s3 = zeros(y)
        o0, o1, o2, o3 = o + i * m, o + (i + 1) * m, o + (i + 2) * m, o + (i + 3) * m
        for j in range(i + 4 if lower else m):
            row = load(y, first + j * per)
            s0 = s0 + at(entries, o0 + j) * row
            s1 = s1 + at(entries, o1 + j) * row
            s2 = s2 + at(entries, o2 + j) * row
            s3 = s3 + at(entries, o3 + j) * row
        store(out, i, s0)
        store(out, i + 1, s1)
        store(out, i + 2, s2)
        store(out, i + 3, s3)
        i += 4
    while i < n:
        s0 = s1 = zeros(y)
        j, end = 0, i + 1 if lower else m
        while j + 1 < end:
            s0 = s0 + at(entries, o + i * m + j) * load(y, first + j * per)
            s1 = s1 + at(entries, o + i * m + j + 1) * load(y, first + (j + 1) * per)
            j += 2
        if j < end:
            s0 = s0 + at(entries, o + i * m + j) * load(y, first + j * per)
        store(out, i, s0 + s1)
        i += 1


@fast_device
def _transposed_times(
    entries: Floats, o: int, n: int, m: int, lower: bool, y: Floats, first: int, out: int
) -> None:
    """Compute ``y[out:] = M.T y[first:]`` for the (n, m) matrix at `o`, triangular if `lower`."""
    j = 0
    while j + 3 < m:
        s0 = s1 = s2 = s3 = zeros(y)
        for i in range(j if lower else 0, n):
            row, a = load(y, first + i), o + i * m + j
            s0 = s0 + at(entries, a) * row
            s1 = s1 + at(entries, a + 1) * row
            s2 = s2 + at(entries, a + 2) * row
            s3 = s3 + at(entries, a + 3) * row
        store(y, out + j, s0)
        store(y, out + j + 1, s1)
        store(y, out + j + 2, s2)
        store(y, out + j + 3, s3)
        j += 4
    while j < m:
        s0 = zeros(y)
        for i in range(j if lower else 0, n):
            s0 = s0 + at(entries, o + i * m + j) * load(y, first + i)
        store(y, out + j, s0)
        j += 1
