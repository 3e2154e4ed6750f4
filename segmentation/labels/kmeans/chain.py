"""Chains of moves: several points that move to another cluster because together they pay."""

import numpy as np
from numpy.typing import NDArray

from segmentation.kernels.compiled import fast_device
from segmentation.labels.kmeans.distances import BLOCK, HUGE, Partition, Points
from segmentation.labels.kmeans.lloyd import NOTHING

Floats = NDArray[np.float64]
Labels = NDArray[np.intp]


@fast_device
def move_chain(
    points: Points,
    partition: Partition,
    row: Labels,
    a: int,
    b: int,
    scratch: Floats,
    smallest: float,
) -> bool:
    """Move points of `row` from a to b, cheapest first, up to the state of least inertia."""
    blocks, sums, mass = points.blocks, partition.sums, partition.mass
    d = blocks.shape[1]
    gone, come = scratch[len(scratch) - 2], scratch[len(scratch) - 1]
    for s in range(len(row)):
        block, p = row[s] // BLOCK, row[s] % BLOCK
        for c in range(d):
            scratch[s, c] = blocks[block, c, p]
        scratch[s, d] = points.weights[row[s]]
    for c in range(d):
        gone[c], come[c] = sums[a, c], sums[b, c]
    left, grown = mass[a], mass[b]
    cost, best, kept = 0.0, -smallest, 0
    for step in range(len(row)):
        least, chosen = _cheapest(scratch, step, len(row), gone, come, left, grown)
        if chosen < 0:
            break
        row[step], row[chosen] = row[chosen], row[step]
        for c in range(d + 1):
            scratch[step, c], scratch[chosen, c] = scratch[chosen, c], scratch[step, c]
        weight = scratch[step, d]
        cost += least
        left -= weight
        grown += weight
        for c in range(d):
            gone[c] -= weight * scratch[step, c]
            come[c] += weight * scratch[step, c]
        if cost < best:
            best, kept = cost, step + 1
    _move(row[:kept], a, b, scratch, partition.labels, sums, mass)
    return kept > 0


@fast_device
def _cheapest(
    scratch: Floats, start: int, stop: int, gone: Floats, come: Floats, left: float, grown: float
) -> tuple[float, int]:
    """Return the least cost of the next move of a chain, and the point that makes it.

    The candidates are the points from `start` to `stop`; -1 means that none can move. `gone` and
    `left` are the sums and the mass of the cluster that they leave, `come` and `grown` those of the
    cluster that they join.
    """
    d = scratch.shape[1] - 1
    least, chosen = HUGE, -1
    for s in range(start, stop):
        weight = scratch[s, d]
        if left - weight <= NOTHING:
            continue
        here = there = 0.0
        for c in range(d):
            here += (scratch[s, c] - gone[c] / left) ** 2
            there += (scratch[s, c] - come[c] / grown) ** 2
        price = weight * (there * grown / (grown + weight) - here * left / (left - weight))
        if price < least:
            least, chosen = price, s
    return least, chosen


@fast_device
def _move(
    row: Labels, a: int, b: int, scratch: Floats, labels: Labels, sums: Floats, mass: Floats
) -> None:
    """Move the points of `row` from cluster a to b."""
    d = sums.shape[1]
    for s in range(len(row)):
        labels[row[s]] = b
        weight = scratch[s, d]
        mass[a] -= weight
        mass[b] += weight
        for c in range(d):
            sums[a, c] -= weight * scratch[s, c]
            sums[b, c] += weight * scratch[s, c]
