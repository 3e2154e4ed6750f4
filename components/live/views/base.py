"""The content of a view, and the sources that the views cite."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from functools import cached_property
from html import escape
from typing import Any, Literal

import numpy as np
import plotly.graph_objects as go
from latex2mathml.converter import convert
from numpy.typing import NDArray

from components.live.codec import Arrays
from components.state.model import ExplorerState
from segmentation import PixelEdges, PixelGraph, Segmentation

__all__ = [
    "SOURCES",
    "Content",
    "Strokes",
    "Tile",
    "View",
    "ViewContext",
    "edge_arrays",
    "formula",
    "short_number",
]

SOURCES = {
    "shi-malik": (
        "J. Shi and J. Malik, Normalized cuts and image segmentation, IEEE Trans. Pattern Anal. "
        "Mach. Intell. 22 (2000)",
        "https://doi.org/10.1109/34.868688",
    ),
    "luxburg": (
        "U. von Luxburg, A tutorial on spectral clustering, Stat. Comput. 17 (2007)",
        "https://doi.org/10.1007/s11222-007-9033-z",
    ),
    "damle": (
        "A. Damle, V. Minden and L. Ying, Simple, direct and efficient multi-way spectral "
        "clustering, Inf. Inference 8 (2019)",
        "https://doi.org/10.1093/imaiai/iay008",
    ),
    "yu-shi": (
        "S. X. Yu and J. Shi, Multiclass spectral clustering, ICCV (2003)",
        "https://doi.org/10.1109/ICCV.2003.1238361",
    ),
}


NOTHING = 1e-12  # smaller numbers are rounding errors
LEAST_DECIMAL = 0.001


@dataclass
class ViewContext:
    """A state, its result and the vectors to draw.

    Attributes
    ----------
    state : ExplorerState
    result : Segmentation
    turned : callable
        Computes `vectors`.
    """

    state: ExplorerState
    result: Segmentation
    turned: Callable[[], NDArray[np.float64]]

    @cached_property
    def vectors(self) -> NDArray[np.float64]:
        """The embedding, (n_nodes, n), turned towards what was shown before: nothing flips."""
        return self.turned()


@dataclass(frozen=True)
class Strokes:
    """Strokes at the edges of a tile's picture.

    Attributes
    ----------
    suffix : str
        Of the names of their arrays, see `edge_arrays`.
    across : bool
        Whether they part the two pixels of an edge, or join them.
    largest : float
        Weight at the end of the colours.
    colors : str
        Name of a scale, see `components.figures.theme.tables`.
    near : bool, default=False
        Whether they are drawn only where single pixels are large.
    """

    suffix: str
    across: bool
    largest: float
    colors: str
    near: bool = False


@dataclass(frozen=True)
class Tile:
    """A small picture on the grid of the main ones.

    Attributes
    ----------
    caption : str
        HTML.
    label : str
        For those who cannot see it.
    values : str
        Name of the array that holds the nodes' values.
    row : int, default=0
        Of that array.
    colors : str, default="regions"
        Name of a scale; or "regions", or "pale" for these under strokes, of labels.
    ends : tuple of float, default=(0, 1)
        Values at the ends of the scale.
    unit : float, default=1
        By which a value is multiplied where the pointer reads it.
    prefix : str, default=""
        Stands before what is read.
    strokes : Strokes or None, default=None
    changes : dict or None, default=None
        Fields of the state: the caption is a button that sets them.
    pressed : bool, default=False
        Whether they are set.
    """

    caption: str
    label: str
    values: str
    row: int = 0
    colors: Literal["regions", "pale", "diverging", "affinity"] = "regions"
    ends: tuple[float, float] = (0.0, 1.0)
    unit: float = 1.0
    prefix: str = ""
    strokes: Strokes | None = None
    changes: dict[str, Any] | None = None
    pressed: bool = False


@dataclass(frozen=True)
class Content:
    """The content of a view for one state.

    Attributes
    ----------
    sentence : str
        What there is to see, with its numbers; or why there is nothing.
    nothing : bool
        Whether the sentence is all.
    tiles : tuple of Tile
    figures : dict of str to plotly.graph_objects.Figure
        By what they show, for those who cannot see them.
    below : str
        What stands below, HTML.
    data : dict
        For a script of the view's own.
    arrays : dict of str to ndarray
        For the scripts; entries per node in the graph's order.
    """

    sentence: str
    nothing: bool = False
    tiles: tuple[Tile, ...] = ()
    figures: dict[str, go.Figure] = field(default_factory=dict)
    below: str = ""
    data: dict[str, Any] = field(default_factory=dict)
    arrays: Arrays = field(default_factory=dict)

    def describe(self) -> dict[str, Any]:
        """Return what an answer's header has of it: all but the arrays."""
        return {
            "sentence": self.sentence,
            "nothing": self.nothing,
            "tiles": [asdict(tile) for tile in self.tiles],
            "figures": {label: figure.to_plotly_json() for label, figure in self.figures.items()},
            "below": self.below,
            "data": self.data,
        }


def short_number(value: float) -> str:
    """Return a number in four digits, or by its power of ten.

    Examples
    --------
    >>> short_number(0.25), short_number(-0.00002), short_number(1e-15)
    ('0.2500', '-2.0e-5', '0')
    """
    if abs(value) < NOTHING:
        return "0"
    if abs(value) >= LEAST_DECIMAL:
        return f"{value:.4f}"
    digits, power = f"{value:.1e}".split("e")
    return f"{digits}e{int(power)}"


def edge_arrays(graph: PixelGraph, edges: PixelEdges) -> Arrays:
    """Return edges for a view's script: first pixel, whether it goes down, and weight."""
    return {
        "pixel": (edges.rows * graph.shape[1] + edges.cols).astype(np.uint32),
        "down": edges.down.astype(np.uint8),
        "weight": edges.weight.astype(np.float32),
    }


def formula(latex: str) -> str:
    """Return a displayed formula as MathML, which browsers render themselves."""
    rendered: str = convert(latex, display="block")
    return rendered


@dataclass(frozen=True)
class View:
    """A view's words, and the function that looks.

    Attributes
    ----------
    title : str
    summary : str
        One line on the view's content.
    paragraphs : tuple of str
        Longer text, HTML; see `formula`.
    sources : tuple of str
        Keys of `SOURCES`.
    content : callable
        From a context to what is shown.
    """

    title: str
    summary: str
    paragraphs: tuple[str, ...]
    sources: tuple[str, ...]
    content: Callable[[ViewContext], Content]

    @property
    def html(self) -> str:
        """The longer text with its sources."""
        parts = [part if part.startswith("<math") else f"<p>{part}</p>" for part in self.paragraphs]
        cited = "; ".join(
            f'<a href="{SOURCES[key][1]}" rel="noreferrer">{escape(SOURCES[key][0])}</a>'
            for key in self.sources
        )
        return "".join([*parts, f'<p class="source">{cited}.</p>'])
