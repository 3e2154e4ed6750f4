"""Page of one study: its progress, its figures, and the actions on it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import dash_mantine_components as dmc
from dash import ALL, Dash, Input, Output, State, dcc, html, no_update

from components.page.ids import Id
from components.studies.access import StudyAccess, bound, unanswered
from components.studies.elements import (
    BESIDE,
    digest,
    in_row,
    progress_bar,
    scene_link,
    state_badge,
)
from components.studies.figures.view import View
from components.studies.study import actions as study_actions
from components.studies.study import (
    editor,
    figure_cards,
    figure_files,
    kept_lines,
    trial_links,
    view_inputs,
)
from components.studies.study import methods as study_methods
from components.studies.study import text as study_text
from components.studies.words import (
    BUSY,
    count,
    describe_fixed,
    describe_kind,
    describe_picture,
    describe_ranges,
    describe_reference,
    describe_trials,
)
from segmentation import CutlabError

if TYPE_CHECKING:
    from segmentation.study.analysis import Missing
    from segmentation.study.provenance import Environment
    from segmentation.study.store.rows import StudyRow

__all__ = ["layout", "refresh", "register"]

# The address holds the view.
KEEP_ADDRESS = """(output, other, missing) => {
  const view = { output, ...(other && { other }), ...(missing && { missing: "mean" }) };
  history.replaceState(history.state, "", `#${new URLSearchParams(view)}`);
}"""
SHOW_TITLE = "(name) => (document.title = `${name} – Cutlab`)"


def layout(access: StudyAccess, number: int, wanted: dict[str, str], fine: bool) -> list[Any]:
    """Build the page.

    Parameters
    ----------
    access : StudyAccess
    number : int
        Number of the study.
    wanted : dict of str to str
        ``output``, ``other`` and ``missing`` of the address, if it has them.
    fine : bool
        True if there is a mouse.

    Raises
    ------
    CutlabError
        If there is no such study.
    """
    row, study = access.row(number), access.study(number)
    environments = access.store().environments(number)
    access.prepare()
    mine = access.may_change(row)
    name = html.H2(row.name, id=Id.STUDY_NAME, tabIndex=-1)
    state = html.Span(state_badge(row.state), id=Id.STUDY_STATE, role="status")
    seeds = f"{count(study.replicates, 'noise seed')} per point"
    about = [
        html.P(row.notes, id=Id.STUDY_NOTES, className="study-notes"),
        html.P(
            f"{describe_kind(study)}. {seeds}. {describe_picture(study)}".strip(),
            className="quiet",
        ),
        html.P(f"Varied: {describe_ranges(study)}.", className="quiet"),
        html.P(f"Fixed: {describe_fixed(study)}. {describe_reference(study)}", className="quiet"),
    ]
    choice = view_inputs.layout(access, number, study, wanted)
    body = [*scene_link(study, f"#study={number}"), dmc.Stack(about, gap=6)]
    return [
        dcc.Store(id={"type": Id.STUDY_ANSWER, "page": "study"}, data={"asked": -1, "busy": False}),
        dcc.Store(id=Id.STUDY_NUMBER, data=number),
        dcc.Store(id=Id.STUDY_FINE, data=fine),
        dcc.Store(id=Id.STUDY_DRAWN),
        dcc.Store(id=Id.STUDY_TITLE),
        html.P(id=Id.STUDY_SAVED, role="status"),
        html.Section(
            dmc.Stack(
                [
                    html.P("This study was deleted.", className="notice of-deleted"),
                    in_row(
                        [
                            name,
                            state,
                            html.Span(study_text.edit_button(mine), className="of-present"),
                        ]
                    ),
                    dmc.Flex(body, gap="md", direction=BESIDE),
                    html.Div(_facts(row, environments), id=Id.STUDY_FACTS),
                    *study_actions.layout(row, study, mine),
                    study_methods.layout(study, row, environments),
                    html.Div(choice, className="of-present"),
                    html.P(id=Id.STUDY_FIGURE_PROBLEM, className="notice", role="alert"),
                    html.P(id=Id.FIGURE_CARD_PROBLEM, className="notice", role="alert"),
                    *trial_links.layout(),
                    html.Div(id=Id.STUDY_FIGURES, className="of-present"),
                ],
                gap=8,
            ),
            id=Id.STUDY_PAGE,
            className=_class(row),
            **{"aria-labelledby": Id.STUDY_NAME},
        ),
        study_text.dialog(row),
        editor.layout(),
    ]


def _class(row: StudyRow) -> str:
    """Return the class that shows what a deleted study has, or what a present one has."""
    return "deleted" if row.deleted else "present"


def _facts(row: StudyRow, environments: Sequence[Environment]) -> list[Any]:
    bar = [] if row.state == "done" else [progress_bar(row.recorded, row.n_trials, row.name)]
    message = [html.P(row.message, className="warning")] if row.message else []
    software = html.P(study_methods.software(environments), className="quiet")
    return [*bar, html.P(describe_trials(row), className="study-facts"), *message, software]


def register(app: Dash, access: StudyAccess) -> None:
    """Connect the page."""
    app.callback(
        output={
            "kind": Output(Id.STUDY_PAGE, "className"),
            "state": Output(Id.STUDY_STATE, "children"),
            "facts": Output(Id.STUDY_FACTS, "children"),
            "methods": Output(Id.STUDY_METHODS, "children"),
            "actions": Output({"type": Id.STUDY_ACTION, "action": ALL}, "style"),
            "no_imputing": Output(Id.STUDY_IMPUTING, "hidden"),
            "problem": Output(Id.STUDY_FIGURE_PROBLEM, "children"),
            "cards": Output(Id.STUDY_FIGURES, "children"),
            "captions": Output({"type": Id.FIGURE_CAPTION, "name": ALL}, "children"),
            "charts": Output({"type": Id.FIGURE_CHART, "name": ALL}, "figure"),
            "rows": Output({"type": Id.FIGURE_ROWS, "name": ALL}, "children"),
            "drawn": Output(Id.STUDY_DRAWN, "data"),
            "answer": Output({"type": Id.STUDY_ANSWER, "page": "study"}, "data"),
        },
        inputs={
            "asked": Input(Id.STUDY_ASKED, "data"),
            "acted": Input(Id.STUDY_ACTED, "data"),
            "view": view_inputs.values(Input),
            "bounds": Input({"type": Id.LINES, "name": ALL}, "data"),
            "opened": Input({"type": Id.FIGURE_TABLE, "name": ALL}, "n_clicks"),
        },
        state={
            "actions": State({"type": Id.STUDY_ACTION, "action": ALL}, "id"),
            "drawn": State(Id.STUDY_DRAWN, "data"),
            "number": State(Id.STUDY_NUMBER, "data"),
            "fine": State(Id.STUDY_FINE, "data"),
        },
    )(bound(refresh, access))
    app.clientside_callback(KEEP_ADDRESS, *view_inputs.values(Input).values())
    app.clientside_callback(
        SHOW_TITLE, Output(Id.STUDY_TITLE, "data"), Input(Id.STUDY_NAME, "children")
    )
    kept_lines.register(app)
    for panel in (study_actions, study_text, trial_links, figure_files):
        panel.register(app, access)


def refresh(
    access: StudyAccess,
    asked: int,
    acted: str | None,
    view: dict[str, Any],
    bounds: list[dict[str, Any]],
    opened: list[int | None],
    actions: list[dict[str, str]],
    drawn: dict[str, Any] | None,
    number: int,
    fine: bool,
) -> dict[str, Any]:
    """Return the present state of the study, and the changes of its figures.

    Parameters
    ----------
    access : StudyAccess
    asked : int
        Number of the request of the page's clock.
    acted : str or None
        Not used; an action triggers a refresh.
    view : dict
        Chosen ``output``, ``other`` and ``missing``.
    bounds : list of dict
        Bounds of the kept lines, see `kept_lines`; empty without parallel coordinates.
    opened : list of int or None
        Clicks on the summary of each table.
    actions : list of dict
        Ids of the buttons; ``action`` is the action of each.
    drawn : dict or None
        State of the page, a former result of this function.
    number : int
        Number of the study.
    fine : bool
        True if there is a mouse.
    """
    try:
        return _refreshed(access, asked, view, bounds, opened, actions, drawn or {}, number, fine)
    except CutlabError as error:
        names = ("kind", "state", "facts", "methods", "no_imputing", "cards", "drawn")
        each = dict.fromkeys(("captions", "charts", "rows"), [no_update] * len(opened))
        each["actions"] = [no_update] * len(actions)
        return dict.fromkeys(names, no_update) | each | unanswered(error, asked)


def _refreshed(
    access: StudyAccess,
    asked: int,
    view: dict[str, Any],
    bounds: list[dict[str, Any]],
    opened: list[int | None],
    actions: list[dict[str, str]],
    drawn: dict[str, Any],
    number: int,
    fine: bool,
) -> dict[str, Any]:
    row = access.row(number)
    other = int(view["other"]) if view["other"] else None
    missing: Missing = "mean" if view["missing"] else "refuse"
    drawings = access.figures(number, View(view["output"], other, missing))
    kept = bounds[0] if bounds else kept_lines.NONE
    study, environments = access.study(number), access.store().environments(number)
    figures = figure_cards.changes(drawings, drawn, kept, opened, study, number, fine)
    parts = {
        "state": state_badge(row.state),
        "facts": _facts(row, environments),
        "methods": study_methods.methods(study, row, environments),
    }
    before, says = drawn.get("says", {}), {name: digest(part) for name, part in parts.items()}
    changed = {name: part for name, part in parts.items() if says[name] != before.get(name)}
    figures["drawn"]["says"] = says
    return (
        dict.fromkeys(parts, no_update)
        | changed
        | figures
        | {
            "kind": _class(row),
            "actions": study_actions.styles(
                row, [each["action"] for each in actions], access.may_change(row)
            ),
            "no_imputing": not (drawings.imputable or view["missing"]),
            "problem": " ".join(drawings.problems),
            "answer": {"asked": asked, "busy": row.state in BUSY or drawings.waits},
        }
    )
