"""All eigenpairs of the dense matrix by LAPACK: the last resort, and the tests' reference."""

from __future__ import annotations

from scipy import linalg

from segmentation.eigen.base import Eigenpairs, Floats
from segmentation.eigen.library.pairs import finish
from segmentation.eigen.verification.budget import Budget
from segmentation.eigen.verification.check import find_excess, find_skew
from segmentation.eigen.verification.resolution import RESOLUTION
from segmentation.errors import ConvergenceError
from segmentation.graph.pixelgraph import PixelGraph
from segmentation.watching import check_point

# 2,500 nodes take a few seconds and 100 MB of memory, 300 MB at worst.
LARGEST = 2500


def budget(n_nodes: int, n: int) -> Budget:
    """Return the budget of a solve: one step, and six matrices."""
    return Budget(1, 6 * 8 * n_nodes**2 + 2**20)


def solve(
    graph: PixelGraph,
    n: int,
    *,
    random_state: int = 0,
    start: Floats | None = None,
    n_vectors: int | None = None,
) -> Eigenpairs:
    """Return the `n` smallest eigenpairs; see `Solver`. Guesses and seed are not used.

    Raises
    ------
    ConvergenceError
        For more than 2,500 nodes.
    """
    if graph.n_nodes > LARGEST:
        raise ConvergenceError(
            f"The dense solver takes at most {LARGEST:,} nodes, and there are {graph.n_nodes:,}.",
            "Choose another eigen_solver, a smaller image or a smaller mask.",
        )
    laplacian = graph.laplacian.toarray()
    # LAPACK's driver for a subset of the eigenvalues is twice as fast. If many eigenvalues are
    # nearly equal, it gives up or returns vectors that are not orthonormal.
    try:
        values, vectors = linalg.eigh(laplacian, subset_by_index=[0, n - 1], check_finite=False)
    except linalg.LinAlgError:
        pass
    else:
        pairs = finish(graph, values, vectors, 1, "dense")
        unresolved = values[-1] < RESOLUTION
        if not find_skew(pairs) and (unresolved or not find_excess(pairs, n_vectors)):
            return pairs
    check_point()
    values, vectors = linalg.eigh(laplacian, driver="evd", check_finite=False)
    return finish(graph, values[:n], vectors[:, :n], 1, "dense")
