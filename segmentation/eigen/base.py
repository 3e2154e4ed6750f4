"""The interface of an eigensolver: arguments, result, and the vectors of its block."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from segmentation.graph.pixelgraph import PixelGraph

__all__ = [
    "LARGEST_WITH_BLOCK",
    "Aggregates",
    "Eigenpairs",
    "Floats",
    "Indices",
    "Solver",
    "to_columns",
]

Floats = NDArray[np.float64]
Indices = NDArray[np.int32]

LARGEST_WITH_BLOCK = 200_000  # nodes; up to so many, all vectors of a block are returned


@dataclass(frozen=True, eq=False)
class Aggregates:
    """Aggregates of nodes, and the graph between them.

    Attributes
    ----------
    number : ndarray of shape (n_nodes,), int32
        Aggregate of each node.
    affinity : sparse array of shape (n_aggregates, n_aggregates)
        Weights between them; the diagonal is empty.
    degree : ndarray of shape (n_aggregates,)
        Sums of their nodes' degrees.
    """

    number: Indices
    affinity: sparse.csr_array
    degree: Floats


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
        All vectors that a block method iterated on, more than were asked for; after a warm start,
        also the change of each from its start. This is the best `start` for a similar problem.
    kept : KeptFactor or None
        What `direct.follow` needs besides for a similar problem, if the direct solver answered.
    aggregates : Aggregates or None
        On which D^-1/2 times a vector is constant, if vectors are approximate.
    """

    values: Floats
    vectors: Floats
    residuals: Floats
    iterations: int
    solver: str
    n_components: int = 1
    block: Floats | None = None
    kept: Any = None
    aggregates: Aggregates | None = None


class Solver(Protocol):
    """A function that finds the smallest eigenpairs of a connected graph.

    It returns `n` >= 2 pairs, including that of eigenvalue 0, for a graph of at least `n` nodes, or
    raises `ConvergenceError`. `start`, of shape (n_nodes, m), holds guesses such as the last
    frame's eigenvectors; a solver may ignore them, and its answer must not depend on them. Only the
    first `n_vectors` eigenvectors have to be accurate, by default all; of the other pairs only the
    values matter.
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


def to_columns(x: Floats, n_nodes: int) -> Floats:
    """Return blocks (n_blocks, N, 8) as columns, of shape (n_nodes, 8 * n_blocks).

    Row 0 of a block is the empty slot of a grid; the nodes come after it.
    """
    if len(x) == 1:
        return x[0, 1 : n_nodes + 1]
    return np.concatenate(list(x[:, 1 : n_nodes + 1]), axis=1)
