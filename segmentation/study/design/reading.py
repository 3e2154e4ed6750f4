"""Reading a study from a file, with an error that lists every problem in it."""

from __future__ import annotations

import codecs
import json
from collections import Counter
from dataclasses import replace
from typing import Any

from pydantic import ValidationError

from segmentation.errors import ParameterError, Problem, Received, StudyError
from segmentation.study.design.messages import describe_errors
from segmentation.study.design.model import Study
from segmentation.study.design.validation import checks
from segmentation.study.design.validation.draft import make_draft, object_problems
from segmentation.study.design.validation.places import line_of, position_of

__all__ = ["read_study"]

LARGEST_FILE = 5_000_000  # characters, of which most can be a picture


def read_study(text: str | bytes) -> Study:
    """Read a study from JSON.

    Parameters
    ----------
    text : str or bytes
        As `Study.to_json` writes it; fields with a default may be left out. Bytes are UTF-8, or
        UTF-16 with its mark.

    Returns
    -------
    Study

    Raises
    ------
    StudyError
        With every problem found: its place in the file (and the line, if the file has several),
        the rule, and the value.
    ParameterError
        If `text` is neither a string nor bytes.

    Examples
    --------
    >>> read_study('{"name": "x", "parameters": [{"name": "beta", "low": 1, "high": 0}],'
    ...            ' "design": {"kind": "sweep"}}')
    Traceback (most recent call last):
    segmentation.errors.StudyError: parameters[0].high must be above low, which is 1. Got 0 instead.
    """
    plain = _decode(text)
    fields, found = _parse(plain)
    try:
        study = Study.model_validate_json(plain)
    except ValidationError as error:
        found += _problems(error, fields)
    if not found:
        return study
    places = {id(problem): position_of(plain, problem.place) for problem in found}
    found.sort(key=lambda problem: len(plain) if (at := places[id(problem)]) is None else at)
    if "\n" in plain.strip():
        found = [replace(problem, line=line_of(plain, problem.place)) for problem in found]
    raise StudyError(tuple(found))


def _problems(error: ValidationError, fields: Any) -> list[Problem]:
    """Return the problems that Pydantic found, and those it did not reach because of them."""
    cause = error.errors()[0].get("ctx", {}).get("error")
    if isinstance(
        cause, StudyError
    ):  # every field is valid, so the rules across fields have been checked
        return list(cause.problems)
    found = describe_errors(error, fields, Study.model_fields)
    if not isinstance(fields, dict):
        return list(found.values())
    found |= dict(object_problems(fields))
    places = {problem.place for problem in found.values()}
    others = checks.problems(make_draft(fields, set(found)))
    return [*found.values(), *(problem for problem in others if problem.place not in places)]


def _decode(text: str | bytes) -> str:
    if not isinstance(text, (str, bytes)):
        raise ParameterError("read_study", "text", "a str or bytes", text)
    try:
        plain = text.decode(_coding(text)) if isinstance(text, bytes) else text
        plain = plain.removeprefix("\ufeff")
        plain.encode()  # refuses half a surrogate pair
    except UnicodeError as error:
        raise _refuse("the file", "text in UTF-8", Received(str(error))) from None
    if len(plain) > LARGEST_FILE:
        got = Received(f"{len(plain):,}")
        raise _refuse("the file", f"at most {LARGEST_FILE:,} characters long", got)
    return plain


def _coding(text: bytes) -> str:
    """Return the encoding of a file: UTF-16 with its mark, as PowerShell writes it, or UTF-8."""
    return "utf-16" if text.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) else "utf-8"


def _parse(text: str) -> tuple[Any, list[Problem]]:
    """Return the parsed JSON and the problems of repeated keys, or raise at a mistake in it."""
    repeated: list[Problem] = []

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        for key, times in Counter(key for key, _ in pairs).items():
            if times > 1:
                got = Received(f"{key!r} {'twice' if times == 2 else f'{times} times'}")
                repeated.append(Problem("each key of an object", "given once", got))
        return dict(pairs)

    try:
        return json.loads(text, object_pairs_hook=once), repeated
    except json.JSONDecodeError as error:
        place = f"line {error.lineno}, column {error.colno}"
        rest = text[error.pos : error.pos + 20].split("\n")[0]
        got = Received(repr(rest) if rest else "the end of the line")
        raise _refuse(place, f"JSON ({error.msg[0].lower()}{error.msg[1:]})", got) from None
    except (ValueError, RecursionError) as error:
        raise _refuse("the file", "JSON of sensible depth", Received(str(error))) from None


def _refuse(place: str, rule: str, value: object) -> StudyError:
    return StudyError((Problem(place, rule, value),))
