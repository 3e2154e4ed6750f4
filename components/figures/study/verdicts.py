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
    count,
    layout,
    parameter_axis,
    parameter_title,
    percent,
    placed,
    table,
    value_at,
)
from components.figures.study.grid import map_axes
from components.figures.theme import (
    OVER_COLOR,
    VERDICT_COLORS,
    VERDICT_LETTERS,
    VERDICT_PATTERNS,
    VERDICT_TITLES,
    steps,
)
from segmentation.study import Choice, Grid, Sweep
from segmentation.study.analysis import VerdictRates, verdict_rates
from segmentation.study.design.trials import points

__all__ = ["verdict_figure"]

MOST_POINTS = 120  # of a sweep; of more, neighbours are drawn as their mean
MOST_LETTERS = 30  # cells in a direction, in which a letter has room
MOST_CELLS = 150  # cells in a direction; of more, some are left out
OVER_LINE = {"color": OVER_COLOR, "width": 1.8, "dash": "dash"}


def verdict_figure(view: StudyView, other: StudyView | None = None) -> StudyFigure:
    """Draw the shares of the verdicts: stacked over a sweep, a map over a grid, else in all.

    Parameters
    ----------
    view : StudyView
        Its output plays no part.
    other : StudyView, optional
        Another such study, whose borders or bars are drawn over it.

    Returns
    -------
    StudyFigure
    """
    rates = verdict_rates(view.study, view.trials)
    if not (rates.count > 0).any():
        return StudyFigure("Who fails", "No trial has a verdict yet.")
    drawn = _drawn(view, rates, _trials(view, rates))
    if other is None or drawn.figure is None or "verdict" not in other.study.output_names:
        return drawn
    theirs = verdict_rates(other.study, other.trials)
    if not (theirs.count > 0).any():
        return drawn
    match other.study.design:
        case Sweep():
            over, note = _shares_over(other, theirs), "Dashed: the borders in"
        case Grid():
            over, note = _borders_over(other, theirs), "Dashed: the borders in"
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
            return _phases(view, rates, trial)
    return _bar(rates, trial)


def _shares_over(other: StudyView, rates: VerdictRates) -> list[Any]:
    """Draw where one verdict's share ends and the next begins."""
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


def _borders_over(other: StudyView, rates: VerdictRates) -> list[Any]:
    """Draw around the cells of each verdict."""
    if any(isinstance(parameter, Choice) for parameter in other.study.parameters):
        return []  # between two categories there is nothing that a line could run through
    rows, cols = _sides(other)
    foremost = rates.foremost.reshape(len(rows), len(cols))
    half = {"start": 0.5, "end": 0.5, "size": 1, "coloring": "none"}
    return [
        go.Contour(
            x=cols, y=rows, z=(foremost == i).astype(float), contours=half, line=OVER_LINE,
            hoverinfo="skip", showscale=False, showlegend=False,
        )
        for i in range(len(rates.outcomes))
        if 0 < (foremost == i).sum() < foremost.size
    ]  # fmt: skip


