"""Words for what the figures of a running study rest on."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from components.figures.study.base import StudyView, count
from segmentation.study.analysis import replicates

__all__ = ["describe_seeds", "so_far"]


def so_far(view: StudyView) -> str:
    """Return " so far" if trials of the study are still to be recorded, else nothing."""
    return "" if replicates(view.study, view.trials, view.output).done.all() else " so far"


def describe_seeds(view: StudyView, counts: NDArray[np.intp]) -> str:
    """Return over how many noise seeds the values at the points are.

    Parameters
    ----------
    view : StudyView
    counts : ndarray of int
        Number of seeds with a value at each point that is described, none of them 0.

    Returns
    -------
    str
        Such as "5 noise seeds" or "1 to 2 of 5 noise seeds so far".
    """
    planned = view.study.replicates
    fewest, most = int(counts.min()), int(counts.max())
    if fewest == planned:
        return count(planned, "noise seed")
    range_ = str(most) if fewest == most else f"{fewest} to {most}"
    return f"{range_} of {count(planned, 'noise seed')}{so_far(view)}"
