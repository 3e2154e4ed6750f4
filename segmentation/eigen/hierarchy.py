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

from segmentation.graph import PixelGraph
from segmentation.kernels.compiled import kernel
from segmentation.kernels.lanes import at

MAX_LEVELS = 24
_FAR = 2**30  # a column beyond every image


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
    rows = _finest(
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
    _degrees(first, end, right, down, above, degree)
    for i in range(first, end):
        volume[i] = degree[i]
    bounds[0, 0], bounds[0, 1] = first, end
    while end - first > smallest and level + 1 < len(bounds) and 2 * end - first + 2 < len(right):
        height, width = (height + 1) // 2, (width + 1) // 2
        coarse_rows, coarse_end = _coarsen(
            end + 1, height, width, rows, column, right, down, above, below, parent, volume
        )
        if 2 * (coarse_end - end - 1) < smallest:
            break
        _degrees(end + 1, coarse_end, right, down, above, degree)
        _scale(first, end, degree, volume, below, right, down, mass, scale, right32, down32)
        first, end, rows, level = end + 1, coarse_end, coarse_rows, level + 1
        bounds[level, 0], bounds[level, 1] = first, end
    _scale(first, end, degree, volume, below, right, down, mass, scale, right32, down32)
    _empty(0, right, down, above, below, mass, scale, right32, down32)
    for finer in range(level):
        for i in range(bounds[finer, 0], bounds[finer, 1]):
            transfer[i] = scale[parent[i]] / scale[i]
    return level + 1


@kernel
def _finest(
    nodes: NDArray[np.int32],
    width: int,
    height: int,
    graph_right: NDArray[np.float64],
    graph_down: NDArray[np.float64],
    graph_below: NDArray[np.int32],
    above: NDArray[np.int32],
    below: NDArray[np.int32],
    column: NDArray[np.int32],
    right: NDArray[np.float64],
    down: NDArray[np.float64],
) -> NDArray[np.int32]:
    """Copy the graph to the numbers 1 to n; return where each row of the image starts."""
    n = len(nodes)
    rows = np.empty(height + 1, np.int32)
    row, row_start = 0, nodes[0] // width * width
    rows[0] = 1
    for i in range(1, n + 1):
        above[i] = 0
    for q in range(n):
        i = q + 1
        while nodes[q] >= row_start + width:
            row_start += width
            row += 1
            rows[row] = i
        column[i] = nodes[q] - row_start
        right[i] = graph_right[q]
        down[i] = graph_down[q]
        j = graph_below[q] + 1
        below[i] = j
        if j > 0:
            above[j] = i
    rows[height] = n + 1
    right[0] = down[0] = right[n + 1] = down[n + 1] = 0.0
    above[0] = below[0] = above[n + 1] = below[n + 1] = 0
    return rows


@kernel
def _coarsen(
    start: int,
    height: int,
    width: int,
    rows: NDArray[np.int32],
    column: NDArray[np.int32],
    right: NDArray[np.float64],
    down: NDArray[np.float64],
    above: NDArray[np.int32],
    below: NDArray[np.int32],
    parent: NDArray[np.int32],
    volume: NDArray[np.float64],
) -> tuple[NDArray[np.int32], int]:
    """Merge one level 2 x 2, numbering the aggregates from `start`, row by row.

    Returns where each coarse row starts, and the number after the last aggregate.
    """
    coarse_rows = np.empty(height + 1, np.int32)
    above_in_column = np.zeros(width, np.int32)
    in_column = np.zeros(width, np.int32)
    c = start
    for row in range(height):
        for place in range(width):
            in_column[place] = 0
        coarse_rows[row] = c
        p, p_end = rows[2 * row], rows[2 * row + 1]  # the upper of the two fine rows, and the lower
        q, q_end = p_end, rows[min(2 * row + 2, len(rows) - 1)]
        while p < p_end or q < q_end:
            place = int(column[p]) >> 1 if p < p_end else _FAR
            if q < q_end and column[q] >> 1 < place:
                place = int(column[q]) >> 1
            in_column[place] = c
            column[c] = place
            over = above_in_column[place]
            above[c], below[c] = over, 0
            if over > 0:
                below[over] = c
            sum_right = sum_down = sum_volume = 0.0
            while p < p_end and column[p] >> 1 == place:
                parent[p] = c
                sum_volume += volume[p]
                if column[p] & 1:
                    sum_right += right[p]
                p += 1
            while q < q_end and column[q] >> 1 == place:
                parent[q] = c
                sum_volume += volume[q]
                sum_down += down[q]
                if column[q] & 1:
                    sum_right += right[q]
                q += 1
            right[c], down[c], volume[c] = sum_right, sum_down, sum_volume
            c += 1
        above_in_column, in_column = in_column, above_in_column
    coarse_rows[height] = c
    right[c] = down[c] = 0.0
    above[c] = below[c] = 0
    return coarse_rows, c


@kernel
def _degrees(
    first: int,
    end: int,
    right: NDArray[np.float64],
    down: NDArray[np.float64],
    above: NDArray[np.int32],
    degree: NDArray[np.float64],
) -> None:
    for i in range(first, end):
        degree[i] = right[i] + right[i - 1] + down[i] + down[at(above, i)]


@kernel
def _scale(
    first: int,
    end: int,
    degree: NDArray[np.float64],
    volume: NDArray[np.float64],
    below: NDArray[np.int32],
    right: NDArray[np.float64],
    down: NDArray[np.float64],
    mass: NDArray[np.float64],
    scale: NDArray[np.float64],
    right32: NDArray[np.float32],
    down32: NDArray[np.float32],
) -> None:
    """Scale one level to a unit diagonal."""
    for i in range(first, end):
        scale[i] = 1.0 / np.sqrt(degree[i]) if degree[i] > 0 else 0.0
        mass[i] = volume[i] / degree[i] if degree[i] > 0 else 1.0
    scale[end] = scale[0] = 0.0
    for i in range(first, end):
        # One factor after the other: the product of two scales may overflow.
        right[i] = right[i] * scale[i] * scale[i + 1]
        down[i] = down[i] * scale[i] * scale[at(below, i)]
        right32[i] = right[i]
        down32[i] = down[i]
    mass[end] = 1.0
    right32[end] = down32[end] = np.float32(0.0)


@kernel
def _empty(
    i: int,
    right: NDArray[np.float64],
    down: NDArray[np.float64],
    above: NDArray[np.int32],
    below: NDArray[np.int32],
    mass: NDArray[np.float64],
    scale: NDArray[np.float64],
    right32: NDArray[np.float32],
    down32: NDArray[np.float32],
) -> None:
    """Make slot `i` one that changes nothing when it is read as a neighbour."""
    right[i] = down[i] = scale[i] = 0.0
    above[i] = below[i] = 0
    mass[i] = 1.0
    right32[i] = down32[i] = np.float32(0.0)
