"""k-means in the embedding, with scikit-learn's ten starts."""

from __future__ import annotations

import warnings

import numpy as np
from numpy.typing import NDArray
from sklearn import config_context
from sklearn.cluster import k_means
from sklearn.exceptions import ConvergenceWarning

N_STARTS = 10


def assign(
    embedding: NDArray[np.float64], n_clusters: int, random_state: int = 0
) -> NDArray[np.intp]:
    """Return the label of each row of `embedding`, of shape (n,).

    Fewer than `n_clusters` distinct rows give fewer regions.
    """
    with (
        # The input was made here: scikit-learn need not look at it again, ten times.
        config_context(assume_finite=True, skip_parameter_validation=True),
        warnings.catch_warnings(),
    ):
        # It warns of fewer distinct rows than clusters; the caller counts regions itself.
        warnings.simplefilter("ignore", ConvergenceWarning)
        _, labels, _ = k_means(embedding, n_clusters, n_init=N_STARTS, random_state=random_state)
    return np.asarray(labels, dtype=np.intp)
