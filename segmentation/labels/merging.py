"""Merging of regions after the cut: pairs of weak contrast first, as a hierarchy.

The contrast of two neighbouring regions is the distance of their values as normal distributions
(2-Wasserstein, of each channel by itself, the spread weighted by `SPREAD`), plus `BOUNDARY` times
the mean step across their common boundary. It is multiplied by a power of a b / (a + b), of the
sizes a and b, so that small regions go first; Ward's criterion is the square root of that product
times the distance of the means. `docs/own-pictures.md` has the figures behind these numbers.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from segmentation._validation import check_array, check_integer, check_labels
from segmentation.errors import ImageError, ParameterError, Received
from segmentation.labels.match import canonical

__all__ = ["merge_nodes", "merge_regions"]

Floats = NDArray[np.float64]
Labels = NDArray[np.intp]

BOUNDARY = 3.0  # weight of the step across the boundary against the distance of the means
SPREAD = 3.0  # weight of the squared difference of the spreads against that of the means
SIZE = 0.2  # power of a b / (a + b)
MOST_REGIONS = 256  # the table of pairs is dense, and searched for each merging


def merge_regions(labels: ArrayLike, image: ArrayLike, n_regions: int) -> Labels:
    """Merge neighbouring regions of weak contrast until so many are left.

    A cut into many regions, merged afterwards, follows the outlines that people draw better than a
    cut into few, which normalized cut balances (`docs/own-pictures.md`). The results for all
    numbers of regions form a hierarchy.

    Parameters
    ----------
    labels : array-like of shape (H, W), int
        Region of each pixel, up to 256 of them; negative or masked outside.
    image : array-like of shape (H, W) or (H, W, 3)
        The picture that was cut, such as `Segmentation.image`.
    n_regions : int
        Number of regions to leave, from 1 to 256. More are left where the others are no
        neighbours.

    Returns
    -------
    ndarray of shape (H, W), int
        Regions from 0, larger ones first; -1 outside.

    Raises
    ------
    ParameterError
        If an argument breaks its rule; `ImageError` if the image is none or does not fit.

    Examples
    --------
    >>> merge_regions([[0, 0, 1, 1, 2, 2]], [[0, 0, 1, 1, 9, 9]], 2)
    array([[0, 0, 0, 0, 1, 1]])
    """
    owner = "merge_regions"
    found = check_labels(owner, "labels", labels)
    if found.ndim != 2 or not (found >= 0).any():
        got = Received(f"one of shape {found.shape}")
        raise ParameterError(owner, "labels", "an array of two axes with a region", got)
    rule = f"finite, of the shape {found.shape} of the labels, with three channels or none"
    try:
        values = check_array(owner, "image", image, rule)
    except ParameterError as error:
        raise ImageError(owner, "image", rule, error.value) from None
    if values.shape not in (found.shape, (*found.shape, 3)):
        raise ImageError(owner, "image", rule, Received(f"one of shape {values.shape}"))
    n_regions = check_integer(owner, "n_regions", n_regions, 1, MOST_REGIONS)
    inside = found >= 0
    # Numbers may be far apart, so they are replaced by those from 0 to the count of regions.
    found[inside] = canonical(np.unique(found[inside], return_inverse=True)[1])
    if found.max() >= MOST_REGIONS:
        rule = f"at most {MOST_REGIONS:,} regions"
        raise ParameterError(owner, "labels", rule, Received(f"{found.max() + 1:,}"))
    number = np.full(found.shape, -1)
    number[inside] = np.arange(inside.sum())
    starts, ends = [], []
    for here, there in ((np.s_[:, :-1], np.s_[:, 1:]), (np.s_[:-1], np.s_[1:])):
        joined = inside[here] & inside[there]
        starts.append(number[here][joined])
        ends.append(number[there][joined])
    edges = np.concatenate(starts), np.concatenate(ends)
    found[inside] = canonical(merge_nodes(found[inside], values[inside], edges, n_regions))
    return found


def merge_nodes(
    labels: Labels, values: Floats, edges: tuple[NDArray[np.integer], ...], n_regions: int
) -> Labels:
    """Merge the regions of nodes.

    Parameters
    ----------
    labels : ndarray of shape (n,), int
        Regions, numbered from 0.
    values : ndarray of shape (n,) or (n, c), float64
    edges : tuple of two ndarray of int
        Nodes at the ends of each edge of the grid.
    n_regions : int
    """
    values = values.reshape(len(labels), -1)
    table = _Regions(labels, values, edges)
    kept = np.arange(len(table.size))
    while np.count_nonzero(table.size) > n_regions:
        contrast = table.contrast()
        one, other = np.unravel_index(np.argmin(contrast), contrast.shape)
        if not np.isfinite(contrast[one, other]):
            break  # the others are no neighbours
        table.merge(int(one), int(other))
        kept[kept == other] = one
    return kept[labels]


class _Regions:
    """Sums over regions and over their common boundaries, which add up where regions merge."""

    def __init__(
        self, labels: Labels, values: Floats, edges: tuple[NDArray[np.integer], ...]
    ) -> None:
        n = int(labels.max()) + 1
        self.size = np.bincount(labels, minlength=n).astype(np.float64)
        centred = values - values.mean(axis=0)  # so that variances lose no digits
        self.sums, self.squares = (
            np.stack([np.bincount(labels, channel, n) for channel in numbers.T], axis=1)
            for numbers in (centred, centred**2)
        )
        start, end = labels[edges[0]], labels[edges[1]]
        crossing = start != end
        pairs = start[crossing] * n + end[crossing]
        steps = np.linalg.norm(values[edges[0][crossing]] - values[edges[1][crossing]], axis=1)
        self.steps, self.lengths = (
            np.bincount(pairs, weights, n * n).reshape(n, n) for weights in (steps, None)
        )
        self.steps = self.steps + self.steps.T
        self.lengths = (self.lengths + self.lengths.T).astype(np.float64)

    def contrast(self) -> Floats:
        """Return the contrast of each pair, infinite for those without a common boundary."""
        n = len(self.size)
        present = np.maximum(self.size, 1)[:, None]
        mean = self.sums / present
        spread = np.sqrt(np.maximum(self.squares / present - mean**2, 0))
        squared = ((mean[:, None] - mean) ** 2).sum(axis=2)
        squared += SPREAD * ((spread[:, None] - spread) ** 2).sum(axis=2)
        common = self.lengths > 0
        step = np.divide(self.steps, self.lengths, out=np.zeros((n, n)), where=common)
        harmonic = present * present.T / (present + present.T)
        return np.where(common, harmonic**SIZE * (np.sqrt(squared) + BOUNDARY * step), np.inf)

    def merge(self, one: int, other: int) -> None:
        """Add a region to another one."""
        for sums in (self.size, self.sums, self.squares):
            sums[one] += sums[other]
            sums[other] = 0
        for table in (self.steps, self.lengths):
            table[one] += table[other]
            table[:, one] += table[:, other]
            table[other] = table[:, other] = 0
            table[one, one] = 0
