"""Bar charts of indices by parameter: PAWN and delta, which compare distributions."""

from __future__ import annotations

from collections.abc import Sequence
from textwrap import wrap
from typing import Any

import numpy as np
import plotly.graph_objects as go

from components.figures.charts import axis, upright
from components.figures.study.base import (
    ERROR,
    StudyFigure,
    StudyView,
    interval,
    layout,
    number,
    table,
)
from components.figures.study.noise import floor, floor_sentence, imputed_sentence
from components.figures.theme import STUDY_COLORS
from segmentation.study.analysis import DeltaIndices, PawnIndices, delta, pawn

__all__ = ["bars_layout", "delta_figure", "pawn_figure", "wrapped"]


def bars_layout(x: dict[str, Any], n_bars: int, **more: Any) -> dict[str, Any]:
    """Return the layout of horizontal bars, with a height for all of them."""
    return layout(x, axis(""), barmode="group", height=max(280, 110 + 22 * n_bars), **more)


def wrapped(labels: Sequence[str]) -> list[str]:
    """Break long names into lines, which leaves the bars room on a phone."""
    return ["<br>".join(wrap(label, 18)) for label in labels]


def pawn_figure(view: StudyView, other: StudyView | None = None) -> StudyFigure:
    """Draw PAWN indices of a sample, and the index of a parameter without influence."""
    indices = pawn(view.study, view.trials, view.output, missing=view.missing)
    titles = view.parameter_titles
    order = np.argsort(indices.median).tolist()
    above = [titles[i] for i in reversed(order) if indices.median[i] > indices.dummy]
    text = (
        f"Distinguished from a parameter without influence (line): {', '.join(above) or 'none'}. "
        f"Kolmogorov-Smirnov distances of {indices.slices} slices, from {indices.n:,} points; "
        "a bar is their median, its whisker ends at the largest."
    )
    traces = [_pawn_bars(indices, [titles[i] for i in order], order, 0, "median")]
    shapes = [upright(indices.dummy, STUDY_COLORS[1], dash="dash")]
    if other is not None:
        theirs = pawn(other.study, other.trials, other.output, missing=other.missing)
        every = list(range(len(theirs.names)))
        traces.append(_pawn_bars(theirs, other.parameter_titles, every, 1, other.study.name))
        text += f" Beside it: {other.study.name}, whose line would be at {number(theirs.dummy)}."
    columns = (indices.median, indices.mean, indices.maximum)
    rows = [(titles[i], *(number(float(column[i])) for column in columns)) for i in reversed(order)]
    meta = table(("parameter", "median", "mean", "largest"), rows, ())
    x = axis("PAWN index", rangemode="tozero")
    figure = go.Figure(traces, _layout(x, traces, shapes=shapes, meta=meta))
    text = f"{text} {imputed_sentence(indices)}{floor_sentence(view, floor(view))}"
    return StudyFigure(f"{view.title}: PAWN indices", text, figure)


def delta_figure(view: StudyView, other: StudyView | None = None) -> StudyFigure:
    """Draw delta indices of a sample with their intervals."""
    indices = delta(view.study, view.trials, view.output, missing=view.missing)
    titles = view.parameter_titles
    order = np.argsort(indices.delta).tolist()
    traces = [_delta_bars(indices, [titles[i] for i in order], order, 0, "delta")]
    text = (
        f"{titles[order[-1]]} moves the output's distribution most. 0 is independence; from "
        f"{indices.n:,} points, bars are {indices.level:.0%} intervals, cut at 0. "
        f"{imputed_sentence(indices)}"
    )
    if other is not None:
        theirs = delta(other.study, other.trials, other.output, missing=other.missing)
        every = list(range(len(theirs.names)))
        traces.append(_delta_bars(theirs, other.parameter_titles, every, 1, other.study.name))
        text += f"Beside it: {other.study.name}."
    columns = (indices.delta, indices.delta_conf)
    rows = [(titles[i], *(number(float(column[i])) for column in columns)) for i in reversed(order)]
    x = axis("delta index", rangemode="tozero")
    meta = table(("parameter", "delta", "±"), rows, ())
    figure = go.Figure(traces, _layout(x, traces, meta=meta))
    return StudyFigure(f"{view.title}: delta indices", text.strip(), figure)


def _layout(x: dict[str, Any], traces: list[Any], **more: Any) -> dict[str, Any]:
    n_bars = sum(len(trace.y) for trace in traces)
    return bars_layout(x, n_bars, showlegend=len(traces) > 1, **more)


def _pawn_bars(
    indices: PawnIndices, labels: list[str], order: list[int], which: int, name: str
) -> go.Bar:
    return go.Bar(
        name=name, y=wrapped(labels), x=indices.median[order], orientation="h",
        marker={"color": STUDY_COLORS[which]},
        error_x={"type": "data", "symmetric": False, "thickness": 1.5, "color": ERROR,
                 "array": (indices.maximum - indices.median)[order],
                 "arrayminus": np.zeros(len(order))},
        hovertemplate="%{y}<br>median %{x:.3g}<extra></extra>",
    )  # fmt: skip


def _delta_bars(
    indices: DeltaIndices, labels: list[str], order: list[int], which: int, name: str
) -> go.Bar:
    return go.Bar(
        name=name, y=wrapped(labels), x=indices.delta[order], orientation="h",
        marker={"color": STUDY_COLORS[which]},
        error_x=interval(indices.delta[order], indices.delta_conf[order])
        | {"thickness": 1.5, "color": ERROR},
        hovertemplate="%{y}<br>delta %{x:.3g} ± %{error_x.array:.2g}<extra></extra>",
    )  # fmt: skip
