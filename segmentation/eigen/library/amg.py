"""LOBPCG with algebraic multigrid (pyamg's smoothed aggregation) as its preconditioner."""

from __future__ import annotations

from pyamg import smoothed_aggregation_solver
from scipy import sparse

from segmentation.eigen.base import Eigenpairs, Floats
from segmentation.eigen.laplacian import zero_vector
from segmentation.eigen.library.lobpcg import budget_preconditioned, solve_preconditioned
from segmentation.eigen.verification.budget import Budget, admit
from segmentation.graph.pixelgraph import PixelGraph

# L is singular; its preconditioner must not be.
SHIFT = 1e-6
MAX_ITERATIONS = 200
HIERARCHY = 900  # bytes per node


def budget(n_nodes: int, n: int) -> Budget:
    """Return the budget of a solve for n pairs."""
    steps, memory = budget_preconditioned(n_nodes, n, MAX_ITERATIONS)
    return Budget(steps, memory + HIERARCHY * n_nodes)


def solve(
    graph: PixelGraph,
    n: int,
    *,
    random_state: int = 0,
    start: Floats | None = None,
    n_vectors: int | None = None,
) -> Eigenpairs:
    """Return the `n` smallest eigenpairs; see `Solver`. `start` is ignored."""
    limits = budget(graph.n_nodes, n)
    admit("amg", graph.n_nodes, limits.memory)
    shifted = graph.laplacian + SHIFT * sparse.eye_array(graph.n_nodes, format="csr")
    hierarchy = smoothed_aggregation_solver(
        sparse.csr_matrix(shifted),
        B=zero_vector(graph)[:, None],
        # pyamg's default weighting estimates a spectral radius with the global random state.
        smooth=("jacobi", {"weighting": "local"}),
    )
    cycle = hierarchy.aspreconditioner()
    return solve_preconditioned(graph, n, random_state, cycle, "amg", limits.steps)
