"""Alignment of eigenvectors, so that they neither flip nor rotate from one picture to the next."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from segmentation._validation import check_array, check_real
from segmentation.errors import ParameterError, Received

__all__ = ["align_vectors"]

Floats = NDArray[np.float64]

# If two eigenvalues are relatively this close, a little noise mixes their eigenvectors.
CLOSE = 0.05


def align_vectors(
    vectors: ArrayLike,
    previous: ArrayLike | None,
    eigenvalues: ArrayLike,
    *,
    close: float = CLOSE,
) -> Floats:
    """Rotate eigenvectors towards those of a similar picture, within the eigenspaces.

    The sign of a single eigenvector is made to agree with the previous one. Eigenvectors of nearly
    equal eigenvalues are rotated within their common space by the orthogonal Procrustes rotation
    (P. H. Schonemann, Psychometrika 31 (1966), doi:10.1007/BF02289451), which leaves that space as
    it is. A rotated vector is an eigenvector only up to the difference of the eigenvalues. Without
    previous vectors, the largest entry of each is made positive.

    Parameters
    ----------
    vectors : array-like of shape (n, ...)
        Such as `Segmentation.eigenvectors`, pictures of shape (n, H, W), NaN or masked outside.
    previous : array-like of shape (m, ...), or None
        Aligned eigenvectors of the last picture. Pixels where either array is NaN do not count. If
        it is None or of another size, there is nothing to align with.
    eigenvalues : array-like of shape (n,)
        Ascending.
    close : float, default=0.05
        Eigenvalues up to 1 + `close` times the first of a group belong to it. From 0 to 1.

    Returns
    -------
    ndarray of the shape of `vectors`

    Raises
    ------
    ParameterError
        If an argument breaks its rule.

    Examples
    --------
    >>> align_vectors([[1.0, 1.0], [0.5, -0.5]], [[1.0, 1.0], [-0.4, 0.5]], [0.0, 0.1])
    array([[ 1. ,  1. ],
           [-0.5,  0.5]])
    """
    owner = "align_vectors"
    rule = "an array of shape (n, ...), of numbers or NaN"
    given = check_array(owner, "vectors", vectors, rule, gaps=True)
    before = None
    if previous is not None:
        before = check_array(owner, "previous", previous, f"{rule}, or None", gaps=True)
    rule = f"finite, ascending and of shape ({len(given)},)"
    values = check_array(owner, "eigenvalues", eigenvalues, rule, ndim=1)
    if values.shape != given.shape[:1] or (np.diff(values) < 0).any():
        got = Received(f"an array of shape {values.shape}")
        raise ParameterError(owner, "eigenvalues", rule, got)
    close = check_real(owner, "close", close, 0, 1)
    flat = given.reshape(len(given), -1)
    aligned: Floats = flat * _signs(flat)[:, None]
    if before is not None and before.shape[1:] == given.shape[1:]:
        _follow(aligned, before.reshape(len(before), -1), _groups(values, close))
    shaped: Floats = aligned.reshape(given.shape)
    return shaped


def _follow(aligned: Floats, before: Floats, groups: list[tuple[int, int]]) -> None:
    """Rotate each group of rows towards the same rows of `before`."""
    common = np.isfinite(aligned).all(axis=0) & np.isfinite(before).all(axis=0)
    for first, last in groups:
        last_known = min(last, len(before))
        if last_known <= first:
            return
        known, turned = before[first:last_known, common], aligned[first:last, common]
        # Scaling does not change the rotation, and avoids overflow and underflow of squares.
        overlap = _of_size_one(known) @ _of_size_one(turned).T
        left, sizes, right = np.linalg.svd(overlap)
        if not sizes.max(initial=0.0) > 0:
            continue
        if last - first == last_known - first:
            rotation = left @ right
        else:  # vectors without a partner complete the space
            rotation = right.copy()
            rotation[: last_known - first] = left @ right[: last_known - first]
        aligned[first:last] = rotation @ aligned[first:last]


def _of_size_one(rows: Floats) -> Floats:
    largest = float(np.abs(rows).max(initial=0.0))
    return rows / largest if largest > 0 else rows


def _groups(values: Floats, close: float) -> list[tuple[int, int]]:
    """Return the ranges of nearly equal eigenvalues, ends excluded."""
    starts: list[int] = []
    for i, value in enumerate(values):
        if not starts or value > (1 + close) * values[starts[-1]]:
            starts.append(i)
    return list(pairwise([*starts, len(values)]))


def _signs(flat: Floats) -> Any:
    """Return the signs that make the largest entry of each row positive."""
    filled = np.nan_to_num(flat)
    return np.where(filled.max(axis=1, initial=0) >= -filled.min(axis=1, initial=0), 1.0, -1.0)
