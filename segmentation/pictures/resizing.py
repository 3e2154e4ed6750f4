"""Shrinking and smoothing that leave pixels without a number out of every mean."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

__all__ = ["shrink", "shrunken_shape", "smooth"]

Floats = NDArray[np.float64]
Known = NDArray[np.bool_]

HALF = 0.5  # share of a new pixel that must be known
LARGE = 4_000_000  # pixels of 8 or 16 bits that are summed in single precision, to save memory


def shrunken_shape(shape: tuple[int, int], longest: int | None) -> tuple[int, int]:
    """Return the shape whose longest side is `longest`, or the same one if that is not longer."""
    factor = 1.0 if longest is None else min(1.0, longest / max(shape))
    return max(1, round(shape[0] * factor)), max(1, round(shape[1] * factor))


def shrink(values: NDArray[Any], shape: tuple[int, int], known: Known | None = None) -> Floats:
    """Return means over the area of each new pixel, of the known old pixels alone.

    Parameters
    ----------
    values : ndarray of shape (H, W) or (H, W, 3)
    shape : tuple of int
        New height and width, none larger than the old one.
    known : ndarray of shape (H, W), bool, default=None
        None means all.

    Returns
    -------
    ndarray of shape (h, w) or (h, w, 3), float64
        Where nothing is known, the smallest known value, or 0 if there is none.
    """
    if values.ndim == 3:  # one channel at a time: large pictures need little memory
        channels = [shrink(values[..., c], shape, known) for c in range(values.shape[2])]
        return np.stack(channels, axis=-1)
    if values.shape == shape:
        return values.astype(np.float64)
    if known is None:
        return _means(values, shape)
    if not known.any():
        return np.zeros(shape)
    share = _means(known, shape)
    low = float(values[known].min())
    total = _means(np.where(known, values - low, 0), shape)
    mean: Floats = np.divide(total, share, out=np.zeros(shape), where=share > 0)
    return np.asarray(mean + low)


def _means(values: NDArray[Any], shape: tuple[int, int]) -> Floats:
    from skimage.transform import resize_local_mean  # only pictures need it, and it takes long

    low = float(values.min())  # without it, the means of a constant picture would not be constant
    kind = np.float32 if values.itemsize <= 2 and values.size > LARGE else np.float64
    means = resize_local_mean(np.subtract(values, low, dtype=kind), shape, preserve_range=True)
    return np.asarray(means, np.float64) + low


def smooth(image: Floats, sigma: float, known: Known) -> Floats:
    """Return a picture smoothed by a Gaussian of `sigma` pixels, over the known pixels alone."""
    if sigma == 0:
        return image
    width = (sigma, sigma, 0)[: image.ndim]
    if known.all():
        smoothed: Floats = ndimage.gaussian_filter(image, width, mode="nearest")
        return smoothed
    inside = known if image.ndim == 2 else known[..., None]
    share = ndimage.gaussian_filter(known.astype(np.float64), sigma, mode="nearest")
    total = ndimage.gaussian_filter(np.where(inside, image, 0.0), width, mode="nearest")
    share = share if image.ndim == 2 else share[..., None]
    # A far pixel without any known one within the kernel's reach stays as it is.
    mean: Floats = np.divide(total, share, out=image.copy(), where=(share > 0) & inside)
    return mean
