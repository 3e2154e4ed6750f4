"""The edges of a pixel graph, for pictures of the affinity and of what a partition cuts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from segmentation._validation import check_instance, check_integer, check_labels
from segmentation.errors import ParameterError, Received
from segmentation.graph.pixelgraph import PixelGraph

__all__ = ["PixelEdges", "cut_edges", "graph_edges", "mean_affinity", "weight_histogram"]

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class PixelEdges:
    """Edges between neighbouring pixels; each array has an entry per edge.

    Attributes
    ----------
    rows, cols : ndarray of int
        The upper or left one of the two pixels.
    down : ndarray of bool
        True where the other is the pixel below, False where it is the one to the right.
    weight : ndarray of float64
        The affinity.
    """

    rows: NDArray[np.intp]
    cols: NDArray[np.intp]
    down: NDArray[np.bool_]
    weight: Floats

    def __len__(self) -> int:
        return len(self.weight)


def graph_edges(graph: PixelGraph) -> PixelEdges:
    """Return all edges of a graph, those to the right first, row by row.

    Parameters
    ----------
    graph : PixelGraph

    Returns
    -------
    PixelEdges

    Examples
    --------
    >>> from segmentation import pixel_graph
    >>> graph_edges(pixel_graph([[0, 0], [0, 0]])).down
    array([False, False,  True,  True])
    """
    check_instance("graph_edges", "graph", graph, PixelGraph)
    return _edges(graph, graph.right_index >= 0, graph.down_index >= 0)


def cut_edges(graph: PixelGraph, labels: ArrayLike) -> PixelEdges:
    """Return the edges between different regions, those that a partition cuts.

    Their weights, each counted for both of its regions, sum to the regions' cuts.

    Parameters
    ----------
    graph : PixelGraph
    labels : array-like of int, of shape (H, W) or (n_nodes,)
        Edges to a pixel whose label is negative or masked do not count as cut.

    Returns
    -------
    PixelEdges

    Raises
    ------
    ParameterError
        If the labels do not fit the graph.

    Examples
    --------
    >>> from segmentation import pixel_graph
    >>> edges = cut_edges(pixel_graph([[0, 0], [0, 0]]), [[0, 0], [1, 1]])
    >>> edges.rows, edges.cols, edges.down
    (array([0, 0]), array([0, 1]), array([ True,  True]))
    """
    owner = "cut_edges"
    check_instance(owner, "graph", graph, PixelGraph)
    nodes = check_labels(owner, "labels", labels)
    if nodes.shape == graph.shape:
        nodes = nodes.ravel()[graph.nodes]
    if nodes.shape != (graph.n_nodes,):
        rule = f"of the shape {graph.shape} of the image or ({graph.n_nodes},) of the nodes"
        raise ParameterError(owner, "labels", rule, Received(f"one of shape {nodes.shape}"))
    right, down = (
        (index >= 0) & (nodes[index] != nodes) & (np.minimum(nodes[index], nodes) >= 0)
        for index in (graph.right_index, graph.down_index)
    )
    return _edges(graph, right, down)


def mean_affinity(graph: PixelGraph) -> Floats:
    """Return the mean weight of each pixel's edges as a picture.

    Parameters
    ----------
    graph : PixelGraph

    Returns
    -------
    ndarray of shape (H, W)
        NaN outside the mask; 0 for a pixel without edges.

    Examples
    --------
    >>> from segmentation import pixel_graph
    >>> mean_affinity(pixel_graph([[0, 0], [0, 0]]))
    array([[1., 1.],
           [1., 1.]])
    """
    check_instance("mean_affinity", "graph", graph, PixelGraph)
    count = np.zeros(graph.n_nodes)
    for index in (graph.right_index, graph.down_index):
        there = index >= 0
        count += there
        count[index[there]] += 1  # the ends are distinct
    picture = np.full(graph.shape[0] * graph.shape[1], np.nan)
    picture[graph.nodes] = graph.degree / np.maximum(count, 1)
    return picture.reshape(graph.shape)


def weight_histogram(graph: PixelGraph, bins: int = 40) -> tuple[NDArray[np.intp], Floats]:
    """Count the edges by weight.

    Parameters
    ----------
    graph : PixelGraph
    bins : int, default=40
        Number of bins, from 1 to 1000. They have equal widths and extend from 0 to the largest
        weight, or to 1 if that is larger.

    Returns
    -------
    counts : ndarray of shape (bins,), int
    limits : ndarray of shape (bins + 1,), float64

    Raises
    ------
    ParameterError
        If an argument breaks its rule.

    Examples
    --------
    >>> from segmentation import pixel_graph
    >>> weight_histogram(pixel_graph([[0, 0], [0, 0]]), bins=2)
    (array([0, 4]), array([0. , 0.5, 1. ]))
    """
    owner = "weight_histogram"
    check_instance(owner, "graph", graph, PixelGraph)
    bins = check_integer(owner, "bins", bins, 1, 1000)
    weights = graph_edges(graph).weight
    counts, limits = np.histogram(weights, bins, (0.0, max(1.0, float(weights.max(initial=0.0)))))
    return counts, limits


def _edges(graph: PixelGraph, right: NDArray[Any], down: NDArray[Any]) -> PixelEdges:
    nodes = np.concatenate((graph.nodes[right], graph.nodes[down])).astype(np.intp)
    rows, cols = np.divmod(nodes, graph.shape[1])
    is_down = np.arange(len(nodes)) >= np.count_nonzero(right)
    return PixelEdges(rows, cols, is_down, np.concatenate((graph.right[right], graph.down[down])))
