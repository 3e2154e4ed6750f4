"""Partitions that a result is compared with, and the distance of each from the truth."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment

from segmentation.explain.refine import refine_graph
from segmentation.graph import PixelGraph
from segmentation.labels.match import contingency
from segmentation.stages.metrics import graph_cuts

__all__ = ["LEAST_IOU", "WRONG_SHARE", "Match", "Witness", "match", "witness_pair"]

Labels = NDArray[np.intp]

# A partition matches the truth up to its boundaries if no more pixels are wrong than lie on them,
# or than WRONG_SHARE of all, and every true region has at least this intersection over union
# with its partner.
WRONG_SHARE, LEAST_IOU = 0.025, 0.75


@dataclass(frozen=True)
class Match:
    """Distance of a partition from the truth.

    Attributes
    ----------
    wrong : int
        Pixels outside their true region's partner, by the best matching.
    allowed : int
        Number of pixels that may be wrong: those at the boundaries between true regions, with an
        edge into another one, or 2.5% of all if that is more.
    worst_iou : float
        The smallest intersection over union of a true region with its partner.
    """

    wrong: int
    allowed: int
    worst_iou: float

    @property
    def good(self) -> bool:
        """True if the partition matches the truth up to its boundaries."""
        return self.wrong <= self.allowed and self.worst_iou >= LEAST_IOU


@dataclass(frozen=True)
class Witness:
    """A partition that the found one is compared with.

    Attributes
    ----------
    name : str
        The label method it comes from, or "found" or "truth".
    refined : bool
        Whether boundary moves have lowered its normalized cut.
    ncut : float
    match : Match
    """

    name: str
    refined: bool
    ncut: float
    match: Match


def witness_pair(
    graph: PixelGraph, name: str, labels: Labels, truth: Labels
) -> tuple[Witness, Witness]:
    """Return the witnesses of a partition, unrefined and refined.

    Parameters
    ----------
    graph : PixelGraph
    name : str
        Origin of the partition.
    labels, truth : ndarray of shape (n,), int
        Region and circle of each node.
    """
    moved, lower = refine_graph(graph, labels)
    before = Witness(name, False, graph_cuts(graph, labels).ncut, match(graph, labels, truth))
    return before, Witness(name, True, lower, match(graph, moved, truth))


def match(graph: PixelGraph, labels: Labels, truth: Labels) -> Match:
    """Compare the regions of the nodes with the true ones."""
    table = contingency(labels, truth, int(labels.max()) + 1, int(truth.max()) + 1)
    table = table[:, table.any(axis=0)]
    rows, cols = linear_sum_assignment(table, maximize=True)
    overlap = table[rows, cols]
    union = table.sum(axis=1)[rows] + table.sum(axis=0)[cols] - overlap
    worst = float((overlap / union).min()) if len(cols) == table.shape[1] else 0.0
    allowed = max(boundary_pixels(graph, truth), int(WRONG_SHARE * len(labels)))
    return Match(len(labels) - int(overlap.sum()), allowed, worst)


def boundary_pixels(graph: PixelGraph, labels: Labels) -> int:
    """Count the nodes that have a neighbour in another region."""
    at_boundary = np.zeros(graph.n_nodes, dtype=np.bool_)
    for index in (graph.right_index, graph.down_index):
        crossing = np.flatnonzero((index >= 0) & (labels[index] != labels))
        at_boundary[crossing] = True
        at_boundary[index[crossing]] = True
    return int(np.count_nonzero(at_boundary))
