"""Checks of a partition of a weighted graph, given as matrix and labels."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import sparse

from segmentation._validation.arrays import check_kind, check_labels, count
from segmentation.errors import ParameterError, Received

MOST_REGIONS = 1_000_000  # arrays have an entry for each number up to the largest
LARGEST_WEIGHT = 1e150  # sums of larger ones could overflow
# Allowed difference of two weights that should be equal, relative to the larger one and to the
# largest of all.
ASYMMETRY, ROUNDING = 1e-6, 1e-15
RULE = "a symmetric matrix of finite weights, none negative, with a row per label"


def check_partition(
    owner: str, affinity: Any, labels: ArrayLike
) -> tuple[sparse.csr_array, NDArray[np.intp]]:
    """Return an affinity and the region of each of its nodes; negative labels are left out."""
    nodes = check_labels(owner, "labels", labels, MOST_REGIONS).ravel()
    nodes = nodes[nodes >= 0]
    if len(nodes) == 0:
        rule = "not negative for at least one node"
        raise ParameterError(owner, "labels", rule, Received("none that is not"))
    matrix = _matrix(owner, affinity)
    if matrix.shape != (len(nodes), len(nodes)):
        got = Received(f"one of shape {matrix.shape} for {len(nodes)} labels")
        raise ParameterError(owner, "affinity", RULE, got)
    _check_symmetry(owner, matrix, _check_weights(owner, matrix))
    return matrix, nodes


def _matrix(owner: str, affinity: Any) -> sparse.csr_array:
    """Return a new matrix in canonical CSR format with 32-bit indices."""
    if sparse.issparse(affinity):
        values, _ = check_kind(owner, "affinity", np.empty(1, affinity.dtype), "buif", RULE)
        shape = affinity.shape
    else:
        values, hidden = check_kind(owner, "affinity", affinity, "buif", RULE)
        shape = values.shape
        if hidden is not None:
            rule = f"{RULE}, without masked ones"
            raise ParameterError(owner, "affinity", rule, count(hidden, "masked"))
        affinity = values
    if len(shape) != 2:
        raise ParameterError(owner, "affinity", RULE, Received(f"one of shape {shape}"))
    with np.errstate(over="ignore"):  # of long double
        matrix = sparse.csr_array(affinity, dtype=np.float64, copy=True)
    matrix.sum_duplicates()
    if matrix.nnz < 2**31:
        matrix.indptr = matrix.indptr.astype(np.int32)
        matrix.indices = matrix.indices.astype(np.int32)
    return matrix


def _check_weights(owner: str, matrix: sparse.csr_array) -> float:
    """Return the largest weight off the diagonal."""
    if not np.isfinite(matrix.data).all():
        n_nan, n_inf = int(np.isnan(matrix.data).sum()), int(np.isinf(matrix.data).sum())
        got = Received(f"{n_nan} NaN and {n_inf} infinite ones")
        raise ParameterError(owner, "affinity", RULE, got)
    if matrix.data.min(initial=0.0) < 0:
        got = Received(f"one of {matrix.data.min():g}")
        raise ParameterError(owner, "affinity", RULE, got)
    edges = matrix.tocoo()
    largest = float(edges.data[edges.row != edges.col].max(initial=0.0))
    if largest > LARGEST_WEIGHT:
        rule = f"of weights up to {LARGEST_WEIGHT:g} off the diagonal"
        raise ParameterError(owner, "affinity", rule, Received(f"one of {largest:g}"))
    return largest


def _check_symmetry(owner: str, matrix: sparse.csr_array, largest: float) -> None:
    transposed = matrix.T.tocsr()
    difference = abs(matrix - transposed)
    excess = difference - ASYMMETRY * matrix.maximum(transposed)
    if excess.data.max(initial=0.0) > ROUNDING * largest:
        worst = difference.tocoo()
        at = int(np.argmax(worst.data))
        i, j = int(worst.row[at]), int(worst.col[at])
        got = Received(
            f"a largest asymmetry of {worst.data[at]:g}: {matrix[i, j]:g} from node {i} to {j} "
            f"and {matrix[j, i]:g} back"
        )
        raise ParameterError(owner, "affinity", RULE, got)
