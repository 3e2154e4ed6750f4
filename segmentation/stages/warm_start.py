"""Start vectors for a picture from the result for a similar one: the last frame of a drag."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from segmentation.eigen.base import Floats
from segmentation.eigen.multigrid.solver import block_width
from segmentation.graph.pixelgraph import PixelGraph
from segmentation.kernels import compiled
from segmentation.kernels.cache import Group
from segmentation.kernels.compiled import fast_kernel
from segmentation.kernels.simd.vectors import WIDTH, at, load, store, zeros
from segmentation.stages.data import SegmentationData


def guesses(previous: SegmentationData | None, graph: PixelGraph) -> Floats | None:
    """Return guesses of eigenvectors for `graph`, of shape (n_nodes, m), or None.

    The smooth coordinates D^-1/2 U are taken over, with their last change where the mask is the
    same. A pixel that was not in the previous picture's mask gets the mean of its neighbours that
    were.
    """
    if (
        previous is None
        or previous.block is None
        or previous.graph.shape != graph.shape
        or not compiled.ready(Group.FRAME)
    ):
        return None
    number = np.full(graph.shape, -1, np.int32)
    number.ravel()[previous.graph.nodes] = np.arange(previous.n_nodes, dtype=np.int32)
    block = previous.block
    if not np.array_equal(
        previous.graph.nodes, graph.nodes
    ):  # changes at a border do not extrapolate
        block = block[:, : block_width(len(previous.eigenvalues))]
    block = np.ascontiguousarray(block)
    found = np.empty((graph.n_nodes, block.shape[1]))
    _carry_over(
        number,
        block.reshape(-1, WIDTH),
        previous.graph.inverse_sqrt_degree,
        graph.nodes,
        graph.inverse_sqrt_degree,
        found.reshape(-1, WIDTH),
    )
    return found


@fast_kernel
def _carry_over(
    number: NDArray[np.int32],
    block: Floats,
    scale: Floats,
    nodes: NDArray[np.int32],
    new_scale: Floats,
    found: Floats,
) -> None:
    """Take the smooth coordinates D^-1/2 U over, and make vectors U of them by the new degrees.

    `block` and `found` are read eight numbers at once, one row of a node after the other.
    """
    height, width = number.shape
    per_node = len(found) // len(nodes)
    for q in range(len(nodes)):
        row, column = nodes[q] // width, nodes[q] % width
        for b in range(per_node):
            store(found, q * per_node + b, zeros(found))
        weight = 0.0
        # The pixel itself if it was there, which is the last step, or else its neighbours.
        for step in range(4 if number[row, column] >= 0 else 0, 5):
            i = row + (1 if step == 0 else -1 if step == 1 else 0)
            j = column + (1 if step == 2 else -1 if step == 3 else 0)
            if 0 <= i < height and 0 <= j < width and number[i, j] >= 0:
                old = int(number[i, j])
                weight += new_scale[q]
                for b in range(per_node):
                    part = at(scale, old) * load(block, old * per_node + b)
                    store(found, q * per_node + b, load(found, q * per_node + b) + part)
        factor = 1.0 / weight if weight > 0 else 0.0
        for b in range(per_node):
            store(found, q * per_node + b, factor * load(found, q * per_node + b))
