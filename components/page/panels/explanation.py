"""The places of the verdict and of the views, which `assets/views/` fills."""

from __future__ import annotations

from dash import html

__all__ = ["layout", "verdict"]


def layout() -> html.Section:
    """Build the place of the views."""
    return html.Section(className="views", **{"aria-label": "Views"})


def verdict() -> html.Div:
    """Build the place of the verdict."""
    return html.Div(className="verdict", **{"data-outcome": "", "data-part": "verdict"})
