"""Drawn states as small raster pictures: the thumbnail of a scene."""

from __future__ import annotations

from collections.abc import Iterable

from PIL import Image, ImageDraw

from components.figures.theme import OUTLINE
from components.page.previews.drawn import Drawn, draw
from components.state.model import ExplorerState
from segmentation import Circle
from segmentation.drawing.colors import OUTSIDE, rgb
from segmentation.drawing.png import png_bytes
from segmentation.drawing.shapes import Pixels

__all__ = ["painted", "saved", "thumbnail_png"]

SIDE = 88  # dots of a thumbnail, which the page shows at half that size
FINER = 4  # lines are drawn larger by that and then reduced, which smooths them


def painted(pixels: Pixels, circles: Iterable[Circle], side: int, stroke: float) -> Image.Image:
    """Paint pixels and the outlines of circles.

    Parameters
    ----------
    pixels : Pixels
        What is transparent becomes the colour of the background.
    circles : iterable of Circle
    side : int
        Longer side of the picture, in dots.
    stroke : float
        Width of an outline, in dots.

    Returns
    -------
    Image
        RGB.
    """
    rows, cols = pixels.levels.shape
    cell = side / max(rows, cols)
    size = (round(cols * cell), round(rows * cell))
    colors = rgb(pixels.palette)
    if pixels.transparent is not None:
        colors[pixels.transparent] = rgb((OUTSIDE,))[0]
    image = Image.fromarray(colors[pixels.levels]).resize(size, Image.Resampling.NEAREST)
    rings = [(c.row + 0.5, c.col + 0.5, c.radius) for c in circles]
    if not rings:
        return image
    lines = Image.new("RGBA", (size[0] * FINER, size[1] * FINER))
    pen = ImageDraw.Draw(lines)
    for color, width in zip(OUTLINE, (3 * stroke, stroke), strict=True):
        for row, col, radius in rings:
            x, y, r = (value * cell * FINER for value in (col, row, radius))
            reach = r + width * FINER / 2
            box = (x - reach, y - reach, x + reach, y + reach)
            pen.ellipse(box, outline=color, width=max(1, round(width * FINER)))
    image.paste(lines := lines.resize(size, Image.Resampling.LANCZOS), (0, 0), lines)
    return image


def thumbnail_png(state: ExplorerState) -> bytes | None:
    """Draw the labels of a state, or of a picture its left half and the labels of the right.

    Returns
    -------
    bytes or None
        PNG file of `SIDE` dots square; None if there is nothing to draw, as of `draw`.
    """
    drawn = draw(state)
    return None if drawn is None else saved(_thumbnail(drawn, bool(state.picture)))


def _thumbnail(drawn: Drawn, halved: bool) -> Image.Image:
    rows, cols = drawn.labels.levels.shape
    longer = round(SIDE * max(rows, cols) / min(rows, cols))
    image = painted(drawn.labels, drawn.circles, longer, 1.2)
    if halved:
        original = painted(drawn.original, (), longer, 0)
        image.paste(original.crop((0, 0, image.width // 2, image.height)))
    left, top = (image.width - SIDE) // 2, (image.height - SIDE) // 2
    return image.crop((left, top, left + SIDE, top + SIDE))


def saved(image: Image.Image) -> bytes:
    """Return an image as a PNG file with a palette, which is a third as large as without."""
    return png_bytes(image.quantize(256, dither=Image.Dither.NONE), optimize=True)
