"""Parallel coordinates: a line for every point, through its parameters and its output."""

from __future__ import annotations

import math
from textwrap import wrap
from typing import Any

import numpy as np
import plotly.graph_objects as go

from components.figures.study.base import (
    Floats,
    StudyFigure,
    StudyView,
    count,
    format_value,
    log_ticks,
    number,
    parameter_title,
    table,
    trial_nearest,
    value_at,
)
from components.figures.theme import MEAN_SCALE
from segmentation.study import Choice, Range
from segmentation.study.analysis import replicates
from segmentation.study.design.trials import points

__all__ = ["parallel_figure"]

LABEL_WIDTH = 20  # characters per line of an axis' label
MOST_LINES = 2000  # of more points, an even selection is drawn, with the extremes


def parallel_figure(view: StudyView) -> StudyFigure:
    """Draw the points of a study as lines through an axis per parameter.

    Parameters
    ----------
    view : StudyView
        View of a study with any design.

    Returns
    -------
    StudyFigure
        The trial of each line is in the trace's customdata. ``layout.meta`` lists the points from
        the highest to the lowest output.
    """
    found = replicates(view.study, view.trials, view.output)
    title = f"{view.title}: all parameters at once"
    mean = found.mean
    known = np.flatnonzero(np.isfinite(mean))
    if not len(known):
        return StudyFigure(title, f"No trial has a value of {view.title} yet.")
    rank = known[np.argsort(-mean[known], kind="stable")]
    drawn = rank
    if len(rank) > MOST_LINES:
        drawn = rank[np.unique(np.linspace(0, len(rank) - 1, MOST_LINES).round().astype(int))]
    places, trial = points(view.study), trial_nearest(view.study, found)
    parameters = view.study.parameters
    dimensions = [
        _dimension(view, parameter, places[drawn, i]) for i, parameter in enumerate(parameters)
    ]
    y = mean[drawn]
    low, high = float(y.min()), float(y.max())
    ends = (low, high) if high > low else (low - 0.5, high + 0.5)
    dimensions.append({"label": _label(view.title), "values": y.tolist(), "range": ends})
    line = {"color": y, "colorscale": MEAN_SCALE, "cmin": ends[0], "cmax": ends[1]}
    trace = go.Parcoords(
        dimensions=dimensions, line=line, customdata=trial[drawn], labelangle=-25,
        labelfont={"size": 11}, tickfont={"size": 10},
        rangefont={"size": 1, "color": "rgba(0,0,0,0)"},
        unselected={"line": {"color": "rgb(128, 128, 128)", "opacity": 0.06}},
    )  # fmt: skip
    text = "Drag along an axis, or enter numbers, to keep the lines that pass through that range."
    if len(drawn) < len(rank):
        drawn_of = f"{count(len(drawn), 'line')} for {count(len(rank), 'point')}"
        text += f" {drawn_of}, evenly chosen by their output."
    rows = [
        (number(mean[i]), *(value_at(p, places[i, j]) for j, p in enumerate(parameters)))
        for i in drawn.tolist()
    ]
    columns = (view.title, *view.parameter_titles)
    axes = [*map(_axis, view.parameter_titles, parameters), _axis(view.title, None)]
    meta = {**table(columns, rows, trial[drawn].tolist()), "brushed": True, "open": True,
            "rows": rows, "trials": trial[drawn].tolist(), "more": 0, "axes": axes}  # fmt: skip
    layout = {
        "margin": {"l": 44, "r": 100, "t": 92, "b": 24}, "paper_bgcolor": "rgba(0,0,0,0)",
        "font": {"family": "inherit", "size": 11}, "meta": meta, "uirevision": "kept",
    }  # fmt: skip
    return StudyFigure(title, text, go.Figure([trace], layout))


def _dimension(view: StudyView, parameter: Range | Choice, values: Floats) -> dict[str, Any]:
    label = _label(parameter_title(view.study, parameter))
    if isinstance(parameter, Choice):
        ticks = list(range(len(parameter.values)))
        names = [format_value(value) for value in parameter.values]
        return {"label": label, "values": values.tolist(), "tickvals": ticks, "ticktext": names,
                "range": (-0.2, len(ticks) - 0.8)}  # fmt: skip
    low, high = float(parameter.low), float(parameter.high)
    if parameter.scale == "linear":
        return {"label": label, "values": values.tolist(), "range": (low, high)}
    ends = (math.log10(low), math.log10(high))
    round_ones = log_ticks(low, high)
    names = [f"{tick:g}" for tick in round_ones]
    places = np.log10(round_ones).tolist()
    return {"label": label, "values": np.log10(values).tolist(), "range": ends,
            "tickvals": places, "ticktext": names}  # fmt: skip


def _axis(title: str, parameter: Range | Choice | None) -> dict[str, Any]:
    """Describe an axis for the page's input fields; a parameter of None means the output."""
    if isinstance(parameter, Choice):
        return {
            "title": title,
            "scale": "choice",
            "names": [format_value(v) for v in parameter.values],
        }
    scale = "linear" if parameter is None or parameter.scale == "linear" else "log"
    return {"title": title, "scale": scale, "names": []}


def _label(title: str) -> str:
    return "<br>".join(wrap(title, LABEL_WIDTH))
