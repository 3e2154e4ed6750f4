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

TILE = 512  # points handled together, so that they are still in the cache


def assign(
    embedding: NDArray[np.float64], n_clusters: int, random_state: int = 0
) -> NDArray[np.intp]:
    """Return the label of each row of `embedding`, of shape (n,). Nothing in it is random."""
    if not compiled.ready():
        return np.asarray(cluster_qr(embedding), dtype=np.intp)
    columns = np.ascontiguousarray(embedding.T)
    remaining = np.empty(columns.shape[1])
    left, _, right = np.linalg.svd(columns[:, pivot_rows(columns, remaining)])
    labels = np.empty(columns.shape[1], np.intp)
    _largest_entries(columns, (left @ right).T.copy(), remaining, labels)
    return labels


@kernel
def pivot_rows(columns: Floats, remaining: Floats) -> NDArray[np.intp]:
    """Return the first k pivots of a column-pivoted QR factorization of `columns`, (k, n).

    `remaining`, (n,), is overwritten.
    """
    k = len(columns)
    pivots = np.zeros(k, np.intp)
    chosen = np.zeros((k, k))  # orthonormal basis of the chosen rows
    _squared_norms(columns, remaining)
    for step in range(k):
        pivots[step] = _largest(remaining)
        row = chosen[step]
        for c in range(k):
            row[c] = columns[c, pivots[step]]
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
            _deflate(columns, row, remaining)
    return pivots


@fast_part
def _squared_norms(columns: Floats, remaining: Floats) -> None:
    """Write each point's squared norm."""
    k, n = columns.shape
    for start in range(0, n, TILE):
        rest = remaining[start : start + TILE]
        for c in range(k):
            column = columns[c, start : start + TILE]
            for i in range(len(rest)):
                rest[i] = column[i] * column[i] + (rest[i] if c > 0 else 0.0)


@fast_part
def _largest(numbers: Floats) -> int:
    """Return where the first of the largest numbers is."""
    largest = numbers[0]
    for number in numbers:
        largest = max(largest, number)
    for i in range(len(numbers)):
        if numbers[i] == largest:
            return i
    return 0


@fast_part
def _along(columns: Floats, direction: Floats, start: int, along: Floats) -> None:
    """Write the inner products of the points from `start` on with a direction."""
    along[:] = 0.0
    for c in range(len(columns)):
        column = columns[c, start : start + TILE]
        for i in range(len(column)):
            along[i] += column[i] * direction[c]


@fast_part
def _deflate(columns: Floats, direction: Floats, remaining: Floats) -> None:
    """Take the part along `direction` off each point's squared norm."""
    n = columns.shape[1]
    along = np.empty(TILE)
    for start in range(0, n, TILE):
        rest = remaining[start : start + TILE]
        _along(columns, direction, start, along)
        for i in range(len(rest)):
            rest[i] -= along[i] * along[i]


@fast_kernel
def _largest_entries(columns: Floats, axes: Floats, best: Floats, labels: NDArray[np.intp]) -> None:
    """Write the place of the largest absolute inner product of each point with the k axes.

    `best`, (n,), is overwritten.
    """
    k, n = columns.shape
    along = np.empty(TILE)
    for start in range(0, n, TILE):
        most, label = best[start : start + TILE], labels[start : start + TILE]
        for c in range(k):
            _along(columns, axes[c], start, along)
            for i in range(len(most)):
                entry = abs(along[i])
                # Which is larger cannot be foretold: a choice is faster than a branch.
                label[i] = c if c == 0 or entry > most[i] else label[i]
                most[i] = entry if c == 0 or entry > most[i] else most[i]
