"""A study: a base scene, what to vary in it, where to look, and what to measure."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, Field, ValidationError, model_validator

from segmentation.errors import ParameterError, Problem, Received, StudyError
from segmentation.method import Method
from segmentation.scene import Scene
from segmentation.study.design import checks, designs
from segmentation.study.design.designs import Design
from segmentation.study.design.draft import draft_of, drafted, told_by_objects
from segmentation.study.design.lines import line_of, position_of
from segmentation.study.design.parameters import SETTINGS, Parameter, is_integer
from segmentation.study.design.quantities import outputs_of
from segmentation.study.design.told import told

__all__ = ["Study", "read_study"]

LARGEST_FILE = 1_000_000  # characters


class Study(BaseModel):
    """A plan over the parameters of a scene and a method; see `docs/study.md`.

    Parameters
    ----------
    name : str
        From 1 to 200 characters.
    notes : str, default=""
    evaluator : {"segmentation", "ishigami"}, default="segmentation"
        What is evaluated. "ishigami" is a test function of x1, x2, x3 whose Sobol indices are
        known; scene and method play no part in it.
    scene : Scene, default=Scene()
    method : Method, default=Method()
        What stays as it is where no parameter changes it.
    parameters : tuple of Range or Choice
        From 1 to 32; see `segmentation.study.design.fields` for what can be varied.
    design : Sweep, Grid, LatinHypercube, SobolSample, Morris or Saltelli
    replicates : int, default=1
        Noise seeds at each point: `scene.seed`, `scene.seed` + 1, ...
    outputs : tuple of str, default=()
        Names of `OUTPUTS`; empty means all. What is not asked for is not computed.

    Raises
    ------
    pydantic.ValidationError
        If a rule is broken; `read_study` tells it in sentences.

    Examples
    --------
    >>> from segmentation.study import Range
    >>> study = Study(
    ...     name="Beta",
    ...     parameters=(Range(name="beta", low=0.1, high=10, scale="log"),),
    ...     design=designs.Sweep(points=21),
    ...     replicates=5,
    ... )
    >>> study.n_points
    21
    >>> read_study(study.to_json()) == study
    True
    """

    model_config = SETTINGS

    version: Literal[1] = 1
    name: str = Field(min_length=1, max_length=200)
    notes: str = Field(default="", max_length=20_000)
    evaluator: Literal["segmentation", "ishigami"] = "segmentation"
    scene: Scene = Scene()
    method: Method = Method()
    parameters: tuple[Parameter, ...] = Field(min_length=1, max_length=32)
    design: Design
    replicates: Annotated[int, Field(ge=1)] = 1
    outputs: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _check(self) -> Self:
        # A study that breaks a rule cannot be counted.
        found = checks.problems(draft_of(self)) or checks.too_large(self)
        if found:
            raise StudyError(tuple(found))
        return self

    @property
    def n_points(self) -> int:
        """How many points the design has."""
        return designs.count(self.design, self.parameters, self.whole)

    @property
    def whole(self) -> tuple[bool, ...]:
        """Which parameters are ranges of integers."""
        return tuple(is_integer(parameter, self.evaluator) for parameter in self.parameters)

    @property
    def output_names(self) -> tuple[str, ...]:
        """What is measured: `outputs`, or all there are."""
        return self.outputs or tuple(outputs_of(self.evaluator))

    def to_json(self) -> str:
        """Return the study as a file: equal studies give equal text."""
        return self.model_dump_json(indent=2, exclude_none=True) + "\n"


def read_study(text: str | bytes) -> Study:
    """Read a study from JSON.

    Parameters
    ----------
    text : str or bytes
        As `Study.to_json` writes it; what has a default may be left out. Bytes are UTF-8.

    Returns
    -------
    Study

    Raises
    ------
    StudyError
        With every problem found: the place in the file, with its line if there are several, the
        rule, and the value.
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
    """Return what pydantic found, and what it did not get to because of that."""
    cause = error.errors()[0].get("ctx", {}).get("error")
    if isinstance(cause, StudyError):  # of a study of the right shape: nothing is left to find
        return list(cause.problems)
    found = told(error, fields, Study.model_fields)
    if not isinstance(fields, dict):
        return list(found.values())
    found |= dict(told_by_objects(fields))
    places = {problem.place for problem in found.values()}
    others = checks.problems(drafted(fields, set(found)))
    return [*found.values(), *(problem for problem in others if problem.place not in places)]


def _decode(text: str | bytes) -> str:
    if not isinstance(text, (str, bytes)):
        raise ParameterError("read_study", "text", "a str or bytes", text)
    try:
        plain = text.decode("utf-8-sig") if isinstance(text, bytes) else text.removeprefix("\ufeff")
        plain.encode()  # half a surrogate pair is no text
    except UnicodeError as error:
        raise _refuse("the file", "text in UTF-8", Received(str(error))) from None
    if len(plain) > LARGEST_FILE:
        got = Received(f"{len(plain):,}")
        raise _refuse("the file", f"at most {LARGEST_FILE:,} characters long", got)
    return plain


def _parse(text: str) -> tuple[Any, list[Problem]]:
    """Return what JSON holds, and which keys are there twice; or tell where it goes wrong."""
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
