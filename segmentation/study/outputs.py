"""Evaluation of a trial: its record."""

from __future__ import annotations

import math
import warnings
from functools import lru_cache
from time import perf_counter

from segmentation._validation import check_instance, check_integer
from segmentation.compile.compilation import compile_all
from segmentation.errors import CutlabError
from segmentation.explain.verdict import outcome
from segmentation.kernels import compiled
from segmentation.pipeline import segment_scene
from segmentation.study.design.model import Study
from segmentation.study.design.quantities import OUTPUTS
from segmentation.study.design.reading import read_study
from segmentation.study.design.trials import n_trials, trial
from segmentation.study.ishigami import ishigami
from segmentation.study.measures import MEASURES
from segmentation.study.pictures import evaluate_picture
from segmentation.study.record import Record

__all__ = ["OUTPUTS", "run_trial"]


def run_trial(study_json: str, index: int) -> Record:
    """Evaluate one trial of a study.

    Equal studies and indices give equal values: the scene is the same everywhere, and its values
    agree to the last bit on processors of one kind with the same packages. The first call in a
    process waits for the compiled kernels, because other solvers have other last bits.

    Parameters
    ----------
    study_json : str
        As `Study.to_json` writes it; parsed only once.
    index : int
        From 0 to the number of trials - 1.

    Returns
    -------
    Record
        With an error, if the scene cannot be made or segmented.

    Raises
    ------
    StudyError, ParameterError
        If the text is no study, or the index is out of range.

    Examples
    --------
    >>> from segmentation.study import Range, Study, Sweep
    >>> beta = Range(name="beta", low=0, high=1)
    >>> text = Study(name="Beta", parameters=(beta,), design=Sweep(points=3)).to_json()
    >>> run_trial(text, 2).verdict
    'agrees'
    """
    check_instance("run_trial", "study_json", study_json, str)
    study = _read(study_json)
    index = check_integer("run_trial", "index", index, 0, n_trials(study) - 1)
    if study.evaluator != "ishigami" and not compiled.refused():
        compile_all()
    values: dict[str, float] = {}
    verdict = error = None
    begin = perf_counter()
    try:
        with warnings.catch_warnings():  # the values show the same
            warnings.simplefilter("ignore")
            values, verdict = _evaluate(study, index)
    except CutlabError as caught:
        error = str(caught)
    except Exception as caught:  # one bad scene of thousands must not end the study
        error = f"{type(caught).__name__}: {caught}"
    return Record(index, values, verdict, perf_counter() - begin, error)


@lru_cache(maxsize=4)
def _read(study_json: str) -> Study:
    return read_study(study_json)


def _evaluate(study: Study, index: int) -> tuple[dict[str, float], str | None]:
    if study.evaluator == "picture":
        return evaluate_picture(study, index), None
    now = trial(study, index)
    if study.evaluator == "ishigami":
        inputs = (float(now.values.get(name, 0.0)) for name in ("x1", "x2", "x3"))
        return {"y": ishigami(*inputs)}, None
    result = segment_scene(now.scene, now.method)
    measured = {name: MEASURES[name](result) for name in study.output_names if name in MEASURES}
    values = {name: x for name, x in measured.items() if x is not None and math.isfinite(x)}
    return values, outcome(result) if "verdict" in study.output_names else None
