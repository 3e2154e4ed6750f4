"""Pictures for print and for notebooks, as SVG and PNG, drawn from the same shapes."""

from segmentation.drawing.drawing import Drawing
from segmentation.drawing.pictures import draw_pictures

__all__ = ["Drawing", "draw_pictures"]
