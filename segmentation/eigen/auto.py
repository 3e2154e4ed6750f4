"""Which solver for which problem."""

from __future__ import annotations

from segmentation.eigen import direct, multigrid
from segmentation.eigen.base import Eigenpairs, Floats
from segmentation.graph import PixelGraph

# From measurements (see docs/solver.md): where multigrid would need more steps than a
# factorization is worth, the direct solver is asked at once.
MANY = 12
STRONG = 5.0  # of the contrast below


def solve(
    graph: PixelGraph, n: int, *, random_state: int = 0, start: Floats | None = None
) -> Eigenpairs:
    """Return the smallest eigenpairs by multigrid, or by factorization where that is better.

    What multigrid reached when it gave up is where the direct solver starts.
    """
    guesses = start
    if n <= MANY:
        found = multigrid.attempt(graph, n, start)
        if isinstance(found, Eigenpairs):
            return found
        guesses = found if found is not None else start
    return direct.solve(graph, n, random_state=random_state, start=guesses)
