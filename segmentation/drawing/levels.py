"""Pixels as numbers into a palette."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from segmentation.drawing.colors import REGIONS

__all__ = ["image_levels", "region_levels", "share"]


def image_levels(image: NDArray[np.float64], low: float, high: float) -> NDArray[np.uint8]:
    """Return the entry of each pixel in a palette of 256 colours from `low` to `high`."""
    levels: NDArray[np.uint8] = np.rint(255 * share(image, low, high).clip(0, 1)).astype(np.uint8)
    return levels


def region_levels(labels: NDArray[np.intp]) -> NDArray[np.uint8]:
    """Return the entry of each pixel in a palette of `REGIONS` behind a colour for no region."""
    return np.where(labels < 0, 0, labels % len(REGIONS) + 1).astype(np.uint8)


def share(value: Any, low: float, high: float) -> Any:
    """Return how far up from low to high a number, or each of an array, is; 0 without a range."""
    # The difference itself can be infinite, and half of the least number is 0.
    unit = 0.5 if high / 2 - low / 2 > 1e-290 else 2.0**600
    span = high * unit - low * unit
    return (value * unit - low * unit) / span if span > 0 else 0 * value
