"""TIFF by tifffile, which keeps 16-bit, signed and float values; by Pillow where it cannot."""

from __future__ import annotations

import logging
from io import BytesIO
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from segmentation.pictures.decoding import pillow
from segmentation.pictures.image_file import Channels, Origin, check_size

if TYPE_CHECKING:
    from tifffile import TiffPage

__all__ = ["SIGNATURES", "decode"]

SIGNATURES = (b"II*\0", b"MM\0*", b"II+\0", b"MM\0+")  # TIFF and BigTIFF
WHITE_IS_0, BLACK_IS_0, RGB, PALETTE, CMYK = 0, 1, 2, 3, 5  # photometric interpretations
ASSOCIATED = 1  # the colours are multiplied by alpha
COLOURS = {WHITE_IS_0: 1, BLACK_IS_0: 1, RGB: 3, PALETTE: 1, CMYK: 4}


def decode(origin: Origin, content: bytes) -> tuple[Origin, Channels]:
    """Decode a file's page; refuse pictures that are too large before that."""
    from tifffile import TiffFile  # takes a tenth of a second: only those who read a TIFF need it

    # Of a damaged file it logs every fault, which is told here in one sentence.
    logging.getLogger("tifffile").setLevel(logging.CRITICAL)
    with TiffFile(BytesIO(content)) as file:
        found = pillow.with_page(origin, "TIFF", len(file.pages))
        page: Any = file.pages[found.page]
        check_size(origin, page.imagelength, page.imagewidth)
        parts = zip(page.dataoffsets, page.databytecounts, strict=True)
        if not page.dataoffsets or any(sum(part) > len(content) for part in parts):
            raise origin.refuse("a complete picture", "a truncated TIFF")
        if page.imagedepth > 1 or page.samplesperpixel > 8:
            raise origin.refuse("a picture of two axes", f"a TIFF of shape {page.shape}")
        if page.photometric not in COLOURS or not _is_decodable(page):
            return pillow.decode(origin, content, ("TIFF",))
        values = page.asarray()
        channels = _channels(origin, page, values)
        tag = page.tags.get(pillow.ORIENTATION)
        return found, pillow.turn(channels, 1 if tag is None else int(tag.value))


def _is_decodable(page: TiffPage) -> bool:
    """Return whether tifffile has a decoder; for LZW and JPEG it needs a further package."""
    from tifffile import TIFF

    try:
        TIFF.DECOMPRESSORS[page.compression]
        TIFF.UNPREDICTORS[page.predictor]
    except (KeyError, ValueError):
        return False
    return page.bitspersample in (1, 8, 16, 32, 64)


def _channels(origin: Origin, page: TiffPage, values: NDArray[Any]) -> Channels:
    """Return grey or RGB, and alpha."""
    if values.dtype.kind not in "buif":
        raise origin.refuse("a picture of real numbers", f"one of dtype {values.dtype}")
    n, kind = page.samplesperpixel, int(page.photometric)
    values = values.reshape(
        (n, page.imagelength, page.imagewidth)
        if page.planarconfig == 2 and n > 1
        else (page.imagelength, page.imagewidth, n)
    )
    if page.planarconfig == 2 and n > 1:
        values = np.moveaxis(values, 0, -1)
    notes = []
    if values.dtype.kind == "b":
        values = values * np.uint8(255)
    colours = COLOURS[kind]
    if kind == BLACK_IS_0 and n == 3:
        colours, notes = 3, ["Its three channels are taken as red, green and blue."]
    if n not in (colours, colours + 1):
        got = f"a TIFF of {n} channels"
        raise origin.refuse("a grey or colour picture, with or without alpha", got)
    alpha = _opacity(values[..., -1]) if n > colours else None
    values = values[..., :colours]
    if alpha is not None and page.extrasamples and page.extrasamples[0] == ASSOCIATED:
        values = _divided(values, alpha)
    if kind == WHITE_IS_0 and values.dtype.kind == "u":
        values, notes = np.iinfo(values.dtype).max - values, ["White was 0: it was inverted."]
    elif kind == PALETTE:
        values = (np.asarray(page.colormap)[:, values[..., 0]] >> 8).astype(np.uint8)
        values, notes = np.moveaxis(values, 0, -1), ["The colours of its palette were applied."]
    elif kind == CMYK:
        values, notes = _rgb(values), ["Its CMYK was converted to RGB."]
    return Channels(values[..., 0] if values.shape[2] == 1 else values, alpha, notes=tuple(notes))


def _opacity(values: NDArray[Any]) -> NDArray[np.float32]:
    most = np.iinfo(values.dtype).max if values.dtype.kind in "iu" else 1
    return (values / most).astype(np.float32)


def _divided(values: NDArray[Any], alpha: NDArray[np.float32]) -> NDArray[Any]:
    """Divide colours by alpha, with which they are multiplied in the file."""
    plain = values / np.maximum(alpha, 1e-6)[..., None]
    if values.dtype.kind == "f":
        return plain.astype(values.dtype)
    return np.rint(plain).clip(0, np.iinfo(values.dtype).max).astype(values.dtype)


def _rgb(cmyk: NDArray[Any]) -> NDArray[Any]:
    """Convert CMYK without a profile, as Pillow does."""
    most = np.iinfo(cmyk.dtype).max if cmyk.dtype.kind in "iu" else 1
    light = most - cmyk.astype(np.float64)
    rgb = light[..., :3] * light[..., 3:] / most
    return (np.rint(rgb) if cmyk.dtype.kind in "iu" else rgb).astype(cmyk.dtype)
