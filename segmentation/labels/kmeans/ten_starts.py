"""k-means by scikit-learn with ten starts, for use until the kernels are compiled."""

from __future__ import annotations

import warnings
from functools import cache

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import ThreadpoolController  # type: ignore[import-untyped]

from segmentation.labels.clustering import Clustering, choose
from segmentation.watching import check_point

N_STARTS, QUICK = 10, 2


def assign(
    embedding: NDArray[np.float64], n_clusters: int, random_state: int = 0
) -> NDArray[np.intp]:
    """Return the label of each row of `embedding`, of shape (n,); see `cluster`."""
    return cluster(embedding, n_clusters, random_state).labels


def cluster(
    embedding: NDArray[np.float64],
    n_clusters: int,
    random_state: int = 0,
    n_starts: int = N_STARTS,
) -> Clustering:
    """Return the best of several partitions, and a rival if one is about as good.

    The labels are those of ``k_means(..., n_init=n_starts)``, which returns only the best
    partition. If fewer than `n_clusters` rows are distinct, there are fewer regions.
    """
    from sklearn import config_context  # the import takes a second, and compiled kernels need none
    from sklearn.cluster import k_means
    from sklearn.exceptions import ConvergenceWarning

    labels, inertias = [], []
    random = np.random.RandomState(random_state)  # for all starts, as with n_init=10
    with (
        # One thread, so that sums have the same order everywhere and no thread spins beside busy
        # ones.
        _controller().limit(limits=1, user_api="openmp"),
        # The input comes from here, so scikit-learn need not validate it ten times.
        config_context(assume_finite=True, skip_parameter_validation=True),
        warnings.catch_warnings(),
    ):
        # scikit-learn warns if there are fewer distinct rows than clusters; the caller counts
        # regions.
        warnings.simplefilter("ignore", ConvergenceWarning)
        for _ in range(n_starts):
            check_point()
            _, found, inertia = k_means(embedding, n_clusters, n_init=1, random_state=random)
            labels.append(found)
            inertias.append(inertia)
    return choose(np.array(labels), np.array(inertias))


@cache
def _controller() -> ThreadpoolController:
    """Find the thread pools of the loaded libraries, only once because it takes milliseconds."""
    return ThreadpoolController()
