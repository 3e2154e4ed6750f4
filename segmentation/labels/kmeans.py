"""k-means in the embedding: starts chosen on a sample, Lloyd's iteration on all, exchanges.

S. P. Lloyd, Least squares quantization in PCM, IEEE Trans. Inf. Theory 28 (1982),
doi:10.1109/TIT.1982.1056489. D. Arthur and S. Vassilvitskii, k-means++: the advantages of careful
seeding, SODA 2007. The first start is the partition of A. Damle, V. Minden and L. Ying, Simple,
direct and efficient multi-way spectral clustering, Information and Inference 8 (2019),
doi:10.1093/imaiai/iay008.

Where regions are clear every start ends in the same partition, and a few hundred points show it:
one run over all points is left to do. Where the starts disagree, a larger sample, more starts and
swaps of single centres look further, and several of the best compete on all points.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from segmentation.kernels import compiled
from segmentation.labels import ten_starts
from segmentation.labels.cluster_qr import assign as cluster_qr
from segmentation.labels.exchange import exchange
from segmentation.labels.lloyd import BLOCK, MOST_PASSES, lloyd
from segmentation.labels.seeding import sample, search

Floats = NDArray[np.float64]
Labels = NDArray[np.intp]

SMALL, LARGE = 512, 4096  # points of the two samples
EASY_STARTS, HARD_STARTS, HARD_SWAPS = 4, 10, 8
# Inertias are compared relatively.
AGREE = 5e-4  # partitions of the small sample that differ by a point or two on a border
SAME = 1e-9
FAR = 1e9  # any, but that infinity times an inertia of 0 is none
NEAR = 0.05  # about what a sample's inertia is off by
MOST_GIVEN, MOST_REFINED, EASY_REFINED = 5, 4, 2
MANY = 16  # clusters beyond which cluster QR of all points is one more start


@dataclass(frozen=True, eq=False)
class Cloud:
    """Weighted points, padded as `lloyd` wants them.

    Attributes
    ----------
    columns : ndarray of shape (d, m)
        Coordinate by coordinate, centred, m a multiple of `BLOCK`.
    weights : ndarray of shape (m,)
        0 from ``len(rows)`` on.
    rows : ndarray of int
        Which points these are.
    """

    columns: Floats
    weights: Floats
    rows: Labels

    @property
    def scatter(self) -> float:
        """The inertia about the origin."""
        return float(np.einsum("ci,ci,i", self.columns, self.columns, self.weights))


def assign(embedding: Floats, n_clusters: int, random_state: int = 0) -> Labels:
    """Return the label of each row of `embedding`, of shape (n,).

    Parameters
    ----------
    embedding : ndarray of shape (n, d)
    n_clusters : int
        Fewer distinct rows give fewer regions; otherwise no region is empty.
    random_state : int, default=0
        Seed of the k-means++ starts and the swaps.

    Returns
    -------
    ndarray of shape (n,), int
        No point's move to another region, its centres following, would lower the inertia.
    """
    if not compiled.ready():
        return ten_starts.assign(embedding, n_clusters, random_state)
    n = len(embedding)
    points = np.ascontiguousarray(embedding - np.full(n, 1 / n) @ embedding)
    whole = _cloud(points, np.ones(n), np.arange(n))
    labels = np.empty(len(whole.weights), np.intp)
    best, answer = -1.0, labels[:n]
    rng = np.random.default_rng(random_state)
    starts = list(_starts(embedding, points, whole, n_clusters, rng))
    if n_clusters > MANY and embedding.shape[1] == n_clusters:
        # Where many pieces coincide in the embedding a sample misses some of them.
        starts.append(_means(whole, cluster_qr(embedding, n_clusters), n_clusters))
    for centres in starts:
        lloyd(whole.columns, whole.weights, centres, labels, MOST_PASSES)
        found = labels[:n].copy()
        spread = exchange(points, found, n_clusters)
        if spread > best:
            best, answer = spread, found
    return answer


def _starts(
    embedding: Floats, points: Floats, whole: Cloud, k: int, rng: np.random.Generator
) -> Floats:
    """Return the centres, (count, k, d), from which to go on with all points."""
    few = _sampled(points, whole, SMALL)
    given = np.empty((0, k, points.shape[1]))
    if embedding.shape[1] == k:
        given = _means(few, cluster_qr(embedding[few.rows], k), k)[None]
    found, inertias = _searched(few, given, EASY_STARTS, 0, rng)
    if inertias.max() <= (1 + AGREE) * inertias.min() + 1e-15 * few.scatter:
        return _best(found, inertias, EASY_REFINED, AGREE)
    many = _sampled(points, whole, LARGE)
    given = _best(found, inertias, MOST_GIVEN, FAR)
    found, inertias = _searched(many, given, HARD_STARTS, HARD_SWAPS, rng)
    return _best(found, inertias, MOST_REFINED, NEAR)


def _searched(
    cloud: Cloud, given: Floats, n_starts: int, n_swaps: int, rng: np.random.Generator
) -> tuple[Floats, Floats]:
    """Return what `search` finds, (count, k, d), and the inertias on the cloud, (count,)."""
    n_given, k, d = given.shape
    draws = rng.random((n_starts + n_swaps, k, 2 + int(np.log(k))))
    found = np.empty((n_given + len(draws), k, d))
    found[:n_given] = given
    spreads = np.empty(len(found))
    search(cloud.columns, cloud.weights, draws, n_given, n_starts, found, spreads)
    return found, np.maximum(cloud.scatter - spreads, 0.0)


def _best(found: Floats, inertias: Floats, count: int, near: float) -> Floats:
    """Return up to `count` different ones of least inertia, at most a fraction `near` above it."""
    order = np.argsort(inertias, kind="stable")
    chosen = [order[0]]
    for i in order[1:]:
        if len(chosen) == count or inertias[i] > (1 + near) * inertias[order[0]]:
            break
        if inertias[i] - inertias[chosen[-1]] > SAME * inertias[i]:
            chosen.append(i)
    return found[chosen]


def _means(cloud: Cloud, labels: Labels, k: int) -> Floats:
    member = np.zeros((k, len(cloud.weights)))
    member[labels, np.arange(len(labels))] = cloud.weights[: len(labels)]
    mass = member.sum(axis=1)
    means: Floats = (member @ cloud.columns.T) / np.where(mass > 0, mass, 1.0)[:, None]
    return means


def _sampled(points: Floats, whole: Cloud, size: int) -> Cloud:
    if len(points) <= size:
        return whole
    rows, weights = sample(whole.columns, whole.weights, size)
    return _cloud(points[rows], weights, rows)


def _cloud(points: Floats, weights: Floats, rows: Labels) -> Cloud:
    n, d = points.shape
    length = -(-n // BLOCK) * BLOCK
    columns, padded = np.zeros((d, length)), np.zeros(length)
    columns[:, :n] = points.T
    padded[:n] = weights
    return Cloud(columns, padded, rows)
