"""Drawings as SVG."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Sequence
from html import escape

from segmentation.drawing.colors import OUTLINE
from segmentation.drawing.png import indexed_png
from segmentation.drawing.shapes import Box, Line, Page, Pixels, Ring, Shape, Text

__all__ = ["image_tag", "svg_for_screen", "write_svg"]

POINTS_PER_MM = 72 / 25.4
NAMESPACES = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'


def write_svg(page: Page) -> str:
    """Return an SVG document of the drawing's size on paper."""
    width, height = page.width, page.height
    return "\n".join(
        (
            f"<svg {NAMESPACES}"
            f' width="{_n(width / POINTS_PER_MM)}mm" height="{_n(height / POINTS_PER_MM)}mm"'
            f' viewBox="0 0 {_n(width)} {_n(height)}" font-family="Helvetica, Arial, sans-serif">',
            f"<title>{escape(page.title)}</title>",
            '<rect width="100%" height="100%" fill="#ffffff"/>',
            *(_element(shape) for shape in page.shapes),
            "</svg>",
        )
    )


def svg_for_screen(pages: Sequence[Page], gap: float) -> str:
    """Return an SVG document of pages side by side, without paper, that fits a box of any size.

    Each page is centred in its share of the box, as large as fits. The widths of strokes are in
    pixels of the screen.

    Parameters
    ----------
    pages : sequence of Page
        Their titles are not used.
    gap : float
        Space between two shares, as a fraction of the width.
    """
    share = (1 - gap * (len(pages) - 1)) / len(pages)
    return "\n".join(
        (
            f'<svg {NAMESPACES} width="100%" height="100%">',
            "<style>circle{vector-effect:non-scaling-stroke}"
            f'[stroke="{OUTLINE[0]}"]{{stroke-opacity:.75}}</style>',
            *(
                f'<svg x="{_n(100 * i * (share + gap))}%" width="{_n(100 * share)}%" height="100%"'
                f' viewBox="0 0 {_n(page.width)} {_n(page.height)}">'
                f"{''.join(_element(shape) for shape in page.shapes)}</svg>"
                for i, page in enumerate(pages)
            ),
            "</svg>",
        )
    )


def image_tag(page: Page) -> str:
    """Return the drawing as an HTML image, which the page's style sheets cannot change."""
    source = b64encode(write_svg(page).encode()).decode()
    return (
        f'<img alt="{escape(page.title)}" style="max-width: 100%"'
        f' src="data:image/svg+xml;base64,{source}">'
    )


def _element(shape: Shape) -> str:
    match shape:
        case Box():
            return f'<rect {_place(shape)} fill="{shape.color}"/>'
        case Pixels():
            # Browsers know both names of the reference, drawing programs often only the namespaced
            # one.
            png = indexed_png(shape.levels, shape.palette, shape.transparent)
            data = b64encode(png).decode()
            return (
                f'<image {_place(shape)} preserveAspectRatio="none"'
                ' style="image-rendering: crisp-edges; image-rendering: pixelated"'
                f' xlink:href="data:image/png;base64,{data}"/>'
            )
        case Ring():
            x, y = shape.x - shape.within.x, shape.y - shape.within.y
            return (  # an inner document clips its content
                f'<svg {_place(shape.within)}><circle cx="{_n(x)}" cy="{_n(y)}"'
                f' r="{_n(shape.radius)}" fill="none" stroke="{shape.color}"'
                f' stroke-width="{_n(shape.stroke)}"/></svg>'
            )
        case Line():
            return (
                f'<line x1="{_n(shape.x1)}" y1="{_n(shape.y1)}" x2="{_n(shape.x2)}"'
                f' y2="{_n(shape.y2)}" stroke="{shape.color}" stroke-width="{_n(shape.stroke)}"/>'
            )
        case Text():
            return (
                f'<text x="{_n(shape.x)}" y="{_n(shape.y)}" font-size="{_n(shape.size)}"'
                f' text-anchor="{shape.anchor}" fill="{shape.color}">{escape(shape.text)}</text>'
            )


def _place(shape: Box | Pixels) -> str:
    return (
        f'x="{_n(shape.x)}" y="{_n(shape.y)}" width="{_n(shape.width)}" height="{_n(shape.height)}"'
    )


def _n(value: float) -> str:
    return f"{round(value, 3):g}"
