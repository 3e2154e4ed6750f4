"""Drafts: the known parts of a study, also of one that breaks rules, so that all can be named."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from segmentation.errors import ParameterError, Problem, Received
from segmentation.scene import Circle, Scene
from segmentation.stages.method import Method
from segmentation.study.design import designs
from segmentation.study.design.lines import Path, place_of
from segmentation.study.design.parameters import Choice, Range, which

__all__ = ["KINDS", "Draft", "drafted", "object_problems", "received"]

KINDS = {
    kind.model_fields["kind"].default: kind
    for kind in (
        designs.Sweep,
        designs.Grid,
        designs.LatinHypercube,
        designs.SobolSample,
        designs.Morris,
        designs.Saltelli,
    )
}


@dataclass(frozen=True)
class Draft:
    """The parts of a study that rules speak of; None is one that breaks a rule of its own.

    Attributes
    ----------
    evaluator : str or None
    n_circles, seed : int or None
        Of the scene.
    parameters : tuple of Range, Choice or None; or None
        Their fields may be None too.
    design : Design or None
        Its fields may be None too.
    replicates : int or None
    outputs : tuple of str or None
    """

    evaluator: str | None
    n_circles: int | None
    seed: int | None
    parameters: tuple[Range | Choice | None, ...] | None
    design: designs.Design | None
    replicates: int | None
    outputs: tuple[str | None, ...]


def drafted(fields: dict[str, Any], bad: set[Path]) -> Draft:
    """Return the draft of a study file's fields, some of which, by their paths, are bad."""

    def get(*path: str | int, default: Any) -> Any:
        inner: Any = fields
        for i, key in enumerate(path):
            if path[: i + 1] in bad:
                return None
            if isinstance(inner, dict) and key not in inner:
                return default
            inner = inner[key]
        return inner

    def salvaged(kind: type[BaseModel], raw: Any, *path: str | int) -> Any:
        known: dict[str, Any] = {}
        for name, info in kind.model_fields.items():
            default = None if info.is_required() else info.default
            value = get(*path, name, default=default)
            if isinstance(value, list):
                value = tuple(get(*path, name, i, default=None) for i in range(len(value)))
            known[name] = value
        return kind.model_construct(**known)

    def parameter(i: int, raw: Any) -> Any:
        if not isinstance(raw, dict) or ("parameters", i) in bad:
            return None
        return salvaged(Choice if which(raw) == "choice" else Range, raw, "parameters", i)

    listed = get("parameters", default=None)
    design = get("design", default=None)
    named = design.get("kind") if isinstance(design, dict) else None
    kind = KINDS.get(named) if isinstance(named, str) else None
    circles = get("scene", "circles", default=Scene().circles)
    outputs = get("outputs", default=[]) or []
    return Draft(
        evaluator=get("evaluator", default="segmentation"),
        n_circles=None if circles is None else len(circles),
        seed=get("scene", "seed", default=0),
        parameters=None if listed is None else tuple(map(parameter, range(len(listed)), listed)),
        design=None if kind is None else salvaged(kind, design, "design"),
        replicates=get("replicates", default=1),
        outputs=tuple(get("outputs", i, default=None) for i in range(len(outputs))),
    )


def received(value: Any) -> object:
    """Return a value of a file as an error shows it."""
    match value:
        case dict():
            return Received("an object")
        case list() | tuple():
            return Received(f"a list of {len(value)}")
        case None | bool():
            return Received({None: "null", True: "true", False: "false"}[value])
        case _:
            return value


def object_problems(fields: dict[str, Any]) -> Iterator[tuple[Path, Problem]]:
    """Yield the problems that scene, circles and method find in each of their fields by itself.

    Of several bad ones they would name the first.
    """
    for path, kind, raw in _objects(fields):
        others = {"row": 0, "col": 0, "radius": 1} if kind is Circle else {}
        for name, value in raw.items():
            tried = value
            if (kind, name) == (Scene, "circles") and isinstance(value, list):
                tried = (Circle(0, 0, 1),) * len(value)  # what is wrong in them, they say
            try:
                kind(**(others | {name: tried}))
            except ParameterError as error:
                place = (*path, name)
                yield place, Problem(place_of(place), error.rule, received(value))
            except TypeError:  # there is no such field
                continue


def _objects(fields: dict[str, Any]) -> Iterator[tuple[Path, Any, dict[str, Any]]]:
    scene, method = fields.get("scene"), fields.get("method")
    if isinstance(method, dict):
        yield ("method",), Method, method
    if isinstance(scene, dict):
        yield ("scene",), Scene, scene
        circles = scene.get("circles")
        for i, circle in enumerate(circles if isinstance(circles, list) else ()):
            if isinstance(circle, dict):
                yield ("scene", "circles", i), Circle, circle
