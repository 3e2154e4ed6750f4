"""Rows of a lesson's list: title, tools, note and prediction of each step."""

from __future__ import annotations

from typing import Any

import dash_mantine_components as dmc
from dash import html

from components.export.lesson_list import Step, prediction_text
from components.page.ids import Id

__all__ = ["NEEDS_STATE", "button", "rows"]

NEEDS_STATE = {"data-needs-state": "result"}
PREDICTION = "Which circle will be cut?\n- the smallest\n* the largest\nIt has the largest volume."
HOW_PREDICTION = (
    "Asked before the labels are shown: a question; two to four options, each on a line that "
    "begins with “-”, the right one with “*”; and the reason. In place of options, a scale with "
    "the values that are right: “= 5 to 8, from 1 to 30”."
)
FIGURE = "A presentation shows the figure of a ready study in place of the pictures."


def rows(steps: list[Step]) -> list[html.Li]:
    """Build a row for each step."""
    return [_row(i, step, len(steps)) for i, step in enumerate(steps)]


def _row(i: int, step: Step, n: int) -> html.Li:
    def tool(do: str, text: str, name: str, disabled: bool = False, **more: Any) -> html.Button:
        props: dict[str, Any] = {"aria-label": f"{name} step {i + 1}", "data-do": do, **more}
        if do != "show":  # `assets/lesson/` handles "show"
            props["id"] = {"type": Id.LESSON_TOOL, "do": do, "step": i}
        return button(text, title=props["aria-label"], disabled=disabled, **props)

    def text(kind: Any, name: str, **more: Any) -> Any:
        label = {"aria-label": f"{name.capitalize()} of step {i + 1}"}
        key = {"type": Id.LESSON_TEXT, "field": name, "step": i}
        props = {"placeholder": name.capitalize(), "debounce": 250, **label, **more}
        return kind(id=key, **{"value": step.get(name), **props})

    tools = [
        tool("show", "Show", "Show"),
        tool("replace", "Replace with current", "Put what is on screen into", False, **NEEDS_STATE),
        tool("up", "↑", "Move up", i == 0),
        tool("down", "↓", "Move down", i == n - 1),
        tool("remove", "✕", "Remove"),
    ]
    note = text(dmc.Textarea, "note", autosize=True, minRows=2)
    written = prediction_text(step)
    prediction = html.Details(
        [
            html.Summary("Prediction"),
            html.P(HOW_PREDICTION, className="quiet"),
            text(
                dmc.Textarea, "prediction", value=written, placeholder=PREDICTION,
                debounce=True, autosize=True, minRows=4,
            ),
        ],
        open=bool(written),
        className="lesson-prediction",
    )  # fmt: skip
    figure = html.P(FIGURE, className="quiet", hidden="figure" not in step)
    return html.Li(
        [
            text(dmc.TextInput, "title"),
            html.Div(tools, className="buttons"),
            figure,
            note,
            prediction,
        ]
    )


def button(text: str, more: str = "", **props: Any) -> html.Button:
    """Build a button with a class besides that of all buttons."""
    return html.Button(text, type="button", className=f"button {more}".strip(), **props)
