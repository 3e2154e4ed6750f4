"""Agreement of regions with true ones, drawn by one person or several."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from segmentation._validation import check_labels, check_real
from segmentation.errors import ParameterError, Received
from segmentation.evaluation import overlap
from segmentation.evaluation.boundaries import TOLERANCE, mark_boundaries, match_boundaries
from segmentation.stages.metrics import adjusted_rand

__all__ = ["PartitionMetrics", "compare_partitions"]

MOST_TRUTHS = 100


@dataclass(frozen=True)
class PartitionMetrics:
    """Agreement of regions with true ones; of several truths, the means over them.

    Attributes
    ----------
    adjusted_rand : float
        Adjusted Rand index: 1 for equal partitions, about 0 for unrelated ones.
    covering : float
        Mean over the pixels of the intersection over union of their true region with the region
        that fits it best; 1 for equal partitions.
    split, merge : float
        Conditional entropies in bits: of the regions within a true one (too many regions), and of
        the true ones within a region (too few).
    probabilistic_rand : float
        Share of the pairs of pixels on which both agree: together or apart.
    boundary_precision, boundary_recall, boundary_f : float
        Share of the found boundary pixels with a partner among the true ones, the reverse, and
        their harmonic mean. A found pixel needs a partner in one truth alone.
    tolerance : float
        Largest distance of partners, in pixels.
    n_truths : int
    """

    adjusted_rand: float
    covering: float
    split: float
    merge: float
    probabilistic_rand: float
    boundary_precision: float
    boundary_recall: float
    boundary_f: float
    tolerance: float
    n_truths: int

    @property
    def variation_of_information(self) -> float:
        """Sum of `split` and `merge`, in bits; 0 for equal partitions."""
        return self.split + self.merge


def compare_partitions(
    labels: ArrayLike, truths: ArrayLike | Sequence[ArrayLike], *, tolerance: float = TOLERANCE
) -> PartitionMetrics:
    """Compare regions with true ones of any origin.

    Parameters
    ----------
    labels : array-like of shape (H, W), int
        Region of each pixel, such as `Segmentation.labels`. Pixels that are negative or masked here
        or in a truth do not count.
    truths : array-like of shape (H, W), int, or sequence of such
        True regions, or those of several people, as `read_truth` returns them.
    tolerance : float, default=0.0075
        Largest distance of matched boundary pixels, as a share of the picture's diagonal, from 0 to
        1.

    Returns
    -------
    PartitionMetrics

    Raises
    ------
    ParameterError
        If an argument breaks its rule, or the shapes differ.

    Examples
    --------
    >>> found = compare_partitions([[0, 0, 1, 1]], [[5, 5, 5, 7]])
    >>> round(found.covering, 3), round(found.split, 3), round(found.merge, 3)
    (0.625, 0.689, 0.5)
    """
    owner = "compare_partitions"
    found = check_labels(owner, "labels", labels)
    if found.ndim != 2 or found.size == 0:
        got = Received(f"one of shape {found.shape}")
        raise ParameterError(owner, "labels", "an array of two axes with a pixel", got)
    known = _checked_truths(owner, truths, found)
    tolerance = check_real(owner, "tolerance", tolerance, 0, 1) * math.hypot(*found.shape)
    tables = [overlap.overlaps(found, truth) for truth in known]
    information = [overlap.variation_of_information(table) for table in tables]
    marks = [mark_boundaries(np.where(found < 0, -1, truth)) for truth in known]
    counts = match_boundaries(mark_boundaries(found), marks, tolerance)
    return PartitionMetrics(
        adjusted_rand=fmean(map(adjusted_rand, tables)),
        covering=fmean(map(overlap.covering, tables)),
        split=fmean(split for split, _ in information),
        merge=fmean(merge for _, merge in information),
        probabilistic_rand=fmean(map(overlap.rand_index, tables)),
        boundary_precision=counts.precision,
        boundary_recall=counts.recall,
        boundary_f=counts.f_measure,
        tolerance=tolerance,
        n_truths=len(known),
    )


def _checked_truths(
    owner: str, truths: ArrayLike | Sequence[ArrayLike], found: NDArray[np.intp]
) -> list[NDArray[np.intp]]:
    """Return the truths as arrays; a single one, too, in a list."""
    several = isinstance(truths, (list, tuple)) and bool(truths) and _has_rows(truths[0])
    each: list[Any] = list(truths) if several else [truths]  # type: ignore[arg-type]
    rule = f"true regions of the shape {found.shape} of the labels, or a sequence of such"
    if len(each) > MOST_TRUTHS:
        raise ParameterError(owner, "truths", f"{rule}, {MOST_TRUTHS} at most", Received("more"))
    known = [check_labels(owner, "truths", one) for one in each]
    for one in known:
        if one.shape != found.shape:
            raise ParameterError(owner, "truths", rule, Received(f"one of shape {one.shape}"))
        if not ((one >= 0) & (found >= 0)).any():
            rule = "not negative for a pixel that has a label"
            raise ParameterError(owner, "truths", rule, Received("negative for all of them"))
    return known


def _has_rows(value: Any) -> bool:
    """Return whether a value is a picture itself, and not a row of one."""
    if isinstance(value, np.ndarray):
        return value.ndim == 2
    return isinstance(value, (list, tuple)) and bool(value) and np.iterable(value[0])
