"""Sentences on the noise floor and on missing values."""

from __future__ import annotations

from components.figures.study.base import StudyView, count
from segmentation.errors import AnalysisError
from segmentation.study.analysis import Indices, NoiseFloor, noise_floor

__all__ = ["floor", "floor_sentence", "imputed_sentence"]


def floor(view: StudyView) -> NoiseFloor | None:
    """Return the noise floor, or None if it cannot be estimated."""
    try:
        return noise_floor(view.study, view.trials, view.output)
    except AnalysisError:
        return None


def imputed_sentence(stats: Indices) -> str:
    """Write that missing values were replaced; empty if there are none."""
    if not stats.imputed:
        return ""
    verb = "is" if stats.imputed == 1 else "are"
    points = f"{count(stats.imputed, 'point')} without a value"
    return f"{points} {verb} replaced by the mean of the others. "


def floor_sentence(view: StudyView, found: NoiseFloor | None) -> str:
    """Write the share of noise in the variance."""
    if view.study.replicates < 2:
        return "With one noise seed per point, the share of noise is not known."
    if found is None:
        return "The share of noise is not known yet."
    return (
        f"Noise floor: {found.share:.1%} of the variance between the points is noise, "
        f"which no parameter explains (means over {view.study.replicates} noise seeds)."
    )
