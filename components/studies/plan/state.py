"""Plans of studies beside the controls, and their changes.

A plan is a dict that the browser keeps:

- ``open``: whether the panel is open;
- ``parameters``, ``design``, ``replicates``, ``outputs``, ``name`` and ``notes``, as in the file of
  a study;
- ``noise`` and ``stored``, of a picture, see `picture_of`; and ``truth``: whether the study
  compares with the explorer's truth, which is then stored in it;
- ``chosen``: whether a person chose the design; else it is the one that suits the parameters;
- ``specs``: control specs of the parameters' sliders, by name;
- ``loaded``: number of times that the plan was replaced as a whole;
- ``edit``: number of the last edit at the controls that is part of the plan;
- ``problem``: reason why a study could not be loaded.
"""

from __future__ import annotations

from typing import Any

from components.state.model import ExplorerState
from components.state.numbers import entered
from components.studies.plan import designs as plan_designs
from components.studies.plan import parameters as plan_parameters
from segmentation.study import OUTPUTS, Output, Study
from segmentation.study.design.quantities import TRUTH_OUTPUTS, outputs_of

__all__ = [
    "BLANK",
    "compares",
    "copied",
    "edited",
    "kept",
    "picture_outputs",
    "study_of",
    "usual_name",
    "with_fields",
]

BLANK: dict[str, Any] = {
    "open": False,
    "parameters": [],
    "specs": {},
    "design": plan_designs.fresh("sweep"),
    "chosen": False,
    "replicates": 5,
    "outputs": [],
    "noise": 2.0,
    "stored": False,
    "truth": False,
    "name": "",
    "notes": "",
    "loaded": 0,
    "edit": 0,
    "problem": "",
}


def picture_outputs(truth: bool = False) -> dict[str, Output]:
    """Return the outputs of a study of the explorer's picture, which may compare with a truth."""
    every = outputs_of("picture")
    return {name: each for name, each in every.items() if truth or name not in TRUTH_OUTPUTS}


def kept(plan: Any) -> dict[str, Any]:
    """Return the plan, or a blank one if another version of the program made it."""
    if isinstance(plan, dict) and set(plan) == set(BLANK):
        return plan
    return BLANK


def edited(plan: dict[str, Any], edit: dict[str, Any], state: ExplorerState) -> dict[str, Any]:
    """Return the plan after an edit at the controls.

    Parameters
    ----------
    plan : dict
    edit : dict
        ``open``; ``parameters``, the varied ones, of which new ones have only a ``name``, and
        ``of`` if they are relative to a circle; and ``edit``, its number.
    state : ExplorerState
        State on screen.
    """
    parameters = [
        each if "low" in each or "values" in each
        else plan_parameters.fresh(each["name"], each.get("of"), state)
        for each in edit["parameters"]
    ]  # fmt: skip
    changed = {name: edit[name] for name in ("open", "edit")}
    return _suited(plan | changed | {"parameters": parameters, "problem": ""}, state)


def _suited(plan: dict[str, Any], state: ExplorerState) -> dict[str, Any]:
    """Return the plan with a design that suits its parameters, and their specs."""
    parameters = plan["parameters"]
    specs = {each["name"]: plan_parameters.spec(each, state) for each in parameters}
    kinds = plan_designs.suited(len(parameters))
    kind = plan["design"]["kind"]
    if kinds and (kind not in kinds or (not plan["chosen"] and kind != kinds[0])):
        plan = plan | {"design": plan_designs.fresh(kinds[0]), "chosen": False}
    return plan | {"specs": specs}


def compares(plan: dict[str, Any], state: ExplorerState) -> bool:
    """Return whether the study of a plan compares with the truth of the picture on screen."""
    return bool(plan["truth"] and state.picture and state.truth)


def with_fields(
    plan: dict[str, Any], fields: dict[str, Any], state: ExplorerState
) -> dict[str, Any]:
    """Return the plan with the values of the panel's inputs, by name."""
    pictures = picture_outputs(compares(plan, state))
    kind = fields.get("kind", plan["design"]["kind"])
    other = kind != plan["design"]["kind"]
    # The inputs of a design that no longer suits remain until the panel is built anew.
    if other and kind in plan_designs.suited(len(plan["parameters"])):
        plan = plan | {"design": plan_designs.fresh(kind), "chosen": True}
    for name, value in fields.items():
        if name.startswith("design."):
            if not other and name.split(".")[1] in plan["design"]:
                plan = plan | {"design": plan_designs.with_value(plan["design"], name, value)}
        elif name == "outputs":
            every = {*OUTPUTS} if "misclassified" in value else {*pictures}
            plan = plan | {"outputs": [] if every <= set(value) else value}
        elif name == "replicates":
            plan = plan | {"replicates": entered(value)}
        elif name == "noise":
            plan = plan | {"noise": entered(value)}
        elif name == "stored":
            plan = plan | {"stored": bool(value)}
        elif name == "truth":
            plan = plan | {"truth": bool(value)}
        elif name == "name":
            plan = plan | {"name": value or ""}
    return plan


def copied(study: Study, plan: dict[str, Any], state: ExplorerState) -> dict[str, Any]:
    """Return the plan of a copy of a study, to be changed."""
    given = study.model_dump(mode="json", exclude_none=True)
    names = ("parameters", "design", "replicates", "outputs", "notes")
    own = {name: given[name] for name in names}
    more: dict[str, Any] = {"open": True, "chosen": True, "name": f"{study.name} (copy)"}
    if study.picture is not None:
        more |= {"noise": study.picture.noise, "stored": study.picture.data is not None}
        more |= {"truth": study.picture.truth_data is not None}
    return _suited(BLANK | own | more | {"loaded": plan["loaded"] + 1}, state)


def usual_name(plan: dict[str, Any]) -> str:
    """Return the default name of a plan."""
    titles = [plan_parameters.title(each) for each in plan["parameters"]]
    if len(titles) > 3:
        return f"{titles[0]}, {titles[1]} and {len(titles) - 2} more"
    return " × ".join(titles) or "Study"


def study_of(plan: dict[str, Any]) -> dict[str, Any]:
    """Return the fields of the study as in a file, without scene, picture and method."""
    names = ("parameters", "design", "replicates", "outputs", "notes")
    return {name: plan[name] for name in names} | {"name": plan["name"].strip() or usual_name(plan)}
