"""Comparison of a result with true regions that were not known when it was computed."""

from __future__ import annotations

from dataclasses import replace
from typing import TypeVar

from numpy.typing import ArrayLike

from segmentation._validation import check_instance, check_truth
from segmentation.errors import ParameterError
from segmentation.stages.data import SegmentationData
from segmentation.stages.metrics import compare

__all__ = ["with_truth"]

Result = TypeVar("Result", bound=SegmentationData)


def with_truth(result: Result, truth: ArrayLike) -> Result:
    """Compare a result with true regions.

    Unlike `segment(..., truth=truth)` it leaves the numbers of the regions as they are.

    Parameters
    ----------
    result : Segmentation
    truth : array-like of shape (H, W), int
        As for `segment`.

    Returns
    -------
    Segmentation
        The result with metrics and verdict against that truth.

    Raises
    ------
    ParameterError
        If `result` is no Segmentation, or the truth does not fit.

    Examples
    --------
    >>> from segmentation import Method, segment
    >>> result = segment([[0, 0, 0, 5, 5]] * 3, method=Method(n_clusters=2))
    >>> with_truth(result, [[7, 7, 7, 3, 3]] * 3).verdict.outcome
    'agrees'
    """
    owner = "with_truth"
    check_instance(owner, "result", result, SegmentationData)
    known = check_truth(owner, truth, result.labels.shape)
    if known is None:
        raise ParameterError(owner, "truth", "an array of true regions", None)
    regions, n_regions = known
    node_truth = regions.ravel()[result.graph.nodes]
    return replace(
        result,
        truth=regions,
        n_circles=n_regions,
        true_name="true regions",
        metrics=compare(result.node_labels, node_truth),
    )
