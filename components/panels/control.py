"""One control of one state field: label, help, number field, slider, notice."""

from __future__ import annotations

from typing import Any

import dash_mantine_components as dmc
from dash import dcc, html

from components.ids import Id, control
from components.state import Knob

__all__ = ["control_row", "help_mark", "slider_position"]


def control_row(knob: Knob, field: str, value: Any, maximum: float | None = None) -> html.Div:
    """Build the control of a field.

    Parameters
    ----------
    knob : Knob
        What the field is.
    field : str
        Its path in the state.
    value : object
        What it shows at first.
    maximum : float or None, default=None
        End of the slider, where it is not the field's own maximum.

    Returns
    -------
    dash.html.Div
        With ``data-field`` for the scripts; the notice's element is empty until there is one.
    """
    build = {"number": _number, "choice": _choice, "switch": _switch}[knob.kind]
    return html.Div(
        [
            *build(knob, field, value, maximum or knob.maximum),
            html.Div(className="notice", role="alert", **{"data-notice": field}),
        ],
        className="control",
        **{"data-field": field},
    )


def help_mark(title: str, text: str) -> dmc.Tooltip:
    """Build a mark that shows a sentence on hover, on focus and on touch."""
    return dmc.Tooltip(
        html.Button("?", type="button", className="help", **{"aria-label": f"{title}: {text}"}),
        label=text,
        multiline=True,
        w=260,
        events={"hover": True, "focus": True, "touch": True},
    )


def slider_position(knob: Knob, value: float) -> float:
    """Where a value stands on its slider; `assets/explorer.js` has the same two lines.

    Examples
    --------
    >>> from components.state import knobs
    >>> slider_position(knobs()["beta"], 100.0)
    1.0
    """
    if knob.scale == "cubic":
        return float((value / (knob.maximum or 1.0)) ** (1 / 3))
    return value


def _head(knob: Knob, *right: Any) -> html.Div:
    label = html.Span(knob.title, className="control-title")
    return html.Div([label, help_mark(knob.title, knob.help), *right], className="control-head")


def _number(knob: Knob, field: str, value: float, maximum: float) -> list[Any]:
    number = dmc.NumberInput(
        id=control(Id.NUMBER, field),
        value=value,
        min=knob.minimum,
        max=knob.maximum,
        step=knob.step,
        suffix=f" {knob.unit}" if knob.unit else "",
        allowDecimal=not knob.integer,
        clampBehavior="none",
        debounce=150,
        size="xs",
        className="control-number",
        **{"aria-label": knob.title + (f", {knob.unit}" if knob.unit else "")},
    )
    cubic = knob.scale == "cubic"
    slider = dcc.Slider(
        id=control(Id.SLIDER, field),
        min=0 if cubic else knob.minimum,
        max=1 if cubic else maximum,
        step=0.001 if cubic else knob.step,
        value=slider_position(knob, value),
        marks=_marks(knob),
        updatemode="drag",
        allow_direct_input=False,
    )
    return [_head(knob, number), slider]


def _marks(knob: Knob) -> dict[float, str] | None:
    """Only a slider whose scale is not even needs marks to be read."""
    if knob.scale != "cubic":
        return None
    top = knob.maximum or 1.0
    values = (0.0, top / 100, top / 10, top / 2, top)
    return {slider_position(knob, v): f"{v:g}" for v in values}


def _choice(knob: Knob, field: str, value: str, _maximum: float) -> list[Any]:
    select = dmc.Select(
        id=control(Id.CHOICE, field),
        value=value,
        data=[{"value": key, "label": label} for key, label in (knob.labels or {}).items()],
        allowDeselect=False,
        size="xs",
        className="control-choice-input",
        **{"aria-label": knob.title},
    )
    return [_head(knob, select)]


def _switch(knob: Knob, field: str, value: bool, _maximum: float) -> list[Any]:
    switch = dmc.Switch(
        id=control(Id.SWITCH, field), checked=value, size="sm", **{"aria-label": knob.title}
    )
    return [_head(knob, switch)]
