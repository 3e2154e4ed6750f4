"""Messages for Pydantic's validation errors: problems with a place, a rule and a value."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields
from typing import Any

from pydantic import ValidationError

from segmentation.errors import ParameterError, Problem, Received
from segmentation.scene import Circle, Scene
from segmentation.stages.method import Method
from segmentation.study.design.designs import KINDS
from segmentation.study.design.parameters import Choice, Range, which
from segmentation.study.design.picture import StudyPicture
from segmentation.study.design.validation.draft import received
from segmentation.study.design.validation.places import Path, place_of

__all__ = ["describe_errors"]

# Position in Pydantic's paths of the tag of a union, which is no key of the file.
TAGGED = {"parameters": 2, "design": 1}


def describe_errors(error: ValidationError, file: Any, names: Iterable[str]) -> dict[Path, Problem]:
    """Return the problems that a failed validation found, by path.

    Parameters
    ----------
    error : pydantic.ValidationError
    file : object
        The parsed file.
    names : iterable of str
        Fields of a study.

    Returns
    -------
    dict of tuple to Problem
    """
    details = error.errors()
    paths = [_path(detail) for detail in details]
    found: dict[Path, Problem] = {}
    for detail, path in zip(details, paths, strict=True):
        # Pydantic reports a list with a bad item as well; the item's own message is more precise.
        if any(other != path and other[: len(path)] == path for other in paths):
            continue
        cause = detail.get("ctx", {}).get("error")
        if isinstance(cause, ParameterError):
            path, rule, got = (*path, cause.parameter), cause.rule, cause.value
        elif detail["type"] == "union_tag_invalid":
            path, rule = (*path, "kind"), f"one of {detail['ctx']['expected_tags']}"
            got = received(detail["input"]["kind"])
        else:
            rule, got = _rule(detail, path, file, names), _got(detail)
        found[path] = Problem(place_of(path), rule, got)
    return found


def _path(detail: Any) -> Path:
    path = list(detail["loc"])
    tag = TAGGED.get(path[0]) if path else None
    if tag is not None and len(path) > tag:
        del path[tag]
    return tuple(path)


def _got(detail: Any) -> object:
    if detail["type"] in ("missing", "missing_argument", "union_tag_not_found"):
        return Received("nothing")
    return received(detail["input"])


def _rule(detail: Any, path: Path, file: Any, names: Iterable[str]) -> str:
    context = detail.get("ctx", {})
    match detail["type"]:
        case "missing" | "missing_argument":
            return "given"
        case "union_tag_not_found":
            return "an object with a kind"
        case "extra_forbidden" | "unexpected_keyword_argument":
            return _unknown(path, file, names)
        case "value_error":
            return str(context["error"])
        case "too_short" | "too_long":
            low_or_high = "at least" if detail["type"] == "too_short" else "at most"
            n = context.get("min_length", context.get("max_length"))
            return f"a list of {low_or_high} {n}"
        case "string_too_short" | "string_too_long":
            return str(detail["msg"]).replace("String should have", "of")
        case "int_parsing_size":
            return "an integer of fewer digits"
        case "dataclass_type" | "model_type" | "model_attributes_type":
            return "an object"
        case _:
            rule = str(detail["msg"]).removeprefix("Input should be ")
            return rule.replace("valid array", "list").replace("valid tuple", "list")


def _unknown(path: Path, file: Any, names: Iterable[str]) -> str:
    """Return the rule for an unknown key: the keys that are allowed in its place."""
    around = file
    for part in path[:-1]:
        around = around[part]
    match path[:-1]:
        case ("scene",):
            names = [field.name for field in fields(Scene)]
        case ("scene", "circles", _):
            names = [field.name for field in fields(Circle)]
        case ("picture",):
            names = StudyPicture.model_fields
        case ("method",):
            names = [field.name for field in fields(Method)]
        case ("design",):
            names = KINDS[around["kind"]].model_fields
            return f"one of the fields of the design {around['kind']!r} ({', '.join(names)})"
        case ("parameters", _) if which(around) == "choice":
            if path[-1] in Range.model_fields:
                return "left out beside values: a parameter has a range or values"
            names = Choice.model_fields
        case ("parameters", _):
            names = Range.model_fields
    return f"one of the fields there ({', '.join(names)})"
