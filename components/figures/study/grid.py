"""An output over two parameters: its mean as a map with contours, and its spread beside it."""

from __future__ import annotations

import math
import warnings
from typing import Any

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from components.figures.study.base import (
    MOST_ROWS,
    Floats,
    StudyFigure,
    StudyView,
    blocks,
    layout,
    number,
    output_title,
    parameter_axis,
    parameter_title,
    placed,
    table,
    trial_nearest,
    value_at,
)
from components.figures.study.seeds import describe_seeds, so_far
from components.figures.theme import MEAN_SCALE, OVER_COLOR, SPREAD_SCALE
from segmentation.study import RATES, Choice
from segmentation.study.analysis import GridSummary, grid, replicates
from segmentation.study.design.quantities import outputs_of

__all__ = ["grid_figures", "map_axes", "thin"]

MOST_CELLS = 150  # in each direction; beyond that, means of neighbours are drawn


def grid_figures(view: StudyView, other: StudyView | None = None) -> dict[str, StudyFigure]:
    """Draw an output on the grid of two parameters.

    Parameters
    ----------
    view : StudyView
        View of a study with the design "grid".
    other : StudyView, optional
        A grid of the same parameters, whose contours are drawn over it.

    Returns
    -------
    dict of str to StudyFigure
        "mean" and "spread".
    """
    stats = grid(view.study, view.trials, view.output)
    title = f"{view.title}: mean"
    if not (stats.count > 0).any():
        return {"mean": StudyFigure(title, f"No trial has a value of {view.title} yet.")}
    trial = trial_nearest(view.study, replicates(view.study, view.trials, view.output))
    trial = trial.reshape(stats.mean.shape)
    low, high = _range(view)
    traces = [_map(view, stats.mean, stats, trial, MEAN_SCALE, (low, high), "mean")]
    sentence = _sentence(view, stats)
    if _smooth(view):
        traces.append(_contours(stats, stats.mean, "solid", "#202020"))
        if other is not None:
            theirs = grid(other.study, other.trials, other.output)
            traces.append(
                _contours(theirs, theirs.mean, "dash", OVER_COLOR, f"mean: {other.study.name}")
            )
            sentence += f" Dashed contours: {other.study.name}."
    meta = _table(view, stats, trial)
    figures = {"mean": StudyFigure(title, sentence, _figure(view, traces, meta))}
    title = f"{view.title}: spread"
    if view.study.replicates < 2:
        note = "The spread needs several noise seeds per point; this study has one."
        return figures | {"spread": StudyFigure(title, note)}
    if not np.isfinite(stats.spread).any():
        note = "The spread needs two trials at a point; there are none yet."
        return figures | {"spread": StudyFigure(title, note)}
    spread = _map(view, stats.spread, stats, trial, SPREAD_SCALE, (0, None), "spread")
    note = _where(view, stats, stats.spread, f"Largest{so_far(view)}", True)
    seeds = describe_seeds(view, stats.count[stats.count > 1])
    note = f"Standard deviation over {seeds}. {note}."
    return figures | {"spread": StudyFigure(title, note, _figure(view, [spread], {}))}


