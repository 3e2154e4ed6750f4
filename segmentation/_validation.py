"""Checks at the door of the service; inside it nothing is checked twice."""

from __future__ import annotations

import math
from collections.abc import Iterable
from numbers import Integral, Real
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import sparse

from segmentation.errors import ImageError, MaskError, ParameterError, Received

# Differences of larger intensities, squared for their standard deviation, would overflow.
LARGEST_INTENSITY = 1e150


def check_real(
    owner: str,
    name: str,
    value: Any,
    low: float,
    high: float,
    *,
    above: bool = False,
) -> float:
    """Return `value` as a float in [low, high], or in (low, high] with `above`."""
    rule = f"a number {'above' if above else 'from'} {low:g} {'and up to' if above else 'to'} "
    rule += f"{high:g}"
    if isinstance(value, (bool, np.bool_)) or not isinstance(value, Real):
        raise ParameterError(owner, name, rule, value)
    number = float(value)
    if not math.isfinite(number) or not low <= number <= high or (above and number == low):
        raise ParameterError(owner, name, rule, value)
    return number


def check_integer(owner: str, name: str, value: Any, low: int, high: int) -> int:
    """Return `value` as an int in [low, high]."""
    is_whole = isinstance(value, Integral) and not isinstance(value, (bool, np.bool_))
    if not is_whole or not low <= int(value) <= high:
        raise ParameterError(owner, name, f"an integer from {low} to {high}", value)
    return int(value)


def check_choice(owner: str, name: str, value: Any, choices: Iterable[str]) -> str:
    """Return `value` if it is one of `choices`."""
    choices = tuple(choices)
    if not isinstance(value, str) or value not in choices:
        listed = ", ".join(repr(choice) for choice in choices)
        raise ParameterError(owner, name, f"one of {listed}", value)
    return value


def check_image(owner: str, image: ArrayLike) -> NDArray[np.float64]:
    """Return a grey image as finite float64 of shape (H, W).

    Integers become floats before anything subtracts them: uint8 differences wrap around.
    """
    array = _array(image)
    if array.ndim != 2 or array.size == 0:
        rule = "a grey image, an array of shape (H, W) with at least one pixel"
        if array.ndim == 3:
            rule += " (RGB has a third axis: convert it to grey first)"
        got = Received(f"an array of shape {array.shape}")
        raise ImageError(owner, "image", rule, got)
    if array.dtype.kind not in "buif":
        got = Received(f"an array of dtype {array.dtype}")
        raise ImageError(owner, "image", "an array of real numbers", got)
    grey = array.astype(np.float64)
    if not np.isfinite(grey).all():
        n_nan, n_inf = int(np.isnan(grey).sum()), int(np.isinf(grey).sum())
        got = Received(f"{n_nan} NaN and {n_inf} infinite of {grey.size} pixels")
        raise ImageError(owner, "image", "finite everywhere", got)
    largest = float(np.abs(grey).max())
    if largest > LARGEST_INTENSITY:
        rule = f"of intensities between -{LARGEST_INTENSITY:g} and {LARGEST_INTENSITY:g}"
        raise ImageError(owner, "image", rule, Received(f"one of magnitude {largest:g}"))
    return grey


def check_mask(
    owner: str, mask: ArrayLike | None, shape: tuple[int, ...], *, used: bool = True
) -> NDArray[np.bool_]:
    """Return a mask of `shape`, with at least one pixel if it is used; None means every pixel."""
    if mask is None:
        return np.ones(shape, dtype=np.bool_)
    array = _array(mask)
    if array.dtype != np.bool_:
        got = Received(f"an array of dtype {array.dtype}")
        raise MaskError(owner, "mask", "an array of booleans or None", got)
    if array.shape != shape:
        got = Received(f"an array of shape {array.shape}")
        raise MaskError(owner, "mask", f"of the image's shape {shape}", got)
    if used and not array.any():
        raise MaskError(owner, "mask", "true for at least one pixel", Received("an empty mask"))
    return array


def check_labels(owner: str, name: str, labels: ArrayLike) -> NDArray[np.intp]:
    """Return labels as an array of integers."""
    array = _array(labels)
    if array.dtype.kind not in "iu":
        got = Received(f"an array of dtype {array.dtype}")
        raise ParameterError(owner, name, "an array of integers", got)
    return array.astype(np.intp)


def check_partition(
    owner: str, affinity: Any, labels: ArrayLike
) -> tuple[sparse.csr_array, NDArray[np.intp]]:
    """Return an affinity and the region of each of its nodes; negative labels are left out."""
    nodes = check_labels(owner, "labels", labels).ravel()
    nodes = nodes[nodes >= 0]
    matrix = sparse.csr_array(affinity, dtype=np.float64)
    if matrix.shape != (len(nodes), len(nodes)):
        got = Received(f"one of shape {matrix.shape} for {len(nodes)} labels")
        raise ParameterError(owner, "affinity", "a square matrix with a row per label", got)
    return matrix, nodes


def check_instance(owner: str, name: str, value: object, kind: type) -> None:
    """Raise unless `value` is of the service's own class `kind`."""
    if not isinstance(value, kind):
        raise ParameterError(owner, name, f"a {kind.__name__}", value)


def _array(value: ArrayLike) -> NDArray[Any]:
    """Return an array; rows of different lengths give one of objects, which no check lets pass."""
    try:
        return np.asarray(value)
    except ValueError:
        return np.empty((0, 0), dtype=object)
