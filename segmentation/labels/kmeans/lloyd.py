"""Lloyd's iteration, compiled.

S. P. Lloyd, Least squares quantization in PCM, IEEE Trans. Inf. Theory 28 (1982),
doi:10.1109/TIT.1982.1056489.

The points are centred. With the origin as their mean, the inertia and ``sum of mass * |centre|^2``
add up to a constant. The latter, called the *spread* of the centres, is maximised here, because it
takes no further pass over the points.
"""

import numpy as np
from numpy.typing import NDArray

from segmentation.kernels.arrays import empty_indices, empty_vector, filled_flags, filled_vector
from segmentation.kernels.compiled import fast_device
from segmentation.kernels.simd.vectors import WIDTH
from segmentation.labels.kmeans.distances import (
    BLOCK,
    HUGE,
    Distances,
    Partition,
    Points,
    bit,
    copy,
    tick,
    update,
)

Floats = NDArray[np.float64]
Labels = NDArray[np.intp]

NOTHING = 1e-9  # weights are about 1; a smaller mass is a rounding error
COINCIDENT = 1e-26  # share of the largest squared norm; a smaller squared distance is rounding


@fast_device
def settle(
    points: Points, partition: Partition, distances: Distances, most_passes: int, enough: int
) -> float:
    """Move the centres to the means of their points until few labels change; return their spread.

    A pass visits only blocks in which a label can change: a point whose nearest centre is nearer
    than the second by s keeps its label until centres have moved by s / 2. The last pass is one in
    which at most `enough` labels change.
    """
    blocks, weights = points.blocks, points.weights
    labels, centres = partition.labels, partition.centres
    sums, mass = partition.sums, partition.mass
    near, present = partition.near, partition.present
    table, moved, seen = distances.table, distances.moved, distances.seen
    kept = len(seen) > 1
    rows_of_points, rows = blocks.reshape(-1, WIDTH), table.reshape(-1, WIDTH)
    second, found = empty_vector(BLOCK), empty_indices(BLOCK)
    certain_until = filled_vector(len(blocks), -1.0)
    touched = filled_flags(len(mass), False)
    drift, now = 0.0, distances.clock[0]
    add_up(blocks, weights, labels, sums, mass)
    for _ in range(most_passes):
        n_changed = 0
        for block in range(len(blocks)):
            if certain_until[block] > drift:
                continue
            slot, first = (block if kept else 0), block * BLOCK
            stale = update(rows_of_points, block, centres, rows, slot, moved, seen, now)
            if (
                kept
                and not stale & present[block]
                and not _any_nearer(table, slot, stale, near, first)
            ):
                continue
            _nearest(table, slot, near, first, found)
            if not kept:
                _second_nearest(table, slot, found, second)
                certain_until[block] = drift + _least_lead(near, first, second)
            n_changed += _relabel(
                blocks, weights, block, found, labels, present, sums, mass, touched
            )
        if n_changed == 0:
            break
        now = tick(distances.clock)
        if _refill(blocks, weights, labels, present, sums, mass, touched):
            certain_until[:] = -1.0
        drift += 2 * recentre(centres, sums, mass, touched, moved, now)
        if n_changed <= enough:
            break
    return spread_of(sums, mass)


@fast_device
def spread_of(sums: Floats, mass: Floats) -> float:
    """Return the sum over clusters of mass times squared norm of the centre."""
    spread = 0.0
    for j in range(len(mass)):
        if mass[j] > NOTHING:
            for c in range(sums.shape[1]):
                spread += sums[j, c] * sums[j, c] / mass[j]
    return spread


