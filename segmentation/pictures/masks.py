"""Masks of a picture: by Otsu's threshold or another, by alpha, or painted."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from segmentation.errors import MaskError, Received
from segmentation.pictures.resizing import HALF, shrink

__all__ = ["MASKS", "by_threshold", "otsu", "shrunken_mask", "without_pieces"]

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
