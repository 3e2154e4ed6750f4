"""On which line of a study file something stands."""

from __future__ import annotations

import re
from json import JSONDecoder

__all__ = ["line_of"]

_PART = re.compile(r"\.?(\w+)|\[(\d+)\]")
_PLACE = re.compile(r"\w+(\.\w+|\[\d+\])*")
_SPACE = re.compile(r"[ \t\n\r]*")
_read = JSONDecoder().raw_decode


def line_of(text: str, place: str) -> int | None:
    r"""Return the line of a place in a JSON text, or of the nearest thing around it.

    Parameters
    ----------
    text : str
        Valid JSON.
    place : str
        Such as "parameters[1].high".

    Returns
    -------
    int or None
        From 1; None if `place` is none.

    Examples
    --------
    >>> line_of('{"design":\n {"n": 3}}', "design.n")
    2
    """
    if not _PLACE.fullmatch(place):
        return None
    position = _skip(text, 0)
    for key, number in _PART.findall(place):
        inner = _child(text, position, key or int(number))
        if inner is None:
            break
        position = inner
    return text.count("\n", 0, position) + 1


def _child(text: str, position: int, wanted: str | int) -> int | None:
    """Return where an item of the object or list at a position begins."""
    opening = text[position]
    if opening not in "{[":
        return None
    position = _skip(text, position + 1)
    number = 0
    while text[position] not in "}]":
        key: str | int = number
        if opening == "{":
            key, position = _read(text, position)
            position = _skip(text, _skip(text, position) + 1)  # past the colon
        if key == wanted:
            return position
        position = _skip(text, _read(text, position)[1])
        if text[position] == ",":
            position = _skip(text, position + 1)
        number += 1
    return None


def _skip(text: str, position: int) -> int:
    match = _SPACE.match(text, position)
    return match.end() if match else position
