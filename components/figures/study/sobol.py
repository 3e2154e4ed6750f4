"""Sobol indices: bars with intervals, and their convergence as the sample grows."""

from __future__ import annotations

from typing import Any

import numpy as np
import plotly.graph_objects as go

from components.figures.charts import axis
from components.figures.study.bars import bars_layout, wrapped
from components.figures.study.base import (
    ERROR,
    StudyFigure,
    StudyView,
    count,
    early,
    interval,
    layout,
    number,
    table,
)
from components.figures.study.noise import floor, floor_sentence, imputed_sentence
from components.figures.theme import SERIES_COLORS, SERIES_SYMBOLS, STUDY_COLORS
from segmentation.study.analysis import SobolIndices, sobol_convergence

__all__ = ["sobol_figures"]

ENOUGH = 16  # base points to rank parameters by
MOST_CURVES = len(SERIES_COLORS)


def sobol_figures(view: StudyView, other: StudyView | None = None) -> dict[str, StudyFigure]:
    """Draw Sobol indices of first and total order.

    Parameters
    ----------
    view : StudyView
        View of a study with the design "saltelli".
    other : StudyView, optional
        Another such study to draw beside it.

    Returns
    -------
    dict of str to StudyFigure
        "sobol" and "convergence".

    Raises
    ------
    AnalysisError
        If the indices cannot be computed.
    """
    steps = sobol_convergence(view.study, view.trials, view.output, missing=view.missing)
    titles = view.parameter_titles
    theirs: tuple[SobolIndices, ...] = ()
    if other is not None:
        theirs = sobol_convergence(other.study, other.trials, other.output, missing=other.missing)
    return {
        "sobol": _bars(view, steps[-1], titles, other, theirs),
        "convergence": _convergence(view, steps, titles, other, theirs),
    }


def _bars(
    view: StudyView, indices: SobolIndices, titles: list[str], other: StudyView | None,
    theirs: tuple[SobolIndices, ...],
) -> StudyFigure:  # fmt: skip
    order = np.argsort(indices.total).tolist()  # ascending, so that the largest is on top
    noise = floor(view)
    traces = _pair(indices, [titles[i] for i in order], order, 0, "")
    sentence = _sentence(indices, titles)
    shapes: list[Any] = []
    if noise is not None:
        shapes.append({"type": "rect", "x0": 0, "x1": noise.share, "y0": 0, "y1": 1,
                       "yref": "paper", "line": {"width": 0}, "layer": "below",
                       "fillcolor": "rgba(128, 128, 128, 0.22)"})  # fmt: skip
        sentence += " The width of the grey strip is the noise floor."
    if other is not None:
        named = other.parameter_titles
        traces += _pair(theirs[-1], named, list(range(len(named))), 1, other.study.name)
        sentence += f" Beside it: {other.study.name}."
    rows = [
        (titles[i], *(number(float(column[i])) for column in _columns(indices)))
        for i in reversed(order)
    ]
    meta = table(("parameter", "first", "±", "total", "±"), rows, ())
    n_bars = len(order) * (2 if other is None else 4)
    x = axis("share of the variance", rangemode="tozero")
    figure = go.Figure(traces, bars_layout(x, n_bars, shapes=shapes, meta=meta))
    text = f"{sentence} {imputed_sentence(indices)}{floor_sentence(view, noise)}"
    return StudyFigure(f"{view.title}: Sobol indices", text, figure)


def _columns(indices: SobolIndices) -> tuple[Any, ...]:
    return indices.first, indices.first_conf, indices.total, indices.total_conf


def _pair(
    indices: SobolIndices, labels: list[str], order: list[int], which: int, name: str
) -> list[Any]:
    suffix = f": {name}" if name else ""
    color = STUDY_COLORS[which]
    return [
        go.Bar(
            name=f"{word}{suffix}", y=wrapped(labels), x=index[order], orientation="h",
            error_x=interval(index[order], conf[order]) | {"thickness": 1.5, "color": ERROR},
            marker={"color": color, "opacity": 0.9,
                    "pattern": {"shape": shape, "solidity": 0.45, "fgcolor": "#ffffff"}},
            hovertemplate="%{y}<br>" + word + " %{x:.3g} ± %{error_x.array:.2g}<extra></extra>",
        )
        for word, index, conf, shape in (
            ("total", indices.total, indices.total_conf, "/"),
            ("first", indices.first, indices.first_conf, ""),
        )
    ]  # fmt: skip


