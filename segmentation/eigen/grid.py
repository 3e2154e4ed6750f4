"""The normalized Laplacian of a pixel graph as an operator on blocks of eight vectors.

Scaled to a unit diagonal, ``A = I - D^-1/2 W D^-1/2`` has at most five entries a row: the node's
own and those of its neighbours to the right, below, to the left and above. Nodes are numbered row
by row from 1. Number 0 and the slot after the last node are empty: their weights and vectors are
zero. A missing neighbour has number 0, so that kernels need no test for it. The right neighbour of
node i is i + 1, with weight zero if there is no edge.

Vectors are (N, 8) arrays: row i holds the entries of eight vectors at node i.
"""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from segmentation.graph.pixelgraph import PixelGraph
from segmentation.kernels.arrays import empty_numbers
from segmentation.kernels.compiled import device, fast_device, fast_kernel, kernel
from segmentation.kernels.simd.vectors import WIDTH, at, load, store, zeros

__all__ = [
    "Grid",
    "apply",
    "build",
    "empty_grid",
    "first_columns",
    "neighbours",
    "rayleigh_quotients",
]

Numbers = NDArray[np.floating[Any]]
Indices = NDArray[np.int32]


class Grid(NamedTuple):
    """Flat arrays of the operator, each of length N."""

    right: NDArray[np.float64]  # weight to the right neighbour, scaled to the unit diagonal
    down: NDArray[np.float64]  # weight to the node below, likewise
    above: Indices  # number of the node above, or 0
    below: Indices  # number of the node below, or 0
    mass: NDArray[np.float64]  # diagonal of M in A x = lambda M x; 1 for the graph itself
    scale: NDArray[np.float64]  # D^-1/2, 0 for an isolated node


class Numbering(NamedTuple):
    """Scratch arrays for building a grid, each of length N."""

    column: Indices  # in the image
    degree: NDArray[np.float64]
    volume: NDArray[np.float64]  # sum of the pixels' degrees


def empty_grid(length: int) -> tuple[Grid, Numbering]:
    """Return an uninitialized grid, and the scratch arrays to build it."""
    right, down, mass, scale, degree, volume = (np.empty(length) for _ in range(6))
    above, below, column = (np.empty(length, np.int32) for _ in range(3))
    return Grid(right, down, above, below, mass, scale), Numbering(column, degree, volume)


def build(graph: PixelGraph) -> Grid:
    """Return the operator of a connected pixel graph of n nodes; its arrays have n + 2 entries."""
    grid, scratch = empty_grid(graph.n_nodes + 2)
    edges = graph.right, graph.down, graph.down_index
    _build(graph.nodes, graph.shape[1], *edges, grid, scratch)
    return grid


@kernel
def _build(
    nodes: Indices,
    width: int,
    right: NDArray[np.float64],
    down: NDArray[np.float64],
    below: Indices,
    g: Grid,
    s: Numbering,
) -> None:
    number_nodes(nodes, width, right, down, below, g, s)
    scale_to_unit_diagonal(1, len(nodes) + 1, g, s)
    clear_slot(0, g)


@device
def number_nodes(
    nodes: Indices,
    width: int,
    right: NDArray[np.float64],
    down: NDArray[np.float64],
    below: Indices,
    g: Grid,
    s: Numbering,
) -> Indices:
    """Copy the edges and degrees of a graph; return where each row of the image starts."""
    n = len(nodes)
    height = nodes[n - 1] // width - nodes[0] // width + 1
    rows = empty_numbers(height + 1)
    row, row_start = 0, nodes[0] // width * width
    rows[0] = 1
    for i in range(1, n + 1):
        g.above[i] = 0
    for q in range(n):
        i = q + 1
        while nodes[q] >= row_start + width:
            row_start += width
            row += 1
            rows[row] = i
        s.column[i] = nodes[q] - row_start
        g.right[i] = right[q]
        g.down[i] = down[q]
        j = below[q] + 1
        g.below[i] = j
        if j > 0:
            g.above[j] = i
    rows[height] = n + 1
    for i in (0, n + 1):
        g.right[i] = g.down[i] = 0.0
        g.above[i] = g.below[i] = 0
    sum_degrees(1, n + 1, g, s)
    for i in range(1, n + 1):
        s.volume[i] = s.degree[i]
    return rows


