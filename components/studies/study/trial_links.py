"""Links from the points of a figure, and the rows of its table, to trials in the explorer."""

from __future__ import annotations

from typing import Any

from dash import ALL, Dash, Input, Output, State, dcc, html, no_update

from components.page.backend import Work
from components.page.ids import Id
from components.serving.root_path import address
from components.studies.access import StudyAccess, bound_with_trigger
from components.studies.figures.view import trial_query
from segmentation import CutlabError
from segmentation.study import Study

__all__ = ["layout", "link", "open_trial", "register"]


def layout() -> list[Any]:
    """Build the location of the links, and the line for problems."""
    return [
        dcc.Location(id=Id.STUDY_TRIAL_GO, refresh=True),
        html.P(id=Id.STUDY_TRIAL_PROBLEM, className="notice", role="alert"),
    ]


def register(app: Dash, access: StudyAccess) -> None:
    """Connect the charts."""
    app.callback(
        output={
            "go": Output(Id.STUDY_TRIAL_GO, "href"),
            "problem": Output(Id.STUDY_TRIAL_PROBLEM, "children"),
        },
        inputs={
            "points": Input({"type": Id.FIGURE_CHART, "name": ALL}, "clickData"),
        },
        state={
            "charts": State({"type": Id.FIGURE_CHART, "name": ALL}, "id"),
            "drawn": State(Id.STUDY_DRAWN, "data"),
            "number": State(Id.STUDY_NUMBER, "data"),
        },
        prevent_initial_call=True,
    )(bound_with_trigger(open_trial, access, Work.READING))


def open_trial(
    access: StudyAccess,
    pressed: dict[str, Any] | None,
    points: list[dict[str, Any] | None],
    charts: list[dict[str, str]],
    drawn: dict[str, Any],
    number: int,
) -> dict[str, Any]:
    """Open the trial of a point in the explorer, or say why it cannot be opened.

    Parameters
    ----------
    access : StudyAccess
    pressed : dict or None
        Id of the chart.
    points : list of dict or None
        The clicked point of each chart.
    charts : list of dict
        Ids of the charts; ``name`` is the figure of each.
    drawn : dict
        State of the page, see `refresh`.
    number : int
        Number of the study.
    """
    answer = {"go": no_update, "problem": no_update}
    if pressed is None:
        return answer
    name = pressed["name"]
    trial = _trial_of(points[[each["name"] for each in charts].index(name)])
    if trial < 0 or name not in drawn["trials"]:
        return answer
    try:
        return {"go": _address(access.study(number), number, trial), "problem": ""}
    except (CutlabError, ValueError) as error:
        return answer | {"problem": str(error)}


def _address(study: Study, number: int, trial: int) -> str:
    return address(f"/?{trial_query(study, trial)}#study={number}")


def link(study: Study, number: int, trial: int) -> Any:
    """Build the link to a trial, or a dash with the reason for none; nothing for -1."""
    if trial < 0:
        return ""
    try:
        href = _address(study, number, trial)
    except (CutlabError, ValueError) as error:
        return html.Span("–", title=str(error), role="img", **{"aria-label": str(error)})
    label = f"Open trial {trial} in the explorer"
    return html.A("Open", href=href, className="button", title=label, **{"aria-label": label})


def _trial_of(clicked: dict[str, Any] | None) -> int:
    """Return the trial of a point, -1 for none."""
    given = (clicked or {"points": [{}]})["points"][0].get("customdata", -1)
    given = given[0] if isinstance(given, list) else given
    return int(given) if isinstance(given, (int, float)) and float(given).is_integer() else -1
