"""Spectral embedding: the coordinates of the pixels that label assignment groups into regions."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from segmentation._validation import check_choice, check_integer
from segmentation.eigen import SOLVER_NAMES, smallest_eigenpairs
from segmentation.eigen.verification.remedy import offer_change
from segmentation.errors import ConvergenceError
from segmentation.graph import passes, pixel_graph
from segmentation.graph.pixelgraph import PixelGraph
from segmentation.kernels import compiled
from segmentation.kernels.cache import Group

__all__ = ["embed", "spectral_embedding"]


def spectral_embedding(
    image: ArrayLike,
    mask: ArrayLike | None = None,
    *,
    n_components: int = 4,
    beta: float = 1.0,
    scale: str = "graph",
    eps: float = 0.0,
    feature: str = "intensity",
    eigen_solver: str = "auto",
    random_state: int = 0,
) -> NDArray[np.float64]:
    """Embed the pixels of a picture by the smallest eigenvectors of its normalized Laplacian.

    Parameters
    ----------
    image, mask, beta, scale, eps, feature
        As for `pixel_graph`.
    n_components : int, default=4
        Dimension of the embedding, from 1 to 65 and to the number of pixels inside the mask.
    eigen_solver : {"auto", "multigrid", "direct", "arpack", "lobpcg", "amg", "dense", "aggregates"}
        Default "auto". The last is approximate above 500,000 pixels; see `Method`.
    random_state : int, default=0
        Seed of the solver's start vectors.

    Returns
    -------
    ndarray of shape (n_nodes, n_components), float64
        The rows of D^-1/2 U, nodes row by row, columns by ascending eigenvalue, the largest
        entry of each positive.

    Raises
    ------
    ParameterError
        If an argument breaks its rule; `ImageError` and `MaskError` for those two.
    ConvergenceError
        If no eigenpairs pass their check.

    References
    ----------
    U. von Luxburg, A tutorial on spectral clustering, Stat. Comput. 17 (2007),
    doi:10.1007/s11222-007-9033-z.

    Examples
    --------
    >>> spectral_embedding([[0, 0, 9, 9]], n_components=2, beta=5).shape
    (4, 2)
    """
    owner = "spectral_embedding"
    plain = {"scale": scale, "feature": feature}
    graph = pixel_graph(image, mask, beta=beta, eps=eps, **plain)
    largest = min(65, graph.n_nodes)
    n = check_integer(owner, "n_components", n_components, 1, largest)
    eigen_solver = check_choice(owner, "eigen_solver", eigen_solver, SOLVER_NAMES)
    seed = check_integer(owner, "random_state", random_state, 0, 2**32 - 1)
    try:
        pairs = smallest_eigenpairs(graph, n, eigen_solver, seed)
    except ConvergenceError as error:
        asked: dict[str, Any] = {"eigen_solver": eigen_solver, "eps": eps, "beta": beta}

        def answer(change: dict[str, Any]) -> None:
            other = asked | change
            changed = pixel_graph(image, mask, beta=other["beta"], eps=other["eps"], **plain)
            smallest_eigenpairs(changed, n, other["eigen_solver"], seed)

        raise offer_change(error, graph.n_nodes, asked, answer) from error
    return embed(graph, pairs.vectors)


def embed(graph: PixelGraph, vectors: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return D^-1/2 U for orthonormal columns U, the largest entry of each column positive."""
    if compiled.ready(Group.FRAME):
        coordinates = np.empty(vectors.shape)
        passes.scale_rows(np.ascontiguousarray(vectors), graph.inverse_sqrt_degree, coordinates)
        return coordinates
    # Row by row in memory, as the kernel writes them: later sums run in memory order, and must
    # agree.
    coordinates = np.multiply(vectors, graph.inverse_sqrt_degree[:, None], order="C")
    # The largest entry is positive where the maximum exceeds minus the minimum.
    signs = np.where(coordinates.max(axis=0) >= -coordinates.min(axis=0), 1.0, -1.0)
    coordinates *= signs
    return coordinates
