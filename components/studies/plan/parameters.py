"""Parameters of a plan, with the ranges to begin with.

Their names are those in the file of a study. The explorer's size is the study's resolution, because
both scale the circles.
"""

from __future__ import annotations

import re
from dataclasses import asdict
from typing import Any

from components.state.control_specs import ControlSpec, control_specs
from components.state.model import CircleState, ExplorerState
from components.studies.plan.reading import parameter_title
from segmentation.study import FIELDS
from segmentation.study.design.fields import FIELDS_OF

__all__ = ["derived", "fresh", "names", "spec", "title"]

# Initial ranges, by the last part of the name.
USUAL: dict[str, tuple[float, float, str]] = {
    "noise": (0, 1, "linear"),
    "seed": (0, 99, "linear"),
    "beta": (0.1, 10, "log"),
    "n_clusters": (2, 8, "linear"),
    "eps": (0, 0.1, "linear"),
    "random_state": (0, 99, "linear"),
    "resolution": (60, 140, "linear"),
    "sigma": (0, 3, "linear"),
    "merge_from": (10, 60, "linear"),
    "radius_factor": (0.8, 1.2, "linear"),
    "radius_ratio": (0.4, 1, "linear"),
    "overlap": (0, 0.5, "linear"),
}
# Bounds of the sliders of parameters without a control.
TRACKS = {"radius_factor": (0.1, 3.0), "radius_ratio": (0.05, 2.0), "overlap": (-1.0, 1.0)}
OTHER_NAMES = {"size": "resolution", "channel": "feature"}  # of controls' fields in a study
FEATURES = {"intensity": "intensity", "colour": "colour (Lab)"}


def names() -> dict[str, dict[str, str]]:
    """Return name and title of each control's parameter, by the field of the control.

    For a field of a circle, ``#`` stands for the circle's number in a name, and ``##`` for the
    number counted from 1 in a title.
    """
    found: dict[str, dict[str, str]] = {}
    for field, spec in control_specs().items():
        name = OTHER_NAMES.get(field, field)
        if name in FIELDS or name in FIELDS_OF["picture"]:
            shown = title({"name": name}) if name == "feature" else spec.title
            found[field] = {"name": name, "title": shown}
    for name, spec in control_specs(CircleState).items():
        own = {"name": f"circles[#].{name}", "title": f"{spec.title} of circle ##"}
        found[f"circles.#.{name}"] = own
    return found


def title(parameter: dict[str, Any]) -> str:
    """Return the title of a parameter of a plan."""
    return parameter_title(parameter)


def spec(parameter: dict[str, Any], state: ExplorerState) -> dict[str, Any]:
    """Return the control spec of the slider on which a range of the parameter is brushed."""
    name = parameter["name"]
    last = name.split(".")[-1]
    own = _control(name)
    if own is None:
        low, high = TRACKS.get(last, (0.0, 1.0))
        own = ControlSpec(
            field=last,
            kind="number",
            title="",
            help="",
            minimum=low,
            maximum=high,
            step=0.01,
            slider=last in TRACKS,
        )
    largest = {"row": state.size, "col": state.size, "radius": state.size / 2}
    more: dict[str, Any] = {"title": title(parameter), "maximum": largest.get(last, own.maximum)}
    if name == "feature":
        more["labels"] = FEATURES
    return asdict(own) | more


def _control(name: str) -> ControlSpec | None:
    if found := re.fullmatch(r"circles\[\d+\]\.(\w+)", name):
        return control_specs(CircleState).get(found[1])
    own = next((field for field, other in OTHER_NAMES.items() if other == name), name)
    return control_specs().get(own)


def fresh(name: str, of: int | None, state: ExplorerState) -> dict[str, Any]:
    """Return a parameter with its initial range or values.

    Parameters
    ----------
    name : str
    of : int or None
        The circle that it is relative to.
    state : ExplorerState
        State on screen; a circle is varied around its place there.
    """
    control, last = _control(name), name.split(".")[-1]
    if control is not None and control.kind == "switch":
        return {"name": name, "values": [True, False]}
    if name == "feature":
        return {"name": name, "values": list(FEATURES)}
    if control is not None and control.labels:
        return {"name": name, "values": list(control.labels)}
    relative = {} if of is None else {"of": of}
    if last in USUAL:
        low, high, scale = USUAL[last]
        return {"name": name, "low": low, "high": high, "scale": scale, **relative}
    found = re.fullmatch(r"circles\[(\d+)\]\.(row|col|radius)", name)
    if found is None or int(found[1]) >= len(state.circles):
        raise ValueError(f"There is no parameter {name!r} of this scene.")
    value = float(getattr(state.circles[int(found[1])], last))
    reach = 0.4 * value if last == "radius" else 0.1 * state.size
    track = spec({"name": name}, state)
    ends = (
        min(track["maximum"], max(track["minimum"], round(x)))
        for x in (value - reach, value + reach)
    )
    low, high = ends
    return {"name": name, "low": low, "high": high, "scale": "linear"}


def derived(state: ExplorerState, varied: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the parameters without a control that the plan does not vary yet; none of pictures."""
    if state.picture:
        return []
    every: list[dict[str, Any]] = [{"name": "radius_factor"}]
    for i in range(1, len(state.circles)):
        every += [{"name": f"circles[{i}].{last}", "of": 0} for last in ("radius_ratio", "overlap")]
    names = {parameter["name"] for parameter in varied}
    return [each for each in every if each["name"] not in names]
