"""Pictures in memory: arrays of any layout whose axes are certain, and Pillow's images."""

from __future__ import annotations

from typing import Any

import numpy as np
from PIL import Image

from segmentation._validation.arrays import check_kind
from segmentation.errors import ImageError
from segmentation.pictures.decoding import pillow
from segmentation.pictures.image_file import Channels, Origin

__all__ = ["channels_of"]

COLOURS = (3, 4)  # channels of RGB and of RGBA


def channels_of(origin: Origin, source: Any) -> Channels:
    """Return the channels of an array or a Pillow image."""
    if isinstance(source, Image.Image):
        return pillow.channels_of(origin, source)
    rule = "an image file, a Pillow image, or an array of real numbers with two or three axes"
    array, hidden = check_kind(origin.owner, origin.parameter, source, "buif", rule, ImageError)
    if array.size == 0 or array.ndim not in (2, 3):
        raise origin.refuse(rule, f"an array of shape {array.shape}")
    if array.dtype.kind == "b":
        array = array * np.uint8(255)
    notes: tuple[str, ...] = ()
    if array.ndim == 3:
        axis = _channel_axis(origin, array.shape)
        array = np.moveaxis(array, axis, -1)
        if axis == 0:
            notes = (f"Its first axis, of {array.shape[-1]}, was taken as the channels.",)
        if hidden is not None:
            hidden = np.asarray(np.moveaxis(hidden, axis, -1).any(axis=2))
    alpha = None
    if array.ndim == 3 and array.shape[2] == 4:
        most = np.iinfo(array.dtype).max if array.dtype.kind in "iu" else 1
        alpha, array = (array[..., 3] / most).astype(np.float32), array[..., :3]
    elif array.ndim == 3 and array.shape[2] == 1:
        array = array[..., 0]
    if hidden is None:
        return Channels(array, alpha, notes=notes)
    count = f"{int(hidden.sum()):,} masked pixels are outside of the mask."
    return Channels(array, alpha, ~hidden, (*notes, count))


def _channel_axis(origin: Origin, shape: tuple[int, ...]) -> int:
    """Return the axis of the channels, the last or the first one, if that is certain."""
    first, last = shape[0], shape[2]
    if last == 1 or (last in COLOURS and first not in (1, *COLOURS)):
        return -1
    if first == 1 or (first in COLOURS and last not in COLOURS):
        return 0
    rule = "a grey picture of shape (H, W) or a colour one of shape (H, W, 3) or (H, W, 4)"
    if first in COLOURS:
        rule += "; np.moveaxis(array, 0, -1) moves channels from the first axis to the last"
    else:
        rule += "; array[0] is the first picture of a stack, array[..., 0] the first channel"
    raise origin.refuse(rule, f"an array of shape {shape}")
