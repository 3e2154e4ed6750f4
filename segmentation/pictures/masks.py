"""Masks of a picture: by Otsu's threshold or another, by alpha, or painted."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from segmentation.errors import MaskError, Received
from segmentation.pictures.resizing import HALF, shrink

__all__ = [
    "MASKS",
    "by_threshold",
    "fitted_mask",
    "inside_of",
    "otsu",
    "shrunken_mask",
    "without_pieces",
]

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]

MASKS = ("none", "above", "below", "alpha", "painted")


def otsu(grey: Floats, known: Mask) -> float:
    """Return Otsu's threshold of the known pixels.

    N. Otsu, A threshold selection method from gray-level histograms, IEEE Trans. Syst. Man Cybern.
    9 (1979), doi:10.1109/TSMC.1979.4310076.
    """
    from skimage.filters import threshold_otsu  # only pictures need it, and it takes long

    return float(threshold_otsu(grey[known]))


def by_threshold(grey: Floats, threshold: float, side: str) -> Mask:
    """Return the pixels above a threshold, or those that are not ("below")."""
    return grey > threshold if side == "above" else grey <= threshold


def shrunken_mask(mask: NDArray[Any], shape: tuple[int, int]) -> Mask:
    """Return the new pixels of which at least half lies in a mask, or is opaque."""
    return np.asarray(shrink(mask * np.float32(1), shape) >= HALF)


def inside_of(picture: NDArray[Any]) -> Mask:
    """Return the mask that a picture shows, which is black outside of it."""
    return np.asarray((picture if picture.ndim == 2 else picture.max(axis=2)) > 0)


def fitted_mask(
    mask: Mask, whole: tuple[int, int], box: tuple[slice, slice], shape: tuple[int, ...]
) -> Mask:
    """Return a painted mask, or one of a file, in the size of what is segmented.

    One of the file's size is cropped with it. Another one is that of the cropped part: if it was
    painted at another working size, each of its pixels is a rectangle there.

    Parameters
    ----------
    mask : ndarray of shape (H, W), bool
    whole : tuple of int
        Height and width of the picture's file.
    box : tuple of slice
        The crop.
    shape : tuple of int
        Height and width of the prepared picture.
    """
    if mask.shape == whole:
        mask = mask[box]
    part = len(range(*box[0].indices(whole[0]))), len(range(*box[1].indices(whole[1])))
    if mask.shape == shape:
        return mask
    rows, cols = (np.arange(n) * m // n for n, m in zip(part, mask.shape, strict=True))
    return shrunken_mask(mask[np.ix_(rows, cols)], (shape[0], shape[1]))


def without_pieces(owner: str, parameter: str, mask: Mask, smallest: int) -> Mask:
    """Return a mask without its pieces of fewer than `smallest` pixels; refuse an empty one."""
    kept = mask
    if smallest > 1:
        from skimage.morphology import remove_small_objects  # only pictures need it

        kept = remove_small_objects(mask, max_size=smallest - 1)
    if not kept.any():
        less = f"one whose pieces all have less than {smallest} pixels"
        got = less if mask.any() else "an empty one"
        raise MaskError(owner, parameter, "true for at least one pixel", Received(got))
    return kept
