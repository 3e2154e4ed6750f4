"""Count of the eigenvalues below a number, which proves that a solver skipped none.

By Sylvester's law of inertia the factors of L - tau I = U^T D U have as many negative pivots in D
as L has eigenvalues below tau. If the pixels are numbered along the picture's shorter side, this is
a band matrix, whose elimination takes half the squared band width per pixel.

There is no pivoting, so rounding errors grow if tau is close to an eigenvalue of a leading block.
They are bounded by the amounts that elimination steps subtract: the factors are those of a matrix
that differs from L - tau I by a few roundings of the largest such amount (Higham, Accuracy and
Stability of Numerical Algorithms, 2nd ed., theorem 9.3). The count is right for every eigenvalue
farther than that from tau; if that is too far to be useful, no count is returned.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from segmentation.graph.pixelgraph import PixelGraph
from segmentation.kernels.arrays import zero_matrix
from segmentation.kernels.compiled import kernel

__all__ = ["count_negative_pivots"]

Floats = NDArray[np.float64]
Indices = NDArray[np.int32]

ROUNDING = 2.0**-50  # of the largest amount subtracted: the most that an eigenvalue may have moved


def count_negative_pivots(graph: PixelGraph, tau: float, accuracy: float) -> int | None:
    """Return the number of eigenvalues of L_sym below `tau`, or None if rounding hides it.

    Eigenvalues within `accuracy` of tau may or may not be counted.
    """
    position, band = _order(graph)
    count = _eliminate(
        graph.right,
        graph.down,
        graph.down_index,
        graph.inverse_sqrt_degree,
        position,
        band,
        tau,
        accuracy / ROUNDING,
    )
    return None if count < 0 else int(count)


def _order(graph: PixelGraph) -> tuple[Indices, int]:
    """Return each node's position in the order, and the largest distance between neighbours."""
    columns = graph.nodes % graph.shape[1]
    height = int(graph.nodes[-1] - graph.nodes[0]) // graph.shape[1] + 1
    position = np.arange(graph.n_nodes, dtype=np.int32)
    if int(columns.max()) - int(columns.min()) >= height:
        by_column = np.argsort(columns, kind="stable")
        position[by_column] = position.copy()
    distances = [
        np.abs(position[index] - position)[index >= 0].max(initial=0)
        for index in (graph.right_index, graph.down_index)
    ]
    return position, int(max(distances))


@kernel
def _eliminate(
    right: Floats,
    down: Floats,
    below: Indices,
    scale: Floats,
    position: Indices,
    band: int,
    tau: float,
    largest: float,
) -> int:
    """Return the number of negative pivots, or -1 if a step subtracts more than `largest`."""
    n = len(right)
    rows = zero_matrix(n + band, band + 1)  # entry (p, p + t) at [p, t]
    for i in range(n):
        p = position[i]
        rows[p, 0] = 1.0 - tau
        for side in range(2):
            weight, j = (right[i], i + 1) if side == 0 else (down[i], int(below[i]))
            if weight > 0:
                q = position[j]
                rows[min(p, q), abs(q - p)] = -(weight * scale[i] * scale[j])
    n_negative = 0
    for p in range(n):
        row = rows[p]
        pivot = row[0]
        if pivot < 0:
            n_negative += 1
        end = band + 1
        while end > 1 and row[end - 1] == 0:
            end -= 1
        taken = 0.0
        for t in range(1, end):
            factor = row[t] / pivot
            taken += abs(factor * row[t])
            later = rows[p + t]
            for u in range(end - t):
                later[u] -= factor * row[t + u]
        if not taken <= largest:
            return -1
    return n_negative
