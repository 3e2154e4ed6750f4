"""Locally optimal block preconditioned conjugate gradients, without a preconditioner.

A. V. Knyazev, Toward the optimal preconditioned eigensolver, SIAM J. Sci. Comput. 23 (2001),
doi:10.1137/S1064827500366124.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable
from typing import Any

import numpy as np
from scipy import sparse
from scipy.sparse.linalg import lobpcg

from segmentation.eigen.base import Eigenpairs, Floats
from segmentation.eigen.laplacian import rayleigh_ritz, zero_vector
from segmentation.eigen.library import dense
from segmentation.eigen.library.pairs import finish
from segmentation.eigen.verification.budget import Budget, admit
from segmentation.errors import ConvergenceError
from segmentation.graph.pixelgraph import PixelGraph
from segmentation.watching import check_point

TOLERANCE = 1e-7
MAX_ITERATIONS = 1000
# A step costs about nodes * (three blocks)^2 operations; the budget bounds a solve to seconds.
MAX_WORK, MIN_ITERATIONS = 2e9, 10
# With a few more vectors than requested, the convergence of the last one does not depend on its
# distance to the next eigenvalue.
N_GUARDS = 3


def budget(n_nodes: int, n: int) -> Budget:
    """Return the budget of a solve for n pairs."""
    return budget_preconditioned(n_nodes, n, MAX_ITERATIONS)


def budget_preconditioned(n_nodes: int, n: int, most: int) -> Budget:
    """Return the budget for a given bound on the steps, without the memory of a preconditioner."""
    width = n - 1 + N_GUARDS
    affordable = max(MIN_ITERATIONS, int(MAX_WORK / (n_nodes * (3 * width) ** 2)))
    return Budget(min(most, affordable), n_nodes * (130 + 125 * width) + 2**20)


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
    admit("lobpcg", graph.n_nodes, limits.memory)
    return solve_preconditioned(graph, n, random_state, None, "lobpcg", limits.steps)


def solve_preconditioned(
    graph: PixelGraph, n: int, random_state: int, preconditioner: Any, name: str, most: int
) -> Eigenpairs:
    """Run LOBPCG on the complement of the known zero eigenvector.

    Parameters
    ----------
    graph, n, random_state
        As for `Solver`.
    preconditioner : LinearOperator of shape (n_nodes, n_nodes) or None
    name : str
        Name of the solver, for `Eigenpairs.solver`.
    most : int
        Steps.
    """
    zero = zero_vector(graph)
    width = n - 1 + N_GUARDS
    # With fewer rows SciPy uses its own dense path, and warns.
    if graph.n_nodes < 5 * (width + 1):
        return dense.solve(graph, n)
    rng = np.random.default_rng(random_state)
    try:
        _, found, history = _quiet_lobpcg(
            _watched(graph.laplacian),
            rng.standard_normal((graph.n_nodes, width)),
            M=preconditioner,
            Y=zero[:, None],
            tol=TOLERANCE,
            maxiter=most,
            largest=False,
            retResidualNormsHistory=True,
        )
    except (ValueError, np.linalg.LinAlgError) as error:
        raise ConvergenceError(
            f"The {name} solver broke down.", 'Choose eigen_solver="auto".'
        ) from error
    values, vectors = rayleigh_ritz(graph, np.column_stack((zero, found)))
    return finish(graph, values[:n], vectors[:, :n], len(history), name)


def _watched(matrix: sparse.csr_array) -> Callable[[Floats], Floats]:
    """Return the product with a matrix, with a check point at each."""

    def product(vectors: Floats) -> Floats:
        check_point()
        columns: Floats = matrix @ vectors
        return columns

    return product


def _quiet_lobpcg(*args: Any, **kwargs: Any) -> Any:
    """Run SciPy's lobpcg without its warnings: every answer is checked afterwards."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return lobpcg(*args, **kwargs)
