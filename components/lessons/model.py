"""A lesson: steps with a state, a text and, in some, a prediction.

The reader predicts before the labelled picture is shown, then sees it, then reads the reason: who
has committed to an answer remembers the surprise.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import ConfigDict, Field, TypeAdapter, model_validator
from pydantic.dataclasses import dataclass as validated

from components.lessons.studies import FigureName
from components.state.link import from_query

__all__ = ["LONGEST_TEXT", "PREDICTION", "Choice", "Estimate", "Lesson", "Step"]

LONGEST_TEXT = 80  # words of a step, without those of its prediction
FORBID = ConfigDict(extra="forbid")

Question = Annotated[str, Field(min_length=1, max_length=500)]  # characters
Option = Annotated[str, Field(min_length=1, max_length=200)]
Reason = Annotated[str, Field(max_length=1000)]
Finite = Annotated[float, Field(allow_inf_nan=False)]


@validated(frozen=True, config=FORBID)
class Choice:
    """A prediction among options.

    Parameters
    ----------
    question : str
    options : tuple of str
        Two to four.
    answer : int
        Place of the right option, from 0.
    reason : str, default=""
        Shown after the choice, whichever it was.

    Raises
    ------
    ValidationError
        If there is no right option, or a text is too long.
    """

    question: Question
    options: Annotated[tuple[Option, ...], Field(min_length=2, max_length=4)]
    answer: Annotated[int, Field(ge=0)]
    reason: Reason = ""

    @model_validator(mode="after")
    def _has_answer(self) -> Choice:
        if self.answer >= len(self.options):
            raise ValueError("The answer must be the place of an option.")
        return self


@validated(frozen=True, config=FORBID)
class Estimate:
    """A prediction of a value, made with a mark on a scale.

    Parameters
    ----------
    question : str
    low, high : float
        Ends of the scale.
    answer : tuple of float
        The two ends of the interval of right answers.
    reason : str, default=""
        Shown after the estimate.
    logarithmic : bool, default=False
        Whether the scale is; its lower end is then above 0.

    Raises
    ------
    ValidationError
        If the interval is not within the scale, or a text is too long.
    """

    question: Question
    low: Finite
    high: Finite
    answer: tuple[Finite, Finite]
    reason: Reason = ""
    logarithmic: bool = False

    @model_validator(mode="after")
    def _is_within(self) -> Estimate:
        first, last = self.answer
        if not self.low <= first <= last <= self.high or self.low >= self.high:
            raise ValueError("The interval of right answers must be within the scale.")
        if self.logarithmic and self.low <= 0:
            raise ValueError("A logarithmic scale must begin above 0.")
        return self


PREDICTION: TypeAdapter[Choice | Estimate] = TypeAdapter(Choice | Estimate)


@dataclass(frozen=True)
class Step:
    """A state with what is said about it.

    Parameters
    ----------
    title : str
    text : str
        At most `LONGEST_TEXT` words.
    query : str
        The state, as a link's query.
    prediction : Choice or Estimate, default=None
    figure : str, default=None
        Figure of a ready study that is shown in place of the pictures.
    """

    title: str
    text: str
    query: str
    prediction: Choice | Estimate | None = None
    figure: FigureName | None = None

    def to_dict(self) -> dict[str, Any]:
        """Return the step as lists of steps have it."""
        found: dict[str, Any] = {"title": self.title, "note": self.text, "query": self.query}
        if self.prediction:
            found["prediction"] = PREDICTION.dump_python(self.prediction, mode="json")
        if self.figure:
            found["figure"] = self.figure
        return found


@dataclass(frozen=True)
class Lesson:
    """A sequence of steps.

    Parameters
    ----------
    key : str
        Its name in addresses.
    title : str
    summary : str
        What it teaches, in a sentence.
    steps : sequence of Step

    Raises
    ------
    ValueError
        If a link has an invalid field, or is not written as this version writes it.
    """

    key: str
    title: str
    summary: str
    steps: Sequence[Step]

    def __post_init__(self) -> None:
        for step in self.steps:
            _, problems = from_query(step.query)
            if problems:
                raise ValueError(f"{self.key}, {step.title}: {problems[0].message}")

    @property
    def minutes(self) -> int:
        """Return the time to read it, at half a minute for a step and as much for a prediction."""
        n_predictions = sum(1 for step in self.steps if step.prediction)
        return max(1, round((len(self.steps) + n_predictions) / 2))
