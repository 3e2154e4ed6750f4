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
    parameter_title,
    table,
)
from components.figures.study.noise import floor, floor_sentence
from components.theme import STUDY_COLORS
from segmentation.study.analysis import DeltaIndices, delta, pawn

__all__ = ["bars_layout", "delta_figure", "pawn_figure", "wrapped"]


def bars_layout(x: dict[str, Any], n_bars: int, **more: Any) -> dict[str, Any]:
    """Return the layout of horizontal bars, high enough for all of them."""
    return layout(x, axis(""), barmode="group", height=max(280, 110 + 22 * n_bars), **more)


def wrapped(labels: Sequence[str]) -> list[str]:
    """Break long names into lines, which leaves the bars room on a phone."""
    return ["<br>".join(wrap(label, 18)) for label in labels]


def pawn_figure(look: Look) -> StudyFigure:
    """Draw PAWN indices of a sample, with what a parameter without influence would reach."""
    said = pawn(look.study, look.trials, look.output)
    titles = [parameter_title(look.study, parameter) for parameter in look.study.parameters]
    order = np.argsort(said.median).tolist()
    above = [titles[i] for i in reversed(order) if said.median[i] > said.dummy]
    text = (
        f"Told from a parameter without influence (line): {', '.join(above) or 'none'}. "
        f"Kolmogorov-Smirnov distances of {said.slices} slices, from {said.n:,} points; "
        "a bar is their median, its whisker goes to the largest."
    )
    trace = go.Bar(
        name="median", y=wrapped([titles[i] for i in order]), x=said.median[order],
        orientation="h", marker={"color": STUDY_COLORS[0]},
        error_x={"type": "data", "symmetric": False, "array": (said.maximum - said.median)[order],
                 "arrayminus": np.zeros(len(order)), "thickness": 1.5, "color": ERROR},
        hovertemplate="%{y}<br>median %{x:.3f}<extra></extra>",
    )  # fmt: skip
    columns = (said.median, said.mean, said.maximum)
    rows = [(titles[i], *(number(float(column[i])) for column in columns)) for i in reversed(order)]
    meta = table(("parameter", "median", "mean", "largest"), rows, ())
    shapes = [upright(said.dummy, STUDY_COLORS[1], dash="dash")]
    x = axis("PAWN index", rangemode="tozero")
    figure = go.Figure(
        [trace], bars_layout(x, len(order), shapes=shapes, meta=meta, showlegend=False)
    )
    text = f"{text} {floor_sentence(look, floor(look))}"
    return StudyFigure(f"{look.title}: PAWN indices", text, figure)


def delta_figure(look: Look) -> StudyFigure:
    """Draw delta indices of a sample with their intervals."""
    said: DeltaIndices = delta(look.study, look.trials, look.output)
    titles = [parameter_title(look.study, parameter) for parameter in look.study.parameters]
    order = np.argsort(said.delta).tolist()
    trace = go.Bar(
        name="delta", y=wrapped([titles[i] for i in order]), x=said.delta[order], orientation="h",
        marker={"color": STUDY_COLORS[0]},
        error_x={"type": "data", "array": said.delta_conf[order], "thickness": 1.5, "color": ERROR},
        hovertemplate="%{y}<br>delta %{x:.3f} ± %{error_x.array:.3f}<extra></extra>",
    )  # fmt: skip
    text = (
        f"{titles[order[-1]]} moves the output's distribution most. 0 is independence; from "
        f"{said.n:,} points, bars are {said.level:.0%} intervals."
    )
    columns = (said.delta, said.delta_conf)
    rows = [(titles[i], *(number(float(column[i])) for column in columns)) for i in reversed(order)]
    x = axis("delta index", rangemode="tozero")
    meta = table(("parameter", "delta", "±"), rows, ())
    figure = go.Figure([trace], bars_layout(x, len(order), meta=meta, showlegend=False))
    return StudyFigure(f"{look.title}: delta indices", text, figure)
