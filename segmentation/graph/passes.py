"""Compiled passes over a pixel graph: its arrays, degrees, components and cuts."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from segmentation.kernels.arrays import filled_numbers, filled_vector, zero_matrix
from segmentation.kernels.compiled import device, fast_kernel, kernel

Floats = NDArray[np.float64]
Indices = NDArray[np.int32]
Labels = NDArray[np.intp]


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
) -> tuple[int, float, float]:
    """Enumerate the mask's pixels row by row, and the gradients between them.

    Each gradient is written to the place of its edge's weight, and appended to `gradients`, which
    has room for two per pixel.

    Returns
    -------
    n_edges, steepest, brightest
        Number of edges, the largest gradient, and the largest absolute intensity.
    """
    height, width = mask.shape
    above = filled_numbers(width, -1)
    n_edges = 0
    steepest = brightest = 0.0
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
            brightest = max(brightest, abs(value))
            right[q] = down[q] = 0.0
            right_index[q] = down_index[q] = -1
            if column > 0 and mask[row, column - 1]:
                gradient = abs(value - image[row, column - 1])
                gradients[n_edges] = right[q - 1] = gradient
                steepest = max(steepest, gradient)
                right_index[q - 1] = q
                n_edges += 1
            p = above[column]
            if p >= 0:
                gradient = abs(value - image[row - 1, column])
                gradients[n_edges] = down[p] = gradient
                steepest = max(steepest, gradient)
                down_index[p] = q
                n_edges += 1
            above[column] = q
    return n_edges, steepest, brightest


@kernel
def finish_weights(
    right: Floats,
    down: Floats,
    right_index: Indices,
    down_index: Indices,
    eps: float,
    degree: Floats,
) -> tuple[float, float]:
    """Add `eps` to the weight of each edge, write zero where there is no edge, and sum the degrees.

    A degree sums the weights to the pixels above, to the left, to the right and below, in the same
    order as `PixelGraph.degree`. Return the least and the largest weight.
    """
    n = len(right)
    least, largest = np.inf, 0.0
    for q in range(n):
        degree[q] = 0.0
    for q in range(n):
        to_right = to_down = 0.0
        if right_index[q] >= 0:
            to_right = right[q] + eps
            degree[q + 1] += to_right
            least, largest = min(least, to_right), max(largest, to_right)
        if down_index[q] >= 0:
            to_down = down[q] + eps
            degree[down_index[q]] += to_down
            least, largest = min(least, to_down), max(largest, to_down)
        right[q], down[q] = to_right, to_down
        degree[q] += to_right + to_down
    return least, largest


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

    An edge lighter than the fraction `negligible` of the degrees of both its ends is ignored.
    """
    n = len(right)
    for q in range(n):
        piece[q] = q
    for q in range(n):
        for side in range(2):
            other = right_index[q] if side == 0 else down_index[q]
            weight = right[q] if side == 0 else down[q]
            if other >= 0 and weight > negligible * min(degree[q], degree[other]):
                _unite(piece, q, other)
    return _enumerate(piece)


@kernel
def label_parts(
    labels: Labels, right_index: Indices, down_index: Indices, part: Indices, first: Indices
) -> int:
    """Enumerate the connected parts of regions, whatever the weights; return their count.

    `first` is overwritten with the first node of each part.
    """
    n = len(labels)
    for q in range(n):
        part[q] = q
    for q in range(n):
        for side in range(2):
            other = right_index[q] if side == 0 else down_index[q]
            if other >= 0 and labels[other] == labels[q]:
                _unite(part, q, other)
    count = 0
    for q in range(n):
        if part[q] == q:
            first[count] = q
            count += 1
    return _enumerate(part)


@device
def _unite(tree: Indices, a: int, b: int) -> None:
    """Unite two trees of nodes: union-find with path halving; a root is its tree's first node."""
    if tree[a] == tree[b]:
        return
    while tree[a] != a:
        tree[a] = tree[tree[a]]
        a = tree[a]
    while tree[b] != b:
        tree[b] = tree[tree[b]]
        b = tree[b]
    if a < b:
        tree[b] = a
    else:
        tree[a] = b


@device
def _enumerate(tree: Indices) -> int:
    """Replace each node's link by the number of its tree; return the count of trees."""
    count = 0
    for q in range(len(tree)):  # a root precedes the rest of its tree
        if tree[q] == q:
            tree[q] = count
            count += 1
        else:
            tree[q] = tree[tree[q]]
    return count


@kernel
def sum_cuts(
    labels: Labels,
    right: Floats,
    down: Floats,
    right_index: Indices,
    down_index: Indices,
    degree: Floats,
    size: Labels,
    cut: Floats,
    volume: Floats,
) -> None:
    """Compute size, cut and volume of each region, in the order of `stages.metrics.graph_cuts`."""
    n_regions = len(size)
    sums = zero_matrix(4, n_regions)
    for r in range(n_regions):
        size[r], volume[r] = 0, 0.0
    for q in range(len(labels)):
        own = labels[q]
        size[own] += 1
        volume[own] += degree[q]
        for side in range(2):
            p = right_index[q] if side == 0 else down_index[q]
            if p >= 0 and labels[p] != own:
                weight = right[q] if side == 0 else down[q]
                sums[2 * side, own] += weight
                sums[2 * side + 1, labels[p]] += weight
    for r in range(n_regions):
        cut[r] = sums[0, r] + sums[1, r] + sums[2, r] + sums[3, r]


@fast_kernel
def scale_rows(vectors: Floats, factors: Floats, scaled: Floats) -> None:
    """Compute ``scaled = diag(factors) @ vectors``; make each column's largest entry positive."""
    n, k = vectors.shape
    low, high, sign = filled_vector(k, 0.0), filled_vector(k, 0.0), filled_vector(k, 1.0)
    for i in range(n):
        for c in range(k):
            entry = vectors[i, c] * factors[i]
            low[c], high[c] = min(low[c], entry), max(high[c], entry)
    for c in range(k):
        if high[c] < -low[c]:
            sign[c] = -1.0
    for i in range(n):
        for c in range(k):
            scaled[i, c] = vectors[i, c] * factors[i] * sign[c]
