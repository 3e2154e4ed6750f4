"""Greedy moves of boundary nodes, until none lowers the normalized cut any further."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from segmentation.kernels import compiled
from segmentation.kernels.compiled import kernel
from segmentation.stages.metrics import RegionCuts

__all__ = ["MOST_PASSES", "move_nodes"]

Floats = NDArray[np.float64]
Labels = NDArray[np.intp]

MOST_PASSES = 200  # over the boundary; each moves it by at most one node
WORTH = 1e-12  # of the normalized cut: a smaller gain is rounding


def move_nodes(
    matrix: sparse.csr_array, degree: Floats, labels: Labels, cuts: RegionCuts
) -> Labels:
    """Return labels after moves of nodes to neighbouring regions; none of these is emptied.

    Parameters
    ----------
    matrix : sparse array of shape (n, n)
        Weights; the diagonal is ignored.
    degree : ndarray of shape (n,)
        Volume of each node: the sum of its row without the diagonal, or more, if nodes stand for
        sets with weights inside.
    labels : ndarray of shape (n,), int
    cuts : RegionCuts
        Of the labels.
    """
    run = move if compiled.ready() else move.py_func  # type: ignore[attr-defined]
    edges = matrix.tocoo()
    joins = (edges.row != edges.col) & (edges.data > 0)
    start, end = edges.row[joins], edges.col[joins]
    at_boundary = np.zeros(len(labels), dtype=np.bool_)
    moved = labels.copy()
    sums = cuts.size.copy(), cuts.cut.copy(), cuts.volume.copy()
    worth = WORTH * cuts.ncut
    for _ in range(MOST_PASSES):
        at_boundary[:] = False
        at_boundary[start[moved[start] != moved[end]]] = True
        nodes = np.flatnonzero(at_boundary)
        csr = matrix.indptr, matrix.indices, matrix.data
        if not run(*csr, degree, nodes, moved, *sums, worth):
            break
    return moved


@kernel
def move(
    indptr: NDArray[np.int32],
    indices: NDArray[np.int32],
    weights: Floats,
    shares: Floats,
    nodes: Labels,
    labels: Labels,
    size: Labels,
    cut: Floats,
    volume: Floats,
    worth: float,
) -> int:
    """Move each of `nodes` to the region that lowers the normalized cut most; count the moves.

    `shares` are the nodes' own volumes.
    """
    # By NumPy, because this is called without a compiler as well.
    pull = np.zeros(len(size))  # weight of the node's edges into each region
    n_moves = 0
    for i in nodes:
        own, degree, share = labels[i], 0.0, shares[i]
        for e in range(indptr[i], indptr[i + 1]):
            if indices[e] != i:
                pull[labels[indices[e]]] += weights[e]
                degree += weights[e]
        best, target = -worth, -1
        left = volume[own] - share
        if size[own] > 1 and left > 1e-12 * volume[own]:
            loss = (cut[own] - degree + 2 * pull[own]) / left - cut[own] / volume[own]
            for e in range(indptr[i], indptr[i + 1]):
                other = labels[indices[e]]
                if other == own or not weights[e] > 0:
                    continue
                grown = (cut[other] + degree - 2 * pull[other]) / (volume[other] + share)
                change = loss + grown - cut[other] / volume[other]
                if change < best:
                    best, target = change, other
        if target >= 0:
            labels[i] = target
            size[own] -= 1
            size[target] += 1
            cut[own] += 2 * pull[own] - degree
            cut[target] += degree - 2 * pull[target]
            volume[own] -= share
            volume[target] += share
            n_moves += 1
        for e in range(indptr[i], indptr[i + 1]):
            pull[labels[indices[e]]] = 0.0
        pull[own] = 0.0
    return n_moves
