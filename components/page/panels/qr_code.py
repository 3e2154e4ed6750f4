"""Dialog of a QR code, large enough for the back row: the address of a lesson, or of any link."""

from __future__ import annotations

from typing import Any

import dash_mantine_components as dmc
import segno
from dash import Dash, Input, Output, State, dcc, html, no_update

from components.export.lesson_link import lesson_fragment
from components.export.lesson_list import read_steps
from components.lessons import LESSONS
from components.page.ids import Id
from components.state.link import from_query, to_query

__all__ = ["layout", "lesson_address", "open_code", "picture", "register"]

MOST_BYTES = 2953  # of the largest code
DENSE = 600  # characters from which on a telephone has to come close
NAMES = {lesson.key for lesson in LESSONS}


def layout() -> html.Div:
    """Build the dialog, empty."""
    return html.Div(
        [
            dmc.Modal(
                id=Id.QR,
                title="Scan to open",
                fullScreen=True,
                closeButtonProps={"aria-label": "Close"},
                transitionProps={"duration": 0},
            ),
            dcc.Store(id=Id.QR_ASKED),  # see `open_code`
        ]
    )


def lesson_address(asked: dict[str, Any]) -> str:
    """Return the address of a presented lesson.

    Parameters
    ----------
    asked : dict
        As `assets/lesson/presentation.mjs` sends it: ``page``, the address without a query;
        ``name`` of a lesson that ships, or empty; ``steps`` of another; and ``query``, the state on
        screen, which is all there is without steps.
    """
    page, name, steps = asked["page"], asked.get("name"), read_steps(asked.get("steps"))
    if name in NAMES:
        return f"{page}?view=present#lesson={name}"
    state, _ = from_query(steps[0]["query"] if steps else asked.get("query", ""))
    query = to_query(state.model_copy(update={"view": "present"}))
    fragment = lesson_fragment(steps)
    return f"{page}?{query}" + (f"#{fragment}" if fragment else "")


def picture(address: str) -> list[Any]:
    """Return the code of an address, or the reason why there is none."""
    n = len(address.encode())
    if n > MOST_BYTES:
        rule = f"A QR code holds {MOST_BYTES:,} characters; this address has {n:,}."
        return [html.P(f"{rule} Share the link itself, or export the lesson as a file.")]
    code = segno.make(address, error="l", micro=False)
    # White around it in dark mode as well: many readers know dark on white alone.
    drawn = code.svg_data_uri(border=4, light="#fff", omitsize=True)
    near = "Many characters, so a telephone has to come close to it." if n > DENSE else ""
    return [
        html.Img(src=drawn, alt="QR code of the address below", className="qr-code"),
        html.P(html.A(address, href=address), className="qr-address"),
        html.P(near, className="quiet", hidden=not near),
    ]


def open_code(asked: dict[str, Any] | None) -> tuple[Any, Any, str]:
    """Open the dialog.

    Parameters
    ----------
    asked : dict or None
        The ``address`` of the share dialog, or a lesson, see `lesson_address`.
    """
    if not asked:
        return no_update, no_update, ""
    return picture(asked.get("address") or lesson_address(asked)), True, ""


def register(app: Dash) -> None:
    """Connect the dialog to the presentation and to the share dialog."""
    app.callback(
        Output(Id.QR, "children"),
        Output(Id.QR, "opened"),
        Output(Id.QR_PROBLEM, "children"),
        Input(Id.QR_ASKED, "data"),
        prevent_initial_call=True,
    )(open_code)
    app.clientside_callback(
        """(clicks, address) =>
          clicks ? { address, at: Date.now() } : window.dash_clientside.no_update""",
        Output(Id.QR_ASKED, "data"),
        Input(Id.SHARE_QR, "n_clicks"),
        State(Id.SHARE_URL, "value"),
        prevent_initial_call=True,
    )
