"""Sets of nodes so weakly connected that double precision cannot resolve their eigenvalues.

The conductance of a set of nodes is the weight of the edges that leave it, divided by its volume.
If m disjoint sets have a conductance of at most phi, the m smallest eigenvalues of the normalized
Laplacian are at most 2 phi: the sets' indicators span m dimensions, none of whose members has a
larger Rayleigh quotient (the easy half of Lee, Oveis Gharan and Trevisan, "Multiway spectral
partitioning and higher-order Cheeger inequalities", J. ACM 61, 2014). So a count of such sets
proves that eigenvalues lie below the resolution before anything is factorized.

Candidates are the components that remain if only edges above some weight are used, for every
weight: the tree of merges of Kruskal's algorithm, heaviest edges first. If both a set and subsets
of it qualify, the larger number is counted.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from segmentation.graph.pixelgraph import PixelGraph
from segmentation.kernels import compiled
from segmentation.kernels.arrays import empty_numbers, filled_numbers, filled_vector
from segmentation.kernels.compiled import device, kernel

__all__ = ["count_nearly_separate"]

Floats = NDArray[np.float64]
Indices = NDArray[np.int32]


def count_nearly_separate(graph: PixelGraph, conductance: float) -> int:
    """Count disjoint sets of nodes of at most some conductance.

    Parameters
    ----------
    graph : PixelGraph
        Connected.
    conductance : float
        Far below 1.

    Returns
    -------
    int
        A lower bound, at least 1 for the whole graph; 1 if the kernels are not compiled.
    """
    if not compiled.ready():
        return 1
    # No set of so little conductance has an edge that is heavier than that share of the whole
    # volume leaving it.
    heaviest = conductance * float(graph.degree.sum())
    if graph.weight_range[0] > heaviest:
        return 1
    firsts, seconds, weights = [], [], []
    for weight, index in ((graph.right, graph.right_index), (graph.down, graph.down_index)):
        light = np.flatnonzero((weight <= heaviest) & (weight > 0))
        firsts.append(light)
        seconds.append(index[light])
        weights.append(weight[light])
    weight = np.concatenate(weights)
    order = np.argsort(-weight)
    ends = np.stack((np.concatenate(firsts)[order], np.concatenate(seconds)[order]))
    return int(
        _count(
            graph.right,
            graph.down,
            graph.down_index,
            heaviest,
            graph.degree.copy(),
            ends.astype(np.int32),
            weight[order],
            conductance,
        )
    )


@kernel
def _count(
    right: Floats,
    down: Floats,
    below: Indices,
    heaviest: float,
    volume: Floats,
    ends: Indices,
    weight: Floats,
    conductance: float,
) -> int:
    """Merge along all edges of more than `heaviest`, then along the others one by one.

    `weight`, in descending order, and `ends`, (2, m), describe the other edges. `volume` holds the
    degrees, and is overwritten.
    """
    n = len(right)
    parent = empty_numbers(n)
    for q in range(n):
        parent[q] = q
    for q in range(n):
        for side in range(2):
            if side == 0 and right[q] > heaviest:
                _merge(parent, volume, q, q + 1)
            elif side == 1 and down[q] > heaviest:
                _merge(parent, volume, q, int(below[q]))
    # The weight of the edges leaving a set, with light edges inside it that are not merged yet.
    cut = filled_vector(n, 0.0)
    for e in range(len(weight)):
        a, b = _root(parent, ends[0, e]), _root(parent, ends[1, e])
        if a == b:
            weight[e] = 0.0
        else:
            cut[a] += weight[e]
            cut[b] += weight[e]
    count = filled_numbers(n, 0)
    for e in range(len(weight)):
        a, b = _root(parent, ends[0, e]), _root(parent, ends[1, e])
        if a == b:
            cut[a] -= 2.0 * weight[e]
            continue
        for side in range(2):
            root = a if side == 0 else b
            if count[root] == 0 and cut[root] <= conductance * volume[root]:
                count[root] = 1
        total, sets = cut[a] + cut[b] - 2.0 * weight[e], count[a] + count[b]
        root = _merge(parent, volume, a, b)
        cut[root], count[root] = total, sets
    largest = 1
    for q in range(n):
        largest = max(largest, count[q])
    return largest


@device
def _root(parent: Indices, q: int) -> int:
    while parent[q] != q:
        parent[q] = parent[parent[q]]
        q = parent[q]
    return q


@device
def _merge(parent: Indices, volume: Floats, a: int, b: int) -> int:
    """Unite the trees of two nodes under the smaller root; add their volumes."""
    a, b = _root(parent, a), _root(parent, b)
    if a == b:
        return a
    first, other = min(a, b), max(a, b)
    parent[other] = first
    volume[first] += volume[other]
    return first
