"""The normalized Laplacian of a pixel graph, applied without a sparse matrix."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from segmentation.eigen import base
from segmentation.eigen.base import Floats
from segmentation.kernels import compiled
from segmentation.kernels.compiled import fast_kernel
from segmentation.pixelgraph import PixelGraph


def residual_norms(graph: PixelGraph, values: Floats, vectors: Floats) -> Floats:
    """Return the 2-norms of L u - lambda u, of shape (n,), as `base.residual_norms` does.

    Parameters
    ----------
    graph : PixelGraph
    values : ndarray of shape (n,)
    vectors : ndarray of shape (n_nodes, n)
    """
    if not compiled.ready():
        return base.residual_norms(graph.laplacian, values, vectors)
    vectors = np.ascontiguousarray(vectors)
    squares = np.zeros(len(values))
    _residual_squares(
        graph.right,
        graph.down,
        graph.down_index,
        graph.inverse_sqrt_degree,
        values,
        vectors,
        squares,
    )
    return np.sqrt(squares)


@fast_kernel
def _residual_squares(
    right: Floats,
    down: Floats,
    below: NDArray[np.int32],
    scale: Floats,
    values: Floats,
    vectors: Floats,
    squares: Floats,
) -> None:
    """Row by row, with what a node sends to the nodes after it kept until they are reached."""
    n, k = vectors.shape
    received = np.zeros((n + 1, k))
    for i in range(n):
        here, later = vectors[i], received[i + 1]
        to_right = right[i] * scale[i]
        right_weight = to_right * scale[i + 1] if to_right > 0 else 0.0
        j = below[i]
        down_weight = down[i] * scale[i] * scale[j] if j >= 0 else 0.0
        beneath, under = vectors[j], received[j]
        neighbour = vectors[min(i + 1, n - 1)]
        for c in range(k):
            row = (1.0 - values[c]) * here[c] - received[i, c]
            row -= right_weight * neighbour[c] + down_weight * beneath[c]
            later[c] += right_weight * here[c]
            under[c] += down_weight * here[c]
            squares[c] += row * row
