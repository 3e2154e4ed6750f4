"""Elimination order of a pixel graph by nested dissection, and its fill.

Nested dissection on the pixel grid (George, "Nested dissection of a regular finite element mesh",
SIAM J. Numer. Anal. 10, 1973): a row or column of pixels cuts a region in two, its pixels are
eliminated after both halves, and the halves are cut likewise. A five-point graph of n nodes then
has O(n log n) entries in its Cholesky factor.

The pixels eliminated together are a panel: a piece of a cut of at most `PANEL` pixels, or a region
too small to be cut. A panel's border consists of the later pixels that its elimination couples, in
ascending order. The panels are numbered in postorder: each comes after all panels of its subtree,
directly after its last child, so that the updates of its children are on top of a stack.
"""

from __future__ import annotations

from collections import deque
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from segmentation.eigen.grid import Grid
from segmentation.graph.pixelgraph import PixelGraph
from segmentation.kernels.arrays import empty_numbers, filled_indices
from segmentation.kernels.compiled import device, kernel

PANEL = 48
LEAF = 16  # pixels up to which a region is not cut
LOPSIDED = 0.7  # largest share of a region's pixels that a cut may leave on one side
DEPTH = 256  # size of the stack of regions still to be cut
REMEMBERED = 4
LARGEST_REMEMBERED = 200_000  # nodes; 10 MB

Indices = NDArray[np.int32]


class Dissection(NamedTuple):
    """An elimination order, panel by panel; positions count in this order."""

    order: Indices  # (n,) number, in the grid, of the pixel at each position
    panels: NDArray[np.int64]  # (n_panels, 4): first position, end, two children or -1
    border_start: NDArray[np.int64]  # (n_panels + 1,) start of each panel's border in `border`
    border: Indices  # positions in the borders of all panels
    factor_size: int  # entries of the factor
    largest: int  # pixels of the largest panel and its border


class _Known(NamedTuple):
    """The structure of a graph, without its weights, and its dissection."""

    shape: tuple[int, int]
    nodes: Indices
    right: NDArray[np.bool_]
    below: Indices
    found: Dissection


_known: deque[_Known] = deque(maxlen=REMEMBERED)


def dissect(graph: PixelGraph, g: Grid) -> Dissection:
    """Find an elimination order of a connected graph, and its fill.

    Weights play no part. So a graph with the same pixels and edges, as when beta is dragged, costs
    only a comparison. The last few dissections are cached, for all threads together.
    """
    right = g.right[1 : graph.n_nodes + 1] > 0
    for known in tuple(_known):
        if (
            known.shape == graph.shape
            and np.array_equal(known.nodes, graph.nodes)
            and np.array_equal(known.right, right)
            and np.array_equal(known.below, graph.down_index)
        ):
            return known.found
    found = _dissect(graph, g)
    if graph.n_nodes <= LARGEST_REMEMBERED:
        _known.appendleft(_Known(graph.shape, graph.nodes, right, graph.down_index, found))
    return found


