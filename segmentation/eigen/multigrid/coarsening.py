"""Aggregation of one level of a hierarchy to the next coarser one."""

import numpy as np
from numpy.typing import NDArray

from segmentation.eigen.grid import Grid, Numbering
from segmentation.kernels.arrays import empty_numbers, filled_numbers
from segmentation.kernels.compiled import device

_FAR = 2**30  # larger than any column of an image


@device
def coarsen(
    start: int,
    height: int,
    width: int,
    rows: NDArray[np.int32],
    g: Grid,
    s: Numbering,
    parent: NDArray[np.int32],
) -> tuple[NDArray[np.int32], int]:
    """Merge one level 2 x 2, numbering the aggregates from `start`, row by row.

    Weights between the same two aggregates are summed, and so are degrees. Return the start of each
    coarse row, and the number after the last aggregate.
    """
    right, down, above, below = g.right, g.down, g.above, g.below
    column, volume = s.column, s.volume
    coarse_rows = empty_numbers(height + 1)
    above_in_column = filled_numbers(width, 0)
    in_column = filled_numbers(width, 0)
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
