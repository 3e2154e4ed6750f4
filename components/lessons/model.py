"""A lesson: steps with a state, a text and, in some, a prediction.

The reader predicts before the labelled picture is shown, then sees it, then reads the reason: who
has committed to an answer remembers the surprise.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from components.state.link import from_query

__all__ = ["LONGEST_TEXT", "Choice", "Estimate", "Lesson", "Step"]

LONGEST_TEXT = 80  # words of a step, without those of its prediction


@dataclass(frozen=True)
class Choice:
    """A prediction among options.

    Parameters
    ----------
    question : str
    options : sequence of str
        Two to four.
    answer : int
        Place of the right option, from 0.
    reason : str
        Shown after the choice, whichever it was.
    """

    question: str
    options: Sequence[str]
    answer: int
    reason: str

    def to_dict(self) -> dict[str, Any]:
        """Return the prediction as the page stores it."""
        return {
            "question": self.question,
            "options": [*self.options],
            "answer": self.answer,
            "reason": self.reason,
        }


@dataclass(frozen=True)
class Estimate:
    """A prediction of a value, made with a mark on a scale.

    Parameters
    ----------
    question : str
    low, high : float
        Ends of the scale.
    answer : tuple of float
        The two ends of the interval of right answers.
    reason : str
        Shown after the estimate.
    logarithmic : bool, default=False
        Whether the scale is.
    """

    question: str
    low: float
    high: float
    answer: tuple[float, float]
    reason: str
    logarithmic: bool = False

    def to_dict(self) -> dict[str, Any]:
        """Return the prediction as the page stores it."""
        return {
            "question": self.question,
            "low": self.low,
            "high": self.high,
            "answer": [*self.answer],
            "logarithmic": self.logarithmic,
            "reason": self.reason,
        }


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
    """

    title: str
    text: str
    query: str
    prediction: Choice | Estimate | None = None

    def to_dict(self) -> dict[str, Any]:
        """Return the step as lists of steps have it."""
        found = {"title": self.title, "note": self.text, "query": self.query}
        return found | ({"prediction": self.prediction.to_dict()} if self.prediction else {})


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
