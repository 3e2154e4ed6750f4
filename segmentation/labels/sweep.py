"""Recursive cuts at the best threshold of the Fiedler vector.

J. Shi and J. Malik, Normalized cuts and image segmentation, PAMI 22 (2000), sections 2.1 and 3,
doi:10.1109/34.868688. They try some evenly spaced thresholds; here all are evaluated, by a sort and
running sums. A part of the picture is cut by the Fiedler vector of its own graph. Of all parts and
thresholds, the cut that adds least to the normalized cut of the whole is made.

Connected components of the graph are separated first, which costs nothing and needs no eigenvector.
As in the embedding, the largest ones become regions of their own, and all others join the region of
the largest, which is nearest to them in the embedding.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from segmentation.eigen import smallest_eigenpairs
from segmentation.eigen.components import components
from segmentation.graph.pixelgraph import PixelGraph
from segmentation.labels.clustering import ANOTHER, NEARLY_EQUAL, Clustering, Rival

__all__ = ["Sweep", "assign", "sweep"]

Floats = NDArray[np.float64]
Labels = NDArray[np.intp]

# Values closer than this share of their range are equal up to rounding, and no threshold separates
# them.
TIE = 1e-12


@dataclass(frozen=True, eq=False)
class Sweep:
    """All cuts of a graph, or of a part of a graph, at thresholds of a value per node.

    Attributes
    ----------
    order : ndarray of shape (n,), int
        The nodes by ascending value.
    thresholds : ndarray of shape (m,), float64
        Ascending, midway between neighbouring values that differ.
    below : ndarray of shape (m,), int
        Number of nodes below each threshold.
    cost : ndarray of shape (m,), float64
        Contribution of the two sides to the normalized cut; for a whole graph this is the
        normalized cut itself. Infinite if a side has no volume.
    """

    order: Labels
    thresholds: Floats
    below: Labels
    cost: Floats

    @property
    def best(self) -> int:
        """Index of the least cost."""
        return int(np.argmin(self.cost))

    @property
    def least(self) -> float:
        """The least cost, infinite if there is no threshold."""
        return float(self.cost.min(initial=np.inf))


def sweep(graph: PixelGraph, values: Floats, degree: Floats | None = None) -> Sweep:
    """Return the cost of every threshold of `values`, by one sort and running sums.

    Parameters
    ----------
    graph : PixelGraph
    values : ndarray of shape (n,)
    degree : ndarray of shape (n,), default=None
        Degrees of the nodes in the whole graph, of which `graph` is a part; None means that it is
        the whole.
    """
    n = graph.n_nodes
    order = np.argsort(values, kind="stable")
    rank = np.empty(n, dtype=np.intp)
    rank[order] = np.arange(n)
    # The thresholds between the ranks of its ends cut an edge: its weight is added at the lower
    # rank and subtracted at the higher one.
    enters = np.zeros(n)
    for weight, index in ((graph.right, graph.right_index), (graph.down, graph.down_index)):
        other = rank[index]  # without an edge the weight is 0
        enters += np.bincount(np.minimum(rank, other), weights=weight, minlength=n)
        enters -= np.bincount(np.maximum(rank, other), weights=weight, minlength=n)
    whole = graph.degree if degree is None else degree
    ascending = values[order]
    step = np.diff(ascending)
    last = np.flatnonzero(step > TIE * (ascending[-1] - ascending[0]))
    low, high = _both_ways(whole[order], last)
    outer_low, outer_high = _both_ways((whole - graph.degree)[order], last)
    # Sums start from the side of less volume, so that their rounding is small against that volume.
    inner, inner_from_above = _both_ways(enters, last)
    inner = np.maximum(np.where(low <= high, inner, -inner_from_above), 0.0)
    sides = np.full((2, len(last)), np.inf)
    np.divide(inner + outer_low, low, out=sides[0], where=low > 0)
    np.divide(inner + outer_high, high, out=sides[1], where=high > 0)
    total, outside = whole.sum(), (whole - graph.degree).sum()
    before = outside / total if total > 0 else 0.0
    thresholds = ascending[last] + step[last] / 2
    return Sweep(order, thresholds, last + 1, sides.sum(axis=0) - before)


def _both_ways(terms: Floats, last: Labels) -> tuple[Floats, Floats]:
    """Return the sums of the terms up to each of `last`, and of those after it."""
    return np.cumsum(terms)[last], np.cumsum(terms[::-1])[::-1][last + 1]


def assign(graph: PixelGraph, embedding: Floats, n_clusters: int, random_state: int = 0) -> Labels:
    """Return the label of each node, of shape (n,); see `cluster`."""
    return cluster(graph, embedding, n_clusters, random_state).labels


def cluster(
    graph: PixelGraph, embedding: Floats, n_clusters: int, random_state: int = 0
) -> Clustering:
    """Return the partition, and a rival if another threshold costs about as little.

    Parameters
    ----------
    graph : PixelGraph
    embedding : ndarray of shape (n, d), d >= 2 unless `n_clusters` is 1
        Embedding of the graph. Only its second column, the Fiedler vector, is used, and only if the
        graph is connected.
    n_clusters : int
        Number of regions; there are fewer if only isolated pixels remain to be cut.
    random_state : int, default=0
        Seed of the eigensolver for the parts.

    Raises
    ------
    ConvergenceError
        If the Fiedler vector of a part does not pass its check.
    """
    labels = _separate(graph, n_clusters)
    n_found = int(labels.max()) + 1
    if n_found == n_clusters:
        return Clustering(labels)
    if n_found == 1:
        cuts = {0: (np.arange(graph.n_nodes), sweep(graph, embedding[:, 1]))}
    else:
        cuts = {part: _cut_part(graph, labels, part, random_state) for part in range(n_found)}
    rivals = []
    for new in range(n_found, n_clusters):
        region = min(cuts, key=lambda number: cuts[number][1].least)
        members, cut = cuts[region]
        if not np.isfinite(cut.least):
            break
        rivals.append(_rival(cut, graph.n_nodes))
        labels[members[cut.order[cut.below[cut.best] :]]] = new
        if new + 1 < n_clusters:
            for part in (region, new):
                cuts[part] = _cut_part(graph, labels, part, random_state)
    found = [rival for rival in rivals if rival is not None]
    return Clustering(labels, max(found, key=lambda rival: rival.n_different, default=None))


def _rival(cut: Sweep, n_nodes: int) -> Rival | None:
    """Return the farthest threshold of about the same cost as the best one, if it is far enough."""
    excess = cut.cost - cut.least
    near = np.flatnonzero(excess <= NEARLY_EQUAL * cut.least)
    apart = np.abs(cut.below[near] - cut.below[cut.best])
    farthest = int(np.argmax(apart))
    if cut.least <= 0 or apart[farthest] <= ANOTHER * n_nodes:
        return None
    relative = float(excess[near[farthest]] / cut.least)
    return Rival(int(apart[farthest]), relative, "normalized cut")


def _separate(graph: PixelGraph, n_clusters: int) -> Labels:
    """Label the largest components of several pixels; the largest one and all others get 0.

    Components of equal size are in the order of their first pixels.
    """
    _, piece = components(graph)
    sizes = np.bincount(piece)
    largest = np.argsort(-sizes, kind="stable")[: min(n_clusters, np.count_nonzero(sizes > 1))]
    number = np.zeros(len(sizes), dtype=np.intp)
    number[largest] = np.arange(len(largest))
    labels: Labels = number[piece]
    return labels


def _cut_part(
    graph: PixelGraph, labels: Labels, number: int, random_state: int
) -> tuple[Labels, Sweep]:
    members = np.flatnonzero(labels == number)
    part = graph.restrict(members)
    values = np.zeros(part.n_nodes)
    if part.n_nodes > 1:
        pairs = smallest_eigenpairs(part, 2, random_state=random_state)
        values = pairs.vectors[:, 1] * part.inverse_sqrt_degree
    return members, sweep(part, values, graph.degree[members])
