"""An output along one parameter: its mean with a confidence band, and the trials themselves."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from components.figures.charts import axis
from components.figures.study.base import (
    NONE,
    Floats,
    Look,
    StudyFigure,
    blocks,
    count,
    layout,
    number,
    parameter_axis,
    parameter_title,
    placed,
    table,
    trial_nearest,
    value_at,
)
from components.theme import STUDY_COLORS
from segmentation.study import Choice, Range, Sweep
from segmentation.study.analysis import Summary, replicates, summary
from segmentation.study.design.trials import points

__all__ = ["sweep_figure"]

MOST_MEANS = 200  # more points of the sweep than that are drawn as the means of neighbours
MOST_MARKED = 60  # means that have room for a mark each
MOST_MARKS = 1500  # more trials than that are drawn as their density
BINS = (120, 40)


@dataclass(frozen=True)
class _Curve:
    """What is drawn of one study; `trial` stands for each of the means."""

    x: Floats
    mean: Floats
    low: Floats
    high: Floats
    trial: NDArray[np.int64]
    merged: bool


def sweep_figure(look: Look, other: Look | None = None) -> StudyFigure:
    """Draw an output against the parameter of a sweep.

    Parameters
    ----------
    look : Look
        Of the design "sweep".
    other : Look, optional
        A sweep of the same parameter to draw over it.

    Returns
    -------
    StudyFigure
    """
    title = f"{look.title}: mean and trials"
    parameter = look.study.parameters[0]
    said = summary(look.study, look.trials, look.output)
    if not (said.count > 0).any():
        return StudyFigure(title, f"No trial has a value of {look.title} yet.")
    curve = _curve(look, said)
    traces = [*_trials(look), *_band(curve, parameter, look, 0)]
    sentence = _sentence(look, said, curve)
    if other is not None:
        theirs = summary(other.study, other.trials, other.output)
        traces += _band(_curve(other, theirs), other.study.parameters[0], other, 1)
        sentence += f" Over it, dashed: {other.study.name}."
    rows = [
        (value_at(parameter, x), number(mean), number(low), number(high))
        for x, mean, low, high in zip(curve.x, curve.mean, curve.low, curve.high, strict=True)
    ]
    columns = (parameter_title(look.study, parameter), f"Mean of {look.title}", "from", "to")
    meta = table(columns, rows, curve.trial.tolist())
    axes = (parameter_axis(look.study, parameter), axis(look.title))
    return StudyFigure(title, sentence, go.Figure(traces, layout(*axes, meta=meta)))


def _curve(look: Look, said: Summary) -> _Curve:
    x = points(look.study)[:, 0]
    trial = trial_nearest(look.study, replicates(look.study, look.trials, look.output))
    known = np.flatnonzero(said.count > 0)
    parts = [known[block] for block in blocks(len(known), MOST_MEANS)]
    middle = [part[len(part) // 2] for part in parts]
    mean, low, high = (
        np.array([column[part].mean() for part in parts])
        for column in (said.mean, said.low, said.high)
    )
    return _Curve(x[middle], mean, low, high, trial[middle], len(parts) < len(known))


def _band(curve: _Curve, parameter: Range | Choice, look: Look, which: int) -> list[Any]:
    color, dash = STUDY_COLORS[which], ("solid", "dash")[which]
    name = "mean" if which == 0 else f"mean: {look.study.name}"
    hover = "%{x}: %{y:.4g}<extra></extra>"
    line = {"color": color, "width": 2.5, "dash": dash}
    mark = {"color": color, "size": 7, "symbol": ("circle", "diamond")[which]}
    main = {"name": name, "x": curve.x, "y": curve.mean, "customdata": curve.trial,
            "marker": mark, "hovertemplate": hover}  # fmt: skip
    if isinstance(parameter, Choice):
        error = {"type": "data", "symmetric": False, "array": curve.high - curve.mean,
                 "arrayminus": curve.mean - curve.low}  # fmt: skip
        return [go.Scatter(mode="markers", error_y=error, **main)]
    banded = np.isfinite(curve.low)
    x, low, high = (column[banded] for column in (curve.x, curve.low, curve.high))
    edge = {"x": x, "mode": "lines", "line": {"width": 0}, "hoverinfo": "skip"}
    fill = f"rgba({', '.join(str(int(color[i : i + 2], 16)) for i in (1, 3, 5))}, 0.25)"
    band = [
        go.Scatter(y=low, showlegend=False, **edge),
        go.Scatter(y=high, name="band", fill="tonexty", fillcolor=fill, **edge),
    ]
    mode = "lines+markers" if len(curve.x) <= MOST_MARKED else "lines"
    return [*(band if len(x) else []), go.Scatter(mode=mode, line=line, **main)]


def _trials(look: Look) -> list[Any]:
    """Draw the trials as points, of many their density."""
    found = replicates(look.study, look.trials, look.output).values
    point, replicate = np.nonzero(np.isfinite(found))
    y, trial = found[point, replicate], point * look.study.replicates + replicate
    if len(y) > MOST_MARKS:
        return [_density(points(look.study)[:, 0], point, y, trial)]
    mark = {"color": "rgba(128, 128, 128, 0.75)", "size": 5}
    hover = "trial %{customdata}: %{y:.4g}<extra></extra>"
    x = points(look.study)[point, 0]
    return [
        go.Scatter(
            name="trials", x=x, y=y, customdata=trial, mode="markers", marker=mark,
            hovertemplate=hover,
        )
    ]  # fmt: skip


def _density(x: Floats, point: NDArray[np.intp], y: Floats, trial: NDArray[np.intp]) -> go.Heatmap:
    runs = blocks(len(x), BINS[0])
    column = np.repeat(np.arange(len(runs)), [len(run) for run in runs])[point]
    low, high = float(y.min()), float(y.max())
    height = (high - low) / BINS[1] or 1.0
    row = np.minimum(((y - low) / height).astype(np.intp), BINS[1] - 1)
    counts = np.zeros(BINS[::-1])[:, : len(runs)]
    np.add.at(counts, (row, column), 1)
    one = np.full(counts.shape, NONE)
    one[row, column] = trial
    seen = np.where(counts > 0, counts, np.nan)
    return go.Heatmap(
        name="trials", x=x[[run[len(run) // 2] for run in runs]],
        y=low + (np.arange(BINS[1]) + 0.5) * height, z=np.sqrt(seen), customdata=one,
        text=seen, hovertemplate="%{text} trials at %{x}, %{y:.4g}<extra></extra>",
        colorscale=[(0, "rgba(128, 128, 128, 0.15)"), (1, "rgba(128, 128, 128, 0.9)")],
        showscale=False,
    )  # fmt: skip


def _sentence(look: Look, said: Summary, curve: _Curve) -> str:
    parameter = look.study.parameters[0]
    best, worst = int(curve.mean.argmax()), int(curve.mean.argmin())
    if curve.mean[best] == curve.mean[worst]:
        text = f"{look.title} is {number(curve.mean[best])} wherever there are trials."
    else:
        (high, at_high), (low, at_low) = (
            (number(curve.mean[i]), placed(look.study, parameter, value_at(parameter, curve.x[i])))
            for i in (best, worst)
        )
        text = f"Highest: {high} at {at_high}; lowest: {low} at {at_low}."
    if look.study.replicates > 1:
        seeds = count(look.study.replicates, "noise seed")
        text += (
            f" The band holds the mean at each point with {said.level:.0%} confidence "
            f"(bootstrap over {seeds})."
        )
    else:
        text += " One noise seed a point, so there is no band."
    if curve.merged:
        text += " Neighbouring points are drawn as one."
    design = look.study.design
    assert isinstance(design, Sweep)
    missing = len(said.count) - int((said.count > 0).sum())
    if missing:
        text += f" {count(missing, 'point')} without a value."
    return text
