"""Conversion of states to the query strings of links, and back.

A query has only the fields that differ from the defaults; circles are ``row,col,radius`` separated
by semicolons, and lists are separated by commas. A query may come from anywhere: an invalid field
gets its default and a message to the reader, and the rest of the link is used.
"""

from __future__ import annotations

import re
from math import isfinite
from typing import Any
from urllib.parse import parse_qsl, quote

from pydantic import ValidationError

from components.state.control_specs import Problem, format_value, problems
from components.state.model import MAX_CIRCLES, CircleState, ExplorerState
from components.state.names import LISTS

__all__ = ["MAX_QUERY", "from_query", "to_query", "valid_state"]

MAX_QUERY = 4000  # characters; the longest state has fewer than a quarter of that
MAX_PROBLEMS = 12
CIRCLE = tuple(CircleState.model_fields)
# Excludes infinity, digit groups, and other alphabets' digits, which `float` would accept.
NUMBER = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)(e[+-]?[0-9]+)?", re.IGNORECASE)
LONGEST_NUMBER = 40
LARGEST_WHOLE = 2**53  # from which on a float has no fractions, nor each whole number
DEFAULTS = {name: getattr(ExplorerState(), name) for name in ExplorerState.model_fields}
OLD_NAMES = {"hands": "handles"}  # in the lists of links that older versions wrote


def to_query(state: ExplorerState) -> str:
    """Write a state as a query string.

    Parameters
    ----------
    state : ExplorerState

    Returns
    -------
    str
        Without the question mark; empty for the defaults.

    Examples
    --------
    >>> circles = (CircleState(row=28, col=24.5, radius=16), CircleState(row=40, col=50, radius=14))
    >>> to_query(ExplorerState(circles=circles, beta=2.0, use_mask=False))
    'circles=28,24.5,16;40,50,14&beta=2&use_mask=false'
    """
    return "&".join(
        f"{name}={quote(_text(name, value), safe=',;')}"
        for name, default in DEFAULTS.items()
        if (value := getattr(state, name)) != default
    )


def _text(name: str, value: Any) -> str:
    if name == "circles":
        return ";".join(",".join(_text("", getattr(c, part)) for part in CIRCLE) for c in value)
    if isinstance(value, tuple):
        return ",".join(value)
    if isinstance(value, bool):
        return str(value).lower()
    return repr(value).removesuffix(".0") if isinstance(value, float) else str(value)


def from_query(text: str) -> tuple[ExplorerState, list[Problem]]:
    """Read a state from any query string, valid or not.

    Parameters
    ----------
    text : str
        With or without the question mark.

    Returns
    -------
    state : ExplorerState
        State with the fields that could be read, and the defaults of the others.
    problems : list of Problem
        Fields that could not be read, with a message each.

    Examples
    --------
    >>> state, problems = from_query("noise=0.5&beta=300&colour=red")
    >>> state.noise, state.beta
    (0.5, 1.0)
    >>> for problem in problems:
    ...     print(problem.message)
    This version does not know “colour” in the link; it was ignored.
    Affinity β must be a number from 0 to 100. Got 300 instead.
    """
    if len(text) > MAX_QUERY:
        rule = f"The link must be at most {MAX_QUERY} characters long. Got {len(text)} instead."
        return ExplorerState(), [Problem("", rule)]
    found: list[Problem] = []
    return valid_state(_fields(text.removeprefix("?"), found), found)


def valid_state(
    fields: dict[str, Any], found: list[Problem]
) -> tuple[ExplorerState, list[Problem]]:
    """Return the state of fields, the default in place of each invalid one.

    Parameters
    ----------
    fields : dict
        Values by the names of fields, which are dropped if they are invalid.
    found : list of Problem
        Problems known before, which come first.

    Returns
    -------
    state : ExplorerState
    problems : list of Problem
        At most a dozen, with a message each.
    """
    while True:
        try:
            state = ExplorerState.model_validate(fields)
            break
        except ValidationError as error:
            found += problems(error)
            _drop(fields, [detail["loc"] for detail in error.errors()])
    if len(found) > MAX_PROBLEMS:
        more = f"The link has {len(found) - MAX_PROBLEMS} more fields that can't be read."
        found = [*found[:MAX_PROBLEMS], Problem("", more)]
    return state, found


def _fields(text: str, found: list[Problem]) -> dict[str, Any]:
    """Read the values of the fields, valid or not; add problems for unreadable ones."""
    given: dict[str, list[str]] = {}
    for name, value in parse_qsl(text, keep_blank_values=True):
        given.setdefault(name, []).append(value)
    fields: dict[str, Any] = {}
    for name, values in given.items():
        if name not in ExplorerState.model_fields:
            what = f"This version does not know {format_value(name)} in the link; it was ignored."
            found.append(Problem("", what))
        elif len(values) > 1:
            title = ExplorerState.model_fields[name].title
            rule = f"given once in the link. Got {format_value(' and '.join(values))} instead."
            found.append(Problem(name, f"{title} must be {rule}"))
        elif name == "circles":
            _read_circles(values[0], fields, found)
        elif name in LISTS:
            _read_names(name, values[0], fields, found)
        else:
            fields[name] = _value(name, values[0])
    return fields


def _read_circles(text: str, fields: dict[str, Any], found: list[Problem]) -> None:
    circles = []
    for number, part in enumerate(text.split(";"), 1):
        values = part.split(",")
        if len(values) == len(CIRCLE):
            circles.append(dict(zip(CIRCLE, map(_number, values), strict=True)))
        else:
            rule = f"row,column,radius. Got {format_value(part)} instead."
            found.append(Problem("circles", f"Circle {number} must be {rule}"))
    if len(circles) > MAX_CIRCLES:
        rule = f"There must be 1 to {MAX_CIRCLES} circles. Got {len(circles)}."
        found.append(Problem("circles", rule))
    elif circles:
        fields["circles"] = tuple(circles)


def _read_names(name: str, text: str, fields: dict[str, Any], found: list[Problem]) -> None:
    names = [OLD_NAMES.get(each, each) for each in text.split(",")] if text else []
    unknown = [each for each in dict.fromkeys(names) if each not in LISTS[name]]
    fields[name] = tuple(each for each in names if each not in unknown)
    if unknown:
        title = str(ExplorerState.model_fields[name].title)
        what = f"This version does not know {', '.join(map(format_value, unknown))}"
        found.append(Problem(name, f"{what} among the {title.lower()} of the link."))


def _value(name: str, text: str) -> bool | float | str:
    kind = ExplorerState.model_fields[name].annotation
    if kind is bool:
        return {"true": True, "false": False}.get(text, text)
    return _number(text) if kind in (int, float) else text


def _number(text: str) -> float | str:
    """Read a number; return other text unchanged, which validation then refuses."""
    if len(text) > LONGEST_NUMBER or not NUMBER.fullmatch(text):
        return text
    if text.lstrip("+-").isdigit():
        return int(text)
    number = float(text)
    if number.is_integer() and abs(number) < LARGEST_WHOLE:
        return int(number)  # 4.0 is a number of clusters, too
    return number if isfinite(number) else text


def _drop(fields: dict[str, Any], places: list[tuple[int | str, ...]]) -> None:
    """Remove invalid values, so that the defaults are used."""
    for place in places:
        match place:
            case ("circles", int(number), str(part)):
                fields["circles"][number].pop(part, None)
            case (str(name), *_):
                fields.pop(name, None)
