"""The affinity itself: on the picture, as a histogram, and as a function of the gradient."""

from __future__ import annotations

import numpy as np

from components.figures.graph import kernel_figure, weights_figure
from components.views.base import Content, Look, View, formula
from segmentation import edge_weights, mean_affinity

__all__ = ["VIEW"]


def _content(look: Look) -> Content:
    graph = look.result.graph
    if graph.n_edges == 0:
        return Content("The graph has no edge: no two pixels of the mask are neighbours.", True)
    weights = edge_weights(graph)
    mean = mean_affinity(graph)
    state = look.state
    median = float(np.median(weights))
    return Content(
        f"{graph.n_edges:,} edges; s = {graph.scale:.4g}, "
        f"half of the weights are below {median:.3f}, "
        f"{np.count_nonzero(weights < 0.01 * weights.max()) / len(weights):.1%} below a hundredth "
        "of the heaviest.",
        data={"largest": float(weights.max())},
        arrays={
            "mean": mean.astype(np.float32),
            "right": np.where(graph.right_index >= 0, graph.right, -1).astype(np.float32),
            "down": np.where(graph.down_index >= 0, graph.down, -1).astype(np.float32),
        },
        figures={
            "weights": weights_figure(weights),
            "kernel": kernel_figure(look.result, state.beta, state.eps),
        },
    )


VIEW = View(
    "Graph",
    "The affinity of neighbouring pixels, drawn where it lies: dark edges are cheap to cut, "
    "bright ones dear.",
    (
        "Nodes are the pixels inside the mask, edges join the four neighbours. The weight falls "
        "with the intensity step g across the edge:",
        formula(r"w_{pq} = e^{-\beta g_{pq} / s} + \varepsilon, \quad g_{pq} = |x_p - x_q|"),
        "s is a standard deviation. With scale “graph” it runs over both directions of every edge "
        "and over the graph's diagonal, on which scikit-learn's img_to_graph puts the intensities "
        "themselves: this is what the tutorial does, and why its s depends on absolute brightness. "
        "With “edges” the diagonal is left out.",
        "Raising β makes the same noise cut deeper: the histogram moves left, and single pixels "
        "hang by a thread. At β = 0 all edges weigh 1 and only the shape of the mask counts. "
        "Zoom in on any picture until you see single pixels, and the edges are drawn one by one.",
    ),
    ("shi-malik",),
    _content,
)
