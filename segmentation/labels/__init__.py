"""Label assignment: from the embedding to labels, one method a file."""

from __future__ import annotations

from typing import Protocol

import numpy as np
from numpy.typing import ArrayLike, NDArray

from segmentation._validation import (
    INTEGERS,
    check_array,
    check_choice,
    check_instance,
    check_integer,
)
from segmentation.errors import ParameterError, Received
from segmentation.graph.pixelgraph import PixelGraph
from segmentation.labels import cluster_qr, discretize, kmeans, sweep
from segmentation.labels.clustering import Clustering

__all__ = ["ASSIGNERS", "COMPILED_METHODS", "METHODS", "assign", "assign_labels", "cluster"]


class Assigner(Protocol):
    """A function from an embedding alone to labels."""

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

# The sweep is not among them, because it cuts the graph itself.
METHODS = (*ASSIGNERS, "sweep")
COMPILED_METHODS = ("kmeans", "cluster_qr", "sweep")  # which run kernels; discretize is not ours

# Squares of larger coordinates, which pixels with hardly any affinity have, overflow; squares of
# smaller ones underflow.
HUGE, TINY = 1e100, 1e-100


def assign(
    method: str,
    graph: PixelGraph,
    embedding: NDArray[np.float64],
    n_clusters: int,
    random_state: int = 0,
) -> NDArray[np.intp]:
    """Return the label of each node; see `cluster`."""
    return cluster(method, graph, embedding, n_clusters, random_state).labels


def cluster(
    method: str,
    graph: PixelGraph,
    embedding: NDArray[np.float64],
    n_clusters: int,
    random_state: int = 0,
    *,
    quick: bool = False,
) -> Clustering:
    """Return the label of each node, and a rival if another partition is about as good.

    Parameters
    ----------
    method : str
        One of `METHODS`.
    graph : PixelGraph
    embedding : ndarray of shape (n, n_clusters)
    n_clusters : int
    random_state : int, default=0
    quick : bool, default=False
        Whether "kmeans" searches less, as for a frame of a drag; the others have no search.

    Returns
    -------
    Clustering
    """
    if n_clusters == 1:
        return Clustering(np.zeros(graph.n_nodes, dtype=np.intp))
    if method == "sweep":
        return sweep.cluster(graph, embedding, n_clusters, random_state)
    if method == "kmeans":
        return kmeans.cluster(_in_range(embedding), n_clusters, random_state, quick=quick)
    return Clustering(ASSIGNERS[method](_in_range(embedding), n_clusters, random_state))


def _in_range(embedding: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the embedding times a power of two so that its squares stay in range."""
    columns = np.ascontiguousarray(embedding.T)  # a strided array takes three times as long
    largest = float(np.abs(columns).max())
    if largest > HUGE or 0 < largest < TINY:
        columns = np.ldexp(columns, -np.frexp(largest)[1])  # exact
    return columns.T


def assign_labels(
    embedding: ArrayLike,
    n_clusters: int,
    *,
    method: str = "kmeans",
    random_state: int = 0,
    graph: PixelGraph | None = None,
) -> NDArray[np.intp]:
    """Return a label for each row of an embedding.

    Parameters
    ----------
    embedding : array-like of shape (n, k)
        As returned by `spectral_embedding`; all methods but "kmeans" need k = `n_clusters`.
    n_clusters : int
        Number of regions, from 1 to 64, and at most n.
    method : {"kmeans", "discretize", "cluster_qr", "sweep"}, default="kmeans"
    random_state : int, default=0
        Seed of "kmeans", "discretize" and the eigensolver within "sweep".
    graph : PixelGraph, default=None
        The graph that was embedded, as returned by `pixel_graph`. Only "sweep" needs it, because it
        minimizes the normalized cut; the other methods ignore it.

    Returns
    -------
    ndarray of shape (n,), int
        From 0 to `n_clusters` - 1, in an order that depends on the method; see `match_labels`.

    Raises
    ------
    ParameterError
        If an argument breaks its rule.
    ConvergenceError
        If "sweep" needs eigenvectors of a part of the graph and none pass their check.

    Examples
    --------
    >>> labels = assign_labels([[1.0, 0.0], [1.0, 0.1], [0.0, 1.0]], 2)
    >>> bool(labels[0] == labels[1]), bool(labels[0] == labels[2])
    (True, False)
    """
    owner = "assign_labels"
    method = check_choice(owner, "method", method, METHODS)
    points = check_array(owner, "embedding", embedding, "a finite array of shape (n, k)", ndim=2)
    n_clusters = check_integer(owner, "n_clusters", n_clusters, 1, min(64, len(points)))
    if method != "kmeans" and points.shape[1] != n_clusters:
        got = Received(f"{points.shape[1]} columns for {n_clusters} clusters")
        raise ParameterError(owner, "embedding", f"of n_clusters columns for {method!r}", got)
    seed = check_integer(owner, "random_state", random_state, *INTEGERS["random_state"])
    check_instance(owner, "graph", graph, PixelGraph, optional=True)
    if method != "sweep":
        return ASSIGNERS[method](_in_range(points), n_clusters, seed)
    if graph is None:
        rule = "the PixelGraph that was embedded, for method='sweep'"
        raise ParameterError(owner, "graph", rule, None)
    if graph.n_nodes != len(points):
        got = Received(f"one of {graph.n_nodes} nodes")
        raise ParameterError(owner, "graph", f"of a node per row, {len(points)}", got)
    return assign(method, graph, points, n_clusters, seed)
