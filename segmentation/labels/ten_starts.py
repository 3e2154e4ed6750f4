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

N_STARTS = 10


def assign(
    embedding: NDArray[np.float64], n_clusters: int, random_state: int = 0
) -> NDArray[np.intp]:
    """Return the label of each row of `embedding`, of shape (n,).

    Fewer than `n_clusters` distinct rows give fewer regions.
    """
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


@cache
def _controller() -> ThreadpoolController:
    """Look for the thread pools of the loaded libraries once: it takes milliseconds."""
    return ThreadpoolController()
