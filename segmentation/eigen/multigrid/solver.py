"""Eigenpairs by LOBPCG with a multigrid cycle: the fast path for weak and middling contrast.

The number of steps does not grow with the number of nodes, so neither does the time per node.
Contrast slows it down: piecewise constant aggregates of 2 x 2 pixels do not resolve a cell that an
edge of negligible affinity cuts in two. The direct solver is for such graphs.
"""

from __future__ import annotations

import math
import threading
from typing import Any

import numpy as np
from numpy.typing import NDArray

from segmentation.cores import threads_for
from segmentation.eigen.base import LARGEST_WITH_BLOCK, Eigenpairs, Floats, to_columns
from segmentation.eigen.grid import first_columns
from segmentation.eigen.multigrid.extrapolation import begin, with_last_change
from segmentation.eigen.multigrid.hierarchy import Hierarchy, build, divide
from segmentation.eigen.multigrid.lobpcg import solve_levels
from segmentation.eigen.multigrid.vectors import Vectors
from segmentation.eigen.verification.budget import Budget, admit
from segmentation.eigen.verification.check import residual_limits
from segmentation.errors import ConvergenceError
from segmentation.graph.pixelgraph import PixelGraph
from segmentation.kernels import compiled
from segmentation.kernels.aligned import aligned_empty
from segmentation.kernels.cache import Group
from segmentation.kernels.simd.vectors import WIDTH
from segmentation.kernels.team import Team, run

__all__ = ["ANGLE", "MAX_STEPS", "budget", "solve"]

ANGLE = 3e-5  # to the true invariant subspace, as estimated
LARGE = 225_000  # nodes; on smaller graphs the angle is tighter, because single pixels can be seen
MARGIN = 0.9  # share of the allowed residuals
MAX_STEPS = 50
MOST_PRODUCTS = 9  # m x m matrices of inner products that threads add up at a time
COARSEST = 40  # nodes, or 5 per eigenvector
LARGEST_COARSEST = 400  # a larger dense coarsest level costs more than all other levels together
MOST_KEPT = 2**22  # numbers of memory kept for the next solve: 16 MB, enough for 130,000 nodes

_this_thread = threading.local()

REMEDY = 'Lower beta, or choose eigen_solver="direct".'


def solve(
    graph: PixelGraph,
    n: int,
    *,
    random_state: int = 0,
    start: Floats | None = None,
    n_vectors: int | None = None,
) -> Eigenpairs:
    """Return the smallest eigenpairs of a connected graph.

    Parameters
    ----------
    graph : PixelGraph
        Connected.
    n : int
        Number of pairs, including that of eigenvalue 0.
    random_state : int, default=0
        Not used: the first vectors come from the coarsest level.
    start : ndarray of shape (n_nodes, m), default=None
        Guesses of eigenvectors, such as `Eigenpairs.block` of a similar problem; ignored if there
        are fewer than the block has columns. If there are twice as many, the second half is the
        last change of the first half, which is extrapolated by it.
    n_vectors : int, default=None
        Number of vectors that have to reach the angle; None means all.

    Returns
    -------
    Eigenpairs

    Raises
    ------
    ConvergenceError
        If the angle is not reached in `worth_steps`, or the rate of convergence shows that it will
        not be.
    """
    pairs = attempt(graph, n, start, n_vectors)
    if isinstance(pairs, Eigenpairs):
        return pairs
    raise ConvergenceError("The multigrid solver converges too slowly here.", REMEDY)


