"""The partition closest to the embedding up to a rotation.

S. X. Yu and J. Shi, Multiclass spectral clustering, ICCV 2003, doi:10.1109/ICCV.2003.1238361.

This file is the adapter for scikit-learn's implementation, which has no public name.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray


def assign(
    embedding: NDArray[np.float64], n_clusters: int, random_state: int = 0
) -> NDArray[np.intp]:
    """Return the label of each row of `embedding`, of shape (n,).

    A row of zeros (a pixel of a component beyond the first `n_clusters`) has no direction, and gets
    label 0, as by `cluster_qr`.
    """
    labels = np.zeros(len(embedding), dtype=np.intp)
    directed = embedding.any(axis=1)
    vectors = embedding[directed]
    # scikit-learn divides by the lengths of the columns, so columns of zeros are left out.
    vectors = vectors[:, vectors.any(axis=0)]
    if vectors.shape[1] > 0:
        labels[directed] = _discretize()(vectors, random_state=random_state)
    return labels


def _discretize() -> Callable[..., NDArray[np.intp]]:
    import sklearn  # the import takes a second, and few need it

    try:
        from sklearn.cluster._spectral import discretize
    except ImportError as error:
        raise ImportError(
            f"scikit-learn {sklearn.__version__} has no sklearn.cluster._spectral.discretize any "
            "more: mend segmentation/labels/discretize.py."
        ) from error
    return discretize  # type: ignore[no-any-return]
