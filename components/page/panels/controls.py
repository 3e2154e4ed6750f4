"""The controls: one for every field of the state, built by `assets/controls/`."""

from __future__ import annotations

from dash import Dash, Input, html

from components.page import modules
from components.page.ids import Id

__all__ = ["layout", "register"]


def layout(above: html.Div) -> html.Div:
    """Build the place of the controls; the script makes them from the fields in the store."""
    all_again = html.Button("Show all", type="button", className="button show-all")
    hidden = html.P([html.Span(), all_again], className="hidden-note", hidden=True)
    label = {"aria-label": "Scene and method"}
    return html.Div([hidden, above], className="controls", role="form", **label)


def register(app: Dash) -> None:
    """Start the explorer's script with what it needs to know."""
    app.clientside_callback(modules.call("start", app.get_asset_url), Input(Id.CONFIG, "data"))
