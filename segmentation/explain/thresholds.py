"""The normalized cut at every threshold of the Fiedler vector, and the places of known cuts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from segmentation._validation import check_integer
from segmentation.explain.comparison import MethodOutcome
from segmentation.graph.pixelgraph import PixelGraph
from segmentation.labels.sweep import Sweep, sweep
from segmentation.stages.data import SegmentationData
from segmentation.stages.metrics import graph_cuts

__all__ = ["Mark", "ThresholdCurve", "find_curve"]

Labels = NDArray[np.intp]


@dataclass(frozen=True)
class Mark:
    """Position of a partition into two regions on the curve.

    Attributes
    ----------
    index : int
        Index of the threshold whose two sides differ from the partition in the fewest pixels.
    differing : int
        Number of these pixels. With 0 the partition is that threshold's cut; otherwise it is not on
        the curve, and its normalized cut differs from the curve's.
    ncut : float
        Normalized cut of the partition itself.
    """

    index: int
    differing: int
    ncut: float


@dataclass(frozen=True, eq=False)
class ThresholdCurve:
    """The normalized cut of every split of the pixels by their entries of the Fiedler vector.

    Attributes
    ----------
    thresholds : ndarray of shape (m,), float64
        Ascending, midway between neighbouring entries. m is the number of pixels less one, or less
        if entries are equal.
    ncut : ndarray of shape (m,), float64
        Normalized cut of the pixels below against those above; infinite if one side has only
        isolated pixels.
    order : ndarray of shape (n_nodes,), int
        The nodes in ascending order of their entries.
    below : ndarray of shape (m,), int
        Number of nodes below each threshold.
    best : int
        Index of the least normalized cut.
    marks : mapping of str to Mark
        Marks for "kmeans", for the result's own label method, and for "truth" if that has two
        regions.
    """

    thresholds: NDArray[np.float64]
    ncut: NDArray[np.float64]
    order: Labels
    below: Labels
    best: int
    marks: Mapping[str, Mark]
    _graph: PixelGraph = field(repr=False)
    _labels: Labels = field(repr=False)

    def labels_at(self, index: int) -> Labels:
        """Return the regions of a threshold as an image of shape (H, W), -1 outside the mask.

        They have the numbers of those of the result's regions that they overlap most.

        Parameters
        ----------
        index : int
            Index of the threshold, from 0 to m - 1.

        Returns
        -------
        ndarray of shape (H, W), int

        Raises
        ------
        ParameterError
            If there is no threshold of that index.
        """
        index = check_integer("labels_at", "index", index, 0, len(self.below) - 1)
        below = np.zeros(len(self.order), dtype=np.bool_)
        below[self.order[: self.below[index]]] = True
        found = self._labels
        one, other = _two_numbers(found)
        agree = np.count_nonzero(below == (found == one))
        low, high = (one, other) if 2 * agree >= len(found) else (other, one)
        return self._graph.paint(np.where(below, low, high))


def find_curve(result: SegmentationData, outcomes: Iterable[MethodOutcome]) -> ThresholdCurve:
    """Return the threshold curve of a result, with the marks of label methods and the truth."""
    cut = sweep(result.graph, result.embedding[:, 1])
    partitions = {
        outcome.name: outcome.labels.ravel()[result.graph.nodes]
        for outcome in outcomes
        if outcome.name in ("kmeans", result.method.assign_labels)
    }
    if result.true_regions is not None:
        partitions["truth"] = result.true_regions
    marks = {
        name: _mark(result, cut, labels)
        for name, labels in partitions.items()
        if len(np.unique(labels)) == 2
    }
    return ThresholdCurve(
        cut.thresholds,
        cut.cost,
        cut.order,
        cut.below,
        cut.best,
        marks,
        result.graph,
        result.node_labels,
    )


def _mark(result: SegmentationData, cut: Sweep, labels: Labels) -> Mark:
    one = labels[cut.order] == labels[0]
    # Numbers of pixels that differ if region `one` were all those below the threshold, or all
    # above.
    here = np.cumsum(~one)[cut.below - 1] + one.sum() - np.cumsum(one)[cut.below - 1]
    differing = np.minimum(here, len(labels) - here)
    index = int(np.argmin(differing))
    return Mark(index, int(differing[index]), graph_cuts(result.graph, labels).ncut)


def _two_numbers(labels: Labels) -> tuple[int, int]:
    numbers = np.unique(labels)
    return int(numbers[0]), int(numbers[1]) if len(numbers) > 1 else int(numbers[0]) + 1
