"""List of a lesson, and the actions of the panel's buttons as functions of the list.

A step is a dict of ``title``, ``note`` and ``query``, and of what it may have besides:
``prediction``, ``figure``, and ``draft``, the text of a prediction that has a mistake. A list is
never changed in place.
"""

from __future__ import annotations

from base64 import b64decode
from dataclasses import dataclass, field
from typing import Any

from pydantic import ValidationError

from components.export.lessons import LONGEST_NOTE, LONGEST_TITLE, MAX_STEPS, RULES, read_lesson
from components.export.prediction_text import (
    LONGEST_PREDICTION,
    PredictionTextError,
    read_prediction,
    write_prediction,
)
from components.lessons.model import PREDICTION
from components.lessons.studies import FIGURES
from components.state.link import to_query
from components.state.model import ExplorerState
from components.state.presets import preset_of

__all__ = ["TEXTS", "Lesson", "Step", "mistakes", "prediction_text", "read_steps"]

Step = dict[str, Any]

TEXTS = {"title": LONGEST_TITLE, "note": LONGEST_NOTE}  # text fields, and their maximum lengths
MOST_BEFORE = 20  # lists that undo can restore


def read_steps(data: Any) -> list[Step]:
    """Return the steps that a browser has stored; none if the data are no list of steps."""
    steps = data if isinstance(data, list) else []
    return steps[:MAX_STEPS] if all(_is_step(step) for step in steps) else []


def _is_step(step: Any) -> bool:
    if not isinstance(step, dict):
        return False
    texts = {name: text for name, text in step.items() if name != "prediction"}
    figure, draft = texts.pop("figure", None), texts.pop("draft", "")
    if set(texts) != {"title", "note", "query"} or not all(
        isinstance(t, str) for t in (*texts.values(), draft)
    ):
        return False
    if figure is not None and figure not in FIGURES:
        return False
    try:
        return "prediction" not in step or bool(PREDICTION.validate_python(step["prediction"]))
    except ValidationError:
        return False


def prediction_text(step: Step) -> str:
    """Return a step's prediction as its author writes it, with what is wrong in it."""
    return str(step.get("draft") or write_prediction(step.get("prediction")))


def mistakes(steps: list[Step]) -> str:
    """Return what is wrong with the predictions that the author has written; empty if nothing."""
    found = []
    for number, step in enumerate(steps, 1):
        try:
            read_prediction(step.get("draft", ""))
        except PredictionTextError as error:
            found.append(f"Step {number} has no prediction yet. {error}")
    return " ".join(found)


def _predicting(step: Step, text: str) -> Step:
    """Return a step with the prediction of a text; with a mistake it is a draft."""
    if text.strip() == prediction_text(step).strip():
        return step
    changed = {name: x for name, x in step.items() if name not in ("prediction", "draft")}
    try:
        found = read_prediction(text)
    except PredictionTextError:
        return {**changed, "draft": text[:LONGEST_PREDICTION]}
    return {**changed, "prediction": found} if found else changed


@dataclass(frozen=True)
class Lesson:
    """A list of steps, the lists before it, and the message about the last change.

    `edited` is the field edited last; consecutive edits of one field are one change.
    """

    steps: list[Step]
    before: list[list[Step]] = field(default_factory=list)
    edited: str = ""
    status: str = ""
    problem: str = ""

    def typed(self, texts: dict[tuple[int, str], str], edited: str = "") -> Lesson:
        """Take the texts of the fields, by step and name; `edited` is the field that changed."""
        steps = [
            _predicting(
                {
                    **step,
                    **{k: texts.get((i, k), str(step[k]))[:most] for k, most in TEXTS.items()},
                },
                texts.get((i, "prediction"), prediction_text(step)),
            )
            for i, step in enumerate(self.steps)
        ]
        if steps == self.steps:
            return self
        cut = [
            f"The {name} of step {i + 1} must be {RULES[name]}; the rest was cut off."
            for (i, name), text in texts.items()
            if name in TEXTS and len(text) > TEXTS[name]
        ]
        return self._to(steps, problem=" ".join(cut), edited=edited)

    def add(self, state: ExplorerState, place: int | None = None) -> Lesson:
        """Append a state, or replace that of the step at a place, which keeps title and note."""
        query = to_query(state.model_copy(update={"view": "full"}))
        if place is not None:
            steps = [*self.steps]
            steps[place] = {**steps[place], "query": query}
            return self._to(steps, f"Step {place + 1} is now the current state.")
        if len(self.steps) >= MAX_STEPS:
            return self._fail(f"A lesson must have at most {MAX_STEPS} steps. Remove one first.")
        preset = preset_of(state)
        words = (preset.title, preset.point) if preset else ("", "")
        added = {"title": words[0], "note": words[1], "query": query}
        return self._to([*self.steps, added], f"Added as step {len(self.steps) + 1}.")

    def move(self, i: int, to: int) -> Lesson:
        """Move a step to another place; do nothing if the place is outside of the list."""
        if not 0 <= to < len(self.steps):
            return self
        steps = [*self.steps]
        steps.insert(to, steps.pop(i))
        return self._to(steps, f"Moved to place {to + 1}.")

    def remove(self, i: int) -> Lesson:
        """Take a step out."""
        title = self.steps[i]["title"] or f"Step {i + 1}"
        steps = [*self.steps[:i], *self.steps[i + 1 :]]
        return self._to(steps, f"Removed “{title}”. “Undo” brings it back.")

    def undo(self) -> Lesson:
        """Restore the list before the last change."""
        if not self.before:
            return self
        *before, steps = self.before
        return Lesson(steps, before, status="The last change of the list is undone.")

    def load(self, contents: str, filename: str) -> Lesson:
        """Add the steps of a file, given as a data URL."""
        steps, problems = read_lesson(b64decode(contents.partition(",")[2]))
        total = len(self.steps) + len(steps)
        if steps and total > MAX_STEPS:
            rule = f"A lesson must have at most {MAX_STEPS} steps."
            steps, problems = [], [f"{rule} With this file it would have {total}."]
        if not steps:
            why = " ".join(problems)
            return self._fail(f"{filename} could not be read; the list is unchanged. {why}")
        status = "Added 1 step." if len(steps) == 1 else f"Added {len(steps)} steps."
        return self._to([*self.steps, *steps], status, " ".join(problems))

    def _to(
        self, steps: list[Step], status: str = "", problem: str = "", edited: str = ""
    ) -> Lesson:
        before = self.before
        if not edited or edited != self.edited:
            before = [*before, self.steps][-MOST_BEFORE:]
        told = " ".join(filter(None, (problem, mistakes(steps))))
        return Lesson(steps, before, edited, "" if problem else status, told)

    def _fail(self, problem: str) -> Lesson:
        return Lesson(self.steps, self.before, problem=problem)
