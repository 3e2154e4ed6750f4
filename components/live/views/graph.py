"""View of the affinity: on the picture, as a histogram, and as a function of the gradient."""

from __future__ import annotations

import numpy as np

from components.figures.graph import kernel_figure, weights_figure
from components.live.views.base import (
    Content,
    Strokes,
    Tile,
    View,
    ViewContext,
    edge_arrays,
    formula,
)
from components.live.views.edge import describe_edge
from components.state.edge import Edge
from segmentation import PixelEdges, graph_edges, mean_affinity

__all__ = ["VIEW"]

WEAK = 0.01  # of the heaviest weight


def _content(context: ViewContext) -> Content:
    graph = context.result.graph
    edges = graph_edges(graph)
    if len(edges) == 0:
        return Content("The graph has no edge: no two pixels of the mask are neighbours.", True)
    weight, heaviest = edges.weight, float(edges.weight.max()) or 1.0
    weak = np.count_nonzero(weight < WEAK * heaviest) / len(weight)
    tile = Tile(
        'Mean affinity of each pixel<span class="of-screen">; zoom in to see the edges</span>',
        "Mean affinity of each pixel to its neighbours",
        "mean",
        colors="affinity",
        ends=(0.0, heaviest),
        prefix="mean affinity ",
        strokes=Strokes("", across=False, largest=heaviest, colors="affinity", near=True),
    )
    return Content(
        f"{len(edges):,} edges, s = {graph.scale:.4g}. Half of the weights are below "
        f"{np.median(weight):.3f}; {weak:.1%} are below a hundredth of the heaviest.",
        tiles=(tile,),
        figures={
            "Edge weight against the intensity step across the edge": kernel_figure(context.result),
            "Histogram of the edge weights": weights_figure(graph),
        },
        data={"edge": _edge(context, edges)},
        arrays={
            "mean": mean_affinity(graph).ravel()[graph.nodes].astype(np.float32),
            **edge_arrays(graph, edges),
        },
    )


def _edge(context: ViewContext, edges: PixelEdges) -> dict[str, object] | None:
    """Return the edge of the state, as the state has it, and what makes its weight."""
    edge = Edge.read(context.state.edge)
    if edge is None:
        return None
    return {"edge": context.state.edge, "lines": describe_edge(context.result, edges, edge)}


VIEW = View(
    "Graph",
    "The affinity of neighbouring pixels, drawn where it lies: dark edges are cheap to cut, "
    "bright ones expensive.",
    (
        "Nodes are the pixels inside the mask, edges join the four neighbours. The weight falls "
        "with the intensity step g across the edge:",
        formula(r"w_{pq} = e^{-\beta g_{pq} / s} + \varepsilon, \quad g_{pq} = |x_p - x_q|"),
        "With this view open, click between two pixels of the original: a card shows what makes "
        "the weight of their edge. Of a picture in colour, g is a distance in CIE Lab.",
        "s is a standard deviation. With scale “graph” it runs over both directions of every edge "
        "and over the graph's diagonal, on which scikit-learn's img_to_graph puts the intensities "
        "themselves: this is what the tutorial does, and why its s depends on absolute brightness. "
        "With “edges” the diagonal is left out.",
        "Raising β makes the same noise cut deeper: the histogram moves left, and single pixels "
        "are barely connected. At β = 0 all edges weigh 1 and only the shape of the mask counts. "
        "Zoom in on any picture until you see single pixels, and the edges are drawn one by one.",
    ),
    ("shi-malik",),
    _content,
)