def attempt(
    graph: PixelGraph, n: int, start: Floats | None, n_vectors: int | None = None
) -> Eigenpairs | Floats | None:
    """Solve; on failure return the best guesses so far, (n_nodes, m), or None if there are none."""
    m = block_width(n)
    admit("multigrid", graph.n_nodes, budget(graph.n_nodes, n).memory)
    hierarchy = build(graph, max(COARSEST, 5 * m))
    coarsest = int(hierarchy.bounds[-1, 1] - hierarchy.bounds[-1, 0])
    if not m <= coarsest <= LARGEST_COARSEST:
        return None
    vectors = _allocate(hierarchy, m // WIDTH)
    rows = _rows_of_eight(start, m) if compiled.ready(Group.FRAME) else None
    if rows is not None:
        begin(graph.n_nodes, rows, vectors.x, vectors.directions[2])
    angle = ANGLE * min(1.0, graph.n_nodes / LARGE) ** 0.5
    parts = [hierarchy]
    if threads_for(graph.n_nodes) > 1:
        parts = divide(hierarchy, graph, MOST_PRODUCTS * m * m)
    arguments = (
        MARGIN * residual_limits(n, n_vectors),
        n if n_vectors is None else min(n, n_vectors),
        angle,
        worth_steps(graph.n_nodes),
        rows is not None,
        rows is not None and len(rows) >= 2 * graph.n_nodes * len(vectors.x),
    )
    try:
        values, (steps, estimate, squares) = _solve_parts(parts, vectors, arguments)
    except np.linalg.LinAlgError:  # an overflow in single precision
        return None
    x = to_columns(vectors.x, graph.n_nodes)
    block = x if graph.n_nodes <= LARGEST_WITH_BLOCK else None
    if block is not None and rows is not None:
        block = np.empty((graph.n_nodes, 2 * m))
        with_last_change(graph.n_nodes, vectors.x, rows, block.reshape(-1, WIDTH))
    values = np.maximum(values[:n], 0.0)
    del hierarchy, vectors, parts  # a third of a large problem's memory
    if not math.isfinite(squares.sum() + values.sum()):  # of X, row by row; none is negative
        return None
    if not estimate <= angle:
        return x
    found = np.empty((graph.n_nodes, n))
    first_columns(x, found)
    return Eigenpairs(values, found, np.sqrt(squares[:n]), steps, "multigrid", block=block)


def _solve_parts(
    parts: list[Hierarchy], vectors: Vectors, arguments: tuple[Any, ...]
) -> tuple[Floats, tuple[int, float, Floats]]:
    """Solve by a thread for each part; return the values, and what `solve_levels` returns."""
    values = np.zeros((len(parts), len(vectors.values)))

    def solve_part(team: Team) -> tuple[int, float, Floats]:
        own = vectors._replace(values=values[team.rank])
        return solve_levels(parts[team.rank], own, *arguments)

    return values[0], run([part.team for part in parts], solve_part)


def budget(n_nodes: int, n: int) -> Budget:
    """Return the budget of a solve for n pairs; a step is one of LOBPCG on the finest level."""
    return Budget(worth_steps(n_nodes), n_nodes * (100 + 300 * block_width(n) // WIDTH) + 2**20)


def block_width(n: int) -> int:
    """Return the number of vectors to iterate on for n pairs: whole blocks, with a guard vector."""
    return -(-(n + 1) // WIDTH) * WIDTH


def worth_steps(n_nodes: int) -> int:
    """Return the number of steps that cost as much as the direct solver."""
    return min(MAX_STEPS, int(12 * max(1.0, n_nodes / 2500) ** 0.3))


def _allocate(hierarchy: Hierarchy, n_blocks: int) -> Vectors:
    """Return vectors for all levels: P is zero, and so are the empty slots of the others."""
    length = int(hierarchy.bounds[-1, 1]) + 1
    directions = _kept_single(3 * n_blocks * length * WIDTH)
    directions = directions.reshape(3, n_blocks, length, WIDTH)
    x = aligned_empty((n_blocks, length, WIDTH), np.float64)
    for slot in (0, *hierarchy.bounds[:, 1].tolist()):
        x[:, slot] = directions[:2, :, slot] = 0.0
    directions[2] = 0.0
    return Vectors(x, directions, np.zeros(n_blocks * WIDTH))


def _kept_single(size: int) -> NDArray[np.float32]:
    """Return memory that this thread keeps from solve to solve, unless it is a lot."""
    kept: NDArray[np.float32] | None = getattr(_this_thread, "single", None)
    if kept is None or len(kept) < size:
        kept = aligned_empty((size,), np.float32)
        if size <= MOST_KEPT:
            _this_thread.single = kept
    return kept[:size]


def _rows_of_eight(start: Floats | None, m: int) -> Floats | None:
    """Return guesses in the layout of the kernels, or None if there are too few."""
    if start is None or start.shape[1] < m or start.shape[1] % WIDTH:
        return None
    return np.ascontiguousarray(start).reshape(-1, WIDTH)
