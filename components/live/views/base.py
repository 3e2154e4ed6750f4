"""The parts of a view, and the sources that the views cite."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from html import escape
from typing import Any

import numpy as np
import plotly.graph_objects as go
from latex2mathml.converter import convert
from numpy.typing import NDArray

from components.live.codec import Arrays
from components.state.model import ExplorerState
from segmentation import PixelEdges, PixelGraph, Segmentation

__all__ = ["SOURCES", "Content", "View", "ViewContext", "edge_arrays", "formula"]

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
class Content:
    """The content of a view for one state.

    Attributes
    ----------
    sentence : str
        What there is to see, with its numbers; or why there is nothing.
    nothing : bool
        Whether the sentence is all.
    data : dict
        For the view's script.
    arrays : dict of str to ndarray
        Likewise; entries per node in the graph's order.
    figures : dict of str to plotly.graph_objects.Figure
    """

    sentence: str
    nothing: bool = False
    data: dict[str, Any] = field(default_factory=dict)
    arrays: Arrays = field(default_factory=dict)
    figures: dict[str, go.Figure] = field(default_factory=dict)


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
    what : str
        What one looks at, in a line.
    more : tuple of str
        Paragraphs of the longer text, HTML; see `formula`.
    sources : tuple of str
        Keys of `SOURCES`.
    content : callable
        From a context to what is shown.
    """

    title: str
    what: str
    more: tuple[str, ...]
    sources: tuple[str, ...]
    content: Callable[[ViewContext], Content]

    @property
    def html(self) -> str:
        """The longer text with its sources."""
        parts = [part if part.startswith("<math") else f"<p>{part}</p>" for part in self.more]
        cited = "; ".join(
            f'<a href="{SOURCES[key][1]}" rel="noreferrer">{escape(SOURCES[key][0])}</a>'
            for key in self.sources
        )
        return "".join([*parts, f'<p class="source">{cited}.</p>'])
