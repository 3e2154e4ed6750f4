"""Pixels as indices into a palette."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from segmentation.drawing.colors import REGIONS

__all__ = ["image_levels", "region_levels", "share"]


def image_levels(image: NDArray[np.float64], low: float, high: float) -> NDArray[np.uint8]:
    """Return each pixel's index into a palette of 256 colours from `low` to `high`."""
    levels: NDArray[np.uint8] = np.rint(255 * share(image, low, high).clip(0, 1)).astype(np.uint8)
    return levels


def region_levels(labels: NDArray[np.intp]) -> NDArray[np.uint8]:
    """Return each pixel's index into a palette: a colour for no region, then `REGIONS`."""
    return np.where(labels < 0, 0, labels % len(REGIONS) + 1).astype(np.uint8)


def share(value: Any, low: float, high: float) -> Any:
    """Return the position of numbers between low and high, from 0 to 1; 0 if these are equal."""
    # The difference itself can overflow, and half of the smallest number is 0.
    unit = 0.5 if high / 2 - low / 2 > 1e-290 else 2.0**600
    span = high * unit - low * unit
    return (value * unit - low * unit) / span if span > 0 else 0 * value
