"""Panel beside the controls where a study is planned.

While it is open, each control has a switch "vary" that turns its slider into a range. The scripts
in `assets/study/plan/` do that, and write their edits to a store. The callbacks here make the plan
from these edits, suggest designs, and count its trials.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from dash import ALL, Dash, Input, Output, State, ctx, dcc, html, no_update

from components.page import modules
from components.page.ids import Id
from components.serving.root_path import address
from components.state.committed import committed
from components.state.model import ExplorerState
from components.studies.access import StudyAccess, bound, bound_with_trigger
from components.studies.plan import inputs as plan_inputs
from components.studies.plan import parameters as plan_parameters
from components.studies.plan import state as plan_state
from components.studies.plan.problems import beside, placed
from components.studies.plan_reading import PlanError, read_plan
from components.studies.words import describe_size
from segmentation import CutlabError
from segmentation.study import OUTPUTS, Study, n_trials

__all__ = ["change", "describe", "layout", "register", "run", "show"]


def layout() -> html.Div:
    """Build the container of the panel, which is empty until the panel is opened."""
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
        inputs={"plan": Input(Id.PLAN, "data"), "state": Input(Id.STATE, "data")},
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
            "errors": Output(fields, "error"),
        },
        inputs={
            "plan": Input(Id.PLAN, "data"),
            "state": Input(Id.STATE, "data"),
            "tick": Input(Id.PLAN_TICK, "n_intervals"),
        },
        state={"ids": State(fields, "id")},
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
    _connect_scripts(app)


def _connect_scripts(app: Dash) -> None:
    """Connect the scripts that go to the study's page and show the plan at the controls."""
    # Not a dcc.Location, which would reset the address to what it was when it was built, although
    # the explorer has written its state there since.
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
    """Return the plan after an edit at the controls or in the panel.

    Parameters
    ----------
    access : StudyAccess
    changed : list
        Ids of the components that changed.
    edit : dict or None
        As for `state.edited`; or with ``load``, the number of a study to copy; or with ``left``, a
        plan kept by this tab.
    values : list
        Values of the panel's inputs.
    plan : dict or None
        The plan before the edit.
    state : dict
        State of the explorer.
    ids : list of dict
        Ids of the inputs; ``name`` is the field of each.
    """
    before = plan_state.kept(plan)
    # Dash drops an answer that a newer request overtakes, so all inputs are read every time.
    fields = {given["name"]: value for given, value in zip(ids, values, strict=True)}
    after = plan_state.with_fields(before, fields)
    overtaken = edit is not None and edit.get("edit", 0) > before["edit"]
    if edit is not None and (overtaken or str(Id.PLAN_EDIT) in changed):
        if "load" in edit:
            try:
                study = access.readable(int(edit["load"]))
                after = plan_state.copied(study, before, committed(state))
            except CutlabError as error:
                after = plan_state.BLANK | {"open": True, "problem": str(error)}
        elif "left" in edit:
            after = plan_state.kept(edit["left"])
        else:
            after = plan_state.edited(after, edit, committed(state))
    return no_update if after == plan else after


def show(
    plan: dict[str, Any] | None, shown: list[Any] | None, state: dict[str, Any] | None = None
) -> dict[str, Any]:
    """Build the panel if its inputs differ from those `shown`; leave it empty if it is closed."""
    plan = plan_state.kept(plan)
    names = [[each["name"], each.get("of")] for each in plan["parameters"]]
    design = [plan["design"]["kind"], [*plan["design"]]]
    subject = _subject(state) if plan["open"] else "circles"
    stamp = [plan["open"], names, design, plan["loaded"], subject]
    if stamp == shown:
        return {"panel": no_update, "shown": no_update}
    panel = plan_inputs.build(plan, subject) if plan["open"] else []
    return {"panel": panel, "shown": stamp}


def _subject(state: dict[str, Any] | None) -> plan_inputs.Subject:
    if not state or not state["picture"]:
        return "circles"
    return "own" if committed(state).uploaded else "sample"


def describe(
    access: StudyAccess,
    plan: dict[str, Any] | None,
    state: dict[str, Any],
    tick: int | None,
    ids: Sequence[dict[str, str]] = (),
) -> dict[str, Any]:
    """Describe a plan: its number of trials, their duration, and its errors.

    Parameters
    ----------
    access : StudyAccess
    plan : dict or None
    state : dict
        State of the explorer.
    tick : int or None
        Not used; the clock requests an estimate that was missing.
    ids : sequence of dict, default=()
        Ids of the panel's inputs, which get the errors of their fields.
    """
    plan = plan_state.kept(plan)
    explorer = committed(state)
    free = plan_parameters.derived(explorer, plan["parameters"])
    outputs = plan_state.picture_outputs() if explorer.picture else OUTPUTS
    chosen, every = len([each for each in plan["outputs"] if each in outputs]), len(outputs)
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
        "errors": [""] * len(ids),
    }
    if not plan["parameters"]:
        return answer
    try:
        study = _read(plan, explorer)
    except PlanError as error:
        at, rest = placed(error.problems, plan)
        messages, rest = beside(rest, [given["name"] for given in ids])
        notice = " ".join([plan["problem"], *(problem["message"] for problem in rest)]).strip()
        return answer | {"problems": at, "notice": notice, "errors": messages}
    access.start_early()
    seconds = access.seconds(study)
    size = describe_size(n_trials(study), seconds)
    return answer | {"size": size, "no_run": False, "rest": seconds is not None}


def _read(plan: dict[str, Any], state: ExplorerState) -> Study:
    own = {name: plan[name] for name in ("noise", "stored")}
    return read_plan(plan_state.study_of(plan), state, **own)


def run(
    access: StudyAccess,
    pressed: str | None,
    clicks: Any,
    plan: dict[str, Any] | None,
    state: dict[str, Any],
) -> dict[str, Any]:
    """Run the study and go to its page, or say why it cannot run.

    Parameters
    ----------
    access : StudyAccess
    pressed : str or None
        Id of the button; None if nobody has pressed it.
    clicks : int or None
        Not used.
    plan : dict or None
    state : dict
        State of the explorer.
    """
    if pressed is None:
        return {"go": no_update, "problem": no_update}
    try:
        study = _read(plan_state.kept(plan), committed(state))
        return {"go": address(f"/study/{access.add(study)}"), "problem": ""}
    except (CutlabError, PlanError) as error:
        return {"go": no_update, "problem": str(error)}