@fast_device
def add_up(blocks: Floats, weights: Floats, labels: Labels, sums: Floats, mass: Floats) -> None:
    """Compute the sums and masses of the clusters."""
    sums[:] = 0.0
    mass[:] = 0.0
    for i in range(len(labels)):
        j = labels[i]
        if j >= 0:
            mass[j] += weights[i]
            for c in range(blocks.shape[1]):
                sums[j, c] += weights[i] * blocks[i // BLOCK, c, i % BLOCK]


@fast_device
def _relabel(
    blocks: Floats,
    weights: Floats,
    block: int,
    found: Labels,
    labels: Labels,
    present: Labels,
    sums: Floats,
    mass: Floats,
    touched: NDArray[np.bool_],
) -> int:
    """Set the labels of a block's points to `found`; return the number of changes."""
    n_changed, first = 0, block * BLOCK
    for p in range(BLOCK):
        n_changed += found[p] != labels[first + p]
    if n_changed == 0:
        return 0
    n_changed, bits = 0, 0
    for p in range(BLOCK):
        old, new, weight = labels[first + p], found[p], weights[first + p]
        bits |= bit(new)
        if old == new or weight == 0.0:
            continue
        n_changed += 1
        labels[first + p] = new
        touched[new] = True
        mass[new] += weight
        for c in range(blocks.shape[1]):
            sums[new, c] += weight * blocks[block, c, p]
        if old >= 0:
            touched[old] = True
            mass[old] -= weight
            for c in range(blocks.shape[1]):
                sums[old, c] -= weight * blocks[block, c, p]
    present[block] = bits
    return n_changed


@fast_device
def _any_nearer(table: Floats, slot: int, stale: int, near: Floats, first: int) -> bool:
    """Return whether one of the `stale` centres may be nearer to a point than the point's own."""
    nearer = 0
    for j in range(table.shape[1]):
        if stale & bit(j):
            for p in range(BLOCK):
                nearer += table[slot, j, p] < near[first + p]
            if nearer:
                return True
    return False


@fast_device
def _nearest(table: Floats, slot: int, near: Floats, first: int, found: Labels) -> None:
    """Compute the distance of each point of a block to the nearest centre, and its label."""
    for p in range(BLOCK):
        near[first + p], found[p] = HUGE, 0
    for j in range(table.shape[1]):
        for p in range(BLOCK):
            distance = table[slot, j, p]
            found[p] = j if distance < near[first + p] else found[p]
            near[first + p] = min(near[first + p], distance)


@fast_device
def _second_nearest(table: Floats, slot: int, found: Labels, second: Floats) -> None:
    """Compute the least distance of each point of a block to a centre other than `found`."""
    second[:] = HUGE
    for j in range(table.shape[1]):
        for p in range(BLOCK):
            distance = HUGE if found[p] == j else table[slot, j, p]
            second[p] = min(second[p], distance)


@fast_device
def _least_lead(near: Floats, first: int, second: Floats) -> float:
    """Return the least difference between the distances to the second and the nearest centre."""
    lead = HUGE
    for p in range(BLOCK):
        lead = min(lead, np.sqrt(second[p]) - np.sqrt(near[first + p]))
    return lead


@fast_device
def recentre(
    centres: Floats,
    sums: Floats,
    mass: Floats,
    touched: NDArray[np.bool_],
    moved: Labels,
    now: int,
) -> float:
    """Move the centres of `touched` clusters to their means; return the largest distance moved."""
    longest = 0.0
    for j in range(len(centres)):
        if not touched[j]:
            continue
        touched[j] = False
        if mass[j] <= NOTHING:
            continue
        # Two loops: if sums may be reordered, a loop must not also write the values that it sums.
        way = 0.0
        for c in range(centres.shape[1]):
            way += (sums[j, c] / mass[j] - centres[j, c]) ** 2
        if way > 0:
            for c in range(centres.shape[1]):
                centres[j, c] = sums[j, c] / mass[j]
            moved[j] = now
            longest = max(longest, way)
    return float(np.sqrt(longest))


@fast_device
def _refill(
    blocks: Floats,
    weights: Floats,
    labels: Labels,
    present: Labels,
    sums: Floats,
    mass: Floats,
    touched: NDArray[np.bool_],
) -> bool:
    """Give each empty cluster the point farthest from its centre; return whether any was empty."""
    refilled, found = False, empty_indices(BLOCK)
    for j in range(len(mass)):
        if mass[j] > NOTHING:
            continue
        mass[j] = 0.0
        sums[j] = 0.0
        farthest, best, largest = -1, 0.0, 0.0
        for i in range(len(weights)):
            own = labels[i]
            if weights[i] == 0 or own == j or mass[own] <= NOTHING:
                continue
            distance = norm = 0.0
            for c in range(blocks.shape[1]):
                x = blocks[i // BLOCK, c, i % BLOCK]
                distance += (x - sums[own, c] / mass[own]) ** 2
                norm += x * x
            largest = max(largest, norm)
            if distance > best:
                farthest, best = i, distance
        if best > COINCIDENT * largest:
            block = farthest // BLOCK
            copy(labels[block * BLOCK : block * BLOCK + BLOCK], found)
            found[farthest % BLOCK] = j
            _relabel(blocks, weights, block, found, labels, present, sums, mass, touched)
            refilled = True
    return refilled
