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
    StudyFigure,
    StudyView,
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
from components.figures.study.seeds import describe_seeds, so_far
from components.figures.theme import STUDY_COLORS
from segmentation.study import Choice, Range, Sweep
from segmentation.study.analysis import Summary, replicates, summary
from segmentation.study.design.trials import points

__all__ = ["sweep_figure"]

MOST_MEANS = 200  # of more points of the sweep, means of neighbours are drawn
MOST_MARKED = 60  # largest number of means with a mark each
MOST_MARKS = 1500  # of more trials, the density is drawn
BINS = (120, 40)


@dataclass(frozen=True)
class _Curve:
    """Curve of one study; `trial` has a representative of each mean."""

    x: Floats
    mean: Floats
    low: Floats
    high: Floats
    trial: NDArray[np.int64]
    merged: bool


def sweep_figure(view: StudyView, other: StudyView | None = None) -> StudyFigure:
    """Draw an output against the parameter of a sweep.

    Parameters
    ----------
    view : StudyView
        View of a study with the design "sweep".
    other : StudyView, optional
        A sweep of the same parameter to draw over it.

    Returns
    -------
    StudyFigure
    """
    title = f"{view.title}: mean and trials"
    parameter = view.study.parameters[0]
    stats = summary(view.study, view.trials, view.output)
    if not (stats.count > 0).any():
        return StudyFigure(title, f"No trial has a value of {view.title} yet.")
    curve = _curve(view, stats)
    traces = [*_trials(view), *_band(curve, parameter, view, 0)]
    sentence = _sentence(view, stats, curve)
    if other is not None:
        theirs = summary(other.study, other.trials, other.output)
        traces += _band(_curve(other, theirs), other.study.parameters[0], other, 1)
        sentence += f" Over it, dashed: {other.study.name}."
    rows = [
        (value_at(parameter, x), number(mean), number(low), number(high))
        for x, mean, low, high in zip(curve.x, curve.mean, curve.low, curve.high, strict=True)
    ]
    columns = (parameter_title(view.study, parameter), f"Mean of {view.title}", "from", "to")
    meta = table(columns, rows, curve.trial.tolist())
    axes = (parameter_axis(view.study, parameter), axis(view.title))
    return StudyFigure(title, sentence, go.Figure(traces, layout(*axes, meta=meta)))


def _curve(view: StudyView, stats: Summary) -> _Curve:
    x = points(view.study)[:, 0]
    trial = trial_nearest(view.study, replicates(view.study, view.trials, view.output))
    known = np.flatnonzero(stats.count > 0)
    parts = [known[block] for block in blocks(len(known), MOST_MEANS)]
    middle = [part[len(part) // 2] for part in parts]
    mean, low, high = (
        np.array([column[part].mean() for part in parts])
        for column in (stats.mean, stats.low, stats.high)
    )
    return _Curve(x[middle], mean, low, high, trial[middle], len(parts) < len(known))


def _band(curve: _Curve, parameter: Range | Choice, view: StudyView, which: int) -> list[Any]:
    color, dash = STUDY_COLORS[which], ("solid", "dash")[which]
    suffix = f": {view.study.name}" if which else ""
    hover = (
        "%{x}: %{y:.4g}<br>a click opens trial %{customdata}, nearest to the mean<extra></extra>"
    )
    line = {"color": color, "width": 2.5, "dash": dash}
    mark = {"color": color, "size": 7, "symbol": ("circle", "diamond")[which]}
    main = {"name": f"mean{suffix}", "x": curve.x, "y": curve.mean, "customdata": curve.trial,
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
        go.Scatter(y=high, name=f"band{suffix}", fill="tonexty", fillcolor=fill, **edge),
    ]
    mode = "lines+markers" if len(curve.x) <= MOST_MARKED else "lines"
    return [*(band if len(x) else []), go.Scatter(mode=mode, line=line, **main)]


def _trials(view: StudyView) -> list[Any]:
    """Draw the trials as points, or as a density if there are many."""
    found = replicates(view.study, view.trials, view.output).values
    point, replicate = np.nonzero(np.isfinite(found))
    y, trial = found[point, replicate], point * view.study.replicates + replicate
    if len(y) > MOST_MARKS:
        return [_density(points(view.study)[:, 0], point, y, trial)]
    mark = {"color": "rgba(128, 128, 128, 0.75)", "size": 5}
    hover = "trial %{customdata}: %{y:.4g}<extra></extra>"
    x = points(view.study)[point, 0]
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
        y=low + (np.arange(BINS[1]) + 0.5) * height, z=np.sqrt(seen), meta={"z": seen.tolist()},
        customdata=one,
        text=seen, hovertemplate="%{text} trials at %{x}, %{y:.4g}<extra></extra>",
        colorscale=[(0, "rgba(128, 128, 128, 0.15)"), (1, "rgba(128, 128, 128, 0.9)")],
        showscale=False,
    )  # fmt: skip


def _sentence(view: StudyView, stats: Summary, curve: _Curve) -> str:
    parameter = view.study.parameters[0]
    best, worst = int(curve.mean.argmax()), int(curve.mean.argmin())
    if curve.mean[best] == curve.mean[worst]:
        text = f"{view.title} is {number(curve.mean[best])} wherever there are trials."
    else:
        (high, at_high), (low, at_low) = (
            (number(curve.mean[i]), placed(view.study, parameter, value_at(parameter, curve.x[i])))
            for i in (best, worst)
        )
        text = f"Highest{so_far(view)}: {high} at {at_high}; lowest: {low} at {at_low}."
    text += f" {_describe_band(view, stats)}"
    if curve.merged:
        text += " Neighbouring points are drawn as one."
    design = view.study.design
    assert isinstance(design, Sweep)
    missing = len(stats.count) - int((stats.count > 0).sum())
    if missing:
        text += f" {count(missing, 'point')} without a value."
    return text


def _describe_band(view: StudyView, stats: Summary) -> str:
    """Return what the band rests on, and where there is none; two values make a band."""
    if view.study.replicates == 1:
        return "One noise seed per point, so there is no band."
    banded = stats.count[stats.count > 1]
    single = int((stats.count == 1).sum())
    if not len(banded):
        seeds = describe_seeds(view, stats.count[stats.count > 0])
        return f"The mean is over {seeds}; a band needs two."
    text = (
        f"The band holds the mean at each point with {stats.level:.0%} confidence "
        f"(bootstrap over {describe_seeds(view, banded)})."
    )
    if single:
        text += f" {count(single, 'point')} with a single noise seed: no band there."
    return text
