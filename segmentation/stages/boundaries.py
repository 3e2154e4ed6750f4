"""Moves of pixels at the boundaries of regions, where they lower the normalized cut."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from segmentation.graph.pixelgraph import PixelGraph
from segmentation.kernels.arrays import empty_indices, empty_vector
from segmentation.kernels.compiled import device, kernel
from segmentation.stages.metrics import graph_cuts
from segmentation.watching import check_point

__all__ = ["settle_boundaries"]

Floats = NDArray[np.float64]
Labels = NDArray[np.intp]
Indices = NDArray[np.int32]

MOST_PASSES = 24  # over the picture, to and fro
WORTH = 1e-12  # of the normalized cut: a smaller gain is rounding


def settle_boundaries(graph: PixelGraph, labels: Labels) -> Labels:
    """Return labels after moves of pixels to neighbours' regions, none of which is emptied.

    A pixel moves where that lowers the normalized cut. Each has a turn in each pass over the
    picture; passes go on until none moves, up to 24 of them. It does what `explain.refine` does, in
    another order, and for large pictures.
    """
    cuts = graph_cuts(graph, labels)
    moved = np.array(labels, np.intp)
    above = np.full(graph.n_nodes, -1, np.int32)
    upper = np.flatnonzero(graph.down_index >= 0)
    above[graph.down_index[upper]] = upper
    edges = graph.right, graph.down, graph.down_index, above
    sums = cuts.size.copy(), cuts.cut.copy(), cuts.volume.copy()
    for number in range(MOST_PASSES):
        check_point()
        if not move_pixels(*edges, graph.degree, moved, *sums, WORTH * cuts.ncut, number % 2 == 1):
            break
    return moved if graph_cuts(graph, moved).ncut < cuts.ncut else labels


@kernel
def move_pixels(
    right: Floats,
    down: Floats,
    below: Indices,
    above: Indices,
    degree: Floats,
    labels: Labels,
    size: Labels,
    cut: Floats,
    volume: Floats,
    worth: float,
    backwards: bool,
) -> int:
    """Move each node to the neighbouring region that lowers the normalized cut most, if any does.

    `above` has the number of the node above, or -1. Return the number of moves.
    """
    n = len(right)
    region, pull = empty_indices(4), empty_vector(4)  # of the neighbours; weight towards each
    n_moves = 0
    for step in range(n):
        i = n - 1 - step if backwards else step
        own, count = labels[i], 0
        if right[i] > 0:
            count = _add(labels[i + 1], right[i], region, pull, count)
        if down[i] > 0:
            count = _add(labels[below[i]], down[i], region, pull, count)
        if i > 0 and right[i - 1] > 0:
            count = _add(labels[i - 1], right[i - 1], region, pull, count)
        if above[i] >= 0 and down[above[i]] > 0:
            count = _add(labels[above[i]], down[above[i]], region, pull, count)
        left = volume[own] - degree[i]
        if count == 0 or (count == 1 and region[0] == own):
            continue
        if size[own] <= 1 or not left > 1e-12 * volume[own]:
            continue
        stay = 0.0
        for c in range(count):
            stay += pull[c] if region[c] == own else 0.0
        best, chosen = -worth, -1
        loss = (cut[own] - degree[i] + 2 * stay) / left - cut[own] / volume[own]
        for c in range(count):
            other = region[c]
            grown = (cut[other] + degree[i] - 2 * pull[c]) / (volume[other] + degree[i])
            change = loss + grown - cut[other] / volume[other]
            if other != own and change < best:
                best, chosen = change, c
        if chosen >= 0:
            other = region[chosen]
            labels[i] = other
            size[own] -= 1
            size[other] += 1
            cut[own] += 2 * stay - degree[i]
            cut[other] += degree[i] - 2 * pull[chosen]
            volume[own] -= degree[i]
            volume[other] += degree[i]
            n_moves += 1
    return n_moves


@device
def _add(label: int, weight: float, region: Labels, pull: Floats, count: int) -> int:
    """Add the weight of an edge to the pull of its region; return the number of regions."""
    for c in range(count):
        if region[c] == label:
            pull[c] += weight
            return count
    region[count], pull[count] = label, weight
    return count + 1
