"""Labels straight from a pivoted QR factorization, without starts or iterations.

A. Damle, V. Minden and L. Ying, Simple, direct and efficient multi-way spectral clustering,
Information and Inference 8 (2019), doi:10.1093/imaiai/iay008.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from sklearn.cluster._spectral import cluster_qr


def assign(
    embedding: NDArray[np.float64], n_clusters: int, random_state: int = 0
) -> NDArray[np.intp]:
    """Return the label of each row of `embedding`, of shape (n,). Nothing in it is random."""
    return np.asarray(cluster_qr(embedding), dtype=np.intp)
