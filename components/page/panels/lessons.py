"""Dialog of the lessons that ship with Cutlab.

A lesson is presented without a change of the reader's own list; `assets/lesson/` shows its steps.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import dash_mantine_components as dmc
from dash import ALL, Dash, Input, Output, ctx, dcc, html, no_update

from components.export.lessons import lesson_file
from components.lessons import LESSONS, Lesson
from components.page import modules
from components.page.ids import Id
from components.serving.root_path import address

__all__ = ["layout", "open_dialog", "register", "save", "start"]

INTRO = (
    "Each is a sequence of scenes with a short text. Before some pictures you predict what will "
    "come. Go on by →, the space bar or the buttons; everything on screen can be changed meanwhile."
)
TAKE = (
    "Save as a web page that needs no server, with its controls over pictures computed beforehand"
)
BY_KEY = {lesson.key: lesson for lesson in LESSONS}


def layout() -> html.Div:
    """Build the dialog, empty."""
    return html.Div(
        [
            dmc.Modal(
                id=Id.LESSONS,
                title="Lessons",
                size="46rem",
                closeButtonProps={"aria-label": "Close"},
                transitionProps={"duration": 0},  # keys go to the lesson once the dialog has gone
            ),
            dcc.Store(id=Id.LESSONS_LINKED),  # name of the lesson in the address
            dcc.Store(id=Id.LESSONS_SHOWN),
            dcc.Download(id=Id.LESSONS_DOWNLOAD),
        ]
    )


def open_dialog(clicks: int | None) -> tuple[list[Any], bool, str]:
    """Open the dialog, whatever the number of clicks on its button."""
    items = [_item(number, lesson) for number, lesson in enumerate(LESSONS, 1)]
    status = html.Div(className="take-status")
    return [html.P(INTRO, className="quiet"), status, html.Ol(items, className="lessons")], True, ""


def _item(number: int, lesson: Lesson) -> html.Li:
    def tool(kind: Id, text: str, name: str) -> html.Button:
        return html.Button(
            text,
            id={"type": kind, "key": lesson.key},
            type="button",
            className="button",
            **{"aria-label": f"{name}: {lesson.title}"},
        )

    link = html.A(
        "Link", href=address(f"/?view=present#lesson={lesson.key}"), className="lessons-link"
    )
    return html.Li(
        [
            html.H3(f"{number}. {lesson.title}"),
            html.P(lesson.summary),
            html.Div(
                [
                    tool(Id.LESSONS_START, "Start", "Start"),
                    tool(Id.LESSONS_SAVE, "Save as a file", "Save as a file, to import and change"),
                    html.Button(
                        "Save as a web page",
                        type="button",
                        className="button",
                        title=TAKE,
                        **{"data-take": lesson.key, "aria-label": f"{TAKE}: {lesson.title}"},
                    ),
                    link,
                    html.Span(
                        f"{len(lesson.steps)} steps, about {lesson.minutes} minutes",
                        className="quiet",
                    ),
                ],
                className="buttons",
            ),
        ]
    )


def _steps(lesson: Lesson) -> list[dict[str, Any]]:
    return [step.to_dict() for step in lesson.steps]


def start(clicks: Sequence[int | None], linked: str | None) -> Any:
    """Return the lesson whose button was pressed, or that the address names.

    Returns
    -------
    dict
        ``key``, ``steps``, and ``opened``, a number that changes with each press.
    """
    trigger = ctx.triggered_id
    key = trigger["key"] if isinstance(trigger, dict) else linked
    if key not in BY_KEY or (isinstance(trigger, dict) and not any(clicks)):
        return no_update  # the buttons were added to the page
    opened = sum(each or 0 for each in clicks)
    return {"key": key, "steps": _steps(BY_KEY[key]), "opened": opened}


def save(clicks: Sequence[int | None]) -> Any:
    """Return the lesson whose button was pressed as a file."""
    if not any(clicks):
        return no_update
    lesson = BY_KEY[ctx.triggered_id["key"]]
    return {
        "content": lesson_file(_steps(lesson)),
        "filename": f"cutlab-lesson-{lesson.key}.json",
    }


def register(app: Dash) -> None:
    """Connect the dialog to its button, and the lessons to the explorer's script."""
    app.callback(
        Output(Id.LESSONS, "children"),
        Output(Id.LESSONS, "opened"),
        Output(Id.LESSONS_PROBLEM, "children"),
        Input(Id.LESSONS_OPEN, "n_clicks"),
        prevent_initial_call=True,
    )(open_dialog)
    app.callback(
        Output(Id.LESSONS_SHOWN, "data"),
        Input({"type": Id.LESSONS_START, "key": ALL}, "n_clicks"),
        Input(Id.LESSONS_LINKED, "data"),
        prevent_initial_call=True,
    )(start)
    app.callback(
        Output(Id.LESSONS_DOWNLOAD, "data"),
        Input({"type": Id.LESSONS_SAVE, "key": ALL}, "n_clicks"),
        prevent_initial_call=True,
    )(save)
    app.clientside_callback(
        modules.call("openLesson", app.get_asset_url),
        Input(Id.LESSONS_SHOWN, "data"),
        prevent_initial_call=True,
    )
