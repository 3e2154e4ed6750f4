"""k-means in the embedding: a search on groups of points, then a refinement on all of them.

S. P. Lloyd, Least squares quantization in PCM, IEEE Trans. Inf. Theory 28 (1982),
doi:10.1109/TIT.1982.1056489. D. Arthur and S. Vassilvitskii, k-means++: the advantages of careful
seeding, SODA 2007. The first start is the partition of A. Damle, V. Minden and L. Ying, Simple,
direct and efficient multi-way spectral clustering, Information and Inference 8 (2019),
doi:10.1093/imaiai/iay008.

If the regions are clear, every start ends in the same partition, and only a run over all points
remains. If the starts disagree, the search continues with more starts and with swaps of single
centres. It works on about a thousand groups of points; several of the best partitions are then
refined on all points. A frame of a drag does without that longer search.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from segmentation.kernels import compiled
from segmentation.kernels.cache import Group
from segmentation.labels.cluster_qr import assign as cluster_qr
from segmentation.labels.clustering import Clustering, choose
from segmentation.labels.kmeans import ten_starts
from segmentation.labels.kmeans.distances import Points
from segmentation.labels.kmeans.groups import form_groups, sample
from segmentation.labels.kmeans.optima import (
    Optima,
    are_clear,
    best_of,
    find_optima,
    lay_out,
    scatter_of,
    variances,
)

__all__ = ["assign", "cluster"]

Floats = NDArray[np.float64]
Labels = NDArray[np.intp]

_seed_sequence = lru_cache(maxsize=64)(np.random.SeedSequence)  # half of what a generator takes

SAMPLE, GROUPS, MORE_GROUPS, GROUPS_A_CLUSTER = 512, 800, 1600, 30
EASY_STARTS, EASY_SWAPS, EASY_REFINED = 3, 3, 3
HARD_SWAPPED, HARD_REFINED = 4, 4
# For each largest number of clusters, the number of further starts if the first ones disagree, and
# the number of random shifts of the best centres at the end. On real pictures these numbers suffice
# to be as good as ten starts of scikit-learn; with many clusters swaps alone suffice.
HARD_STARTS = {16: 12, 64: 8}
MOST_AS_MANY = 4  # largest factor on the number of starts if there are fewer groups
HARD_SWAPS = {16: 4, 64: 6}
SHIFTS = {4: 8, 8: 6, 16: 3, 64: 0}
# Beyond, a fourth of the shifts, because a pass costs more and a border matters less, but more
# groups: with half of them two of 24 searches at 512 pixels missed the best partition.
FEW_POINTS = 20_000
SHIFT = 0.5  # as a share of the root mean square distance from the centre
FIRST_PASSES, SEARCH_PASSES, MOST_PASSES = 15, 30, 1000
# Of many points, only so many starts are refined to the end, the best after so many passes: at 512
# pixels and k = 26 this saves a third, and ends in the same partitions.
FINALISTS, BEGUN_PASSES = 2, 3
# Longest chains of moves in `exchange`: during the search, and at the end.
SHORT, LONG = 16, 64
# Relative differences of inertias.
AGREE = 5e-4  # of partitions that differ in a few points on a border
FAR = 1e9  # any difference; not infinity, because its product with an inertia of 0 is NaN
NEAR = 0.05  # about the error of the inertia of groups


def assign(embedding: Floats, n_clusters: int, random_state: int = 0) -> Labels:
    """Return the label of each row of `embedding`, of shape (n,); see `cluster`."""
    return cluster(embedding, n_clusters, random_state).labels


def cluster(
    embedding: Floats, n_clusters: int, random_state: int = 0, *, quick: bool = False
) -> Clustering:
    """Return the best partition that is found, and a rival if one is about as good.

    Parameters
    ----------
    embedding : ndarray of shape (n, d)
    n_clusters : int
        Up to 64. Fewer distinct rows give fewer regions; otherwise no region is empty.
    random_state : int, default=0
        Seed of the k-means++ starts and the shifts.
    quick : bool, default=False
        Whether to refine only the best of a few starts on a sample. It takes a sixth of the time
        if the regions are not clear, and a partition of less inertia may be missed.

    Returns
    -------
    Clustering
        The inertia cannot be lowered by a move of a single point, after which the centres are
        updated.
    """
    if not compiled.ready(Group.FRAME):
        n_starts = ten_starts.QUICK if quick else ten_starts.N_STARTS
        return ten_starts.cluster(embedding, n_clusters, random_state, n_starts)
    n = len(embedding)
    points = np.subtract(embedding, np.full(n, 1 / n) @ embedding, order="C")
    rng = np.random.default_rng(_seed_sequence(random_state))
    laid_out = lay_out(points, np.ones(n))
    starts = _starts(embedding, points, laid_out, n_clusters, rng, quick)
    if n > FEW_POINTS and len(starts) > FINALISTS:
        begun = find_optima(laid_out, starts, 0, rng, BEGUN_PASSES, 0, 0)
        starts = best_of(begun, FINALISTS, FAR).centres
    optima = find_optima(laid_out, starts, 0, rng, MOST_PASSES, 0, LONG)
    return choose(optima.labels[:, :n], optima.inertias)


def _starts(
    embedding: Floats,
    points: Floats,
    laid_out: Points,
    k: int,
    rng: np.random.Generator,
    quick: bool,
) -> Floats:
    """Return the centres, (count, k, d), from which to continue with all points.

    `laid_out` are the points, each of weight 1, in blocks.
    """
    few, by_qr = _sample(embedding, points, laid_out, k)
    first = find_optima(few, by_qr, EASY_STARTS, rng, FIRST_PASSES, 0, 0)
    if quick:
        best = best_of(first, 1, 0.0)
        return find_optima(few, best.centres, 0, rng, SEARCH_PASSES, EASY_SWAPS, SHORT).centres
    least, rounding = first.inertias.min(), 1e-15 * scatter_of(few)
    # An inertia of 0 may be due to the sample: other points need not coincide with it.
    if least > rounding and first.inertias.max() <= (1 + AGREE) * least:
        best = best_of(first, EASY_REFINED, AGREE)
        swapped = find_optima(few, best.centres[:1], 0, rng, SEARCH_PASSES, EASY_SWAPS, SHORT)
        if swapped.inertias[0] >= (1 - AGREE) * least:
            return (
                best.centres if are_clear(best, few) else _with_shifts(best, few, len(points), rng)
            )
    most = max(GROUPS if len(points) <= FEW_POINTS else MORE_GROUPS, GROUPS_A_CLUSTER * k)
    groups = _groups(points, laid_out, most)
    cheaper = min(most // len(groups.weights), MOST_AS_MANY)
    n_starts = _up_to(HARD_STARTS, k) * max(cheaper, 1)
    if few is not laid_out:
        by_qr = _by_qr(embedding, points, k)
    given = np.concatenate([best_of(first, 1, 0.0).centres, by_qr])
    more = find_optima(groups, given, n_starts, rng, SEARCH_PASSES, 0, SHORT)
    best = best_of(more, HARD_SWAPPED, FAR)
    n_swaps = _up_to(HARD_SWAPS, k)
    swapped = find_optima(groups, best.centres, 0, rng, SEARCH_PASSES, n_swaps, SHORT)
    return _with_shifts(best_of(swapped, HARD_REFINED, NEAR), groups, len(points), rng)


def _by_qr(embedding: Floats, points: Floats, k: int) -> Floats:
    """Return the centres of the clusters by QR, (1, k, d); (0, k, d) if there are not k columns."""
    if embedding.shape[1] != k:
        return np.empty((0, k, embedding.shape[1]))
    labels = cluster_qr(embedding, k)
    sizes = np.maximum(np.bincount(labels, minlength=k), 1)
    sums = [np.bincount(labels, weights=column, minlength=k) for column in points.T]
    centres: Floats = np.array(sums).T[None] / sizes[:, None]
    return centres


def _sample(embedding: Floats, points: Floats, laid_out: Points, k: int) -> tuple[Points, Floats]:
    """Return a sample of the points, or all of few, and the centres of its clusters by QR."""
    if len(points) <= SAMPLE:
        return laid_out, _by_qr(embedding, points, k)
    rows, weights = sample(points, SAMPLE)
    return lay_out(points[rows], weights), _by_qr(embedding[rows], points[rows], k)


def _groups(points: Floats, laid_out: Points, count: int) -> Points:
    """Return about `count` groups of the points, or all points if there are few."""
    if len(points) <= 1.5 * count:
        return laid_out
    means, sizes = np.empty((count, points.shape[1])), np.empty(count)
    found = form_groups(points, means, sizes)
    return lay_out(means[:found], sizes[:found])


def _with_shifts(optima: Optima, groups: Points, n_points: int, rng: np.random.Generator) -> Floats:
    """Add random shifts of the first centres: near a border there are several optima."""
    _, k, d = optima.centres.shape
    count = _up_to(SHIFTS, k) if n_points <= FEW_POINTS else _up_to(SHIFTS, k) // 4
    shifts = SHIFT * rng.standard_normal((count, k, d))
    shifted = optima.centres[0] + np.sqrt(variances(optima, groups) / d)[:, None] * shifts
    return np.concatenate([optima.centres, shifted])


def _up_to(numbers: dict[int, int], k: int) -> int:
    return next(number for most, number in numbers.items() if k <= most)
