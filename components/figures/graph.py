"""Weights of the graph: their histogram, and the function of the gradient that gives them."""

from __future__ import annotations

from typing import Any

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from components.figures.charts import FOUND, MINIMUM, axis, chart_layout
from segmentation import PixelGraph, Segmentation, edge_gradients, weight_histogram

__all__ = ["kernel_figure", "weights_figure"]

BINS = 40


def weights_figure(graph: PixelGraph) -> go.Figure:
    """Draw the histogram of the edges' weights.

    Parameters
    ----------
    graph : PixelGraph

    Returns
    -------
    plotly.graph_objects.Figure
        Trace "weights".
    """
    layout = chart_layout(axis("weight w"), axis("edges"), bargap=0.05)
    return go.Figure([_bars("weights", *weight_histogram(graph, BINS), "w")], layout)


def kernel_figure(result: Segmentation) -> go.Figure:
    """Draw the weight as a function of the gradient over the gradients' own histogram.

    Parameters
    ----------
    result : Segmentation

    Returns
    -------
    plotly.graph_objects.Figure
        Traces "gradients" and "kernel".
    """
    gradients = edge_gradients(result)
    top = float(gradients.max(initial=0)) or 1.0
    counts, limits = np.histogram(gradients, bins=BINS, range=(0, top))
    g = np.linspace(0, top, 200)
    method, scale = result.method, result.scale
    weight = (np.exp(-method.beta * g / scale) if scale > 0 else np.ones_like(g)) + method.eps
    curve = go.Scatter(
        name="kernel",
        x=g,
        y=weight,
        yaxis="y2",
        line={"color": MINIMUM, "width": 2},
        hovertemplate="g = %{x:.3g}<br>w = %{y:.3g}<extra></extra>",
    )
    right = axis(
        "weight w",
        overlaying="y",
        side="right",
        range=(0, 1.05 * float(weight[0])),
        showgrid=False,
        tickmode="auto",
        nticks=5,
    )
    layout = chart_layout(
        axis("intensity step g across an edge"), axis("edges"), bargap=0.05, yaxis2=right
    )
    return go.Figure([_bars("gradients", counts, limits, "g"), curve], layout)


def _bars(name: str, counts: NDArray[Any], limits: NDArray[Any], symbol: str) -> go.Bar:
    return go.Bar(
        name=name,
        x=(limits[:-1] + limits[1:]) / 2,
        y=counts,
        width=np.diff(limits),
        marker={"color": FOUND},
        opacity=0.7,
        hovertemplate=f"{symbol} about %{{x:.3g}}<br>%{{y}} edges<extra></extra>",
    )
