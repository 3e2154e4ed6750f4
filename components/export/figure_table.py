"""Numbers of any Plotly figure, as CSV."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import zip_longest
from typing import Any

import numpy as np
import plotly.graph_objects as go

from components.export.tables import to_csv, write_rows

__all__ = ["figure_csv"]

COLUMNS = (
    "series", "x", "y", "z", "x error below", "x error above", "y error below", "y error above",
    "trial",
)  # fmt: skip
Values = list[Any]
Read = Callable[[Any], Any]  # of a position on an axis, the value to write


def figure_csv(figure: go.Figure) -> str:
    """Write the numbers of a Plotly figure as CSV, a row for each mark.

    Parameters
    ----------
    figure : plotly.graph_objects.Figure
        With traces of points, lines, bars or boxes, maps, or parallel coordinates. The ``meta`` of
        a trace may have lists of the ``x`` or ``z`` to write instead of those that are drawn.

    Returns
    -------
    str
        The column "series" has the trace's name; "x", "y" and "z" its numbers, or values of a
        choice, and the columns of errors the lengths of its intervals on both sides. "trial" has
        the trial of a mark, where it stands for one. Parallel coordinates have a column for each of
        their axes. Lines that only mark a part of the figure are left out.
    """
    parallel = [trace for trace in figure.data if trace.type == "parcoords"]
    if parallel:
        return to_csv(_coordinates(parallel[0], figure.layout.meta))
    reads = _reader(figure.layout.xaxis), _reader(figure.layout.yaxis)
    names = _names(figure)
    rows = [
        (names[i], *row) for i, trace in enumerate(figure.data) if i in names
        for row in _marks(trace, *reads)
    ]  # fmt: skip
    used = [i for i, _ in enumerate(COLUMNS) if i == 0 or any(row[i] != "" for row in rows)]
    return write_rows([COLUMNS[i] for i in used], ([row[i] for i in used] for row in rows))


def _names(figure: go.Figure) -> dict[int, str]:
    """Return the names of the traces that have numbers, by position."""
    names: dict[int, str] = {}
    for i, trace in enumerate(figure.data):
        if getattr(trace, "fill", None) == "tonexty":  # a band, from the trace before
            names |= {i - 1: f"{trace.name}, lower end", i: f"{trace.name}, upper end"}
        elif trace.hoverinfo != "skip" or (trace.type == "contour" and trace.name):
            names[i] = trace.name or trace.type
    return names


def _coordinates(trace: Any, meta: Mapping[str, Any] | None) -> dict[str, Values]:
    """Return the columns of parallel coordinates, whose axes may have choices or logarithms."""
    columns: dict[str, Values] = {}
    axes = (meta or {}).get("axes") or [{}] * len(trace.dimensions)
    for each, axis in zip(trace.dimensions, axes, strict=True):
        values = _list(each.values)
        if axis.get("scale") == "log":
            values = [float(f"{10**value:.15g}") for value in values]
        elif axis.get("scale") == "choice":
            values = [axis["names"][int(value)] for value in values]
        columns[_line(each.label)] = values
    return columns | {"trial": _list(trace.customdata)}


def _marks(trace: Any, read_x: Read, read_y: Read) -> list[tuple[Any, ...]]:
    """Return the cells of a trace after its name."""
    given = trace.meta if isinstance(trace.meta, dict) else {}
    x = [read_x(each) for each in _list(given.get("x", trace.x))]
    y = [read_y(each) for each in _list(trace.y)]
    trial = [_first(each) for each in _list(trace.customdata)]
    if getattr(trace, "z", None) is not None:
        z, trials = np.asarray(given.get("z", trace.z)), np.asarray(trace.customdata)
        with_trials = trials.ndim >= 2 and trials.shape[:2] == z.shape
        return [
            (x[j], y[i], _cell(z[i, j]), *[""] * 4, _first(trials[i, j]) if with_trials else "")
            for i, j in np.ndindex(*z.shape)
        ]
    errors = (*_errors(trace, "error_x"), *_errors(trace, "error_y"))
    marks = zip_longest(x, y, *errors, trial, fillvalue="")
    drawn = zip_longest(_list(trace.x), _list(trace.y))
    return [
        (a, b, "", *map(_cell, lengths), mark)
        for (a, b, *lengths, mark), place in zip(marks, drawn, strict=False)
        if any(each is not None for each in place)
    ]


def _errors(trace: Any, name: str) -> tuple[Values, Values]:
    """Return the lengths of intervals below and above."""
    error = getattr(trace, name, None)
    if error is None:
        return [], []
    above = _list(error.array)
    return (_list(error.arrayminus) if error.symmetric is False else above), above


def _reader(axis: Any) -> Read:
    """Return the function that reads positions on an axis.

    The values of a choice are at 0, 1, ..., and marks may lie a little beside them.
    """
    if axis.showticklabels is False:  # positions without a meaning
        return lambda place: ""
    ticks, texts = _list(axis.tickvals), _list(axis.ticktext)
    if texts and axis.type != "log" and ticks == list(range(len(texts))):
        return lambda place: "" if place is None else texts[round(place)]
    return lambda place: _line(place) if isinstance(place, str) else _cell(place)


def _line(text: Any) -> str:
    return str(text).replace("<br>", " ")


def _list(values: Any) -> Values:
    found: Values = [] if values is None else np.asarray(values, dtype=object).tolist()
    return found


def _cell(value: Any) -> Any:
    return (
        "" if value is None or value != value else value.item() if hasattr(value, "item") else value
    )


def _first(value: Any) -> Any:
    """Return the number of a trial, empty for none."""
    single = np.asarray(value, dtype=object).ravel()
    return (
        single[0]
        if len(single) and isinstance(single[0], (int, np.integer)) and single[0] >= 0
        else ""
    )