def _dissect(graph: PixelGraph, g: Grid) -> Dissection:
    n = len(graph.nodes)
    rows, columns = np.divmod(graph.nodes, np.int32(graph.shape[1]))
    order = np.arange(n, dtype=np.int32)
    panels = np.zeros((4 * n // LEAF + 1024, 4), np.int64)
    counts = np.zeros(max(graph.shape), np.int32)
    n_panels = _cut(rows, columns, order, panels, counts)
    order += 1
    position = np.zeros(n + 2, np.int32)
    position[order] = np.arange(n, dtype=np.int32)
    border_start = np.zeros(n_panels + 1, np.int64)
    panels = panels[:n_panels]
    border, size, largest = _borders(
        order, position, panels, g.right, g.down, g.above, g.below, border_start
    )
    return Dissection(order, panels, border_start, border, size, largest)


@kernel
def _cut(
    rows: Indices, columns: Indices, order: Indices, panels: NDArray[np.int64], counts: Indices
) -> int:
    """Reorder `order`, fill `panels`, return their number.

    Regions are taken from a stack, the later half first, so panels are found in reverse order of
    elimination; they are reversed at the end.
    """
    n = len(order)
    spare = empty_numbers(n)
    stack = filled_indices(3 * DEPTH, 0).reshape(DEPTH, 3)  # first position, end, parent panel
    stack[0, 1], stack[0, 2] = n, -1
    depth, count = 1, 0
    while depth > 0:
        depth -= 1
        first, end, parent = stack[depth, 0], stack[depth, 1], stack[depth, 2]
        middle, cut = first, first
        if end - first > LEAF:
            middle, cut = _split(rows, columns, order, first, end, spare, counts)
        while True:  # an empty cut is a panel, too: it is the parent of two others
            start = max(cut, end - PANEL)
            panels[count, 0], panels[count, 1] = start, end
            panels[count, 2] = panels[count, 3] = -1
            _adopt(panels, parent, count)
            parent, end = count, start  # each panel of a long cut is the child of the next one
            count += 1
            if end == cut:
                break
        for low, high in ((first, middle), (middle, cut)):
            if high > low:
                stack[depth, 0], stack[depth, 1], stack[depth, 2] = low, high, parent
                depth += 1
    for i in range(count // 2):
        for c in range(4):
            other = count - 1 - i
            panels[i, c], panels[other, c] = panels[other, c], panels[i, c]
    for i in range(count):
        for c in range(2, 4):
            if panels[i, c] >= 0:
                panels[i, c] = count - 1 - panels[i, c]
    return count


@device
def _adopt(panels: NDArray[np.int64], parent: int, child: int) -> None:
    if parent >= 0:
        panels[parent, 2 if panels[parent, 2] < 0 else 3] = child


@device
def _split(
    rows: Indices,
    columns: Indices,
    order: Indices,
    first: int,
    end: int,
    spare: Indices,
    counts: Indices,
) -> tuple[int, int]:
    """Sort a region into one side, the other side, and the cut; return where the last two start.

    The cut is the line of fewest pixels across the region's longer extent; lopsided cuts are
    penalized. A region of separate pieces may be cut between them, by a line without pixels.
    """
    low_row = low_column = 2**31
    high_row = high_column = -1
    for q in range(first, end):
        row, column = int(rows[order[q]]), int(columns[order[q]])
        low_row, high_row = min(low_row, row), max(high_row, row)
        low_column, high_column = min(low_column, column), max(high_column, column)
    by_row = high_row - low_row >= high_column - low_column
    line = rows if by_row else columns
    base = low_row if by_row else low_column
    extent = (high_row - low_row if by_row else high_column - low_column) + 1
    for t in range(extent):
        counts[t] = 0
    for q in range(first, end):
        counts[line[order[q]] - base] += 1
    size = end - first
    before, best, chosen = 0, np.inf, extent // 2
    for t in range(extent):
        larger = max(before, size - before - counts[t])
        before += counts[t]
        if larger <= LOPSIDED * size and counts[t] * (2.0 * larger / size) < best:
            best, chosen = counts[t] * (2.0 * larger / size), t
    place = first
    middle = cut = first
    for side in range(3):
        for q in range(first, end):
            t = line[order[q]] - base
            if (
                (side == 0 and t < chosen)
                or (side == 1 and t > chosen)
                or (side == 2 and t == chosen)
            ):
                spare[place] = order[q]
                place += 1
        if side == 0:
            middle = place
        elif side == 1:
            cut = place
    for q in range(first, end):
        order[q] = spare[q]
    return middle, cut


@kernel
def _borders(
    order: Indices,
    position: Indices,
    panels: NDArray[np.int64],
    right: NDArray[np.float64],
    down: NDArray[np.float64],
    above: Indices,
    below: Indices,
    border_start: NDArray[np.int64],
) -> tuple[Indices, int, int]:
    """Collect the borders: the children's, and neighbours of pixels if eliminated later."""
    n = len(order)
    border = empty_numbers(8 * n + 4096)
    seen = filled_indices(n, -1)
    total, size, largest = 0, 0, 0
    for s in range(len(panels)):
        first, end = panels[s, 0], panels[s, 1]
        start = total
        room = 4 * (end - first)
        for c in range(2, 4):
            if panels[s, c] >= 0:
                room += border_start[panels[s, c] + 1] - border_start[panels[s, c]]
        if total + room > len(border):
            longer = empty_numbers(2 * len(border) + room)
            for t in range(total):
                longer[t] = border[t]
            border = longer
        for c in range(2, 4):
            child = panels[s, c]
            if child >= 0:
                for t in range(border_start[child], border_start[child + 1]):
                    j = border[t]
                    if j >= end and seen[j] != s:
                        seen[j] = s
                        border[total] = j
                        total += 1
        for p in range(first, end):
            i = order[p]
            for side in range(4):
                k = i + 1 if right[i] > 0 else 0
                if side == 1:
                    k = i - 1 if right[i - 1] > 0 else 0
                elif side == 2:
                    k = above[i]
                elif side == 3:
                    k = below[i]
                if k > 0 and position[k] >= end and seen[position[k]] != s:
                    seen[position[k]] = s
                    border[total] = position[k]
                    total += 1
        _sort(border, start, total)
        border_start[s + 1] = total
        size += (end - first) * (end - first + total - start)
        largest = max(largest, end - first + total - start)
    return border[:total], size, largest


@device
def _sort(numbers: Indices, start: int, end: int) -> None:
    """Sort the numbers from `start` to `end` - 1, by Shell's method with Knuth's gaps.

    A border is made of a few sorted pieces; numba's own sort is six functions.
    """
    gap = 1
    while 3 * gap < end - start:
        gap = 3 * gap + 1
    while gap > 0:
        for i in range(start + gap, end):
            number, hole = numbers[i], i
            while hole >= start + gap and numbers[hole - gap] > number:
                numbers[hole] = numbers[hole - gap]
                hole -= gap
            numbers[hole] = number
        gap //= 3
