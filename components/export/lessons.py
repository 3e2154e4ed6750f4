"""Lesson files: lists of links with titles and notes, from any source.

The file is JSON, ``{"cutlab": "lesson", "version": 1, "steps": [{"title", "note", "link"}]}``. A
step may have a ``prediction`` as well, as `components.lessons.model` describes it, and the name of
a ``figure`` that is shown in place of the pictures. A file that is no lesson is refused with the
reason; a link with an invalid field is accepted, and the field is reported.
"""

from __future__ import annotations

import codecs
import json
from collections.abc import Iterable
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from components.lessons.model import PREDICTION, Choice, Estimate
from components.lessons.studies import FIGURES, FigureName
from components.state.control_specs import format_value
from components.state.link import from_query, to_query

__all__ = [
    "LARGEST_FILE",
    "LONGEST_NOTE",
    "LONGEST_TITLE",
    "MAX_STEPS",
    "RULES",
    "lesson_file",
    "read_lesson",
]

MAX_STEPS = 100
LONGEST_TITLE = 120  # characters, as are the next two
LONGEST_NOTE = 1000
LONGEST_LINK = 5000
LARGEST_FILE = 2 * 2**20  # bytes: the longest list, its characters escaped, has less
MAX_PROBLEMS = 5


class Step(BaseModel):
    """A link of the list, with the title and the note beside its pictures."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    title: str = Field(default="", max_length=LONGEST_TITLE)
    note: str = Field(default="", max_length=LONGEST_NOTE)
    link: str = Field(max_length=LONGEST_LINK)
    prediction: Choice | Estimate | None = None
    figure: FigureName | None = None


class LessonFile(BaseModel):
    """Content of a lesson file."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    cutlab: Literal["lesson"]
    version: Literal[1]
    steps: tuple[Step, ...] = Field(min_length=1, max_length=MAX_STEPS)


RULES = {
    "cutlab": '"lesson"',
    "version": "1, the one that this Cutlab reads",
    "steps": f"a list of 1 to {MAX_STEPS} steps",
    "title": f"text of at most {LONGEST_TITLE} characters",
    "note": f"text of at most {LONGEST_NOTE} characters",
    "link": f"text of at most {LONGEST_LINK} characters",
    "prediction": "a question with two to four options and the place of the right one, or with a "
    "scale and the interval of right values",
    "figure": f"one of {', '.join(FIGURES)}",
}


def read_lesson(text: bytes | str) -> tuple[list[dict[str, Any]], list[str]]:
    """Read the steps of a lesson's file.

    Parameters
    ----------
    text : bytes or str
        Any content, valid or not.

    Returns
    -------
    steps : list of dict
        ``title``, ``note``, and ``query``: the link's state as this version writes it, without
        its view, because the page that shows a step has its own; and ``prediction`` and
        ``figure``, if there are.
    problems : list of str
        Problems of the links; without steps, the reasons why the file cannot be read.

    Examples
    --------
    >>> steps, problems = read_lesson(
    ...     '{"cutlab": "lesson", "version": 1, "steps": [{"title": "Much", "link": "?noise=1.0"}]}'
    ... )
    >>> steps, problems
    ([{'title': 'Much', 'note': '', 'query': 'noise=1'}], [])
    >>> print(read_lesson("{}")[1][0])
    The file's "cutlab" must be "lesson". Got nothing instead.
    """
    try:
        lesson = LessonFile.model_validate_json(_without_mark(text))
    except ValidationError as error:
        details = {detail["loc"]: dict(detail) for detail in error.errors()}
        # Pydantic reports a list with an invalid item as well; the item's error is clearer.
        kept = [d for at, d in details.items() if not any(o != at == o[: len(at)] for o in details)]
        return [], _shorten([_sentence(detail) for detail in kept])
    steps, found = [], []
    for number, step in enumerate(lesson.steps, 1):
        state, problems = from_query(_query(step.link))
        query = to_query(state.model_copy(update={"view": "full"}))
        found_step: dict[str, Any] = {"title": step.title, "note": step.note, "query": query}
        if step.prediction:
            found_step["prediction"] = PREDICTION.dump_python(step.prediction, mode="json")
        if step.figure:
            found_step["figure"] = step.figure
        steps.append(found_step)
        found += [f"Step {number}: {problem.message}" for problem in problems]
    return steps, _shorten(found)


def _without_mark(text: bytes | str) -> bytes | str:
    """Return a text without the byte order mark that editors of Windows write."""
    if isinstance(text, str):
        return text.removeprefix("\ufeff")
    if text.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return text.decode("utf-16", errors="replace")
    return text.removeprefix(codecs.BOM_UTF8)


def lesson_file(steps: Iterable[dict[str, Any]]) -> str:
    """Write the steps of a lesson as a file; see `read_lesson`."""
    listed = [
        {
            "link" if name == "query" else name: f"?{x}" if name == "query" else x
            for name, x in step.items()
            if name != "draft"
        }
        for step in steps
    ]
    lesson = {"cutlab": "lesson", "version": 1, "steps": listed}
    return json.dumps(lesson, indent=1, ensure_ascii=False)


def _query(link: str) -> str:
    """Return the query of a whole address or of a part of one."""
    address, mark, query = link.partition("#")[0].partition("?")
    return query if mark or "://" in address else address


def _sentence(detail: dict[str, Any]) -> str:
    missing = detail["type"] == "missing"
    got = "nothing" if missing else format_value(detail["input"])
    match detail["loc"]:
        case ("steps", int(number), "prediction", *_):
            return f"The prediction of step {number + 1} must be {RULES['prediction']}."
        case ("steps", int(number), str(name)) if name in RULES:
            return f"The {name} of step {number + 1} must be {RULES[name]}. Got {got} instead."
        case ("steps", int(number), str(name)):
            known = "title, note, link, prediction or figure"
            return (
                f"A field of step {number + 1} must be {known}. Got {format_value(name)} instead."
            )
        case ("steps", int(number)):
            return f"Step {number + 1} must have a link. Got {got} instead."
        case (str(name),) if name in RULES:
            return f'The file\'s "{name}" must be {RULES[name]}. Got {got} instead.'
        case (str(name),):
            return (
                f'The file must have "cutlab", "version" and "steps". Got {format_value(name)} too.'
            )
        case _:
            return "This file is no lesson: it is not the JSON that Cutlab saves."


def _shorten(sentences: list[str]) -> list[str]:
    more = len(sentences) - MAX_PROBLEMS
    return [*sentences[:MAX_PROBLEMS], f"And {more} more."] if more > 0 else sentences
