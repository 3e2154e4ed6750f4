"""The controls: one for every field of the state."""

from __future__ import annotations

from typing import Any

import dash_mantine_components as dmc
from dash import ALL, ClientsideFunction, Dash, Input, dcc, html

from components.ids import Id, control
from components.panels.control import control_row
from components.state import MAX_CIRCLES, CircleState, ExplorerState, knobs
from components.theme import REGIONS

__all__ = ["layout", "register"]


def layout(state: ExplorerState) -> html.Div:
    """Build the controls, showing a state."""
    rows = {
        name: control_row(knob, name, getattr(state, name)) for name, knob in knobs().items()
    }
    seed = rows.pop("seed")
    new_noise = dmc.Button("New noise", id=Id.NEW_NOISE, size="compact-xs", variant="light")
    open_rows = [row for name, row in rows.items() if not knobs()[name].folded]
    folded = [row for name, row in rows.items() if knobs()[name].folded]
    noise_at = [name for name in rows if not knobs()[name].folded].index("noise") + 1
    open_rows.insert(noise_at, html.Div([seed, new_noise], className="seed"))
    return html.Div(
        [
            _section("Method and noise", open_rows),
            _section("Circles", [_circles(state), _add_button()]),
            dmc.Accordion(
                dmc.AccordionItem(
                    [dmc.AccordionControl("More"), dmc.AccordionPanel(folded)], value="more"
                ),
                chevronPosition="left",
                className="more",
            ),
        ],
        className="controls",
        role="form",
        **{"aria-label": "Scene and method"},
    )


def _section(title: str, children: list[Any]) -> html.Section:
    return html.Section([html.H2(title), *children])


def _circles(state: ExplorerState) -> html.Div:
    """Cards for as many circles as there may be; the scripts hide those that are not there."""
    return html.Div(
        [
            html.Div(className="notice", role="alert", **{"data-notice": "circles"}),
            dmc.Accordion(
                [_card(i, state) for i in range(MAX_CIRCLES)],
                id=Id.CIRCLES,
                multiple=True,
                value=["0"],
                chevronPosition="left",
            ),
        ],
        **{"data-field": "circles"},
    )


def _card(i: int, state: ExplorerState) -> html.Div:
    there = i < len(state.circles)
    circle = state.circles[i] if there else CircleState()
    ends = {"row": state.size, "col": state.size, "radius": state.size / 2}
    head = html.Span(
        [
            html.Span(className="swatch", style={"background": REGIONS[i]}),
            html.Span(f"Circle {i + 1}", className="circle-name"),
            html.Span(className="circle-summary", **{"data-summary": str(i)}),
        ],
        className="circle-head",
    )
    rows = [
        control_row(knob, f"circles.{i}.{name}", getattr(circle, name), ends[name])
        for name, knob in knobs(CircleState).items()
    ]
    remove = dmc.Button(
        f"Remove circle {i + 1}",
        id=control(Id.REMOVE_CIRCLE, f"circles.{i}"),
        size="compact-xs",
        variant="subtle",
        color="red",
        className="remove",
    )
    return html.Div(
        dmc.AccordionItem(
            [dmc.AccordionControl(head), dmc.AccordionPanel([*rows, remove])], value=str(i)
        ),
        hidden=not there,
        **{"data-circle": str(i)},
    )


def _add_button() -> dmc.Button:
    return dmc.Button("Add a circle", id=Id.ADD_CIRCLE, size="compact-sm", variant="light")


def register(app: Dash) -> None:
    """Connect the controls to the explorer's script; see `assets/explorer.js`."""
    app.clientside_callback(
        ClientsideFunction("explorer", "read"),
        Input(Id.CONFIG, "data"),
        Input({Id.SLIDER: ALL}, "value"),
        Input({Id.NUMBER: ALL}, "value"),
        Input({Id.CHOICE: ALL}, "value"),
        Input({Id.SWITCH: ALL}, "checked"),
    )
    app.clientside_callback(
        ClientsideFunction("explorer", "newNoise"), Input(Id.NEW_NOISE, "n_clicks")
    )
    app.clientside_callback(
        ClientsideFunction("explorer", "addCircle"), Input(Id.ADD_CIRCLE, "n_clicks")
    )
    app.clientside_callback(
        ClientsideFunction("explorer", "removeCircle"), Input({Id.REMOVE_CIRCLE: ALL}, "n_clicks")
    )
