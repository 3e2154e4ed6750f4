"""Pictures for print and for notebooks; SVG and PNG are written from the same shapes."""

from segmentation.drawing.drawing import Drawing
from segmentation.drawing.pictures import draw_pictures

__all__ = ["Drawing", "draw_pictures"]
