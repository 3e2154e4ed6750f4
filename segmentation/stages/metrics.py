"""Quality of a segmentation: normalized cut, and agreement with the truth."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import sparse
from scipy.optimize import linear_sum_assignment
from scipy.sparse import csgraph

from segmentation._validation import check_partition
from segmentation.graph import passes
from segmentation.graph.pixelgraph import PixelGraph
from segmentation.kernels import compiled
from segmentation.kernels.cache import Group
from segmentation.labels.match import contingency

__all__ = [
    "Metrics",
    "RegionCuts",
    "adjusted_rand",
    "compare",
    "connected_parts",
    "graph_cuts",
    "joined_parts",
    "matrix_cuts",
    "ncut_value",
    "region_cuts",
]


@dataclass(frozen=True)
class Metrics:
    """Agreement of a segmentation with the truth, over the foreground nodes alone.

    Regions and circles are paired by the matching of largest total overlap.

    Attributes
    ----------
    adjusted_rand : float
        Adjusted Rand index: 1 for equal partitions, about 0 for unrelated ones.
    mean_iou : float
        Intersection over union of each circle's pixels with its region, averaged over the
        circles that have pixels; 0 for a circle without a region.
    misclassified : float
        Fraction of the pixels outside their circle's region.
    """

    adjusted_rand: float
    mean_iou: float
    misclassified: float


@dataclass(frozen=True, eq=False)
class RegionCuts:
    """Cut and volume of each region: the terms of a normalized cut.

    All arrays have an entry for each region number, which is 0 if no node has that number.

    Attributes
    ----------
    size : ndarray of int
        Number of nodes.
    cut : ndarray of float64
        Weight of the edges that leave the region.
    volume : ndarray of float64
        Sum of its nodes' degrees, self weights not counted.
    """

    size: NDArray[np.intp]
    cut: NDArray[np.float64]
    volume: NDArray[np.float64]

    @cached_property
    def ratio(self) -> NDArray[np.float64]:
        """Cut / volume; 0 for a region without volume (isolated pixels)."""
        present = self.volume > 0
        return np.divide(self.cut, self.volume, out=np.zeros(len(self.cut)), where=present)

    @property
    def ncut(self) -> float:
        """The normalized cut, the sum of the ratios."""
        return float(self.ratio.sum())


def ncut_value(affinity: Any, labels: ArrayLike) -> float:
    """Return the normalized cut of a partition, the sum over regions of cut / volume.

    J. Shi and J. Malik, Normalized cuts and image segmentation, PAMI 22 (2000), eq. 2, for any
    number of regions, doi:10.1109/34.868688. Self weights do not count. A region without
    volume (isolated pixels) adds 0.

    Parameters
    ----------
    affinity, labels
        As for `region_cuts`.

    Returns
    -------
    float
        From 0 to the number of regions.

    Raises
    ------
    ParameterError
        If one breaks its rule or the two don't fit together.

    Examples
    --------
    >>> ncut_value([[0, 1, 0], [1, 0, 1], [0, 1, 0]], [0, 0, 1])
    1.3333333333333333
    """
    return matrix_cuts(*check_partition("ncut_value", affinity, labels)).ncut


def region_cuts(affinity: Any, labels: ArrayLike) -> RegionCuts:
    """Return cut and volume of each region of a partition.

    Parameters
    ----------
    affinity : sparse array or array-like of shape (n, n)
        Finite, not negative, symmetric up to rounding; see `affinity`.
    labels : array-like of int
        Region of each node, row by row, up to 1,000,000. An image of labels is accepted, too:
        negative or masked labels are outside and left out.

    Returns
    -------
    RegionCuts

    Raises
    ------
    ParameterError
        If one breaks its rule or the two don't fit together.

    Examples
    --------
    >>> cuts = region_cuts([[0, 1, 0], [1, 0, 1], [0, 1, 0]], [0, 0, 1])
    >>> cuts.cut, cuts.volume
    (array([1., 1.]), array([3., 1.]))
    """
    return matrix_cuts(*check_partition("region_cuts", affinity, labels))


def matrix_cuts(matrix: sparse.csr_array, nodes: NDArray[np.intp]) -> RegionCuts:
    """Do the work of `region_cuts` on checked arrays."""
    edges = matrix.tocoo()
    off = edges.row != edges.col
    start, end, weight = nodes[edges.row[off]], nodes[edges.col[off]], edges.data[off]
    size = np.bincount(nodes)
    crossing = start != end
    return RegionCuts(
        size,
        _sums(start[crossing], weight[crossing], len(size)),
        _sums(start, weight, len(size)),
    )


def graph_cuts(graph: PixelGraph, labels: NDArray[np.intp]) -> RegionCuts:
    """Return `region_cuts` from the flat arrays of a graph, without a matrix.

    Parameters
    ----------
    graph : PixelGraph
    labels : ndarray of shape (n,), int
        Not negative.
    """
    size = np.bincount(labels)
    cut = np.zeros(len(size))
    for weight, index in ((graph.right, graph.right_index), (graph.down, graph.down_index)):
        other = labels[index]  # without an edge the weight is 0
        crossing = np.flatnonzero(other != labels)
        for side in (labels[crossing], other[crossing]):
            cut += _sums(side, weight[crossing], len(size))
    return RegionCuts(size, cut, _sums(labels, graph.degree, len(size)))


def _sums(
    regions: NDArray[np.intp], weight: NDArray[np.float64], n_regions: int
) -> NDArray[np.float64]:
    """Sum weights by region, as floats: `bincount` of no weights at all returns integers."""
    return np.bincount(regions, weights=weight, minlength=n_regions).astype(np.float64, copy=False)


def connected_parts(graph: PixelGraph, labels: NDArray[np.intp]) -> NDArray[np.intp]:
    """Return the number of connected parts of each region on the pixel grid, whatever the weights.

    Parameters
    ----------
    graph : PixelGraph
    labels : ndarray of shape (n,), int
        Not negative.

    Returns
    -------
    ndarray of int
        By region number; 0 if no node has that number.
    """
    part = part_of_nodes(graph, labels)
    return np.bincount(labels[first_nodes(part)], minlength=int(labels.max()) + 1)


def part_of_nodes(graph: PixelGraph, labels: NDArray[np.intp]) -> NDArray[np.int32]:
    """Return the number of the connected part of a region that each node is in."""
    return joined_parts(
        graph,
        (graph.right_index >= 0) & (labels[graph.right_index] == labels),
        (graph.down_index >= 0) & (labels[graph.down_index] == labels),
    )


def joined_parts(
    graph: PixelGraph, joins_right: NDArray[np.bool_], joins_down: NDArray[np.bool_]
) -> NDArray[np.int32]:
    """Return the number of the part that each node is in, joined by some of the edges alone.

    Parameters
    ----------
    graph : PixelGraph
    joins_right, joins_down : ndarray of shape (n,), bool
        The edges to the right and below that join their ends; False where there is no edge.

    Returns
    -------
    ndarray of shape (n,), int32
    """
    sides, joined = (graph.right_index, graph.down_index), (joins_right, joins_down)
    if compiled.ready(Group.EIGEN):
        right, down = (side.astype(np.float64) for side in joined)
        part = np.empty(graph.n_nodes, np.int32)
        # With degrees of 1, an edge of weight 1 connects its ends, and one of weight 0 is
        # negligible.
        passes.label_components(right, down, sides[0], sides[1], np.ones(graph.n_nodes), 0.5, part)
        return part
    starts, ends = np.tile(np.arange(graph.n_nodes), 2), np.concatenate(sides)
    inside = np.concatenate(joined)
    pairs = (starts[inside], ends[inside])
    edges = sparse.coo_array((np.ones(len(pairs[0])), pairs), shape=(graph.n_nodes,) * 2)
    found: NDArray[np.int32] = csgraph.connected_components(edges, directed=False)[1]
    return found


def first_nodes(part: NDArray[np.int32]) -> NDArray[np.intp]:
    """Return a node of each part."""
    node = np.empty(int(part.max()) + 1, dtype=np.intp)
    node[part] = np.arange(len(part))
    return node


def compare(labels: NDArray[np.intp], truth: NDArray[np.intp]) -> Metrics | None:
    """Compare labels with the truth; return None if no node has both.

    Parameters
    ----------
    labels, truth : ndarray of int, same shape
        Negative outside the mask and outside the circles.
    """
    table = contingency(labels, truth, int(labels.max()) + 1, int(truth.max(initial=-1)) + 1)
    table = table[table.any(axis=1)][:, table.any(axis=0)]
    n_nodes = int(table.sum())
    if n_nodes == 0:
        return None
    rows, cols = linear_sum_assignment(table, maximize=True)
    overlap = table[rows, cols]
    union = table.sum(axis=1)[rows] + table.sum(axis=0)[cols] - overlap
    return Metrics(
        adjusted_rand=adjusted_rand(table),
        mean_iou=float((overlap / union).sum() / table.shape[1]),
        misclassified=1 - int(overlap.sum()) / n_nodes,
    )


def adjusted_rand(table: NDArray[np.intp]) -> float:
    """Return the adjusted Rand index of a contingency table.

    L. Hubert and P. Arabie, Comparing partitions, J. Classif. 2 (1985), doi:10.1007/BF01908075.
    """

    def pairs(counts: NDArray[np.intp]) -> int:
        return sum(int(count) * (int(count) - 1) // 2 for count in counts.ravel())

    both = pairs(table)
    rows, cols, everything = pairs(table.sum(axis=1)), pairs(table.sum(axis=0)), pairs(table.sum())
    # Python's integers, because products of pair counts exceed 2**63 at a few thousand pixels.
    numerator = 2 * (both * everything - rows * cols)
    denominator = (rows + cols) * everything - 2 * rows * cols
    return numerator / denominator if denominator else 1.0
