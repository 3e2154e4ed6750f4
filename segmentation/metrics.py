"""How good a segmentation is: by its own measure (Ncut) and against the truth."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import sparse
from scipy.optimize import linear_sum_assignment

from segmentation._validation import check_labels
from segmentation.errors import ParameterError, Received
from segmentation.labels.match import contingency
from segmentation.pixelgraph import PixelGraph

__all__ = ["Metrics", "compare", "graph_ncut", "ncut_value"]


@dataclass(frozen=True)
class Metrics:
    """A segmentation against the truth, over the foreground nodes alone.

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


def ncut_value(affinity: Any, labels: ArrayLike) -> float:
    """Return the normalized cut of a partition, the sum over regions of cut / volume.

    J. Shi and J. Malik, Normalized cuts and image segmentation, PAMI 22 (2000), eq. 2, for any
    number of regions, doi:10.1109/34.868688. Self weights do not count. A region without
    volume (isolated pixels) adds 0.

    Parameters
    ----------
    affinity : sparse array or array-like of shape (n, n)
        Symmetric; see `affinity`.
    labels : array-like of int
        Region of each node, row by row. An image of labels will do: negative labels, outside
        the mask, are left out.

    Returns
    -------
    float
        From 0 to the number of regions.

    Raises
    ------
    ParameterError
        If the two don't fit together.

    Examples
    --------
    >>> ncut_value([[0, 1, 0], [1, 0, 1], [0, 1, 0]], [0, 0, 1])
    1.3333333333333333
    """
    owner = "ncut_value"
    flat = check_labels(owner, "labels", labels).ravel()
    flat = flat[flat >= 0]
    edges = sparse.coo_array(affinity)
    if edges.shape != (len(flat), len(flat)):
        got = Received(f"one of shape {edges.shape} for {len(flat)} labels")
        raise ParameterError(owner, "affinity", "a square matrix with a row per label", got)
    off = edges.row != edges.col
    start, end, weight = flat[edges.row[off]], flat[edges.col[off]], edges.data[off]
    n_regions = int(flat.max(initial=-1)) + 1
    volume = np.bincount(start, weights=weight, minlength=n_regions)
    crossing = start != end
    cut = np.bincount(start[crossing], weights=weight[crossing], minlength=n_regions)
    return _sum_ratios(cut, volume)


def graph_ncut(graph: PixelGraph, labels: NDArray[np.intp]) -> float:
    """Return `ncut_value` from the flat arrays of a graph, without a matrix.

    Parameters
    ----------
    graph : PixelGraph
    labels : ndarray of shape (n,), int
        Not negative.
    """
    n_regions = int(labels.max()) + 1
    volume = np.bincount(labels, weights=graph.degree, minlength=n_regions)
    cut = np.zeros(n_regions)
    for weight, index in ((graph.right, graph.right_index), (graph.down, graph.down_index)):
        other = labels[index]  # where there is no edge its weight is 0
        crossing = np.flatnonzero(other != labels)
        for side in (labels[crossing], other[crossing]):
            cut += np.bincount(side, weights=weight[crossing], minlength=n_regions)
    return _sum_ratios(cut, volume)


def _sum_ratios(cut: NDArray[Any], volume: NDArray[Any]) -> float:
    present = volume > 0
    return float((cut[present] / volume[present]).sum())


def compare(labels: NDArray[np.intp], truth: NDArray[np.intp]) -> Metrics | None:
    """Measure labels against the truth, or return None if no node has both.

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
        adjusted_rand=_adjusted_rand(table),
        mean_iou=float((overlap / union).sum() / table.shape[1]),
        misclassified=1 - int(overlap.sum()) / n_nodes,
    )


def _adjusted_rand(table: NDArray[np.intp]) -> float:
    """Return the adjusted Rand index of a contingency table.

    L. Hubert and P. Arabie, Comparing partitions, J. Classif. 2 (1985), doi:10.1007/BF01908075.
    """

    def pairs(counts: NDArray[np.intp]) -> int:
        return sum(int(count) * (int(count) - 1) // 2 for count in counts.ravel())

    both = pairs(table)
    rows, cols, everything = pairs(table.sum(axis=1)), pairs(table.sum(axis=0)), pairs(table.sum())
    # Python's integers: products of pair counts pass 2**63 at a few thousand pixels.
    numerator = 2 * (both * everything - rows * cols)
    denominator = (rows + cols) * everything - 2 * rows * cols
    return numerator / denominator if denominator else 1.0
