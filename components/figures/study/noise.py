"""How much of what is seen is noise, or made up for what is missing, in a sentence."""

from __future__ import annotations

from components.figures.study.base import Look, count
from segmentation.errors import AnalysisError
from segmentation.study.analysis import Indices, NoiseFloor, noise_floor

__all__ = ["floor", "floor_sentence", "imputed_sentence"]


def floor(look: Look) -> NoiseFloor | None:
    """Return the noise floor, None where there is none to tell."""
    try:
        return noise_floor(look.study, look.trials, look.output)
    except AnalysisError:
        return None


def imputed_sentence(said: Indices) -> str:
    """Say what stands in for values that are not there; nothing of none."""
    if not said.imputed:
        return ""
    return f"For {count(said.imputed, 'point')} without a value stands the mean of the others. "


def floor_sentence(look: Look, found: NoiseFloor | None) -> str:
    """Say how much of the variance is noise."""
    if look.study.replicates < 2:
        return "One noise seed a point: how much of this is noise is not known."
    if found is None:
        return "How much of this is noise is not known yet."
    return (
        f"Noise floor: {found.share:.1%} of the variance between the points is noise, "
        f"which no parameter answers for (means over {look.study.replicates} noise seeds)."
    )
