"""Past the fixed points of Lloyd's iteration: points change sides one by one, or several at once.

Lloyd's iteration halts at the first of many partitions that differ in a few pixels on a border.
J. A. Hartigan (Clustering Algorithms, 1975) moves single points by what a move really costs, the
centres following; B. W. Kernighan and S. Lin (An efficient heuristic procedure for partitioning
graphs, Bell Syst. Tech. J. 49, 1970, doi:10.1002/j.1538-7305.1970.tb01770.x) go on with moves that
do not pay yet and keep the best of the row. Together they find the same border whichever side it
is approached from. What no single move improves is a fixed point of Lloyd's iteration as well.
"""

import numpy as np
from numpy.typing import NDArray

from segmentation.kernels.compiled import fast_device, fast_kernel

Floats = NDArray[np.float64]
Labels = NDArray[np.intp]

LONGEST = 64  # moves in a row
REACH = 12.0  # a point may cost what this many points of its place would gain together
MOST_ROUNDS = 50
WORTH = 1e-13  # of the spread: a smaller gain is rounding


@fast_kernel
def exchange(points: Floats, labels: Labels, k: int) -> float:
    """Move points of (n, d) between clusters while that pays; return the spread of the centres."""
    n, d = points.shape
    sums, mass = np.zeros((k, d)), np.zeros(k)
    for i in range(n):
        mass[labels[i]] += 1
        for c in range(d):
            sums[labels[i], c] += points[i, c]
    candidates = np.empty((k * k, LONGEST), np.intp)
    counts = np.empty(k * k, np.intp)
    distances, scratch = np.empty(k), np.empty((2, d))
    for _ in range(MOST_ROUNDS):
        smallest = WORTH * spread_of(sums, mass)
        _collect(points, labels, sums, mass, candidates, counts, distances)
        improved = False
        for pair in range(k * k):
            if counts[pair] > 0:
                row = candidates[pair, : counts[pair]]
                a, b = pair // k, pair % k
                if _chain(points, row, a, b, labels, sums, mass, scratch, smallest):
                    improved = True
        if not improved:
            break
    return spread_of(sums, mass)


@fast_device
def spread_of(sums: Floats, mass: Floats) -> float:
    """Return the sum over clusters of mass times squared norm of the centre."""
    spread = 0.0
    for j in range(len(mass)):
        if mass[j] > 0:
            for c in range(sums.shape[1]):
                spread += sums[j, c] * sums[j, c] / mass[j]
    return spread


@fast_device
def _collect(
    points: Floats,
    labels: Labels,
    sums: Floats,
    mass: Floats,
    candidates: Labels,
    counts: Labels,
    distances: Floats,
) -> None:
    """List the points at the border from a to b in row ``a * k + b`` of `candidates`."""
    n, d = points.shape
    k = len(mass)
    centres = np.zeros((k, d))
    for j in range(k):
        for c in range(d):
            centres[j, c] = sums[j, c] / mass[j] if mass[j] > 0 else 0.0
    for pair in range(k * k):
        counts[pair] = 0
    for i in range(n):
        own = labels[i]
        other, second = -1, 1e300
        for j in range(k):
            distance = 0.0
            for c in range(d):
                distance += (points[i, c] - centres[j, c]) ** 2
            distances[j] = distance
            if j != own and mass[j] > 0 and distance * mass[j] < second * (mass[j] + 1):
                other, second = j, distance * mass[j] / (mass[j] + 1)
        if other < 0 or mass[own] < 2:
            continue
        price = second - distances[own] * mass[own] / (mass[own] - 1)
        # Each of t points that move together gains up to (t - 1) times about this.
        pull = (distances[own] + distances[other]) * (1 / mass[own] + 1 / mass[other])
        pair = own * k + other
        if price < REACH * pull and counts[pair] < LONGEST:
            candidates[pair, counts[pair]] = i
            counts[pair] += 1


@fast_device
def _chain(
    points: Floats,
    row: Labels,
    a: int,
    b: int,
    labels: Labels,
    sums: Floats,
    mass: Floats,
    scratch: Floats,
    smallest: float,
) -> bool:
    """Move points of `row` from a to b, cheapest first, and back all after the best moment."""
    d = points.shape[1]
    gone, come = scratch[0], scratch[1]
    cost, best, kept = 0.0, -smallest, 0
    for c in range(d):
        gone[c], come[c] = sums[a, c], sums[b, c]
    left, grown = mass[a], mass[b]
    for step in range(len(row)):
        if left < 2:
            break
        least, chosen = 1e300, step
        for s in range(step, len(row)):
            here = there = 0.0
            for c in range(d):
                here += (points[row[s], c] - gone[c] / left) ** 2
                there += (points[row[s], c] - come[c] / grown) ** 2
            price = there * grown / (grown + 1) - here * left / (left - 1)
            if price < least and labels[row[s]] == a:
                least, chosen = price, s
        if labels[row[chosen]] != a:
            break
        row[step], row[chosen] = row[chosen], row[step]
        cost += least
        left -= 1
        grown += 1
        for c in range(d):
            gone[c] -= points[row[step], c]
            come[c] += points[row[step], c]
        if cost < best:
            best, kept = cost, step + 1
    for s in range(kept):
        labels[row[s]] = b
        mass[a] -= 1
        mass[b] += 1
        for c in range(d):
            sums[a, c] -= points[row[s], c]
            sums[b, c] += points[row[s], c]
    return kept > 0
