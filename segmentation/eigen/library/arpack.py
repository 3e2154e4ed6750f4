"""Shift-invert Lanczos: SciPy's ARPACK on SuperLU factors.

Two things differ from scikit-learn's call. The known zero eigenvector is projected out, so that the
shift can be 1e-12 instead of 1e-5 and eigenvalues far below 1e-5 remain separate: with strong
contrast (beta 50) this converges and scikit-learn's call does not. And the number of restarts is
bounded.
"""

from __future__ import annotations

import math

import numpy as np
from scipy import sparse
from scipy.sparse.linalg import ArpackError, ArpackNoConvergence, LinearOperator, eigsh

from segmentation.eigen.base import Eigenpairs, Floats
from segmentation.eigen.laplacian import zero_vector
from segmentation.eigen.library.pairs import finish
from segmentation.eigen.verification.budget import Budget, admit
from segmentation.eigen.verification.check import REMEDY, factorize
from segmentation.errors import ConvergenceError
from segmentation.graph.pixelgraph import PixelGraph
from segmentation.watching import check_point

SHIFT = 1e-12
TOLERANCE = 1e-10
MAX_RESTARTS = 8  # of the 1,144 sample pictures it solved, none took more than 2
# With this many Lanczos vectors the tutorial's scene needs no restart, only 25 solves.
N_LANCZOS = 24


def budget(n_nodes: int, n: int) -> Budget:
    """Return the budget of a solve for n pairs; a step is a solve with the factors."""
    n_vectors = _n_lanczos(n)
    fill = 45 * math.log2(n_nodes + 1)  # bytes per node for both factors on solid regions
    return Budget((1 + MAX_RESTARTS) * n_vectors, int(n_nodes * (fill + 22 * n_vectors)) + 2**20)


def _n_lanczos(n: int) -> int:
    return max(N_LANCZOS, 2 * n + 4)


def solve(
    graph: PixelGraph,
    n: int,
    *,
    random_state: int = 0,
    start: Floats | None = None,
    n_vectors: int | None = None,
) -> Eigenpairs:
    """Return the `n` smallest eigenpairs; see `Solver`.

    `start` is ignored, so that no digit of the answer depends on the previous pictures.

    Raises
    ------
    ConvergenceError
        After `MAX_RESTARTS` restarts.
    """
    admit("arpack", graph.n_nodes, budget(graph.n_nodes, n).memory)
    values, vectors, n_solves = lowest(graph.laplacian, zero_vector(graph), n, random_state)
    return finish(graph, values, vectors, n_solves, "arpack")


def lowest(
    laplacian: sparse.csr_array, zero: Floats, n: int, random_state: int
) -> tuple[Floats, Floats, int]:
    """Return the lowest eigenpairs of a connected graph's normalized Laplacian, and the solves.

    `zero` is its unit eigenvector of eigenvalue 0. Raise `ConvergenceError` as `solve` does.
    """
    factors = factorize(laplacian, SHIFT)
    n_solves = 0

    def apply_inverse(x: Floats) -> Floats:
        nonlocal n_solves
        check_point()
        n_solves += 1
        # With such a small shift the solve magnifies the zero vector's part of x by 1e12. Removing
        # that part only afterwards left residuals of 1e-5 on a 12 x 12 grid with 20 pairs.
        y: Floats = factors.solve(x - zero * (zero @ x))
        return y - zero * (zero @ y)

    operator = LinearOperator(laplacian.shape, matvec=apply_inverse, dtype=np.float64)
    rng = np.random.default_rng(random_state)
    guess = rng.standard_normal(len(zero))
    try:
        inverse, vectors = eigsh(
            operator,
            k=n - 1,
            which="LA",
            v0=guess - zero * (zero @ guess),
            ncv=min(len(zero) - 1, _n_lanczos(n)),
            tol=TOLERANCE,
            maxiter=MAX_RESTARTS,
            rng=rng,
        )
    except (ArpackNoConvergence, ArpackError) as error:
        raise ConvergenceError(
            f"The arpack solver did not converge within {MAX_RESTARTS} restarts.", REMEDY
        ) from error
    values = np.concatenate(([0.0], 1 / inverse[::-1] - SHIFT))
    return values, np.column_stack((zero, vectors[:, ::-1])), n_solves
