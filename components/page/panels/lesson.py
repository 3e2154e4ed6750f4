"""Lesson panel: a list of states to present, stored in the browser.

The content of the panel is built when it opens. `assets/lesson/` reads the list to show and to
present its steps.
"""

from __future__ import annotations

from typing import Any

from dash import ALL, Dash, Input, Output, State, ctx, dcc, html, no_update
from pydantic import ValidationError

from components.export.lesson_list import Lesson, mistakes, read_steps
from components.export.lessons import LARGEST_FILE, lesson_file
from components.page import modules
from components.page.ids import Id
from components.page.panels.lesson_rows import NEEDS_STATE, button, rows
from components.state.committed import committed
from components.state.control_specs import problems

__all__ = ["edit", "edited", "export", "layout", "open_panel", "register"]

FILE = "cutlab-lesson.json"
EMPTY = "The list is empty. Set a scene, then press “Add this state”; or import a list from a file."
INTRO = "States to show to a class, one after the other. The list is kept in this browser."
HIDDEN = {"display": "none"}
MOVES = {"up": -1, "down": 1}


def layout() -> html.Section:
    """Build the panel, closed."""
    count = html.Span(id=Id.LESSON_COUNT, className="quiet", style={"fontWeight": 400})
    return html.Section(
        [
            html.Details(
                [
                    html.Summary(["Lesson ", count], id=Id.LESSON_SUMMARY),
                    html.P(id=Id.LESSON_OPEN_PROBLEM, className="notice", role="alert"),
                    html.P(id=Id.LESSON_PROBLEM, className="notice", role="alert"),
                    html.Div(id=Id.LESSON_BODY),
                ]
            ),
            html.Div(id=Id.LESSON_STORE),  # contains the store `Id.LESSON`
            dcc.Store(id=Id.LESSON_BEFORE),
            dcc.Store(id=Id.LESSON_OTHER),
            dcc.Download(id=Id.LESSON_DOWNLOAD),
        ],
        className="lesson",
        **{
            "aria-label": "Lesson",
            "data-section": "lesson",
            "data-largest-file": str(LARGEST_FILE),
        },
    )


def open_panel(
    head_clicks: int | None, summary_clicks: int | None, data: Any, before: Any = None
) -> tuple[list[Any], str]:
    """Build the content of the panel, from the list and the lists before it.

    The clicks on the button in the header and on the panel's summary are not used.
    """
    steps = read_steps(data)
    undo = {"aria-label": "Undo the last change of the list"}
    buttons = [
        button("Add this state", id=Id.LESSON_ADD, **NEEDS_STATE),
        button("Present", "lesson-present", id=Id.LESSON_PRESENT, disabled=not steps),
        button("Export", id=Id.LESSON_EXPORT, disabled=not steps),
        button("Save as a web page", id=Id.LESSON_TAKE, disabled=not steps, **{"data-take": ""}),
        dcc.Upload(
            button("Import"),
            id=Id.LESSON_FILE,
            max_size=LARGEST_FILE,
            accept=".json,application/json",
        ),
        button("Undo", id=Id.LESSON_UNDO, disabled=not (before or {}).get("lists"), **undo),
    ]
    body = [
        html.P(INTRO, className="quiet"),
        html.Div(buttons, className="buttons"),
        html.P(id=Id.LESSON_STATUS, className="quiet", role="status"),
        html.Div(className="take-status"),
        html.P(EMPTY, id=Id.LESSON_EMPTY, style=HIDDEN if steps else {}),
        html.Ol(rows(steps), id=Id.LESSON_LIST, className="lesson-steps"),
    ]
    return body, mistakes(steps)


def edit(
    trigger: Any,
    texts: dict[tuple[int, str], str],
    lesson: Lesson,
    data: Any,
    file: tuple[str, str],
) -> Lesson:
    """Change the list by a button, a text field or a file.

    Parameters
    ----------
    trigger : str or dict
        Id of the component.
    texts : dict
        Texts of the fields, by step and name.
    lesson : Lesson
    data : object
        The committed state.
    file : tuple of str
        Contents and name of the chosen file.

    Returns
    -------
    Lesson
    """
    kind = trigger.get("type") if isinstance(trigger, dict) else trigger
    if kind == Id.LESSON_TEXT:
        return lesson.typed(texts, f"{trigger['step']}.{trigger['field']}")
    lesson = lesson.typed(texts)
    if kind == Id.LESSON_UNDO:
        return lesson.undo()
    if kind == Id.LESSON_FILE:
        return lesson.load(*file)
    place = None
    if kind == Id.LESSON_TOOL:
        do, place = trigger["do"], int(trigger["step"])
        if do in MOVES:
            return lesson.move(place, place + MOVES[do])
        if do == "remove":
            return lesson.remove(place)
    try:
        return lesson.add(committed(data), place)
    except ValidationError as error:
        why = " ".join(problem.message for problem in problems(error))
        return Lesson(lesson.steps, lesson.before, problem=why)


