"""Channels of a picture: luminance, one of three, or CIE Lab; and what is shown on screen."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["CHANNELS", "for_display", "inverted", "over_white", "select", "shown_range"]

Floats = NDArray[np.float64]

PRIMARIES = ("red", "green", "blue")
CHANNELS = ("grey", *PRIMARIES, "colour")
LUMINANCE = np.array([0.2125, 0.7154, 0.0721])  # of Rec. 709, as scikit-image's `rgb2gray` has it
SHOWN = (0.5, 99.5)  # percentiles of more than 8 bits


def select(values: Floats, channel: str, kind: np.dtype[Any], bits: int) -> Floats:
    """Return intensities in the file's unit, or CIE Lab."""
    if channel == "colour":
        from skimage.color import rgb2lab  # only pictures need it, and it takes long

        colours = values if values.ndim == 3 else np.repeat(values[..., None], 3, axis=2)
        low, high = _range(colours, kind, bits)
        unit = (colours - low) / (high - low) if high > low else np.zeros_like(colours)
        lab: Floats = rgb2lab(unit.clip(0, 1))
        return lab
    if channel in PRIMARIES:
        return np.ascontiguousarray(values[..., PRIMARIES.index(channel)])
    return values if values.ndim == 2 else values @ LUMINANCE


def over_white(values: NDArray[Any], alpha: NDArray[np.float32], bits: int) -> NDArray[Any]:
    """Return a picture laid over white."""
    _, white = _range(values, values.dtype, bits)
    opacity = alpha if values.ndim == 2 else alpha[..., None]
    laid = values * opacity + np.float32(white) * (1 - opacity)
    return np.asarray(np.rint(laid) if values.dtype.kind in "iu" else laid, values.dtype)


def inverted(values: Floats, kind: np.dtype[Any], bits: int, known: NDArray[np.bool_]) -> Floats:
    """Return a picture whose darkest possible value is the brightest one, and vice versa."""
    low, high = _range(values[known], kind, bits)
    return low + high - values


def for_display(values: Floats, known: NDArray[np.bool_], kind: np.dtype[Any]) -> NDArray[np.uint8]:
    """Return a picture of 8 bits to look at."""
    low, high = shown_range(values, known, kind)
    scaled = (values - low) * (255 / (high - low)) if high > low else np.zeros_like(values)
    return np.asarray(np.rint(scaled.clip(0, 255)), np.uint8)


def shown_range(
    values: Floats, known: NDArray[np.bool_], kind: np.dtype[Any]
) -> tuple[float, float]:
    """Return the values that are black and white on screen."""
    if kind == np.uint8:
        return 0.0, 255.0
    low, high = np.percentile(values[known], SHOWN)
    if high <= low:  # only specks differ
        return float(values[known].min()), float(values[known].max())
    return float(low), float(high)


def _range(values: NDArray[Any], kind: np.dtype[Any], bits: int) -> tuple[float, float]:
    """Return the values of black and white.

    By the number of bits of unsigned integers; 0 and 1 for floats between these; otherwise the
    least and the largest one.
    """
    if kind.kind == "u":
        return 0.0, float(2**bits - 1)
    low, high = float(values.min()), float(values.max())
    return (0.0, 1.0) if kind.kind == "f" and low >= 0 and high <= 1 else (low, high)
