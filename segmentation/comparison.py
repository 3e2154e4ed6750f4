"""Every label assignment on one embedding, side by side."""

from __future__ import annotations

from dataclasses import dataclass
from time import perf_counter
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from segmentation._validation import check_instance
from segmentation.errors import ConvergenceError
from segmentation.labels import METHODS, assign
from segmentation.labels.match import renumber
from segmentation.metrics import Metrics, compare, graph_cuts
from segmentation.refine import refine_graph

if TYPE_CHECKING:
    from segmentation.result import Segmentation

__all__ = ["MethodOutcome", "cheaper_labels", "compare_methods", "label_by", "label_by_all"]

# Refined partitions that are all like a truth differ by less in the median (`docs/verdict.md`).
FAR_BELOW = 0.1
ROUNDING = 1e-12  # costs closer than this are equal


@dataclass(frozen=True, eq=False)
class MethodOutcome:
    """What one label assignment makes of an embedding.

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
        From the embedding to labels, numbering included.
    """

    name: str
    labels: NDArray[np.intp]
    ncut: float
    metrics: Metrics | None
    seconds: float


def compare_methods(result: Segmentation) -> tuple[MethodOutcome, ...]:
    """Label a result's embedding by every method.

    Parameters
    ----------
    result : Segmentation
        What is found is kept with it: a second call costs nothing.

    Returns
    -------
    tuple of MethodOutcome
        In the order "kmeans", "discretize", "cluster_qr", "sweep". The last is missing where a
        part's Fiedler vector, which it needs beyond the embedding, did not pass its check.

    Raises
    ------
    ParameterError
        If `result` is no Segmentation.

    Examples
    --------
    >>> from segmentation import Scene, segment_scene
    >>> [outcome.name for outcome in compare_methods(segment_scene(Scene()))]
    ['kmeans', 'discretize', 'cluster_qr', 'sweep']
    """
    from segmentation.result import Segmentation  # it imports this module

    check_instance("compare_methods", "result", result, Segmentation)
    return result.by_method


def label_by_all(result: Segmentation) -> tuple[MethodOutcome, ...]:
    """Do the work of `compare_methods`."""
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


def label_by(result: Segmentation, name: str) -> NDArray[np.intp]:
    """Return the label of each node by one method; `ConvergenceError` as for `assign_labels`."""
    k, seed = result.method.n_clusters, result.method.random_state
    found = assign(name, result.graph, result.embedding[:, :k], k, seed)
    return renumber(found, result.node_truth, result.n_circles)


def cheaper_labels(result: Segmentation) -> tuple[MethodOutcome, float] | None:
    """Return another label method of a far lower normalized cut, the lowest, or None.

    It has to be far below what moving pixels at the boundaries makes of the regions found, whose
    normalized cut comes second. Fewer regions are cheaper for no merit.
    """
    others = [
        by
        for by in result.by_method
        if by.name != result.method.assign_labels and _n_regions(by) >= result.n_regions
    ]
    least = min(others, key=lambda by: by.ncut, default=None)
    refined = refine_graph(result.graph, result.node_labels)[1]
    if least is None or least.ncut >= (1 - FAR_BELOW) * refined - ROUNDING:
        return None
    return least, refined


def _n_regions(outcome: MethodOutcome) -> int:
    return int(np.count_nonzero(np.bincount(outcome.labels[outcome.labels >= 0])))