@device
def sum_degrees(first: int, end: int, g: Grid, s: Numbering) -> None:
    """Sum the weights of the nodes from `first` to `end` - 1."""
    for i in range(first, end):
        s.degree[i] = g.right[i] + g.right[i - 1] + g.down[i] + g.down[at(g.above, i)]


@device
def scale_to_unit_diagonal(first: int, end: int, g: Grid, s: Numbering) -> None:
    """Scale the weights of the nodes from `first` to `end` - 1, and the empty slot after them."""
    for i in range(first, end):
        g.scale[i] = 1.0 / np.sqrt(s.degree[i]) if s.degree[i] > 0 else 0.0
        g.mass[i] = s.volume[i] / s.degree[i] if s.degree[i] > 0 else 1.0
    g.scale[end] = g.scale[0] = 0.0
    for i in range(first, end):
        # Multiply by one factor after the other, because the product of two scales may overflow.
        g.right[i] = g.right[i] * g.scale[i] * g.scale[i + 1]
        g.down[i] = g.down[i] * g.scale[i] * g.scale[at(g.below, i)]
    g.mass[end] = 1.0


@device
def clear_slot(i: int, g: Grid) -> None:
    """Clear slot `i`, so that it contributes nothing as a neighbour."""
    g.right[i] = g.down[i] = g.scale[i] = 0.0
    g.above[i] = g.below[i] = 0
    g.mass[i] = 1.0


@fast_device
def neighbours(
    right: Numbers, down: Numbers, above: Indices, below: Indices, x: Numbers, i: int
) -> Any:
    """Return row i of ``D^-1/2 W D^-1/2 x``: the weighted sum of its neighbours' rows."""
    up = at(above, i)
    later = at(right, i) * load(x, i + 1) + at(down, i) * load(x, at(below, i))
    return later + at(right, i - 1) * load(x, i - 1) + at(down, up) * load(x, up)


@fast_kernel
def rayleigh_quotients(g: Grid, x: NDArray[np.float64], values: NDArray[np.float64]) -> None:
    """Overwrite `values`, (8 * n_blocks,), with ``x.T A x`` of the orthonormal columns of x."""
    for b in range(len(x)):
        block = x[b]
        total = zeros(block)
        for i in range(1, len(g.right) - 1):
            here = load(block, i)
            total = total + here * (here - neighbours(g.right, g.down, g.above, g.below, block, i))
        store(values.reshape(len(x), WIDTH), b, total)


@fast_kernel
def apply(g: Grid, x: Numbers, image: Numbers) -> None:
    """Compute ``image = A x`` for (n + 2, 8 m) arrays, read as ((n + 2) m, 8)."""
    n = len(g.right)
    per = len(x) // n
    for i in range(1, n - 1):
        here, up, under = i * per, at(g.above, i) * per, at(g.below, i) * per
        to_right, to_left = at(g.right, i), at(g.right, i - 1)
        to_under, to_up = at(g.down, i), at(g.down, at(g.above, i))
        for q in range(per):
            sent = to_right * load(x, here + per + q) + to_left * load(x, here - per + q)
            sent = sent + to_under * load(x, under + q) + to_up * load(x, up + q)
            store(image, here + q, load(x, here + q) - sent)


@kernel
def first_columns(x: NDArray[np.float64], columns: NDArray[np.float64]) -> None:
    """Copy the first columns, which takes NumPy three times as long if there are few."""
    for i in range(len(columns)):
        for c in range(columns.shape[1]):
            columns[i, c] = x[i, c]
