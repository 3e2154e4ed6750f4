"""The passes that build a hierarchy: see `segmentation.eigen.hierarchy` for what they build."""

import numpy as np
from numpy.typing import NDArray

from segmentation.kernels.compiled import part
from segmentation.kernels.lanes import at

_FAR = 2**30  # a column beyond every image


@part
def finest(
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


@part
def coarsen(
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


@part
def degrees(
    first: int,
    end: int,
    right: NDArray[np.float64],
    down: NDArray[np.float64],
    above: NDArray[np.int32],
    degree: NDArray[np.float64],
) -> None:
    """Sum the weights of each node of a level."""
    for i in range(first, end):
        degree[i] = right[i] + right[i - 1] + down[i] + down[at(above, i)]


@part
def scale_level(
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


@part
def empty(
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
