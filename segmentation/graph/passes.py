"""Compiled passes over a pixel graph: its arrays, degrees and components."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from segmentation.kernels.arrays import filled_numbers, filled_vector
from segmentation.kernels.compiled import fast_kernel, kernel

Floats = NDArray[np.float64]
Indices = NDArray[np.int32]

TILE = 512  # rows processed at a time, so that they stay in the cache


@kernel
def mark_edges(
    image: Floats,
    mask: NDArray[np.bool_],
    nodes: Indices,
    right: Floats,
    down: Floats,
    right_index: Indices,
    down_index: Indices,
    intensity: Floats,
    gradients: Floats,
) -> int:
    """Enumerate the mask's pixels row by row, and the gradients between them; count the edges.

    Each gradient is written to the place of its edge's weight, and appended to `gradients`, which
    has room for two per pixel.
    """
    height, width = mask.shape
    above = filled_numbers(width, -1)
    n_edges = 0
    q = -1
    for row in range(height):
        for column in range(width):
            if not mask[row, column]:
                above[column] = -1
                continue
            q += 1
            value = image[row, column]
            nodes[q] = row * width + column
            intensity[q] = value
            right[q] = down[q] = 0.0
            right_index[q] = down_index[q] = -1
            if column > 0 and mask[row, column - 1]:
                gradients[n_edges] = right[q - 1] = abs(value - image[row, column - 1])
                right_index[q - 1] = q
                n_edges += 1
            p = above[column]
            if p >= 0:
                gradients[n_edges] = down[p] = abs(value - image[row - 1, column])
                down_index[p] = q
                n_edges += 1
            above[column] = q
    return n_edges


@kernel
def finish_weights(
    right: Floats,
    down: Floats,
    right_index: Indices,
    down_index: Indices,
    eps: float,
    degree: Floats,
) -> None:
    """Add `eps` to the weight of each edge, write zero where there is no edge, and sum the degrees.

    A degree sums the weights to the pixels above, to the left, to the right and below, in the same
    order as `PixelGraph.degree`.
    """
    n = len(right)
    for q in range(n):
        degree[q] = 0.0
    for q in range(n):
        to_right = to_down = 0.0
        if right_index[q] >= 0:
            to_right = right[q] + eps
            degree[q + 1] += to_right
        if down_index[q] >= 0:
            to_down = down[q] + eps
            degree[down_index[q]] += to_down
        right[q], down[q] = to_right, to_down
        degree[q] += to_right + to_down


@kernel
def label_components(
    right: Floats,
    down: Floats,
    right_index: Indices,
    down_index: Indices,
    degree: Floats,
    negligible: float,
    piece: Indices,
) -> int:
    """Enumerate connected components in the order of their first nodes; return their count.

    Union-find with path halving; a root is its tree's first node. An edge lighter than the fraction
    `negligible` of the degrees of both its ends is ignored.
    """
    n = len(right)
    for q in range(n):
        piece[q] = q
    for q in range(n):
        for side in range(2):
            other = right_index[q] if side == 0 else down_index[q]
            weight = right[q] if side == 0 else down[q]
            if other < 0 or not weight > negligible * min(degree[q], degree[other]):
                continue
            a, b = q, other
            while piece[a] != a:
                piece[a] = piece[piece[a]]
                a = piece[a]
            while piece[b] != b:
                piece[b] = piece[piece[b]]
                b = piece[b]
            if a < b:
                piece[b] = a
            else:
                piece[a] = b
    count = 0
    for q in range(n):  # a root precedes the rest of its tree
        if piece[q] == q:
            piece[q] = count
            count += 1
        else:
            piece[q] = piece[piece[q]]
    return count


@fast_kernel
def scale_rows(vectors: Floats, factors: Floats, scaled: Floats) -> None:
    """Compute ``scaled = diag(factors) @ vectors``; make each column's largest entry positive."""
    n, k = vectors.shape
    low, high = filled_vector(k, 0.0), filled_vector(k, 0.0)
    for start in range(0, n, TILE):
        rows, target = vectors[start : start + TILE], scaled[start : start + TILE]
        factor = factors[start : start + TILE]
        for c in range(k):
            least, most = low[c], high[c]
            for i in range(len(rows)):
                entry = rows[i, c] * factor[i]
                target[i, c] = entry
                least, most = min(least, entry), max(most, entry)
            low[c], high[c] = least, most
    for c in range(k):
        low[c] = 1.0 if high[c] >= -low[c] else -1.0
    for start in range(0, n, TILE):
        target = scaled[start : start + TILE]
        for c in range(k):
            if low[c] < 0:
                for i in range(len(target)):
                    target[i, c] = -target[i, c]
