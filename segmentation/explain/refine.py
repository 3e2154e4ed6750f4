"""Greedy moves of boundary nodes, until none lowers the normalized cut any further."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import sparse

from segmentation._validation import check_labels, check_partition
from segmentation.graph.pixelgraph import PixelGraph
from segmentation.kernels import compiled
from segmentation.kernels.compiled import kernel
from segmentation.stages.metrics import RegionCuts, graph_cuts, matrix_cuts

__all__ = ["MOST_PASSES", "refine", "refine_graph"]

Floats = NDArray[np.float64]
Labels = NDArray[np.intp]

MOST_PASSES = 200  # over the boundary; each moves it by at most one node
WORTH = 1e-12  # of the normalized cut: a smaller gain is rounding


def refine(affinity: Any, labels: ArrayLike) -> Labels:
    """Lower the normalized cut of a partition by moving nodes across its boundaries.

    In passes over the nodes at a boundary, each node moves to the neighbouring region that lowers
    the normalized cut most, if any does. The result is a local minimum: no single move improves it,
    unless the bound of 200 passes was reached.

    Parameters
    ----------
    affinity, labels
        As for `region_cuts`.

    Returns
    -------
    ndarray of int, of the shape of `labels`
        With the same region numbers, none of them emptied, and a normalized cut that is not
        higher. -1 where `labels` is negative.

    Raises
    ------
    ParameterError
        If one breaks its rule or the two don't fit together.

    Examples
    --------
    >>> path = [[0, 2, 0, 0], [2, 0, 2, 0], [0, 2, 0, 1], [0, 0, 1, 0]]
    >>> refine(path, [0, 1, 1, 1])
    array([0, 0, 1, 1])
    """
    matrix, nodes = check_partition("refine", affinity, labels)
    shaped = check_labels("refine", "labels", labels)
    result = np.full(shaped.shape, -1, dtype=np.intp)
    result[shaped >= 0] = _refine(matrix, nodes, matrix_cuts)[0]
    return result


def refine_graph(graph: PixelGraph, labels: Labels) -> tuple[Labels, float]:
    """Return refined labels of the nodes, which are not negative, and their normalized cut."""
    return _refine(graph.affinity, labels, lambda _, nodes: graph_cuts(graph, nodes))


def _refine(matrix: sparse.csr_array, labels: Labels, cuts_of: Any) -> tuple[Labels, float]:
    cuts: RegionCuts = cuts_of(matrix, labels)
    before = cuts.ncut
    if np.count_nonzero(cuts.size) < 2:
        return labels, before
    move = _move if compiled.ready() else _move.py_func  # type: ignore[attr-defined]
    edges = matrix.tocoo()
    joins = (edges.row != edges.col) & (edges.data > 0)
    start, end = edges.row[joins], edges.col[joins]
    at_boundary = np.zeros(len(labels), dtype=np.bool_)
    moved = labels.copy()
    size, cut, volume = cuts.size.copy(), cuts.cut.copy(), cuts.volume.copy()
    for _ in range(MOST_PASSES):
        at_boundary[:] = False
        at_boundary[start[moved[start] != moved[end]]] = True
        nodes = np.flatnonzero(at_boundary)
        if not move(
            matrix.indptr, matrix.indices, matrix.data, nodes, moved, size, cut, volume,
            WORTH * before,
        ):  # fmt: skip
            break
    after = float(cuts_of(matrix, moved).ncut)
    # The running sums accumulate rounding errors, so the result is computed anew.
    return (moved, after) if after < before else (labels, before)


@kernel
def _move(
    indptr: NDArray[np.int32],
    indices: NDArray[np.int32],
    weights: Floats,
    nodes: Labels,
    labels: Labels,
    size: Labels,
    cut: Floats,
    volume: Floats,
    worth: float,
) -> int:
    """Move each of `nodes` to the region that lowers the normalized cut most; count the moves."""
    # By NumPy, because this is called without a compiler as well.
    pull = np.zeros(len(size))  # weight of the node's edges into each region
    n_moves = 0
    for i in nodes:
        own = labels[i]
        degree = 0.0
        for e in range(indptr[i], indptr[i + 1]):
            if indices[e] != i:
                pull[labels[indices[e]]] += weights[e]
                degree += weights[e]
        best, target = -worth, -1
        left = volume[own] - degree
        if size[own] > 1 and left > 1e-12 * volume[own]:
            loss = (cut[own] - degree + 2 * pull[own]) / left - cut[own] / volume[own]
            for e in range(indptr[i], indptr[i + 1]):
                other = labels[indices[e]]
                if other == own or not weights[e] > 0:
                    continue
                grown = (cut[other] + degree - 2 * pull[other]) / (volume[other] + degree)
                change = loss + grown - cut[other] / volume[other]
                if change < best:
                    best, target = change, other
        if target >= 0:
            labels[i] = target
            size[own] -= 1
            size[target] += 1
            cut[own] += 2 * pull[own] - degree
            cut[target] += degree - 2 * pull[target]
            volume[own] -= degree
            volume[target] += degree
            n_moves += 1
        for e in range(indptr[i], indptr[i + 1]):
            pull[labels[indices[e]]] = 0.0
        pull[own] = 0.0
    return n_moves
