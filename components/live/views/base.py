"""Content of a view, and the sources that the views cite."""

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
    "kuhn": (
        "H. W. Kuhn, The Hungarian method for the assignment problem, Nav. Res. Logist. Q. 2 "
        "(1955)",
        "https://doi.org/10.1002/nav.3800020109",
    ),
    "yu-shi": (
        "S. X. Yu and J. Shi, Multiclass spectral clustering, ICCV (2003)",
        "https://doi.org/10.1109/ICCV.2003.1238361",
    ),
}


@dataclass
class ViewContext:
    """A state, its result, and the embedding to draw.

    Attributes
    ----------
    state : ExplorerState
    result : Segmentation
    turned : callable
        Function that computes `vectors`.
    """

    state: ExplorerState
    result: Segmentation
    turned: Callable[[], NDArray[np.float64]]

    @cached_property
    def vectors(self) -> NDArray[np.float64]:
        """The embedding, (n_nodes, n), rotated towards the one shown before to avoid flips."""
        return self.turned()


@dataclass(frozen=True)
class Strokes:
    """Lines drawn at the edges of the graph in a tile.

    Attributes
    ----------
    suffix : str
        Suffix of the names of their arrays, see `edge_arrays`.
    across : bool
        True if a stroke separates the two pixels of an edge, false if it joins them.
    largest : float
        Weight at the upper end of the colour scale.
    colors : str
        Name of a scale, see `components.figures.theme.tables`.
    near : bool, default=False
        True if they are drawn only when zoomed in to single pixels.
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
        Accessible name.
    values : str
        Name of the array that holds the nodes' values.
    nodes : str, default="nodes"
        Name of the array that holds the pixel of each node.
    row : int, default=0
        Row of that array.
    colors : str, default="regions"
        Name of a scale; or "regions" for labels, or "pale" for labels under strokes.
    ends : tuple of float, default=(0, 1)
        Values at the ends of the scale.
    unit : float, default=1
        Factor of the value shown under the crosshair.
    prefix : str, default=""
        Text before that value.
    words : tuple of str, default=()
        Texts in place of the values 0, 1, ....
    strokes : Strokes or None, default=None
    changes : dict or None, default=None
        Fields of the state, which the caption sets as a button.
    pressed : bool, default=False
        True if they are set already.
    """

    caption: str
    label: str
    values: str
    row: int = 0
    colors: Literal["regions", "pale", "diverging", "affinity", "image", "cost"] = "regions"
    ends: tuple[float, float] = (0.0, 1.0)
    unit: float = 1.0
    prefix: str = ""
    nodes: str = "nodes"
    words: tuple[str, ...] = ()
    strokes: Strokes | None = None
    changes: dict[str, Any] | None = None
    pressed: bool = False


@dataclass(frozen=True)
class Content:
    """Content of a view for one state.

    Attributes
    ----------
    sentence : str
        Summary with the main numbers, or the reason why there is no content.
    nothing : bool
        True if there is no content but the sentence.
    tiles : tuple of Tile
    figures : dict of str to plotly.graph_objects.Figure
        Figures by accessible name.
    below : str
        HTML below the tiles and figures.
    data : dict
        Data for the view's own script.
    arrays : dict of str to ndarray
        Arrays for the scripts; entries per node are in the graph's order.
    """

    sentence: str
    nothing: bool = False
    tiles: tuple[Tile, ...] = ()
    figures: dict[str, go.Figure] = field(default_factory=dict)
    below: str = ""
    data: dict[str, Any] = field(default_factory=dict)
    arrays: Arrays = field(default_factory=dict)

    def describe(self) -> dict[str, Any]:
        """Return the content for an answer's header, which is all but the arrays."""
        return {
            "sentence": self.sentence,
            "nothing": self.nothing,
            "tiles": [asdict(tile) for tile in self.tiles],
            "figures": {label: figure.to_plotly_json() for label, figure in self.figures.items()},
            "below": self.below,
            "data": self.data,
        }


def edge_arrays(graph: PixelGraph, edges: PixelEdges) -> Arrays:
    """Return edges for a view's script: first pixel, 1 if the edge goes down, and weight."""
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
    """Texts of a view, and the function that computes its content.

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
        Function from a context to the content.
    """

    title: str
    summary: str
    paragraphs: tuple[str, ...]
    sources: tuple[str, ...]
    content: Callable[[ViewContext], Content]

    @property
    def html(self) -> str:
        """The longer text with its sources, HTML."""
        parts = [part if part.startswith("<math") else f"<p>{part}</p>" for part in self.paragraphs]
        cited = "; ".join(
            f'<a href="{SOURCES[key][1]}" rel="noreferrer">{escape(SOURCES[key][0])}</a>'
            for key in self.sources
        )
        return "".join([*parts, f'<p class="source">{cited}.</p>'])
