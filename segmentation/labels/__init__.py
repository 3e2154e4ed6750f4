"""From the embedding to labels, a method per file."""

from __future__ import annotations

from typing import Protocol

import numpy as np
from numpy.typing import ArrayLike, NDArray

from segmentation._validation import check_choice, check_integer
from segmentation.errors import ParameterError, Received
from segmentation.labels import cluster_qr, discretize, kmeans

__all__ = ["ASSIGNERS", "assign_labels"]


class Assigner(Protocol):
    """A function from an embedding to labels."""

    def __call__(
        self, embedding: NDArray[np.float64], n_clusters: int, random_state: int = 0
    ) -> NDArray[np.intp]:
        """Return the label of each row of `embedding`."""
        ...


ASSIGNERS: dict[str, Assigner] = {
    "kmeans": kmeans.assign,
    "discretize": discretize.assign,
    "cluster_qr": cluster_qr.assign,
}

LARGEST_SEED = 2**32 - 1


def assign_labels(
    embedding: ArrayLike, n_clusters: int, *, method: str = "kmeans", random_state: int = 0
) -> NDArray[np.intp]:
    """Return a label for each row of an embedding.

    Parameters
    ----------
    embedding : array-like of shape (n, k)
        As `spectral_embedding` returns it; "discretize" and "cluster_qr" need k = `n_clusters`.
    n_clusters : int
        From 1 to 64 and to n.
    method : {"kmeans", "discretize", "cluster_qr"}, default="kmeans"
    random_state : int, default=0
        Seed of "kmeans" and "discretize".

    Returns
    -------
    ndarray of shape (n,), int
        From 0 to `n_clusters` - 1, numbered as the method happens to; see `match_labels`.

    Raises
    ------
    ParameterError
        If an argument breaks its rule.

    Examples
    --------
    >>> labels = assign_labels([[1.0, 0.0], [1.0, 0.1], [0.0, 1.0]], 2)
    >>> bool(labels[0] == labels[1]), bool(labels[0] == labels[2])
    (True, False)
    """
    owner = "assign_labels"
    check_choice(owner, "method", method, ASSIGNERS)
    points = np.asarray(embedding, dtype=np.float64)
    if points.ndim != 2 or points.size == 0 or not np.isfinite(points).all():
        got = Received(f"an array of shape {points.shape}")
        raise ParameterError(owner, "embedding", "a finite array of shape (n, k)", got)
    n_clusters = check_integer(owner, "n_clusters", n_clusters, 1, min(64, len(points)))
    if method != "kmeans" and points.shape[1] != n_clusters:
        got = Received(f"{points.shape[1]} columns for {n_clusters} clusters")
        raise ParameterError(owner, "embedding", f"of n_clusters columns for {method!r}", got)
    seed = check_integer(owner, "random_state", random_state, 0, LARGEST_SEED)
    return ASSIGNERS[method](points, n_clusters, seed)
