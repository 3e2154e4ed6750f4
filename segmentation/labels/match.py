"""Region numbers that depend on the picture alone, not on the run of an algorithm."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.optimize import linear_sum_assignment

from segmentation._validation import check_integer, check_labels
from segmentation.errors import ParameterError, Received

__all__ = ["contingency", "match_labels"]

MOST = 2**31 - 1


def match_labels(
    labels: ArrayLike, reference: ArrayLike | None = None, *, n_reference: int | None = None
) -> NDArray[np.intp]:
    """Renumber regions by the best matching with a reference.

    The matching is the one of largest total overlap (Hungarian method). A matched region takes the
    number of its partner. The other regions, or all of them without a reference, follow: larger
    ones first, those of equal size in the order of their first pixels. So the numbers depend on the
    two partitions alone, not on the previous numbers.

    Parameters
    ----------
    labels : array-like of int
        Region of each pixel, any shape; negative, or masked, outside.
    reference : array-like of int, same shape, default=None
        Regions to match; negative where there is none.
    n_reference : int, default=None
        Count of numbers that are reserved for regions of the reference; None means up to its
        largest.

    Returns
    -------
    ndarray of int, same shape
        -1 where `labels` is negative.

    Raises
    ------
    ParameterError
        If an array is not of integers, their shapes differ, or `n_reference` is not a whole
        number from 0 to 2^31 - 1.

    Examples
    --------
    >>> match_labels([7, 7, 3, 3, 5], [0, 0, 0, 1, -1])
    array([0, 0, 1, 1, 2])
    >>> match_labels([7, 3, 3, -1])
    array([ 1,  0,  0, -1])
    """
    owner = "match_labels"
    found = check_labels(owner, "labels", labels)
    inside = found >= 0
    result = np.full(found.shape, -1, dtype=np.intp)
    # Numbers may be far apart, so they are replaced by those from 0 to the count of regions.
    regions = np.unique(found[inside], return_inverse=True)[1]
    if reference is None:
        result[inside] = renumber(regions)
        return result
    known = check_labels(owner, "reference", reference)
    if known.shape != found.shape:
        rule = f"of the shape {found.shape} of the labels"
        raise ParameterError(owner, "reference", rule, Received(f"one of {known.shape}"))
    kept = 0 if n_reference is None else check_integer(owner, "n_reference", n_reference, 0, MOST)
    # Numbers may be far apart, so the table of overlaps has columns only for those that occur.
    present, columns = np.unique(known, return_inverse=True)
    outside = int((present < 0).sum())
    present = present[outside:]
    result[inside] = renumber(regions, columns[inside] - outside, len(present))
    matched = (result >= 0) & (result < len(present))
    after = max(kept, int(present.max(initial=-1)) + 1) - len(present)
    result[result >= len(present)] += after
    result[matched] = present[result[matched]]
    return result


def renumber(
    labels: NDArray[np.integer],
    reference: NDArray[np.integer] | None = None,
    n_reference: int = 0,
) -> NDArray[np.intp]:
    """Do the work of `match_labels` on checked arrays of shape (n,), with small labels from 0."""
    regions = canonical(labels)
    if reference is None or not len(regions):
        return regions
    n_regions = int(regions.max()) + 1
    numbers = np.full(n_regions, -1, dtype=np.intp)
    table = contingency(regions, reference, n_regions, n_reference)
    rows, cols = linear_sum_assignment(table, maximize=True)
    overlapping = table[rows, cols] > 0
    numbers[rows[overlapping]] = cols[overlapping]
    unmatched = numbers < 0
    numbers[unmatched] = n_reference + np.arange(unmatched.sum())
    result: NDArray[np.intp] = numbers[regions]
    return result


def canonical(labels: NDArray[np.integer]) -> NDArray[np.intp]:
    """Renumber 0, 1, ... by descending size, equal sizes in the order of the first pixels."""
    sizes = np.bincount(labels)
    order = np.argsort(-sizes)
    if len(set(sizes.tolist())) < len(sizes):
        first = np.zeros(len(sizes), dtype=np.intp)
        first[labels[::-1]] = np.arange(len(labels) - 1, -1, -1)  # what is assigned last remains
        order = np.lexsort((first, -sizes))
    rank = np.empty(len(sizes), dtype=np.intp)
    rank[order] = np.arange(len(sizes))
    found: NDArray[np.intp] = rank[labels]
    return found


def contingency(
    labels: NDArray[np.integer], reference: NDArray[np.integer], n_labels: int, n_reference: int
) -> NDArray[np.intp]:
    """Count pixels by region and reference region.

    Parameters
    ----------
    labels, reference : ndarray of int, same shape
        Pixels where either is negative do not count.
    n_labels, n_reference : int
        Numbers of regions.

    Returns
    -------
    ndarray of shape (n_labels, n_reference), int
    """
    both = (labels >= 0) & (reference >= 0)
    flat = labels[both] * n_reference + reference[both]
    counts = np.bincount(flat, minlength=n_labels * n_reference)
    return counts.reshape(n_labels, n_reference)
