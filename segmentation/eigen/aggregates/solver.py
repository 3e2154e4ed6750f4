"""Eigenpairs of the graph of aggregates, for pictures that a factorization is too slow for.

Vectors whose coordinates D^-1/2 U are constant on aggregates of pixels are sought among each other:
by Rayleigh and Ritz, they are the eigenvectors of the contracted graph, whose nodes are the
aggregates and whose weights are the sums between them. The normalized cut of a partition into whole
aggregates is the same in both graphs, so this is normalized cut among the partitions that leave
aggregates whole. Eigenvalues come out too large where an eigenvector is smooth, and hardly where it
jumps, at the boundaries of aggregates. (Weighted aggregation, Sharon, Galun, Sharon, Basri and
Brandt, "Hierarchy and adaptivity in segmenting visual scenes", Nature 442, 2006, goes through many
levels; here it is one, and the vectors are not interpolated.)
"""

from __future__ import annotations

import math

import numpy as np
from scipy import sparse

from segmentation.eigen.aggregates.blocks import aggregate
from segmentation.eigen.base import Aggregates, Eigenpairs, Floats, Indices
from segmentation.eigen.library import arpack
from segmentation.eigen.verification.budget import Budget, admit
from segmentation.graph.pixelgraph import PixelGraph
from segmentation.watching import check_point

__all__ = ["LARGEST_EXACT", "budget", "contract", "solve"]

LARGEST_EXACT = 500_000  # pixels up to which the exact solvers answer instead
TYPICAL = 15_000  # blocks; there are more aggregates, by the share of blocks that boundaries cross
LEAST_SIDE = 4  # of a block, in pixels
SHARE = 0.01  # of a cluster's volume: less weight to its neighbour keeps it apart


def budget(n_nodes: int, n: int) -> Budget:
    """Return the budget of a solve for n pairs; a step is a solve with the factors."""
    contracted = arpack.budget(n_nodes // 4, n)
    return Budget(contracted.steps, contracted.memory + n_nodes * (100 + 16 * n))


def solve(
    graph: PixelGraph,
    n: int,
    *,
    random_state: int = 0,
    start: Floats | None = None,
    n_vectors: int | None = None,
) -> Eigenpairs:
    """Return approximate eigenpairs of a connected graph, whatever its size; see `Solver`.

    Values are the Rayleigh quotients of the vectors, so they are upper bounds. Residuals are not
    small.
    """
    admit("aggregates", graph.n_nodes, budget(graph.n_nodes, n).memory)
    parent = np.empty(graph.n_nodes, np.int32)
    count = aggregate(
        graph.nodes,
        *graph.shape,
        graph.right,
        graph.down,
        graph.down_index,
        graph.degree,
        block_side(graph.n_nodes),
        SHARE,
        parent,
    )
    check_point()
    found = contract(graph, parent, count)
    root = np.sqrt(found.degree)
    zero = root / np.linalg.norm(root)
    values, vectors, steps = arpack.lowest(_laplacian(found, root), zero, n, random_state)
    order = np.argsort(values, kind="stable")
    columns = (vectors[:, order] / root[:, None])[parent]
    columns *= np.sqrt(graph.degree)[:, None]
    values, unknown = np.maximum(values[order], 0.0), np.full(n, np.nan)
    return Eigenpairs(values, columns, unknown, steps, "aggregates", aggregates=found)


def block_side(n_nodes: int) -> int:
    """Return the side of the blocks, in pixels."""
    return max(LEAST_SIDE, math.isqrt(n_nodes // TYPICAL))


def contract(graph: PixelGraph, number: Indices, count: int) -> Aggregates:
    """Return so many aggregates, of which each node has a number, and the graph between them."""
    degree = np.bincount(number, graph.degree, count).astype(np.float64, copy=False)
    starts: list[Indices] = []
    ends: list[Indices] = []
    weights: list[Floats] = []
    for weight, index in ((graph.right, graph.right_index), (graph.down, graph.down_index)):
        between = np.flatnonzero((weight > 0) & (number[index] != number))
        starts.append(number[between])
        ends.append(number[index[between]])
        weights.append(weight[between])
    edges = np.concatenate(starts), np.concatenate(ends)
    shape = (count, count)
    half = sparse.coo_array((np.concatenate(weights), edges), shape).tocsr()
    return Aggregates(number, sparse.csr_array(half + half.T), degree)


def _laplacian(found: Aggregates, root: Floats) -> sparse.csr_array:
    """Return the normalized Laplacian of the contracted graph, of degrees `root` squared."""
    leaving = sparse.diags_array(found.affinity.sum(axis=1))
    scale = sparse.diags_array(1 / root)
    return sparse.csr_array(scale @ (leaving - found.affinity) @ scale)
