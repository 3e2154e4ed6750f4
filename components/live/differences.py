"""Differences between two states, and between their results, as rows of a table."""

from __future__ import annotations

from typing import Any

from components.state.control_specs import ControlSpec, control_specs
from components.state.model import VIEW_FIELDS, CircleState, ExplorerState
from components.state.numbers import short_number
from components.state.picture import PICTURE_FIELDS
from segmentation import Segmentation

__all__ = ["Row", "describe_result", "describe_settings", "parameter_rows", "result_rows"]

Row = tuple[str, str, str]  # title, value in A, value in B
CIRCLE_ONLY = tuple(name for name, spec in control_specs().items() if spec.only == "circles")
NONE = "–"
TEXTS = {  # fields without a control spec
    "crop": "Crop (top, left, bottom, right)",
    "painted": "Painted mask",
    "truth": "Truth",
    "edits": "Edits of the regions",
}
HASHED = {"painted": ("painted", "another"), "truth": ("a file", "another")}


def parameter_rows(a: ExplorerState, b: ExplorerState) -> list[Row]:
    """Return the settings in which two states differ, with the titles of the controls.

    Parameters
    ----------
    a, b : ExplorerState

    Returns
    -------
    list of (str, str, str)
        Title, value in `a`, value in `b`. Fields of the view do not count, nor those that neither
        subject has.
    """
    rows: list[Row] = []
    if a.picture != b.picture:
        rows.append(("Picture", _subject(a), _subject(b)))
    if not (a.picture or b.picture):
        rows += _circles(a.circles, b.circles)
    with_picture, with_circles = bool(a.picture or b.picture), not (a.picture and b.picture)
    for name, spec in control_specs().items():
        unused = (name in PICTURE_FIELDS and not with_picture) or (
            name in CIRCLE_ONLY and not with_circles
        )
        unused = unused or (name == "person" and not (a.truth or b.truth))
        one, other = getattr(a, name), getattr(b, name)
        if name not in VIEW_FIELDS and not unused and one != other:
            rows.append((spec.title, _value(spec, one), _value(spec, other)))
    for name, title in TEXTS.items():
        one, other = getattr(a, name), getattr(b, name)
        if one != other:
            texts = HASHED.get(name, (one, other))
            rows.append((title, texts[0] if one else NONE, texts[1] if other else NONE))
    return rows


def describe_settings(state: ExplorerState) -> str:
    """Return all settings of scene and method, with the titles of the controls.

    The solver is the one that is used. A person is named only with a truth.
    """
    settings = state.model_copy(update={"eigen_solver": state.method().eigen_solver})
    if state.picture:
        others = CIRCLE_ONLY if state.truth else (*CIRCLE_ONLY, "person")
        found = [f"Picture {_subject(state)}"]
    else:
        circles = " ".join(f"({_circle(circle)})" for circle in state.circles)
        others = PICTURE_FIELDS
        found = [f"Circles (row, column; radius) {circles}"]
    for name, spec in control_specs().items():
        if name not in (*VIEW_FIELDS, *others):
            found.append(f"{spec.title} {_value(spec, getattr(settings, name))}")
    if state.picture and state.truth:
        found.append(f"Truth {state.truth_file or 'a file'}")
    if state.crop:
        found.append(f"Crop (top, left, bottom, right) {state.crop}")
    if state.edits:
        found.append(f"Edits of the regions {state.edits}")
    return "; ".join(found)


def describe_result(state: ExplorerState, result: Segmentation) -> str:
    """Return what was found with a state: the cost, and the agreement with the truth if known."""
    height, width = result.labels.shape
    found = f"{width} × {height} pixels, Ncut {short_number(result.ncut)}"
    if result.metrics:
        found += f", adjusted Rand index {result.metrics.adjusted_rand:.3f} against "
        found += f"the {result.true_name}"
        if state.picture:
            found += f" of {state.truth_file or 'the truth'}, person {state.person}"
    return found


def _subject(state: ExplorerState) -> str:
    if not state.picture:
        return "circles"
    return (state.picture_file or "your own") if state.uploaded else f"sample {state.picture}"


def _circles(a: tuple[CircleState, ...], b: tuple[CircleState, ...]) -> list[Row]:
    rows: list[Row] = []
    for i in range(max(len(a), len(b))):
        one, other = (f"{_circle(each[i])}" if i < len(each) else NONE for each in (a, b))
        if one != other:
            rows.append((f"Circle {i + 1} (row, column; radius)", one, other))
    return rows


def _circle(circle: CircleState) -> str:
    return f"{circle.row:g}, {circle.col:g}; {circle.radius:g}"


def _value(spec: ControlSpec, value: Any) -> str:
    if isinstance(value, bool):
        return "on" if value else "off"
    if spec.labels:
        return spec.labels[str(value)]
    return f"{value:g}{f' {spec.unit}' if spec.unit else ''}".replace("e-0", "e-")


def result_rows(a: Segmentation, b: Segmentation) -> list[Row]:
    """Return the numbers and the verdict in which two results differ.

    Parameters
    ----------
    a, b : Segmentation

    Returns
    -------
    list of (str, str, str)
        As of `parameter_rows`.
    """
    one, other = _facts(a), _facts(b)
    return [(title, one[title], other[title]) for title in one if one[title] != other[title]]


def _facts(result: Segmentation) -> dict[str, str]:
    truth = result.metrics
    gap = result.spectrum.suggested_k
    return {
        "Nodes": f"{result.n_nodes:,}",
        "Edges": f"{result.n_edges:,}",
        "Components": f"{result.n_components:,}",
        "Regions": f"{result.n_regions:,}",
        "Ncut": short_number(result.ncut),
        "Adjusted Rand index": NONE if truth is None else f"{truth.adjusted_rand:.3f}",
        "Mean IoU": NONE if truth is None else f"{truth.mean_iou:.3f}",
        "Misclassified": NONE if truth is None else f"{truth.misclassified:.2%}",
        "k by the largest gap": NONE if gap is None else str(gap),
        "Verdict": OUTCOMES[result.verdict.outcome],
    }


OUTCOMES = {
    "agrees": "agrees",
    "rounding": "the rounding failed",
    "objective": "the objective failed",
    "tie": "a tie",
    "no truth": "no truth to compare",
}
