"""Panel beside the controls where a study is planned.

While it is open, each control has a switch "vary" that turns its slider into a range. The scripts
in `assets/study/plan/` do that, and write their edits to a store. The callbacks here make the plan
from these edits, suggest designs, and count its trials.
"""

from __future__ import annotations

from dataclasses import astuple
from typing import Any

from dash import ALL, Dash, Input, Output, State, dcc, html, no_update

from components.page import modules
from components.page.ids import Id
from components.state.committed import committed
from components.studies.access import (
    StudyAccess,
    bound,
    bound_with_changes,
    bound_with_trigger,
)
from components.studies.picture_base import merges_of
from components.studies.plan import checking as plan_checking
from components.studies.plan import inputs as plan_inputs
from components.studies.plan import state as plan_state
from segmentation import CutlabError

__all__ = ["change", "layout", "register", "show"]


def layout() -> html.Div:
    """Build the container of the panel, which is empty until the panel is opened."""
    return html.Div(
        [
            dcc.Store(id=Id.PLAN),
            dcc.Store(id=Id.PLAN_EDIT),
            dcc.Store(id=Id.PLAN_SHOWN),
            dcc.Store(id=Id.PLAN_REFUSED),
            html.Div(id=Id.PLAN_PANEL),
        ]
    )


def register(app: Dash, access: StudyAccess) -> None:
    """Connect the panel."""
    plan, state = State(Id.PLAN, "data"), State(Id.STATE, "data")
    fields = {"type": Id.PLAN_FIELD, "name": ALL}
    app.callback(
        output=Output(Id.PLAN, "data"),
        inputs={
            "edit": Input(Id.PLAN_EDIT, "data"),
            "values": Input(fields, "value"),
        },
        state={
            "plan": plan,
            "state": state,
            "ids": State(fields, "id"),
        },
        prevent_initial_call=True,
    )(bound_with_changes(change, access))
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
            "needs": Output(Id.PLAN_NEEDS, "data"),
        },
        inputs={
            "plan": Input(Id.PLAN, "data"),
            "state": Input(Id.STATE, "data"),
            "tick": Input(Id.PLAN_TICK, "n_intervals"),
            "refused": Input(Id.PLAN_REFUSED, "data"),
        },
        state={"ids": State(fields, "id")},
    )(bound(plan_checking.describe, access))
    app.callback(
        output={
            "go": Output(Id.PLAN_GO, "data"),
            "problem": Output(Id.PLAN_RUN_PROBLEM, "children"),
            "needs": Output(Id.PLAN_RUN_NEEDS, "data"),
        },
        inputs={"clicks": Input(Id.PLAN_RUN, "n_clicks")},
        state={"plan": plan, "state": state},
        prevent_initial_call=True,
    )(bound_with_trigger(plan_checking.run, access))
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
    for needs in (Id.PLAN_NEEDS, Id.PLAN_RUN_NEEDS):
        app.clientside_callback(
            modules.call("sendAgain", app.get_asset_url),
            Input(needs, "data"),
            prevent_initial_call=True,
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
    """Return the plan after an edit at the controls or in the panel, or that it has none.

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
    after = plan_state.with_fields(before, fields, committed(state))
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
    on_screen = _on_screen(state) if plan["open"] else plan_inputs.OnScreen()
    stamp = [plan["open"], names, design, plan["loaded"], plan["truth"], *astuple(on_screen)]
    if stamp == shown:
        return {"panel": no_update, "shown": no_update}
    panel = plan_inputs.build(plan, on_screen) if plan["open"] else []
    return {"panel": panel, "shown": stamp}


def _on_screen(state: dict[str, Any] | None) -> plan_inputs.OnScreen:
    if not state or not state["picture"]:
        return plan_inputs.OnScreen()
    explorer = committed(state)
    return plan_inputs.OnScreen(
        subject="own" if explorer.uploaded else "sample",
        truth=explorer.truth and (explorer.truth_file or "the truth"),
        painted=bool(explorer.mask_file),
        merged=bool(merges_of(explorer)),
    )
