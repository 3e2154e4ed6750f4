"""Squared distances of points to centres, stored until a centre moves.

Points are stored in blocks of 32, coordinate by coordinate, so that four vector registers of eight
hold one coordinate of a block. The table of distances of a few thousand points fits in the cache;
if few centres move, only their columns are computed again.
"""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from segmentation.kernels.arrays import filled_indices, filled_vector, zero_blocks, zero_matrix
from segmentation.kernels.compiled import fast_device
from segmentation.kernels.simd.vectors import WIDTH, at, load, store, zeros

Floats = NDArray[np.float64]
Labels = NDArray[np.intp]

BLOCK = 32
ROWS = BLOCK // WIDTH  # registers for one coordinate of a block; the code below assumes 4
HUGE = 1e300


class Points(NamedTuple):
    """Weighted points, centred.

    Attributes
    ----------
    blocks : ndarray of shape (n_blocks, d, 32)
    weights : ndarray of shape (32 * n_blocks,)
        Positive; 0 after the last point.
    """

    blocks: Floats
    weights: Floats


class Partition(NamedTuple):
    """Labels of points, and the centres that they come from.

    Attributes
    ----------
    labels : ndarray of shape (32 * n_blocks,), int
        -1 for points without a label so far, and after the last point.
    centres : ndarray of shape (k, d)
    sums : ndarray of shape (k, d)
        Sum of weight times point over each cluster.
    mass : ndarray of shape (k,)
        Sum of weights of each cluster.
    near : ndarray of shape (32 * n_blocks,)
        Squared distance to the point's centre, if that has not moved since; `HUGE` without a
        centre.
    present : ndarray of shape (n_blocks,), int
        Labels that occur in each block, as bits.
    """

    labels: Labels
    centres: Floats
    sums: Floats
    mass: Floats
    near: Floats
    present: Labels


class Distances(NamedTuple):
    """Squared distances from points to centres, with the times at which they were computed.

    Attributes
    ----------
    table : ndarray of shape (n_blocks, k, 32), or (1, k, 32)
        Distances of all blocks, or only of the current block if all are too many.
    moved : ndarray of shape (k,), int
        Time at which each centre last moved.
    seen : ndarray of shape (n_blocks,) or (1,), int
        Time up to which moves are included in the table; -1 if it has only one block.
    clock : ndarray of shape (1,), int
        The time, which `tick` advances, so that subsequent moves are newer than those included.
    """

    table: Floats
    moved: Labels
    seen: Labels
    clock: Labels


@fast_device
def make_distances(n_blocks: int, k: int, kept: bool) -> Distances:
    """Return a table in which every column is out of date."""
    slots = n_blocks if kept else 1
    table = zero_blocks(slots, k, BLOCK)
    moved, seen, clock = filled_indices(k, 0), filled_indices(slots, -1), filled_indices(1, 0)
    return Distances(table, moved, seen, clock)


@fast_device
def tick(clock: Labels) -> int:
    """Return a new time."""
    clock[0] += 1
    return int(clock[0])


@fast_device
def make_partition(n_blocks: int, k: int, d: int) -> Partition:
    """Return a partition without labels, its centres all at the origin."""
    labels, present = filled_indices(n_blocks * BLOCK, -1), filled_indices(n_blocks, 0)
    near, mass = filled_vector(n_blocks * BLOCK, HUGE), filled_vector(k, 0.0)
    return Partition(labels, zero_matrix(k, d), zero_matrix(k, d), mass, near, present)


@fast_device
def copy(source: NDArray[Any], target: NDArray[Any]) -> None:
    """Copy a contiguous array to another of its shape.

    The shape checks that numba adds to ``target[:] = source`` take seconds to compile.
    """
    numbers, copies = source.reshape(-1), target.reshape(-1)
    for i in range(len(numbers)):
        copies[i] = numbers[i]


@fast_device
def bit(label: int) -> int:
    """Return the bit of a label; with more than 64 labels, some share a bit."""
    return 1 << (label & 63)


@fast_device
def update(
    points: Floats,
    block: int,
    centres: Floats,
    rows: Floats,
    slot: int,
    moved: Labels,
    seen: Labels,
    now: int,
) -> int:
    """Bring the distances of a block, in `slot` of the table, up to date.

    `points` and `rows` are the blocks of points and the table, in rows of eight. Return the bits
    of the centres that had moved.
    """
    k, d = centres.shape
    since = seen[slot]
    first, row = block * d * ROWS, slot * k * ROWS
    waiting, stale = -1, 0
    for j in range(k):
        if moved[j] > since:
            stale |= bit(j)
            if waiting < 0:
                waiting = j
            else:
                _two_columns(
                    points, first, centres, waiting, j, rows, row + waiting * ROWS, row + j * ROWS
                )
                waiting = -1
    if waiting >= 0:
        column(points, first, centres, waiting, rows, row + waiting * ROWS)
    if len(seen) > 1:
        seen[slot] = now
    return stale


@fast_device
def column(points: Floats, first: int, centres: Floats, j: int, rows: Floats, row: int) -> None:
    """Compute the squared distances of a block to centre j, from `row` on in rows of eight.

    The coordinates of the block begin in row `first` of `points`.
    """
    d = centres.shape[1]
    a = b = e = f = zeros(points)
    for c in range(d):
        middle, here = at(centres, j * d + c), first + c * ROWS
        x = load(points, here) - middle
        a = a + x * x
        x = load(points, here + 1) - middle
        b = b + x * x
        x = load(points, here + 2) - middle
        e = e + x * x
        x = load(points, here + 3) - middle
        f = f + x * x
    store(rows, row, a)
    store(rows, row + 1, b)
    store(rows, row + 2, e)
    store(rows, row + 3, f)


@fast_device
def _two_columns(
    points: Floats, first: int, centres: Floats, i: int, j: int, rows: Floats, row: int, other: int
) -> None:
    """Do the work of `column` for centres i and j, loading each coordinate once for both."""
    d = centres.shape[1]
    a = b = e = f = zeros(points)
    p = q = r = s = zeros(points)
    for c in range(d):
        one, two, here = at(centres, i * d + c), at(centres, j * d + c), first + c * ROWS
        x = load(points, here)
        y, z = x - one, x - two
        a, p = a + y * y, p + z * z
        x = load(points, here + 1)
        y, z = x - one, x - two
        b, q = b + y * y, q + z * z
        x = load(points, here + 2)
        y, z = x - one, x - two
        e, r = e + y * y, r + z * z
        x = load(points, here + 3)
        y, z = x - one, x - two
        f, s = f + y * y, s + z * z
    store(rows, row, a)
    store(rows, row + 1, b)
    store(rows, row + 2, e)
    store(rows, row + 3, f)
    store(rows, other, p)
    store(rows, other + 1, q)
    store(rows, other + 2, r)
    store(rows, other + 3, s)
