"""What is taken from the result for a similar picture, the last frame of a drag.

Where only the last steps of the method are new, this is the graph, the eigenpairs or the regions
before merging, as they are; else start vectors.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from segmentation.eigen import Eigenpairs
from segmentation.eigen.base import Floats
from segmentation.eigen.multigrid.solver import block_width
from segmentation.eigen.verification.resolution import RESOLUTION
from segmentation.graph import PixelGraph
from segmentation.kernels import compiled
from segmentation.kernels.arrays import filled_numbers
from segmentation.kernels.cache import Group
from segmentation.kernels.compiled import fast_kernel
from segmentation.kernels.simd.vectors import WIDTH, at, load, store, zeros
from segmentation.labels.clustering import Clustering
from segmentation.stages.data import SegmentationData
from segmentation.stages.method import Method

__all__ = ["guesses", "known_graph", "known_pairs", "known_regions"]


def known_graph(
    previous: SegmentationData | None,
    image: NDArray[np.float64],
    mask: NDArray[np.bool_],
    method: Method,
) -> PixelGraph | None:
    """Return the graph of the last result if it is that of this picture, too."""
    if previous is None or not previous.method.has_graph_of(method):
        return None
    same = np.array_equal(previous.image, image) and np.array_equal(previous.labels >= 0, mask)
    return previous.graph if same else None


def known_pairs(
    previous: SegmentationData | None, graph: PixelGraph, method: Method
) -> tuple[Eigenpairs, NDArray[np.float64]] | None:
    """Return the eigenpairs and the embedding of the last result if they are those asked for.

    They may be more than are asked for. The pairs come without vectors, which nothing needs beside
    the embedding.
    """
    if previous is None or previous.graph is not graph:
        return None
    before, n = previous.method, method.n_cut + 1
    enough = n <= len(previous.eigenvalues) and before.eigen_solver == method.eigen_solver
    # Of fewer pairs the last one may lie below the resolution, which is refused.
    if not enough or previous.eigenvalues[n - 1] <= RESOLUTION:
        return None
    pairs = Eigenpairs(
        values=previous.eigenvalues[:n],
        vectors=np.empty((0, n)),
        residuals=previous.residuals[:n],
        iterations=previous.iterations,
        solver=previous.solver,
        n_components=previous.n_components,
        block=previous.block,
        aggregates=previous.aggregates,
    )
    return pairs, previous.embedding[:, :n]


def known_regions(
    previous: SegmentationData | None, graph: PixelGraph, method: Method
) -> Clustering | None:
    """Return the last result's regions before merging if only their number afterwards is new."""
    if previous is None or previous.graph is not graph or previous.unmerged is None:
        return None
    return Clustering(previous.unmerged) if previous.method.has_cut_of(method) else None


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
    block = np.ascontiguousarray(previous.block)
    width = block.shape[1]
    if not np.array_equal(previous.graph.nodes, graph.nodes):
        width = block_width(len(previous.eigenvalues))  # changes at a border do not extrapolate
    found = np.empty((graph.n_nodes, width))
    _carry_over(
        *graph.shape,
        previous.graph.nodes,
        block.reshape(-1, WIDTH),
        previous.graph.inverse_sqrt_degree,
        graph.nodes,
        graph.inverse_sqrt_degree,
        found.reshape(-1, WIDTH),
    )
    return found


@fast_kernel
def _carry_over(
    height: int,
    width: int,
    old_nodes: NDArray[np.int32],
    block: Floats,
    scale: Floats,
    nodes: NDArray[np.int32],
    new_scale: Floats,
    found: Floats,
) -> None:
    """Take the smooth coordinates D^-1/2 U over, and make vectors U of them by the new degrees.

    `block` and `found` are read eight numbers at once, one row of a node after the other. If the
    rows in `block` are longer, the rest is left out.
    """
    number = filled_numbers(height * width, -1)
    for q in range(len(old_nodes)):
        number[old_nodes[q]] = q
    per_old, per_node = len(block) // len(old_nodes), len(found) // len(nodes)
    for q in range(len(nodes)):
        here = int(number[nodes[q]])
        weight = 0.0
        if here >= 0:
            weight = new_scale[q]
            for b in range(per_node):
                store(found, q * per_node + b, at(scale, here) * load(block, here * per_old + b))
        else:
            row, column = nodes[q] // width, nodes[q] % width
            for b in range(per_node):
                store(found, q * per_node + b, zeros(found))
            for side in range(4):
                i = row + (1 if side == 0 else -1 if side == 1 else 0)
                j = column + (1 if side == 2 else -1 if side == 3 else 0)
                if 0 <= i < height and 0 <= j < width and number[i * width + j] >= 0:
                    old = int(number[i * width + j])
                    weight += new_scale[q]
                    for b in range(per_node):
                        part = at(scale, old) * load(block, old * per_old + b)
                        store(found, q * per_node + b, load(found, q * per_node + b) + part)
        factor = 1.0 / weight if weight > 0 else 0.0
        for b in range(per_node):
            store(found, q * per_node + b, factor * load(found, q * per_node + b))
