"""From a pixel graph to smaller and smaller pixel graphs, by merging pixels 2 x 2.

An aggregate is a 2 x 2 cell of the image, as far as it lies in the mask. The graph of the
aggregates is again a graph of pixels with four neighbours, on an image of half the size, so one
set of kernels serves all levels. Weights between the same two aggregates are summed, and so are
degrees: this is the Galerkin product with piecewise constant interpolation.

On every level the problem is ``A x = lambda M x``, scaled to a unit diagonal: with D the degrees
on that level, ``A = I - D^-1/2 W D^-1/2`` and ``M = D^-1/2 V D^-1/2``, where V holds the summed
degrees of the pixels. On the finest level V = D, so M = I. Interpolation from an aggregate to each
of its nodes then is ``sqrt(d_fine / d_coarse)``.

All levels lie behind one another in flat arrays. A node's number is absolute; level l has the
numbers ``bounds[l, 0]`` to ``bounds[l, 1] - 1``. Number 0 and the one slot after each level are
empty: weight zero, vector zero. A missing neighbour is number 0, so no kernel ever asks whether
there is one. The right neighbour of i is i + 1, with weight zero where there is no edge.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from segmentation.eigen.coarsening import coarsen, degrees, empty, finest, scale_level
from segmentation.kernels.compiled import kernel
from segmentation.pixelgraph import PixelGraph

MAX_LEVELS = 24


class Hierarchy(NamedTuple):
    """All levels in flat arrays, as the module's docstring tells; N is their length."""

    bounds: NDArray[np.int64]  # (n_levels, 2)
    right: NDArray[np.float64]  # (N,) weight to the right neighbour, scaled to the unit diagonal
    down: NDArray[np.float64]  # (N,) weight to the node below, likewise
    right32: NDArray[np.float32]  # (N,) the same for the smoother
    down32: NDArray[np.float32]
    above: NDArray[np.int32]  # (N,) number of the node above, or 0
    below: NDArray[np.int32]  # (N,) number of the node below, or 0
    parent: NDArray[np.int32]  # (N,) number of the aggregate one level up
    transfer: NDArray[np.float32]  # (N,) interpolation weight from the aggregate
    mass: NDArray[np.float64]  # (N,) diagonal of M
    scale: NDArray[np.float64]  # (N,) D^-1/2, 0 for an isolated node


def build(graph: PixelGraph, smallest: int) -> Hierarchy:
    """Coarsen until a level has at most `smallest` nodes.

    Parameters
    ----------
    graph : PixelGraph
        A connected graph.
    smallest : int
        Coarsening stops at a level with at most this many nodes; a level with fewer than half as
        many is not made, as the eigenvectors' block must fit.

    Returns
    -------
    Hierarchy
    """
    n = len(graph.nodes)
    room = int(2.1 * n) + 64
    bounds = np.zeros((MAX_LEVELS, 2), np.int64)
    above, below, parent, column = (np.empty(room, np.int32) for _ in range(4))
    right, down, mass, scale, degree, volume = (np.empty(room) for _ in range(6))
    right32, down32, transfer = (np.empty(room, np.float32) for _ in range(3))
    n_levels = _build(
        graph.nodes,
        graph.shape[1],
        graph.right,
        graph.down,
        graph.down_index,
        smallest,
        bounds,
        above,
        below,
        parent,
        column,
        right,
        down,
        mass,
        scale,
        degree,
        volume,
        right32,
        down32,
        transfer,
    )
    bounds = bounds[:n_levels]
    end = int(bounds[-1, 1]) + 1
    return Hierarchy(
        bounds,
        right[:end],
        down[:end],
        right32[:end],
        down32[:end],
        above[:end],
        below[:end],
        parent[:end],
        transfer[:end],
        mass[:end],
        scale[:end],
    )


@kernel
def _build(
    nodes: NDArray[np.int32],
    width: int,
    graph_right: NDArray[np.float64],
    graph_down: NDArray[np.float64],
    graph_below: NDArray[np.int32],
    smallest: int,
    bounds: NDArray[np.int64],
    above: NDArray[np.int32],
    below: NDArray[np.int32],
    parent: NDArray[np.int32],
    column: NDArray[np.int32],
    right: NDArray[np.float64],
    down: NDArray[np.float64],
    mass: NDArray[np.float64],
    scale: NDArray[np.float64],
    degree: NDArray[np.float64],
    volume: NDArray[np.float64],
    right32: NDArray[np.float32],
    down32: NDArray[np.float32],
    transfer: NDArray[np.float32],
) -> int:
    """Fill the flat arrays; return the number of levels."""
    n = len(nodes)
    height = nodes[n - 1] // width - nodes[0] // width + 1
    rows = finest(
        nodes,
        width,
        height,
        graph_right,
        graph_down,
        graph_below,
        above,
        below,
        column,
        right,
        down,
    )
    first, end, level = 1, n + 1, 0
    degrees(first, end, right, down, above, degree)
    for i in range(first, end):
        volume[i] = degree[i]
    bounds[0, 0], bounds[0, 1] = first, end
    while end - first > smallest and level + 1 < len(bounds) and 2 * end - first + 2 < len(right):
        height, width = (height + 1) // 2, (width + 1) // 2
        coarse_rows, coarse_end = coarsen(
            end + 1, height, width, rows, column, right, down, above, below, parent, volume
        )
        if 2 * (coarse_end - end - 1) < smallest:
            break
        degrees(end + 1, coarse_end, right, down, above, degree)
        scale_level(first, end, degree, volume, below, right, down, mass, scale, right32, down32)
        first, end, rows, level = end + 1, coarse_end, coarse_rows, level + 1
        bounds[level, 0], bounds[level, 1] = first, end
    scale_level(first, end, degree, volume, below, right, down, mass, scale, right32, down32)
    empty(0, right, down, above, below, mass, scale, right32, down32)
    for finer in range(level):
        for i in range(bounds[finer, 0], bounds[finer, 1]):
            transfer[i] = scale[parent[i]] / scale[i]
    return level + 1
