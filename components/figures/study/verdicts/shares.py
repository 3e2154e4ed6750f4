"""Verdict rates: shares along one parameter, a phase diagram over two."""

from __future__ import annotations

from dataclasses import replace
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
    layout,
    parameter_axis,
    parameter_title,
    percent,
    table,
    value_at,
)
from components.figures.study.verdicts.counts import (
    OVER_LINE,
    TITLE,
    first_trials,
    sentence,
    totals,
)
from components.figures.study.verdicts.phases import borders, phase_figure
from components.figures.theme import (
    OVER_COLOR,
    VERDICT_FILLS,
    VERDICT_PATTERNS,
    VERDICT_TITLES,
)
from segmentation.study import Choice, Grid, Sweep
from segmentation.study.analysis import VerdictRates, verdict_rates
from segmentation.study.design.trials import points

__all__ = ["verdict_figure"]

MOST_POINTS = 120  # of a sweep; beyond that, means of neighbours are drawn


def verdict_figure(view: StudyView, other: StudyView | None = None) -> StudyFigure:
    """Draw the shares of the verdicts: stacked along a sweep, a map of a grid, else the totals.

    Parameters
    ----------
    view : StudyView
        View of the study; its output is not used.
    other : StudyView, optional
        Another such study, whose borders or bars are drawn over it.

    Returns
    -------
    StudyFigure
    """
    rates = verdict_rates(view.study, view.trials)
    if not (rates.count > 0).any():
        return StudyFigure(TITLE, "No trial has a verdict yet.")
    drawn = _drawn(view, rates, first_trials(view, rates))
    if other is None or drawn.figure is None or "verdict" not in other.study.output_names:
        return drawn
    theirs = verdict_rates(other.study, other.trials)
    if not (theirs.count > 0).any():
        return drawn
    match other.study.design:
        case Sweep():
            over, note = _shares_over(other, theirs), "Dashed: the borders in"
        case Grid():
            over, note = borders(other, theirs), "Dashed: the borders in"
        case _:
            over, note = _bars_over(theirs), "Outlined:"
    if not over:
        return drawn
    figure = go.Figure([*drawn.figure.data, *over], drawn.figure.layout)
    return replace(drawn, sentence=f"{drawn.sentence} {note} {other.study.name}.", figure=figure)


def _drawn(view: StudyView, rates: VerdictRates, trial: NDArray[np.int64]) -> StudyFigure:
    match view.study.design:
        case Sweep():
            return _stack(view, rates, trial)
        case Grid():
            return phase_figure(view, rates, trial)
    return _bar(rates, trial)


def _shares_over(other: StudyView, rates: VerdictRates) -> list[Any]:
    """Draw the borders between the shares of the verdicts."""
    middle, shares = _shares(rates)
    ends = shares.cumsum(axis=1)
    categories = isinstance(other.study.parameters[0], Choice)
    mark = {"symbol": "line-ew-open", "size": 40, "color": OVER_COLOR, "line": {"width": 2.5}}
    style = {"mode": "markers", "marker": mark} if categories else {"mode": "lines"}
    return [
        go.Scatter(
            x=points(other.study)[middle, 0], y=ends[:, i], line=OVER_LINE, hoverinfo="skip",
            showlegend=False, **style,
        )
        for i in range(ends.shape[1] - 1)
        if (ends[:, i] > 0).any() and (ends[:, i] < 1).any()
    ]  # fmt: skip


def _bars_over(rates: VerdictRates) -> list[Any]:
    counted = totals(rates)
    n = sum(counted.values())
    edge = {"width": 2, "color": OVER_COLOR}
    return [
        go.Bar(
            x=[total / n for total in counted.values()],
            y=[VERDICT_TITLES[name] for name in counted], orientation="h", width=0.35,
            marker={"color": "rgba(0, 0, 0, 0)", "line": edge},
            hovertemplate="%{x:.1%} of the trials<extra></extra>", name="other",
        )
    ]  # fmt: skip


