"""Estimated duration of a study, by a model: no trial is run in a process that serves."""

from __future__ import annotations

import math

from components.live.duration import segmentation_seconds
from segmentation import ParameterError
from segmentation.kernels import compiled
from segmentation.study import Grid, LatinHypercube, Study, Sweep, n_trials
from segmentation.study.design.trials import Trial, trial

__all__ = ["estimate"]

SAMPLED = 24  # points of a study's space, over which the model is averaged
TRIAL_SECONDS = 0.005  # of a trial besides its segmentation; its outputs take hardly any
FORMULA_SECONDS = 0.0001  # of a trial of the test function
EFFICIENCY = 0.85  # of parallel workers; docs/study-engine.md has the measurements
START_SECONDS = 2.0  # that workers take to start


def estimate(study: Study, n_workers: int) -> float | None:
    """Estimate the duration of a study.

    Parameters
    ----------
    study : Study
    n_workers : int

    Returns
    -------
    float or None
        Seconds; None while the kernels are being compiled, because trials are slower until then.
    """
    if not compiled.ready() and not compiled.refused():
        return None
    return START_SECONDS + n_trials(study) * _mean(study) / n_workers / EFFICIENCY


def _mean(study: Study) -> float:
    """Return the mean duration, in seconds, of the trials of a study."""
    if study.evaluator == "ishigami":
        return FORMULA_SECONDS
    few = study.model_copy(update={"design": LatinHypercube(n=SAMPLED), "replicates": 1})
    mean = sum(_seconds(few, index) for index in range(SAMPLED)) / SAMPLED
    # A sweep or a grid runs all points before the next replicate, with which a trial is compared.
    again = "replicate_rand" in study.output_names and isinstance(study.design, (Sweep, Grid))
    return 2 * mean if again else mean


def _seconds(study: Study, index: int) -> float:
    try:
        now = trial(study, index)
    except ParameterError:  # a circle without a place: the trial fails at once
        return TRIAL_SECONDS
    picture, method = now.picture is not None, now.method
    return TRIAL_SECONDS + segmentation_seconds(
        _nodes(now),
        method.n_cut if picture else method.n_clusters,
        picture=picture,
        solver=method.eigen_solver,
        labels=method.assign_labels,
    )


def _nodes(now: Trial) -> float:
    """Return how many pixels are segmented, at most; a picture is not decoded for it."""
    if now.picture is not None:
        return float(now.picture.longest**2)
    pixels = float(now.scene.size**2)
    if not now.method.use_mask:
        return pixels
    return min(pixels, sum(math.pi * circle.radius**2 for circle in now.scene.circles))
