"""What every eigensolver takes and gives, and how an answer is checked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from scipy import linalg, sparse

from segmentation.pixelgraph import PixelGraph

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Eigenpairs:
    """The smallest eigenpairs of the normalized Laplacian.

    Attributes
    ----------
    values : ndarray of shape (n,), float64
        Ascending.
    vectors : ndarray of shape (n_nodes, n), float64
        Orthonormal columns u of L_sym u = lambda u.
    residuals : ndarray of shape (n,), float64
        2-norms of L_sym u - lambda u.
    iterations : int
        Steps of the solver, summed over components; applications of the operator for ARPACK.
    solver : str
        Name of the solver that answered.
    n_components : int
        Connected components of the graph, isolated pixels included.
    block : ndarray of shape (n_nodes, m) or None
        All vectors a block method iterated on, more than the ones asked for, and after a warm start
        how each has moved from there: the best `start` for a similar problem.
    """

    values: Floats
    vectors: Floats
    residuals: Floats
    iterations: int
    solver: str
    n_components: int = 1
    block: Floats | None = None


class Solver(Protocol):
    """A function that finds the smallest eigenpairs of a connected graph.

    It returns `n` >= 2 of them, the zero one included, for a graph of at least `n` nodes, or
    raises `ConvergenceError`. `start`, of shape (n_nodes, m), are guesses such as the
    last frame's eigenvectors; a solver may ignore them, and no answer may depend on them. Only the
    first `n_vectors` eigenvectors need be good, all by default; of the others the values are what
    counts.
    """

    def __call__(
        self,
        graph: PixelGraph,
        n: int,
        *,
        random_state: int = 0,
        start: Floats | None = None,
        n_vectors: int | None = None,
    ) -> Eigenpairs:
        """Return the `n` smallest eigenpairs of `graph`."""
        ...


def zero_vector(graph: PixelGraph) -> Floats:
    """Return the unit eigenvector of eigenvalue 0 of a connected graph, D^1/2 1."""
    root: Floats = np.sqrt(graph.degree)
    return root / np.linalg.norm(root)


def residual_norms(laplacian: sparse.csr_array, values: Floats, vectors: Floats) -> Floats:
    """Return the 2-norms of L u - lambda u, of shape (n,)."""
    norms: Floats = np.linalg.norm(laplacian @ vectors - vectors * values, axis=0)
    return norms


def rayleigh_ritz(laplacian: sparse.csr_array, basis: Floats) -> tuple[Floats, Floats]:
    """Return ascending Ritz values and orthonormal Ritz vectors of a subspace.

    Parameters
    ----------
    laplacian : sparse array of shape (n_nodes, n_nodes)
    basis : ndarray of shape (n_nodes, m)
        Of full rank; need not be orthonormal.
    """
    q, _ = linalg.qr(basis, mode="economic", check_finite=False)
    values, rotation = linalg.eigh(q.T @ (laplacian @ q), check_finite=False)
    return values, q @ rotation


def finish(
    graph: PixelGraph, values: Floats, vectors: Floats, iterations: int, solver: str
) -> Eigenpairs:
    """Sort pairs and attach the residuals."""
    order = np.argsort(values, kind="stable")
    # L_sym is positive semidefinite: what is below zero is rounding.
    values, vectors = np.maximum(values[order], 0.0), vectors[:, order]
    residuals = residual_norms(graph.laplacian, values, vectors)
    return Eigenpairs(values, vectors, residuals, iterations, solver)