def _bars_over(rates: VerdictRates) -> list[Any]:
    totals = _totals(rates)
    n = sum(totals.values())
    edge = {"width": 2, "color": OVER_COLOR}
    return [
        go.Bar(
            x=[total / n for total in totals.values()],
            y=[VERDICT_TITLES[name] for name in totals], orientation="h", width=0.35,
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


def _sides(view: StudyView) -> tuple[Floats, Floats]:
    """Return the values of both parameters of a grid."""
    places = points(view.study)
    return np.unique(places[:, 0]), np.unique(places[:, 1])


def _trials(view: StudyView, rates: VerdictRates) -> NDArray[np.int64]:
    """Return the first trial of each verdict at each point, of shape (points, outcomes)."""
    found = np.full(rates.rates.shape, NONE)
    number = {outcome: i for i, outcome in enumerate(rates.outcomes)}
    index = view.trials["index"].to_numpy()
    for at, verdict in zip(
        index[::-1].tolist(), view.trials["verdict"].tolist()[::-1], strict=True
    ):
        if verdict in number:
            found[at // view.study.replicates, number[verdict]] = at
    return found


def _totals(rates: VerdictRates) -> dict[str, int]:
    """Return how many trials came to each verdict, the most frequent first."""
    sums = np.nan_to_num(rates.rates * rates.count[:, None]).sum(axis=0)
    found = {name: round(total) for name, total in zip(rates.outcomes, sums.tolist(), strict=True)}
    return {name: n for name, n in sorted(found.items(), key=lambda item: -item[1]) if n}


def _sentence(rates: VerdictRates) -> str:
    totals = _totals(rates)
    n = sum(totals.values())
    parts = [f"{VERDICT_TITLES[name]} in {percent(total / n)}" for name, total in totals.items()]
    return f"Of {count(n, 'trial')}: {', '.join(parts)}."


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
            fill = {"color": VERDICT_COLORS[name], "pattern": pattern}
            traces.append(go.Bar(marker=fill, **common))
            continue
        line = {"width": 1, "color": "#202020"}
        traces.append(
            go.Scatter(
                stackgroup="one", mode="lines", line=line, fillcolor=VERDICT_COLORS[name],
                fillpattern={**pattern, "bgcolor": VERDICT_COLORS[name]}, **common,
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
    return StudyFigure("Who fails", _sentence(rates), go.Figure(traces, layout(*axes, **more)))


def _phases(view: StudyView, rates: VerdictRates, trial: NDArray[np.int64]) -> StudyFigure:
    """Draw the most frequent verdict of each cell, with a letter besides its colour."""
    rows, cols = _sides(view)
    shape = (len(rows), len(cols))
    foremost = rates.foremost
    chosen = np.where(foremost >= 0, trial[np.arange(len(foremost)), foremost], NONE).reshape(shape)
    share = np.nanmax(np.where(rates.count[:, None] > 0, rates.rates, 0), axis=1).reshape(shape)
    names = rates.outcomes
    z = np.where(foremost >= 0, foremost.astype(float), np.nan).reshape(shape)
    keep = np.ix_(*([part[len(part) // 2] for part in blocks(n, MOST_CELLS)] for n in shape))
    text = np.array([*(VERDICT_LETTERS[name] for name in names), ""])[foremost].reshape(shape)
    words = np.array([*(VERDICT_TITLES[name] for name in names), ""])[foremost].reshape(shape)
    shares = np.round(100 * share[keep]).astype(int).astype(str)
    hovers = words[keep].astype(object) + " in " + shares.astype(object) + " %"
    first, second = view.study.parameters
    lettered = max(shape) <= MOST_LETTERS
    traces: list[Any] = [
        go.Heatmap(
            name="verdict", x=cols[keep[1][0]], y=rows[keep[0][:, 0]], z=z[keep],
            customdata=chosen[keep].astype(np.int64), text=text[keep].tolist(),
            hovertext=hovers.tolist(),
            texttemplate="%{text}" if lettered else None, zmin=-0.5, zmax=len(names) - 0.5,
            colorscale=steps(tuple(VERDICT_COLORS[name] for name in names)), showscale=False,
            xgap=1, ygap=1,
            hovertemplate=f"{placed(view.study, first, '%{y}')}<br>"
            f"{placed(view.study, second, '%{x}')}<br>"
            "%{hovertext}<extra></extra>",
        )
    ]  # fmt: skip
    for name in _totals(rates):
        letter = VERDICT_LETTERS[name]
        mark = {"color": VERDICT_COLORS[name], "size": 12, "symbol": "square",
                "line": {"width": 1, "color": "#808080"}}  # fmt: skip
        label = (
            f"{VERDICT_TITLES[name]} ({letter})" if letter and lettered else VERDICT_TITLES[name]
        )
        traces.append(
            go.Scatter(
                name=label, x=[None], y=[None], mode="markers", marker=mark, hoverinfo="skip"
            )
        )
    lines = [
        (value_at(first, rows[i]), value_at(second, cols[j]), words[i, j], f"{share[i, j]:.0%}")
        for i, j in np.argwhere(chosen != NONE).tolist()
    ]
    titles = (parameter_title(view.study, parameter) for parameter in (first, second))
    columns = (*titles, "Most often fails", "In")
    meta = table(columns, lines, chosen[chosen != NONE].tolist())
    figure = go.Figure(traces, layout(*map_axes(view), meta=meta))
    return StudyFigure("Who fails", f"{_sentence(rates)} A cell shows the most frequent.", figure)


def _bar(rates: VerdictRates, trial: NDArray[np.int64]) -> StudyFigure:
    totals = _totals(rates)
    n = sum(totals.values())
    traces = []
    for name, total in totals.items():
        firsts = trial[:, rates.outcomes.index(name)]
        pattern = {"shape": VERDICT_PATTERNS[name], "size": 7, "solidity": 0.25}
        edge = {"width": 1, "color": "#808080"}
        fill = {"color": VERDICT_COLORS[name], "line": edge, "pattern": pattern}
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
    return StudyFigure("Who fails", _sentence(rates), go.Figure(traces, layout(*axes, **more)))
