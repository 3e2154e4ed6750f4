"""Labels from a pivoted QR factorization, without starts or iterations.

A. Damle, V. Minden and L. Ying, Simple, direct and efficient multi-way spectral clustering,
Information and Inference 8 (2019), doi:10.1093/imaiai/iay008.

Only the first k pivots of the factorization are needed. Each takes one pass over the rows, and is
the row farthest from the span of those already chosen. The polar factor of the k chosen rows then
rotates the embedding so that the largest entry of a row gives its region.

The passes over the rows are compiled. Until they are, NumPy computes the same sums in the same
order: on grids many rows are equally far, so that the last digit decides.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from segmentation.kernels import compiled
from segmentation.kernels.arrays import empty_vector, filled_indices, zero_matrix
from segmentation.kernels.cache import Group
from segmentation.kernels.compiled import device, fast_device, kernel

Floats = NDArray[np.float64]

TILE = 512  # points processed at a time, so that they stay in the cache


def assign(
    embedding: NDArray[np.float64], n_clusters: int, random_state: int = 0
) -> NDArray[np.intp]:
    """Return the label of each row of `embedding`, of shape (n,). The method is not random."""
    columns = np.ascontiguousarray(embedding.T)
    if not compiled.ready(Group.FRAME):
        axes = _polar_factor(columns[:, _pivot_rows_by_numpy(columns)])
        entries = [np.abs(_along_by_numpy(columns, axis)) for axis in axes]
        labels: NDArray[np.intp] = np.argmax(entries, axis=0)
        return labels
    remaining = np.empty(columns.shape[1])
    axes = _polar_factor(columns[:, pivot_rows(columns, remaining)])
    labels = np.empty(columns.shape[1], np.intp)
    _largest_entries(columns, axes, remaining, labels)
    return labels


def _polar_factor(chosen: Floats) -> Floats:
    """Return the k orthonormal axes, (k, k), that are nearest to the chosen rows."""
    left, _, right = np.linalg.svd(chosen)
    return np.ascontiguousarray((left @ right).T)


def _pivot_rows_by_numpy(columns: Floats) -> NDArray[np.intp]:
    """Do what `pivot_rows` does."""
    k, n = columns.shape
    pivots = np.zeros(k, np.intp)
    chosen = np.zeros((k, k))
    remaining = np.zeros(n)
    for column in columns:
        remaining += column * column
    for step in range(k):
        pivots[step] = np.argmax(remaining)
        row = columns[:, pivots[step]].copy()
        for _ in range(2):
            for other in chosen[:step]:
                row -= np.cumsum(row * other)[-1] * other  # `sum` would add in another order
        norm = np.cumsum(row * row)[-1]
        chosen[step] = row / (np.sqrt(norm) if norm > 0 else 1.0)
        remaining -= _along_by_numpy(columns, chosen[step]) ** 2
    return pivots


def _along_by_numpy(columns: Floats, direction: Floats) -> Floats:
    along = np.zeros(columns.shape[1])
    for column, entry in zip(columns, direction, strict=True):
        along += column * entry
    return along


@kernel
def pivot_rows(columns: Floats, remaining: Floats) -> NDArray[np.intp]:
    """Return the first k pivots of a column-pivoted QR factorization of `columns`, (k, n).

    `remaining`, (n,), is overwritten.
    """
    k = len(columns)
    pivots = filled_indices(k, 0)
    chosen = zero_matrix(k, k)  # orthonormal basis of the chosen rows
    _squared_norms(columns, remaining)
    for step in range(k):
        pivots[step] = _largest(remaining)
        row = chosen[step]
        for c in range(k):
            row[c] = columns[c, pivots[step]]
        for _ in range(2):  # Gram-Schmidt; two passes suffice
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


@device
def _squared_norms(columns: Floats, remaining: Floats) -> None:
    """Compute the squared norm of each point."""
    k, n = columns.shape
    for start in range(0, n, TILE):
        rest = remaining[start : start + TILE]
        for c in range(k):
            column = columns[c, start : start + TILE]
            for i in range(len(rest)):
                rest[i] = column[i] * column[i] + (rest[i] if c > 0 else 0.0)


@fast_device
def _largest(numbers: Floats) -> int:
    """Return the index of the largest number, of equal ones the first."""
    largest = numbers[0]
    for number in numbers:
        largest = max(largest, number)
    for i in range(len(numbers)):
        if numbers[i] == largest:
            return i
    return 0


@device
def _along(columns: Floats, direction: Floats, start: int, along: Floats) -> None:
    """Compute the inner products of a direction with the points from `start` on."""
    along[:] = 0.0
    for c in range(len(columns)):
        column = columns[c, start : start + TILE]
        for i in range(len(column)):
            along[i] += column[i] * direction[c]


@device
def _deflate(columns: Floats, direction: Floats, remaining: Floats) -> None:
    """Subtract the part along `direction` from the squared norm of each point."""
    n = columns.shape[1]
    along = empty_vector(TILE)
    for start in range(0, n, TILE):
        rest = remaining[start : start + TILE]
        _along(columns, direction, start, along)
        for i in range(len(rest)):
            rest[i] -= along[i] * along[i]


@kernel
def _largest_entries(columns: Floats, axes: Floats, best: Floats, labels: NDArray[np.intp]) -> None:
    """Compute, for each point, the axis of the largest absolute inner product among k.

    `best`, (n,), is overwritten.
    """
    k, n = columns.shape
    along = empty_vector(TILE)
    for start in range(0, n, TILE):
        most, label = best[start : start + TILE], labels[start : start + TILE]
        for c in range(k):
            _along(columns, axes[c], start, along)
            for i in range(len(most)):
                entry = abs(along[i])
                # The comparison is unpredictable, so a conditional move is faster than a branch.
                label[i] = c if c == 0 or entry > most[i] else label[i]
                most[i] = entry if c == 0 or entry > most[i] else most[i]
