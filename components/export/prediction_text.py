"""Predictions as an author writes them: a question, its options or a scale, and the reason.

For example::

    Which circle will be cut?
    - the smallest
    * the largest
    It has the largest volume.

The right option begins with ``*``. In place of options there may be a scale, as in
``= 5 to 8, from 1 to 30, logarithmic``: values from 5 to 8 are right.
"""

from __future__ import annotations

import re
from typing import Any

from pydantic import ValidationError

from components.lessons.model import PREDICTION, Choice, Estimate
from components.state.numbers import read_number

__all__ = ["LONGEST_PREDICTION", "PredictionTextError", "read_prediction", "write_prediction"]

LONGEST_PREDICTION = 4000  # characters
LONGEST = {"question": 500, "option": 200, "reason": 1000}
OPTIONS = (2, 4)
OPTION = re.compile(r"([-*])(?:\s+|$)(.*)")
SCALE = re.compile(
    r"=\s*(\S+?)(?:\s+to\s+(\S+?))?,?\s+from\s+(\S+)\s+to\s+(\S+?)(,?\s+logarithmic)?"
)
HOW_SCALE = "A scale must be written as “= 5 to 8, from 1 to 30”, with “, logarithmic” if it is."
HOW = (
    "After the question there must be two to four options, each on a line that begins with “-”, "
    "the right one with “*”; or a scale such as “= 5 to 8, from 1 to 30”."
)

Line = tuple[int, str]  # number, from 1, and text without blanks at its ends


class PredictionTextError(ValueError):
    """Error if a text is no prediction; it names the line and the rule."""

    def __init__(self, line: int, rule: str) -> None:
        super().__init__(f"Line {line}: {rule}")


def read_prediction(text: str) -> dict[str, Any] | None:
    r"""Read a prediction.

    Parameters
    ----------
    text : str

    Returns
    -------
    dict or None
        As steps have it; None if the text is blank.

    Raises
    ------
    PredictionTextError
        If it breaks a rule.

    Examples
    --------
    >>> read_prediction("How many?\n- two\n* three")["answer"]
    1
    >>> read_prediction("How many?\n- two\n- three")
    Traceback (most recent call last):
    components.export.prediction_text.PredictionTextError: Line 2: One option must be right: ...
    """
    lines = [(i, line.strip()) for i, line in enumerate(text.splitlines(), 1) if line.strip()]
    if not lines:
        return None
    begin = next((k for k, (_, line) in enumerate(lines) if line[0] in "-*="), len(lines))
    if begin == 0:
        raise PredictionTextError(lines[0][0], "The question must come first.")
    question = _joined("question", lines[:begin], " ")
    if begin == len(lines):
        raise PredictionTextError(lines[-1][0], HOW)
    if lines[begin][1][0] == "=":
        found, end = _scale(lines[begin]), begin + 1
    else:
        end = next((k for k in range(begin, len(lines)) if lines[k][1][0] not in "-*"), len(lines))
        found = _options(lines[begin:end])
    for number, line in lines[end:]:
        if OPTION.fullmatch(line) or line[0] == "=":
            raise PredictionTextError(number, "Options must follow each other, before the reason.")
    given: dict[str, Any] = {
        "question": question,
        **found,
        "reason": _joined("reason", lines[end:], "\n"),
    }
    try:
        prediction = (Choice if "options" in given else Estimate)(**given)
    except ValidationError as error:
        rule = error.errors()[0]["msg"].removeprefix("Value error, ")
        raise PredictionTextError(lines[begin][0], rule) from None
    known: dict[str, Any] = PREDICTION.dump_python(prediction, mode="json")
    return known


def _joined(name: str, lines: list[Line], between: str) -> str:
    text = between.join(line for _, line in lines)
    most = LONGEST[name]
    if len(text) > most:
        rule = f"The {name} must be at most {most} characters long. Got {len(text)} instead."
        raise PredictionTextError(lines[0][0], rule)
    return text


def _options(lines: list[Line]) -> dict[str, Any]:
    options: list[str] = []
    right: list[int] = []
    for number, line in lines:
        match = OPTION.fullmatch(line)
        if match is None:
            raise PredictionTextError(number, f"There must be a blank after “{line[0]}”.")
        mark, text = match.groups()
        if not text:
            raise PredictionTextError(number, "An option must have a text.")
        if mark == "*" and right:
            raise PredictionTextError(number, "Only one option may be right.")
        if mark == "*":
            right.append(len(options))
        options.append(_joined("option", [(number, text)], ""))
    least, most = OPTIONS
    if len(options) < least:
        raise PredictionTextError(lines[0][0], "There must be at least two options.")
    if len(options) > most:
        raise PredictionTextError(lines[most][0], "There must be at most four options.")
    if not right:
        raise PredictionTextError(
            lines[0][0], "One option must be right: begin its line with “*” in place of “-”."
        )
    return {"options": options, "answer": right[0]}


def _scale(line: Line) -> dict[str, Any]:
    number, text = line
    match = SCALE.fullmatch(text)
    if match is None:
        raise PredictionTextError(number, HOW_SCALE)
    first, last, low, high, logarithmic = match.groups()
    values = [read_number(each) for each in (first, last or first, low, high)]
    if None in values:
        raise PredictionTextError(number, HOW_SCALE)
    return {
        "low": values[2],
        "high": values[3],
        "answer": values[:2],
        "logarithmic": logarithmic is not None,
    }


def write_prediction(prediction: dict[str, Any] | None) -> str:
    """Write a prediction, as `read_prediction` reads it.

    Examples
    --------
    >>> estimate = {"question": "Where?", "low": 1.0, "high": 30.0, "answer": [5.0, 8.0]}
    >>> print(write_prediction(estimate | {"reason": "There.", "logarithmic": True}))
    Where?
    = 5 to 8, from 1 to 30, logarithmic
    There.
    """
    if not prediction:
        return ""
    lines = [" ".join(prediction["question"].split())]
    if "options" in prediction:
        for i, option in enumerate(prediction["options"]):
            lines.append(f"{'*' if i == prediction['answer'] else '-'} {' '.join(option.split())}")
    else:
        first, last = (f"{value:.12g}" for value in prediction["answer"])
        low, high = (f"{prediction[end]:.12g}" for end in ("low", "high"))
        kind = ", logarithmic" if prediction.get("logarithmic") else ""
        lines.append(f"= {first} to {last}, from {low} to {high}{kind}")
    return "\n".join([*lines, *(prediction.get("reason") or "").splitlines()])
