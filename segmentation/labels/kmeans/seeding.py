"""Starts of k-means by k-means++, and the search from there.

D. Arthur and S. Vassilvitskii, k-means++: the advantages of careful seeding, SODA 2007.
"""

import numpy as np
from numpy.typing import NDArray

from segmentation.kernels.arrays import empty_matrix, empty_vector, filled_vector
from segmentation.kernels.compiled import fast_device, fast_kernel
from segmentation.kernels.simd.vectors import WIDTH
from segmentation.labels.kmeans.distances import (
    BLOCK,
    HUGE,
    ROWS,
    Points,
    column,
    copy,
    make_distances,
    make_partition,
    tick,
)
from segmentation.labels.kmeans.swap import improve

Floats = NDArray[np.float64]
Labels = NDArray[np.intp]


@fast_kernel
def search(
    points: Points,
    found: Floats,
    n_given: int,
    draws: Floats,
    scatter: float,
    passes: int,
    n_swaps: int,
    longest: int,
    kept: bool,
    spreads: Floats,
    labels: NDArray[np.uint8],
) -> None:
    """Compute the local optima: `found`, (n_found, k, d), `spreads`, and `labels`, (n_found, m).

    The first `n_given` of `found` are given starts; the others come from k-means++ by `draws`,
    (n_found - n_given, k, trials), uniform in [0, 1). If `kept`, the table holds all distances.
    """
    n_found, k, d = found.shape
    blocks = points.blocks
    own = make_partition(len(blocks), k, d)
    distances = make_distances(len(blocks), k, kept)
    for r in range(n_found):
        if r >= n_given:
            plus_plus(points, draws[r - n_given], found[r])
        copy(found[r], own.centres)
        own.labels[:], own.near[:] = -1, HUGE
        distances.moved[:] = tick(distances.clock)
        spreads[r] = improve(points, own, distances, scatter, passes, n_swaps, longest)
        copy(own.centres, found[r])
        for i in range(len(own.labels)):
            labels[r, i] = max(own.labels[i], 0)  # there is no label after the last point


@fast_device
def plus_plus(points: Points, draws: Floats, centres: Floats) -> None:
    """Choose points as `centres`, (k, d), by greedy k-means++.

    Several points are drawn with probabilities proportional to weight times squared distance from
    the nearest centre so far; the one that lowers the sum of these most is chosen.
    """
    blocks, weights = points.blocks, points.weights
    n_blocks, d, _ = blocks.shape
    k, n_trials = draws.shape
    rows = blocks.reshape(-1, WIDTH)
    nearest, share = filled_vector(len(weights), HUGE), empty_vector(n_blocks)
    trials, lowered = empty_matrix(n_trials, d), empty_matrix(ROWS, WIDTH)
    flat = lowered.reshape(BLOCK)
    for block in range(n_blocks):
        share[block] = _total(weights, nearest, block, True)
    for j in range(k):
        least, chosen = HUGE, 0
        for trial in range(n_trials if j > 0 else 1):
            i = _draw(weights, nearest, share, draws[j, trial], j == 0)
            for c in range(d):
                trials[trial, c] = blocks[i // BLOCK, c, i % BLOCK]
            potential = 0.0
            for block in range(n_blocks):
                column(rows, block * d * ROWS, trials, trial, lowered, 0)
                for p in range(BLOCK):
                    potential += weights[block * BLOCK + p] * min(
                        nearest[block * BLOCK + p], flat[p]
                    )
            if potential < least:
                least, chosen = potential, trial
        copy(trials[chosen], centres[j])
        for block in range(n_blocks):
            column(rows, block * d * ROWS, trials, chosen, lowered, 0)
            for p in range(BLOCK):
                nearest[block * BLOCK + p] = min(nearest[block * BLOCK + p], flat[p])
            share[block] = _total(weights, nearest, block, False)


@fast_device
def _total(weights: Floats, nearest: Floats, block: int, first: bool) -> float:
    """Return the sum of weights, or of weights times squared distances, of a block."""
    total = 0.0
    for i in range(block * BLOCK, (block + 1) * BLOCK):
        total += weights[i] * (1.0 if first else nearest[i])
    return total


@fast_device
def _draw(weights: Floats, nearest: Floats, share: Floats, draw: float, first: bool) -> int:
    """Return the point at which the running sum of shares passes the fraction `draw` of all."""
    total = 0.0
    for block in range(len(share)):
        total += share[block]
    target, block = draw * total, 0
    while block < len(share) - 1 and target >= share[block]:
        target -= share[block]
        block += 1
    last = block * BLOCK
    for i in range(block * BLOCK, (block + 1) * BLOCK):
        if weights[i] > 0:
            last = i
            target -= weights[i] * (1.0 if first else nearest[i])
            if target < 0:
                break
    return last
