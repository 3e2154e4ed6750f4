"""Actions on a study: run it, stop it, delete it; and the links to its files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dash import ALL, Dash, Input, Output, State, dcc, html, no_update

from components.page.ids import Id
from components.serving.root_path import address
from components.studies.access import StudyAccess, bound_with_trigger
from components.studies.elements import button, in_row, shown_if
from components.studies.routes.trial_files import FILES, file_address
from components.studies.study import editor
from segmentation import CutlabError
from segmentation.study import Study

if TYPE_CHECKING:
    from segmentation.study.store.rows import StudyRow

__all__ = ["layout", "offered", "perform", "register", "styles"]

ACTIONS = {
    "pause": "Pause",
    "resume": "Resume",
    "cancel": "Cancel",
    "retry": "Run failed trials again",
    "delete": "Delete",
    "undelete": "Bring it back",
}
STATES = {  # in which an action is offered; others are offered in any state
    "pause": ("queued", "running"),
    "resume": ("paused", "cancelled", "failed"),
    "cancel": ("queued", "running", "paused"),
}
STARTING = ("resume", "retry", "undelete")
NOTHING = "Nothing was changed: this study waits or runs already."


def layout(row: StudyRow, study: Study, mine: bool) -> list[Any]:
    """Build the buttons, the links to the files, and the line for problems."""
    actions = [
        button(
            title,
            id={"type": Id.STUDY_ACTION, "action": name},
            style=style,
        )
        for (name, title), style in zip(
            ACTIONS.items(), styles(row, list(ACTIONS), mine), strict=True
        )
    ]
    files = [
        # In a tab of its own, which a download closes and a refusal fills, so that this page stays.
        html.A(title, href=file_address(row.id, format), target="_blank", className="button")
        for format, title in FILES.items()
    ]
    return [
        dcc.Store(id=Id.STUDY_ACTED),
        dcc.Location(id=Id.STUDY_ACTION_GO, refresh=True),
        html.P(id=Id.STUDY_ACTION_PROBLEM, className="notice", role="alert"),
        in_row(
            [
                *actions,
                html.Span(in_row([editor.copy_of(study, row.id), *files]), className="of-present"),
            ]
        ),
    ]


def offered(row: StudyRow, name: str, mine: bool = True) -> bool:
    """Return True if an action makes sense in a study's state, of a study that is one's own."""
    if not mine:
        return False
    if row.deleted or name == "undelete":
        return row.deleted and name == "undelete"
    if name == "resume" and row.silent:
        return True
    return row.failed > 0 if name == "retry" else row.state in STATES.get(name, (row.state,))


def styles(row: StudyRow, names: list[str], mine: bool = True) -> list[dict[str, str]]:
    """Return the styles of the buttons, which hide the actions not offered."""
    return [shown_if(offered(row, name, mine)) for name in names]


def register(app: Dash, access: StudyAccess) -> None:
    """Connect the buttons."""
    number = State(Id.STUDY_NUMBER, "data")
    app.callback(
        output={
            "acted": Output(Id.STUDY_ACTED, "data"),
            "go": Output(Id.STUDY_ACTION_GO, "href"),
            "problem": Output(Id.STUDY_ACTION_PROBLEM, "children"),
        },
        inputs={"clicks": Input({"type": Id.STUDY_ACTION, "action": ALL}, "n_clicks")},
        state={"number": number},
        prevent_initial_call=True,
    )(bound_with_trigger(perform, access))


def perform(
    access: StudyAccess, pressed: dict[str, str] | None, clicks: Any, number: int
) -> dict[str, Any]:
    """Perform the action of a button; go to the list after a deletion."""
    answer = {"acted": no_update, "go": no_update, "problem": no_update}
    if pressed is None:
        return answer
    name, changed = pressed["action"], True
    try:
        if name not in ACTIONS:
            raise CutlabError(f"There is no action {name!r}.")
        if name == "undelete":
            access.undelete(number)
        else:
            action = {"retry": "retry_failed"}.get(name, name)
            changed = getattr(access.changing(number), action)(number) is not False
        if name in STARTING:
            access.service.start()
    except CutlabError as error:
        return answer | {"problem": str(error)}
    if name == "delete":
        return answer | {"go": address(f"/study#deleted={number}")}
    return answer | {"acted": name, "problem": "" if changed else NOTHING}
