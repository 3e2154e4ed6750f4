"""Swaps of centres, which reach partitions that neither Lloyd's iteration nor single moves reach.

If two centres share a cluster for which one would suffice, and another cluster should be two, no
sequence of small moves corrects that. The cluster that gains most from a division and the one whose
dissolution costs least are found by estimates that are cheaper than a pass over the points; then
the centre of the latter moves to the former. P. Fränti, Efficiency of random swap clustering, J.
Big Data 5 (2018), doi:10.1186/s40537-018-0122-y, takes both at random.
"""

import numpy as np
from numpy.typing import NDArray

from segmentation.kernels.arrays import (
    empty_indices,
    empty_matrix,
    empty_vector,
    filled_flags,
    filled_indices,
    filled_vector,
    zero_blocks,
)
from segmentation.kernels.compiled import fast_device
from segmentation.kernels.simd.vectors import WIDTH
from segmentation.labels.kmeans.distances import (
    BLOCK,
    HUGE,
    Distances,
    Partition,
    Points,
    copy,
    tick,
    update,
)
from segmentation.labels.kmeans.exchange import cheapest_other, exchange
from segmentation.labels.kmeans.halves import halve
from segmentation.labels.kmeans.lloyd import NOTHING, add_up, settle

Floats = NDArray[np.float64]
Labels = NDArray[np.intp]

FEW = 500  # the last one in this many points that still changes its label is left to the exchange
BETTER = 1e-9  # share of the inertia; less is rounding
MOST_OF_ONE = 3  # largest number of tried swaps that divide the same cluster, or dissolve it
# The gain of a division is estimated by few passes, and further passes can double it.
WORTH_TRYING = 0.25  # least ratio of that gain to the cost of dissolving the other cluster
# A swap is abandoned if after two and after six passes it is behind by more than these shares of a
# cluster's inertia, as only one in fifty successful swaps was.
LAGGING, STILL_LAGGING = 1.5, 0.8


@fast_device
def improve(
    points: Points,
    partition: Partition,
    distances: Distances,
    scatter: float,
    passes: int,
    n_swaps: int,
    longest: int,
) -> float:
    """Move the centres to a local optimum, then swap some; return their spread.

    Swaps are tried, the most promising first, until `n_swaps` successive ones fail. `scatter` is
    the inertia about the origin, `passes` the largest number of passes of Lloyd's iteration, and
    `longest` the longest chain of `exchange`, which 0 omits.
    """
    blocks, weights = points.blocks, points.weights
    labels, centres, moved = partition.labels, partition.centres, distances.moved
    k, d = centres.shape
    few = len(weights) // FEW
    changed, anew = filled_flags(k, True), filled_flags(k, True)
    best = settle(points, partition, distances, passes, few)
    if longest > 0:
        best = exchange(points, partition, distances, changed, longest)
    if n_swaps == 0:
        return best
    gain, cost = filled_vector(k, 0.0), filled_vector(k, 0.0)
    halves = zero_blocks(2, k, d)
    best_centres = empty_matrix(k, d)
    best_labels, best_present = empty_indices(len(labels)), empty_indices(len(partition.present))
    copy(centres, best_centres)
    copy(labels, best_labels)
    copy(partition.present, best_present)
    tried = filled_flags(k * k, False).reshape(k, k)
    n_failed = 0
    while n_failed < n_swaps:
        if n_failed == 0:
            add_up(blocks, weights, labels, partition.sums, partition.mass)
            halve(points, partition, anew, gain, halves)
            _price(points, partition, distances, cost)
            tried[:] = False
        parted, dissolved = _most_promising(gain, cost, tried)
        if parted < 0:
            break
        tried[parted, dissolved] = True
        now = tick(distances.clock)
        for c in range(d):
            centres[parted, c] = halves[0, parted, c]
            centres[dissolved, c] = halves[1, parted, c]
        moved[parted], moved[dissolved] = now, now
        inertia = max(scatter - best, 0.0)
        spread = _settle_if_promising(
            points, partition, distances, passes, longest, best, inertia, best_centres, changed
        )
        _compare(centres, best_centres, changed)
        if spread > best + BETTER * inertia:
            best, n_failed = spread, 0
            copy(changed, anew)
            copy(centres, best_centres)
            copy(labels, best_labels)
            copy(partition.present, best_present)
            continue
        n_failed += 1
        now = tick(distances.clock)
        for j in range(k):
            if changed[j]:
                moved[j] = now
        copy(best_centres, centres)
        copy(best_labels, labels)
        copy(best_present, partition.present)
    return best


