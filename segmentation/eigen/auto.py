"""Choice of the solver for a problem."""

from __future__ import annotations

import numpy as np

from segmentation.eigen import direct, multigrid
from segmentation.eigen.base import Eigenpairs, Floats
from segmentation.eigen.verification.check import largest_residuals
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
    guesses = start
    if n <= MANY and not _strong_contrast(graph):
        found = multigrid.attempt(graph, n, start, n_vectors)
        if isinstance(found, Eigenpairs):
            if (found.residuals <= largest_residuals(float(found.values[-1]), n, n_vectors)).all():
                return found
            guesses = found.block
        elif found is not None:
            guesses = found
    return direct.solve(graph, n, random_state=random_state, start=guesses, n_vectors=n_vectors)


def _strong_contrast(graph: PixelGraph) -> bool:
    """Tell whether many edges are so weak that aggregates would be cut in two."""
    heaviest = max(float(graph.right.max()), float(graph.down.max()))
    weak = sum(
        np.count_nonzero(edges < WEAK_EDGE * heaviest) for edges in (graph.right, graph.down)
    )
    absent = 2 * graph.n_nodes - graph.n_edges
    return bool(weak - absent > FEW * graph.n_edges)
