"""Check of what is posted to Dash's callback route, which anybody may write.

Dash itself fails within, with an error of the server, where a request does not fit a callback.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

__all__ = ["problem_of"]


class _Property(BaseModel):
    """A component's property, with its value."""

    model_config = ConfigDict(strict=True)

    id: str | dict[str, Any]
    property: str
    value: Any = None


_Properties = _Property | list[_Property]  # a list for a pattern of ids


class _Request(BaseModel):
    """A request for a callback."""

    model_config = ConfigDict(strict=True)

    output: str
    outputs: _Property | list[_Properties] = Field(default_factory=list)
    inputs: list[_Properties]
    state: list[_Properties] = Field(default_factory=list)
    changedPropIds: list[str] = Field(default_factory=list)  # noqa: N815


def _fits(declared: Any, given: Any) -> bool:
    """Return True if outputs are as many as declared; a pattern of ids has a list for each."""
    if isinstance(declared, (list, tuple)):
        several = isinstance(given, list) and len(given) == len(declared)
        return several and all(map(_fits, declared, given))
    return bool(declared.has_wildcard()) == isinstance(given, list)


def problem_of(body: Any, callbacks: Mapping[str, Mapping[str, Any]]) -> str:
    """Return what is wrong with a request for a callback.

    Parameters
    ----------
    body : object
        Content of the request.
    callbacks : mapping
        Dash's `callback_map`.

    Returns
    -------
    str
        A sentence; empty if nothing is wrong.
    """
    try:
        request = _Request.model_validate(body)
    except ValidationError as error:
        place = ".".join(str(each) for each in error.errors()[0]["loc"][:1])
        return f"The request is none for a callback{place and f': see {place!r}'}."
    callback = callbacks.get(request.output, {})
    if "callback" not in callback:  # one of the browser's own has none
        return "There is no such callback. Reload the page, which may be of another version."
    if not (callback["no_output"] or _fits(callback["output"], request.outputs)):
        return "The outputs are not those of the callback. Reload the page."
    for name in ("inputs", "state"):
        wanted = [each["property"] for each in callback[name]]
        given = [
            {each.property for each in (one if isinstance(one, list) else [one])}
            for one in getattr(request, name)
        ]
        fits = len(given) == len(wanted) and all(
            found <= {want} for found, want in zip(given, wanted, strict=True)
        )
        if not fits:
            return f"The {name} are not those of the callback. Reload the page."
    return ""
