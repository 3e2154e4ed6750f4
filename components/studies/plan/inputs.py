"""Inputs of the panel where a study is planned, built anew for each plan."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import dash_mantine_components as dmc
from dash import dcc, html

from components.page.ids import Id
from components.serving.root_path import address
from components.studies.elements import number_field
from components.studies.plan import designs as plan_designs
from components.studies.plan import parameters as plan_parameters
from components.studies.plan.state import picture_outputs
from segmentation.study import OUTPUTS, Output

__all__ = ["OnScreen", "Subject", "build"]

Subject = Literal["circles", "sample", "own"]

MASK_STORED = (
    "The mask that was painted or opened is stored in the study: all who can open the study can "
    "get it."
)
MERGED = (
    "Regions are merged on screen: agreement with the base is with the merged ones. The trials are "
    "not merged."
)
AGAIN_MS = 3000  # until a missing estimate of duration is requested again


@dataclass(frozen=True)
class OnScreen:
    """What the panel depends on besides its plan.

    Attributes
    ----------
    subject : {"circles", "sample", "own"}
        Circles, a sample, or one's own picture.
    truth : str
        Name of the picture's truth, empty if it has none.
    painted : bool
        Whether the picture's mask was painted or opened.
    merged : bool
        Whether regions of the picture are merged.
    """

    subject: Subject = "circles"
    truth: str = ""
    painted: bool = False
    merged: bool = False


def build(plan: dict[str, Any], on_screen: OnScreen) -> html.Div:
    """Build the content of the panel for a plan of what is on screen."""
    head = dmc.Group(
        [
            html.H2("Study", style={"margin": 0}),
            html.A("All studies", href=address("/study")),
            html.Button(
                "✕", type="button", className="close", **{
                    "aria-label": "Close the study", "data-action": "close-study",
                },
            ),
        ],
        className="vary-head",
        gap="sm",
    )  # fmt: skip
    derived = dmc.Select(
        id=Id.PLAN_DERIVED,
        data=[],
        placeholder="Also vary a ratio, an overlap …",
        size="xs",
        **{"aria-label": "Vary a derived parameter"},
    )
    rows = html.Div(className="vary-derived")
    own = [
        dcc.Store(id=Id.PLAN_GO),
        dcc.Interval(id=Id.PLAN_TICK, interval=AGAIN_MS, disabled=True),
        dcc.Store(id=Id.PLAN_PROBLEMS),
        dcc.Store(id=Id.PLAN_NEEDS),
        dcc.Store(id=Id.PLAN_RUN_NEEDS),
    ]
    hint = "Switch on “vary” beside every parameter that the study varies, at the controls below."
    return html.Div(
        [
            head,
            html.P(hint, hidden=bool(plan["parameters"])),
            derived,
            rows,
            *_inputs(plan, on_screen),
            *own,
        ],
        className="vary" if plan["parameters"] else "vary nothing",
        role="group",
        id=f"plan-{plan['loaded']}",
        **{"aria-label": "Study"},
    )


def _inputs(plan: dict[str, Any], on_screen: OnScreen) -> list[Any]:
    """Build the inputs of the design and of the rest of the study."""
    titles = [plan_parameters.title(each) for each in plan["parameters"]]
    compared = bool(on_screen.truth) and plan["truth"]
    outputs = OUTPUTS if on_screen.subject == "circles" else picture_outputs(compared)
    kinds = plan_designs.suited(len(titles))
    return [
        dmc.Select(
            id=_id("kind"),
            label="Design",
            data=plan_designs.titles(kinds),
            value=plan["design"]["kind"],
            allowDeselect=False,
            size="xs",
        ),
        dmc.SimpleGrid(
            [
                *plan_designs.inputs(plan["design"], titles),
                number_field(
                    _id("replicates"), "Noise seeds per point", plan["replicates"], debounce=300
                ),
            ],
            cols=2,
            spacing="xs",
        ),
        *_of_picture(plan, on_screen),
        _outputs(plan["outputs"], outputs),
        dmc.TextInput(
            id=_id("name"),
            label="Name",
            value=plan["name"],
            debounce=300,
            size="xs",
            inputProps={"maxLength": 200},
            **{"aria-label": "Name of the study"},
        ),
        html.P(id=Id.PLAN_SIZE, className="vary-plan", role="status", style={"fontWeight": 600}),
        html.P(id=Id.PLAN_NOTICE, className="notice", role="alert"),
        html.P(id=Id.PLAN_RUN_PROBLEM, className="notice", role="alert"),
        dmc.Button(
            "Run the study",
            id=Id.PLAN_RUN,
            disabled=True,
            color="indigo.8",
            size="xs",
            **{"data-needs-state": "any"},
        ),
    ]


def _of_picture(plan: dict[str, Any], on_screen: OnScreen) -> list[Any]:
    """Build the inputs of a picture: its noise, whether one's own is stored, and its truth."""
    if on_screen.subject == "circles":
        return []
    rest = [_truth(plan, on_screen.truth), *([_quiet(MERGED)] if on_screen.merged else [])]
    noise = number_field(
        _id("noise"),
        "Noise added, % of the range",
        plan["noise"],
        description=_quiet("Other noise for each seed; 0 for one seed alone."),
        debounce=300,
    )
    if on_screen.subject != "own":
        told = [_quiet(MASK_STORED)] if on_screen.painted else []
        return [noise, *told, *rest]
    box = dmc.Checkbox(label="Store the picture in the study", value="stored", size="xs")
    files = "the picture and its mask" if on_screen.painted else "the picture"
    description = (
        f"All who can open the study can then get {files}, "
        "until you delete the study; you can bring it back for 30 days."
    )
    chosen = ["stored"] if plan["stored"] else []
    return [
        noise,
        dmc.CheckboxGroup(box, id=_id("stored"), value=chosen, description=_quiet(description)),
        *rest,
    ]


def _truth(plan: dict[str, Any], truth: str) -> Any:
    """Build the box that compares with the truth on screen, or tell how there is one."""
    if not truth:
        return _quiet(
            "With a truth, which you add at the controls of the picture, the study can compare "
            "with it. Without one it tells how stable the result is."
        )
    box = dmc.Checkbox(label=f"Compare with {truth}", value="truth", size="xs")
    description = _quiet("The truth is then stored in the study.")
    chosen = ["truth"] if plan["truth"] else []
    return dmc.CheckboxGroup(box, id=_id("truth"), value=chosen, description=description)


def _quiet(text: str) -> dmc.Text:
    return dmc.Text(text, span=True, size="xs", c="var(--quiet)")  # Mantine's grey lacks contrast


def _outputs(chosen: list[str], known: dict[str, Output]) -> html.Details:
    """Build the boxes of the outputs; none chosen means all."""
    boxes = [
        dmc.Checkbox(label=each.title, value=name, size="xs", wrapperProps={"title": each.help})
        for name, each in known.items()
    ]
    group = dmc.CheckboxGroup(
        dmc.Group(boxes, gap="xs"),
        id=_id("outputs"),
        value=[name for name in chosen if name in known] or [*known],
    )
    return html.Details([html.Summary(["Outputs: ", html.Span(id=Id.PLAN_OUTPUTS)]), group])


def _id(name: str) -> dict[str, str]:
    return {"type": Id.PLAN_FIELD, "name": name}
