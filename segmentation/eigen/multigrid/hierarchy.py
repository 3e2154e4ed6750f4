"""A hierarchy of ever smaller pixel graphs, made by merging pixels 2 x 2.

An aggregate is the part of a 2 x 2 cell of the image that lies in the mask. The graph of the
aggregates is again a graph of pixels with four neighbours, on an image of half the size, so one set
of kernels serves all levels. Weights between the same two aggregates are summed, and so are
degrees: this is the Galerkin product with piecewise constant interpolation.

On every level the problem is ``A x = lambda M x``, scaled to a unit diagonal: with D the degrees
on that level, ``A = I - D^-1/2 W D^-1/2`` and ``M = D^-1/2 V D^-1/2``, where V holds the summed
degrees of the pixels. On the finest level V = D, so M = I. Interpolation from an aggregate to each
of its nodes then is ``sqrt(d_fine / d_coarse)``.

All levels are stored one after the other in flat arrays. A node's number is absolute; level l has
the numbers ``bounds[l, 0]`` to ``bounds[l, 1] - 1``. Number 0 and the slot after each level are
empty: their weights and vectors are zero. A missing neighbour is number 0, so that kernels need no
test for it. The right neighbour of i is i + 1, with weight zero if there is no edge.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from segmentation.eigen.grid import (
    Grid,
    Numbering,
    clear_slot,
    empty_grid,
    number_nodes,
    scale_to_unit_diagonal,
    sum_degrees,
)
from segmentation.eigen.multigrid.coarsening import coarsen
from segmentation.graph.pixelgraph import PixelGraph
from segmentation.kernels.compiled import device, kernel
from segmentation.kernels.team import ALONE, Team, crew

MAX_LEVELS = 24
SMALLEST_LEVEL = 2000  # nodes; one thread is quicker on smaller levels


class Hierarchy(NamedTuple):
    """All levels in flat arrays, as described in the module's docstring.

    N is the number after the last slot; the arrays may be longer.
    """

    bounds: NDArray[np.int64]  # (n_levels, 2)
    grid: Grid  # all levels, one after the other
    right32: NDArray[np.float32]  # (N,) weights in single precision, for the smoother
    down32: NDArray[np.float32]
    parent: NDArray[np.int32]  # (N,) number of the aggregate one level up
    transfer: NDArray[np.float32]  # (N,) interpolation weight from the aggregate
    # (n_levels, 3) this thread's nodes: first, seam, end. Between the seam and the other thread's
    # nodes are those that have neighbours there. A thread alone has all nodes, and no seam.
    own: NDArray[np.int64]
    n_shared: int  # levels that are shared; the first thread has all nodes of the coarser ones
    team: Team


def build(graph: PixelGraph, smallest: int) -> Hierarchy:
    """Coarsen until a level has at most `smallest` nodes.

    Parameters
    ----------
    graph : PixelGraph
        A connected graph.
    smallest : int
        Coarsening stops at a level with at most this many nodes. No level has fewer than half as
        many, because the block of eigenvectors must fit.

    Returns
    -------
    Hierarchy
    """
    room = int(2.1 * graph.n_nodes) + 64
    grid, scratch = empty_grid(room)
    h = Hierarchy(
        bounds=np.zeros((MAX_LEVELS, 2), np.int64),
        grid=grid,
        right32=np.empty(room, np.float32),
        down32=np.empty(room, np.float32),
        parent=np.empty(room, np.int32),
        transfer=np.empty(room, np.float32),
        own=np.zeros((MAX_LEVELS, 3), np.int64),
        n_shared=0,
        team=ALONE,
    )
    edges = graph.right, graph.down, graph.down_index
    n_levels = _build(graph.nodes, graph.shape[1], *edges, smallest, h, scratch)
    h.own[:, 0], h.own[:, 1:] = h.bounds[:, 0], h.bounds[:, 1:]
    return h._replace(bounds=h.bounds[:n_levels], own=h.own[:n_levels])


def divide(h: Hierarchy, graph: PixelGraph, room: int) -> list[Hierarchy]:
    """Return a hierarchy as each of two threads sees it, or only as one that is alone.

    The first has the upper half of the nodes of finer levels, the second the lower half; no
    aggregate is in both. Where the picture has too few rows for that, there is but one.

    Parameters
    ----------
    h : Hierarchy
        Of the graph, for one thread.
    graph : PixelGraph
    room : int
        Numbers that the threads add up at a time.
    """
    rows = graph.nodes[[0, len(graph.nodes) // 2, -1]] // graph.shape[1]
    middle, height = rows[1:] - rows[0]
    n_shared = int(np.count_nonzero(h.bounds[:-1, 1] - h.bounds[:-1, 0] >= SMALLEST_LEVEL))
    while n_shared > 0 and not 0 < 2**n_shared <= min(middle, height - middle) // 2:
        n_shared -= 1
    if n_shared == 0:
        return [h]
    cut = rows[0] + round(middle / 2**n_shared) * 2**n_shared
    upper, lower = h.own.copy(), h.own.copy()
    lower[:, 0] = lower[:, 1]
    below = int(np.searchsorted(graph.nodes, cut * graph.shape[1])) + 1  # the first in the lower
    for level in range(n_shared):
        first, end = h.bounds[level]
        neighbours = h.grid.below[first:below]
        upper[level] = first, first + np.argmax(neighbours >= below), below
        lower[level] = below, neighbours.max() + 1, end
        below = int(h.parent[first:below].max()) + 1
    return [
        h._replace(own=own, n_shared=n_shared, team=team)
        for own, team in zip((upper, lower), crew(room), strict=True)
    ]


@kernel
def _build(
    nodes: NDArray[np.int32],
    width: int,
    right: NDArray[np.float64],
    down: NDArray[np.float64],
    below: NDArray[np.int32],
    smallest: int,
    h: Hierarchy,
    s: Numbering,
) -> int:
    """Fill the flat arrays; return the number of levels."""
    g, bounds = h.grid, h.bounds
    height = nodes[len(nodes) - 1] // width - nodes[0] // width + 1
    rows = number_nodes(nodes, width, right, down, below, g, s)
    first, end, level = 1, len(nodes) + 1, 0
    bounds[0, 0], bounds[0, 1] = first, end
    while end - first > smallest and level + 1 < len(bounds) and 2 * end - first + 2 < len(g.right):
        height, width = (height + 1) // 2, (width + 1) // 2
        coarse_rows, coarse_end = coarsen(end + 1, height, width, rows, g, s, h.parent)
        if 2 * (coarse_end - end - 1) < smallest:
            break
        sum_degrees(end + 1, coarse_end, g, s)
        _finish_level(first, end, h, s)
        first, end, rows, level = end + 1, coarse_end, coarse_rows, level + 1
        bounds[level, 0], bounds[level, 1] = first, end
    _finish_level(first, end, h, s)
    clear_slot(0, g)
    h.right32[0] = h.down32[0] = np.float32(0.0)
    for finer in range(level):
        for i in range(bounds[finer, 0], bounds[finer, 1]):
            h.transfer[i] = g.scale[h.parent[i]] / g.scale[i]
    return level + 1


@device
def _finish_level(first: int, end: int, h: Hierarchy, s: Numbering) -> None:
    """Scale a level, and copy its weights in single precision."""
    scale_to_unit_diagonal(first, end, h.grid, s)
    for i in range(first, end):
        h.right32[i] = h.grid.right[i]
        h.down32[i] = h.grid.down[i]
    h.right32[end] = h.down32[end] = np.float32(0.0)
