"""Pictures by Pillow: its own images, and all formats but TIFF."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from functools import partial
from io import BytesIO

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from segmentation._validation import check_integer
from segmentation.pictures.decoding import png16
from segmentation.pictures.decoding.complete import missing_rows
from segmentation.pictures.image_file import Channels, Origin, check_size

__all__ = ["channels_of", "decode", "turn", "with_page"]

FORMATS = ("PNG", "JPEG", "GIF", "BMP", "WEBP", "PPM")
ORIENTATION = 0x0112  # tag of EXIF and of TIFF

# Other colour models, and what they are converted to.
CONVERTED = {
    "CMYK": ("RGB", "Its CMYK was converted to RGB."),
    "YCbCr": ("RGB", "Its YCbCr was converted to RGB."),
    "HSV": ("RGB", "Its HSV was converted to RGB."),
    "RGBX": ("RGB", ""),
    "La": ("LA", ""),
    "RGBa": ("RGBA", ""),
    "1": ("L", ""),
}


def decode(
    origin: Origin, content: bytes, formats: tuple[str, ...] = FORMATS
) -> tuple[Origin, Channels]:
    """Decode a file's page; refuse pictures that are too large before that."""
    with Image.open(BytesIO(content), formats=formats) as image:
        check_size(origin, image.height, image.width)
        found = with_page(origin, image.format or "", getattr(image, "n_frames", 1))
        if found.page:
            image.seek(found.page)
            check_size(origin, image.height, image.width)
        elif missing := missing_rows(content, image):
            got = f"one of {image.height:,} rows, of which {missing:,} are missing"
            raise origin.refuse("a complete picture", got)
        deep = image.format == "PNG" and content[24] == 16 and content[25] != 0
        read = partial(channels_of, found)
        channels = png16.decode(content, image, read) if deep else read(image)
        if channels is None:
            channels = read(image)
            note = "Its 16 bits per channel were reduced to 8; a TIFF keeps them."
            channels = replace(channels, notes=(*channels.notes, note))
    return found, channels


def with_page(origin: Origin, name: str, n_pages: int) -> Origin:
    """Return an origin of a known format and number of pages; refuse a page that is not there."""
    if n_pages < 1:
        raise origin.refuse("a picture that can be decoded", "a damaged file without any page")
    check_integer(origin.owner, "page", origin.page, 0, n_pages - 1)
    return replace(origin, format=name, n_pages=n_pages)


def channels_of(origin: Origin, image: Image.Image) -> Channels:
    """Return the channels of an image, as grey or RGB, turned as its EXIF says."""
    notes = []
    target, note = CONVERTED.get(image.mode, (image.mode, ""))
    if image.mode in ("P", "PA"):
        target = "RGBA" if image.has_transparency_data else "RGB"
        note = "The colours of its palette were applied."
    elif image.mode in ("1", "L", "RGB") and image.has_transparency_data:
        target += "A"
    if target not in ("L", "LA", "RGB", "RGBA", "F", "I") and not target.startswith("I;16"):
        raise origin.refuse("a grey or colour picture", f"one of Pillow's mode {image.mode!r}")
    notes += [note] if note else []
    if image.info.get("icc_profile"):
        notes.append("Its colour profile is ignored: the values are taken as sRGB.")
    values = np.asarray(image if target == image.mode else image.convert(target))
    alpha = None
    if target in ("LA", "RGBA"):
        alpha = values[..., -1] / np.float32(255)
        values = values[..., 0] if target == "LA" else values[..., :3]
    elif "transparency" in image.info and target.startswith("I;16"):
        alpha = (values != image.info["transparency"]).astype(np.float32)
    orientation = 1
    with suppress(Exception):  # EXIF can be damaged in any way, and is not needed
        orientation = image.getexif().get(ORIENTATION, 1)
    return turn(Channels(values, alpha, notes=tuple(notes)), orientation)


def turn(found: Channels, orientation: object) -> Channels:
    """Turn and mirror a picture by the orientation, 1 to 8, of EXIF or TIFF."""
    if not isinstance(orientation, int) or not 2 <= orientation <= 8:
        return found
    alpha = None if found.alpha is None else _turned(found.alpha, orientation)
    note = f"It was turned upright, as its orientation tag ({int(orientation)}) says."
    return replace(
        found, values=_turned(found.values, orientation), alpha=alpha, notes=(*found.notes, note)
    )


def _turned(array: NDArray[np.generic], orientation: int) -> NDArray[np.generic]:
    """Turn an array; of 5 to 8 the file's rows are columns of the picture."""
    if orientation >= 5:
        array = array.swapaxes(0, 1)
    rows = slice(None, None, -1) if orientation in (3, 4, 7, 8) else slice(None)
    columns = slice(None, None, -1) if orientation in (2, 3, 6, 7) else slice(None)
    return array[rows, columns]
