"""Checks of a plan before it runs: its size and duration, its errors, and its start."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from dash import no_update

from components.page.ids import Id
from components.page.panels.export import SENDING, needed
from components.serving.root_path import address
from components.state.committed import committed
from components.state.model import ExplorerState
from components.studies.access import StudyAccess
from components.studies.plan import parameters as plan_parameters
from components.studies.plan import state as plan_state
from components.studies.plan.problems import beside, placed
from components.studies.plan.reading import PlanError, read_plan
from components.studies.words import describe_size
from segmentation import CutlabError
from segmentation.study import OUTPUTS, Study, n_trials

__all__ = ["describe", "run", "study_of_plan"]

MEND = "The study can run once this is mended at the controls, or undone."


def describe(
    access: StudyAccess,
    plan: dict[str, Any] | None,
    state: dict[str, Any],
    tick: int | None,
    ids: Sequence[dict[str, str]] = (),
    refused: Sequence[str] | None = None,
) -> dict[str, Any]:
    """Describe a plan: its number of trials, their duration and memory, and its errors.

    Parameters
    ----------
    access : StudyAccess
    plan : dict or None
    state : dict
        State of the explorer.
    tick : int or None
        Of the clock, which requests an estimate that was missing; it counts up once a picture was
        sent, too.
    ids : sequence of dict, default=()
        Ids of the panel's inputs, which get the errors of their fields.
    refused : sequence of str or None, default=None
        What is wrong at the explorer's controls: `state` lacks what is set there.
    """
    plan = plan_state.kept(plan)
    explorer = committed(state)
    free = plan_parameters.derived(explorer, plan["parameters"])
    truth = plan_state.compares(plan, explorer)
    outputs = plan_state.picture_outputs(truth) if explorer.picture else OUTPUTS
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
        "needs": no_update,
    }
    if refused:
        return answer | {"notice": f"{' '.join(refused)} {MEND}"}
    if not plan["parameters"]:
        return answer
    try:
        study = study_of_plan(plan, explorer)
    except PlanError as error:
        if error.needs:
            return answer | {"size": SENDING, "needs": _needed(error, Id.PLAN_TICK, tick)}
        at, rest = placed(error.problems, plan)
        messages, rest = beside(rest, [given["name"] for given in ids])
        notice = " ".join([plan["problem"], *(problem["message"] for problem in rest)]).strip()
        return answer | {"problems": at, "notice": notice, "errors": messages}
    access.start_early()
    seconds = access.seconds(study)
    size = describe_size(n_trials(study), seconds)
    if notes := [*filter(None, (access.compiling(), access.shortage(study)))]:
        size = " ".join([f"{size}.", *notes])
    return answer | {"size": size, "no_run": False, "rest": seconds is not None}


def study_of_plan(plan: dict[str, Any], state: ExplorerState) -> Study:
    """Return the study of a plan, or raise PlanError."""
    own = {name: plan[name] for name in ("noise", "stored")}
    truth = plan_state.compares(plan, state)
    return read_plan(plan_state.study_of(plan), state, truth=truth, **own)


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
        Number of clicks on the button.
    plan : dict or None
    state : dict
        State of the explorer.
    """
    answer = {"go": no_update, "problem": no_update, "needs": no_update}
    if pressed is None:
        return answer
    try:
        study = study_of_plan(plan_state.kept(plan), committed(state))
        return answer | {"go": address(f"/study/{access.add(study)}"), "problem": ""}
    except PlanError as error:
        if error.needs:
            return answer | {"problem": "", "needs": _needed(error, Id.PLAN_RUN, clicks)}
        return answer | {"problem": str(error)}
    except CutlabError as error:
        return answer | {"problem": str(error)}


def _needed(error: PlanError, id: Id, count: int | None) -> Any:
    """Return what the browser sends a picture for that this process of the server lacks."""
    prop = "n_intervals" if id == Id.PLAN_TICK else "n_clicks"
    return needed(error.needs, id, count, prop, Id.PLAN_RUN_PROBLEM)