@fast_device
def _settle_if_promising(
    points: Points,
    partition: Partition,
    distances: Distances,
    passes: int,
    longest: int,
    best: float,
    inertia: float,
    best_centres: Floats,
    changed: NDArray[np.bool_],
) -> float:
    """Move swapped centres to a local optimum, unless they fall behind; return their spread.

    `best` is the spread before the swap, `inertia` the inertia of the partition. `changed` is
    scratch.
    """
    k, few = len(partition.mass), len(points.weights) // FEW
    spread = settle(points, partition, distances, 2, few)
    if spread > best - LAGGING / k * inertia:
        spread = settle(points, partition, distances, 4, few)
    if spread > best - STILL_LAGGING / k * inertia:
        settle(points, partition, distances, passes, few)
        _compare(partition.centres, best_centres, changed)
        spread = exchange(points, partition, distances, changed, longest)
    return spread


@fast_device
def _compare(centres: Floats, others: Floats, differ: NDArray[np.bool_]) -> None:
    """Mark the centres that differ."""
    for j in range(len(centres)):
        differ[j] = False
        for c in range(centres.shape[1]):
            if centres[j, c] != others[j, c]:
                differ[j] = True


@fast_device
def _most_promising(gain: Floats, cost: Floats, tried: NDArray[np.bool_]) -> tuple[int, int]:
    """Return the clusters to divide and to dissolve, -1 if there is none."""
    k = len(gain)
    most, parted, dissolved = -HUGE, -1, -1
    as_parted, as_dissolved = filled_indices(k, 0), filled_indices(k, 0)
    for i in range(k):
        for j in range(k):
            as_parted[i] += tried[i, j]
            as_dissolved[j] += tried[i, j]
    for i in range(k):
        if as_parted[i] >= MOST_OF_ONE or gain[i] <= 0:
            continue
        for j in range(k):
            if i == j or tried[i, j] or as_dissolved[j] >= MOST_OF_ONE:
                continue
            if gain[i] > WORTH_TRYING * cost[j] and gain[i] - cost[j] > most:
                most, parted, dissolved = gain[i] - cost[j], i, j
    return parted, dissolved


@fast_device
def _price(points: Points, partition: Partition, distances: Distances, cost: Floats) -> None:
    """Estimate the increase of the inertia if a cluster is dissolved.

    Its points go to the nearest other centres, or all to another cluster, the two centres being
    merged.
    """
    blocks, weights, labels = points.blocks, points.weights, partition.labels
    centres, mass = partition.centres, partition.mass
    table, moved, seen = distances.table, distances.moved, distances.seen
    k, d = centres.shape
    rows_of_points, rows = blocks.reshape(-1, WIDTH), table.reshape(-1, WIDTH)
    best, other, now = empty_vector(BLOCK), empty_indices(BLOCK), distances.clock[0]
    factor = empty_vector(k)
    for j in range(k):
        factor[j] = 1.0 if mass[j] > NOTHING else HUGE
    cost[:] = 0.0
    for block in range(len(blocks)):
        slot = block if len(seen) > 1 else 0
        update(rows_of_points, block, centres, rows, slot, moved, seen, now)
        cheapest_other(table, slot, labels, block * BLOCK, factor, best, other)
        for p in range(BLOCK):
            own = labels[block * BLOCK + p]
            if own >= 0:
                rise = best[p] - table[slot, own, p]
                cost[own] += weights[block * BLOCK + p] * max(rise, 0.0)
    for i in range(k):
        for j in range(k):
            if i != j and mass[i] > NOTHING and mass[j] > NOTHING:
                distance = 0.0
                for c in range(d):
                    distance += (centres[i, c] - centres[j, c]) ** 2
                cost[i] = min(cost[i], distance * mass[i] * mass[j] / (mass[i] + mass[j]))
