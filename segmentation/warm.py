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

    What is smooth is D^-1/2 U, so that is taken over. A pixel that was not in the previous
    picture's mask gets the mean of those of its neighbours that were.
    """
    if (
        previous is None
        or previous.block is None
        or previous.graph.shape != graph.shape
        or not compiled.ready()
    ):
        return None
    number = np.full(graph.shape, -1, np.int32)
    number.ravel()[previous.graph.nodes] = np.arange(previous.n_nodes, dtype=np.int32)
    found = np.zeros((graph.n_nodes, previous.block.shape[1]))
    _carry_over(
        number,
        np.ascontiguousarray(previous.block),
        previous.graph.inverse_sqrt_degree,
        graph.nodes,
        graph.inverse_sqrt_degree,
        found,
    )
    return found


@kernel
def _carry_over(
    number: NDArray[np.int32],
    block: Floats,
    scale: Floats,
    nodes: NDArray[np.int32],
    new_scale: Floats,
    found: Floats,
) -> None:
    """Take the smooth coordinates D^-1/2 U over, and make vectors U of them by the new degrees."""
    height, width = number.shape
    for q in range(len(nodes)):
        row, column = nodes[q] // width, nodes[q] % width
        neighbours = 0
        # The pixel itself if it was there, which is the last step, or else its neighbours.
        for step in range(4 if number[row, column] >= 0 else 0, 5):
            i = row + (1 if step == 0 else -1 if step == 1 else 0)
            j = column + (1 if step == 2 else -1 if step == 3 else 0)
            if 0 <= i < height and 0 <= j < width and number[i, j] >= 0:
                old = number[i, j]
                neighbours += 1
                for c in range(block.shape[1]):
                    found[q, c] += scale[old] * block[old, c]
        for c in range(block.shape[1]):
            found[q, c] /= max(neighbours, 1) * new_scale[q]
