"""Container of the controls, one per field of the state, which `assets/controls/` builds."""

from __future__ import annotations

from dash import Dash, Input, html

from components.page import modules
from components.page.ids import Id

__all__ = ["layout", "register"]


def layout(above: html.Div) -> html.Div:
    """Build the container; the script adds the controls."""
    all_again = html.Button("Show all", type="button", className="button show-all")
    hidden = html.P([html.Span(), all_again], className="hidden-note", hidden=True)
    label = {"aria-label": "Scene and method"}
    return html.Div([hidden, above], className="controls", role="form", **label)


def register(app: Dash) -> None:
    """Start the explorer's script with its configuration."""
    app.clientside_callback(modules.call("start", app.get_asset_url), Input(Id.CONFIG, "data"))
