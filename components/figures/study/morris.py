"""Morris screening: mean size of each parameter's effect, and its spread."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import plotly.graph_objects as go

from components.figures.charts import axis
from components.figures.study.base import (
    StudyFigure,
    StudyView,
    early,
    interval,
    layout,
    number,
    table,
)
from components.figures.study.noise import floor, floor_sentence, imputed_sentence
from components.figures.theme import STUDY_COLORS
from segmentation.study import Morris
from segmentation.study.analysis import MorrisIndices, NoiseFloor, morris

__all__ = ["morris_figure"]

ENOUGH = 10  # trajectories to rank parameters by
LABELLED = 0.1  # of the largest mu*; the names of smaller ones would overlap at the origin


def morris_figure(view: StudyView, other: StudyView | None = None) -> StudyFigure:
    """Draw sigma against mu* of every parameter.

    Parameters
    ----------
    view : StudyView
        View of a study with the design "morris".
    other : StudyView, optional
        Another such study to draw over it.

    Returns
    -------
    StudyFigure

    Raises
    ------
    AnalysisError
        If the indices cannot be computed.
    """
    indices = morris(view.study, view.trials, view.output, missing=view.missing)
    noise = floor(view)
    titles = view.parameter_titles
    traces = [_points(indices, titles, 0, "")]
    sentence = _sentence(indices, titles)
    if other is not None:
        theirs = morris(other.study, other.trials, other.output, missing=other.missing)
        named = other.parameter_titles
        traces.append(_points(theirs, named, 1, other.study.name))
        sentence += f" Squares: {other.study.name}."
    order = np.argsort(-indices.mu_star)
    rows = [
        (titles[i], *(number(float(column[i])) for column in _columns(indices)))
        for i in order.tolist()
    ]
    meta = table(("parameter", "mu*", "±", "sigma", "mu"), rows, ())
    both = axis("μ*: mean size of the effect", rangemode="tozero")
    up = axis("σ: unevenness of the effect", rangemode="tozero")
    shapes, notes = _corner(view, noise)
    figure = go.Figure(traces, layout(both, up, meta=meta, shapes=shapes, annotations=notes,
                                      showlegend=other is not None))  # fmt: skip
    text = f"{sentence} {imputed_sentence(indices)}{floor_sentence(view, noise)}"
    return StudyFigure(f"{view.title}: Morris screening", text, figure)


def _columns(indices: MorrisIndices) -> tuple[Any, ...]:
    return indices.mu_star, indices.mu_star_conf, indices.sigma, indices.mu


def _points(indices: MorrisIndices, titles: list[str], which: int, name: str) -> go.Scatter:
    least = LABELLED * float(indices.mu_star.max())
    large = [
        title if value >= least else ""
        for title, value in zip(titles, indices.mu_star, strict=True)
    ]
    color = STUDY_COLORS[which]
    return go.Scatter(
        name=name or "this study", x=indices.mu_star, y=indices.sigma, text=large, hovertext=titles,
        mode="markers+text", textposition="top center", textfont={"size": 11}, cliponaxis=False,
        marker={"color": color, "size": 10, "symbol": ("circle", "square")[which]},
        error_x=interval(indices.mu_star, indices.mu_star_conf)
        | {"color": color, "thickness": 1.2},
        customdata=indices.mu,
        hovertemplate="%{hovertext}<br>μ* %{x:.3g}, σ %{y:.3g}, μ %{customdata:.3g}<extra></extra>",
    )  # fmt: skip


def _corner(view: StudyView, noise: NoiseFloor | None) -> tuple[list[Any], list[Any]]:
    """Draw the effect of noise alone, if it were independent at each point.

    An effect is a difference of two means over the step: its standard deviation is
    sqrt(2 residual / replicates) / step, its mean size sqrt(2 / pi) times that.
    """
    design = view.study.design
    assert isinstance(design, Morris)
    if noise is None or noise.residual <= 0:
        return [], []
    step = design.levels / (2 * (design.levels - 1))
    sigma = math.sqrt(2 * noise.residual / view.study.replicates) / step
    mu_star = sigma * math.sqrt(2 / math.pi)
    box = {"type": "rect", "x0": 0, "y0": 0, "x1": mu_star, "y1": sigma, "layer": "below",
           "line": {"width": 0}, "fillcolor": "rgba(128, 128, 128, 0.22)"}  # fmt: skip
    note = {"x": mu_star, "y": sigma, "text": "noise", "showarrow": False, "xanchor": "right",
            "yanchor": "bottom", "font": {"size": 10}}  # fmt: skip
    return [box], [note]


def _sentence(indices: MorrisIndices, titles: list[str]) -> str:
    if few := early(indices.n, indices.n_planned, ENOUGH, "trajectories"):
        return f"{few} Bars are {indices.level:.0%} intervals, cut at 0."
    order = np.argsort(-indices.mu_star).tolist()
    first = titles[order[0]]
    nothing = [titles[i] for i in order if indices.mu_star[i] <= 1e-12 * indices.mu_star.max()]
    most = number(float(indices.mu_star[order[0]]))
    text = f"{first} matters most: over its range it changes the output by {most} on average."
    if nothing:
        text += f" Without effect in any of the {indices.n} trajectories: {', '.join(nothing)}."
    text += f" From {indices.n} of {indices.n_planned} trajectories; "
    return f"{text}bars are {indices.level:.0%} intervals, cut at 0."