def _shares(rates: VerdictRates) -> tuple[list[int], Floats]:
    """Return points along a sweep, and the shares there, of shape (points, outcomes)."""
    known = np.flatnonzero(rates.count > 0)
    parts = [known[block] for block in blocks(len(known), MOST_POINTS)]
    middle = [int(part[len(part) // 2]) for part in parts]
    return middle, np.array([rates.rates[part].mean(axis=0) for part in parts])


def _stack(view: StudyView, rates: VerdictRates, trial: NDArray[np.int64]) -> StudyFigure:
    parameter = view.study.parameters[0]
    x = points(view.study)[:, 0]
    middle, shares = _shares(rates)
    traces: list[Any] = []
    for i, name in enumerate(rates.outcomes):
        if not shares[:, i].any():
            continue
        pattern = {"shape": VERDICT_PATTERNS[name], "size": 7, "solidity": 0.25,
                   "fgcolor": "#ffffff" if name == "objective" else "#202020"}  # fmt: skip
        common = {
            "name": VERDICT_TITLES[name],
            "x": x[middle],
            "y": shares[:, i],
            "customdata": trial[middle, i],
            "hovertemplate": "%{x}: %{y:.0%} " + VERDICT_TITLES[name] + "<extra></extra>",
        }
        if isinstance(parameter, Choice):
            fill = {"color": VERDICT_FILLS[name], "pattern": pattern}
            traces.append(go.Bar(marker=fill, **common))
            continue
        line = {"width": 1, "color": "#202020"}
        traces.append(
            go.Scatter(
                stackgroup="one", mode="lines", line=line, fillcolor=VERDICT_FILLS[name],
                fillpattern={**pattern, "bgcolor": VERDICT_FILLS[name]}, **common,
            )
        )  # fmt: skip
    shown = [name for i, name in enumerate(rates.outcomes) if shares[:, i].any()]
    rows = [
        (
            value_at(parameter, x[at]),
            *(percent(rates.rates[at, rates.outcomes.index(n)]) for n in shown),
        )
        for at in middle
    ]
    columns = (parameter_title(view.study, parameter), *(VERDICT_TITLES[name] for name in shown))
    first = [next((t for t in trial[at].tolist() if t != NONE), NONE) for at in middle]
    axes = (
        parameter_axis(view.study, parameter),
        axis("share of trials", range=(0, 1), tickformat=".0%"),
    )
    more: dict[str, Any] = {"barmode": "stack", "meta": table(columns, rows, first)}
    return StudyFigure(TITLE, sentence(rates), go.Figure(traces, layout(*axes, **more)))


def _bar(rates: VerdictRates, trial: NDArray[np.int64]) -> StudyFigure:
    counted = totals(rates)
    n = sum(counted.values())
    traces = []
    for name, total in counted.items():
        firsts = trial[:, rates.outcomes.index(name)]
        pattern = {"shape": VERDICT_PATTERNS[name], "size": 7, "solidity": 0.25}
        edge = {"width": 1, "color": "#808080"}
        fill = {"color": VERDICT_FILLS[name], "line": edge, "pattern": pattern}
        traces.append(
            go.Bar(
                x=[total / n], y=[VERDICT_TITLES[name]], orientation="h", marker=fill,
                customdata=[int(firsts[firsts != NONE].min())], name=VERDICT_TITLES[name],
                hovertemplate="%{x:.1%} of the trials<extra></extra>",
            )
        )  # fmt: skip
    axes = (axis("share of trials", tickformat=".0%", rangemode="tozero"), axis(""))
    more: dict[str, Any] = {"showlegend": False, "margin": {"l": 8, "r": 12, "t": 16, "b": 8},
                            "barmode": "overlay"}  # fmt: skip
    return StudyFigure(TITLE, sentence(rates), go.Figure(traces, layout(*axes, **more)))
