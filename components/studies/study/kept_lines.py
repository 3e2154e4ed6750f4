"""Bounds of parallel coordinates, which keep some of the lines, set by a brush or by numbers.

The bounds are a dict. ``ranges`` has the ranges of each axis by its number, in the unit of the axis
(which may be a logarithm). ``moved`` counts the changes made without a brush, after which the chart
has to discard its own brushes.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from typing import Any

import dash_mantine_components as dmc
import numpy as np
from dash import Dash, Input, Output, State, ctx, dcc, html

from components.page.ids import Id
from components.state.control_specs import format_value
from components.state.numbers import entered
from components.studies.elements import button, in_row, number_field

__all__ = ["NONE", "apply", "keep", "kept", "layout", "register"]

CHART = {"type": Id.FIGURE_CHART, "name": "parallel"}
STORE = {"type": Id.LINES, "name": "parallel"}
NONE: dict[str, Any] = {"moved": 0, "ranges": {}}
BRUSHED = re.compile(r"dimensions\[(\d+)\]\.constraintrange")
HALF = 0.1  # half the width of the range around a choice's value
Ranges = list[list[float]]


def layout(axes: Sequence[dict[str, Any]], ranges: Sequence[Sequence[float]]) -> dmc.Group:
    """Build the fields that set bounds by numbers.

    Parameters
    ----------
    axes : sequence of dict
        As `parallel_figure` describes them.
    ranges : sequence of (float, float)
        Ends of each axis.
    """
    choices = [{"value": str(i), "label": axis["title"]} for i, axis in enumerate(axes)]
    data = [axis | {"range": list(ends)} for axis, ends in zip(axes, ranges, strict=True)]
    tools = [
        dcc.Store(id=STORE, data=NONE),
        dcc.Store(id=Id.LINES_AXES, data=data),
        dmc.Select(
            id=Id.LINES_AXIS,
            data=choices,
            value="0",
            label="Keep lines by",
            allowDeselect=False,
            size="xs",
        ),
        html.Span(
            in_row([_number(Id.LINES_LOW, "from"), _number(Id.LINES_HIGH, "to")]),
            id=Id.LINES_NUMBERS,
        ),
        html.Span(
            dmc.Select(
                id=Id.LINES_VALUE,
                data=[],
                label="Value",
                placeholder="any",
                clearable=True,
                clearButtonProps={"aria-label": "Any value"},
                size="xs",
            ),
            id=Id.LINES_NAMES,
            hidden=True,
        ),
        button("Keep all", id=Id.LINES_ALL),
    ]
    return in_row(tools)


def _number(id: Id, label: str) -> dmc.TextInput:
    return number_field(id, label, "", debounce=True, w="5.5rem")


def register(app: Dash) -> None:
    """Connect the fields and the brush."""
    app.callback(
        output={
            "bounds": Output(STORE, "data"),
            "low": Output(Id.LINES_LOW, "value"),
            "high": Output(Id.LINES_HIGH, "value"),
            "bad_low": Output(Id.LINES_LOW, "error"),
            "bad_high": Output(Id.LINES_HIGH, "error"),
            "value": Output(Id.LINES_VALUE, "value"),
            "values": Output(Id.LINES_VALUE, "data"),
            "no_numbers": Output(Id.LINES_NUMBERS, "hidden"),
            "no_values": Output(Id.LINES_NAMES, "hidden"),
            "nothing_kept": Output(Id.LINES_ALL, "disabled"),
        },
        inputs={
            "brush": Input(CHART, "restyleData"),
            "axis": Input(Id.LINES_AXIS, "value"),
            "low": Input(Id.LINES_LOW, "value"),
            "high": Input(Id.LINES_HIGH, "value"),
            "value": Input(Id.LINES_VALUE, "value"),
            "clicks": Input(Id.LINES_ALL, "n_clicks"),
        },
        state={"bounds": State(STORE, "data"), "axes": State(Id.LINES_AXES, "data")},
    )(lambda **given: keep(ctx.triggered_id, **given))


def keep(
    changed: str | dict[str, Any] | None,
    brush: list[Any] | None,
    axis: str,
    low: object,
    high: object,
    value: str | None,
    clicks: int | None,
    bounds: dict[str, Any],
    axes: list[dict[str, Any]],
) -> dict[str, Any]:
    """Change the bounds, and show those of the chosen axis.

    Parameters
    ----------
    changed : str, dict or None
        Id of the component that the user changed; None when the fields are new.
    brush : list or None
        The report of dcc.Graph on a brush: the change, and the traces.
    axis : str
        Number of the axis that the fields show.
    low, high : object
        Text of a number, or a number; empty for no bound.
    value : str or None
        Number of the kept value of a choice.
    clicks : int or None
        Not used.
    bounds : dict
    axes : list of dict
    """
    ranges: dict[str, Ranges] = dict(bounds["ranges"])
    moved = bounds["moved"]
    chosen = axes[int(axis)]
    unread = ["", ""]
    if isinstance(changed, dict) and brush:
        for name, given in brush[0].items():
            if found := BRUSHED.fullmatch(name):
                ranges[found[1]] = _ranges(given)
    elif changed in (Id.LINES_LOW, Id.LINES_HIGH):
        low, high = entered(low), entered(high)
        unread = [_unread(end) for end in (low, high)]
        if not any(unread):
            ranges[axis] = _between(low, high, chosen)
            moved += 1
    elif changed == Id.LINES_VALUE:
        ranges[axis] = [[int(value) - HALF, int(value) + HALF]] if value else []
        moved += 1
    elif changed == Id.LINES_ALL:
        ranges, moved = {}, moved + 1
    ranges = {number: each for number, each in ranges.items() if each}
    first = ranges.get(axis, [[]])[0]
    choice = chosen["scale"] == "choice"
    names = [{"value": str(i), "label": name} for i, name in enumerate(chosen["names"])]
    return {
        "bounds": {"moved": moved, "ranges": ranges},
        "low": low if unread[0] else "" if choice or not first else _shown(first[0], chosen),
        "high": high if unread[1] else "" if choice or not first else _shown(first[1], chosen),
        "bad_low": unread[0],
        "bad_high": unread[1],
        "value": _one_of(first) if choice else None,
        "values": names if choice else [],
        "no_numbers": choice,
        "no_values": not choice,
        "nothing_kept": not ranges,
    }


def _unread(end: object) -> str:
    """Return what is wrong with a bound that was entered; nothing if it is a number or empty."""
    return f"{format_value(end)} is no number" if isinstance(end, str) else ""


def _ranges(given: Any) -> Ranges:
    """Return the ranges in a brush's report: none, one, or several, in lists of any depth."""
    while isinstance(given, list) and len(given) == 1:
        given = given[0]
    if not given:
        return []
    return [given] if not isinstance(given[0], list) else given


