"""LOBPCG with algebraic multigrid (pyamg's smoothed aggregation) as its preconditioner."""

from __future__ import annotations

from pyamg import smoothed_aggregation_solver
from scipy import sparse

from segmentation.eigen.base import Eigenpairs, Floats, zero_vector
from segmentation.eigen.lobpcg import solve_preconditioned
from segmentation.pixelgraph import PixelGraph

# L is singular, a preconditioner must not be.
SHIFT = 1e-6


def solve(
    graph: PixelGraph,
    n: int,
    *,
    random_state: int = 0,
    start: Floats | None = None,
    n_vectors: int | None = None,
) -> Eigenpairs:
    """Return the `n` smallest eigenpairs; see `Solver`. `start` is ignored."""
    shifted = graph.laplacian + SHIFT * sparse.eye_array(graph.n_nodes, format="csr")
    hierarchy = smoothed_aggregation_solver(
        sparse.csr_matrix(shifted),
        B=zero_vector(graph)[:, None],
        # pyamg's default weighting estimates a spectral radius with the global random state.
        smooth=("jacobi", {"weighting": "local"}),
    )
    return solve_preconditioned(graph, n, random_state, hierarchy.aspreconditioner(), "amg")
