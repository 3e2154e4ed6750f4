"""Pixels as indices into a palette."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from segmentation.drawing.colors import REGIONS

__all__ = ["color_levels", "image_levels", "region_levels", "share"]


def image_levels(image: NDArray[np.float64], low: float, high: float) -> NDArray[np.uint8]:
    """Return each pixel's index into a palette of 256 colours from `low` to `high`."""
    levels: NDArray[np.uint8] = np.rint(255 * share(image, low, high).clip(0, 1)).astype(np.uint8)
    return levels


def color_levels(image: NDArray[np.uint8]) -> tuple[NDArray[np.uint8], tuple[str, ...]]:
    """Return each pixel's index into a palette of at most 256 of the image's colours, and that.

    `image` has the shape (H, W), or (H, W, 3) as RGB. The palette is Pillow's, by median cut.
    """
    reduced = Image.fromarray(image).convert("RGB").quantize(256)
    colors = np.reshape(reduced.getpalette() or [], (-1, 3)).tolist()
    return np.asarray(reduced), tuple(f"#{r:02x}{g:02x}{b:02x}" for r, g, b in colors)


def region_levels(labels: NDArray[np.intp]) -> NDArray[np.uint8]:
    """Return each pixel's index into a palette: a colour for no region, then `REGIONS`.

    Labels from ``len(REGIONS)`` on begin again with its first colours.
    """
    return np.where(labels < 0, 0, labels % len(REGIONS) + 1).astype(np.uint8)


def share(value: Any, low: float, high: float) -> Any:
    """Return the position of numbers between low and high, from 0 to 1; 0 if these are equal."""
    # The difference itself can overflow, and half of the smallest number is 0.
    unit = 0.5 if high / 2 - low / 2 > 1e-290 else 2.0**600
    span = high * unit - low * unit
    return (value * unit - low * unit) / span if span > 0 else 0 * value
