"""Pictures for print and for notebooks, as SVG and PNG, drawn from the same shapes."""

from segmentation.drawing.pictures import draw_pictures
from segmentation.drawing.shapes import Drawing

__all__ = ["Drawing", "draw_pictures"]
