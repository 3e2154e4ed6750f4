"""The dialog of keys and gestures behind ``?``."""

from __future__ import annotations

from dash import html

__all__ = ["layout"]

WAYS = {
    "A circle in the original": [
        ("Tab", "to the circles, one after the other"),
        ("← → ↑ ↓", "move it by a pixel, with Shift by ten"),
        ("+ −", "larger, smaller"),
        ("D", "duplicate it"),
        ("Delete", "remove it"),
        ("Enter", "to its numbers"),
        ("Escape", "take a drag back"),
    ],
    "A slider": [
        ("← → ↑ ↓", "a step, with Shift ten"),
        ("Page ↑ ↓", "a tenth of its range"),
        ("Home End", "to its ends"),
        ("Escape", "stop what plays"),
    ],
    "The page": [
        ("Ctrl+Z", "undo"),
        ("Ctrl+Shift+Z, Ctrl+Y", "redo"),
        ("?", "this list"),
        ("Escape", "close what is open"),
    ],
    "Lesson and presentation": [
        ("Alt+↑ Alt+↓", "in a step of the lesson: move it up, down"),
        ("→ ↓ Page ↓ Space", "next step; Page keys even on a slider"),
        ("← ↑ Page ↑", "the step before"),
        ("Home End", "first step, last step"),
        ("C", "show or hide the controls"),
        ("F", "full screen"),
        ("Escape", "leave the presentation"),
    ],
    "Mouse and finger": [
        ("Drag a circle", "move it; by its rim, resize it"),
        ("Double click", "beside the circles: another; on a zoomed picture: all of it"),
        ("Drag beside", "zoom both pictures"),
        ("Hover", "value, label and circle of a pixel"),
    ],
}


def layout() -> html.Dialog:
    """Build the dialog; `assets/page/dialogs.mjs` opens it."""
    groups = [
        html.Section(
            [
                html.H3(title),
                html.Dl([html.Div([html.Dt(html.Kbd(key)), html.Dd(what)]) for key, what in ways]),
            ]
        )
        for title, ways in WAYS.items()
    ]
    return html.Dialog(
        [
            html.Div(
                [
                    html.H2("Keys, mouse and finger", id="keys-title"),
                    html.Button("Close", type="button", className="button dialog-close"),
                ],
                className="dialog-head",
            ),
            html.Div(groups, className="keys-groups", tabIndex="0", role="group"),
        ],
        className="dialog keys-dialog",
        **{"aria-labelledby": "keys-title"},
    )
