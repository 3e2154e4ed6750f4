"""Helpers shared by the charts of the views."""

from __future__ import annotations

from typing import Any

__all__ = ["CHOSEN", "FOUND", "MINIMUM", "TRUTH", "axis", "chart_layout", "upright"]

# Okabe and Ito's colours (Color Universal Design, 2008) that stand out on white and on dark alike.
FOUND = "#0072B2"
TRUTH = "#009E73"
MINIMUM = "#D55E00"
CHOSEN = "#CC79A7"


def axis(title: str, **more: Any) -> dict[str, Any]:
    """Return an axis with a title."""
    return {
        "title": {"text": title, "font": {"size": 12}},
        "gridcolor": "rgba(128, 128, 128, 0.25)",
        "zeroline": False,
        "automargin": True,
        **more,
    }


def chart_layout(x: dict[str, Any], y: dict[str, Any], **more: Any) -> dict[str, Any]:
    """Return the layout of a chart."""
    return {
        "xaxis": x,
        "yaxis": y,
        "margin": {"l": 8, "r": 12, "t": 24, "b": 8},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "font": {"family": "inherit", "size": 11},
        "showlegend": False,
        "hovermode": "closest",
        "dragmode": False,
        **more,
    }


def upright(x: float, color: str, **more: Any) -> dict[str, Any]:
    """Return a vertical line through a chart."""
    line = {"color": color, "width": 2, **more}
    return {"type": "line", "x0": x, "x1": x, "y0": 0, "y1": 1, "yref": "paper", "line": line}
