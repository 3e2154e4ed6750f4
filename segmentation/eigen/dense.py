"""All of the matrix at once, by LAPACK: the last resort, and the yardstick of the tests."""

from __future__ import annotations

from scipy import linalg

from segmentation.eigen.base import Eigenpairs, Floats, finish
from segmentation.errors import ConvergenceError
from segmentation.pixelgraph import PixelGraph

# 2,500 nodes take 50 MB and a few seconds.
LARGEST = 2500


def solve(
    graph: PixelGraph,
    n: int,
    *,
    random_state: int = 0,
    start: Floats | None = None,
    n_vectors: int | None = None,
) -> Eigenpairs:
    """Return the `n` smallest eigenpairs; see `Solver`. It has no use for guesses or seeds.

    Raises
    ------
    ConvergenceError
        For more than 2,500 nodes.
    """
    if graph.n_nodes > LARGEST:
        raise ConvergenceError(
            f"The dense solver takes at most {LARGEST:,} nodes, and here are {graph.n_nodes:,}.",
            "Choose another eigen_solver, a smaller image or a smaller mask.",
        )
    laplacian = graph.laplacian.toarray()
    try:
        values, vectors = linalg.eigh(laplacian, subset_by_index=[0, n - 1], check_finite=False)
    except linalg.LinAlgError:
        # LAPACK's driver for a subset gives up on some spectra of many equal eigenvalues.
        values, vectors = linalg.eigh(laplacian, driver="evd", check_finite=False)
        values, vectors = values[:n], vectors[:, :n]
    return finish(graph, values, vectors, 1, "dense")
