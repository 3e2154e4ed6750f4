"""Eigenpairs by Cholesky factorization and Lanczos on the inverse: strong contrast, or many pairs.

The cost does not depend on the contrast: it is one factorization, and more eigenvectors add little.
For large n, time grows like n^1.5 and memory like n log n.
"""

from __future__ import annotations

import math
from dataclasses import replace
from itertools import islice

import numpy as np

from segmentation.cores import threads_for
from segmentation.eigen.base import LARGEST_WITH_BLOCK, Eigenpairs, Floats, to_columns
from segmentation.eigen.direct.cholesky import Factor, factorize
from segmentation.eigen.direct.dissection import Dissection, dissect
from segmentation.eigen.direct.following import KeptFactor
from segmentation.eigen.direct.lanczos import most_blocks, shift_invert_lanczos
from segmentation.eigen.direct.triangular import members_for, scratch_for, solve_block
from segmentation.eigen.grid import Grid, build, rayleigh_quotients
from segmentation.eigen.laplacian import rayleigh_ritz, residual_norms
from segmentation.eigen.verification.budget import Budget, admit, fitting
from segmentation.eigen.verification.check import REMEDY, largest_residuals
from segmentation.eigen.verification.resolution import RESOLUTION, unresolved
from segmentation.errors import ConvergenceError
from segmentation.graph.pixelgraph import PixelGraph
from segmentation.kernels.simd.vectors import WIDTH
from segmentation.kernels.team import run

__all__ = ["budget", "factorized", "solve"]

MAX_TRIES = 3  # results of Lanczos to test; one that fails is polished, then the iteration goes on
MAX_POLISHES = 2
SHIFT = 1e-10  # far below any eigenvalue of interest, far above the rounding of the pivots
LEAST_BLOCKS = 8  # of Lanczos vectors that must fit in memory


def budget(n_nodes: int, n: int) -> Budget:
    """Return the budget of a solve for n pairs; a step is a block of Lanczos vectors.

    The bound is for solid regions. Thin ones across a wide picture can exceed it, but need little
    memory in any case.
    """
    fill = max(24.0, 4 * math.log2(n_nodes + 1) - 12)  # entries of the factor per node
    front = 3.0 * n_nodes  # entries of the largest front
    steps = most_blocks(n)
    return Budget(steps, int(_fixed(n_nodes, n, fill * n_nodes, front) + steps * _block(n_nodes)))


