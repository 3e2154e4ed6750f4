"""Reading pictures from files, with bounds that are checked before anything is decoded."""

from __future__ import annotations

import os
import warnings
from pathlib import Path
from typing import Any

from numpy.typing import ArrayLike
from PIL import Image, UnidentifiedImageError

from segmentation._validation import check_integer
from segmentation.errors import ParameterError
from segmentation.pictures.decoding import memory, pillow, tiff
from segmentation.pictures.image_file import ImageFile, Origin, finish

__all__ = ["KINDS", "LAST_PAGE", "MOST_BYTES", "check_length", "read", "read_bytes", "read_image"]

MOST_BYTES = 20_000_000
LAST_PAGE = 9999
KINDS = "a PNG, JPEG, TIFF, GIF, BMP, WebP or PNM file"


def read_image(
    source: str | os.PathLike[str] | bytes | Image.Image | ArrayLike, *, page: int = 0
) -> ImageFile:
    """Read a picture from a file, and tell what was done to it.

    Turns by EXIF are applied, palettes and CMYK become RGB, and NaN becomes a mask. 16-bit, signed
    and float values stay as they are.

    Parameters
    ----------
    source : path, bytes, Pillow image, or array-like
        File of a picture, or its content, up to 20 MB and 40 megapixels, as PNG, JPEG, TIFF, GIF,
        BMP, WebP or PNM. Or a picture in memory, of shape (H, W), (H, W, 1), (H, W, 3) or
        (H, W, 4); channels on the first axis are recognized if the last one cannot be theirs.
        Masked pixels of a masked array are outside.
    page : int, default=0
        Page of a TIFF or frame of an animation, from 0.

    Returns
    -------
    ImageFile

    Raises
    ------
    ParameterError
        If there is no such page; `ImageError` if the file cannot be read as a picture.

    Examples
    --------
    >>> import numpy as np
    >>> read_image(np.array([[0, 3000], [100, 200]], np.uint16)).notes
    ('Its values need 12 of 16 bits.',)
    """
    return read("read_image", "source", source, page)


def read(owner: str, parameter: str, source: Any, page: Any = 0) -> ImageFile:
    """Do the work of `read_image`, with errors in the name of another function."""
    page = check_integer(owner, "page", page, 0, LAST_PAGE)
    origin = Origin(owner, parameter, page=page)
    if isinstance(source, (bytes, bytearray)):
        return _decoded(origin, bytes(source))
    if isinstance(source, (str, os.PathLike)):
        return _decoded(origin, read_bytes(origin, source))
    origin = pillow.with_page(origin, "array", 1)
    return finish(origin, memory.channels_of(origin, source))


def read_bytes(origin: Origin, path: str | os.PathLike[str]) -> bytes:
    """Return the content of a file, if it is not too large."""
    try:
        size = os.stat(path).st_size
        content = Path(path).read_bytes() if size <= MOST_BYTES else b""
    except (OSError, ValueError) as error:  # a path can contain a zero byte
        why = getattr(error, "strerror", None) or "no file can have that name"
        raise origin.refuse("a file that can be read", f"{os.fspath(path)!r} ({why})") from None
    check_length(origin, size)
    return content


def check_length(origin: Origin, size: int) -> None:
    """Raise ImageError if a file has too many bytes."""
    if size > MOST_BYTES:
        rule = f"a file of at most {MOST_BYTES // 1_000_000} MB"
        raise origin.refuse(rule, f"one of {size / 1e6:,.1f} MB")


def _decoded(origin: Origin, content: bytes) -> ImageFile:
    check_length(origin, len(content))
    if not content:
        raise origin.refuse(KINDS, "an empty file")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # libraries warn of what is refused or told here
            if content.startswith(tiff.SIGNATURES):
                found, channels = tiff.decode(origin, content)
            else:
                found, channels = pillow.decode(origin, content)
    except ParameterError:
        raise
    except UnidentifiedImageError:
        raise origin.refuse(KINDS, _kind(content)) from None
    except Image.DecompressionBombError as error:
        raise origin.refuse("a picture of at most 40 megapixels", str(error)) from None
    except Exception as error:  # a damaged file can make a decoder raise anything
        why = " ".join(str(error).split())[:120] or type(error).__name__
        raise origin.refuse("a picture that can be decoded", f"a damaged one ({why})") from None
    return finish(found, channels)


def _kind(content: bytes) -> str:
    """Return a guess of what a file is that is no picture."""
    start = content[:1000].lower()
    if b"<svg" in start:
        return "an SVG document, which has shapes in place of pixels"
    if start[4:8] == b"ftyp":
        return "an HEIF, AVIF or video file: save it as JPEG or PNG"
    if start.startswith(b"%pdf"):
        return "a PDF document"
    return "a file of another kind, or a damaged one"
