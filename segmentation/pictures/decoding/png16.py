"""PNG of 16 bits per channel in colour or with alpha, for which Pillow has no mode.

Pillow keeps the first of the two bytes of each number, which is the high one. Decoded a second time
as if the file were little-endian, it keeps the second one. Grey with alpha has four bytes per
pixel, as RGBA of 8 bits, which Pillow keeps: so it is decoded once, with that header.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO

import numpy as np
from PIL import Image

from segmentation.pictures.image_file import Channels

__all__ = ["decode"]

GREY_ALPHA, RGBA = 4, 6  # the header's type of colour
LITTLE_ENDIAN = {2: "RGB;16L", 6: "RGBA;16L"}  # by that type
HEADER = slice(12, 29)  # its place in a file, with its name; a checksum follows
TYPE = 25  # place of the type; the number of bits is before it
MOST_PIXELS = 16_000_000  # of more, the high bytes have to do, for the sake of memory


def decode(
    content: bytes, image: Image.Image, read: Callable[[Image.Image], Channels]
) -> Channels | None:
    """Return the channels of an opened picture with all bits.

    Parameters
    ----------
    content : bytes
        Of the file.
    image : PIL.Image.Image
        The picture in it.
    read : callable
        Returns the channels that Pillow has of a picture, of 8 bits.

    Returns
    -------
    Channels or None
        None for animations, and for colour pictures that are too large to be decoded twice.
    """
    if getattr(image, "n_frames", 1) > 1:
        return None
    kind = content[TYPE]
    if kind == GREY_ALPHA:
        with Image.open(BytesIO(_with_header(content, 8, RGBA)), formats=("PNG",)) as halves:
            return _grey_and_alpha(read(halves))
    if kind not in LITTLE_ENDIAN or image.height * image.width > MOST_PIXELS:
        return None
    transparent = image.info.pop("transparency", None)  # of 16 bits, so it is compared here
    with _low_bytes(content, LITTLE_ENDIAN[kind]) as low:
        found = _joined(read(image), read(low))
    if transparent is None:
        return found
    opaque = (found.values != np.asarray(transparent)).any(axis=2)
    return replace(found, alpha=opaque.astype(np.float32))


def _with_header(content: bytes, bits: int, kind: int) -> bytes:
    """Return a file with another number of bits and another type in its header."""
    header = (
        content[HEADER.start : TYPE - 1] + bytes((bits, kind)) + content[TYPE + 1 : HEADER.stop]
    )
    checksum = struct.pack(">I", zlib.crc32(header))
    return content[: HEADER.start] + header + checksum + content[HEADER.stop + 4 :]


def _grey_and_alpha(halves: Channels) -> Channels:
    """Return grey and alpha of 16 bits, whose bytes were taken for the four channels of RGBA."""
    high, low, alpha = (halves.values[..., i] for i in range(3))
    values = high.astype(np.uint16) << 8 | low
    if halves.alpha is None:
        return replace(halves, values=values)
    opacity = (alpha * 256.0 + halves.alpha * 255) / 65535
    return replace(halves, values=values, alpha=np.asarray(opacity, np.float32))


def _low_bytes(content: bytes, kind: str) -> Image.Image:
    """Return the low bytes of a picture as another one."""
    low = Image.open(BytesIO(content), formats=("PNG",))
    low.info.pop("transparency", None)
    low.tile = [tile._replace(args=kind) for tile in low.tile]
    return low


def _joined(high: Channels, low: Channels) -> Channels:
    """Return channels of 16 bits from those of their high and low bytes."""
    values = high.values.astype(np.uint16) << 8 | low.values
    alpha = high.alpha
    if alpha is not None and low.alpha is not None:
        alpha = np.asarray((alpha * 256.0 + low.alpha) / 257, np.float32)
    return replace(high, values=values, alpha=alpha)
