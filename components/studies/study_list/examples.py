"""Example studies, ready to be run."""

from __future__ import annotations

from typing import Any

import dash_mantine_components as dmc
from dash import ALL, Dash, Input, Output, State, dcc, html, no_update

from components.page.ids import Id
from components.serving.root_path import address
from components.studies.access import StudyAccess, bound, bound_with_trigger
from components.studies.elements import BESIDE, button, in_row, scene_link
from components.studies.words import describe_size
from segmentation import CutlabError
from segmentation.study import EXAMPLES, Study, n_trials

__all__ = ["describe_sizes", "layout", "register", "run"]

AGAIN_MS = 3000  # until missing estimates of duration are requested again


def layout() -> list[Any]:
    """Build the list of the examples."""
    return [
        dcc.Interval(id=Id.EXAMPLE_TICK, interval=AGAIN_MS),
        dcc.Location(id=Id.EXAMPLE_GO, refresh=True),
        html.H2("Ready to run"),
        html.P(id=Id.EXAMPLE_PROBLEM, className="notice", role="alert"),
        html.Div(
            [_article(*each) for each in EXAMPLES.items()], className="study-items study-ready"
        ),
    ]


def _article(key: str, study: Study) -> html.Article:
    run = button(
        "Run",
        id={"type": Id.EXAMPLE_RUN, "example": key},
        **{"aria-label": f"Run {study.name}"},
    )
    size = html.P(
        describe_size(n_trials(study), None),
        id={"type": Id.EXAMPLE_SIZE, "example": key},
        className="quiet",
    )
    notes = dmc.Stack([html.P(study.notes, className="study-notes"), size], gap=6)
    return html.Article(
        [
            in_row(
                [html.H3(study.name), run], justify="space-between", wrap="nowrap", align="start"
            ),
            dmc.Flex([*scene_link(study), notes], gap="md", direction=BESIDE),
        ],
        className="study-item",
    )


def register(app: Dash, access: StudyAccess) -> None:
    """Connect the buttons and the sizes."""
    app.callback(
        output={
            "sizes": Output({"type": Id.EXAMPLE_SIZE, "example": ALL}, "children"),
            "rest": Output(Id.EXAMPLE_TICK, "disabled"),
        },
        inputs={"tick": Input(Id.EXAMPLE_TICK, "n_intervals")},
        state={"ids": State({"type": Id.EXAMPLE_SIZE, "example": ALL}, "id")},
    )(bound(describe_sizes, access))
    app.callback(
        output={
            "go": Output(Id.EXAMPLE_GO, "href"),
            "problem": Output(Id.EXAMPLE_PROBLEM, "children"),
        },
        inputs={"clicks": Input({"type": Id.EXAMPLE_RUN, "example": ALL}, "n_clicks")},
        prevent_initial_call=True,
    )(bound_with_trigger(run, access))


def describe_sizes(access: StudyAccess, tick: int | None, ids: list[dict[str, str]]) -> Any:
    """Describe the size and duration of each example; `rest` once every duration is known."""
    studies = [EXAMPLES[each["example"]] for each in ids]
    seconds = [access.seconds(study) for study in studies]
    sizes = [
        describe_size(n_trials(study), each) for study, each in zip(studies, seconds, strict=True)
    ]
    return {"sizes": sizes, "rest": None not in seconds}


def run(access: StudyAccess, pressed: dict[str, str] | None, clicks: Any) -> Any:
    """Run the example whose button was `pressed`."""
    if pressed is None:
        return {"go": no_update, "problem": no_update}
    try:
        added = access.add_example(pressed["example"])
        return {"go": address(f"/study/{added}"), "problem": ""}
    except CutlabError as error:
        return {"go": no_update, "problem": str(error)}
