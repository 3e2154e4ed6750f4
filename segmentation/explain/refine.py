"""Greedy moves of boundary nodes, until none lowers the normalized cut any further."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import sparse

from segmentation._validation import check_labels, check_partition
from segmentation.graph.pixelgraph import PixelGraph
from segmentation.stages.metrics import RegionCuts, graph_cuts, matrix_cuts
from segmentation.stages.moves import MOST_PASSES, move_nodes

__all__ = ["MOST_PASSES", "refine", "refine_graph"]

Labels = NDArray[np.intp]


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
    degree = matrix.sum(axis=1) - matrix.diagonal()
    moved = move_nodes(matrix, degree, labels, cuts)
    after = float(cuts_of(matrix, moved).ncut)
    # The running sums accumulate rounding errors, so the result is computed anew.
    return (moved, after) if after < before else (labels, before)
