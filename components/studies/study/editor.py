"""Editor of the text of a study, copied from another study or read from a file."""

from __future__ import annotations

import base64
from typing import Any

import dash_mantine_components as dmc
from dash import ALL, Dash, Input, Output, State, dcc, html, no_update

from components.page.backend import Work
from components.page.ids import Id
from components.serving.root_path import address
from components.state.link import to_query
from components.studies.access import StudyAccess, bound_with_trigger
from components.studies.elements import button
from components.studies.figures.view import base_state
from components.studies.plan.reading import describe_errors
from segmentation import CutlabError
from segmentation.errors import StudyError
from segmentation.study import Study, read_study

__all__ = ["add", "copy_of", "from_file", "layout", "open_text", "register"]


def from_file() -> dmc.Button:
    """Build the button that opens the editor for a file."""
    return button("From a file…", id=Id.EDITOR_NEW)


def copy_of(study: Study, number: int) -> Any:
    """Build the link to a copy in the explorer, or the button that opens one in the editor."""
    title, label = "Duplicate and change", f"Duplicate and change {study.name}"
    state = base_state(study)
    if state is not None:
        href = address(f"/?{to_query(state)}#vary={number}")
        return html.A(title, href=href, className="button", **{"aria-label": label})
    return button(
        title,
        id={"type": Id.EDITOR_COPY, "study": number},
        **{"aria-label": label},
    )


def layout() -> dmc.Modal:
    """Build the editor, closed."""
    choose = html.Button("Choose a file", type="button", className="button")
    text = dmc.Textarea(
        id=Id.EDITOR_TEXT,
        label="The study",
        autosize=True,
        minRows=12,
        maxRows=18,
        spellCheck=False,
        styles={"input": {"fontFamily": "ui-monospace, 'DejaVu Sans Mono', monospace"}},
        **{"data-autofocus": True},
    )
    run = button("Run", id=Id.EDITOR_RUN)
    keep = button("Keep for later", id=Id.EDITOR_KEEP)
    return dmc.Modal(
        [
            dcc.Location(id=Id.EDITOR_GO, refresh=True),
            dmc.Stack(
                [
                    dcc.Upload(choose, id=Id.EDITOR_FILE, accept=".json,application/json"),
                    text,
                    html.P(id=Id.EDITOR_PROBLEM, className="notice", role="alert"),
                    dmc.Group([run, keep], gap="xs"),
                ],
                gap="xs",
            ),
        ],
        id=Id.EDITOR,
        title="A study as text",
        size="xl",
        closeButtonProps={"aria-label": "Close"},
    )


def register(app: Dash, access: StudyAccess) -> None:
    """Connect the editor."""
    file = Input(Id.EDITOR_FILE, "contents")
    app.callback(
        output={
            "opened": Output(Id.EDITOR, "opened"),
            "text": Output(Id.EDITOR_TEXT, "value"),
        },
        inputs={
            "clicks": [
                Input({"type": Id.EDITOR_COPY, "study": ALL}, "n_clicks"),
                Input(Id.EDITOR_NEW, "n_clicks"),
            ],
            "file": file,
        },
        prevent_initial_call=True,
    )(bound_with_trigger(open_text, access, Work.READING))
    app.callback(
        output={
            "go": Output(Id.EDITOR_GO, "href"),
            "problem": Output(Id.EDITOR_PROBLEM, "children"),
        },
        inputs={
            "clicks": [Input(Id.EDITOR_RUN, "n_clicks"), Input(Id.EDITOR_KEEP, "n_clicks")],
            "file": file,
            "opened": Input(Id.EDITOR, "opened"),
        },
        state={"text": State(Id.EDITOR_TEXT, "value")},
        prevent_initial_call=True,
    )(bound_with_trigger(add, access))


def open_text(
    access: StudyAccess, pressed: str | dict[str, Any] | None, clicks: Any, file: str | None
) -> dict[str, Any]:
    """Open the editor with the text of a study or of a file, or empty."""
    if pressed is None:
        return {"opened": no_update, "text": no_update}
    if pressed == Id.EDITOR_FILE:
        return {"opened": no_update, "text": _content(file).decode(errors="replace")}
    if isinstance(pressed, str):
        return {"opened": True, "text": ""}
    try:
        study = access.readable(int(pressed["study"]))
    except CutlabError:  # its page says that it was deleted
        return {"opened": no_update, "text": no_update}
    copy = study.model_copy(update={"name": f"{study.name} (copy)"})
    return {"opened": True, "text": copy.to_json()}


def add(
    access: StudyAccess,
    pressed: str | None,
    clicks: Any,
    file: str | None,
    opened: bool | None,
    text: str | None,
) -> dict[str, Any]:
    """Add the study in the editor, and run it or keep it for later; report errors in it.

    Parameters
    ----------
    access : StudyAccess
    pressed : str or None
        Id of a button; of the file, which is checked as soon as it is chosen; or of the editor
        when it opens.
    clicks : list
        Not used.
    file : str or None
        A data URL.
    opened : bool or None
        Not used.
    text : str or None
    """
    given: str | bytes = _content(file) if pressed == Id.EDITOR_FILE else (text or "")
    if pressed not in (Id.EDITOR_FILE, Id.EDITOR_RUN, Id.EDITOR_KEEP):
        return {"go": no_update, "problem": ""}
    try:
        study = read_study(given)
        if pressed == Id.EDITOR_FILE:
            return {"go": no_update, "problem": ""}
        added = access.add(study, pressed == Id.EDITOR_RUN)
        return {"go": address(f"/study/{added}"), "problem": ""}
    except StudyError as error:
        plain = given if isinstance(given, str) else ""
        sentences = " ".join(each["message"] for each in describe_errors(error, plain))
        return {"go": no_update, "problem": sentences}
    except CutlabError as error:
        return {"go": no_update, "problem": str(error)}


def _content(file: str | None) -> bytes:
    """Return the bytes of a data URL."""
    return base64.b64decode((file or "").partition(",")[2])
