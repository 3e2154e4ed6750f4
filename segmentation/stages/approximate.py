"""Labels of a picture that was cut as aggregates of pixels."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from segmentation.eigen.base import Aggregates
from segmentation.graph import PixelGraph
from segmentation.labels import cluster
from segmentation.stages.boundaries import settle_boundaries
from segmentation.stages.method import Method
from segmentation.stages.metrics import RegionCuts, matrix_cuts
from segmentation.stages.moves import move_nodes

__all__ = ["label_aggregates"]


def label_aggregates(
    method: Method, graph: PixelGraph, found: Aggregates, points: NDArray[np.float64]
) -> NDArray[np.intp]:
    """Return the region of each node.

    Labels come from coordinates that are constant on aggregates. Then whole aggregates at the
    boundaries of regions move where that lowers the normalized cut, and after them single pixels.

    Parameters
    ----------
    method : Method
    graph : PixelGraph
    found : Aggregates
    points : ndarray of shape (n_nodes, k)
        The embedding.
    """
    k, seed = method.n_cut, method.random_state
    member = np.empty(len(found.degree), np.intp)
    member[found.number] = np.arange(graph.n_nodes)
    # Cluster QR depends on places alone, not on the number of pixels that share one.
    if method.assign_labels == "cluster_qr":
        labels = cluster("cluster_qr", graph, points[member], k).labels
    else:
        labels = cluster(method.assign_labels, graph, points, k, seed).labels
        if method.assign_labels == "sweep":  # which cuts pixels
            return settle_boundaries(graph, labels)
        labels = labels[member]
    cuts = matrix_cuts(found.affinity, labels)
    volume = np.bincount(labels, found.degree, len(cuts.size)).astype(np.float64, copy=False)
    moved = move_nodes(
        found.affinity, found.degree, labels, RegionCuts(cuts.size, cuts.cut, volume)
    )
    return settle_boundaries(graph, moved[found.number])
