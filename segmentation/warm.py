"""Start vectors for a picture from the result for a similar one: the last frame of a drag."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from segmentation.eigen.base import Floats
from segmentation.kernels import compiled
from segmentation.kernels.compiled import kernel
from segmentation.pixelgraph import PixelGraph
from segmentation.result import Segmentation


def guesses(previous: Segmentation | None, graph: PixelGraph) -> Floats | None:
    """Return guesses of eigenvectors for `graph`, of shape (n_nodes, m), or None.

    What varies little from pixel to pixel are the coordinates D^-1/2 u, so these are carried over.
    A pixel that was not in the previous picture's mask takes the mean of those of its neighbours
    that were.
    """
    if (
        previous is None
        or previous.block is None
        or previous.graph.shape != graph.shape
        or not compiled.ready()
    ):
        return None
    known = previous.block * previous.graph.inverse_sqrt_degree[:, None]
    found = known
    if not np.array_equal(previous.graph.nodes, graph.nodes):
        number = np.full(graph.shape, -1, np.int32)
        number.ravel()[previous.graph.nodes] = np.arange(previous.n_nodes, dtype=np.int32)
        found = np.zeros((graph.n_nodes, known.shape[1]))
        _carry_over(number, known, graph.nodes, found)
    found *= np.sqrt(graph.degree)[:, None]
    return found


@kernel
def _carry_over(
    number: NDArray[np.int32], block: Floats, nodes: NDArray[np.int32], found: Floats
) -> None:
    height, width = number.shape
    for q in range(len(nodes)):
        row, column = nodes[q] // width, nodes[q] % width
        old = number[row, column]
        if old >= 0:
            for c in range(block.shape[1]):
                found[q, c] = block[old, c]
            continue
        neighbours = 0
        for step in range(4):
            i = row + (1 if step == 0 else -1 if step == 1 else 0)
            j = column + (1 if step == 2 else -1 if step == 3 else 0)
            if 0 <= i < height and 0 <= j < width and number[i, j] >= 0:
                neighbours += 1
                for c in range(block.shape[1]):
                    found[q, c] += block[number[i, j], c]
        for c in range(block.shape[1]):
            found[q, c] /= max(neighbours, 1)
