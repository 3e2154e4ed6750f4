"""Diagnostics of a result that take longer than a frame has time, a sentence each."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment

from segmentation.errors import CutlabError
from segmentation.explain.comparison import MethodOutcome, cheaper_labels
from segmentation.explain.verdict import no_truth
from segmentation.explain.wording import METHOD_NAMES
from segmentation.labels.match import contingency
from segmentation.stages.data import SegmentationData
from segmentation.stages.metrics import joined_parts
from segmentation.stages.region_shapes import FEW_PIXELS
from segmentation.stages.run import segment_again

__all__ = ["describe_floor", "diagnose"]

# Share of the pixels. If no more than these change their region at beta 0, contrast hardly matters.
HARDLY = 0.001


def diagnose(result: SegmentationData, outcomes: Iterable[MethodOutcome]) -> tuple[str, ...]:
    """Return the diagnostics of a result, a sentence each."""
    sentences = (
        _on_labels(result, outcomes),
        _on_contrast(result),
        describe_floor(result),
    )
    return tuple(sentence for sentence in sentences if sentence)


def _on_labels(result: SegmentationData, outcomes: Iterable[MethodOutcome]) -> str:
    """Name a label method whose cut is far cheaper, if there is no truth."""
    found = cheaper_labels(result, outcomes) if no_truth(result) else None
    if found is None:
        return ""
    cheaper, refined = found
    name, own = METHOD_NAMES[cheaper.name], METHOD_NAMES[result.method.assign_labels]
    return (
        f"{name[0].upper()}{name[1:]} finds a cheaper cut: Ncut {cheaper.ncut:.3g}, against "
        f"{result.ncut:.3g} by {own} ({refined:.3g} with boundaries refined)."
    )


def _on_contrast(result: SegmentationData) -> str:
    """Return a sentence if beta 0, at which all affinities are equal, finds the same regions."""
    if result.method.beta == 0 or result.scale == 0:
        return ""  # beta is 0, or has no effect, which is among the warnings
    if not 1 < result.n_regions < result.n_nodes:
        return ""
    try:
        flat = segment_again(result, replace(result.method, beta=0.0))
    except CutlabError:
        return ""
    moved = _moved(result.node_labels, flat.node_labels)
    if moved > HARDLY * result.n_nodes:
        return ""
    what = "shape of the picture" if (result.labels >= 0).all() else "mask"
    values = "colours" if result.method.feature == "colour" else "grey values"
    if moved == 0:
        return (
            "With β = 0 the same regions are found, to the pixel: "
            f"the {what} alone decides, not the {values}."
        )
    return (
        f"With β = 0 all but {moved:,} of {result.n_nodes:,} pixels get the same region: "
        f"the {what} decides, and the {values} hardly matter."
    )


def describe_floor(result: SegmentationData) -> str:
    """Return a sentence on parts that no edge but those at the floor joins; empty if none are."""
    graph, eps = result.graph, result.method.eps
    if eps == 0 or result.scale == 0:
        return ""
    # Where contrast has left less than the floor itself, it is the floor that joins.
    right, down = (
        (index >= 0) & (weight > 2 * eps)
        for weight, index in ((graph.right, graph.right_index), (graph.down, graph.down_index))
    )
    sizes = np.bincount(joined_parts(graph, right, down))
    if len(sizes) <= result.n_components:
        return ""
    n_small = int(np.count_nonzero(sizes < FEW_PIXELS))
    small = f", {n_small:,} of them of fewer than {FEW_PIXELS} pixels" if n_small else ""
    sentence = f"{len(sizes):,} parts hang together by the floor ε alone{small}."
    k = result.method.n_clusters
    if len(sizes) <= k or len(result.eigenvalues) <= k:
        return sentence
    return (
        f"{sentence} That is why the {k + 1} smallest eigenvalues, up to "
        f"{result.eigenvalues[k]:.1g}, are nearly equal: which parts share a region depends on ε "
        "and on their sizes."
    )


def _moved(labels: NDArray[np.intp], others: NDArray[np.intp]) -> int:
    """Count nodes outside the best matching of two partitions."""
    table = contingency(labels, others, int(labels.max()) + 1, int(others.max()) + 1)
    rows, cols = linear_sum_assignment(table, maximize=True)
    return len(labels) - int(table[rows, cols].sum())
