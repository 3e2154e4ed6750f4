"""The panel beside the controls where a study is planned.

While it is open each control has a switch "vary", with which its slider becomes a range: that is
`assets/study/plan/`, which tells of its edits in a store. What the plan is then, its designs, and
how many trials that makes, is decided here.
"""

from __future__ import annotations

import json
import re
from typing import Any

import dash_mantine_components as dmc
from dash import ALL, Dash, Input, Output, State, ctx, dcc, html, no_update

from components.page import modules
from components.page.ids import Id
from components.state.committed import committed
from components.studies.access import StudyAccess, bound, bound_with_trigger
from components.studies.plan import designs as plan_designs
from components.studies.plan import parameters as plan_parameters
from components.studies.plan import state as plan_state
from components.studies.plan_reading import PlanError, read_plan
from components.studies.words import describe_size
from segmentation import CutlabError
from segmentation.study import OUTPUTS, n_trials

__all__ = ["change", "describe", "layout", "register", "run", "show"]

AGAIN_MS = 3000  # before a time that is not known yet is asked for again


def layout() -> html.Div:
    """Build the place of the panel, which is empty until it is opened."""
    return html.Div(
        [
            dcc.Store(id=Id.PLAN),
            dcc.Store(id=Id.PLAN_EDIT),
            dcc.Store(id=Id.PLAN_SHOWN),
            html.Div(id=Id.PLAN_PANEL),
        ]
    )


def register(app: Dash, access: StudyAccess) -> None:
    """Connect the panel."""
    plan, state = State(Id.PLAN, "data"), State(Id.STATE, "data")
    fields = {"type": Id.PLAN_FIELD, "name": ALL}
    app.callback(
        output=Output(Id.PLAN, "data"),
        inputs={"edit": Input(Id.PLAN_EDIT, "data"), "values": Input(fields, "value")},
        state={"plan": plan, "state": state, "ids": State(fields, "id")},
        prevent_initial_call=True,
    )(lambda **given: change(access, [*ctx.triggered_prop_ids.values()], **given))
    app.callback(
        output={
            "panel": Output(Id.PLAN_PANEL, "children"),
            "shown": Output(Id.PLAN_SHOWN, "data"),
        },
        inputs={"plan": Input(Id.PLAN, "data")},
        state={"shown": State(Id.PLAN_SHOWN, "data")},
        prevent_initial_call=True,
    )(show)
    app.callback(
        output={
            "size": Output(Id.PLAN_SIZE, "children"),
            "notice": Output(Id.PLAN_NOTICE, "children"),
            "problems": Output(Id.PLAN_PROBLEMS, "data"),
            "no_run": Output(Id.PLAN_RUN, "disabled"),
            "rest": Output(Id.PLAN_TICK, "disabled"),
            "derived": Output(Id.PLAN_DERIVED, "data"),
            "usual_name": Output({"type": Id.PLAN_FIELD, "name": "name"}, "placeholder"),
            "outputs": Output(Id.PLAN_OUTPUTS, "children"),
        },
        inputs={
            "plan": Input(Id.PLAN, "data"),
            "state": Input(Id.STATE, "data"),
            "tick": Input(Id.PLAN_TICK, "n_intervals"),
        },
    )(bound(describe, access))
    app.callback(
        output={
            "go": Output(Id.PLAN_GO, "data"),
            "problem": Output(Id.PLAN_RUN_PROBLEM, "children"),
        },
        inputs={"clicks": Input(Id.PLAN_RUN, "n_clicks")},
        state={"plan": plan, "state": state},
        prevent_initial_call=True,
    )(bound_with_trigger(run, access))
    # Not a dcc.Location, which would take the address back to what it was when it was built: the
    # explorer writes its state there.
    app.clientside_callback(
        "(address) => { if (address) location.assign(address); }", Input(Id.PLAN_GO, "data")
    )
    app.clientside_callback(
        modules.call("showPlan", app.get_asset_url),
        Input(Id.PLAN, "data"),
        Input(Id.PLAN_SHOWN, "data"),
    )
    app.clientside_callback(
        modules.call("showPlanProblems", app.get_asset_url), Input(Id.PLAN_PROBLEMS, "data")
    )
    app.clientside_callback(
        modules.call("varyDerived", app.get_asset_url),
        Output(Id.PLAN_DERIVED, "value"),
        Input(Id.PLAN_DERIVED, "value"),
    )


def change(
    access: StudyAccess,
    changed: list[Any],
    edit: dict[str, Any] | None,
    values: list[Any],
    plan: dict[str, Any] | None,
    state: dict[str, Any],
    ids: list[dict[str, str]],
) -> Any:
    """Return the plan after an edit at the controls, or in the panel.

    Parameters
    ----------
    access : StudyAccess
    changed : list
        Ids of what was changed.
    edit : dict or None
        See `state.edited`; or ``load``: the number of a study to copy; or ``left``: the plan that
        was left in this tab.
    values : list
        What the inputs of the panel hold.
    plan : dict or None
        Before.
    state : dict
        The explorer's.
    ids : list of dict
        Of the inputs, the ``name`` in each.
    """
    before = plan_state.kept(plan)
    # Dash drops an answer that another question overtakes, so all counts that the inputs hold.
    fields = {given["name"]: value for given, value in zip(ids, values, strict=True)}
    after = plan_state.with_fields(before, fields)
    if edit is not None and str(Id.PLAN_EDIT) in changed:
        if "load" in edit:
            try:
                study = access.study(int(edit["load"]))
                after = plan_state.copied(study, before, committed(state))
            except CutlabError as error:
                after = plan_state.BLANK | {"open": True, "problem": str(error)}
        elif "left" in edit:
            after = plan_state.kept(edit["left"])
        else:
            after = plan_state.edited(after, edit, committed(state))
    return no_update if after == plan else after


