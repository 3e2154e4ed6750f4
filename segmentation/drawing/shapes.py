"""The shapes of a drawing. Lengths are points (1/72 inch) from the top left corner."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

__all__ = ["Box", "Line", "Page", "Pixels", "Ring", "Shape", "Text"]


@dataclass(frozen=True)
class Box:
    """A rectangle."""

    x: float
    y: float
    width: float
    height: float
    color: str


@dataclass(frozen=True, eq=False)
class Pixels:
    """An image with a colour for each cell: `levels`, (H, W) uint8, are indices into `palette`.

    Cells with the index `transparent`, if it is given, are not drawn.
    """

    x: float
    y: float
    width: float
    height: float
    levels: NDArray[np.uint8]
    palette: tuple[str, ...]
    transparent: int | None = None


@dataclass(frozen=True)
class Ring:
    """The outline of a circle, clipped to `within`."""

    x: float
    y: float
    radius: float
    stroke: float
    color: str
    within: Pixels


@dataclass(frozen=True)
class Line:
    """A straight line."""

    x1: float
    y1: float
    x2: float
    y2: float
    stroke: float = 0.6
    color: str = "#222222"


@dataclass(frozen=True)
class Text:
    """A line of text; y is its baseline."""

    x: float
    y: float
    text: str
    size: float = 7.0
    anchor: Literal["start", "middle", "end"] = "start"
    color: str = "#222222"


Shape = Box | Pixels | Ring | Line | Text


@dataclass(frozen=True)
class Page:
    """Shapes on white paper, later ones over earlier ones.

    Attributes
    ----------
    width, height : float
        In points.
    shapes : tuple of Shape
    title : str
        Description for screen readers.
    """

    width: float
    height: float
    shapes: tuple[Shape, ...]
    title: str
