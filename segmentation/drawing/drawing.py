"""A drawing, which can be written as SVG and as PNG."""

from __future__ import annotations

from dataclasses import dataclass

from segmentation.drawing.png import write_png
from segmentation.drawing.shapes import Page
from segmentation.drawing.svg import image_tag, write_svg

__all__ = ["Drawing"]


@dataclass(frozen=True)
class Drawing(Page):
    """A page of shapes with its file formats.

    Attributes
    ----------
    width, height : float
        In points (1/72 inch).
    shapes : tuple of Shape
        Later ones lie over earlier ones.
    title : str
        Description for screen readers.
    """

    def svg(self) -> str:
        """Return the drawing as an SVG document: lines and text are vectors, pixels an image.

        Returns
        -------
        str
        """
        return write_svg(self)

    def png(self) -> bytes:
        """Return the drawing as a PNG file of 600 dots per inch.

        Returns
        -------
        bytes
        """
        return write_png(self)

    def _repr_html_(self) -> str:
        return image_tag(self)
