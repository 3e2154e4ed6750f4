"""The smallest eigenvalues as points, and the gap that suggests k."""

from __future__ import annotations

from typing import Any

import numpy as np
import plotly.graph_objects as go

from components.figures.charts import FOUND, MINIMUM, axis, chart_layout
from segmentation import Spectrum

__all__ = ["spectrum_figure"]


def spectrum_figure(spectrum: Spectrum, k: int) -> go.Figure:
    """Draw eigenvalues against their number.

    Parameters
    ----------
    spectrum : Spectrum
    k : int
        The number of clusters in use: the points up to it are filled.

    Returns
    -------
    plotly.graph_objects.Figure
        Trace "eigenvalues".
    """
    values = spectrum.eigenvalues
    numbers = np.arange(1, len(values) + 1)
    points = go.Scatter(
        name="eigenvalues",
        x=numbers,
        y=values,
        mode="markers",
        customdata=spectrum.residuals,
        error_y={"type": "data", "symmetric": False, "array": 0 * values, "arrayminus": values,
                 "width": 0, "thickness": 2, "color": "rgba(128, 128, 128, 0.5)"},
        marker={
            "size": 10,
            "color": [FOUND if number <= k else "rgba(128, 128, 128, 0.9)" for number in numbers],
        },
        hovertemplate="λ<sub>%{x}</sub> = %{y:.4g}<br>residual %{customdata:.1e}<extra></extra>",
    )  # fmt: skip
    layout = chart_layout(
        axis("number", dtick=1 if len(values) <= 16 else 2, range=(0.4, len(values) + 0.6)),
        axis("eigenvalue λ", rangemode="tozero"),
        **_gap(spectrum),
    )
    return go.Figure([points], layout)


def _gap(spectrum: Spectrum) -> dict[str, Any]:
    """Return shape and annotation of the largest gap, in lists that are empty without a gap."""
    k = spectrum.suggested_k
    if k is None:
        return {"shapes": [], "annotations": []}
    low, high = spectrum.eigenvalues[k - 1 : k + 1]
    mark = {
        "type": "rect",
        "x0": k + 0.1,
        "x1": k + 0.9,
        "y0": low,
        "y1": high,
        "line": {"color": MINIMUM, "width": 1},
        "fillcolor": MINIMUM,
        "opacity": 0.35,
    }
    note = {
        "xref": "paper",
        "yref": "paper",
        "x": 0.02,
        "y": 1,
        "xanchor": "left",
        "yanchor": "top",
        "text": f"largest gap: after λ<sub>{k}</sub>",
        "showarrow": False,
    }
    return {"shapes": [mark], "annotations": [note]}
