"""Frame of the pages of studies: it opens the page of an address, and refreshes it."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs

from dash import ALL, Dash, Input, Output, State, dcc, html

from components.page import modules
from components.page.ids import Id
from components.serving.root_path import address
from components.studies.access import StudyAccess, bound, study_number
from components.studies.elements import in_row
from components.studies.routes import stored_picture, trial_files
from components.studies.study import page as study_page
from components.studies.study_list import page as study_list
from segmentation import CutlabError

__all__ = ["layout", "open_page", "register"]

POLL_MS = 500


def layout() -> html.Main:
    """Build the frame, which is empty unless the address is that of a page of studies."""
    return html.Main(
        [
            dcc.Location(id=Id.STUDY_ADDRESS, refresh=False),
            dcc.Interval(id=Id.STUDY_TICK, interval=POLL_MS, disabled=True),
            dcc.Store(id=Id.STUDY_OPENED),
            dcc.Store(id=Id.STUDY_ASKED, data=0),
            html.P(id=Id.STUDY_LOST, className="notice", role="alert"),
            html.Div(id=Id.STUDIES),
        ],
        className="study",
        **{"aria-label": "Studies"},
    )


def register(app: Dash, access: StudyAccess) -> None:
    """Connect the frame and the pages in it."""
    access.service.register(app.server)
    app.clientside_callback(
        modules.call("pollStudies", app.get_asset_url),
        Output(Id.STUDY_OPENED, "data"),
        Output(Id.STUDY_ASKED, "data"),
        Output(Id.STUDY_LOST, "children"),
        Output(Id.STUDY_TICK, "disabled"),
        Input(Id.STUDY_TICK, "n_intervals"),
        Input(Id.STUDY_ADDRESS, "pathname"),
        State(Id.STUDY_ADDRESS, "hash"),
        State(Id.STUDY_ASKED, "data"),
        State({"type": Id.STUDY_ANSWER, "page": ALL}, "data"),
    )
    app.callback(
        Output(Id.STUDIES, "children"),
        Input(Id.STUDY_OPENED, "data"),
        prevent_initial_call=True,
    )(bound(open_page, access))
    stored_picture.register(app.server, access)
    trial_files.register(app.server, access)
    for page in (study_list, study_page):
        page.register(app, access)


def open_page(access: StudyAccess, opened: dict[str, Any]) -> list[Any]:
    """Return the page of an address.

    Parameters
    ----------
    access : StudyAccess
    opened : dict
        ``path`` and ``hash`` of the address; ``fine`` is true if there is a mouse.
    """
    _, _, number = opened["path"].strip("/").partition("/")
    given = parse_qs((opened["hash"] or "").lstrip("#"))
    wanted = {name: values[0] for name, values in given.items()}
    studies = html.A("Studies", href=address("/study"))
    here = html.Span("Studies", **{"aria-current": "page"})
    pages = html.Nav(
        in_row([html.A("Explorer", href=address("/")), studies if number else here]),
        **{"aria-label": "Pages"},
    )
    try:
        if number:
            shown = study_page.layout(access, study_number(number), wanted, opened["fine"])
        else:
            shown = study_list.layout(access, wanted.get("deleted"))
    except CutlabError as error:
        answer = {"asked": 0, "busy": False}
        shown = [
            dcc.Store(id={"type": Id.STUDY_ANSWER, "page": "none"}, data=answer),
            html.P(str(error), className="notice", role="alert"),
        ]
    return [pages, *shown]
