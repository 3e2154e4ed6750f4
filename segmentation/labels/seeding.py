"""Starting centres of k-means: a weighted sample of the points, and a search on it.

D. Arthur and S. Vassilvitskii, k-means++: the advantages of careful seeding, SODA 2007;
P. Fränti, Efficiency of random swap clustering, J. Big Data 5 (2018),
doi:10.1186/s40537-018-0122-y. Points lie as in `lloyd`.
"""

import numpy as np
from numpy.typing import NDArray

from segmentation.kernels.compiled import fast_device, fast_kernel
from segmentation.labels.lloyd import BLOCK, HUGE, lloyd, squared_distances

Floats = NDArray[np.float64]
Labels = NDArray[np.intp]

SEARCH_PASSES = 15  # enough to rank what is found; the best are taken to their end on all points


@fast_kernel
def search(
    columns: Floats,
    weights: Floats,
    draws: Floats,
    n_given: int,
    n_starts: int,
    found: Floats,
    spreads: Floats,
) -> None:
    """Fill `found`, (n_found, k, d), with centres that Lloyd's iteration leaves, and `spreads`.

    The first `n_given` of `found` are where to start from. Then come `n_starts` of k-means++, and
    the rest tries to better the best by setting one of its centres elsewhere. `draws`,
    (n_found - n_given, k, trials), are uniform in [0, 1).
    """
    n_found, k, d = found.shape
    labels = np.empty(len(weights), np.intp)
    best = 0
    for r in range(n_found):
        centres = found[r]
        if r >= n_given:
            draw, kept = draws[r - n_given], 0
            if r >= n_given + n_starts:
                kept, out = k - 1, int(draw[0, 0] * k)
                for j in range(kept):
                    source = j if j < out else j + 1
                    for c in range(d):
                        centres[j, c] = found[best, source, c]
            plus_plus(columns, weights, draw, centres, kept)
        spreads[r] = lloyd(columns, weights, centres, labels, SEARCH_PASSES)
        if spreads[r] > spreads[best]:
            best = r


@fast_device
def plus_plus(columns: Floats, weights: Floats, draws: Floats, centres: Floats, kept: int) -> None:
    """Choose points as `centres`, (k, d), but for the first `kept`, by greedy k-means++.

    Of several points drawn with probability by weight times squared distance from the centres
    there are, the one that lowers the sum of those most is chosen.
    """
    d, n = columns.shape
    k, n_trials = draws.shape
    nearest, closer, candidate = np.full(n, HUGE), np.empty(n), np.empty(n)
    probability, distances, centre = np.empty(n), np.empty(BLOCK), np.empty(d)
    total = 0.0
    for i in range(n):
        probability[i] = weights[i]
        total += weights[i]
    for j in range(k):
        best = HUGE
        for trial in range(n_trials if j > 0 else 1):
            if j < kept:
                for c in range(d):
                    centre[c] = centres[j, c]
            else:
                target, i = draws[j, trial] * total, 0
                while i < n - 1 and target >= probability[i]:
                    target -= probability[i]
                    i += 1
                for c in range(d):
                    centre[c] = columns[c, i]
            potential = 0.0
            for first in range(0, n, BLOCK):
                squared_distances(columns, first, centre, distances)
                for p in range(BLOCK):
                    candidate[first + p] = min(nearest[first + p], distances[p])
                    potential += weights[first + p] * candidate[first + p]
            if potential < best:
                best = potential
                for c in range(d):
                    centres[j, c] = centre[c]
                closer, candidate = candidate, closer
            if j < kept:
                break
        total = 0.0
        for i in range(n):
            nearest[i] = closer[i]
            probability[i] = weights[i] * nearest[i]
            total += probability[i]


@fast_kernel
def sample(columns: Floats, weights: Floats, size: int) -> tuple[Labels, Floats]:
    """Draw about `size` points that stand for all, and their weights.

    Half of a point's share is its weight's, half its squared distance from the mean's (the
    lightweight coreset of Bachem, Lucic and Krause, KDD 2018): single pixels far out are certain
    to be drawn. Going through the points in steps of equal share rather than at random spreads
    the sample over the picture.
    """
    n = len(weights)
    share = np.zeros(n)
    for c in range(len(columns)):
        for i in range(n):
            share[i] += columns[c, i] * columns[c, i]
    moment, mass = 0.0, 0.0
    for i in range(n):
        moment += weights[i] * share[i]
        mass += weights[i]
    chosen, stands_for = np.empty(size + 1, np.intp), np.empty(size + 1)
    count, passed, due = 0, 0.0, 0.5
    for i in range(n):
        part = (
            0.5 * size * weights[i] * (1 / mass + (share[i] / moment if moment > 0 else 1 / mass))
        )
        passed += part
        if passed > due and count < size:
            chosen[count] = i
            stands_for[count] = weights[i] / min(part, 1.0)
            count += 1
            while due < passed:
                due += 1.0
    return chosen[:count], stands_for[:count]
