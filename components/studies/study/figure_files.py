"""Captions and numbers of a study's figures, for the dialog that saves them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dash import ALL, Dash, Input, Output, State, no_update

from components.export.figure_table import figure_csv
from components.export.view_files import SOFTWARE
from components.page.backend import Work
from components.page.ids import Id
from components.page.panels.figure import MAKING, subject
from components.studies.access import StudyAccess, bound, bound_with_trigger
from components.studies.figures.view import View
from components.studies.words import (
    count,
    describe_fixed,
    describe_kind,
    describe_picture,
    describe_ranges,
    slug,
)
from segmentation import CutlabError
from segmentation.study import Study

if TYPE_CHECKING:
    from components.figures.study import StudyFigure
    from segmentation.study.analysis import Missing
    from segmentation.study.store.rows import StudyRow

__all__ = ["caption", "file_name", "numbers", "open_figure", "register"]


def file_name(study: Study, figure: StudyFigure) -> str:
    """Return the name of a figure's files, without their endings."""
    return "-".join(slug(each) for each in (study.name, figure.title))


def caption(study: Study, row: StudyRow, figure: StudyFigure) -> str:
    """Return the caption of a figure: its sentence, and how its study was made."""
    seeds = f"{count(study.replicates, 'noise seed')} per point"
    done = "" if row.recorded == row.n_trials else f"{row.recorded:,} of "
    parts = [
        f"{figure.title}.",
        figure.sentence,
        f"{study.name}. {describe_kind(study)}; {seeds}; {done}{count(row.n_trials, 'trial')}.",
        describe_picture(study),
        f"Varied: {describe_ranges(study)}. Fixed: {describe_fixed(study)}.",
        SOFTWARE,
    ]
    return " ".join(filter(None, parts))


def register(app: Dash, access: StudyAccess) -> None:
    """Connect the buttons of the figures, and their numbers."""
    view = {
        "output": State(Id.STUDY_OUTPUT, "value"),
        "other": State(Id.STUDY_OTHER, "value"),
        "missing": State(Id.STUDY_MISSING, "checked"),
    }
    app.callback(
        output={
            "subject": Output(Id.FIGURE_OF_STUDY, "data"),
            "problem": Output(Id.FIGURE_CARD_PROBLEM, "children"),
        },
        inputs={"clicks": Input({"type": Id.FIGURE_FILE, "name": ALL}, "n_clicks")},
        state={"number": State(Id.STUDY_NUMBER, "data"), "view": view},
        prevent_initial_call=True,
    )(bound_with_trigger(open_figure, access, Work.READING))
    app.callback(
        output={
            "file": Output(Id.FIGURE_STUDY_DOWNLOAD, "data"),
            "problem": Output(Id.FIGURE_STUDY_PROBLEM, "children"),
        },
        inputs={"wanted": Input(Id.FIGURE_STUDY_NUMBERS, "data")},
        running=MAKING,
        prevent_initial_call=True,
    )(bound(numbers, access))


def open_figure(
    access: StudyAccess,
    pressed: dict[str, str] | None,
    clicks: list[int | None],
    number: int,
    view: dict[str, Any],
) -> dict[str, Any]:
    """Open the dialog for the figure of the pressed button.

    Parameters
    ----------
    access : StudyAccess
    pressed : dict or None
        Id of the button.
    clicks : list of int or None
        On all buttons.
    number : int
        Number of the study.
    view : dict
        Chosen ``output``, ``other`` and ``missing``.
    """
    if pressed is None:
        return {"subject": no_update, "problem": ""}
    name = pressed["name"]
    try:
        figure, study = _figure(access, number, name, view), access.study(number)
    except CutlabError as error:
        return {"subject": no_update, "problem": str(error)}
    text, file = caption(study, access.row(number), figure), file_name(study, figure)
    more = {"number": number, "view": view, "pressed": sum(filter(None, clicks))}
    return {"subject": subject("study", name, figure.title, file, text, **more), "problem": ""}


def numbers(access: StudyAccess, wanted: dict[str, Any] | None) -> dict[str, Any]:
    """Return the numbers of a figure as a file; `wanted` is the subject of the dialog."""
    if not wanted:
        return {"file": no_update, "problem": no_update}
    try:
        figure = _figure(access, wanted["number"], wanted["name"], wanted["view"]).figure
    except CutlabError as error:
        return {"file": no_update, "problem": str(error)}
    text = figure_csv(figure)
    file = {"content": text, "filename": f"{wanted['file']}.csv", "type": "text/csv"}
    return {"file": file, "problem": ""}


def _figure(access: StudyAccess, number: int, name: str, view: dict[str, Any]) -> StudyFigure:
    access.readable(number)
    other = int(view["other"]) if view["other"] else None
    missing: Missing = "mean" if view["missing"] else "refuse"
    found = access.figures(number, View(view["output"], other, missing)).figures.get(name)
    if found is None or found.figure is None:
        raise CutlabError("This figure is not there any more.")
    return found
