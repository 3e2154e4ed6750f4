"""Pixels as points in two spectral coordinates."""

from __future__ import annotations

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from components.figures.charts import CHOSEN, axis, chart_layout
from components.figures.theme import BACKGROUND, NO_CIRCLE, REGIONS, steps
from segmentation import Segmentation

__all__ = ["embedding_figure"]


def embedding_figure(
    result: Segmentation, vectors: NDArray[np.float64], x: int, y: int, *, by_truth: bool = False
) -> go.Figure:
    """Draw a point for every node.

    Parameters
    ----------
    result : Segmentation
    vectors : ndarray of shape (n_nodes, n)
        Its embedding, or a rotation of it.
    x, y : int
        Columns of it, from 0.
    by_truth : bool, default=False
        Colour by the true circle, where it is known, instead of the label.

    Returns
    -------
    plotly.graph_objects.Figure
        Trace "pixels" is in the order of the nodes; trace "ring" marks the one under the crosshair.
    """
    regions, truth = result.node_labels, result.node_truth
    colored = truth if by_truth and truth is not None else regions
    height_width = result.labels.shape
    row, col = np.divmod(result.graph.nodes, height_width[1])
    points = go.Scattergl(
        name="pixels",
        x=vectors[:, x].astype(np.float32),
        y=vectors[:, y].astype(np.float32),
        mode="markers",
        marker={
            "size": 5,
            "opacity": 0.8,
            "color": np.where(colored < 0, len(REGIONS), colored % len(REGIONS)).astype(np.int16),
            "cmin": -0.5,
            "cmax": len(REGIONS) + 0.5,
            "colorscale": steps((*REGIONS, NO_CIRCLE)),
        },
        selected={"marker": {"opacity": 1, "size": 7}},
        unselected={"marker": {"opacity": 0.12}},
        customdata=np.column_stack((row, col, regions + 1)).astype(np.int16),
        hovertemplate=(
            "row %{customdata[0]}, column %{customdata[1]}<br>label %{customdata[2]}"
            "<br>(%{x:.4g}, %{y:.4g})<extra></extra>"
        ),
    )
    ring = go.Scatter(
        name="ring",
        x=[],
        y=[],
        mode="markers",
        marker={"size": 14, "color": "rgba(0,0,0,0)", "line": {"color": CHOSEN, "width": 3}},
        hoverinfo="skip",
    )
    layout = chart_layout(
        axis(f"coordinate {x + 1}"),
        axis(f"coordinate {y + 1}"),
        dragmode="lasso",
        plot_bgcolor=BACKGROUND,
        uirevision="embedding",
    )
    return go.Figure([points, ring], layout)
