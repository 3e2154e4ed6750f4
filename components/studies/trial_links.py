"""The way from a point of a figure, or a line of its table, to the trial in the explorer."""

from __future__ import annotations

from typing import Any

from dash import ALL, Dash, Input, Output, State, dcc, html, no_update

from components.page.ids import Id
from components.studies.access import StudyAccess, bound_with_trigger
from components.studies.view import trial_query
from segmentation import CutlabError

__all__ = ["layout", "open_trial", "register"]

BUTTONS = {"type": Id.STUDY_TRIAL, "figure": ALL, "row": ALL, "trial": ALL}


def layout() -> list[Any]:
    """Build what leads there, and where is told why it does not."""
    return [
        dcc.Location(id=Id.STUDY_TRIAL_GO, refresh=True),
        html.P(id=Id.STUDY_TRIAL_PROBLEM, className="notice", role="alert"),
    ]


def register(app: Dash, access: StudyAccess) -> None:
    """Connect the charts and the buttons."""
    app.callback(
        output={
            "go": Output(Id.STUDY_TRIAL_GO, "href"),
            "problem": Output(Id.STUDY_TRIAL_PROBLEM, "children"),
        },
        inputs={
            "points": Input({"type": Id.FIGURE_CHART, "name": ALL}, "clickData"),
            "clicks": Input(BUTTONS, "n_clicks"),
        },
        state={
            "charts": State({"type": Id.FIGURE_CHART, "name": ALL}, "id"),
            "drawn": State(Id.STUDY_DRAWN, "data"),
            "number": State(Id.STUDY_NUMBER, "data"),
        },
        prevent_initial_call=True,
    )(bound_with_trigger(open_trial, access))


def open_trial(
    access: StudyAccess,
    pressed: dict[str, Any] | None,
    points: list[dict[str, Any] | None],
    clicks: Any,
    charts: list[dict[str, str]],
    drawn: dict[str, Any],
    number: int,
) -> dict[str, Any]:
    """Open the trial of a point, or of a table's button, in the explorer; or say why it cannot.

    Parameters
    ----------
    access : StudyAccess
    pressed : dict or None
        Id of the chart or button.
    points : list of dict or None
        What was clicked in each chart.
    clicks : list
        Not used.
    charts : list of dict
        Of the charts, the ``name`` in each.
    drawn : dict
        What the page shows, see `refresh`.
    number : int
        Of the study.
    """
    answer = {"go": no_update, "problem": no_update}
    if pressed is None:
        return answer
    if pressed["type"] == Id.STUDY_TRIAL:
        trial = int(pressed["trial"])
    else:
        name = pressed["name"]
        clicked = points[[each["name"] for each in charts].index(name)]
        trial = _trial_of(clicked) if name in drawn["trials"] else -1
    if trial < 0:
        return answer
    try:
        query = trial_query(access.study(number), trial)
    except (CutlabError, ValueError) as error:
        return answer | {"problem": str(error)}
    return {"go": f"/?{query}#study={number}", "problem": ""}


def _trial_of(clicked: dict[str, Any] | None) -> int:
    """Return the trial that a point stands for, -1 for none."""
    given = (clicked or {"points": [{}]})["points"][0].get("customdata", -1)
    given = given[0] if isinstance(given, list) else given
    return int(given) if isinstance(given, (int, float)) and float(given).is_integer() else -1
