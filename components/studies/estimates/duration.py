"""Estimated duration of a study, by a model: no trial is run in a process that serves."""

from __future__ import annotations

from components.live.duration import segmentation_seconds
from components.studies.estimates.samples import SAMPLED, most_nodes, sampled_trials
from segmentation.kernels import compiled
from segmentation.study import Grid, Study, Sweep, n_trials
from segmentation.study.design.trials import Trial

__all__ = ["estimate"]

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
    mean = sum(map(_seconds, sampled_trials(study))) / SAMPLED
    # A sweep or a grid runs all points before the next replicate, with which a trial is compared.
    again = "replicate_rand" in study.output_names and isinstance(study.design, (Sweep, Grid))
    return 2 * mean if again else mean


def _seconds(now: Trial | None) -> float:
    if now is None:
        return TRIAL_SECONDS
    picture, method = now.picture is not None, now.method
    return TRIAL_SECONDS + segmentation_seconds(
        most_nodes(now),
        method.n_cut if picture else method.n_clusters,
        picture=picture,
        solver=method.eigen_solver,
        labels=method.assign_labels,
    )
