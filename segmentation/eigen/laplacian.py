"""The normalized Laplacian on columns of vectors: residuals, Rayleigh-Ritz, its null vector."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import linalg

from segmentation.eigen.base import Floats
from segmentation.graph.pixelgraph import PixelGraph
from segmentation.kernels import compiled
from segmentation.kernels.arrays import zero_matrix
from segmentation.kernels.cache import Group
from segmentation.kernels.compiled import fast_kernel

__all__ = ["rayleigh_ritz", "residual_norms", "squared_norms", "zero_vector"]


def residual_norms(graph: PixelGraph, values: Floats, vectors: Floats) -> Floats:
    """Return the 2-norms of L u - lambda u, of shape (n,).

    Parameters
    ----------
    graph : PixelGraph
    values : ndarray of shape (n,)
    vectors : ndarray of shape (n_nodes, n)
    """
    if not compiled.ready(Group.FRAME):
        norms: Floats = np.linalg.norm(graph.laplacian @ vectors - vectors * values, axis=0)
        return norms
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


def squared_norms(vectors: Floats) -> Floats:
    """Return the sum of squares of each column, of shape (m,)."""
    squares = np.zeros(vectors.shape[1])
    if compiled.ready(Group.FRAME):
        _add_squares(np.ascontiguousarray(vectors), squares)
        return squares
    return np.einsum("ij,ij->j", vectors, vectors, out=squares)


def zero_vector(graph: PixelGraph) -> Floats:
    """Return the unit eigenvector of eigenvalue 0 of a connected graph, D^1/2 1."""
    root: Floats = np.sqrt(graph.degree)
    return root / np.linalg.norm(root)


def rayleigh_ritz(graph: PixelGraph, basis: Floats) -> tuple[Floats, Floats]:
    """Return ascending Ritz values and orthonormal Ritz vectors of a subspace.

    Parameters
    ----------
    graph : PixelGraph
    basis : ndarray of shape (n_nodes, m)
        Of full rank; need not be orthonormal.
    """
    q, _ = linalg.qr(basis, mode="economic", check_finite=False)
    values, rotation = linalg.eigh(q.T @ (graph.laplacian @ q), check_finite=False)
    return values, q @ rotation


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
    """Add up squared residuals row by row.

    A node's contribution to later rows is stored until these are reached, so that each edge is read
    only once.
    """
    n, k = vectors.shape
    received = zero_matrix(n + 1, k)
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


@fast_kernel
def _add_squares(vectors: Floats, squares: Floats) -> None:
    for i in range(len(vectors)):
        for c in range(len(squares)):
            squares[c] += vectors[i, c] * vectors[i, c]