def edited(used: dict[str, Any], kept: dict[str, Any]) -> tuple[Any, ...]:
    """Handle an input in the panel, given by `ctx`.

    Parameters
    ----------
    used : dict
        The inputs.
    kept : dict
        The list, the lists before it, the committed state, and the texts of the fields.

    Returns
    -------
    tuple
        List, lists before it, rows, status, problem, and None to clear the chosen file.
    """
    trigger, (value, *_) = ctx.triggered_id, [each["value"] for each in ctx.triggered]
    if trigger == Id.LESSON_OTHER:
        return no_update, None, rows(read_steps(kept["steps"])), "", "", no_update
    typing = isinstance(trigger, dict) and trigger["type"] == Id.LESSON_TEXT
    texts = {
        (key["step"], key["field"]): text or ""
        for key, text in zip(kept["ids"], kept["texts"], strict=True)
    }
    before = kept["before"] or {"lists": [], "edited": ""}
    was = Lesson(read_steps(kept["steps"]), before["lists"], before["edited"])
    file = (value, kept["filename"]) if trigger == Id.LESSON_FILE else ("", "")
    # Rows that were added to the page trigger this too.
    lesson = edit(trigger, texts, was, kept["state"], file) if value or typing else was
    if lesson is was:
        return (no_update,) * 6
    stack = {"lists": lesson.before, "edited": lesson.edited}
    shown = no_update if typing else rows(lesson.steps)
    return lesson.steps, stack, shown, lesson.status, lesson.problem, None


def export(clicks: int | None, data: Any) -> Any:
    """Return the list as a file; nothing until the button is pressed."""
    if not clicks:  # the button was added to the page, not pressed
        return no_update
    return {"content": lesson_file(read_steps(data)), "filename": FILE}


def register(app: Dash) -> None:
    """Connect the panel."""
    app.callback(
        Output(Id.LESSON_BODY, "children"),
        Output(Id.LESSON_OPEN_PROBLEM, "children"),
        Input(Id.LESSON_OPEN, "n_clicks"),
        Input(Id.LESSON_SUMMARY, "n_clicks"),
        State(Id.LESSON, "data"),
        State(Id.LESSON_BEFORE, "data"),
        prevent_initial_call=True,
    )(open_panel)
    app.callback(
        Output(Id.LESSON_DOWNLOAD, "data"),
        Input(Id.LESSON_EXPORT, "n_clicks"),
        State(Id.LESSON, "data"),
        prevent_initial_call=True,
    )(export)
    _connect_list(app)
    _connect_scripts(app)


def _connect_list(app: Dash) -> None:
    """Connect the inputs that change the list."""
    texts = {"type": Id.LESSON_TEXT, "field": ALL, "step": ALL}
    app.callback(
        Output(Id.LESSON, "data"),
        Output(Id.LESSON_BEFORE, "data"),
        Output(Id.LESSON_LIST, "children"),
        Output(Id.LESSON_STATUS, "children"),
        Output(Id.LESSON_PROBLEM, "children"),
        Output(Id.LESSON_FILE, "contents"),
        inputs={
            "used": {
                "add": Input(Id.LESSON_ADD, "n_clicks"),
                "undo": Input(Id.LESSON_UNDO, "n_clicks"),
                "tools": Input({"type": Id.LESSON_TOOL, "do": ALL, "step": ALL}, "n_clicks"),
                "texts": Input(texts, "value"),
                "file": Input(Id.LESSON_FILE, "contents"),
                "other": Input(Id.LESSON_OTHER, "data"),
            }
        },
        state={
            "kept": {
                "ids": State(texts, "id"),
                "texts": State(texts, "value"),
                "filename": State(Id.LESSON_FILE, "filename"),
                "steps": State(Id.LESSON, "data"),
                "before": State(Id.LESSON_BEFORE, "data"),
                "state": State(Id.STATE, "data"),
            }
        },
        prevent_initial_call=True,
    )(edited)


def _connect_scripts(app: Dash) -> None:
    """Connect the scripts of the list's store, its count, and its buttons."""
    # A local store fails if the browser blocks storage, as in another site's frame; there the store
    # is in memory.
    app.clientside_callback(
        modules.call("lessonStore", app.get_asset_url),
        Output(Id.LESSON_STORE, "children"),
        Input(Id.CONFIG, "data"),
    )
    app.clientside_callback(
        modules.call("lessonLoaded", app.get_asset_url),
        Output(Id.LESSON_COUNT, "children"),
        Input(Id.LESSON, "data"),
    )
    app.clientside_callback(
        """(steps, before) => {
          const empty = !steps?.length;
          return [empty, empty, empty, !before?.lists.length, empty ? {} : { display: "none" }];
        }""",
        Output(Id.LESSON_PRESENT, "disabled"),
        Output(Id.LESSON_EXPORT, "disabled"),
        Output(Id.LESSON_TAKE, "disabled"),
        Output(Id.LESSON_UNDO, "disabled"),
        Output(Id.LESSON_EMPTY, "style"),
        Input(Id.LESSON, "data"),
        Input(Id.LESSON_BEFORE, "data"),
        prevent_initial_call=True,
    )