def map_axes(view: StudyView) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the axes of a map: horizontal for the second parameter, vertical for the first."""
    first, second = view.study.parameters
    return parameter_axis(view.study, second), parameter_axis(view.study, first)


def thin(
    cols: Floats, rows: Floats, values: Floats, trial: NDArray[np.int64]
) -> tuple[Floats, Floats, Floats, NDArray[np.int64]]:
    """Average neighbouring cells if there are more than can be distinguished."""
    down, across = blocks(len(rows), MOST_CELLS), blocks(len(cols), MOST_CELLS)
    if len(down) == len(rows) and len(across) == len(cols):
        return cols, rows, values, trial
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # the mean of no values is NaN, as intended
        half = np.array([np.nanmean(values[part], axis=0) for part in down])
        small = np.array([np.nanmean(half[:, part], axis=1) for part in across]).T
    i = [part[len(part) // 2] for part in down]
    j = [part[len(part) // 2] for part in across]
    return cols[j], rows[i], small, trial[np.ix_(i, j)]


def _figure(view: StudyView, traces: list[Any], meta: dict[str, Any]) -> go.Figure:
    more: dict[str, Any] = {"showlegend": False, "margin": {"l": 8, "r": 8, "t": 16, "b": 8}}
    return go.Figure(traces, layout(*map_axes(view), meta=meta, **more))


def _map(
    view: StudyView, values: Floats, stats: GridSummary, trial: NDArray[np.int64],
    scale: list[tuple[float, str]], ends: tuple[float | None, float | None], name: str,
) -> go.Heatmap:  # fmt: skip
    x, y, z, customdata = thin(stats.cols, stats.rows, values, trial)
    first, second = view.study.parameters
    at = (placed(view.study, first, "%{y}"), placed(view.study, second, "%{x}"))
    hover = f"{at[0]}<br>{at[1]}<br>{name} %{{z:.4g}}<extra></extra>"
    fixed = {"zmin": ends[0], "zmax": ends[1]} if ends[1] is not None else {}
    return go.Heatmap(
        name=name, x=x, y=y, z=z, customdata=customdata, hovertemplate=hover,
        colorscale=scale, colorbar={"thickness": 12, "outlinewidth": 0, "tickfont": {"size": 10}},
        **fixed,
    )  # fmt: skip


def _contours(
    stats: GridSummary, values: Floats, dash: str, color: str, name: str = ""
) -> go.Contour:
    x, y, z, _ = thin(stats.cols, stats.rows, values, np.zeros(values.shape, dtype=np.int64))
    return go.Contour(
        name=name or None, x=x, y=y, z=z, ncontours=7, hoverinfo="skip", showscale=False,
        showlegend=False, line={"color": color, "width": 1.2, "dash": dash},
        contours={"coloring": "none", "showlabels": dash == "solid",
                  "labelfont": {"size": 10, "color": color}},
    )  # fmt: skip


def _smooth(view: StudyView) -> bool:
    """Return True if both axes are continuous, so that contours make sense."""
    return not any(isinstance(parameter, Choice) for parameter in view.study.parameters)


def _range(view: StudyView) -> tuple[float | None, float | None]:
    """Return the colour range; fixed for an output from 0 to 1, so that maps can be compared."""
    known = outputs_of(view.study.evaluator).get(view.output) or RATES[view.output]
    if known.high == 1 and math.isfinite(known.low):
        return 0.0, 1.0
    return None, None


def _where(view: StudyView, stats: GridSummary, values: Floats, word: str, most: bool) -> str:
    flat = np.nanargmax(values) if most else np.nanargmin(values)
    i, j = np.unravel_index(int(flat), values.shape)
    first, second = view.study.parameters
    place = placed(view.study, first, value_at(first, stats.rows[i]))
    place += f", {placed(view.study, second, value_at(second, stats.cols[j]))}"
    return f"{word}: {number(float(values[i, j]))} at {place}"


def _sentence(view: StudyView, stats: GridSummary) -> str:
    low, high = float(np.nanmin(stats.mean)), float(np.nanmax(stats.mean))
    if low == high:
        return (
            f"{output_title(view.study, view.output)} is {number(low)} wherever there are trials."
        )
    best = _where(view, stats, stats.mean, f"Highest{so_far(view)}", True)
    worst = _where(view, stats, stats.mean, "lowest", False)
    return f"{best}; {worst}."


def _table(view: StudyView, stats: GridSummary, trial: NDArray[np.int64]) -> dict[str, Any]:
    first, second = view.study.parameters
    rows, trials = [], []
    cells = np.argwhere(stats.count > 0)
    for i, j in cells[:MOST_ROWS].tolist():
        values = (number(float(stats.mean[i, j])), number(float(stats.spread[i, j])))
        rows.append((value_at(first, stats.rows[i]), value_at(second, stats.cols[j]), *values))
        trials.append(trial[i, j])
    titles = (parameter_title(view.study, parameter) for parameter in (first, second))
    return table((*titles, f"Mean of {view.title}", "Spread"), rows, trials, len(cells))