def _sentence(indices: SobolIndices, titles: list[str]) -> str:
    if few := early(indices.n, indices.n_planned, ENOUGH, "base points"):
        return f"{few} Bars are {indices.level:.0%} intervals, cut at 0."
    best = int(indices.total.argmax())
    alone = float(np.clip(indices.first.sum(), 0, 1))
    return (
        f"{titles[best]} matters most (total {number(float(indices.total[best]))}). "
        f"Single parameters explain {alone:.0%} of the variance; the rest are interactions. "
        f"From {indices.n:,} of {indices.n_planned:,} base points; "
        f"bars are {indices.level:.0%} intervals, cut at 0."
    )


def _convergence(
    view: StudyView, steps: tuple[SobolIndices, ...], titles: list[str], other: StudyView | None,
    theirs: tuple[SobolIndices, ...],
) -> StudyFigure:  # fmt: skip
    title = f"{view.title}: indices as the sample grows"
    if len(steps) < 2:
        return StudyFigure(title, f"There are {count(steps[-1].n, 'base point')} so far.")
    drawn = np.argsort(-steps[-1].total)[:MOST_CURVES].tolist()
    traces: list[Any] = []
    n = np.array([step.n for step in steps])
    words = [f"{v:,}" for v in n.tolist()]
    for rank, i in enumerate(drawn):
        color, symbol = SERIES_COLORS[rank], SERIES_SYMBOLS[rank]
        shift = 1.04 ** (rank - len(drawn) / 2)  # so that intervals don't overlap
        for word, dash in (("total", "solid"), ("first", "dot")):
            values = np.array([getattr(step, word)[i] for step in steps])
            conf = np.array([getattr(step, f"{word}_conf")[i] for step in steps])
            traces.append(
                go.Scatter(
                    name=f"{titles[i]}{', first order' if word == 'first' else ''}",
                    legendgroup=str(rank), showlegend=word == "total",
                    x=n * shift, y=values, text=words, meta={"x": n.tolist()}, mode="lines+markers",
                    line={"color": color, "dash": dash, "width": 1.6},
                    marker={"symbol": symbol, "size": 7, "color": color},
                    error_y={"type": "data", "array": conf, "thickness": 1, "width": 2},
                    hovertemplate=f"{titles[i]}<br>{word} "
                    "%{y:.3g} of %{text} base points<extra></extra>",
                )
            )  # fmt: skip
    x = axis("base points n", type="log", tickvals=n.tolist(), ticktext=words)
    shares = [share for step in steps for share in (*step.total[drawn], *step.first[drawn])]
    ends = (min(0.0, *shares) - 0.1, max(1.0, *shares) + 0.1)  # few points have very long intervals
    figure = go.Figure(traces, layout(x, axis("share of the variance", range=ends)))
    left = len(titles) - len(drawn)
    text = "Solid: total; dotted: first order. Do not trust indices that still change."
    if left:
        text += f" The {len(drawn)} largest are drawn, {left} are not."
    if other is not None:
        figure.add_traces(_over(other, theirs, [titles[i] for i in drawn]))
        text += f" Dashed, with open marks: the totals of {other.study.name}."
    return StudyFigure(title, text, figure)


def _over(other: StudyView, steps: tuple[SobolIndices, ...], drawn: list[str]) -> list[Any]:
    """Draw the convergence of the same parameters' totals in another study."""
    n, titles = [step.n for step in steps], other.parameter_titles
    return [
        go.Scatter(
            name=f"{title}: {other.study.name}", legendgroup=str(rank), showlegend=False, x=n,
            y=[step.total[titles.index(title)] for step in steps], mode="lines+markers",
            line={"color": SERIES_COLORS[rank], "dash": "dash", "width": 1.2},
            marker={"symbol": f"{SERIES_SYMBOLS[rank]}-open", "size": 8},
            hovertemplate=f"{title}<br>total %{{y:.3g}} of %{{x}} base points<extra></extra>",
        )
        for rank, title in enumerate(drawn)
        if title in titles
    ]  # fmt: skip
