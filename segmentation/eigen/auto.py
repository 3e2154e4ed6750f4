"""Choice of the solver for a problem."""

from __future__ import annotations

import numpy as np

from segmentation.eigen import direct, multigrid
from segmentation.eigen.base import Eigenpairs, Floats
from segmentation.eigen.verification.check import largest_residuals
from segmentation.errors import ConvergenceError
from segmentation.graph.pixelgraph import PixelGraph

# Measured (see docs/solver.md): beyond these bounds multigrid needs so many steps that a
# factorization is cheaper, so the direct solver is used at once.
MANY = 12
WEAK_EDGE = 1e-3  # as a share of the heaviest weight
FEW = 0.02  # share of weak edges up to which multigrid is tried


def solve(
    graph: PixelGraph,
    n: int,
    *,
    random_state: int = 0,
    start: Floats | None = None,
    n_vectors: int | None = None,
) -> Eigenpairs:
    """Return the smallest eigenpairs by multigrid, or by factorization if that is faster.

    If multigrid gives up, the direct solver starts from the vectors it has reached.
    """
    found, guesses = _by_multigrid(graph, n, start, n_vectors)
    if found is not None:
        return found
    return direct.solve(graph, n, random_state=random_state, start=guesses, n_vectors=n_vectors)


def solve_early(
    graph: PixelGraph,
    n: int,
    *,
    random_state: int = 0,
    start: Floats | None = None,
    n_vectors: int | None = None,
) -> Eigenpairs:
    """Return what `solve` does where multigrid suffices, or raise `ConvergenceError`.

    It is compiled before the direct solver is.
    """
    found, _ = _by_multigrid(graph, n, start, n_vectors)
    if found is None:
        raise ConvergenceError("Multigrid is not enough here.", "Wait for the direct solver.")
    return found


def _by_multigrid(
    graph: PixelGraph, n: int, start: Floats | None, n_vectors: int | None
) -> tuple[Eigenpairs | None, Floats | None]:
    """Return the eigenpairs, or None and the guesses that the direct solver starts from."""
    if not suits_multigrid(graph, n):
        return None, start
    found = multigrid.attempt(graph, n, start, n_vectors)
    if not isinstance(found, Eigenpairs):
        return None, start if found is None else found
    if (found.residuals <= largest_residuals(float(found.values[-1]), n, n_vectors)).all():
        return found, None
    return None, found.block


def suits_multigrid(graph: PixelGraph, n: int) -> bool:
    """Return whether multigrid is tried first."""
    return n <= MANY and not _strong_contrast(graph)


def _strong_contrast(graph: PixelGraph) -> bool:
    """Return whether many edges are so weak that aggregates would be cut in two."""
    least, heaviest = graph.weight_range
    if least >= WEAK_EDGE * heaviest:
        return False
    weak = sum(
        np.count_nonzero(edges < WEAK_EDGE * heaviest) for edges in (graph.right, graph.down)
    )
    absent = 2 * graph.n_nodes - graph.n_edges
    return bool(weak - absent > FEW * graph.n_edges)
