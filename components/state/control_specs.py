"""Control specs made from the state's fields, and sentences for invalid values."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Literal, get_args

from pydantic import BaseModel, ValidationError

from components.state.edits import LONGEST_EDITS
from components.state.model import (
    LISTS,
    MAX_CIRCLES,
    SECTIONS,
    CircleState,
    ExplorerState,
    PageView,
)

__all__ = ["ControlSpec", "Problem", "control_specs", "format_value", "problems", "sections"]


@dataclass(frozen=True)
class ControlSpec:
    """Title, bounds, step and unit of a control.

    `kind` is ``"number"``, ``"choice"`` or ``"switch"``; `scale` is ``"linear"``, or ``"cubic"``
    for a slider whose position is the cube root of the value, with fine steps near 0 and a wide
    range; without `slider` there is only a number field. `only` names the subject that has the
    control, circles or an own picture; it is empty for a control of both.
    """

    field: str
    kind: Literal["number", "choice", "switch"]
    title: str
    help: str
    minimum: float | None = None
    maximum: float | None = None
    step: float | None = None
    unit: str = ""
    scale: Literal["linear", "cubic"] = "linear"
    labels: dict[str, str] | None = None
    integer: bool = False
    group: str = ""
    slider: bool = True
    only: Literal["", "circles", "picture"] = ""


@cache
def control_specs(model: type[BaseModel] = ExplorerState) -> dict[str, ControlSpec]:
    """Return the controls of a model's fields, in the order of the fields.

    Parameters
    ----------
    model : type, default=ExplorerState
        `ExplorerState`, or `CircleState` for the three of a circle.

    Returns
    -------
    dict of str to ControlSpec
        Specs by field; the list of circles has none.
    """
    found = {}
    for name, info in model.model_fields.items():
        extra = info.json_schema_extra
        if not isinstance(extra, dict):
            continue
        limits = {
            key: getattr(m, key) for m in info.metadata for key in ("ge", "le") if hasattr(m, key)
        }
        found[name] = ControlSpec(
            field=name,
            kind="switch"
            if info.annotation is bool
            else "choice"
            if "labels" in extra
            else "number",
            title=info.title or name,
            help=info.description or "",
            minimum=limits.get("ge"),
            maximum=limits.get("le"),
            integer=info.annotation is int,
            **extra,  # type: ignore[arg-type]  # written by _field alone
        )
    return found


def sections() -> dict[str, str]:
    """Return titles of the controls and sections that a link can hide, by name."""
    return {name: SECTIONS.get(name) or control_specs()[name].title for name in LISTS["hide"]}


@dataclass(frozen=True)
class Problem:
    """A field that breaks its rule, with the message beside its control."""

    field: str
    message: str


def problems(error: ValidationError) -> list[Problem]:
    """Turn a failed validation into sentences for the controls.

    Parameters
    ----------
    error : pydantic.ValidationError
        Error raised by `ExplorerState`.

    Returns
    -------
    list of Problem
        One per field; the message has the title, the rule and the value received.

    Examples
    --------
    >>> try:
    ...     ExplorerState(beta=300)
    ... except ValidationError as error:
    ...     print(problems(error)[0].message)
    Affinity β must be a number from 0 to 100. Got 300 instead.
    """
    details = {
        tuple(str(part) for part in detail["loc"] if part != "state"): detail
        for detail in error.errors()
    }
    found = []
    for path, detail in details.items():
        # Pydantic reports a list with an invalid item as well; the item's error is clearer.
        if any(other != path and other[: len(path)] == path for other in details):
            continue
        title, rule = _title_and_rule(path, detail["msg"])
        value = detail["input"]
        counted = path == ("circles",) and isinstance(value, list | tuple)
        shown = str(len(value)) if counted else format_value(value)
        found.append(Problem(".".join(path), f"{title} must be {rule}. Got {shown} instead."))
    return found


def format_value(value: object) -> str:
    """Format a value for a sentence, shortened and without unprintable characters."""
    text = "nothing" if value is None else repr(value)
    return text if len(text) <= 60 else text[:57] + "..."


def _title_and_rule(path: tuple[str, ...], message: str) -> tuple[str, str]:
    """Return title and rule of the field at a path, in Pydantic's words if it has no control."""
    match path:
        case ("circles",):
            return "The number of circles", f"from 1 to {MAX_CIRCLES}"
        case ("circles", number, name) if name in control_specs(CircleState):
            spec = control_specs(CircleState)[name]
            return f"{spec.title} of circle {int(number) + 1}", _rule(spec)
        case ("picture",):
            return "Picture", "the name of a sample, or the hash of a file"
        case ("painted",):
            return "Painted mask", "the hash of a file"
        case ("picture_file",):
            return "Name of the picture's file", "at most 80 characters long"
        case ("edits",):
            rule = f"merges such as 2+5 and names such as 3=coin, in {LONGEST_EDITS} characters"
            return "Edits of the regions", rule
        case ("view",):
            return "View", "one of " + ", ".join(get_args(PageView))
        case (name,) if name in control_specs():
            return control_specs()[name].title, _rule(control_specs()[name])
        case _:
            where = ".".join(path) or "The message"
            return where, f"part of an explorer's state ({message})"


def _rule(spec: ControlSpec) -> str:
    if spec.labels:
        return "one of " + ", ".join(spec.labels)
    if spec.kind == "switch":
        return "true or false"
    noun = "a whole number" if spec.integer else "a number"
    return f"{noun} from {spec.minimum:g} to {spec.maximum:g}"
