"""Designs for a plan: those that suit its parameters, and the inputs of their numbers."""

from __future__ import annotations

from typing import Any

import dash_mantine_components as dmc

from components.page.ids import Id
from components.state.numbers import entered
from components.studies.elements import number_field
from segmentation.study.design.designs import KINDS

__all__ = ["fresh", "inputs", "suited", "titles", "with_value"]

TITLES = {
    "sweep": "Sweep: a curve",
    "grid": "Grid: a map",
    "latin_hypercube": "Latin hypercube: a sample",
    "sobol_sample": "Sobol sequence: an even sample",
    "morris": "Morris: what matters at all",
    "saltelli": "Saltelli: Sobol indices",
}
# A plan begins with fewer trials than the design's own default.
SMALLER = {"saltelli": {"n": 64, "second_order": False}}
HIDDEN = ("kind", "seed")
FIELDS = {"points": "Points", "n": "Points n", "trajectories": "Trajectories", "levels": "Levels"}
CHOICES = {
    ("sobol_sample", "n"): [2**i for i in range(4, 15)],
    ("saltelli", "n"): [2**i for i in range(4, 13)],
    ("morris", "levels"): [2, 4, 6, 8, 10],
}


def suited(n_parameters: int) -> list[str]:
    """Return the kinds of designs that take `n_parameters` parameters."""
    return [
        kind
        for kind, design in KINDS.items()
        if design.n_parameters[0] <= n_parameters <= design.n_parameters[1]
    ]


def titles(kinds: list[str]) -> list[dict[str, str]]:
    """Return the options of a select for these kinds."""
    return [{"value": kind, "label": TITLES[kind]} for kind in kinds]


def fresh(kind: str) -> dict[str, Any]:
    """Return a design with the numbers that a new plan begins with."""
    given: dict[str, Any] = KINDS[kind]().model_dump(mode="json", exclude={"seed"})
    return given | SMALLER.get(kind, {})


def inputs(design: dict[str, Any], parameters: list[str]) -> list[Any]:
    """Build the inputs of a design's numbers; `parameters` are the titles of its parameters."""
    kind = design["kind"]
    found: list[Any] = []
    for name, value in design.items():
        if name in HIDDEN:
            continue
        title = "Base points n" if (kind, name) == ("saltelli", "n") else FIELDS.get(name, name)
        if isinstance(value, list):
            found += [
                _number(f"{name}.{i}", f"{title} of {each}", value[i])
                for i, each in enumerate(parameters[: len(value)])
            ]
        elif isinstance(value, bool):
            box = dmc.Checkbox(label="second-order indices", value=name, size="xs")
            chosen = [name] if value else []
            found.append(dmc.CheckboxGroup(box, id=_id(name), value=chosen))
        elif choices := CHOICES.get((kind, name)):
            found.append(_select(name, title, value, choices))
        else:
            found.append(_number(name, title, value))
    return found


def _id(name: str) -> dict[str, str]:
    return {"type": Id.PLAN_FIELD, "name": f"design.{name}"}


def _number(name: str, title: str, value: int) -> dmc.TextInput:
    return number_field(_id(name), title, value, debounce=300)


def _select(name: str, title: str, value: int, choices: list[int]) -> dmc.Select:
    data = [{"value": str(n), "label": f"{n:,}"} for n in sorted({*choices, value})]
    return dmc.Select(
        id=_id(name), label=title, data=data, value=str(value), allowDeselect=False, size="xs",
    )  # fmt: skip


def with_value(design: dict[str, Any], name: str, value: Any) -> dict[str, Any]:
    """Return the design with the value of an input; `name` is that of the input's id."""
    field, _, place = name.removeprefix("design.").partition(".")
    given: Any = field in value if isinstance(value, list) else entered(value)  # check boxes
    if place:
        given = [given if i == int(place) else each for i, each in enumerate(design[field])]
    return design | {field: given}