def _between(low: Any, high: Any, axis: dict[str, Any]) -> Ranges:
    if low is None and high is None:
        return []
    ends = [
        end if text is None else _placed(float(text), axis)
        for text, end in zip((low, high), axis["range"], strict=True)
    ]
    return [sorted(ends)]


def _placed(value: float, axis: dict[str, Any]) -> float:
    if axis["scale"] != "log":
        return value
    return math.log10(value) if value > 0 else float(axis["range"][0])


def _shown(place: float, axis: dict[str, Any]) -> str:
    return f"{10**place if axis['scale'] == 'log' else place:.4g}".replace("e-0", "e-")


def _one_of(ends: list[float]) -> str | None:
    """Return the value of a choice within a range, None unless it is a single one."""
    one = bool(ends) and math.ceil(ends[0]) == math.floor(ends[1])
    return str(math.ceil(ends[0])) if one else None


def apply(figure: dict[str, Any], bounds: dict[str, Any]) -> None:
    """Write the bounds into a figure of parallel coordinates, as a dict."""
    for number, ranges in bounds["ranges"].items():
        dimensions = figure["data"][0]["dimensions"]
        if int(number) < len(dimensions):
            dimensions[int(number)]["constraintrange"] = ranges
    figure["layout"]["uirevision"] = f"kept {bounds['moved']}"


def kept(dimensions: Sequence[Any], bounds: dict[str, Any]) -> list[int]:
    """Return the lines that pass through the ranges of every axis.

    Parameters
    ----------
    dimensions : sequence
        The axes of parallel coordinates, with the ``values`` of all lines.
    bounds : dict
    """
    passing = np.ones(len(dimensions[0].values), dtype=np.bool_)
    for number, ranges in bounds["ranges"].items():
        values = np.asarray(dimensions[int(number)].values)
        passing &= np.any([(values >= low) & (values <= high) for low, high in ranges], axis=0)
    return [int(i) for i in np.flatnonzero(passing)]
