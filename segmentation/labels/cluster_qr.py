"""Labels straight from a pivoted QR factorization, without starts or iterations.

A. Damle, V. Minden and L. Ying, Simple, direct and efficient multi-way spectral clustering,
Information and Inference 8 (2019), doi:10.1093/imaiai/iay008.

Only the first k pivots of the factorization are needed, one pass over the rows each: the row
farthest from the span of those chosen so far. The polar factor of the k chosen rows then turns the
embedding so that each row's largest entry tells its region.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from sklearn.cluster._spectral import cluster_qr

from segmentation.kernels import compiled
from segmentation.kernels.compiled import fast_kernel, fast_part, kernel

Floats = NDArray[np.float64]


def assign(
    embedding: NDArray[np.float64], n_clusters: int, random_state: int = 0
) -> NDArray[np.intp]:
    """Return the label of each row of `embedding`, of shape (n,). Nothing in it is random."""
    if not compiled.ready():
        return np.asarray(cluster_qr(embedding), dtype=np.intp)
    points = np.ascontiguousarray(embedding)
    left, _, right = np.linalg.svd(points[pivot_rows(points)].T)
    labels = np.empty(len(points), np.intp)
    _largest_entries(points, np.ascontiguousarray((left @ right).T), labels)
    return labels


@kernel
def pivot_rows(points: Floats) -> NDArray[np.intp]:
    """Return the first k pivots of a column-pivoted QR factorization of `points.T`, (n, k)."""
    n, k = points.shape
    remaining = np.empty(n)
    pivots = np.zeros(k, np.intp)
    chosen = np.zeros((k, k))  # orthonormal basis of the chosen rows
    pivots[0] = _squared_norms(points, remaining)
    for step in range(k):
        row = chosen[step]
        for c in range(k):
            row[c] = points[pivots[step], c]
        for _ in range(2):  # Gram-Schmidt, twice is enough
            for other in range(step):
                along = 0.0
                for c in range(k):
                    along += row[c] * chosen[other, c]
                for c in range(k):
                    row[c] -= along * chosen[other, c]
        norm = 0.0
        for c in range(k):
            norm += row[c] * row[c]
        for c in range(k):
            row[c] /= np.sqrt(norm) if norm > 0 else 1.0
        if step + 1 < k:
            pivots[step + 1] = _deflate(points, row, remaining)
    return pivots


@fast_part
def _squared_norms(points: Floats, remaining: Floats) -> int:
    """Write each row's squared norm; return the longest row."""
    best, longest = -1.0, 0
    for i in range(len(points)):
        norm = 0.0
        for c in range(points.shape[1]):
            norm += points[i, c] * points[i, c]
        remaining[i] = norm
        if norm > best:
            best, longest = norm, i
    return longest


@fast_part
def _deflate(points: Floats, direction: Floats, remaining: Floats) -> int:
    """Take the part along `direction` off each row's squared norm; return what is longest now."""
    best, longest = -1e300, 0
    for i in range(len(points)):
        along = 0.0
        for c in range(points.shape[1]):
            along += points[i, c] * direction[c]
        remaining[i] -= along * along
        if remaining[i] > best:
            best, longest = remaining[i], i
    return longest


@fast_kernel
def _largest_entries(points: Floats, axes: Floats, labels: NDArray[np.intp]) -> None:
    """Write the place of the largest absolute entry of each row of ``points @ axes.T``."""
    k = points.shape[1]
    for i in range(len(points)):
        best, label = -1.0, 0
        for c in range(k):
            along = 0.0
            for j in range(k):
                along += points[i, j] * axes[c, j]
            # Which is larger cannot be foretold: a choice is faster than a branch.
            label = c if abs(along) > best else label
            best = max(best, abs(along))
        labels[i] = label
