"""Every label assignment on one embedding, side by side."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from time import perf_counter

import numpy as np
from numpy.typing import NDArray

from segmentation.errors import ConvergenceError
from segmentation.explain.refine import refine_graph
from segmentation.labels import METHODS
from segmentation.labels.match import renumber
from segmentation.stages.data import SegmentationData
from segmentation.stages.metrics import Metrics, compare, graph_cuts
from segmentation.stages.run import label_nodes, merge

__all__ = ["MethodOutcome", "cheaper_labels", "label_by", "label_by_all"]

# Partitions that all match a truth differ by less than this, refined, in the median
# (`docs/verdict.md`).
FAR_BELOW = 0.1
ROUNDING = 1e-12  # costs closer than this are equal


@dataclass(frozen=True, eq=False)
class MethodOutcome:
    """The labels that one label assignment gives for an embedding.

    Attributes
    ----------
    name : str
        As in `Method.assign_labels`.
    labels : ndarray of shape (H, W), int
        As in `Segmentation.labels`.
    ncut : float
    metrics : Metrics or None
        Against the truth, if there is one.
    seconds : float
        Time from the embedding to numbered labels.
    """

    name: str
    labels: NDArray[np.intp]
    ncut: float
    metrics: Metrics | None
    seconds: float


def label_by_all(result: SegmentationData) -> tuple[MethodOutcome, ...]:
    """Label an embedding by every method, in the order of `METHODS`; see `compare_methods`."""
    outcomes = []
    for name in METHODS:
        begin = perf_counter()
        try:
            nodes = label_by(result, name)
        except ConvergenceError:
            continue
        seconds = perf_counter() - begin
        metrics = None if result.node_truth is None else compare(nodes, result.node_truth)
        ncut = graph_cuts(result.graph, nodes).ncut
        outcomes.append(MethodOutcome(name, result.graph.paint(nodes), ncut, metrics, seconds))
    return tuple(outcomes)


def label_by(result: SegmentationData, name: str) -> NDArray[np.intp]:
    """Return the label of each node by one method; `ConvergenceError` as for `assign_labels`."""
    method = replace(result.method, assign_labels=name)
    points = result.embedding[:, : method.n_cut]
    found = label_nodes(method, result.graph, result.aggregates, points).labels
    found = merge(result.graph, result.image, found, method)
    return renumber(found, result.node_truth, result.n_circles)


def cheaper_labels(
    result: SegmentationData, outcomes: Iterable[MethodOutcome]
) -> tuple[MethodOutcome, float] | None:
    """Return the label method of lowest normalized cut, if that is far lower than the result's.

    It has to be far lower even than that of the refined regions of the result, which is returned
    second. Partitions into fewer regions do not count, because they are cheaper in any case.
    """
    others = [
        by
        for by in outcomes
        if by.name != result.method.assign_labels and _n_regions(by) >= result.n_regions
    ]
    least = min(others, key=lambda by: by.ncut, default=None)
    refined = refine_graph(result.graph, result.node_labels)[1]
    if least is None or least.ncut >= (1 - FAR_BELOW) * refined - ROUNDING:
        return None
    return least, refined


def _n_regions(outcome: MethodOutcome) -> int:
    return int(np.count_nonzero(np.bincount(outcome.labels[outcome.labels >= 0])))
