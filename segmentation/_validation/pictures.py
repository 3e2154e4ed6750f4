"""Checks of images and masks."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from PIL import Image

from segmentation._validation.arrays import check_kind, check_labels, count
from segmentation.errors import ImageError, MaskError, ParameterError, Received

PALETTES = ("P", "PA")  # modes of Pillow
LARGEST_LAB = 1_000_000  # far beyond any colour; squares stay in range
LARGEST_EXACT = 2**53  # float64 represents all integers up to this one


def check_image(owner: str, image: ArrayLike) -> NDArray[np.float64]:
    """Return a grey image without masked pixels as finite float64 of shape (H, W)."""
    array, hidden = _image(owner, image)
    if hidden is not None:
        raise ImageError(owner, "image", "without masked pixels", count(hidden, "masked"))
    return _grey(owner, array, None)


def check_picture(
    owner: str, image: ArrayLike, mask: ArrayLike | None, *, used: bool = True,
    scale: str = "graph", feature: str = "intensity",
) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:  # fmt: skip
    """Return a grey image, or one in CIE Lab, and its mask.

    Masked pixels of the image are outside. Integers that float64 cannot distinguish are reduced by
    the smallest of them if only differences matter, which is so with the scale "edges".

    Parameters
    ----------
    owner : str
        Function or class named in the error.
    image : array-like of shape (H, W), or (H, W, 3) for the feature "colour"
    mask : array-like of bool, of shape (H, W), or None
        None means every pixel.
    used : bool, default=True
        Whether the mask is applied.
    scale : {"graph", "edges"}, default="graph"
    feature : {"intensity", "colour"}, default="intensity"

    Returns
    -------
    image : ndarray of shape (H, W) or (H, W, 3), float64
        Finite.
    mask : ndarray of shape (H, W), bool

    Raises
    ------
    ImageError, MaskError
        If one breaks its rule.
    """
    array, hidden = (_lab if feature == "colour" else _image)(owner, image)
    inside = check_mask(owner, mask, array.shape[:2], used=used)
    if not used:
        inside[:] = True
    if hidden is not None:
        if not used:
            rule = "without masked pixels where use_mask is False"
            raise ImageError(owner, "image", rule, count(hidden, "masked"))
        inside &= ~hidden
        if not inside.any():
            rule = "true for at least one pixel that is not masked in the image"
            raise MaskError(owner, "mask", rule, Received("none of them"))
    if scale == "edges" and array.ndim == 2 and array.dtype.kind in "iu":
        array = _from_least(array, inside)
    return _grey(owner, array, hidden), inside


def check_mask(
    owner: str, mask: ArrayLike | None, shape: tuple[int, ...], *, used: bool = True
) -> NDArray[np.bool_]:
    """Return a new mask of an image.

    Parameters
    ----------
    owner : str
        Function or class named in the error.
    mask : array-like of bool or None
        Masked elements are outside; None means every pixel.
    shape : tuple of int
        Shape of the image.
    used : bool, default=True
        Whether the mask is applied, so that it must have a pixel.

    Raises
    ------
    MaskError
        If it breaks its rule.
    """
    if mask is None:
        return np.ones(shape, dtype=np.bool_)
    rule = "an array of booleans or None; mask > 0 makes one of numbers"
    array, hidden = check_kind(owner, "mask", mask, "b", rule, MaskError)
    if array.shape != shape:
        got = Received(f"an array of shape {array.shape}")
        raise MaskError(owner, "mask", f"of the image's shape {shape}", got)
    inside = np.array(array, order="C")
    if hidden is not None:
        inside &= ~hidden
    if used and not inside.any():
        raise MaskError(owner, "mask", "true for at least one pixel", Received("an empty mask"))
    return inside


def check_truth(
    owner: str, truth: ArrayLike | None, shape: tuple[int, ...]
) -> tuple[NDArray[np.intp], int] | None:
    """Return true regions numbered from 0 in the order of their labels, and their count.

    Parameters
    ----------
    owner : str
        Function or class named in the error.
    truth : array-like of int or None
        Negative or masked where no region is known; None means that none is.
    shape : tuple of int
        Shape of the image.
    """
    if truth is None:
        return None
    found = check_labels(owner, "truth", truth)
    if found.shape != shape:
        rule = f"of the image's shape {shape}"
        raise ParameterError(owner, "truth", rule, Received(f"an array of shape {found.shape}"))
    known = found >= 0
    if not known.any():
        rule = "not negative for at least one pixel"
        raise ParameterError(owner, "truth", rule, Received("none that is not"))
    present, numbers = np.unique(found[known], return_inverse=True)
    found[known] = numbers
    return found, len(present)


def _image(owner: str, image: ArrayLike) -> tuple[NDArray[Any], NDArray[np.bool_] | None]:
    """Return a grey image of any real dtype, and its mask, if any pixel is masked."""
    rule = "a grey image, an array of real numbers of shape (H, W) with at least one pixel"
    if isinstance(image, Image.Image) and image.mode in PALETTES:
        image = image.convert("L")  # as an array it would be the indices of the palette
    array, hidden = check_kind(owner, "image", image, "buif", rule, ImageError)
    if array.ndim == 3 and array.shape[2] == 1:
        array, hidden = array[..., 0], None if hidden is None else hidden[..., 0]
    if array.ndim != 2 or array.size == 0:
        if array.ndim == 3:
            rule += (
                " (of RGB prepare(image) makes it grey, and with channel='colour' CIE Lab, "
                "for Method(feature='colour'))"
            )
        raise ImageError(owner, "image", rule, Received(f"an array of shape {array.shape}"))
    if hidden is not None and hidden.all():
        rule = "an array with a pixel that is not masked"
        raise ImageError(owner, "image", rule, count(hidden, "masked"))
    return array, hidden


def _lab(owner: str, image: ArrayLike) -> tuple[NDArray[Any], NDArray[np.bool_] | None]:
    """Return an image in CIE Lab, and its mask, if any pixel is masked; refuse what is RGB."""
    rule = 'an image in CIE Lab, of shape (H, W, 3), for the feature "colour"'
    convert = f'{rule}; prepare(image, channel="colour") makes one'
    array, hidden = check_kind(owner, "image", image, "buif", rule, ImageError)
    if array.ndim != 3 or array.shape[2] != 3 or array.size == 0:
        raise ImageError(owner, "image", convert, Received(f"an array of shape {array.shape}"))
    if array.dtype.kind in "bu":
        raise ImageError(owner, "image", convert, Received(f"an array of dtype {array.dtype}"))
    if hidden is not None:
        hidden = np.asarray(hidden.any(axis=2))
        if hidden.all():
            rule = "an array with a pixel that is not masked"
            raise ImageError(owner, "image", rule, count(hidden, "masked"))
    known = array if hidden is None else array[~hidden]
    low, high = known.min(), known.max()
    if low >= 0 and 0 < high <= 1:
        raise ImageError(owner, "image", convert, Received("values from 0 to 1, as RGB has them"))
    if max(-low, high) > LARGEST_LAB and np.isfinite(known).all():
        rule = f"of values from -{LARGEST_LAB:,} to {LARGEST_LAB:,}"
        raise ImageError(owner, "image", rule, Received(f"values from {low:g} to {high:g}"))
    return array, hidden


def _from_least(array: NDArray[Any], inside: NDArray[np.bool_]) -> NDArray[Any]:
    """Subtract the least value inside from integers that float64 cannot represent."""
    known = array[inside]
    least, largest = int(known.min()), int(known.max())
    if least >= -LARGEST_EXACT and largest <= LARGEST_EXACT:
        return array
    up = array >= known.min()
    # Modulo 2**64, so that the difference of any two 64-bit integers fits.
    distance = array.astype(np.uint64) - np.array(known.min()).astype(np.uint64)
    return np.where(up, distance.astype(np.float64), -(-distance).astype(np.float64))


def _grey(owner: str, array: NDArray[Any], hidden: NDArray[np.bool_] | None) -> NDArray[np.float64]:
    """Return a copy as finite floats, masked pixels with the least of the other intensities.

    Integers are converted before any subtraction, because differences of uint8 wrap around.
    """
    with np.errstate(over="ignore"):  # of long double
        grey = np.array(array, dtype=np.float64, order="C")
    known = grey if hidden is None else grey[~hidden]
    if not np.isfinite(known).all():
        n_nan, n_inf = int(np.isnan(known).sum()), int(np.isinf(known).sum())
        got = Received(f"{n_nan} NaN and {n_inf} infinite of {grey.size} pixels")
        raise ImageError(owner, "image", "finite everywhere", got)
    if hidden is not None:
        grey[hidden] = known.min()
    return grey
