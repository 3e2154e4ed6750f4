"""Where it fails: bounds on the parameters, and a scatter of the points with the boxes in it."""

from __future__ import annotations

import math
from itertools import cycle
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
    format_value,
    layout,
    parameter_axis,
    percent,
    table,
)
from components.figures.study.verdicts.counts import first_trials, same_everywhere
from components.figures.theme import (
    VERDICT_CLAUSES,
    VERDICT_COLORS,
    VERDICT_SYMBOLS,
    VERDICT_TITLES,
)
from segmentation.study import Choice, Study, describe
from segmentation.study.analysis import Condition, VerdictBox, VerdictBoxes, boxes, verdict_rates
from segmentation.study.analysis.boxes import FEWEST_POINTS, FEWEST_TRIALS
from segmentation.study.analysis.verdict_tree import LEAST_SHARE
from segmentation.study.design.trials import n_trials, points

__all__ = ["TITLE", "boxes_figure"]

TITLE = "Where it fails"
MOST_POINTS = 2000  # of more, an even selection is drawn
MOST_TOLD = 3  # boxes in the sentence
DASHES = ("dash", "dot", "dashdot")  # of boxes with bounds on other parameters, which may coincide
FAILING = len(VERDICT_CLAUSES) - 1  # outcomes where there is a truth
EDGE = 0.45  # of a box around a value of a choice
GOLDEN, DIAGONAL = (math.sqrt(5) - 1) / 2, math.sqrt(2)  # irrational, to spread points evenly


def boxes_figure(view: StudyView) -> StudyFigure:
    """Draw the points of a study over two parameters, with the boxes in which it fails.

    Parameters
    ----------
    view : StudyView
        View of the study; its output is not used.

    Returns
    -------
    StudyFigure
        ``layout.meta`` lists all boxes. Without a claim there is a sentence alone.
    """
    found = boxes(view.study, view.trials)
    if not found.boxes:
        return StudyFigure(TITLE, _reason(view, found))
    pair = _foremost(found.importance)
    shown = [box for box in found.boxes if box.outcome != "agrees"]
    drawn = {view.study.parameters[i].name for i in pair}
    beyond = [any(each.name not in drawn for each in box.conditions) for box in shown]
    turn = cycle(DASHES)
    dashes = [next(turn) if each else "solid" for each in beyond]
    outlines = (_outline(view.study, *each, pair) for each in zip(shown, dashes, strict=True))
    traces = [*_scatter(view, pair), *outlines]
    rows = [
        (
            _where(view.study, box) or "elsewhere",
            VERDICT_TITLES[box.outcome],
            percent(box.share),
            f"{box.n_trials:,}",
        )
        for box in found.boxes
    ]
    meta = table(("Where", "Fails most often", "In", "Trials"), rows, [NONE] * len(rows))
    figure = go.Figure(traces, layout(*_axes(view.study, pair), meta=meta))
    return StudyFigure(TITLE, _sentence(view.study, shown, any(beyond)), figure)


def _reason(view: StudyView, found: VerdictBoxes) -> str:
    study = view.study
    if not found.enough:
        planned = n_trials(study)
        have = (
            f"{count(found.n_trials, 'trial')} with a verdict at {count(found.n_points, 'point')}"
        )
        need = f"{FEWEST_TRIALS} at {FEWEST_POINTS} points are needed"
        few = planned < FEWEST_TRIALS or study.n_points < FEWEST_POINTS
        return (
            f"{have}: too few to say where it fails; {need}{', more than planned' if few else ''}."
        )
    return same_everywhere(verdict_rates(study, view.trials)) or (
        "No bounds on the parameters say where it fails: a verdict is as likely in one part of the "
        "ranges as in another."
    )


def _foremost(importance: tuple[float, ...]) -> tuple[int, ...]:
    """Return the numbers of the two most important parameters, or the only one."""
    order = sorted(range(len(importance)), key=lambda i: -importance[i])
    return tuple(order[:2])


def _sentence(study: Study, shown: list[VerdictBox], beyond: bool) -> str:
    if not shown:
        return (
            "No failure prevails in any part of the ranges that holds at least "
            f"{LEAST_SHARE:.0%} of the trials."
        )
    told = [
        f"{_where(study, box)}: {VERDICT_CLAUSES[box.outcome]} in {percent(box.share)} of "
        f"{count(box.n_trials, 'trial')}."
        for box in shown[:MOST_TOLD]
    ]
    if beyond:
        told.append("Dashed boxes have bounds on parameters that are not drawn, too.")
    return " ".join(told)


