"""Drawings as PNG."""

from __future__ import annotations

from functools import cache
from io import BytesIO
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from segmentation.drawing.colors import rgb
from segmentation.drawing.shapes import Box, Line, Page, Pixels, Ring, Shape, Text

__all__ = ["DOTS_PER_INCH", "indexed_png", "png_bytes", "write_png"]

DOTS_PER_INCH = 600
DOTS = DOTS_PER_INCH / 72  # per point

ANCHORS = {"start": "ls", "middle": "ms", "end": "rs"}  # Pillow's names, on the baseline


def indexed_png(
    levels: NDArray[np.uint8], palette: tuple[str, ...], transparent: int | None = None
) -> bytes:
    """Return a PNG file with a palette, one dot per pixel.

    Parameters
    ----------
    levels : ndarray of shape (H, W), uint8
    palette : tuple of str
        Colours, ``"#rrggbb"``; up to 256.
    transparent : int, default=None
        Index that is transparent.
    """
    image = Image.fromarray(np.ascontiguousarray(levels))
    image.putpalette(rgb(palette).tobytes())
    return png_bytes(image, **({} if transparent is None else {"transparency": transparent}))


def write_png(page: Page) -> bytes:
    """Return a PNG file, which states the drawing's size on paper."""
    size = (_dots(page.width), _dots(page.height))
    image = Image.new("RGB", size, "#ffffff")
    for shape in page.shapes:
        _draw(image, shape)
    return png_bytes(image, dpi=(DOTS_PER_INCH, DOTS_PER_INCH))


def _draw(image: Image.Image, shape: Shape) -> None:
    pen = ImageDraw.Draw(image)
    match shape:
        case Box():
            pen.rectangle(_corners(shape), fill=shape.color)
        case Pixels():
            colors = rgb(shape.palette)
            left, top, right, bottom = _corners(shape)
            size = (right - left + 1, bottom - top + 1)
            cells, seen = (
                Image.fromarray(each).resize(size, Image.Resampling.NEAREST)
                for each in (colors[shape.levels], shape.levels != shape.transparent)
            )
            image.paste(cells, (left, top), seen)
        case Ring():
            left, top, right, bottom = _corners(shape.within)
            part = image.crop((left, top, right + 1, bottom + 1))
            stroke = max(1, _dots(shape.stroke))
            x, y = shape.x * DOTS - left, shape.y * DOTS - top
            reach = shape.radius * DOTS + stroke / 2
            ImageDraw.Draw(part).ellipse(
                (x - reach, y - reach, x + reach, y + reach), outline=shape.color, width=stroke
            )
            image.paste(part, (left, top))
        case Line():
            ends = tuple(_dots(v) for v in (shape.x1, shape.y1, shape.x2, shape.y2))
            pen.line(ends, fill=shape.color, width=max(1, _dots(shape.stroke)))
        case Text():
            place = (shape.x * DOTS, shape.y * DOTS)
            anchor = ANCHORS[shape.anchor]
            pen.text(place, shape.text, shape.color, _font(shape.size), anchor=anchor)


def _dots(points: float) -> int:
    return round(points * DOTS)


def _corners(shape: Box | Pixels) -> tuple[int, int, int, int]:
    """Return the first and last dots of a rectangle, both included, as Pillow expects."""
    x, y = _dots(shape.x), _dots(shape.y)
    return x, y, x + _dots(shape.width) - 1, y + _dots(shape.height) - 1


@cache
def _font(size: float) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    """Return Pillow's own font, the same on every machine; it has only Latin letters."""
    return ImageFont.load_default(size * DOTS)


def png_bytes(image: Image.Image, **options: Any) -> bytes:
    """Return the PNG file of an image; `options` are Pillow's."""
    buffer = BytesIO()
    image.save(buffer, "png", **options)
    return buffer.getvalue()
