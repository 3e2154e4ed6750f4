"""Phase diagram: the most frequent verdict of each cell of a grid."""

from __future__ import annotations

from typing import Any

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from components.figures.study.base import (
    MOST_ROWS,
    NONE,
    Floats,
    StudyFigure,
    StudyView,
    blocks,
    layout,
    parameter_title,
    placed,
    table,
    value_at,
)
from components.figures.study.grid import map_axes
from components.figures.study.verdicts.counts import OVER_LINE, TITLE, sentence, totals
from components.figures.theme import (
    VERDICT_CLAUSES,
    VERDICT_FILLS,
    VERDICT_LETTERS,
    VERDICT_TITLES,
    steps,
)
from segmentation.study import Choice
from segmentation.study.analysis import VerdictRates
from segmentation.study.design.trials import points

__all__ = ["borders", "phase_figure"]

MOST_LETTERS = 30  # largest number of cells in a direction that have room for letters
MOST_CELLS = 150  # cells drawn in a direction; of more, an even selection


def phase_figure(view: StudyView, rates: VerdictRates, trial: NDArray[np.int64]) -> StudyFigure:
    """Draw the most frequent verdict of each cell by colour and letter."""
    rows, cols = _sides(view)
    shape = (len(rows), len(cols))
    foremost = rates.foremost
    chosen = np.where(foremost >= 0, trial[np.arange(len(foremost)), foremost], NONE).reshape(shape)
    share = np.nanmax(np.where(rates.count[:, None] > 0, rates.rates, 0), axis=1).reshape(shape)
    names = rates.outcomes
    z = np.where(foremost >= 0, foremost.astype(float), np.nan).reshape(shape)
    keep = np.ix_(*([part[len(part) // 2] for part in blocks(n, MOST_CELLS)] for n in shape))
    foremost = foremost.reshape(shape)
    letters = np.array([*(VERDICT_LETTERS[name] for name in names), ""])
    titles = np.array([*(VERDICT_TITLES[name] for name in names), ""])
    text, words = letters[foremost[keep]], titles[foremost[keep]]
    clauses = np.array([*(VERDICT_CLAUSES[name] for name in names), ""])[foremost[keep]]
    shares = np.round(100 * share[keep]).astype(int).astype(str)
    hovers = clauses.astype(object) + " in " + shares.astype(object) + "%"
    first, second = view.study.parameters
    lettered = max(shape) <= MOST_LETTERS
    traces: list[Any] = [
        go.Heatmap(
            name="verdict", x=cols[keep[1][0]], y=rows[keep[0][:, 0]], z=z[keep],
            meta={"z": words.tolist()},
            customdata=chosen[keep].astype(np.int64), text=text.tolist(),
            hovertext=hovers.tolist(),
            texttemplate="%{text}" if lettered else None, zmin=-0.5, zmax=len(names) - 0.5,
            colorscale=steps(tuple(VERDICT_FILLS[name] for name in names)), showscale=False,
            xgap=1, ygap=1,
            hovertemplate=f"{placed(view.study, first, '%{y}')}<br>"
            f"{placed(view.study, second, '%{x}')}<br>"
            "%{hovertext}<extra></extra>",
        )
    ]  # fmt: skip
    traces += _legend(rates, lettered)
    cells = np.argwhere(chosen != NONE)
    lines = [
        (value_at(first, rows[i]), value_at(second, cols[j]), str(titles[foremost[i, j]]),
         f"{share[i, j]:.0%}")
        for i, j in cells[:MOST_ROWS].tolist()
    ]  # fmt: skip
    named = (parameter_title(view.study, parameter) for parameter in (first, second))
    columns = (*named, "Most often fails", "In")
    trials = chosen[chosen != NONE][:MOST_ROWS].tolist()
    meta = table(columns, lines, trials, len(cells))
    figure = go.Figure(traces, layout(*map_axes(view), meta=meta))
    return StudyFigure(TITLE, f"{sentence(rates)} A cell shows the most frequent.", figure)


def _legend(rates: VerdictRates, lettered: bool) -> list[Any]:
    """Draw an entry of the legend for each verdict."""
    traces = []
    for name in totals(rates):
        letter = VERDICT_LETTERS[name]
        mark = {"color": VERDICT_FILLS[name], "size": 12, "symbol": "square",
                "line": {"width": 1, "color": "#808080"}}  # fmt: skip
        title = VERDICT_TITLES[name]
        label = f"{title} ({letter})" if letter and lettered else title
        traces.append(
            go.Scatter(
                name=label, x=[None], y=[None], mode="markers", marker=mark, hoverinfo="skip"
            )
        )
    return traces


def borders(other: StudyView, rates: VerdictRates) -> list[Any]:
    """Draw the borders between the verdicts of another study."""
    if any(isinstance(parameter, Choice) for parameter in other.study.parameters):
        return []  # there is no line between two categories
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


def _sides(view: StudyView) -> tuple[Floats, Floats]:
    """Return the values of both parameters of a grid."""
    places = points(view.study)
    return np.unique(places[:, 0]), np.unique(places[:, 1])
