"""The weights of the graph: how many of each, and what makes them."""

from __future__ import annotations

from typing import Any

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from components.figures.charts import FOUND, MINIMUM, axis, chart_layout
from segmentation import Segmentation, edge_gradients

__all__ = ["kernel_figure", "weights_figure"]

BINS = 40


def weights_figure(weights: NDArray[np.float64]) -> go.Figure:
    """Draw the histogram of the edges' weights.

    Parameters
    ----------
    weights : ndarray of shape (n_edges,)

    Returns
    -------
    plotly.graph_objects.Figure
        Trace "weights".
    """
    counts, edges = np.histogram(weights, bins=BINS, range=(0, max(1.0, float(weights.max()))))
    layout = chart_layout(axis("weight w"), axis("edges"), bargap=0.05)
    return go.Figure([_bars("weights", counts, edges, "w")], layout)


def kernel_figure(result: Segmentation, beta: float, eps: float) -> go.Figure:
    """Draw the weight as a function of the gradient over the gradients' own histogram.

    Parameters
    ----------
    result : Segmentation
    beta, eps : float

    Returns
    -------
    plotly.graph_objects.Figure
        Traces "gradients" and "kernel".
    """
    gradients = edge_gradients(result.image, result.graph)
    top = float(gradients.max(initial=0)) or 1.0
    counts, edges = np.histogram(gradients, bins=BINS, range=(0, top))
    g = np.linspace(0, top, 200)
    weight = np.exp(-beta * g / result.scale) + eps if result.scale > 0 else np.ones(200) + eps
    curve = go.Scatter(
        name="kernel",
        x=g,
        y=weight,
        yaxis="y2",
        line={"color": MINIMUM, "width": 2},
        hovertemplate="g = %{x:.3f}<br>w = %{y:.3f}<extra></extra>",
    )
    layout = chart_layout(
        axis("intensity step g across an edge"),
        axis("edges"),
        bargap=0.05,
        yaxis2=axis("weight w", overlaying="y", side="right", range=(0, 1.05 * float(weight[0])),
                    showgrid=False, tickmode="auto", nticks=5),
    )  # fmt: skip
    return go.Figure([_bars("gradients", counts, edges, "g"), curve], layout)


def _bars(name: str, counts: NDArray[Any], edges: NDArray[Any], symbol: str) -> go.Bar:
    return go.Bar(
        name=name,
        x=(edges[:-1] + edges[1:]) / 2,
        y=counts,
        width=np.diff(edges),
        marker={"color": FOUND},
        opacity=0.7,
        hovertemplate=f"{symbol} about %{{x:.3f}}<br>%{{y}} edges<extra></extra>",
    )
