"""Agreement of two partitions by the overlaps of their regions.

P. Arbelaez, M. Maire, C. Fowlkes and J. Malik, Contour detection and hierarchical image
segmentation, PAMI 33 (2011), section 3.2, doi:10.1109/TPAMI.2010.161.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from segmentation.labels.match import contingency

__all__ = ["covering", "overlaps", "rand_index", "variation_of_information"]

Counts = NDArray[np.intp]


def overlaps(labels: Counts, truth: Counts) -> Counts:
    """Count pixels by region and true region, those alone that have both.

    Parameters
    ----------
    labels, truth : ndarray of int, same shape
        Negative where there is no region.

    Returns
    -------
    ndarray of shape (n_regions, n_true), int
        Without empty rows and columns.
    """
    both = (labels >= 0) & (truth >= 0)
    found, rows = np.unique(labels[both], return_inverse=True)
    known, cols = np.unique(truth[both], return_inverse=True)
    return contingency(rows, cols, len(found), len(known))


def covering(table: Counts) -> float:
    """Return the covering of the true regions: the mean over pixels of the best IoU."""
    sizes = table.sum(axis=0)
    union = table.sum(axis=1)[:, None] + sizes - table
    best = (table / union).max(axis=0)
    return float((sizes * best).sum() / sizes.sum())


def variation_of_information(table: Counts) -> tuple[float, float]:
    """Return the conditional entropies (split, merge) in bits, whose sum is the variation.

    "split" is the entropy of the regions within a true one, "merge" that of the true ones within a
    region. M. Meila, Comparing clusterings, J. Multivar. Anal. 98 (2007),
    doi:10.1016/j.jmva.2006.11.013.
    """
    share = table / table.sum()
    joint = _entropy(share)
    split, merge = (joint - _entropy(share.sum(axis=axis)) for axis in (0, 1))
    return max(split, 0.0), max(merge, 0.0)  # rounding


def _entropy(share: NDArray[np.float64]) -> float:
    present = share[share > 0]
    return float(-(present * np.log2(present)).sum())


def rand_index(table: Counts) -> float:
    """Return the share of the pairs of pixels that both partitions join, or both separate."""

    def pairs(counts: Counts) -> float:
        real = counts.astype(np.float64)
        return float((real * (real - 1)).sum() / 2)

    everything = pairs(table.sum(keepdims=True))
    if everything == 0:
        return 1.0
    differing = pairs(table.sum(axis=0)) + pairs(table.sum(axis=1)) - 2 * pairs(table)
    return 1 - differing / everything
