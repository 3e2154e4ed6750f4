"""Drafts: the valid parts of a study file, so that one broken rule does not hide the others."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

from pydantic import BaseModel

from segmentation.errors import ParameterError, Problem, Received
from segmentation.scene import Circle, Scene
from segmentation.stages.method import Method
from segmentation.study.design import designs
from segmentation.study.design.parameters import Choice, Range, which
from segmentation.study.design.picture import StudyPicture
from segmentation.study.design.validation.places import Path, place_of

__all__ = ["Draft", "make_draft", "object_problems", "received"]


@dataclass(frozen=True)
class Draft:
    """The fields of a study that rules relate; None for a field that breaks a rule by itself.

    Attributes
    ----------
    evaluator : str or None
    n_circles, seed : int or None
        Of the scene.
    picture : StudyPicture or None
        Its fields may be None, too.
    parameters : tuple of Range, Choice or None; or None
        Fields of a parameter may be None, too.
    design : Design or None
        Fields of the design may be None, too.
    replicates : int or None
    outputs : tuple of str or None
    """

    evaluator: str | None
    n_circles: int | None
    seed: int | None
    picture: StudyPicture | None
    parameters: tuple[Range | Choice | None, ...] | None
    design: designs.Design | None
    replicates: int | None
    outputs: tuple[str | None, ...]


def make_draft(fields: dict[str, Any], bad: set[Path]) -> Draft:
    """Return the draft of the fields of a study file.

    Parameters
    ----------
    fields : dict
        As the file has them.
    bad : set of tuple
        Paths of the fields that break a rule by themselves; they are None in the draft.

    Returns
    -------
    Draft
    """
    get = partial(_get, fields, bad)
    parameters = get("parameters", default=None)
    design = get("design", default=None)
    named = design.get("kind") if isinstance(design, dict) else None
    kind = designs.KINDS.get(named) if isinstance(named, str) else None
    circles = get("scene", "circles", default=Scene().circles)
    outputs = get("outputs", default=[]) or []
    return Draft(
        evaluator=get("evaluator", default="segmentation"),
        n_circles=None if circles is None else len(circles),
        seed=get("scene", "seed", default=0),
        picture=_construct(get, StudyPicture, "picture")
        if isinstance(get("picture", default=None), dict)
        else None,
        parameters=None
        if parameters is None
        else tuple(_parameter(get, i) for i in range(len(parameters))),
        design=None if kind is None else _construct(get, kind, "design"),
        replicates=get("replicates", default=1),
        outputs=tuple(get("outputs", i, default=None) for i in range(len(outputs))),
    )


def _get(fields: dict[str, Any], bad: set[Path], *path: str | int, default: Any) -> Any:
    """Return the value at a path or the default; None if the value or anything around it is bad."""
    inner: Any = fields
    for i, key in enumerate(path):
        if path[: i + 1] in bad:
            return None
        if isinstance(inner, dict) and key not in inner:
            return default
        inner = inner[key]
    return inner


def _parameter(get: Callable[..., Any], i: int) -> Any:
    """Return one parameter of a draft; None if it is bad as a whole."""
    raw = get("parameters", i, default=None)
    if not isinstance(raw, dict):
        return None
    return _construct(get, Choice if which(raw) == "choice" else Range, "parameters", i)


def _construct(get: Callable[..., Any], kind: type[BaseModel], *path: str | int) -> Any:
    """Return a model of the known fields at a path, without validation."""
    known: dict[str, Any] = {}
    for name, info in kind.model_fields.items():
        value = get(*path, name, default=None if info.is_required() else info.default)
        if isinstance(value, list):
            value = tuple(get(*path, name, i, default=None) for i in range(len(value)))
        known[name] = value
    return kind.model_construct(**known)


def received(value: Any) -> object:
    """Return the form in which an error message shows a value of a file."""
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
    """Yield the problems of scene, circles and method, each field checked by itself.

    The classes themselves raise an error at their first bad field, which would hide the others.
    """
    for path, kind, raw in _objects(fields):
        others = {"row": 0, "col": 0, "radius": 1} if kind is Circle else {}
        for name, value in raw.items():
            tried = value
            if (kind, name) == (Scene, "circles") and isinstance(value, list):
                tried = (Circle(0, 0, 1),) * len(value)  # circles are checked by themselves
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
