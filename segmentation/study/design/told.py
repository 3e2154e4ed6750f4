"""Pydantic's findings on a study, as problems with a place, a rule and a value."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from typing import Any

from pydantic import ValidationError

from segmentation.errors import ParameterError, Problem, Received, StudyError
from segmentation.method import Method
from segmentation.scene import Circle, Scene

TAGGED = {"parameters": 2, "design": 1}  # where the path names a kind, which the file does not


def told(error: ValidationError) -> list[Problem]:
    """Return what a failed validation found, in the order of the file."""
    details = error.errors()
    paths = [detail["loc"] for detail in details]
    found: list[Problem] = []
    for detail, path in zip(details, paths, strict=True):
        # A list with a bad item is itself called bad; the item says it better.
        if not any(other != path and other[: len(path)] == path for other in paths):
            found += _tell(detail)
    return found


def _tell(detail: Any) -> Iterator[Problem]:
    path = list(detail["loc"])
    tag = TAGGED.get(path[0]) if path else None
    if tag is not None and len(path) > tag:
        del path[tag]
    cause = detail.get("ctx", {}).get("error")
    if isinstance(cause, StudyError):
        yield from cause.problems
    elif isinstance(cause, ParameterError):
        yield Problem(_place([*path, cause.parameter]), cause.rule, cause.value)
    else:
        yield Problem(_place(path), _rule(detail, path), _got(detail))


def _place(path: list[Any]) -> str:
    place = ""
    for part in path:
        place += f"[{part}]" if isinstance(part, int) else f".{part}"
    return place.lstrip(".") or "the file"


def _got(detail: Any) -> object:
    if detail["type"] in ("missing", "missing_argument", "union_tag_not_found"):
        return Received("nothing")
    match detail["input"]:
        case dict():
            return Received("an object")
        case list() | tuple() as values:
            return Received(f"a list of {len(values)}")
        case None | bool() as value:
            return Received({None: "null", True: "true", False: "false"}[value])
        case value:
            return value


def _rule(detail: Any, path: list[Any]) -> str:
    context = detail.get("ctx", {})
    match detail["type"]:
        case "missing" | "missing_argument":
            return "given"
        case "union_tag_not_found":
            return "an object with a kind"
        case "extra_forbidden" | "unexpected_keyword_argument":
            return f"one of the fields there ({_known(path[:-1])})"
        case "union_tag_invalid":
            return f"of a kind out of {context['expected_tags']}"
        case "value_error":
            return str(context["error"])
        case "too_short" | "too_long":
            low_or_high = "at least" if detail["type"] == "too_short" else "at most"
            n = context.get("min_length", context.get("max_length"))
            return f"a list of {low_or_high} {n}"
        case "string_too_short" | "string_too_long":
            return str(detail["msg"]).replace("String should have", "of")
        case "dataclass_type" | "model_type" | "model_attributes_type":
            return "an object"
        case _:
            rule = str(detail["msg"]).removeprefix("Input should be ")
            return rule.replace("valid array", "list").replace("valid tuple", "list")


def _known(path: list[Any]) -> str:
    """List the fields of the object at a path."""
    from segmentation.study.design import designs, model, parameters  # they import this module

    match path:
        case ["scene"]:
            names = [field.name for field in fields(Scene)]
        case ["scene", "circles", _]:
            names = [field.name for field in fields(Circle)]
        case ["method"]:
            names = [field.name for field in fields(Method)]
        case ["parameters", _]:
            names = [*parameters.Range.model_fields, "values"]
        case ["design"]:
            kinds = (
                getattr(designs, name)
                for name in ("Sweep", "Grid", "LatinHypercube", "SobolSample", "Morris", "Saltelli")
            )
            names = list(dict.fromkeys(name for kind in kinds for name in kind.model_fields))
        case _:
            names = list(model.Study.model_fields)
    return ", ".join(names)
