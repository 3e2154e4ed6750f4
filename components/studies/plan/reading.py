"""Plans of studies before they run: reading, and errors."""

from __future__ import annotations

import json
import re
from dataclasses import asdict
from typing import Any

from components.state.control_specs import format_value
from components.state.model import ExplorerState
from components.studies.picture_base import PictureBaseError, merges_of, picture_of, truth_of
from segmentation.errors import Problem, Received
from segmentation.study import (
    FIELDS,
    Range,
    Study,
    StudyError,
    describe,
    read_study,
)
from segmentation.study.design.fields import FIELDS_OF
from segmentation.study.design.quantities import TRUTH_OUTPUTS, outputs_of

__all__ = ["PlanError", "describe_errors", "parameter_title", "read_plan"]

# The service's rules in the page's words.
RULES = (
    (r"(?:a valid|an) integer", "a whole number"),
    (r"less than or equal to (\d+)", lambda found: f"at most {int(found[1]):,}"),
    (r"greater than or equal to (\d+)", lambda found: f"at least {int(found[1]):,}"),
    (r"(\d+e\+\d+)", lambda found: f"{float(found[1]):,.0f}"),
)
WORDS = {
    "parameters": "Parameters",
    "design.points": "Points",
    "design.n": "Base points n",
    "design.trajectories": "Trajectories",
    "design.levels": "Levels",
    "design.seed": "Design seed",
    "replicates": "Noise seeds per point",
    "picture.noise": "Noise added",
    "picture.threshold": "The threshold",
    "name": "Name",
    "outputs": "Outputs",
    "the number of trials": "The number of trials",
}
ENDS = {"low": "from", "high": "to"}


class PlanError(ValueError):
    """Error for an invalid plan; `problems` is a list of {"place", "message"}.

    `needs` is the hash of a picture that this process lacks, or empty.
    """

    def __init__(self, problems: list[dict[str, str]], needs: str = "") -> None:
        super().__init__(" ".join(problem["message"] for problem in problems))
        self.problems = problems
        self.needs = needs


def read_plan(
    given: dict[str, Any],
    state: ExplorerState,
    *,
    noise: float | None = 0.0,
    stored: bool = False,
    truth: bool = False,
) -> Study:
    """Read the study of a plan in the explorer.

    Parameters
    ----------
    given : dict
        Fields of a study as in a file, without scene, picture and method.
    state : ExplorerState
        The state that they are taken from.
    noise, stored
        Of a picture, as for `picture_of`.
    truth : bool, default=False
        Whether to compare with the explorer's truth, which is then stored in the study.

    Raises
    ------
    PlanError
        If the fields are no valid study, or the state is of an own picture that is not to be
        stored.
    """
    base: dict[str, Any] = {"method": asdict(state.method())}
    if state.picture:
        known = outputs_of("picture").keys() - (() if truth else TRUTH_OUTPUTS.keys())
        base["outputs"] = [name for name in given["outputs"] if name in known]
        base["evaluator"] = "picture"
        base["merges"] = merges_of(state)
        try:
            base["picture"] = picture_of(state, noise, stored)
            if truth:
                base["picture"]["truth_data"] = truth_of(state)
        except PictureBaseError as error:
            found = [{"place": "picture", "message": str(error)}]
            raise PlanError(found, error.needs) from None
    else:
        base["scene"] = asdict(state.scene())
    try:
        return read_study(json.dumps(given | base))
    except StudyError as error:
        raise PlanError(describe_errors(error, given)) from None


def describe_errors(error: StudyError, given: dict[str, Any] | str) -> list[dict[str, str]]:
    """Describe the errors of a study in the terms of the page.

    Parameters
    ----------
    error : StudyError
    given : dict or str
        The study as received. The places in the text of a file are kept.

    Returns
    -------
    list of dict
        Place in the file and sentence of each problem.
    """
    return [
        {
            "place": problem.place,
            "message": _sentence(problem, given) if isinstance(given, dict) else _of_file(problem),
        }
        for problem in error.problems
    ]


def _of_file(problem: Problem) -> str:
    line = "" if problem.line is None else f" (line {problem.line})"
    got = _received(problem.value)
    return f"{problem.place}{line} must be {problem.rule}. Got {got} instead."


def _sentence(problem: Problem, given: dict[str, Any]) -> str:
    words = _words(problem, given)
    if words and problem.rule.startswith("one of") and problem.place.endswith("].name"):
        return f"{words} cannot be varied for what is on screen."
    crossed = re.fullmatch("above low, which is (.*)", problem.rule)
    if crossed and words:
        title = words.removesuffix(", to,")
        return f"The upper end of {title} must exceed the lower end ({crossed[1]})."
    if not words:
        return str(problem)
    rule = problem.rule
    for pattern, plain in RULES:
        rule = re.sub(pattern, plain, rule)
    return f"{words} must be {rule}. Got {_received(problem.value)} instead."


def _received(value: object) -> str:
    if isinstance(value, Received):
        return value.replace(" times ", " × ").replace("replicates", "noise seeds")
    return format_value(value)


def _words(problem: Problem, given: dict[str, Any]) -> str | None:
    if points := re.fullmatch(r"design\.points\[(\d+)\]", problem.place):
        of = _title(given, int(points[1]))
        return f"Points of {of}" if of else "Points"
    place = re.fullmatch(r"parameters\[(\d+)\](?:\.(\w+))?(?:\[\d+\])?", problem.place)
    if place is None:
        return WORDS.get(re.sub(r"\[\d+\]", "", problem.place))
    title = _title(given, int(place[1]))
    end = ENDS.get(place[2] or "")
    return f"{title}, {end}," if title and end else title


def _title(given: dict[str, Any], number: int) -> str | None:
    """Return the title of a parameter, None if the service knows none of its name."""
    try:
        return parameter_title(given["parameters"][number])
    except (KeyError, TypeError, ValueError, IndexError):
        return None


def parameter_title(given: dict[str, Any]) -> str:
    """Return the title of a parameter of a plan, of circles or of a picture."""
    parameter = Range(name=given["name"], low=0, high=1, of=given.get("of"))
    only_pictures = given["name"] in FIELDS_OF["picture"] and given["name"] not in FIELDS
    return describe(parameter, "picture" if only_pictures else "segmentation").title
