"""Dialog of keys and gestures, opened by ``?``."""

from __future__ import annotations

import dash_mantine_components as dmc
from dash import Dash, Input, Output, html

from components.page.ids import Id

__all__ = ["layout", "open_dialog", "register"]

WAYS = {
    "A circle in the original": [
        ("Tab", "go to the next circle"),
        ("← → ↑ ↓", "move it by a pixel, with Shift by ten"),
        ("+ −", "larger, smaller"),
        ("D", "duplicate it"),
        ("Delete", "remove it"),
        ("Enter", "go to its number fields"),
        ("Escape", "cancel a drag"),
    ],
    "A slider": [
        ("← → ↑ ↓", "a step, with Shift ten"),
        ("Page ↑ ↓", "a tenth of its range"),
        ("Home End", "to its lowest or highest value"),
        ("Escape", "stop the animation"),
    ],
    "The page": [
        ("Ctrl+Z", "undo"),
        ("Ctrl+Shift+Z, Ctrl+Y", "redo"),
        ("O", "while it is held: the original in place of the labels"),
        ("A", "pin what is on screen as A, to compare with it; or unpin it"),
        ("?", "this list"),
        ("Escape", "close a dialog or menu, release a region"),
    ],
    "Lesson and presentation": [
        ("Alt+↑ Alt+↓", "in a step of the lesson: move it up, down"),
        ("→ ↓ Page ↓ Space", "next step; the Page keys also on a slider"),
        ("← ↑ Page ↑", "the step before"),
        ("Home End", "first step, last step"),
        ("C", "show or hide the controls"),
        ("F", "full screen"),
        ("Q", "the lesson's QR code"),
        ("Escape", "leave the presentation"),
    ],
    "Mouse and finger": [
        ("Drag a circle", "move it; by its rim, resize it"),
        ("Double click", "outside the circles: add one; on a zoomed picture: zoom out"),
        ("Drag outside the circles", "zoom both pictures, by mouse"),
        ("Two fingers", "zoom both pictures and move them; one scrolls the page"),
        ("Hover", "value, label and circle of a pixel, size and mean of its region"),
        ("Click a region", "light it up everywhere; with Shift, merge it with the one lit up"),
        ("Drop a file, or paste", "open a picture of your own"),
    ],
}


def layout() -> dmc.Modal:
    """Build the dialog, empty."""
    return dmc.Modal(
        id=Id.KEYS,
        title="Keys, mouse and finger",
        size="58rem",
        closeButtonProps={"aria-label": "Close"},
    )


def open_dialog(clicks: int | None) -> tuple[html.Div, bool, str]:
    """Open the dialog, whatever the number of clicks on its button."""
    groups = [
        dmc.Box([html.H3(title), _table(ways)], mb="md", style={"breakInside": "avoid"})
        for title, ways in WAYS.items()
    ]
    return html.Div(groups, style={"columns": "17rem"}), True, ""


def _table(ways: list[tuple[str, str]]) -> dmc.Table:
    rows = [
        dmc.TableTr(
            [dmc.TableTh(key, w="9rem", tableProps={"scope": "row"}), dmc.TableTd(what)],
            style={"verticalAlign": "top"},
        )
        for key, what in ways
    ]
    return dmc.Table(
        dmc.TableTbody(rows),
        withRowBorders=False,
        horizontalSpacing=0,
        verticalSpacing=2,
        fz="0.85rem",
    )


def register(app: Dash) -> None:
    """Connect the dialog to its button, which the key ``?`` presses as well."""
    app.callback(
        Output(Id.KEYS, "children"),
        Output(Id.KEYS, "opened"),
        Output(Id.KEYS_PROBLEM, "children"),
        Input(Id.KEYS_OPEN, "n_clicks"),
        prevent_initial_call=True,
    )(open_dialog)
