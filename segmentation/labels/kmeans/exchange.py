"""Moves of single points and of chains of them, beyond the fixed points of Lloyd's iteration.

Lloyd's iteration stops at the first of many partitions that differ in a few pixels on a border. J.
A. Hartigan (Clustering Algorithms, 1975) moves single points by the true change of the inertia, in
which the centres are updated. B. W. Kernighan and S. Lin (An efficient heuristic procedure for
partitioning graphs, Bell Syst. Tech. J. 49, 1970, doi:10.1002/j.1538-7305.1970.tb01770.x) continue
with moves that do not pay yet, and return to the best state of the chain. Together they find the
same border from either side. A partition that no single move improves is also a fixed point of
Lloyd's iteration.
"""

import numpy as np
from numpy.typing import NDArray

from segmentation.kernels.arrays import empty_indices, empty_matrix, empty_vector, filled_flags
from segmentation.kernels.compiled import fast_device
from segmentation.kernels.simd.vectors import WIDTH
from segmentation.labels.kmeans.chain import move_chain
from segmentation.labels.kmeans.distances import (
    BLOCK,
    HUGE,
    Distances,
    Partition,
    Points,
    bit,
    tick,
    update,
)
from segmentation.labels.kmeans.lloyd import NOTHING, recentre, spread_of

Floats = NDArray[np.float64]
Labels = NDArray[np.intp]

# The cost allowed for a move is the gain of this many points at the same place together, for each
# move in a chain.
REACH = 3 / 16
MOST_ROUNDS = 50
WORTH = 1e-13  # share of the spread; a smaller gain is rounding


@fast_device
def exchange(
    points: Points,
    partition: Partition,
    distances: Distances,
    changed: NDArray[np.bool_],
    longest: int,
) -> float:
    """Move points between clusters while that pays; return the spread of the centres.

    One of the two clusters has to be `changed`, (k,): those marked at first, and later those with
    moved points. Chains have up to `longest` moves.
    """
    sums, mass = partition.sums, partition.mass
    k, d = partition.centres.shape
    first, following = empty_indices(k * k), empty_indices(len(points.weights))
    candidates, scratch = empty_indices(longest), empty_matrix(longest + 2, d + 1)
    touched = filled_flags(k, False)
    for _ in range(MOST_ROUNDS):
        now = tick(distances.clock)
        recentre(partition.centres, sums, mass, touched, distances.moved, now)
        _list_candidates(
            points, partition, distances, changed, REACH * longest, now, first, following
        )
        changed[:] = False
        smallest = WORTH * spread_of(sums, mass)
        if not _move_listed(
            points, partition, first, following, candidates, scratch, smallest, changed, touched
        ):
            break
    return spread_of(sums, mass)


@fast_device
def _list_candidates(
    points: Points,
    partition: Partition,
    distances: Distances,
    changed: NDArray[np.bool_],
    reach: float,
    now: int,
    first: Labels,
    following: Labels,
) -> None:
    """List, for each pair of clusters, the points whose move from one to the other may pay.

    The list for clusters a and b begins with point ``first[a * k + b]``; `following` gives the next
    point of each, and -1 ends a list.
    """
    weights, labels, mass = points.weights, partition.labels, partition.mass
    near, present = partition.near, partition.present
    table, moved, seen = distances.table, distances.moved, distances.seen
    k, kept = len(mass), len(seen) > 1
    rows_of_points, rows = points.blocks.reshape(-1, WIDTH), table.reshape(-1, WIDTH)
    best, other = empty_vector(BLOCK), empty_indices(BLOCK)
    factor, limit = empty_vector(k), empty_vector(k)
    top = _set_limits(mass, factor, limit, reach)
    first[:] = -1
    bits = 0
    for j in range(k):
        bits |= bit(j) if changed[j] else 0
    for block in range(len(points.blocks)):
        slot, start = (block if kept else 0), block * BLOCK
        stale = update(rows_of_points, block, partition.centres, rows, slot, moved, seen, now)
        stale |= bits
        if (
            kept
            and not stale & present[block]
            and not _any_near(table, slot, stale, factor, top, near, start)
        ):
            continue
        cheapest_other(table, slot, labels, start, factor, best, other)
        for p in range(BLOCK):
            i = start + p
            own, to, weight = labels[i], other[p], weights[i]
            if weight == 0.0:
                continue
            here = table[slot, own, p]
            near[i] = here
            if to < 0 or best[p] > limit[own] * here or not (changed[own] or changed[to]):
                continue
            if _may_pay(here, table[slot, to, p], mass[own], mass[to], weight, reach):
                pair = own * k + to
                following[i] = first[pair]
                first[pair] = i


