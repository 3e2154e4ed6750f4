"""Dialog that changes the name and the notes of a study."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import dash_mantine_components as dmc
from dash import Dash, Input, Output, State, html, no_update

from components.page.ids import Id
from components.studies.access import StudyAccess, bound_with_trigger
from components.studies.elements import button, shown_if
from segmentation import CutlabError
from segmentation.study import Study

if TYPE_CHECKING:
    from segmentation.study.store.rows import StudyRow

__all__ = ["dialog", "edit", "edit_button", "register"]

LONGEST = {field: Study.model_fields[field].metadata[-1].max_length for field in ("name", "notes")}


def edit_button(mine: bool) -> dmc.Button:
    """Build the button that opens the dialog, hidden for a study that is not one's own."""
    return button("Edit name and notes", id=Id.STUDY_EDIT, style=shown_if(mine))


def dialog(row: StudyRow) -> dmc.Modal:
    """Build the dialog, closed."""
    fields = [
        dmc.TextInput(
            id=Id.STUDY_NEW_NAME,
            label="Name",
            value=row.name,
            inputProps={"maxLength": LONGEST["name"]},
            **{"data-autofocus": True},
        ),
        dmc.Textarea(
            id=Id.STUDY_NEW_NOTES,
            label="Notes",
            value=row.notes,
            autosize=True,
            minRows=4,
            maxRows=12,
        ),
        html.P(id=Id.STUDY_SAVE_PROBLEM, className="notice", role="alert"),
        dmc.Group(button("Save", id=Id.STUDY_SAVE)),
    ]
    return dmc.Modal(
        dmc.Stack(fields, gap="xs"),
        id=Id.STUDY_EDITING,
        title="Name and notes",
        closeButtonProps={"aria-label": "Close"},
    )


def register(app: Dash, access: StudyAccess) -> None:
    """Connect the dialog."""
    app.callback(
        output={
            "opened": Output(Id.STUDY_EDITING, "opened"),
            "name": Output(Id.STUDY_NAME, "children"),
            "notes": Output(Id.STUDY_NOTES, "children"),
            "status": Output(Id.STUDY_SAVED, "children"),
            "problem": Output(Id.STUDY_SAVE_PROBLEM, "children"),
        },
        inputs={
            "clicks": [
                Input(Id.STUDY_EDIT, "n_clicks"),
                Input(Id.STUDY_SAVE, "n_clicks"),
                Input(Id.STUDY_NEW_NAME, "n_submit"),
            ]
        },
        state={
            "new_name": State(Id.STUDY_NEW_NAME, "value"),
            "new_notes": State(Id.STUDY_NEW_NOTES, "value"),
            "number": State(Id.STUDY_NUMBER, "data"),
        },
        prevent_initial_call=True,
    )(bound_with_trigger(edit, access))


def edit(
    access: StudyAccess,
    pressed: str | None,
    clicks: Any,
    new_name: str,
    new_notes: str,
    number: int,
) -> dict[str, Any]:
    """Open the dialog, or save its fields.

    Parameters
    ----------
    access : StudyAccess
    pressed : str or None
        Id of a button or of the field of the name.
    clicks : list
        Not used.
    new_name, new_notes : str
    number : int
        Number of the study.
    """
    answer = dict.fromkeys(("opened", "name", "notes", "status", "problem"), no_update)
    if pressed is None:
        return answer
    if pressed == Id.STUDY_EDIT:
        return answer | {"opened": True, "status": "", "problem": ""}
    name, notes = new_name.strip(), new_notes
    for field, text, least in (("name", name, 1), ("notes", notes, 0)):
        if not least <= len(text) <= LONGEST[field]:
            rule = f"The {field} must be text of {least} to {LONGEST[field]} characters."
            return answer | {"problem": f"{rule} It has {len(text)}."}
    try:
        access.changing(number).describe(number, name, notes)
    except CutlabError as error:
        return answer | {"problem": str(error)}
    return {"opened": False, "name": name, "notes": notes, "status": "Saved.", "problem": ""}
