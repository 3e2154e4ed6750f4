"""A multigrid cycle for eight right-hand sides at once, in single precision.

One call solves ``A x = b`` approximately, with A singular or nearly so. It is the preconditioner of
`segmentation.eigen.multigrid.lobpcg`, which corrects its errors.

Plain aggregation with piecewise constant interpolation makes corrections too small: the coarse
problem overestimates the energy of a smooth error. Two things repair that at no cost in memory:
visiting the next coarser level twice, from every other level, and over-correction.
(Notay, "An aggregation-based algebraic multigrid method", ETNA 37, 2010, repairs it with a Krylov
step per level instead.)
"""

import numpy as np
from numpy.typing import NDArray

from segmentation.eigen.grid import neighbours
from segmentation.eigen.multigrid.hierarchy import Hierarchy
from segmentation.kernels.arrays import filled_indices
from segmentation.kernels.compiled import fast_device
from segmentation.kernels.simd.vectors import at, load, store, zeros
from segmentation.kernels.team import meet

OVER_CORRECTION = np.float32(1.8)
TILE = 512  # rows swept before their residual is formed, so that they are still in the cache

Single = NDArray[np.float32]


@fast_device
def multigrid_cycle(h: Hierarchy, inverse: Single, top: int, b: Single, x: Single) -> None:
    """Compute ``x = C b`` on level `top`, where C is the cycle.

    `inverse` is that of the coarsest level; `b` and `x`, (N, 8), are overwritten on all coarser
    levels.
    """
    coarsest = len(h.bounds) - 1
    visits = filled_indices(len(h.bounds), 0)
    level = top
    while True:
        if level == coarsest:
            if h.team.rank == 0:
                _solve_coarsest(h, inverse, b, x)
        elif visits[level] < 1 + (level - top + 1) % 2:
            if visits[level] == 0:
                _relax_down(h, level, b, x)
            else:
                _residual_down(h, level, b, x)
            visits[level] += 1
            level += 1
            if level == h.n_shared:
                meet(h.team)
            continue
        if level != coarsest:
            visits[level] = 0
        if level == top:
            return
        level -= 1
        if level + 1 == h.n_shared:
            meet(h.team)
        _correct_and_relax_up(h, level, b, x)


@fast_device
def _relax_down(h: Hierarchy, level: int, b: Single, x: Single) -> None:
    """Sweep forward by Gauss-Seidel from x = 0, then restrict the residual to the next level.

    After a forward sweep from zero, the residual at node i consists of the terms of its later
    neighbours, those to the right and below. Two threads sweep their halves at once, each as if
    the other's were still zero; the residual then has these terms, too.
    """
    right, down, above, below = h.right32, h.down32, h.grid.above, h.grid.below
    parent, transfer = h.parent, h.transfer
    first, seam, end = h.own[level, 0], h.own[level, 1], h.own[level, 2]
    shared, is_lower = level < h.n_shared, h.team.rank > 0
    nothing = zeros(b)
    for c in range(h.own[level + 1, 0], h.own[level + 1, 2]):
        store(b, c, nothing)
    if shared:
        for i in range(end if is_lower else seam, end):
            store(x, i, nothing)  # the lower half's first row reads it
        meet(h.team)
    sent = start = first
    while start < end:
        stop = min(start + TILE, seam if start < seam else end)
        row = load(x, start - 1)
        for i in range(start, stop):
            up = at(above, i)
            row = at(right, i - 1) * row + (load(b, i) + at(down, up) * load(x, up))
            store(x, i, row)
        if shared and stop == seam:
            meet(h.team)
        while sent < end and (stop == end or (sent < stop - 1 and at(below, sent) < stop)):
            residual = at(right, sent) * load(x, sent + 1)
            residual = residual + at(down, sent) * load(x, at(below, sent))
            c = at(parent, sent)
            store(b, c, load(b, c) + at(transfer, sent) * residual)
            sent += 1
        start = stop
    if shared:
        meet(h.team)
        for i in range(first, seam if is_lower else first):
            up, c = at(above, i), at(parent, i)
            store(b, c, load(b, c) + at(transfer, i) * (at(down, up) * load(x, up)))


@fast_device
def _residual_down(h: Hierarchy, level: int, b: Single, x: Single) -> None:
    """Restrict the residual of any x to the next level."""
    right, down, above, below = h.right32, h.down32, h.grid.above, h.grid.below
    parent, transfer = h.parent, h.transfer
    nothing = zeros(b)
    for c in range(h.own[level + 1, 0], h.own[level + 1, 2]):
        store(b, c, nothing)
    if level < h.n_shared:
        meet(h.team)
    for i in range(h.own[level, 0], h.own[level, 2]):
        residual = load(b, i) - load(x, i) + neighbours(right, down, above, below, x, i)
        c = at(parent, i)
        store(b, c, load(b, c) + at(transfer, i) * residual)


@fast_device
def _correct_and_relax_up(h: Hierarchy, level: int, b: Single, x: Single) -> None:
    """Add the correction of the next level, then sweep backward by Gauss-Seidel.

    The correction runs ahead of the sweep by one row of the image, which is as far as the sweep
    reads, so that both find x in the cache. Of two halves, the upper one's last row comes before
    the lower one's first, which is corrected before both.
    """
    right, down, above, below = h.right32, h.down32, h.grid.above, h.grid.below
    first, seam, end = h.own[level, 0], h.own[level, 1], h.own[level, 2]
    shared = level < h.n_shared
    corrected = stop = end
    last = first  # to correct
    if shared:
        if h.team.rank > 0:
            for i in range(first, seam):
                _correct(h, i, x)
            last = seam
        meet(h.team)
    row = load(x, end)
    while stop > first:
        start = max(seam if stop > seam else first, stop - TILE)
        farthest = max(first, start - 1)
        for i in range(start, stop):  # the first node that has one of them below
            if at(above, i) > 0:
                farthest = min(farthest, int(at(above, i)))
                break
        while corrected > max(farthest, last):
            corrected -= 1
            _correct(h, corrected, x)
        for i in range(stop - 1, start - 1, -1):
            up = at(above, i)
            known = load(b, i) + at(right, i - 1) * load(x, i - 1) + at(down, up) * load(x, up)
            row = at(right, i) * row + (known + at(down, i) * load(x, at(below, i)))
            store(x, i, row)
        stop = start
        if shared and start == seam:
            meet(h.team)


@fast_device
def _correct(h: Hierarchy, i: int, x: Single) -> None:
    correction = (OVER_CORRECTION * at(h.transfer, i)) * load(x, at(h.parent, i))
    store(x, i, load(x, i) + correction)


@fast_device
def _solve_coarsest(h: Hierarchy, inverse: Single, b: Single, x: Single) -> None:
    first = h.bounds[-1, 0]
    n = len(inverse)
    for i in range(n):
        row = zeros(x)
        for j in range(n):
            row = row + at(inverse, i * n + j) * load(b, first + j)
        store(x, first + i, row)
