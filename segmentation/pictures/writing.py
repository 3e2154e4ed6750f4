"""Labels as files that other programs read, and regions laid over their picture."""

from __future__ import annotations

from io import BytesIO

import numpy as np
from numpy.typing import ArrayLike, NDArray
from PIL import Image

from segmentation._validation import check_choice, check_labels
from segmentation.drawing.colors import REGIONS, rgb
from segmentation.drawing.png import png_bytes
from segmentation.errors import ParameterError, Received

__all__ = ["encode_labels", "encode_overlay"]

OPACITY = 0.4


def encode_labels(labels: ArrayLike, kind: str = "png") -> bytes:
    """Return labels as a grey picture: 0 outside, and the regions from 1.

    Parameters
    ----------
    labels : array-like of shape (H, W), int
        Region of each pixel, from 0; negative or masked outside.
    kind : {"png", "tiff"}, default="png"

    Returns
    -------
    bytes
        Of 8 bits for up to 255 regions, otherwise of 16.

    Raises
    ------
    ParameterError
        If an argument breaks its rule.

    Examples
    --------
    >>> encode_labels([[0, 1], [1, -1]])[1:4]
    b'PNG'
    """
    owner = "encode_labels"
    found = check_labels(owner, "labels", labels, 2**16 - 2)
    if found.ndim != 2 or found.size == 0:
        got = Received(f"one of shape {found.shape}")
        raise ParameterError(owner, "labels", "an array of two axes with a pixel", got)
    kind = check_choice(owner, "kind", kind, ("png", "tiff"))
    numbers = np.maximum(found, -1) + 1
    numbers = numbers.astype(np.uint8 if numbers.max() < 2**8 else np.uint16)
    if kind == "png":
        return png_bytes(Image.fromarray(numbers))
    from tifffile import imwrite  # takes a tenth of a second: only those who write need it

    file = BytesIO()
    imwrite(file, numbers, photometric="minisblack", compression="deflate")
    return file.getvalue()


def encode_overlay(display: NDArray[np.uint8], labels: NDArray[np.intp]) -> bytes:
    """Return regions laid over their picture, as a PNG in colour.

    Parameters
    ----------
    display : ndarray of shape (H, W) or (H, W, 3), uint8
        As of `PreparedPicture`.
    labels : ndarray of shape (H, W), int
        There are colours for 64 regions; further ones begin again with the first.
    """
    colours = rgb(REGIONS)
    below = display if display.ndim == 3 else np.repeat(display[..., None], 3, axis=2)
    above = colours[np.maximum(labels, 0) % len(REGIONS)]
    mixed = np.where(labels[..., None] >= 0, below * (1 - OPACITY) + above * OPACITY, below)
    return png_bytes(Image.fromarray(np.rint(mixed).astype(np.uint8)))
