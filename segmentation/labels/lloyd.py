"""Lloyd's iteration, compiled.

S. P. Lloyd, Least squares quantization in PCM, IEEE Trans. Inf. Theory 28 (1982),
doi:10.1109/TIT.1982.1056489.

Points lie coordinate by coordinate, in an array of shape (d, n) with n a multiple of `BLOCK`, so
that a register holds one coordinate of several points. Points have weights; padding has weight 0.
The points are centred: with the origin as their mean, the squared distances inside the clusters
and ``sum of mass * |centre|^2`` make up a constant. The latter, the *spread* of the centres, is
what is maximised here: it is had without another pass over the points.
"""

import numpy as np
from numpy.typing import NDArray

from segmentation.kernels.compiled import fast_device, fast_kernel

Floats = NDArray[np.float64]
Labels = NDArray[np.intp]

BLOCK = 32
HUGE = 1e300
MOST_PASSES = 1000
NOTHING = 1e-9  # weights are about 1: less is rounding that points left behind
COINCIDENT = 1e-26  # of the largest squared norm: such a squared distance is rounding


@fast_kernel
def lloyd(
    columns: Floats, weights: Floats, centres: Floats, labels: Labels, most_passes: int
) -> float:
    """Move `centres`, (k, d), to where no label changes any more, or nearly; return their spread.

    A pass looks only at blocks of points in which a label can have changed. A point whose nearest
    centre is nearer than the second by s keeps its label until the centres have moved by s / 2.
    """
    k, d = centres.shape
    n_blocks = len(weights) // BLOCK
    sums, mass = np.zeros((k, d)), np.zeros(k)
    near, second = np.empty(BLOCK), np.empty(BLOCK)
    scratch, found = np.empty(BLOCK), np.empty(BLOCK, np.intp)
    certain_until = np.full(n_blocks, -1.0)
    drift = 0.0
    for i in range(len(labels)):
        labels[i] = -1
    for _ in range(most_passes):
        changed = False
        for block in range(n_blocks):
            if certain_until[block] > drift:
                continue
            first = block * BLOCK
            slack = _two_nearest(columns, first, centres, near, second, scratch, found)
            certain_until[block] = drift + slack
            for p in range(BLOCK):
                old, new = labels[first + p], found[p]
                if old != new:
                    changed = True
                    labels[first + p] = new
                    _move(columns, weights, first + p, old, new, sums, mass)
        if not changed:
            break
        if _refill(columns, weights, centres, labels, sums, mass):
            for block in range(n_blocks):
                certain_until[block] = -1.0
        drift += 2 * _recentre(centres, sums, mass)
    spread = 0.0
    for j in range(k):
        if mass[j] > NOTHING:  # of an emptied cluster rounding is left, whose quotient is anything
            for c in range(d):
                spread += sums[j, c] * sums[j, c] / mass[j]
    return spread


@fast_device
def _two_nearest(
    columns: Floats,
    first: int,
    centres: Floats,
    near: Floats,
    second: Floats,
    scratch: Floats,
    found: Labels,
) -> float:
    """Write the nearest centre of each point of a block; return the least lead on the second."""
    for p in range(BLOCK):
        near[p], second[p], found[p] = HUGE, HUGE, 0
    for j in range(len(centres)):
        squared_distances(columns, first, centres[j], scratch)
        for p in range(BLOCK):
            nearer = scratch[p] < near[p]
            second[p] = min(second[p], max(near[p], scratch[p]))
            near[p] = min(near[p], scratch[p])
            found[p] = j if nearer else found[p]
    slack = HUGE
    for p in range(BLOCK):
        slack = min(slack, np.sqrt(second[p]) - np.sqrt(near[p]))
    return slack


@fast_device
def squared_distances(columns: Floats, first: int, centre: Floats, distances: Floats) -> None:
    """Write the squared distances of the points of a block to a centre."""
    for p in range(BLOCK):
        distances[p] = 0.0
    for c in range(len(centre)):
        row = columns[c]
        middle = centre[c]
        for p in range(BLOCK):
            difference = row[first + p] - middle
            distances[p] += difference * difference


@fast_device
def _move(
    columns: Floats, weights: Floats, i: int, old: int, new: int, sums: Floats, mass: Floats
) -> None:
    """Take point i from cluster `old`, if that is one, to `new`."""
    for c in range(len(columns)):
        moment = weights[i] * columns[c, i]
        sums[new, c] += moment
        if old >= 0:
            sums[old, c] -= moment
    mass[new] += weights[i]
    if old >= 0:
        mass[old] -= weights[i]


@fast_device
def _recentre(centres: Floats, sums: Floats, mass: Floats) -> float:
    """Move each centre to the mean of its cluster; return the longest way one went."""
    longest = 0.0
    for j in range(len(centres)):
        if mass[j] > NOTHING:
            # Two loops: where one both sums and writes, the compiler decides by the addresses of
            # the arrays in which order it sums.
            way = 0.0
            for c in range(centres.shape[1]):
                way += (sums[j, c] / mass[j] - centres[j, c]) ** 2
            for c in range(centres.shape[1]):
                centres[j, c] = sums[j, c] / mass[j]
            longest = max(longest, way)
    return float(np.sqrt(longest))


@fast_device
def _refill(
    columns: Floats, weights: Floats, centres: Floats, labels: Labels, sums: Floats, mass: Floats
) -> bool:
    """Give each empty cluster the point farthest from its centre; tell whether there was one."""
    k, d = centres.shape
    refilled = False
    lightest = mass[0]
    for j in range(k):
        lightest = min(lightest, mass[j])
    if lightest > NOTHING:
        return refilled
    largest = 0.0
    for i in range(len(weights)):
        norm = 0.0
        for c in range(d):
            norm += columns[c, i] ** 2
        largest = max(largest, norm)
    for j in range(k):
        if mass[j] > NOTHING:
            continue
        mass[j] = 0.0
        for c in range(d):
            sums[j, c] = 0.0
        farthest, best = -1, COINCIDENT * largest
        for i in range(len(weights)):
            own = labels[i]
            if weights[i] == 0 or own == j or mass[own] <= NOTHING:
                continue
            distance = 0.0
            for c in range(d):
                distance += (columns[c, i] - sums[own, c] / mass[own]) ** 2
            if distance > best:
                farthest, best = i, distance
        if farthest >= 0:
            _move(columns, weights, farthest, labels[farthest], j, sums, mass)
            labels[farthest] = j
            refilled = True
    return refilled
