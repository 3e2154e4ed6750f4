"""The original and the labelled picture side by side, with axes, colours and a caption."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Sequence
from math import floor, log10
from typing import Protocol, TypeGuard, runtime_checkable

import numpy as np
from numpy.typing import ArrayLike, NDArray

from segmentation._validation import (
    check_bounds,
    check_image,
    check_items,
    check_labels,
    check_texts,
)
from segmentation.drawing.colors import IMAGE_SCALE, OUTLINE, OUTSIDE, REGIONS, shades
from segmentation.drawing.drawing import Drawing
from segmentation.drawing.levels import color_levels, image_levels, region_levels, share
from segmentation.drawing.png import DOTS_PER_INCH
from segmentation.drawing.shapes import Box, Line, Pixels, Ring, Shape, Text
from segmentation.errors import ParameterError, Received

__all__ = ["draw_pictures", "outline"]

LARGEST = 210.0  # side of a picture, in points: two of them fill a page's width
LEFT, TOP, RIGHT, GAP = 24.0, 24.0, 12.0, 24.0
BELOW = 16.0  # distance of the colour bar and of the legend from their picture
SMALL = 6.0  # font size at the axes
QUIET = "#555555"
MOST = 1000  # largest number of circles, and of paragraphs
PER_ROW = 11  # regions in a row of the legend


@runtime_checkable
class Outline(Protocol):
    """A circle to be drawn, such as a `Circle` of a scene; centre and radius in pixels."""

    @property
    def row(self) -> float:
        """Row of the centre."""

    @property
    def col(self) -> float:
        """Column of the centre."""

    @property
    def radius(self) -> float:
        """Radius of the circle."""


def draw_pictures(
    image: ArrayLike,
    labels: ArrayLike | None = None,
    *,
    circles: Iterable[Outline] = (),
    value_range: tuple[float, float] | None = None,
    titles: tuple[str, str] = ("Original", "Labels"),
    caption: Sequence[str] = (),
) -> Drawing:
    """Draw an image and the regions found in it.

    Parameters
    ----------
    image : array-like of shape (H, W), or ndarray of shape (H, W, 3), uint8
        Grey: real and finite, without masked pixels; drawn with a colour bar. Or RGB: drawn in at
        most 256 of its own colours.
    labels : array-like of shape (H, W), int, default=None
        Region of each pixel, negative or masked outside; None draws the image alone. There are
        colours for 64 regions; further ones begin again with the first.
    circles : iterable of Circle, default=()
        Circles to outline in both pictures, up to 1,000.
    value_range : tuple of two floats, default=None
        Values at the ends of the colour bar of a grey image; None means its least and largest.
    titles : tuple of two str, default=("Original", "Labels")
        Titles of the image and of the labels.
    caption : sequence of str, default=()
        Paragraphs below the pictures.

    Returns
    -------
    Drawing
        Its methods `svg()` and `png()` return the files. In the PNG all pixels have the same size
        in dots.

    Raises
    ------
    ParameterError
        If an argument breaks its rule or the labels do not fit the image; `ImageError` if the image
        is invalid.

    Examples
    --------
    >>> drawing = draw_pictures([[1, 2], [2, 1]], [[0, 1], [1, 0]], caption=["A chessboard."])
    >>> drawing.svg().startswith("<svg"), drawing.png()[1:4]
    (True, b'PNG')
    """
    owner = "draw_pictures"
    bounds = None if value_range is None else check_bounds(owner, "value_range", value_range)
    if _is_rgb(image):
        original, bar = _pixels(LEFT, *color_levels(image)), []
    else:
        grey = check_image(owner, image)
        low, high = bounds or (float(grey.min()), float(grey.max()))
        original = _pixels(LEFT, image_levels(grey, low, high), shades(IMAGE_SCALE))
        bar = _bar(original, low, high)
    shape = original.levels.shape
    found = None if labels is None else check_labels(owner, "labels", labels)
    if found is not None and found.shape != shape:
        rule = f"of the image's shape {shape}"
        raise ParameterError(owner, "labels", rule, Received(f"one of {found.shape}"))
    outlines: tuple[Outline, ...] = check_items(
        owner,
        "circles",
        circles,
        Outline,  # type: ignore[type-abstract]
        0,
        MOST,
        f"up to {MOST:,} circles",
    )
    first, second = check_texts(owner, "titles", titles, 2, 2, "two strings")
    caption = check_texts(owner, "caption", caption, 0, MOST, f"up to {MOST:,} strings")
    shapes = [*_panel(first, original, outlines), *bar]
    if found is not None:
        colors = (OUTSIDE, *REGIONS)
        regions = _pixels(LEFT + original.width + GAP, region_levels(found), colors)
        shapes += [*_panel(second, regions, outlines), *_legend(regions, found)]
    last = max(s.x + s.width for s in shapes if isinstance(s, Pixels | Box))
    width = max(last + RIGHT, 240.0)
    text, bottom = _caption(caption, max(s.y for s in shapes if isinstance(s, Text)), width)
    title = first if found is None else f"{first} and {second}"
    return Drawing(width, bottom, (*shapes, *text), " – ".join((title, *caption)))


def _pixels(x: float, levels: NDArray[np.uint8], palette: tuple[str, ...]) -> Pixels:
    """Place a picture, as large as possible with a whole number of dots per pixel."""
    rows, cols = levels.shape
    dots = max(1, floor(LARGEST / 72 * DOTS_PER_INCH / max(rows, cols)))
    cell = dots * 72 / DOTS_PER_INCH
    return Pixels(x, TOP, cols * cell, rows * cell, levels, palette)


def _panel(title: str, pixels: Pixels, circles: tuple[Outline, ...]) -> list[Shape]:
    """Draw a picture with its title, outlines and axes."""
    rows, cols = pixels.levels.shape
    cell = pixels.width / cols
    x, y, right, bottom = pixels.x, pixels.y, pixels.x + pixels.width, pixels.y + pixels.height
    shapes: list[Shape] = [Text((x + right) / 2, y - 8, title, 9, "middle")]
    for col in _ticks(0, cols - 1):
        at = x + (col + 0.5) * cell
        shapes.append(Line(at, bottom, at, bottom + 2.4))
        shapes.append(Text(at, bottom + 9, f"{col:g}", SMALL, "middle"))
    for row in _ticks(0, rows - 1):
        at = y + (row + 0.5) * cell
        shapes.append(Line(x - 2.4, at, x, at))
        shapes.append(Text(x - 4, at + 2, f"{row:g}", SMALL, "end"))
    shapes.append(pixels)
    return shapes + outline(circles, pixels, (1.6, 0.6))


def outline(
    circles: Iterable[Outline], pixels: Pixels, strokes: tuple[float, float]
) -> list[Shape]:
    """Outline circles over a picture, each by two lines of the widths `strokes`."""
    cell = pixels.width / pixels.levels.shape[1]
    return [
        Ring(
            pixels.x + (circle.col + 0.5) * cell,
            pixels.y + (circle.row + 0.5) * cell,
            circle.radius * cell,
            stroke,
            color,
            pixels,
        )
        for circle in circles
        for stroke, color in zip(strokes, OUTLINE, strict=True)
    ]


def _is_rgb(image: ArrayLike) -> TypeGuard[NDArray[np.uint8]]:
    """Return True for 8-bit pixels of three channels."""
    if not isinstance(image, np.ndarray) or isinstance(image, np.ma.MaskedArray):
        return False
    return image.dtype == np.uint8 and image.ndim == 3 and image.shape[2] == 3 and image.size > 0


def _bar(pixels: Pixels, low: float, high: float) -> list[Shape]:
    """Draw the colour bar below the original, one box for each colour."""
    x, y, width, height = pixels.x, pixels.y + pixels.height + BELOW, pixels.width, 6.0
    levels = np.arange(len(pixels.palette), dtype=np.uint8)[None]
    shapes: list[Shape] = [Pixels(x, y, width, height, levels, pixels.palette)]
    for value in _ticks(low, high):
        at = x + width * (share(value, low, high) if high > low else 0.5)
        shapes.append(Line(at, y + height, at, y + height + 2.4))
        shapes.append(Text(at, y + height + 9, f"{value:g}", SMALL, "middle"))
    return shapes


def _legend(pixels: Pixels, labels: NDArray[np.intp]) -> list[Shape]:
    """Draw the legend of the regions that have pixels, counted from 1 as on the page."""
    shapes: list[Shape] = []
    y = pixels.y + pixels.height + BELOW
    step = LARGEST / PER_ROW
    for i, region in enumerate(np.unique(labels[labels >= 0])):
        x, top = pixels.x + i % PER_ROW * step, y + i // PER_ROW * 9
        shapes.append(Box(x, top, 6, 6, REGIONS[region % len(REGIONS)]))
        shapes.append(Text(x + 7.5, top + 5.2, str(region + 1), SMALL))
    return shapes


def _caption(paragraphs: Sequence[str], y: float, width: float) -> tuple[list[Shape], float]:
    """Return the lines of a caption, and the y at which the page ends below them."""
    size = 7.0
    letters = int((width - LEFT - RIGHT) / (0.5 * size))  # a letter is half as wide as its size
    lines = [line for text in paragraphs for line in textwrap.wrap(text, letters)]
    y += 5
    shapes: list[Shape] = [
        Text(LEFT, y + 9.5 * (i + 1), line, size, color=QUIET) for i, line in enumerate(lines)
    ]
    return shapes, y + 9.5 * len(lines) + 8


def _ticks(low: float, high: float) -> list[float]:
    """Round numbers from low to high, about five of them.

    Examples
    --------
    >>> _ticks(0, 99), _ticks(0.4, 2.6)
    ([0.0, 20.0, 40.0, 60.0, 80.0], [0.5, 1.0, 1.5, 2.0, 2.5])
    """
    if high <= low:
        return [low]
    rough = high / 6 - low / 6
    if rough < 1e-300:  # so small that a tenth of it is not exact
        return [low, high]
    power = 10.0 ** floor(log10(rough))
    step = next((m * power for m in (1, 2, 5) if m * power >= rough), 10 * power)
    first, last = int(np.ceil(low / step - 1e-9)), int(np.floor(high / step + 1e-9))
    return [float(f"{i * step:.12g}") for i in range(first, last + 1)]