def _fixed(n_nodes: int, n: int, entries: float, front: float) -> float:
    """Return the bytes needed whatever the number of Lanczos blocks."""
    n_blocks = -(-n // WIDTH)
    vectors = n_nodes * WIDTH * (4 * WIDTH + 3 * WIDTH * n_blocks)
    return 8 * entries + 48 * threads_for(n_nodes) * front + 260 * n_nodes + vectors + 2**20


def _block(n_nodes: int) -> int:
    return 8 * WIDTH * (n_nodes + 2)


def factorized(graph: PixelGraph) -> KeptFactor:
    """Return the factor of a connected graph, by which eigenpairs of a similar one can follow."""
    grid = build(graph)
    return KeptFactor(factorize(grid, dissect(graph, grid), SHIFT), grid.scale)


def solve(
    graph: PixelGraph,
    n: int,
    *,
    random_state: int = 0,
    start: Floats | None = None,
    n_vectors: int | None = None,
    tolerance: float | None = None,
    kept: KeptFactor | None = None,
) -> Eigenpairs:
    """Return the smallest eigenpairs of a connected graph.

    Parameters
    ----------
    graph : PixelGraph
        Connected, of at least 10 nodes.
    n : int
        Number of pairs, including that of eigenvalue 0.
    random_state : int, default=0
        Seed of those columns of the first block for which there are no guesses.
    start : ndarray of shape (n_nodes, m), default=None
        Guesses of eigenvectors, best first.
    n_vectors : int, default=None
        As for `Solver`.
    tolerance : float, default=None
        As for `shift_invert_lanczos`: less than the usual exactness, and no polishing.
    kept : KeptFactor, default=None
        What `factorized` returns for the graph, if it is known.

    Returns
    -------
    Eigenpairs

    Raises
    ------
    ConvergenceError
        If the graph is too small for a block, or rounding prevents convergence. `ResolutionError`
        as soon as the Ritz values, which are upper bounds of the eigenvalues, are below the
        resolution.
    """
    if graph.n_nodes < max(2 + WIDTH, n + 1):
        raise ConvergenceError("The graph is too small for the direct solver.", 'Use "dense".')
    grid = build(graph)
    dissection = dissect(graph, grid)
    n_affordable = _affordable_blocks(dissection, n)
    factor = factorize(grid, dissection, SHIFT) if kept is None else kept.factor
    zero = _zero_vector(grid)
    first = _first_block(graph.n_nodes, random_state, start)
    n_blocks = -(-n // WIDTH)
    x, values = np.zeros((n_blocks, len(zero), WIDTH)), np.zeros(n_blocks * WIDTH)
    exact = None if n_vectors is None else n_vectors - 1
    found = shift_invert_lanczos(
        factor, zero, first, max(n - 1, 1), SHIFT, x, n_affordable, exact, tolerance
    )
    pairs = None
    for steps in islice(found, MAX_TRIES):
        rayleigh_quotients(grid, x, values)
        pairs = _pairs(graph, values, to_columns(x, graph.n_nodes), n, steps)
        for n_polishes in range(1 + MAX_POLISHES):
            if tolerance is not None or _passes(pairs, n_vectors):
                small = graph.n_nodes <= LARGEST_WITH_BLOCK
                return replace(pairs, kept=KeptFactor(factor, grid.scale) if small else None)
            if n_polishes > 0:
                _polish(factor, x)
            values, columns = rayleigh_ritz(graph, to_columns(x, graph.n_nodes))
            for block, eight in zip(x, np.split(columns, n_blocks, axis=1), strict=True):
                block[1:-1] = eight
            pairs = _pairs(graph, values, columns, n, steps + n_polishes)
            if pairs.values[-1] < RESOLUTION:
                raise unresolved(graph, n, float(pairs.values[-1]))
    if pairs is None:
        raise ConvergenceError("The direct solver returned values that are not finite.", REMEDY)
    return pairs


def _affordable_blocks(d: Dissection, n: int) -> int:
    """Return the largest number of Lanczos blocks: as budgeted, or fewer if memory is short."""
    n_nodes = len(d.order)
    fixed, block = _fixed(n_nodes, n, d.factor_size, d.largest**2), _block(n_nodes)
    least = LEAST_BLOCKS + n // WIDTH
    admit("direct", n_nodes, fixed + least * block)
    return min(most_blocks(n), fitting(fixed, block))


def _passes(pairs: Eigenpairs, n_vectors: int | None) -> bool:
    bounds = largest_residuals(float(pairs.values[-1]), len(pairs.values), n_vectors)
    return bool((pairs.residuals <= bounds).all() and (np.diff(pairs.values) >= 0).all())


def _zero_vector(grid: Grid) -> Floats:
    root = np.where(grid.scale > 0, 1 / np.where(grid.scale > 0, grid.scale, 1), 0)
    unit: Floats = root / np.linalg.norm(root)
    return unit


def _first_block(n_nodes: int, random_state: int, start: Floats | None) -> Floats:
    """Return (n_nodes + 2, 8): guesses, orthogonal to the zero vector, and random columns."""
    block = np.zeros((n_nodes + 2, WIDTH))
    noise = np.random.default_rng(random_state).bytes(n_nodes * WIDTH)
    block[1:-1] = np.frombuffer(noise, np.int8).reshape(n_nodes, WIDTH)
    if start is not None and np.isfinite(start).all():
        guesses = start[:, 1 : WIDTH + 1]
        usable = np.flatnonzero(np.linalg.norm(guesses, axis=0) > 0)
        block[1:-1] *= 1e-5 / np.sqrt(
            n_nodes
        )  # a little noise, in case the guesses are orthogonal to an eigenvector
        block[1:-1, : len(usable)] += guesses[:, usable] / np.linalg.norm(
            guesses[:, usable], axis=0
        )
    return block


def _polish(factor: Factor, x: Floats) -> None:
    """Take one step of inverse iteration, which reduces the errors that rounding has left."""
    members = members_for(factor)
    scratch = scratch_for(factor, members)
    for block in x:
        once = np.zeros_like(block)
        run(members, solve_block, factor, block, once, *scratch)
        block[:] = once / np.maximum(np.linalg.norm(once, axis=0), 1e-300)


def _pairs(graph: PixelGraph, values: Floats, x: Floats, n: int, steps: int) -> Eigenpairs:
    values = np.maximum(values[:n], 0.0)
    wanted = np.ascontiguousarray(x[:, :n])
    residuals = residual_norms(graph, values, wanted)
    block = x if graph.n_nodes <= LARGEST_WITH_BLOCK else None
    return Eigenpairs(values, wanted, residuals, steps, "direct", block=block)
