"""Trials sampled from the whole space of a study, for estimates: none of them is run."""

from __future__ import annotations

import math
from collections.abc import Iterator

from segmentation import ParameterError
from segmentation.study import LatinHypercube, Study
from segmentation.study.design.trials import Trial, trial

__all__ = ["SAMPLED", "most_nodes", "sampled_trials"]

SAMPLED = 24  # points of a study's space


def sampled_trials(study: Study) -> Iterator[Trial | None]:
    """Yield trials from all over the space of a study; None for one that fails at once."""
    few = study.model_copy(update={"design": LatinHypercube(n=SAMPLED), "replicates": 1})
    for index in range(SAMPLED):
        try:
            yield trial(few, index)
        except ParameterError:  # a circle without a place
            yield None


def most_nodes(now: Trial) -> float:
    """Return how many pixels are segmented, at most; a picture is not decoded for it."""
    if now.picture is not None:
        return float(now.picture.longest**2)
    pixels = float(now.scene.size**2)
    if not now.method.use_mask:
        return pixels
    return min(pixels, sum(math.pi * circle.radius**2 for circle in now.scene.circles))
