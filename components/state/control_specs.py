"""Control specs made from the state's fields, and sentences for invalid values."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Literal, get_args

from pydantic import BaseModel, ValidationError

from components.state.edits import LONGEST_EDITS
from components.state.model import LONGEST_PINNED, MAX_CIRCLES, CircleState, ExplorerState
from components.state.names import LISTS, SECTIONS, PageView

__all__ = [
    "ControlSpec",
    "Problem",
    "control_specs",
    "format_setting",
    "format_value",
    "problems",
    "sections",
    "with_titles",
]

LONGEST = 60  # characters of a value in a sentence


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
        message = f"{title} must be {rule}. Got {format_value(value)} instead."
        if path == ("circles",):
            shown = len(value) if isinstance(value, list | tuple) else format_value(value)
            message = f"There must be 1 to {MAX_CIRCLES} circles. Got {shown}."
        found.append(Problem(".".join(path), message))
    return found


def format_value(value: object) -> str:
    """Format a value for a sentence: text in quotation marks, shortened, on one line.

    Examples
    --------
    >>> format_value("red"), format_value(2.0), format_value(True), format_value([1, 2])
    ('“red”', '2', 'true', 'a list of 2')
    """
    match value:
        case None | "":
            return "nothing"
        case bool():
            return str(value).lower()
        case int() | float():
            return _shortened(repr(value).removesuffix(".0").replace("e-0", "e-"))
        case str():
            return f"“{_shortened(''.join(c if c.isprintable() else '�' for c in value))}”"
        case list() | tuple():
            return f"a list of {len(value)}"
        case dict():
            return "an object"
        case _:
            return "something else"


def _shortened(text: str) -> str:
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"


def format_setting(field: str, value: object) -> str:
    """Format a value of a control, such as "Floor ε = 1e-6"."""
    spec = control_specs()[field]
    shown = (spec.labels or {}).get(str(value))
    return f"{spec.title} = {format_value(value) if shown is None else f'“{shown}”'}"


# Names of fields in the service's sentences; other names are ordinary words as well.
_NAMES = re.compile(
    r"\b(beta|eps|n_clusters|assign_labels|eigen_solver|random_state|use_mask|merge_from)\b"
    r'(?:="?([\w.-]*\w)"?)?'
)


def with_titles(sentence: str) -> str:
    """Replace names of fields by the titles of their controls.

    Examples
    --------
    >>> with_titles('Lower beta, or choose eigen_solver="direct".')
    'Lower Affinity β, or choose Eigen solver = “direct”.'
    """

    def title(found: re.Match[str]) -> str:
        name, value = found.groups()
        return control_specs()[name].title if value is None else format_setting(name, value)

    return _NAMES.sub(title, sentence)


def _title_and_rule(path: tuple[str, ...], message: str) -> tuple[str, str]:
    """Return title and rule of the field at a path, in Pydantic's words if it has no control."""
    match path:
        case ("circles",):
            return "Circles", f"from 1 to {MAX_CIRCLES}"
        case ("circles", number, name) if name in control_specs(CircleState):
            spec = control_specs(CircleState)[name]
            return f"{spec.title} of circle {int(number) + 1}", _rule(spec)
        case ("picture",):
            return "Picture", "the name of a sample, or the hash of a file"
        case ("painted",):
            return "Painted mask", "the hash of a file"
        case ("truth",):
            return "Truth", "the hash of a file"
        case ("crop",):
            return "Crop", "top, left, bottom and right in whole pixels, such as 10,20,110,220"
        case ("picture_file",):
            return "Name of the picture's file", "at most 80 characters long"
        case ("truth_file",):
            return "Name of the truth's file", "at most 80 characters long"
        case ("edits",):
            rule = f"merges such as 2+5 and names such as 3=coin, in {LONGEST_EDITS} characters"
            return "Edits of the regions", rule
        case ("edge",):
            return "Edge", "a row, a column, and right or down, such as 40,31,right"
        case ("pinned",):
            return "Pinned state", f"a link's query of at most {LONGEST_PINNED} characters"
        case ("view",):
            return "View", "one of " + ", ".join(get_args(PageView))
        case (name,) if name in control_specs():
            return control_specs()[name].title, _rule(control_specs()[name])
        case _:
            where = ".".join(path) or "The message"
            return where, f"part of an explorer's state ({message})"


def _rule(spec: ControlSpec) -> str:
    if spec.labels:
        return "one of " + ", ".join(spec.labels.values())
    if spec.kind == "switch":
        return "true or false"
    noun = "a whole number" if spec.integer else "a number"
    return f"{noun} from {spec.minimum:g} to {spec.maximum:g}"
