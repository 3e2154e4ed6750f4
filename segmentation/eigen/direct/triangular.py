"""Solution with a Cholesky factor for eight right-hand sides at once.

Four rows of a panel's block, or four columns, are processed together: each value read from the
right-hand sides then serves four products, and the four sums do not depend on one another.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from segmentation.cores import threads_for
from segmentation.eigen.direct.cholesky import Factor
from segmentation.kernels.compiled import fast_device, fast_kernel
from segmentation.kernels.simd.vectors import WIDTH, at, load, store, zeros
from segmentation.kernels.team import ALONE, Team, crew, meet

Floats = NDArray[np.float64]


def members_for(f: Factor, room: int = 0) -> list[Team]:
    """Return the team of threads to solve with a factor, who add up to `room` numbers at a time."""
    halved = f.middle < len(f.panels)
    return crew(room) if halved and threads_for(len(f.order)) > 1 else [ALONE]


def scratch_for(f: Factor, members: Sequence[Team], per: int = 1) -> tuple[Floats, Floats]:
    """Return the scratch arrays of `solve_block` for `per` blocks."""
    n_rows = 2 * len(f.order) - f.panels[f.top, 0] if len(members) > 1 else len(f.order)
    return np.empty((n_rows * per, WIDTH)), np.empty((len(members), f.longest, WIDTH))


@fast_kernel
def solve_block(team: Team, f: Factor, b: Floats, x: Floats, y: Floats, spares: Floats) -> None:
    """Compute ``x = (A + shift I)^-1 b`` for one or more blocks, with rows numbered as in the grid.

    `b` and `x` are (n + 2, 8 m) arrays read eight numbers at once, as ((n + 2) m, 8): the m blocks
    of a node one after the other. `y`, (n m, 8), and `spares`, (team.size, f.longest, 8), are
    scratch. Of two threads each has a subtree, and the first one the panels above, for which the
    second one's changes have rows of their own at the end of `y`.
    """
    n, n_panels = len(f.order), len(f.panels)
    per, spare = len(b) // (n + 2), spares[team.rank]
    first, end, top = 0, n_panels, n_panels
    if team.size > 1:
        first, end, top = f.middle if team.rank > 0 else 0, f.top, f.top
        end = f.top if team.rank > 0 else f.middle
    low = f.panels[first, 0] if first < n_panels else n
    high = f.panels[end, 0] if end < n_panels else n
    above = f.panels[top, 0] if top < n_panels else n
    aside = (n - above) * per if team.rank > 0 else 0
    for part in range(2):  # its own positions, then the first thread's
        for p in range(low if part == 0 else above, high if part == 0 else n):
            for q in range(per):
                if part == 1 and team.rank > 0:
                    store(y, p * per + q + aside, zeros(y))
                else:
                    store(y, p * per + q, load(b, at(f.order, p) * per + q))
    _forward(f, first, end, y, per, above, aside, spare)
    if team.size > 1:
        meet(team)
        if team.rank == 0:
            for p in range(above * per, n * per):
                store(y, p, load(y, p) + load(y, p + (n - above) * per))
            _forward(f, top, n_panels, y, per, n, 0, spare)
            _backward(f, top, n_panels, y, per, spare)
        meet(team)
    _backward(f, first, end, y, per, spare)
    for part in range(1 if team.rank > 0 else 2):
        for p in range(low if part == 0 else above, high if part == 0 else n):
            for q in range(per):
                store(x, at(f.order, p) * per + q, load(y, p * per + q))


@fast_device
def _forward(
    f: Factor, begin: int, stop: int, y: Floats, per: int, above: int, aside: int, spare: Floats
) -> None:
    """Solve with the factor of some panels; what is for rows from `above` on goes `aside`."""
    for s in range(begin, stop):
        first, m = f.panels[s, 0], f.panels[s, 1] - f.panels[s, 0]
        start, length = f.border_start[s], f.border_start[s + 1] - f.border_start[s]
        for q in range(per):
            _times(f.entries, f.start[s], m, m, True, y, first * per + q, per, spare)
            for i in range(m):
                store(y, (first + i) * per + q, load(spare, i))
            _times(f.entries, f.start[s] + m * m, length, m, False, y, first * per + q, per, spare)
            for i in range(length):
                j = at(f.border, start + i) * per + q
                if j >= above * per:
                    j += aside
                store(y, j, load(y, j) - load(spare, i))


@fast_device
def _backward(f: Factor, begin: int, stop: int, y: Floats, per: int, spare: Floats) -> None:
    """Solve with the transposed factor of some panels."""
    for s in range(stop - 1, begin - 1, -1):
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
