"""k-means in the embedding: the partition of scikit-learn's ten starts.

The compiled path starts from the regions of `cluster_qr`, nearly always the best there are, and
from some k-means++ draws, and keeps the least inertia. A test holds it to scikit-learn's.
"""

from __future__ import annotations

import warnings
from functools import cache

import numpy as np
from numpy.typing import NDArray
from sklearn import config_context
from sklearn.cluster import k_means
from sklearn.exceptions import ConvergenceWarning
from threadpoolctl import ThreadpoolController  # type: ignore[import-untyped]

from segmentation.kernels import compiled
from segmentation.labels import cluster_qr, lloyd

N_STARTS = 10  # of scikit-learn
NEARLY = 1.002
N_DRAWS = 10  # of k-means++, besides the regions of cluster_qr


def assign(
    embedding: NDArray[np.float64], n_clusters: int, random_state: int = 0
) -> NDArray[np.intp]:
    """Return the label of each row of `embedding`, of shape (n,).

    Fewer than `n_clusters` distinct rows give fewer regions.
    """
    if compiled.ready():
        return _assign_compiled(np.ascontiguousarray(embedding), n_clusters, random_state)
    with (
        # One thread: sums in one order everywhere, and no spinning beside other busy threads.
        _controller().limit(limits=1, user_api="openmp"),
        # The input was made here: scikit-learn need not look at it again, ten times.
        config_context(assume_finite=True, skip_parameter_validation=True),
        warnings.catch_warnings(),
    ):
        # It warns of fewer distinct rows than clusters; the caller counts regions itself.
        warnings.simplefilter("ignore", ConvergenceWarning)
        _, labels, _ = k_means(embedding, n_clusters, n_init=N_STARTS, random_state=random_state)
    return np.asarray(labels, dtype=np.intp)


def _assign_compiled(
    points: NDArray[np.float64], n_clusters: int, random_state: int
) -> NDArray[np.intp]:
    starts = []
    regions = cluster_qr.assign(points, n_clusters) if points.shape[1] == n_clusters else None
    points = points - points.mean(axis=0)  # distances lose fewer digits
    if regions is not None:
        counts = np.bincount(regions, minlength=n_clusters)
        if counts.min() > 0:
            sums = [np.bincount(regions, column, n_clusters) for column in points.T]
            starts.append(np.column_stack(sums) / counts[:, None])
    rng = np.random.default_rng(random_state)
    n_trials = 2 + int(np.log(n_clusters))
    for _ in range(N_DRAWS if starts else N_STARTS):
        drawn = np.empty((n_clusters, points.shape[1]))
        lloyd.spread_out(points, rng.random((n_clusters, n_trials)), drawn)
        starts.append(drawn)
    rests: dict[float, NDArray[np.intp]] = {}
    for centres in starts:
        labels = np.full(len(points), -1, np.intp)
        rests[_rounded(lloyd.lloyd(points, centres, labels))] = labels
    least = min(rests)
    # Rests of Lloyd's that nearly tie are told apart by moving single points as well.
    return min(
        (
            _refine(points, labels, n_clusters)
            for inertia, labels in rests.items()
            if inertia <= NEARLY * least
        ),
        key=lambda found: found[0],
    )[1]


def _refine(
    points: NDArray[np.float64], labels: NDArray[np.intp], n_clusters: int
) -> tuple[float, NDArray[np.intp]]:
    counts = np.maximum(np.bincount(labels, minlength=n_clusters), 1)
    sums = [np.bincount(labels, column, n_clusters) for column in points.T]
    centres = np.column_stack(sums) / counts[:, None]
    lloyd.exchange(points, centres, labels)
    return _rounded(lloyd.lloyd(points, centres, labels)), labels


def _rounded(inertia: float) -> float:
    """Round to ten digits: equal partitions, met from different starts, tie."""
    return float(f"{inertia:.10g}")


@cache
def _controller() -> ThreadpoolController:
    """Look for the thread pools of the loaded libraries once: it takes milliseconds."""
    return ThreadpoolController()
