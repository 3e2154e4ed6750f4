"""Places of fields in the text of a study file."""

from __future__ import annotations

import re
from json import JSONDecoder

__all__ = ["Path", "line_of", "place_of", "position_of"]

Path = tuple[str | int, ...]  # keys of objects and numbers of items, from the outside in

_PART = re.compile(r"\.?(\w+)|\[(\d+)\]")
_PLACE = re.compile(r"\w+(\.\w+|\[\d+\])*")
_SPACE = re.compile(r"[ \t\n\r]*")
_read = JSONDecoder().raw_decode


def place_of(path: Path) -> str:
    """Return a path as the text of a place.

    Examples
    --------
    >>> place_of(("parameters", 1, "high")), place_of(())
    ('parameters[1].high', 'the file')
    """
    place = ""
    for part in path:
        place += f"[{part}]" if isinstance(part, int) else f".{part}"
    return place.lstrip(".") or "the file"


def position_of(text: str, place: str) -> int | None:
    """Return the position of a place in a JSON text, or of the innermost object around it.

    Parameters
    ----------
    text : str
        Valid JSON.
    place : str
        Such as "parameters[1].high".

    Returns
    -------
    int or None
        Number of characters before it; None if `place` is not the text of a place.
    """
    if not _PLACE.fullmatch(place):
        return None
    position = _skip(text, 0)
    for key, number in _PART.findall(place):
        inner = _child(text, position, key or int(number))
        if inner is None:
            break
        position = inner
    return position


def line_of(text: str, place: str) -> int | None:
    r"""Return the line number, from 1, of the position that `position_of` returns.

    Examples
    --------
    >>> line_of('{"design":\n {"n": 3}}', "design.n")
    2
    """
    position = position_of(text, place)
    return None if position is None else text.count("\n", 0, position) + 1


def _child(text: str, position: int, wanted: str | int) -> int | None:
    """Return the position of an item of the object or list that begins at a position."""
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
