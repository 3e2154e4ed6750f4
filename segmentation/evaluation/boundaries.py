"""Boundaries of partitions, and their matching with true ones within a tolerance.

D. Martin, C. Fowlkes and J. Malik, Learning to detect natural image boundaries using local
brightness, color, and texture cues, PAMI 26 (2004), doi:10.1109/TPAMI.2004.1273918.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import maximum_bipartite_matching
from scipy.spatial import KDTree

from segmentation._validation import check_labels
from segmentation.errors import ParameterError, Received

__all__ = ["TOLERANCE", "BoundaryCounts", "boundary_pixels", "mark_boundaries", "match_boundaries"]

Labels = NDArray[np.intp]
Marks = NDArray[np.bool_]

TOLERANCE = 0.0075  # of the diagonal, as for the Berkeley set


@dataclass(frozen=True)
class BoundaryCounts:
    """Counts of boundary pixels, found and true, and of those that have a partner.

    Those of several pictures add up: the precision over all of them is that of the sums.
    """

    found: int
    found_matched: int
    true: int
    true_matched: int

    @property
    def precision(self) -> float:
        """Share of the found boundary that is true; 1 if none was found."""
        return self.found_matched / self.found if self.found else 1.0

    @property
    def recall(self) -> float:
        """Share of the true boundaries that was found; 1 if there is none."""
        return self.true_matched / self.true if self.true else 1.0

    @property
    def f_measure(self) -> float:
        """Harmonic mean of precision and recall."""
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0

    def __add__(self, other: BoundaryCounts) -> BoundaryCounts:
        return BoundaryCounts(
            self.found + other.found,
            self.found_matched + other.found_matched,
            self.true + other.true,
            self.true_matched + other.true_matched,
        )


def boundary_pixels(labels: ArrayLike) -> Marks:
    """Return the boundaries of regions, one pixel wide.

    Parameters
    ----------
    labels : array-like of shape (H, W), int
        Region of each pixel; negative or masked outside, where there is no boundary.

    Returns
    -------
    ndarray of shape (H, W), bool
        True for pixels whose right or lower neighbour is in another region.

    Raises
    ------
    ParameterError
        If `labels` is no array of integers with two axes.

    Examples
    --------
    >>> boundary_pixels([[0, 0, 1], [0, 0, 1]])
    array([[False,  True, False],
           [False,  True, False]])
    """
    found = check_labels("boundary_pixels", "labels", labels)
    if found.ndim != 2:
        got = Received(f"one of shape {found.shape}")
        raise ParameterError("boundary_pixels", "labels", "an array of two axes", got)
    return mark_boundaries(found)


def mark_boundaries(labels: Labels) -> Marks:
    """Do the work of `boundary_pixels` on a checked array."""
    marks = np.zeros(labels.shape, np.bool_)
    for here, there in ((np.s_[:, :-1], np.s_[:, 1:]), (np.s_[:-1], np.s_[1:])):
        one, other = labels[here], labels[there]
        marks[here] |= (one != other) & (np.minimum(one, other) >= 0)
    return marks


def match_boundaries(found: Marks, truths: Sequence[Marks], tolerance: float) -> BoundaryCounts:
    """Match boundary pixels one to one with those of each truth.

    As many pairs as possible no further apart than `tolerance` are matched (Hopcroft and Karp). A
    found pixel counts as matched if it has a partner in any truth.

    Parameters
    ----------
    found : ndarray of shape (H, W), bool
    truths : sequence of ndarray of shape (H, W), bool
        Boundaries that people have drawn.
    tolerance : float
        Largest distance of partners, in pixels.

    Returns
    -------
    BoundaryCounts
    """
    places = np.argwhere(found)
    matched = np.zeros(len(places), np.bool_)
    total = hits = 0
    tree = KDTree(places) if len(places) else None
    for truth in truths:
        others = np.argwhere(truth)
        total += len(others)
        if tree is None or len(others) == 0:
            continue
        near = KDTree(others).query_ball_tree(tree, tolerance)
        counts = [len(each) for each in near]
        indptr = np.concatenate(([0], np.cumsum(counts)))
        indices = np.fromiter((i for each in near for i in each), np.int32, indptr[-1])
        pairs = csr_array((np.ones(len(indices), np.bool_), indices, indptr),
                          shape=(len(others), len(places)))  # fmt: skip
        partner = maximum_bipartite_matching(pairs, perm_type="column")
        has_partner = partner >= 0
        hits += int(np.count_nonzero(has_partner))
        matched[partner[has_partner]] = True
    return BoundaryCounts(len(places), int(np.count_nonzero(matched)), total, hits)