def _where(study: Study, box: VerdictBox) -> str:
    """Return the conditions of a box, as "Affinity β above 12 and noise level up to 0.4"."""
    told = [_told(study, each) for each in box.conditions]
    rest = [f"{text[0].lower()}{text[1:]}" for text in told[1:]]
    return " and ".join([*told[:1], *rest])


def _told(study: Study, condition: Condition) -> str:
    parameter = next(each for each in study.parameters if each.name == condition.name)
    field = describe(parameter, study.evaluator)
    if condition.values:
        return f"{field.title} {' or '.join(format_value(value) for value in condition.values)}"
    unit = f" {field.unit}" if field.unit else ""
    low, high = f"{condition.above:.12g}{unit}", f"{condition.up_to:.12g}{unit}"
    if condition.up_to == math.inf:
        return f"{field.title} above {low}"
    if condition.above == -math.inf:
        return f"{field.title} up to {high}"
    return f"{field.title} between {low} and {high}"


def _axes(study: Study, pair: tuple[int, ...]) -> tuple[dict[str, Any], dict[str, Any]]:
    x = parameter_axis(study, study.parameters[pair[0]])
    if len(pair) == 1:
        return x, axis("points of one verdict", showticklabels=False, showgrid=False)
    return x, parameter_axis(study, study.parameters[pair[1]])


def _scatter(view: StudyView, pair: tuple[int, ...]) -> list[Any]:
    """Draw each point with its most frequent verdict."""
    rates = verdict_rates(view.study, view.trials)
    foremost, trial = rates.foremost, first_trials(view, rates)
    known = np.flatnonzero(foremost >= 0)
    at = known[[part[len(part) // 2] for part in blocks(len(known), MOST_POINTS)]]
    places = points(view.study)[at]
    x = _apart(view.study, pair[0], places, at, GOLDEN)
    y = (
        _apart(view.study, pair[1], places, at, DIAGONAL)
        if len(pair) == 2
        else foremost[at] + 0.8 * (at * GOLDEN % 1)
    )
    traces = []
    for i, name in enumerate(rates.outcomes):
        own = foremost[at] == i
        if not own.any():
            continue
        traces.append(
            go.Scatter(
                name=VERDICT_TITLES[name], x=x[own], y=y[own], mode="markers",
                marker={"color": VERDICT_COLORS[name], "symbol": VERDICT_SYMBOLS[name], "size": 6,
                        "line": {"width": 0.5, "color": "#606060"}},
                customdata=trial[at[own], i],
                hovertext=[f"{VERDICT_CLAUSES[name]} in {percent(rates.rates[p, i])} of "
                           f"{count(int(rates.count[p]), 'trial')}" for p in at[own].tolist()],
                hovertemplate="(%{x:.4g}, %{y:.4g})<br>%{hovertext}<extra></extra>",
            )
        )  # fmt: skip
    return traces


def _apart(study: Study, i: int, places: Floats, at: NDArray[np.intp], turn: float) -> Floats:
    """Return a parameter's values; those of a choice are moved apart by irrational turns."""
    moved = 0.6 * (at * turn % 1 - 0.5) if isinstance(study.parameters[i], Choice) else 0.0
    apart: Floats = places[:, i] + moved
    return apart


def _outline(study: Study, box: VerdictBox, dash: str, pair: tuple[int, ...]) -> go.Scatter:
    """Draw a box; one that has several parts along a choice is drawn as several rectangles."""
    across = _ranges(study, pair[0], box)
    down = _ranges(study, pair[1], box) if len(pair) == 2 else [(-0.2, FAILING)]
    x: list[float | None] = []
    y: list[float | None] = []
    for left, right in across:
        for low, high in down:
            x += [left, right, right, left, left, None]
            y += [low, low, high, high, low, None]
    return go.Scatter(
        name=f"box: {VERDICT_TITLES[box.outcome]}", x=x[:-1], y=y[:-1], mode="lines",
        line={"color": VERDICT_COLORS[box.outcome], "width": 3, "dash": dash}, hoverinfo="skip",
        showlegend=False,
    )  # fmt: skip


def _ranges(study: Study, i: int, box: VerdictBox) -> list[tuple[float, float]]:
    """Return the parts of a parameter's axis that are in a box."""
    parameter = study.parameters[i]
    own = next((each for each in box.conditions if each.name == parameter.name), None)
    if isinstance(parameter, Choice):
        allowed = own.values if own else parameter.values
        inside = [at for at, value in enumerate(parameter.values) if value in allowed]
        runs = np.split(inside, np.flatnonzero(np.diff(inside) > 1) + 1)
        return [(float(run[0]) - EDGE, float(run[-1]) + EDGE) for run in runs]
    low, high = float(parameter.low), float(parameter.high)
    return [(max(low, own.above), min(high, own.up_to))] if own else [(low, high)]