def show(plan: dict[str, Any] | None, shown: list[Any] | None) -> dict[str, Any]:
    """Build the panel if it has other inputs than those that are `shown`; none if it is closed."""
    plan = plan_state.kept(plan)
    names = [[each["name"], each.get("of")] for each in plan["parameters"]]
    design = [plan["design"]["kind"], [*plan["design"]]]
    stamp = [plan["open"], names, design, plan["loaded"]]
    if stamp == shown:
        return {"panel": no_update, "shown": no_update}
    return {"panel": _panel(plan) if plan["open"] else [], "shown": stamp}


def _panel(plan: dict[str, Any]) -> html.Div:
    head = dmc.Group(
        [
            html.H2("Study", style={"margin": 0}),
            html.A("All studies", href="/study"),
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
        placeholder="Vary also a ratio, an overlap …",
        size="xs",
        **{"aria-label": "Vary a derived parameter"},
    )
    rows = html.Div(className="vary-derived")
    own = [
        dcc.Store(id=Id.PLAN_GO),
        dcc.Interval(id=Id.PLAN_TICK, interval=AGAIN_MS, disabled=True),
        dcc.Store(id=Id.PLAN_PROBLEMS),
    ]
    hint = "Switch on “vary” beside what the study shall vary, here or at the controls below."
    return html.Div(
        [head, html.P(hint, hidden=bool(plan["parameters"])), derived, rows, *_fields(plan), *own],
        className="vary" if plan["parameters"] else "vary nothing",
        role="group",
        id=f"plan-{plan['loaded']}",
        **{"aria-label": "Study"},
    )


def _field(name: str) -> dict[str, str]:
    return {"type": Id.PLAN_FIELD, "name": name}


def _fields(plan: dict[str, Any]) -> list[Any]:
    """Build what chooses the design, and the rest of the study."""
    titles = [plan_parameters.title(each) for each in plan["parameters"]]
    kinds = plan_designs.suited(len(titles))
    boxes = [
        dmc.Checkbox(label=each.title, value=name, size="xs") for name, each in OUTPUTS.items()
    ]
    return [
        dmc.Select(
            id=_field("kind"),
            label="Design",
            data=plan_designs.titles(kinds),
            value=plan["design"]["kind"],
            allowDeselect=False,
            size="xs",
        ),
        dmc.Group(plan_designs.inputs(plan["design"], titles), gap="xs"),
        dmc.NumberInput(
            id=_field("replicates"),
            label="Noise seeds per point",
            value=plan["replicates"],
            min=1,
            debounce=300,
            size="xs",
        ),
        html.Details(
            [
                html.Summary(["Outputs: ", html.Span(id=Id.PLAN_OUTPUTS)]),
                dmc.CheckboxGroup(
                    dmc.Group(boxes, gap="xs"),
                    id=_field("outputs"),
                    value=plan["outputs"] or [*OUTPUTS],
                ),
            ]
        ),
        dmc.TextInput(
            id=_field("name"),
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
        dmc.Button("Run the study", id=Id.PLAN_RUN, disabled=True, color="indigo.8", size="xs"),
    ]


def describe(
    access: StudyAccess, plan: dict[str, Any] | None, state: dict[str, Any], tick: int | None
) -> dict[str, Any]:
    """Tell what a plan would be: its trials, their time, and the rules that it breaks.

    Parameters
    ----------
    access : StudyAccess
    plan : dict or None
    state : dict
        The explorer's.
    tick : int or None
        Not used: of the clock that asks again for a time that was not known.
    """
    plan = plan_state.kept(plan)
    explorer = committed(state)
    free = plan_parameters.derived(explorer, plan["parameters"])
    chosen, every = len(plan["outputs"]), len(OUTPUTS)
    answer = {
        "size": "",
        "notice": plan["problem"],
        "problems": {},
        "no_run": True,
        "rest": True,
        "derived": [
            {"value": json.dumps(each), "label": plan_parameters.title(each)} for each in free
        ],
        "usual_name": plan_state.usual_name(plan),
        "outputs": f"{chosen} of {every}" if chosen else "all",
    }
    if not plan["parameters"]:
        return answer
    try:
        study = read_plan(plan_state.study_of(plan), explorer)
    except PlanError as error:
        at, rest = _placed(error.problems, plan)
        return answer | {"problems": at, "notice": " ".join([plan["problem"], *rest]).strip()}
    access.start_early()
    seconds = access.seconds(study)
    size = describe_size(n_trials(study), seconds)
    return answer | {"size": size, "no_run": False, "rest": seconds is not None}


def _placed(
    problems: list[dict[str, str]], plan: dict[str, Any]
) -> tuple[dict[str, str], list[str]]:
    """Return the problems by the name of their parameter, and the rest of them."""
    at: dict[str, str] = {}
    rest = []
    for problem in problems:
        found = re.match(r"parameters\[(\d+)\]", problem["place"])
        if found is None:
            rest.append(problem["message"])
            continue
        name = plan["parameters"][int(found[1])]["name"]
        at[name] = f"{at[name]} {problem['message']}" if name in at else problem["message"]
    return at, rest


def run(
    access: StudyAccess,
    pressed: str | None,
    clicks: Any,
    plan: dict[str, Any] | None,
    state: dict[str, Any],
) -> dict[str, Any]:
    """Run the study, and go to its page; or say why it cannot."""
    if pressed is None:
        return {"go": no_update, "problem": no_update}
    try:
        study = read_plan(plan_state.study_of(plan_state.kept(plan)), committed(state))
        return {"go": f"/study/{access.add(study)}", "problem": ""}
    except (CutlabError, PlanError) as error:
        return {"go": no_update, "problem": str(error)}
