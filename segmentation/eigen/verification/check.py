"""Checks of a solver's result: residuals, orthonormality, completeness.

A residual shows that a pair is an eigenpair, not that it is one of the smallest. That is proved
by Sylvester's law of inertia: the factors of L - tau I have as many negative pivots as L has
eigenvalues below tau.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np
from scipy import sparse
from scipy.sparse.linalg import splu

from segmentation.eigen.base import Eigenpairs, Floats
from segmentation.eigen.laplacian import residual_norms
from segmentation.eigen.verification.inertia import count_negative_pivots
from segmentation.eigen.verification.resolution import RESOLUTION, unresolved
from segmentation.errors import ConvergenceError
from segmentation.graph.pixelgraph import PixelGraph
from segmentation.kernels import compiled

LARGEST_RESIDUAL = 1e-6
# Relative to the largest eigenvalue: an absolute bound means little if all eigenvalues are small.
LARGEST_SHARE = 3e-3
# An eigenvalue lies within r, and within r^2 / gap, of a value with residual r. So a pair of which
# only the value matters may have a larger residual.
VALUE_ONLY = 10
# Largest distance of a computed eigenvalue from the exact one.
ROUNDING = 1e-14
# Relative distances below the last eigenvalue at which eigenvalues are counted. The next one is
# tried if the elimination breaks down at an eigenvalue of a leading block.
ASIDE = (1e-6, 2e-6, 1e-5, 1e-4)
BANDED = 2500  # nodes up to which elimination of a band matrix is as fast as that of a sparse one
# For smaller eigenvalues the bound on residuals says little, so completeness is proved.
SMALL = 1e-6

# Largest deviation of the inner products from those of orthonormal vectors.
ORTHOGONAL = 1e-8

REMEDY = "Lower beta, raise eps (to 1e-6 at first) or choose another eigen_solver."


def factorize(laplacian: sparse.csr_array, shift: float) -> Any:
    """Return the SuperLU factors of L + shift I, with pivots on the diagonal.

    The whole diagonal of L has to be stored.

    The symmetric mode of SuperLU with an ordering for A + A^T halves fill and time. It is
    stable here because L + shift I is an M-matrix for shift > 0.
    """
    shifted = laplacian.data.copy()
    rows = np.repeat(np.arange(laplacian.shape[0], dtype=np.int32), np.diff(laplacian.indptr))
    shifted[rows == laplacian.indices] += shift
    # Symmetric, so the rows of CSR are the columns of CSC.
    matrix = sparse.csc_array((shifted, laplacian.indices, laplacian.indptr), laplacian.shape)
    return splu(
        matrix,
        permc_spec="MMD_AT_PLUS_A",
        diag_pivot_thresh=0.0,
        options={"SymmetricMode": True},
    )


def count_below(graph: PixelGraph, tau: float, accuracy: float) -> int | None:
    """Return the number of eigenvalues of L_sym below `tau`, by Sylvester's law of inertia.

    Eigenvalues within `accuracy` of tau may or may not be counted. None if the elimination breaks
    down.
    """
    if compiled.ready() and graph.n_nodes <= BANDED:
        return count_negative_pivots(graph, tau, accuracy)
    try:
        return int((factorize(graph.laplacian, -tau).U.diagonal() < 0).sum())
    except RuntimeError:  # an exactly zero pivot
        return None


def verify(
    graph: PixelGraph,
    pairs: Eigenpairs,
    *,
    complete: bool,
    n_vectors: int | None = None,
    largest: float | None = None,
) -> Eigenpairs:
    """Return `pairs` with recomputed residuals, or raise `ConvergenceError`.

    Parameters
    ----------
    graph : PixelGraph
        Connected.
    pairs : Eigenpairs
        Pairs including that of eigenvalue 0.
    complete : bool
        Whether the solver is certain not to have skipped an eigenvalue. Otherwise this is proved
        wherever it could have.
    n_vectors : int, default=None
        As for `Solver`.
    largest : float, default=None
        Largest residual that is allowed, in place of `largest_residuals`.
    """
    # Computed here for every solver, because a faulty one may report small residuals.
    pairs = replace(pairs, residuals=residual_norms(graph, pairs.values, pairs.vectors))
    n, last = len(pairs.values), float(pairs.values[-1])
    failure = find_skew(pairs)
    if not failure and n > 1 and last < RESOLUTION:  # Rayleigh quotients are upper bounds
        raise unresolved(graph, n, last)
    failure = failure or find_excess(pairs, n_vectors, largest)
    if failure:
        raise ConvergenceError(f"The {pairs.solver} solver {failure}.", REMEDY)
    if not complete:
        _prove_complete(graph, pairs)
    return pairs


def find_skew(pairs: Eigenpairs) -> str:
    """Describe vectors that are not orthonormal, as a predicate of their solver; empty if none."""
    gram = pairs.vectors.T @ pairs.vectors  # an entry that is not finite makes the diagonal so
    gram.flat[:: len(gram) + 1] -= 1
    skew = float(np.abs(gram).max())
    if not (np.isfinite(pairs.values).all() and np.isfinite(skew)):
        return "returned values that are not finite"
    if skew <= ORTHOGONAL:
        return ""
    return (
        "returned eigenvectors that are not orthonormal: their inner products are up to "
        f"{skew:.1e} off, more than {ORTHOGONAL:.1e}"
    )


def find_excess(
    pairs: Eigenpairs, n_vectors: int | None = None, largest: float | None = None
) -> str:
    """Describe residuals that are too large, as a predicate of their solver; empty if none."""
    bounds = largest_residuals(float(pairs.values[-1]), len(pairs.values), n_vectors)
    if largest is not None:
        bounds = np.full(len(pairs.values), largest)
    if (pairs.residuals <= bounds).all():
        return ""
    worst = int(np.argmax(pairs.residuals / bounds))
    return f"left a residual of {pairs.residuals[worst]:.1e}, more than {bounds[worst]:.1e}"


@cache
def residual_limits(n: int, n_vectors: int | None = None) -> Floats:
    """Return the allowed residuals, (2, n): relative to the last value, and absolute.

    Both are ten times as large after the first `n_vectors` pairs, where only the value matters.
    """
    limits = np.empty((2, n))
    limits[0], limits[1] = LARGEST_SHARE, LARGEST_RESIDUAL
    if n_vectors is not None:
        limits[:, n_vectors:] *= VALUE_ONLY
    limits.flags.writeable = False
    return limits


def largest_residuals(last: float, n: int, n_vectors: int | None = None) -> Floats:
    """Return the allowed residuals, which are small against `last`, the largest eigenvalue."""
    limits = residual_limits(n, n_vectors)
    allowed: Floats = np.minimum(limits[0] * last, limits[1]) if n > 1 else limits[1]
    return allowed


def _prove_complete(graph: PixelGraph, pairs: Eigenpairs) -> None:
    # The last eigenvalue may be multiple, with further copies that were not asked for; all
    # eigenvalues below it must be among the pairs.
    last = float(pairs.values[-1])
    for aside in ASIDE:
        tau = last * (1 - aside) - ROUNDING
        if tau <= 0:
            return
        n_below = count_below(graph, tau, last - tau)
        if n_below is not None:
            break
    else:
        raise ConvergenceError(
            f"It is not proved that the {pairs.solver} solver skipped no eigenvalue.", REMEDY
        )
    n_found = int((pairs.values < tau + ROUNDING).sum())
    if n_below > n_found:
        raise ConvergenceError(
            f"The {pairs.solver} solver skipped {n_below - n_found} of the smallest eigenvalues.",
            REMEDY,
        )


def may_hide_multiple(graph: PixelGraph) -> bool:
    """Return whether a single-vector Krylov method might skip a copy of a multiple eigenvalue.

    Multiple eigenvalues come from symmetries of the graph, unless by coincidence, and a symmetric
    graph has many equal weights. With noise, nearly all weights are distinct.
    """
    weights = np.concatenate(
        (graph.right[graph.right_index >= 0], graph.down[graph.down_index >= 0])
    )
    ordered = np.sort(weights)
    n_distinct = 1 + int((ordered[1:] != ordered[:-1]).sum())
    return 2 * n_distinct < len(weights)