@fast_device
def _move_listed(
    points: Points,
    partition: Partition,
    first: Labels,
    following: Labels,
    candidates: Labels,
    scratch: Floats,
    smallest: float,
    changed: NDArray[np.bool_],
    touched: NDArray[np.bool_],
) -> bool:
    """Move the listed points, pair by pair; mark the clusters, return whether any moved."""
    k, present = len(partition.mass), partition.present
    improved = False
    for pair in range(k * k):
        if first[pair] < 0:
            continue
        count, i = 0, first[pair]
        while i >= 0 and count < len(candidates):
            candidates[count] = i
            count, i = count + 1, following[i]
        a, b = pair // k, pair % k
        if move_chain(points, partition, candidates[:count], a, b, scratch, smallest):
            improved = True
            changed[a], changed[b], touched[a], touched[b] = True, True, True, True
            for s in range(count):
                present[candidates[s] // BLOCK] |= bit(b)
    return improved


@fast_device
def _any_near(
    table: Floats, slot: int, bits: int, factor: Floats, top: float, near: Floats, first: int
) -> bool:
    """Return whether a point of a block may move to one of the clusters in `bits`."""
    n_near = 0
    for j in range(table.shape[1]):
        if bits & bit(j):
            for p in range(BLOCK):
                n_near += factor[j] * table[slot, j, p] <= top * near[first + p]
            if n_near:
                return True
    return False


@fast_device
def _set_limits(mass: Floats, factor: Floats, limit: Floats, reach: float) -> float:
    """Compute the factors from squared distances to the costs of joining, and limits.

    A point leaves a cluster only if the cost of joining another is at most `limit` times the
    squared distance from its centre. Return the largest limit.
    """
    lightest, largest = HUGE, 0.0
    for j in range(len(mass)):
        if mass[j] > NOTHING:
            lightest = min(lightest, mass[j])
    for j in range(len(mass)):
        factor[j] = mass[j] / (mass[j] + 1) if mass[j] > NOTHING else HUGE
        limit[j] = HUGE
        share = reach * (1 / mass[j] + 1 / lightest) if mass[j] > 2 else 1.0
        if share < 0.5 and lightest > 2:
            limit[j] = 2 * (mass[j] / (mass[j] - 1) + share) / (1 - share)
        largest = max(largest, limit[j])
    return largest


@fast_device
def cheapest_other(
    table: Floats,
    slot: int,
    labels: Labels,
    first: int,
    factor: Floats,
    best: Floats,
    other: Labels,
) -> None:
    """Find the other cluster that each point of a block joins at the least cost, and that cost."""
    for p in range(BLOCK):
        best[p], other[p] = HUGE, -1
    for j in range(table.shape[1]):
        if factor[j] == HUGE:
            continue
        for p in range(BLOCK):
            price = HUGE if labels[first + p] == j else factor[j] * table[slot, j, p]
            other[p] = j if price < best[p] else other[p]
            best[p] = min(best[p], price)


@fast_device
def _may_pay(
    here: float, there: float, own: float, other: float, weight: float, reach: float
) -> bool:
    """Return whether a point's move pays, alone or together with some of its neighbours."""
    left = own - weight
    if left <= NOTHING:
        return False
    price = there * other / (other + weight) - here * own / left
    # Each of t points that move together gains up to about (t - 1) times this amount.
    pull = weight * (here + there) * (1 / own + 1 / other)
    return price < reach * pull
