"""Curve of the cost of every threshold."""

from __future__ import annotations

from typing import Any

import numpy as np
import plotly.graph_objects as go

from components.figures.charts import CHOSEN, FOUND, MINIMUM, TRUTH, axis, chart_layout, upright
from segmentation import ThresholdCurve

__all__ = ["threshold_figure"]

BELOW = 0.14  # room for the minimum's name under it, as a share of the axis
COLORS = {"minimum": MINIMUM, "truth": TRUTH}


def threshold_figure(curve: ThresholdCurve, marks: list[dict[str, Any]]) -> go.Figure:
    """Draw Ncut against the threshold, with its marks.

    Parameters
    ----------
    curve : ThresholdCurve
    marks : list of dict
        ``name``, ``index`` and ``ncut`` of each mark.

    Returns
    -------
    plotly.graph_objects.Figure
        Traces "ncut" and "marks"; the first shape is the chosen threshold, hidden at first.
    """
    line = go.Scatter(
        name="ncut",
        x=curve.thresholds.astype(np.float32),
        y=curve.ncut.astype(np.float32),
        mode="lines",
        line={"color": "rgba(128, 128, 128, 0.9)", "width": 2},
        hovertemplate="threshold %{x:.4g}<br>Ncut %{y:.4g}<extra></extra>",
    )
    colors = [COLORS.get(mark["name"], FOUND) for mark in marks]
    points = go.Scatter(
        name="marks",
        x=[curve.thresholds[mark["index"]] for mark in marks],
        y=[mark["ncut"] for mark in marks],
        mode="markers+text",
        text=[mark["name"] for mark in marks],
        textposition=["bottom center", "top center", "middle right", "middle left"][: len(marks)],
        marker={
            "size": 11,
            "color": colors,
            "symbol": ["diamond", "circle", "square", "x"][: len(marks)],
        },
        hovertemplate="%{text}<br>Ncut %{y:.4g}<extra></extra>",
    )
    finite = curve.ncut[np.isfinite(curve.ncut)]
    top = float(np.quantile(finite, 0.95)) if len(finite) else 1.0
    highest = max([top, *(2 * mark["ncut"] for mark in marks)])
    chosen = {**upright(float(curve.thresholds[0]), CHOSEN), "visible": False}
    at_marks = [
        upright(
            curve.thresholds[mark["index"]], COLORS.get(mark["name"], FOUND), dash="dot", width=1
        )
        for mark in marks
    ]
    layout = chart_layout(
        axis("threshold of the Fiedler vector"),
        axis("Ncut", range=(-BELOW * highest, 1.05 * highest)),
        shapes=[chosen, *at_marks],
    )
    return go.Figure([line, points], layout)
