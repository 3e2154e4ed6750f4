"""Merging of the regions of a result by hand."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from segmentation._validation import check_instance, check_labels
from segmentation.errors import ParameterError, Received
from segmentation.stages.data import SegmentationData
from segmentation.stages.metrics import compare, graph_cuts

__all__ = ["join_regions"]

Result = TypeVar("Result", bound=SegmentationData)


def join_regions(result: Result, groups: Iterable[Iterable[int]]) -> Result:
    """Merge regions of a result, such as those that a person takes for one thing.

    Parameters
    ----------
    result : Segmentation
    groups : iterable of iterable of int
        Regions to merge, by their labels in the result. Groups that share a region are one. They
        need not be neighbours.

    Returns
    -------
    Segmentation
        The result with other labels, cuts and metrics: a merged region has the lowest of its
        labels, the others keep theirs. Eigenpairs, method and warnings are those of the cut.

    Raises
    ------
    ParameterError
        If `result` is no Segmentation, or has no such region.

    Examples
    --------
    >>> from segmentation import Method, segment
    >>> result = segment([[0, 0, 0, 5, 5, 9]] * 3, method=Method(n_clusters=3, beta=5))
    >>> join_regions(result, [(1, 2)]).labels[0]
    array([0, 0, 0, 1, 1, 1])
    """
    owner = "join_regions"
    check_instance(owner, "result", result, SegmentationData)
    lowest = np.arange(len(result.cuts.size))
    for group in _checked_groups(owner, groups, result.cuts.size):
        joined = np.isin(lowest, lowest[group])
        lowest[joined] = lowest[joined].min(initial=len(lowest))
    regions = lowest[result.node_labels]
    truth = result.node_truth
    return replace(
        result,
        labels=result.graph.paint(regions),
        cuts=graph_cuts(result.graph, regions),
        metrics=None if truth is None else compare(regions, truth),
    )


def _checked_groups(owner: str, groups: Any, sizes: NDArray[np.intp]) -> list[NDArray[np.intp]]:
    """Return groups of labels, each of which has pixels."""
    rule = "a list of groups, each a list of labels of the result"
    if isinstance(groups, (str, bytes)):
        raise ParameterError(owner, "groups", rule, groups)
    try:
        given = [check_labels(owner, "groups", group) for group in groups]
    except TypeError:
        raise ParameterError(owner, "groups", rule, groups) from None
    for group in given:
        inside = (group >= 0) & (group < len(sizes))
        if group.ndim != 1 or not group.size or not (inside.all() and sizes[group].all()):
            raise ParameterError(owner, "groups", rule, Received(str(group.tolist())))
    return given
