"""Bars with a parameter each, and indices that look at distributions: PAWN and delta."""

from __future__ import annotations

from collections.abc import Sequence
from textwrap import wrap
from typing import Any

import numpy as np
import plotly.graph_objects as go

from components.figures.charts import axis, upright
from components.figures.study.base import (
    ERROR,
    Look,
    StudyFigure,
    layout,
    number,
    table,
)
from components.figures.study.noise import floor, floor_sentence, imputed_sentence
from components.theme import STUDY_COLORS
from segmentation.study.analysis import DeltaIndices, PawnIndices, delta, pawn

__all__ = ["bars_layout", "delta_figure", "pawn_figure", "wrapped"]


def bars_layout(x: dict[str, Any], n_bars: int, **more: Any) -> dict[str, Any]:
    """Return the layout of horizontal bars, high enough for all of them."""
    return layout(x, axis(""), barmode="group", height=max(280, 110 + 22 * n_bars), **more)


def wrapped(labels: Sequence[str]) -> list[str]:
    """Break long names into lines, which leaves the bars room on a phone."""
    return ["<br>".join(wrap(label, 18)) for label in labels]


def pawn_figure(look: Look, other: Look | None = None) -> StudyFigure:
    """Draw PAWN indices of a sample, with what a parameter without influence would reach."""
    said = pawn(look.study, look.trials, look.output, missing=look.missing)
    titles = look.parameter_titles
    order = np.argsort(said.median).tolist()
    above = [titles[i] for i in reversed(order) if said.median[i] > said.dummy]
    text = (
        f"Told from a parameter without influence (line): {', '.join(above) or 'none'}. "
        f"Kolmogorov-Smirnov distances of {said.slices} slices, from {said.n:,} points; "
        "a bar is their median, its whisker goes to the largest."
    )
    traces = [_pawn_bars(said, [titles[i] for i in order], order, 0, "median")]
    shapes = [upright(said.dummy, STUDY_COLORS[1], dash="dash")]
    if other is not None:
        theirs = pawn(other.study, other.trials, other.output, missing=other.missing)
        every = list(range(len(theirs.names)))
        traces.append(_pawn_bars(theirs, other.parameter_titles, every, 1, other.study.name))
        text += f" Beside it: {other.study.name}, whose line would be at {number(theirs.dummy)}."
    columns = (said.median, said.mean, said.maximum)
    rows = [(titles[i], *(number(float(column[i])) for column in columns)) for i in reversed(order)]
    meta = table(("parameter", "median", "mean", "largest"), rows, ())
    x = axis("PAWN index", rangemode="tozero")
    figure = go.Figure(traces, _layout(x, traces, shapes=shapes, meta=meta))
    text = f"{text} {imputed_sentence(said)}{floor_sentence(look, floor(look))}"
    return StudyFigure(f"{look.title}: PAWN indices", text, figure)


def delta_figure(look: Look, other: Look | None = None) -> StudyFigure:
    """Draw delta indices of a sample with their intervals."""
    said = delta(look.study, look.trials, look.output, missing=look.missing)
    titles = look.parameter_titles
    order = np.argsort(said.delta).tolist()
    traces = [_delta_bars(said, [titles[i] for i in order], order, 0, "delta")]
    text = (
        f"{titles[order[-1]]} moves the output's distribution most. 0 is independence; from "
        f"{said.n:,} points, bars are {said.level:.0%} intervals. {imputed_sentence(said)}"
    )
    if other is not None:
        theirs = delta(other.study, other.trials, other.output, missing=other.missing)
        every = list(range(len(theirs.names)))
        traces.append(_delta_bars(theirs, other.parameter_titles, every, 1, other.study.name))
        text += f"Beside it: {other.study.name}."
    columns = (said.delta, said.delta_conf)
    rows = [(titles[i], *(number(float(column[i])) for column in columns)) for i in reversed(order)]
    x = axis("delta index", rangemode="tozero")
    meta = table(("parameter", "delta", "±"), rows, ())
    figure = go.Figure(traces, _layout(x, traces, meta=meta))
    return StudyFigure(f"{look.title}: delta indices", text.strip(), figure)


def _layout(x: dict[str, Any], traces: list[Any], **more: Any) -> dict[str, Any]:
    n_bars = sum(len(trace.y) for trace in traces)
    return bars_layout(x, n_bars, showlegend=len(traces) > 1, **more)


def _pawn_bars(
    said: PawnIndices, labels: list[str], order: list[int], which: int, name: str
) -> go.Bar:
    return go.Bar(
        name=name, y=wrapped(labels), x=said.median[order], orientation="h",
        marker={"color": STUDY_COLORS[which]},
        error_x={"type": "data", "symmetric": False, "array": (said.maximum - said.median)[order],
                 "arrayminus": np.zeros(len(order)), "thickness": 1.5, "color": ERROR},
        hovertemplate="%{y}<br>median %{x:.3f}<extra></extra>",
    )  # fmt: skip


def _delta_bars(
    said: DeltaIndices, labels: list[str], order: list[int], which: int, name: str
) -> go.Bar:
    return go.Bar(
        name=name, y=wrapped(labels), x=said.delta[order], orientation="h",
        marker={"color": STUDY_COLORS[which]},
        error_x={"type": "data", "array": said.delta_conf[order], "thickness": 1.5, "color": ERROR},
        hovertemplate="%{y}<br>delta %{x:.3f} ± %{error_x.array:.3f}<extra></extra>",
    )  # fmt: skip
