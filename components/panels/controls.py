"""The controls: one for every field of the state, built by `assets/controls.js`."""

from __future__ import annotations

from dash import ClientsideFunction, Dash, Input, html

from components.ids import Id

__all__ = ["layout", "register"]


def layout() -> html.Div:
    """Build the place of the controls; the script makes them from the fields in the store."""
    return html.Div(className="controls", role="form", **{"aria-label": "Scene and method"})


def register(app: Dash) -> None:
    """Start the explorer's script with what it needs to know."""
    app.clientside_callback(ClientsideFunction("explorer", "start"), Input(Id.CONFIG, "data"))
