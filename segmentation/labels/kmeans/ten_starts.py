"""k-means by scikit-learn with ten starts: what answers while the kernels are not compiled."""

from __future__ import annotations

import warnings
from functools import cache

import numpy as np
from numpy.typing import NDArray
from sklearn import config_context
from sklearn.cluster import k_means
from sklearn.exceptions import ConvergenceWarning
from threadpoolctl import ThreadpoolController  # type: ignore[import-untyped]

from segmentation.labels.clustering import Clustering, choose

N_STARTS = 10


def assign(
    embedding: NDArray[np.float64], n_clusters: int, random_state: int = 0
) -> NDArray[np.intp]:
    """Return the label of each row of `embedding`, of shape (n,); see `cluster`."""
    return cluster(embedding, n_clusters, random_state).labels


def cluster(embedding: NDArray[np.float64], n_clusters: int, random_state: int = 0) -> Clustering:
    """Return the best of ten partitions, and a rival if one is about as good.

    The labels are those of ``k_means(..., n_init=10)``, which keeps only the best. Fewer than
    `n_clusters` distinct rows give fewer regions.
    """
    labels, inertias = [], []
    random = np.random.RandomState(random_state)  # which all starts draw from, as with n_init=10
    with (
        # One thread: sums in one order everywhere, and no spinning beside other busy threads.
        _controller().limit(limits=1, user_api="openmp"),
        # The input was made here: scikit-learn need not look at it again, ten times.
        config_context(assume_finite=True, skip_parameter_validation=True),
        warnings.catch_warnings(),
    ):
        # It warns of fewer distinct rows than clusters; the caller counts regions itself.
        warnings.simplefilter("ignore", ConvergenceWarning)
        for _ in range(N_STARTS):
            _, found, inertia = k_means(embedding, n_clusters, n_init=1, random_state=random)
            labels.append(found)
            inertias.append(inertia)
    return choose(np.array(labels), np.array(inertias))


@cache
def _controller() -> ThreadpoolController:
    """Look for the thread pools of the loaded libraries once: it takes milliseconds."""
    return ThreadpoolController()
