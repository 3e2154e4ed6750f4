"""A study: a base scene, the parameters varied in it, their design, and the outputs measured."""

from __future__ import annotations

from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, Field, model_validator

from segmentation._validation import INTEGERS
from segmentation.errors import Problem, Received, StudyError
from segmentation.scene import Scene
from segmentation.stages.method import Method
from segmentation.study.design import designs
from segmentation.study.design.designs import Design
from segmentation.study.design.parameters import SETTINGS, Parameter, is_integer
from segmentation.study.design.picture import StudyPicture
from segmentation.study.design.quantities import RATES, TRUTH_OUTPUTS, outputs_of
from segmentation.study.design.validation import checks
from segmentation.study.design.validation.draft import Draft

__all__ = ["Study"]

LARGEST_LABEL = INTEGERS["n_clusters"][1] - 1
Group = Annotated[
    tuple[Annotated[int, Field(ge=0, le=LARGEST_LABEL)], ...], Field(min_length=2, max_length=64)
]


class Study(BaseModel):
    """A plan over the parameters of a scene, or a picture, and a method; see `docs/study.md`.

    Parameters
    ----------
    name : str
        From 1 to 200 characters.
    notes : str, default=""
    evaluator : {"segmentation", "picture", "ishigami"}, default="segmentation"
        The function that a trial evaluates: the segmentation of a scene or of a picture.
        "ishigami" is a test function of x1, x2, x3 whose Sobol indices are known; it ignores scene
        and method.
    scene : Scene, default=Scene()
    picture : StudyPicture, default=None
        For the evaluator "picture", in place of a scene.
    method : Method, default=Method()
        The base, which the parameters change.
    parameters : tuple of Range or Choice
        From 1 to 32; `segmentation.study.design.fields` lists the fields that can be varied.
    design : Sweep, Grid, LatinHypercube, SobolSample, Morris or Saltelli
    replicates : int, default=1
        Noise seeds at each point: `seed`, `seed` + 1, ... of the scene or the picture.
    outputs : tuple of str, default=()
        Names of `OUTPUTS`; empty means all. Other outputs are not computed.
    merges : tuple of tuple of int, default=()
        Groups of regions of a picture's base that are one in the reference of "reference_rand", by
        their labels, as for `join_regions`. Regions that the base lacks are left out.

    Raises
    ------
    pydantic.ValidationError
        If a rule is broken; `read_study` raises an error with plain sentences instead.

    Examples
    --------
    >>> from segmentation.study import Range, read_study
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
    evaluator: Literal["segmentation", "picture", "ishigami"] = "segmentation"
    scene: Scene = Scene()
    picture: StudyPicture | None = None
    method: Method = Method()
    parameters: tuple[Parameter, ...] = Field(min_length=1, max_length=32)
    design: Design
    replicates: Annotated[int, Field(ge=1)] = 1
    outputs: tuple[str, ...] = ()
    merges: tuple[Group, ...] = Field(default=(), max_length=100)

    @model_validator(mode="after")
    def _check(self) -> Self:
        # The number of trials is defined only once all other rules are obeyed.
        found = checks.problems(self._draft()) or checks.too_large(self.n_points, self.replicates)
        if self.picture is not None and self.scene != Scene():
            found = [*found, Problem("scene", "left out beside a picture", Received("a scene"))]
        if self.evaluator != "picture" and self.method.feature != "intensity":
            rule = "'intensity', because scenes have no colours"
            found = [*found, Problem("method.feature", rule, self.method.feature)]
        if self.evaluator != "picture" and self.merges:
            found = [*found, Problem("merges", "left out without a picture", Received("some"))]
        if found:
            raise StudyError(tuple(found))
        return self

    def _draft(self) -> Draft:
        return Draft(
            self.evaluator,
            len(self.scene.circles),
            self.scene.seed,
            self.picture,
            self.parameters,
            self.design,
            self.replicates,
            self.outputs,
        )

    @property
    def n_points(self) -> int:
        """Number of points of the design."""
        return designs.count(self.design, self.parameters, self.whole)

    @property
    def whole(self) -> tuple[bool, ...]:
        """Flags of the parameters that are ranges of integers."""
        return tuple(is_integer(parameter, self.evaluator) for parameter in self.parameters)

    @property
    def output_names(self) -> tuple[str, ...]:
        """Names of the outputs: `outputs`, or all that can have values."""
        missing: tuple[str, ...] = ()
        if self.picture is not None:
            missing = () if self.picture.has_truth else tuple(TRUTH_OUTPUTS)
            missing += ("replicate_rand",) if self.replicates == 1 else ()
        names = self.outputs or tuple(outputs_of(self.evaluator))
        return tuple(name for name in names if name not in missing)

    @property
    def measured(self) -> tuple[str, ...]:
        """Names of the numbers to analyse: the outputs, time, and the rates of the verdicts."""
        names = [name for name in self.output_names if name not in ("verdict", "seconds")]
        rates = RATES if "verdict" in self.output_names else ()
        return (*names, *rates, "seconds")

    def to_json(self) -> str:
        """Return the study as the text of a file; equal studies give equal texts.

        Returns
        -------
        str
            JSON, as `read_study` reads it.
        """
        # Left out where they are the tutorial's, as in studies stored before they were fields.
        later = {"feature": "intensity", "merge_from": 0}
        usual = {name for name, value in later.items() if getattr(self.method, name) == value}
        left_out: dict[str, Any] = {"method": usual}
        if self.picture is not None:
            left_out["scene"] = True
        if not self.merges:
            left_out["merges"] = True
        text = self.model_dump_json(indent=2, exclude_none=True, exclude=left_out)
        return text + "\n"
