"""The plan of a study's file of trials."""

from __future__ import annotations

from segmentation.study.analysis.table import PLAIN
from segmentation.study.design.model import Study
from segmentation.study.design.parameters import Choice, Range
from segmentation.study.design.trials import unit_points
from segmentation.study.export.plan import FilePlan

__all__ = ["plan_of"]


def plan_of(study: Study) -> FilePlan:
    """Return what the files of a study's trials need of it."""
    own = study.scene.seed if study.picture is None else study.picture.seed
    return FilePlan(
        text=study.to_json(),
        replicates=study.replicates,
        seed=None if study.evaluator == "ishigami" else own,
        parameters=[
            {**parameter.model_dump(), "whole": whole, "kind": _kind(parameter, whole)}
            for parameter, whole in zip(study.parameters, study.whole, strict=True)
        ],
        outputs=[name for name in study.output_names if name not in PLAIN],
        unit=unit_points(study),
    )


def _kind(parameter: Range | Choice, whole: bool) -> str:
    """Return the type of a parameter's column; of integers among other numbers it is float."""
    if isinstance(parameter, Range):
        return "int" if whole else "float"
    kinds = {type(value).__name__ for value in parameter.values}
    return kinds.pop() if len(kinds) == 1 else "float"
